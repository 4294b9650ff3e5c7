// SPDX-License-Identifier: Apache-2.0
// qopt.observe bufferizes to a call of the C function
//   void qopt_observe(void *session, int64_t id, const float *data, int64_t count)
// with the session that is the function's argument {qopt.session}.
#include "Buffers.h"
#include "OptimizerBufferization.h"
#include "qopt/Codegen/Cpu/Interfaces.h"
#include "qopt/Codegen/Cpu/Kernels/Bufferization.h"
#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/FunctionCallUtils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::bufferization;

static Value getSession(Operation *op) {
  auto func = op->getParentOfType<func::FuncOp>();
  for (BlockArgument arg : func.getArguments())
    if (func.getArgAttr(arg.getArgNumber(), "qopt.session"))
      return arg;
  return {};
}

// The buffer in row-major order at a known offset: itself, or a copy of a view.
static FailureOr<Value> getContiguous(RewriterBase &rewriter, Location loc,
                                      Value buffer,
                                      const BufferizationOptions &options) {
  auto type = cast<MemRefType>(buffer.getType());
  if (codegen::isContiguous(type))
    return buffer;
  FailureOr<Value> copy = options.createAlloc(
      rewriter, loc, MemRefType::get(type.getShape(), type.getElementType()),
      {});
  if (failed(copy) ||
      failed(options.createMemCpy(rewriter, loc, buffer, *copy)))
    return failure();
  return copy;
}

// Where the elements of a contiguous f32 buffer begin.
static Value getPointer(OpBuilder &b, Location loc, Value buffer) {
  auto [strides, offset] =
      cast<MemRefType>(buffer.getType()).getStridesAndOffset();
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(b, loc, buffer);
  Value bytes = arith::IndexCastOp::create(b, loc, b.getI64Type(), address);
  if (offset != 0)
    bytes = arith::AddIOp::create(
        b, loc, bytes, arith::ConstantIntOp::create(b, loc, offset * 4, 64));
  return LLVM::IntToPtrOp::create(
      b, loc, LLVM::LLVMPointerType::get(b.getContext()), bytes);
}

namespace {
struct ObserveBufferization
    : BufferizableOpInterface::ExternalModel<ObserveBufferization, ObserveOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return true;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *, OpOperand &,
                                      const AnalysisState &) const {
    return {};
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto observe = cast<ObserveOp>(op);
    Location loc = op->getLoc();
    Value session = getSession(op);
    if (!session)
      return op->emitOpError()
             << "expected a function with an argument {qopt.session}, got one "
                "without";
    FailureOr<Value> buffer =
        getBuffer(rewriter, observe.getInput(), options, state);
    if (failed(buffer))
      return failure();
    buffer = getContiguous(rewriter, loc, *buffer, options);
    if (failed(buffer))
      return failure();
    auto callee = getCallee(rewriter, op);
    if (failed(callee))
      return failure();
    Value pointer = getPointer(rewriter, loc, *buffer);
    Value id = arith::ConstantIntOp::create(
        rewriter, loc, static_cast<int64_t>(observe.getId()), 64);
    Value count = arith::ConstantIntOp::create(
        rewriter, loc, observe.getInput().getType().getNumElements(), 64);
    LLVM::CallOp::create(rewriter, loc, *callee,
                         ValueRange{session, id, pointer, count});
    rewriter.eraseOp(op);
    return success();
  }

private:
  static FailureOr<LLVM::LLVMFuncOp> getCallee(RewriterBase &rewriter,
                                               Operation *op) {
    Type pointer = LLVM::LLVMPointerType::get(op->getContext());
    Type i64 = rewriter.getI64Type();
    return LLVM::lookupOrCreateFn(
        rewriter, op->getParentOfType<ModuleOp>(), "qopt_observe",
        {pointer, i64, pointer, i64},
        LLVM::LLVMVoidType::get(op->getContext()));
  }
};
} // namespace

void mlir::qopt::registerCodegenCpuInterfaces(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QOptDialect *) {
    ObserveOp::attachInterface<ObserveBufferization>(*context);
  });
  registerKernelBufferization(registry);
  registerOptimizerBufferization(registry);
}
