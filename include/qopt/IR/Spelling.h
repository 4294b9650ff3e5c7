// SPDX-License-Identifier: Apache-2.0
// Formats and granularities as a user writes them in recipes, options and on the
// command line.
#ifndef QOPT_IR_SPELLING_H
#define QOPT_IR_SPELLING_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Reports an error of the caller; returned diagnostics are `error`s at a place
/// that the caller chooses.
using EmitError = function_ref<InFlightDiagnostic()>;

/// A format from its spelling:
///   s8, u4                    #qopt.int<s8>; `narrow` asks for narrow range of
///                             signed ones of at least two bits
///   e4m3fn, ue5m3, e8m0       #qopt.float<e4m3fn>
///   nf4, flint<s4>, ...       #qopt.nf4, #qopt.flint<s4>: the attribute without
///                             its `#qopt.`, which may also be written
/// Null after an error that repeats the spelling.
FormatInterface parseFormat(StringRef text, MLIRContext *context, bool narrow,
                            EmitError emitError);

/// The spelling of a format, for reports: `s8` (of narrow range, too), `e4m3fn`,
/// `flint<s4>`; a codebook is `codebook of 16 values`.
std::string spellFormat(FormatInterface format);
/// `s4 per channel`, `nf4 in groups of 32`, ...
std::string spellType(QType type);

/// How many elements share a scale, before it is known which axis they lie on.
struct GranularitySpec {
  enum class Kind { Tensor, Channel, Group, Block };
  Kind kind = Kind::Channel;
  int64_t size = 0; ///< elements per group or block, >= 1

  /// The attribute for a tensor whose channels (independent sums) are indexed by
  /// `channelAxis` and whose summed elements lie along `sumAxis`.
  Attribute getAttr(MLIRContext *context, int64_t channelAxis,
                    int64_t sumAxis) const;
};

/// `tensor`, `channel`, `group:32` (along the summed axis), `block:64` (of the
/// flattened tensor). nullopt after an error that repeats the spelling.
std::optional<GranularitySpec> parseGranularity(StringRef text,
                                                EmitError emitError);

} // namespace mlir::qopt

#endif // QOPT_IR_SPELLING_H
