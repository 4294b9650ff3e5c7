// SPDX-License-Identifier: Apache-2.0
// The parts of values that rotary embeddings are made of: halves of the last
// dimension, or its even and its odd elements.
#ifndef QOPT_LIB_QUANTIZE_RAISE_HALVES_H
#define QOPT_LIB_QUANTIZE_RAISE_HALVES_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt::raise {

/// One of the two parts of `source`: with H elements per line, elements
/// index * H/2 + i or, interleaved, 2 * i + index, for i in [0, H/2). Where the
/// part is taken of a value [..., H/2, 2] (or [..., 2, H/2]), that is `source`.
struct Part {
  Value source;
  int index;
  bool interleaved;
};

/// `value` as such a part, whether sliced or gathered; nullopt of other values.
std::optional<Part> selectPart(Value value);

/// x of concat(-x[H/2:], x[:H/2]) along the last dimension; null of others.
Value getRotatedHalf(Value value);

/// Whether elements i and i + H/2 of every line are equal for certain.
bool hasEqualHalves(Value value);

/// The first half of every line, made at the builder's place.
Value createFirstHalf(OpBuilder &builder, Value value);

} // namespace mlir::qopt::raise

#endif // QOPT_LIB_QUANTIZE_RAISE_HALVES_H
