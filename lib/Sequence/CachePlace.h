// SPDX-License-Identifier: Apache-2.0
// Where on the way to an attention its keys and values are remembered.
#ifndef QOPT_LIB_SEQUENCE_CACHEPLACE_H
#define QOPT_LIB_SEQUENCE_CACHEPLACE_H

#include "Positions.h"

namespace mlir::qopt {

/// Of the values from which `value` is made by ops that only move elements or
/// dequantize them: the one of fewest bytes, of equals one whose positions come
/// before all dimensions of more than one element, of equals the last.
Value findCachePlace(Value value, const PositionAnalysis &analysis);

/// Whether all dimensions of `type` before `axis` have one element.
bool isOutermost(RankedTensorType type, int64_t axis);

} // namespace mlir::qopt

#endif // QOPT_LIB_SEQUENCE_CACHEPLACE_H
