// SPDX-License-Identifier: Apache-2.0
// The residual stream of a transformer: all values that additions keep in one
// basis, who makes them and who reads them.
#ifndef QOPT_LIB_QUANTIZE_SMOOTH_RESIDUALSTREAM_H
#define QOPT_LIB_QUANTIZE_SMOOTH_RESIDUALSTREAM_H

#include "qopt/IR/TransformerOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::qopt {

class ResidualStream {
public:
  /// The stream that a norm reads. Failure where some maker or reader of it cannot
  /// change basis: `whyNot` names the node and says why.
  static FailureOr<ResidualStream> follow(NormOp norm, bool duplicateShared,
                                          std::string &whyNot);

  int64_t getChannels() const { return channels; }
  /// Values in the stream's basis: the stream itself, and what norms make of it.
  const llvm::SetVector<Value> &getValues() const { return values; }
  ArrayRef<NormOp> getNorms() const { return norms.getArrayRef(); }
  /// Matmuls with constant filters whose columns make stream values; gathers of
  /// constant rows, and constants that are added.
  ArrayRef<MatmulOp> getMakers() const { return makers.getArrayRef(); }
  ArrayRef<OpOperand *> getConstants() const { return constants; }
  /// Matmuls with constant filters whose rows read the stream by a norm, or directly.
  ArrayRef<MatmulOp> getReaders(NormOp norm) const;
  ArrayRef<MatmulOp> getDirectReaders() const {
    return directReaders.getArrayRef();
  }

private:
  using Refusal = LogicalResult;
  Refusal refuse(std::string &whyNot, Operation *op, const Twine &reason) const;
  Refusal visit(Value value, std::string &whyNot);
  Refusal visitMaker(Value value, std::string &whyNot);
  Refusal visitUse(OpOperand &use, std::string &whyNot);
  Refusal visitConstant(OpOperand &operand, std::string &whyNot);
  Refusal visitNorm(NormOp norm, std::string &whyNot);
  Refusal visitNormUses(NormOp norm, Value value, std::string &whyNot);
  Refusal checkSharing(std::string &whyNot) const;
  bool movesRows(Operation *op) const;
  bool isLinear(Operation *op) const;

  int64_t channels = 0;
  llvm::SetVector<Value> values;
  llvm::SetVector<NormOp> norms;
  llvm::SetVector<MatmulOp> makers, directReaders;
  SmallVector<OpOperand *> constants;
  llvm::MapVector<Operation *, SmallVector<MatmulOp>> readers;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_SMOOTH_RESIDUALSTREAM_H
