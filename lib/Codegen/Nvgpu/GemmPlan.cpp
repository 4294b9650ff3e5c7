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
template <typename OpTy>
static FailureOr<target::MmaRow> selectInstruction(OpTy op, target::Chip chip) {
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

template <typename OpTy> static LogicalResult checkBuffers(OpTy op) {
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
  os << (plan.vector ? "qopt_gemv_" : plan.pixels ? "qopt_conv_" : "qopt_gemm_")
     << text(target::name(plan.mma.a));
  if (plan.codes)
    os << (plan.codes->table.empty() ? "s4" : "t4");
  else
    os << text(target::name(plan.mma.b));
  os << (plan.isFloat() ? "f" : "s") << plan.resultElement.getIntOrFloatBitWidth();
  if (plan.codes)
    os << "_r" << plan.codes->run;
  os << "_m" << plan.rows << "n" << plan.columns << "k" << plan.depth << "_";
  if (plan.vector)
    os << plan.vector->columns;
  else
    os << plan.tile.rows << "x" << plan.tile.columns;
  os << "_" << text(target::describe(chip).name);
  return name;
}

// The tile or the vector's shape. With more than two rows a warp of a vector computes
// four columns instead of two: each byte of the input then serves more products, and a
// lane still has eight loads of weights under way. Codes come in blocks of 32 columns,
// whose k a block's warps share.
static LogicalResult chooseShape(GemmPlan &plan, Operation *op) {
  if (plan.rows <= target::kVectorRows && !plan.pixels) {
    int64_t columns = plan.rows <= 2 ? 2 : 4;
    plan.vector = plan.codes
                      ? VectorShape{8, FragmentGeometry::kBlockColumns, 4}
                      : VectorShape{4, 4 * columns, 8 / columns};
    return success();
  }
  // Of short runs, scales and words of the next ones are under way at every step, and
  // a warp's registers hold the totals of 16 rows beside them.
  bool shortRuns = plan.codes && plan.codes->run < 64;
  plan.tile = plan.codes ? target::selectCodesTile(
                               shortRuns ? std::min<int64_t>(plan.rows, 32) : plan.rows)
                         : target::selectGemmTile(plan.rows);
  if (plan.columnBlocks() <= kMostBlocksY)
    return success();
  return op->emitError() << "expected at most "
                         << kMostBlocksY * plan.tile.columns << " columns of '"
                         << getNodeName(op) << "', got " << plan.columns;
}

// What both ops say alike; the rest of the plan is the caller's.
template <typename OpTy>
static FailureOr<GemmPlan> startPlan(OpTy op, target::Chip chip) {
  if (failed(checkBuffers(op)))
    return failure();
  auto mma = selectInstruction(op, chip);
  if (failed(mma))
    return failure();
  GemmPlan plan;
  plan.rows = op.getRows();
  plan.columns = op.getColumns();
  plan.depth = op.getDepth();
  plan.mma = *mma;
  Type element = cast<ShapedType>(op.getInit().getType()).getElementType();
  plan.resultElement =
      element.isF32() ? element
                      : IntegerType::get(op.getContext(),
                                         element.getIntOrFloatBitWidth());
  plan.arguments.result = op->getNumOperands() - 1;
  return plan;
}

// Operands by their number in the definition: two of them may be one value.
template <typename OpTy> static int argumentOf(OpTy op, unsigned operand) {
  auto [index, length] = op.getODSOperandIndexAndLength(operand);
  return length ? static_cast<int>(index) : -1;
}

static bool isOne(Value scales) {
  return scales && cast<ShapedType>(scales.getType()).getNumElements() == 1;
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaMatmulOp op, target::Chip chip) {
  auto plan = startPlan(op, chip);
  if (failed(plan))
    return failure();
  GemmArguments &arguments = plan->arguments;
  arguments.bias = argumentOf(op, 2);
  arguments.multiplier = argumentOf(op, 3);
  arguments.shift = argumentOf(op, 4);
  arguments.rowScales = argumentOf(op, 5);
  arguments.columnScales = argumentOf(op, 6);
  plan->oneRowScale = isOne(op.getRowScales());
  plan->oneColumnScale = isOne(op.getColumnScales());
  if (op.getMultiplier())
    plan->rescale = GpuRescale{static_cast<int64_t>(*op.getOutZp()),
                               static_cast<int64_t>(*op.getLo()),
                               static_cast<int64_t>(*op.getHi()),
                               *op.getRounding() == RequantRounding::double_round,
                               op.getNarrow()};
  plan->pixels = op.getPixels();
  if (failed(chooseShape(*plan, op)))
    return failure();
  plan->name = nameOf(*plan, chip);
  return plan;
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaMatmulRunsOp op, target::Chip chip) {
  auto plan = startPlan(op, chip);
  if (failed(plan))
    return failure();
  GemmArguments &arguments = plan->arguments;
  arguments.rowScales = argumentOf(op, 2);
  arguments.columnScales = argumentOf(op, 3);
  arguments.bias = argumentOf(op, 4);
  plan->oneRowScale = isOne(op.getRowScales());
  GpuCodes codes{std::min(static_cast<int64_t>(op.getRun()), plan->depth),
                 {}, false, op.getLargestSum()};
  if (op.getTable())
    codes.table = op.getIntegers();
  codes.shifted = codes.table.empty() && 16 * codes.largest <= INT32_MAX;
  plan->codes = std::move(codes);
  if (failed(chooseShape(*plan, op)))
    return failure();
  plan->name = nameOf(*plan, chip);
  return plan;
}

void mlir::qopt::emitKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  if (plan.codes)
    plan.vector ? emitCodesVectorKernel(kernel, plan)
                : emitCodesKernel(kernel, plan);
  else
    plan.vector ? emitVectorKernel(kernel, plan) : emitGemmKernel(kernel, plan);
}
