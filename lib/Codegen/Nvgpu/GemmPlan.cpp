// SPDX-License-Identifier: Apache-2.0
#include "GemmPlan.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr int64_t kMostBlocksY = 65535; // of a grid, on every chip

static llvm::StringRef text(std::string_view view) {
  return {view.data(), view.size()};
}

// The matrix instruction; its shape and the copies that feed it are what
// GemmKernel.cpp is written for.
static FailureOr<target::MmaRow> selectInstruction(MmaMatmulOp op,
                                                   target::Chip chip) {
  llvm::StringRef name = text(target::describe(chip).name);
  if (!target::supports(chip, target::AsyncCopy::CpAsync))
    return op.emitError() << "expected a chip with cp.async for '"
                          << getNodeName(op) << "' (sm_80 or later), got "
                          << name;
  target::MmaType a =
      op.getUnsignedInput() ? target::MmaType::U8 : target::MmaType::S8;
  const target::MmaRow *row =
      target::nativeMma(chip, target::MmaKind::Mma, a, target::MmaType::S8);
  if (!row || row->m != 16 || row->n != 8 || row->k != 32)
    return op.emitError() << "expected a chip with mma.sync.m16n8k32 of "
                          << text(target::name(a)) << " and s8 for '"
                          << getNodeName(op) << "', got " << name;
  return *row;
}

static LogicalResult checkBuffers(MmaMatmulOp op) {
  for (Value operand : op->getOperands()) {
    auto type = dyn_cast<MemRefType>(operand.getType());
    if (!type)
      return op.emitError() << "expected '" << getNodeName(op)
                            << "' on memrefs; bufferize first";
    if (!type.getLayout().isIdentity())
      return op.emitError() << "expected dense operands of '" << getNodeName(op)
                            << "', got " << type;
  }
  return success();
}

static std::string nameOf(const GemmPlan &plan, target::Chip chip) {
  std::string name;
  llvm::raw_string_ostream os(name);
  os << "qopt_gemm_" << text(target::name(plan.mma.a))
     << text(target::name(plan.mma.b)) << "s" << plan.resultElement.getIntOrFloatBitWidth()
     << "_m" << plan.rows << "n" << plan.columns << "k" << plan.depth << "_"
     << plan.tile.rows << "x" << plan.tile.columns << "_"
     << text(target::describe(chip).name);
  return name;
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaMatmulOp op, target::Chip chip) {
  if (failed(checkBuffers(op)))
    return failure();
  auto mma = selectInstruction(op, chip);
  if (failed(mma))
    return failure();
  Type element = cast<ShapedType>(op.getInit().getType()).getElementType();
  GemmPlan plan{/*name=*/"",
                op.getRows(),
                op.getColumns(),
                op.getDepth(),
                target::selectGemmTile(op.getRows()),
                *mma,
                std::nullopt,
                IntegerType::get(op.getContext(),
                                 element.getIntOrFloatBitWidth())};
  if (op.getMultiplier())
    plan.rescale = GpuRescale{static_cast<int64_t>(*op.getOutZp()),
                              static_cast<int64_t>(*op.getLo()),
                              static_cast<int64_t>(*op.getHi()),
                              *op.getRounding() == RequantRounding::double_round};
  if (plan.columnBlocks() > kMostBlocksY)
    return op.emitError() << "expected at most "
                          << kMostBlocksY * plan.tile.columns
                          << " columns of '" << getNodeName(op) << "', got "
                          << plan.columns;
  plan.name = nameOf(plan, chip);
  return plan;
}
