// SPDX-License-Identifier: Apache-2.0
// What the searches share: the quantizers they simulate, as users spell them, and
// the choice among candidates.
#ifndef QOPT_LIB_QUANTIZE_SMOOTH_SIMULATION_H
#define QOPT_LIB_QUANTIZE_SMOOTH_SIMULATION_H

#include "FoldGroup.h"
#include "qopt/IR/Spelling.h"

namespace mlir::qopt {

/// `tensor`, `channel` or `group:N` for weights of `bits` bits, narrow symmetric
/// codes or, asymmetric, all codes. nullopt after an error.
std::optional<::qopt::numerics::SimulatedQuantizer>
parseWeightQuantizer(StringRef granularity, int bits, bool asymmetric,
                     EmitError emitError);

/// `tensor` (a static scale), `token`, or `none` for activations of `bits` bits.
/// nullopt after an error.
std::optional<::qopt::numerics::SimulatedQuantizer>
parseActivationQuantizer(StringRef granularity, int bits, bool symmetric,
                         EmitError emitError);

/// Rounds every factor to a power of two where asked.
void roundFactors(std::vector<double> &factors, bool powerOfTwo);

/// A searched exponent and what it brought.
struct SearchedScales {
  double exponent;
  std::vector<double> factors;
  double errorBefore, errorAfter; ///< with all factors 1; with these
};

/// The candidate of least error of a group; `middle` breaks ties. `makeFactors` may
/// fail after an error.
FailureOr<SearchedScales>
searchExponent(const FoldGroup &group, ArrayRef<double> grid, double middle,
               const ::qopt::numerics::SimulatedQuantizer &activations,
               const ::qopt::numerics::SimulatedQuantizer &weights,
               llvm::function_ref<FailureOr<std::vector<double>>(double)>
                   makeFactors);

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_SMOOTH_SIMULATION_H
