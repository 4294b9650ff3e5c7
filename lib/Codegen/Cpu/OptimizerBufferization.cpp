// SPDX-License-Identifier: Apache-2.0
// BufferizableOpInterface of qopt.optimizer_step: destinations are written and
// never read, all buffers are row-major.
#include "OptimizerBufferization.h"
#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace mlir::qopt;

// A buffer of row-major order without offset for a strided view.
static FailureOr<Value> createRowMajor(RewriterBase &rewriter, Location loc,
                                       MemRefType type,
                                       const BufferizationOptions &options) {
  return options.createAlloc(
      rewriter, loc, MemRefType::get(type.getShape(), type.getElementType()),
      /*dynShape=*/{});
}

namespace {
struct OptimizerModel final
    : DstBufferizableOpInterfaceExternalModel<OptimizerModel, OptimizerStepOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    SmallVector<Value> operands, results;
    // Row-major stand-ins of strided destinations, to be copied back.
    SmallVector<std::pair<Value, Value>> standIns;
    for (OpOperand &operand : op->getOpOperands()) {
      bool isInit = cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
      auto buffer = getBuffer(rewriter, operand.get(), options, state);
      if (failed(buffer))
        return failure();
      if (isInit)
        results.push_back(*buffer);
      auto type = cast<MemRefType>(buffer->getType());
      if (!type.getLayout().isIdentity()) {
        auto rowMajor = createRowMajor(rewriter, op->getLoc(), type, options);
        if (failed(rowMajor))
          return failure();
        if (isInit)
          standIns.push_back({*rowMajor, *buffer});
        else if (failed(options.createMemCpy(rewriter, op->getLoc(), *buffer,
                                             *rowMajor)))
          return failure();
        buffer = rowMajor;
      }
      operands.push_back(*buffer);
    }
    OperationState made(op->getLoc(), op->getName(), operands, TypeRange{},
                        op->getAttrDictionary().getValue());
    rewriter.create(made);
    for (auto [from, to] : standIns)
      if (failed(options.createMemCpy(rewriter, op->getLoc(), from, to)))
        return failure();
    replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }
};
} // namespace

void mlir::qopt::registerOptimizerBufferization(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QOptDialect *) {
    OptimizerStepOp::attachInterface<OptimizerModel>(*context);
    context->loadDialect<memref::MemRefDialect>();
  });
}
