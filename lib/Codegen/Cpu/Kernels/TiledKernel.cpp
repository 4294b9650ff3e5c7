// SPDX-License-Identifier: Apache-2.0
// The plans of all packed ops seen as one thing; see the header.
#include "TiledKernel.h"

#include "BitsPlan.h"
#include "CodesPlan.h"
#include "KernelFunctions.h"
#include "ProductPlan.h"
#include "RunsPlan.h"
#include "TransposePlan.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// Products of floats by codes, which are unpacked first: of the order of two
// vectors.
static constexpr int64_t kCodesPerCycle = 32;
// Codes of rows that are copied and summed.
static constexpr int64_t kRowCodesPerCycle = 2;
// A code whose subsets are summed: 8 entries of 16 bits.
static constexpr int64_t kCyclesPerSummedCode = 2;

bool mlir::qopt::isKernelOp(Operation *op) {
  return isa<PackedConvOp, PackedDepthwiseOp, PackedCodesMatmulOp, PackRowsOp,
             PackedMatmulRunsOp, SubsetSumsOp, PackedMatmulBitsOp, ProductOp,
             PackedSparseMatmulOp, linalg::TransposeOp>(op);
}

static FailureOr<TiledKernel> planTiled(PackRowsOp op, target::Isa isa) {
  auto plan = planPackRows(op, isa);
  if (failed(plan))
    return failure();
  return TiledKernel{plan->name(), plan->key(), plan->rows, /*columnTiles=*/1,
                     /*dividesColumns=*/false,
                     plan->rows * plan->geometry.depth / kRowCodesPerCycle,
                     [plan = *plan](func::FuncOp function) {
                       emitPackRowsKernel(function, plan);
                     }};
}

static FailureOr<TiledKernel> planTiled(PackedMatmulRunsOp op, target::Isa isa) {
  auto plan = planRuns(op, isa);
  if (failed(plan))
    return failure();
  TiledKernel kernel{plan->name(), plan->key(), plan->rowTiles(),
                     plan->columnTiles(), /*dividesColumns=*/true,
                     plan->cycles(),
                     [plan = *plan](func::FuncOp function) {
                       emitRunsKernel(function, plan);
                     }};
  if (auto factor = op.getScaleFactor())
    kernel.factor = factor->convertToFloat();
  return kernel;
}

static TiledKernel planTiled(SubsetSumsOp op, target::Isa isa) {
  SubsetSumsPlan plan = planSubsetSums(op, isa);
  return {plan.name(), plan.key(), /*rowTiles=*/1, /*columnTiles=*/1,
          /*dividesColumns=*/false, plan.geometry.depth * kCyclesPerSummedCode,
          [plan](func::FuncOp function) { emitSubsetSumsKernel(function, plan); }};
}

static TiledKernel planTiled(PackedMatmulBitsOp op, target::Isa isa) {
  BitsPlan plan = planBits(op, isa);
  TiledKernel kernel{plan.name(), plan.key(), /*rowTiles=*/1, plan.columnTiles(),
                     /*dividesColumns=*/true, plan.cycles(),
                     [plan](func::FuncOp function) {
                       emitBitsKernel(function, plan);
                     }};
  if (auto factor = op.getScaleFactor())
    kernel.factor = factor->convertToFloat();
  return kernel;
}

static FailureOr<TiledKernel> planTiled(linalg::TransposeOp op, target::Isa isa) {
  auto plan = planTranspose(op, isa);
  if (failed(plan))
    return op->emitError()
           << "expected a transposition of memrefs of static strides that makes "
              "another dimension contiguous, both of 16 bytes or more, got "
           << op->getOperandTypes();
  return TiledKernel{plan->name(), plan->key(), plan->rowTiles(),
                     /*columnTiles=*/1, /*dividesColumns=*/false, plan->cycles(),
                     [plan = *plan](func::FuncOp function) {
                       emitTransposeKernel(function, plan);
                     }};
}

FailureOr<TiledKernel> mlir::qopt::planTiledKernel(Operation *op,
                                                   target::Isa isa) {
  if (auto rows = dyn_cast<PackRowsOp>(op))
    return planTiled(rows, isa);
  if (auto runs = dyn_cast<PackedMatmulRunsOp>(op))
    return planTiled(runs, isa);
  if (auto sums = dyn_cast<SubsetSumsOp>(op))
    return planTiled(sums, isa);
  if (auto bits = dyn_cast<PackedMatmulBitsOp>(op))
    return planTiled(bits, isa);
  if (auto matmul = dyn_cast<PackedCodesMatmulOp>(op)) {
    auto plan = planCodes(matmul, isa);
    if (failed(plan))
      return failure();
    TiledKernel kernel{plan->name(), plan->key(), plan->rowTiles(),
                       plan->columnTiles(), /*dividesColumns=*/true,
                       plan->work() / kCodesPerCycle,
                       [plan = *plan](func::FuncOp function) {
                         emitCodesKernel(function, plan);
                       }};
    if (auto factor = matmul.getScaleFactor())
      kernel.factor = factor->convertToFloat();
    return kernel;
  }
  if (auto product = dyn_cast<ProductOp>(op)) {
    auto plan = planProduct(product, isa);
    if (failed(plan))
      return failure();
    // One column tile is one batch element, whose right side it packs.
    TiledKernel kernel{plan->name(), plan->key(), /*rowTiles=*/1,
                       plan->geometry.groups, /*dividesColumns=*/true,
                       plan->cycles(),
                       [plan = *plan](func::FuncOp function) {
                         emitConvKernel(function, plan);
                       }};
    kernel.hasRightSide = true;
    kernel.zeroPoint = plan->zeroPointArgument();
    return kernel;
  }
  if (auto transpose = dyn_cast<linalg::TransposeOp>(op))
    return planTiled(transpose, isa);
  auto plan = planKernel(op, isa);
  if (failed(plan))
    return failure();
  auto emit = plan->geometry.isDepthwise ? emitDepthwiseKernel : emitConvKernel;
  TiledKernel kernel{plan->name(), plan->key(), plan->rowTiles(),
                     plan->columnTiles(), plan->dividesColumns(), plan->cycles(),
                     [plan = *plan, emit](func::FuncOp function) {
                       emit(function, plan);
                     }};
  kernel.zeroPoint = plan->zeroPointArgument();
  return kernel;
}
