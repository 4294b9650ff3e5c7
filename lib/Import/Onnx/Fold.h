// SPDX-License-Identifier: Apache-2.0
// Evaluation of operators on tensors that are known at import time. Shapes and
// types are the caller's to check; these functions are total on what they take.
#ifndef QOPT_LIB_IMPORT_ONNX_FOLD_H
#define QOPT_LIB_IMPORT_ONNX_FOLD_H

#include "HostTensor.h"

#include "qopt/IR/QOpt.h"

namespace mlir::qopt::onnx_import {

/// For each result index along one dimension the source offset, in elements,
/// that it adds; kOutside where the result takes the fill value.
using OffsetTable = std::vector<int64_t>;
constexpr int64_t kOutside = -1;

/// Row-major strides in elements.
Shape stridesOf(ArrayRef<int64_t> shape);
/// Offsets first * stride, (first + step) * stride, ... for `count` indices.
OffsetTable stepOffsets(int64_t count, int64_t first, int64_t step,
                        int64_t stride);

/// result[i0, i1, ...] = source[sum over d of tables[d][id]]: transposition,
/// slicing, broadcasting, padding and gathering alike. `fill` stands where a
/// table says kOutside.
HostTensor mapElements(const HostTensor &source, ArrayRef<int64_t> shape,
                       ArrayRef<OffsetTable> tables, double fill = 0);

HostTensor foldTranspose(const HostTensor &source, ArrayRef<int64_t> perm);
HostTensor foldBroadcast(const HostTensor &source, ArrayRef<int64_t> shape);
HostTensor foldSlice(const HostTensor &source, ArrayRef<int64_t> shape,
                     ArrayRef<int64_t> starts, ArrayRef<int64_t> steps);
HostTensor foldPad(const HostTensor &source, ArrayRef<int64_t> low,
                   ArrayRef<int64_t> high, PadMode mode, double value);
/// Indices in [-D, D).
HostTensor foldGather(const HostTensor &data, const HostTensor &indices,
                      int64_t axis);
HostTensor foldConcat(ArrayRef<HostTensor> inputs, int64_t axis);

/// As qopt.cast defines it; among floats nothing changes.
HostTensor foldCast(const HostTensor &source, DataType type);
HostTensor foldUnary(UnaryKind kind, const HostTensor &source, double alpha,
                     double beta);
/// Operands of one type, broadcast; integers wrap in their own width.
HostTensor foldBinary(BinaryKind kind, const HostTensor &lhs,
                      const HostTensor &rhs);
/// Reduced dimensions stay as 1. nullopt for kinds that integers lack and
/// for log_sum_exp.
std::optional<HostTensor> foldReduce(ReduceKind kind, const HostTensor &source,
                                     ArrayRef<int64_t> axes);

/// Relations and logic on broadcast operands of one type; the result is Bool.
enum class Relation { Equal, Less, LessOrEqual, And, Or, Xor };
HostTensor foldRelation(Relation relation, const HostTensor &lhs,
                        const HostTensor &rhs);
HostTensor foldNot(const HostTensor &source);
HostTensor foldWhere(const HostTensor &condition, const HostTensor &lhs,
                     const HostTensor &rhs);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_FOLD_H
