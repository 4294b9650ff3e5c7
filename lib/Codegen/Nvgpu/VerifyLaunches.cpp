// SPDX-License-Identifier: Apache-2.0
// qopt-verify-launches: the gate behind the passes that make launches.
#include "GpuMath.h"
#include "qopt/Codegen/Nvgpu/Passes.h"

#include "qopt/Analysis/LinalgLoops.h"
#include "qopt/IR/QOpt.h"
#include "qopt/IR/TensorMaps.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_VERIFYLAUNCHES
#include "qopt/Codegen/Nvgpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static InFlightDiagnostic error(Operation *op) {
  InFlightDiagnostic diagnostic = op->emitOpError();
  if (std::string name = getNodeName(op); !name.empty())
    diagnostic << "('" << name << "') ";
  return diagnostic;
}

//===-- The host's side ---------------------------------------------------===//

static bool isConstant(Value value) { return matchPattern(value, m_Constant()); }

// A memref whose place in its buffer is known.
static LogicalResult checkView(Operation *op, Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  if (!memref)
    return error(op) << "expected views of buffers, got " << type;
  SmallVector<int64_t> strides;
  int64_t offset = 0;
  if (!memref.hasStaticShape() || failed(memref.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset) || ShapedType::isDynamicShape(strides))
    return error(op) << "expected a view at a place known at compile time, got " << type;
  return success();
}

// T1 to T7 of TensorMaps.h.
static LogicalResult checkTensorMaps(gpu::LaunchFuncOp launch) {
  auto emitError = [&] { return error(launch); };
  Operation *kernel = SymbolTable::lookupNearestSymbolFrom(launch, launch.getKernel());
  if (!kernel)
    return emitError() << "expected the kernel " << launch.getKernel() << ", got none";
  auto maps = getTensorMaps(kernel, launch.getNumKernelOperands(), emitError);
  if (failed(maps))
    return failure();
  for (const TensorMapSpec &map : *maps)
    if (failed(checkTensorMap(map, launch.getKernelOperand(map.argument).getType(), emitError)))
      return failure();
  return success();
}

static LogicalResult checkLaunch(gpu::LaunchFuncOp launch) {
  SmallVector<Value> sizes{launch.getGridSizeX(),  launch.getGridSizeY(),
                           launch.getGridSizeZ(),  launch.getBlockSizeX(),
                           launch.getBlockSizeY(), launch.getBlockSizeZ()};
  if (Value shared = launch.getDynamicSharedMemorySize())
    sizes.push_back(shared);
  if (!llvm::all_of(sizes, isConstant))
    return error(launch) << "expected constant sizes, got values computed at run time";
  if (launch.getAsyncToken() || !launch.getAsyncDependencies().empty())
    return error(launch) << "expected a synchronous launch, got one with tokens";
  for (Value argument : launch.getKernelOperands())
    if (!isConstant(argument) && failed(checkView(launch, argument.getType())))
      return failure();
  return checkTensorMaps(launch);
}

static LogicalResult checkHostOp(Operation &op) {
  if (isa<func::ReturnOp>(op) || matchPattern(&op, m_Constant()))
    return success();
  if (auto launch = dyn_cast<gpu::LaunchFuncOp>(op))
    return checkLaunch(launch);
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    if (isContiguousView(copy.getSource()) && isContiguousView(copy.getTarget()))
      return success();
    return error(&op) << "expected a copy between contiguous views, got "
                      << copy.getSource().getType() << " to "
                      << copy.getTarget().getType();
  }
  if (auto view = dyn_cast<memref::ViewOp>(op)) {
    if (!isConstant(view.getByteShift()))
      return error(&op) << "expected a constant offset, got a value computed at run time";
    return checkView(&op, view.getType());
  }
  if (isa<ViewLikeOpInterface>(op) && op.getNumResults() == 1)
    return checkView(&op, op.getResult(0).getType());
  return error(&op) << "expected launches, copies and views only: there is no host to "
                       "compute this between launches";
}

//===-- The device's side -------------------------------------------------===//

static LogicalResult checkKernelOp(Operation *op) {
  if (!isa_and_nonnull<math::MathDialect>(op->getDialect()) && !isa<arith::RemFOp>(op))
    return success();
  if (!getGpuIntrinsic(op).empty())
    return success();
  return error(op) << "expected functions that a GPU computes as the interpreter does, "
                      "got one of the math library, which it has not";
}

namespace {
struct VerifyLaunches final : mlir::qopt::impl::VerifyLaunchesBase<VerifyLaunches> {
  using Base::Base;

  void runOnOperation() override {
    bool failedAny = false;
    for (auto func : getOperation().getOps<func::FuncOp>())
      for (Block &block : func.getBody())
        for (Operation &op : block)
          failedAny |= failed(checkHostOp(op));
    getOperation().walk([&](gpu::GPUFuncOp kernel) {
      kernel.walk([&](Operation *op) { failedAny |= failed(checkKernelOp(op)); });
    });
    if (failedAny)
      signalPassFailure();
  }
};
} // namespace
