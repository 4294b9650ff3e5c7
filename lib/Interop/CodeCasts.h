// SPDX-License-Identifier: Apache-2.0
// Codes held in one integer type as codes held in another.
#ifndef QOPT_LIB_INTEROP_CODECASTS_H
#define QOPT_LIB_INTEROP_CODECASTS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// `codes` with elements of type `to`, by qopt.cast; signless elements extend
/// with zeros where `isUnsigned`. A chain of such casts that began with codes
/// of type `to` gives those back.
Value castCodes(OpBuilder &builder, Location loc, Value codes, IntegerType to,
                bool isUnsigned);

/// The casts between `codes` and what they were made from; those that nobody
/// reads any more can go, from the last one on.
void collectCasts(Value codes, SetVector<Operation *> &casts);

/// Casts of `codes` that give back what it was cast from are replaced by that.
void shortenCasts(Value codes, SetVector<Operation *> &casts);

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_CODECASTS_H
