// SPDX-License-Identifier: Apache-2.0
// BufferizableOpInterface of ops that become GPU kernels.
#include "qopt/Codegen/Common/DenseBuffers.h"
#include "qopt/Codegen/Nvgpu/Interfaces.h"
#include "qopt/IR/DepthwiseOps.h"
#include "qopt/IR/GpuOps.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace mlir::qopt;

// A dense copy of `buffer`, or itself where it is dense.
static FailureOr<Value> makeDense(RewriterBase &rewriter, Location loc, Value buffer,
                                  const BufferizationOptions &options) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getLayout().isIdentity())
    return buffer;
  return copyDense(rewriter, loc, buffer, options);
}

namespace {
template <typename OpTy>
struct KernelModel final
    : DstBufferizableOpInterfaceExternalModel<KernelModel<OpTy>, OpTy> {
  // Every element of init is written, none is read.
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  // Kernels read and write dense buffers: a result that is a part of another one is
  // copied there.
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    SmallVector<Value> buffers;
    Value result;
    for (OpOperand &operand : op->getOpOperands()) {
      auto buffer = getBuffer(rewriter, operand.get(), options, state);
      if (failed(buffer))
        return failure();
      bool isResult = cast<OpTy>(op).isDpsInit(&operand);
      if (isResult)
        result = *buffer;
      auto type = cast<MemRefType>(buffer->getType());
      if (isResult && !type.getLayout().isIdentity())
        buffer = allocateDense(rewriter, op->getLoc(), type, options);
      else
        buffer = makeDense(rewriter, op->getLoc(), *buffer, options);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    OperationState made(op->getLoc(), op->getName(), buffers, TypeRange{},
                        op->getAttrDictionary().getValue());
    rewriter.create(made);
    if (buffers.back() != result &&
        failed(options.createMemCpy(rewriter, op->getLoc(), buffers.back(), result)))
      return failure();
    replaceOpWithBufferizedValues(rewriter, op, result);
    return success();
  }
};
} // namespace

void mlir::qopt::registerCodegenNvgpuInterfaces(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QOptDialect *) {
    MmaMatmulOp::attachInterface<KernelModel<MmaMatmulOp>>(*context);
    DotDepthwiseOp::attachInterface<KernelModel<DotDepthwiseOp>>(*context);
    MmaProductOp::attachInterface<KernelModel<MmaProductOp>>(*context);
    MmaMatmulRunsOp::attachInterface<KernelModel<MmaMatmulRunsOp>>(*context);
    MmaSparseMatmulOp::attachInterface<KernelModel<MmaSparseMatmulOp>>(*context);
    MmaFloatMatmulOp::attachInterface<KernelModel<MmaFloatMatmulOp>>(*context);
    context->loadDialect<memref::MemRefDialect>();
  });
}
