// SPDX-License-Identifier: Apache-2.0
// What calibration and the choice of formats leave on run-time values: attributes
// of the op that makes the value, or of the function argument that it is.
//   qopt.histogram = {exponent = -9, zeros = 3, extremes = [-1.0, 2.0], ...}
//   qopt.format = #qopt.flint<s4>   (beside qopt.range, which is its clip)
#ifndef QOPT_IR_ACTIVATIONCHOICE_H
#define QOPT_IR_ACTIVATIONCHOICE_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/Histogram.h"

#include <optional>

namespace mlir::qopt {

/// Dictionary attribute: the parts of a Numerics Histogram of the value.
inline constexpr llvm::StringLiteral kHistogramAttr = "qopt.histogram";
/// A FormatInterface attribute: what the codes of the value shall be.
inline constexpr llvm::StringLiteral kFormatAttr = "qopt.format";

/// Attributes of a value that is the one result of an op, or an argument of a
/// function. Null where there is none; a null `attr` removes it.
Attribute getValueAttr(Value value, StringRef name);
void setValueAttr(Value value, StringRef name, Attribute attr);

void setHistogram(Value value, const ::qopt::numerics::Histogram &histogram);
/// The histogram of a value, nullopt where it has none. An error that names the
/// value where the attribute is no histogram.
FailureOr<std::optional<::qopt::numerics::Histogram>> getHistogram(Value value);

/// The format chosen for a value, null where none was. An error that names the
/// value where the attribute is no format.
FailureOr<FormatInterface> getChosenFormat(Value value);

/// Node name of the op that makes the value, or `input N`.
std::string getValueName(Value value);

} // namespace mlir::qopt

#endif // QOPT_IR_ACTIVATIONCHOICE_H
