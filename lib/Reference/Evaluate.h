// SPDX-License-Identifier: Apache-2.0
// One evaluator per op, and the codec they share: operands to numbers, numbers
// to results. Internal to the interpreter.
#ifndef QOPT_LIB_REFERENCE_EVALUATE_H
#define QOPT_LIB_REFERENCE_EVALUATE_H

#include "qopt/IR/CacheOps.h"
#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/SelectionOps.h"
#include "qopt/IR/TransformerOps.h"
#include "qopt/Reference/Tensor.h"

#include "llvm/ADT/DenseMap.h"

namespace mlir::qopt {

/// Values known so far.
class Operands {
public:
  explicit Operands(const DenseMap<Value, Tensor> &values) : values(values) {}
  const Tensor &operator[](Value value) const {
    auto it = values.find(value);
    assert(it != values.end() && "operands are computed before their users");
    return it->second;
  }

private:
  const DenseMap<Value, Tensor> &values;
};

//===-- Ops (each emits its own diagnostics) ------------------------------===//

FailureOr<Tensor> evaluate(QuantizeOp op, const Operands &in);
FailureOr<Tensor> evaluate(DequantizeOp op, const Operands &in);
FailureOr<Tensor> evaluate(RequantizeOp op, const Operands &in);
FailureOr<Tensor> evaluate(AssembleOp op, const Operands &in);
FailureOr<Tensor> evaluate(CodesOp op, const Operands &in);
FailureOr<Tensor> evaluate(ConvOp op, const Operands &in);
FailureOr<Tensor> evaluate(MatmulOp op, const Operands &in);
FailureOr<Tensor> evaluate(UnaryOp op, const Operands &in);
FailureOr<Tensor> evaluate(BinaryOp op, const Operands &in);
FailureOr<Tensor> evaluate(CastOp op, const Operands &in);
FailureOr<Tensor> evaluate(PoolOp op, const Operands &in);
FailureOr<Tensor> evaluate(ReduceOp op, const Operands &in);
FailureOr<Tensor> evaluate(SoftmaxOp op, const Operands &in);
FailureOr<Tensor> evaluate(NormOp op, const Operands &in);
FailureOr<Tensor> evaluate(RotaryOp op, const Operands &in);
FailureOr<Tensor> evaluate(EqualOp op, const Operands &in);
FailureOr<Tensor> evaluate(LessOp op, const Operands &in);
FailureOr<Tensor> evaluate(LessOrEqualOp op, const Operands &in);
FailureOr<Tensor> evaluate(SelectOp op, const Operands &in);
FailureOr<Tensor> evaluate(ReshapeOp op, const Operands &in);
FailureOr<Tensor> evaluate(TransposeOp op, const Operands &in);
FailureOr<Tensor> evaluate(BroadcastOp op, const Operands &in);
FailureOr<Tensor> evaluate(ConcatOp op, const Operands &in);
FailureOr<Tensor> evaluate(SliceOp op, const Operands &in);
FailureOr<Tensor> evaluate(PadOp op, const Operands &in);
FailureOr<Tensor> evaluate(GatherOp op, const Operands &in);
FailureOr<Tensor> evaluate(WriteRowOp op, const Operands &in);
FailureOr<Tensor> evaluate(ResizeOp op, const Operands &in);
FailureOr<Tensor> evaluate(RescaleOp op, const Operands &in);
FailureOr<Tensor> evaluate(TableOp op, const Operands &in);
FailureOr<Tensor> evaluate(EncodeOp op, const Operands &in);
FailureOr<Tensor> evaluate(PackedConvOp op, const Operands &in);
FailureOr<Tensor> evaluate(PackedDepthwiseOp op, const Operands &in);
FailureOr<Tensor> evaluate(PackedCodesMatmulOp op, const Operands &in);
/// All results of the op.
FailureOr<SmallVector<Tensor>> evaluateStep(OptimizerStepOp op,
                                            const Operands &in);

//===-- Codec -------------------------------------------------------------===//

using ParamsPtr = std::shared_ptr<const QuantValues>;

/// Result type of a one-result op.
inline RankedTensorType resultType(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType());
}

/// Parameters from a scale and a zero point tensor; an error unless zero points
/// are codes of the format (0 where it is not uniform). Scales are any f32: those
/// known before were verified, others may be 0 (a block of zeros) or NaN.
FailureOr<ParamsPtr> readParams(Operation *op, const Tensor &scale,
                                const Tensor &zeroPoint, QType type);

/// Parameters of the result: the op's own result operands where it has them,
/// those of `source` otherwise; null when the result is not quantized.
template <typename Op>
FailureOr<ParamsPtr> getResultParams(Op op, const Operands &in,
                                     const Tensor &source) {
  QType type = getQType(resultType(op));
  if (!type)
    return ParamsPtr();
  if (!op.getResultScale())
    return source.params;
  return readParams(op, in[op.getResultScale()], in[op.getResultZeroPoint()],
                    type);
}

/// f32 or quantized result from real numbers: one rounding per element.
FailureOr<Tensor> encodeReals(Operation *op, ArrayRef<double> reals,
                              ParamsPtr params,
                              ::qopt::numerics::RoundingMode mode =
                                  ::qopt::numerics::RoundingMode::NearestEven);

/// Integer result; every value must be in the range of the result type, else
/// an error that names the first one that is not (`what`: "sum").
FailureOr<Tensor> encodeExact(Operation *op, ArrayRef<double> integers,
                              StringRef what);
FailureOr<Tensor> encodeExact(Operation *op, ArrayRef<__int128> integers,
                              StringRef what);

/// Integer result, wrapped into the result type.
Tensor encodeWrapping(Operation *op, ArrayRef<int64_t> integers);

/// `codes` (as many elements, the same storage) as a tensor of the result type;
/// for a quantized result with `params`, an error unless they are as many as the
/// result's granularity asks for. Shares the bytes.
FailureOr<Tensor> withResultParams(Operation *op, const Tensor &codes,
                                   ParamsPtr params);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_EVALUATE_H
