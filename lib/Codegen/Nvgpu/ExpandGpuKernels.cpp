// SPDX-License-Identifier: Apache-2.0
// qopt-expand-gpu-kernels: products become kernels and launches. See Passes.td for
// before and after.
#include "GemmPlan.h"
#include "KernelModule.h"
#include "qopt/Codegen/Nvgpu/Passes.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPANDGPUKERNELS
#include "qopt/Codegen/Nvgpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

/// Threads that a multiprocessor is to hold at least: each may have 128 registers then.
/// Without a number the assembler aims at more threads, and spills for it.
constexpr int64_t kResidentThreads = 512;
/// The same for kernels that need more of them.
constexpr int64_t kFewResidentThreads = 320;

// Totals beside the sums, or a fixed-point epilogue in 64 bits behind a dense tile.
static int64_t residentThreads(const GemmPlan &plan) {
  bool hasTotals = plan.wgmma && plan.wgmma->promote != 0;
  bool isWide = plan.rescale && !plan.rescale->narrow && !plan.vector && !plan.depthwise &&
                !plan.isSparse;
  return hasTotals || isWide ? kFewResidentThreads : kResidentThreads;
}

namespace {

class Expander {
public:
  Expander(ModuleOp module, target::Chip chip, int64_t blocks)
      : module(module), chip(chip), blocks(blocks) {}
  LogicalResult expand(Operation *op);
  int64_t kernelCount() const { return kernels.size(); }

private:
  FailureOr<GemmPlan> plan(Operation *op) {
    return TypeSwitch<Operation *, FailureOr<GemmPlan>>(op)
        .Case<MmaMatmulOp, MmaFloatMatmulOp>(
            [&](auto product) { return planGemm(product, chip, blocks); })
        .Case<MmaMatmulRunsOp, MmaSparseMatmulOp, MmaProductOp, DotDepthwiseOp>(
            [&](auto product) { return planGemm(product, chip); })
        .DefaultUnreachable("one of the products");
  }
  gpu::GPUFuncOp getKernel(Operation *op, const GemmPlan &plan);
  gpu::GPUFuncOp createKernel(Operation *op, const GemmPlan &plan);

  ModuleOp module;
  target::Chip chip;
  int64_t blocks;
  llvm::StringMap<gpu::GPUFuncOp> kernels;
};

gpu::GPUFuncOp Expander::createKernel(Operation *op, const GemmPlan &plan) {
  OpBuilder builder(op->getContext());
  auto type = builder.getFunctionType(op->getOperandTypes(), {});
  auto kernel =
      gpu::GPUFuncOp::create(builder, op->getLoc(), plan.name, type);
  kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                  builder.getUnitAttr());
  kernel.setKnownBlockSize(
      ArrayRef<int32_t>{static_cast<int32_t>(plan.threads()), 1, 1});
  kernel->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(),
                  builder.getI32IntegerAttr(residentThreads(plan) / plan.threads()));
  SymbolTable(getKernelModule(module, chip)).insert(kernel); // renames where the name is taken
  emitKernel(kernel, plan);
  builder.setInsertionPointToEnd(&kernel.getBody().front());
  gpu::ReturnOp::create(builder, op->getLoc());
  return kernel;
}

// Two products share a kernel where all that it is made from is equal.
gpu::GPUFuncOp Expander::getKernel(Operation *op, const GemmPlan &plan) {
  std::string key = plan.name;
  llvm::raw_string_ostream os(key);
  os << op->getOperandTypes() << " " << plan.arguments.bias << " "
     << plan.arguments.rowScales;
  if (plan.rescale)
    os << " " << plan.rescale->outZp << " " << plan.rescale->lo << " "
       << plan.rescale->hi << " " << plan.rescale->doubleRound
       << plan.rescale->narrow;
  if (plan.codes)
    llvm::interleaveComma(plan.codes->table, os << " ");
  if (const std::optional<PixelGeometry> &p = plan.pixels) {
    for (ArrayRef<int64_t> numbers :
         {ArrayRef(p->kernel), ArrayRef(p->strides), ArrayRef(p->dilations),
          ArrayRef(p->low), ArrayRef(p->high)})
      llvm::interleaveComma(numbers, os << " pixels ");
    os << " " << p->padValue;
  }
  if (const std::optional<GpuProduct> &p = plan.product) {
    const BatchGeometry &g = p->geometry;
    for (const BatchGeometry::Side *side : {&g.left, &g.right, &g.result})
      llvm::interleaveComma(side->batch, os << " side " << side->row << " ");
    os << " " << p->leftZp << " " << p->rightZp;
  }
  gpu::GPUFuncOp &known = kernels[key];
  if (!known)
    known = createKernel(op, plan);
  return known;
}

LogicalResult Expander::expand(Operation *op) {
  FailureOr<GemmPlan> plan = this->plan(op);
  if (failed(plan))
    return failure();
  gpu::GPUFuncOp kernel = getKernel(op, *plan);
  OpBuilder builder(op);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, op->getLoc(), value);
  };
  Value one = index(1);
  gpu::KernelDim3 grid{index(plan->blocksX()), index(plan->blocksY()),
                       index(plan->blocksZ())};
  gpu::KernelDim3 threads{index(plan->threads()), one, one};
  Value shared;
  if (int64_t bytes = plan->dynamicShared())
    shared = arith::ConstantOp::create(builder, op->getLoc(),
                                       builder.getI32IntegerAttr(bytes));
  gpu::LaunchFuncOp::create(builder, op->getLoc(), kernel, grid, threads, shared,
                            op->getOperands());
  op->erase();
  return success();
}

struct ExpandGpuKernels final
    : mlir::qopt::impl::ExpandGpuKernelsBase<ExpandGpuKernels> {
  using Base::Base;

  void runOnOperation() override {
    auto parsed = parseChip(getOperation(), chip);
    if (failed(parsed))
      return signalPassFailure();
    SmallVector<Operation *> products;
    getOperation().walk([&](Operation *op) {
      if (isa<MmaMatmulOp, MmaMatmulRunsOp, MmaSparseMatmulOp, MmaFloatMatmulOp,
              MmaProductOp, DotDepthwiseOp>(op))
        products.push_back(op);
    });
    if (blocks < 1) {
      getOperation().emitError() << "expected blocks >= 1, got " << blocks.getValue();
      return signalPassFailure();
    }
    Expander expander(getOperation(), *parsed, blocks);
    for (Operation *op : products) {
      if (failed(expander.expand(op)))
        return signalPassFailure();
      ++numExpanded;
    }
    numKernels += expander.kernelCount();
  }
};

} // namespace
