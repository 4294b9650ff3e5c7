// SPDX-License-Identifier: Apache-2.0
// Two codes of at most 4 bits in one byte of a cache.
#ifndef QOPT_LIB_SEQUENCE_PACKEDPAIRS_H
#define QOPT_LIB_SEQUENCE_PACKEDPAIRS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Whether codes of type `q` with `last` elements along the last dimension go in
/// pairs: signed integers of at most 4 bits, `last` even.
bool canPackPairs(QType q, int64_t last);

/// i8 codes in [-8, 7], shape [.., 2n], as ui8 [.., n]: byte i holds code i in its
/// lower and code n + i in its upper half, in two's complement: 0 is two codes of 0.
Value packPairs(OpBuilder &builder, Location loc, Value codes);

/// The codes again.
Value unpackPairs(OpBuilder &builder, Location loc, Value bytes);

} // namespace mlir::qopt

#endif // QOPT_LIB_SEQUENCE_PACKEDPAIRS_H
