// SPDX-License-Identifier: Apache-2.0
#include "GemmPlan.h"

#include "qopt/IR/TensorMaps.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr int64_t kMostBlocksY = 65535, kMostBlocksZ = 65535; // of a grid, on every chip

static llvm::StringRef text(std::string_view view) {
  return {view.data(), view.size()};
}

// The matrix instruction, of a shape that kernels are written for.
static FailureOr<target::MmaRow> requireInstruction(Operation *op, target::Chip chip,
                                                    target::MmaKind kind,
                                                    target::MmaType a,
                                                    target::MmaType b, uint32_t k) {
  llvm::StringRef name = text(target::describe(chip).name);
  if (!target::supports(chip, target::AsyncCopy::CpAsync))
    return op->emitError() << "expected a chip with cp.async for '"
                           << getNodeName(op) << "' (sm_80 or later), got "
                           << name;
  const target::MmaRow *row = target::nativeMma(chip, kind, a, b);
  if (!row || row->m != 16 || row->n != 8 || row->k != k)
    return op->emitError() << "expected a chip with " << text(target::name(kind))
                           << ".m16n8k" << k << " of " << text(target::name(a))
                           << " and " << text(target::name(b)) << " for '"
                           << getNodeName(op) << "', got " << name;
  return *row;
}

template <typename OpTy> static target::MmaType inputTypeOf(OpTy op) {
  return op.getUnsignedInput() ? target::MmaType::U8 : target::MmaType::S8;
}

template <typename OpTy>
static FailureOr<target::MmaRow> selectInstruction(OpTy op, target::Chip chip) {
  return requireInstruction(op, chip, target::MmaKind::Mma, inputTypeOf(op),
                            target::MmaType::S8, 32);
}

static FailureOr<target::MmaRow> selectInstruction(MmaProductOp op, target::Chip chip) {
  auto codes = [](bool isUnsigned) {
    return isUnsigned ? target::MmaType::U8 : target::MmaType::S8;
  };
  return requireInstruction(op, chip, target::MmaKind::Mma, codes(op.getUnsignedLeft()),
                            codes(op.getUnsignedRight()), 32);
}

// The left operand is the sparse one.
static FailureOr<target::MmaRow> selectInstruction(MmaSparseMatmulOp op,
                                                   target::Chip chip) {
  return requireInstruction(op, chip, target::MmaKind::MmaSparse, target::MmaType::S8,
                            inputTypeOf(op), SparseFragmentGeometry::kStepDepth);
}

static target::MmaType toMma(Type type) {
  if (type.isF16())
    return target::MmaType::F16;
  if (type.isBF16())
    return target::MmaType::BF16;
  return isa<Float8E5M2Type>(type) ? target::MmaType::E5M2 : target::MmaType::E4M3;
}

// Blocks of 16 k of 8 bits are multiplied as f16, which has every number of both types.
// sm_90a multiplies 8 bits by wgmma alone.
static FailureOr<target::MmaRow> selectInstruction(MmaFloatMatmulOp op,
                                                   target::Chip chip) {
  auto block = static_cast<uint32_t>(op.getBlock());
  bool decodes = op.getElementBytes() == 1 && block == 16;
  target::MmaType a = decodes ? target::MmaType::F16 : toMma(op.getInputType());
  target::MmaType b = decodes ? target::MmaType::F16 : toMma(op.getWeightType());
  const target::MmaRow *wgmma = target::nativeMma(chip, target::MmaKind::Wgmma, a, b);
  if (wgmma && wgmma->k == block && !target::nativeMma(chip, target::MmaKind::Mma, a, b))
    return *wgmma;
  return requireInstruction(op, chip, target::MmaKind::Mma, a, b, block);
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
  os << (plan.depthwise ? "qopt_depthwise_"
         : plan.vector  ? "qopt_gemv_"
         : plan.wgmma   ? "qopt_wgmma_"
         : plan.pixels  ? "qopt_conv_"
         : plan.product ? "qopt_bmm_"
                        : "qopt_gemm_")
     << text(target::name(plan.floats     ? plan.floats->input
                          : plan.isSparse ? plan.mma.b
                                          : plan.mma.a));
  if (plan.codes)
    os << (plan.codes->table.empty() ? "s4" : "t4");
  else if (plan.isSparse)
    os << "sp" << text(target::name(plan.mma.a));
  else
    os << text(target::name(plan.floats ? plan.floats->weights : plan.mma.b));
  os << (plan.isFloat() ? "f" : "s") << plan.resultElement.getIntOrFloatBitWidth();
  if (plan.codes)
    os << "_r" << plan.codes->run;
  if (plan.floats)
    os << "_b" << plan.mma.k << "p" << plan.floats->promote;
  if (plan.product)
    os << "_g" << plan.blocksZ();
  int64_t elementBytes = plan.floats && !plan.floats->decodes ? 32 / plan.mma.k : 1;
  os << "_m" << plan.rows << "n" << plan.columns << "k" << plan.depth / elementBytes << "_";
  if (plan.depthwise)
    os << plan.depthwise->rows;
  else if (plan.vector)
    os << plan.vector->columns;
  else
    os << plan.tileRows() << "x" << plan.tileColumns();
  os << "_" << text(target::describe(chip).name);
  return name;
}

// The tile or the vector's shape. With more than two rows a warp of a vector computes
// four columns instead of two: each byte of the input then serves more products, and a
// lane still has eight loads of weights under way. Codes come in blocks of 32 columns,
// whose k a block's warps share.
static LogicalResult chooseShape(GemmPlan &plan, Operation *op) {
  bool hasVectorForm = !plan.pixels && !plan.floats && !plan.isSparse && !plan.product;
  if (plan.rows <= target::kVectorRows && hasVectorForm) {
    int64_t columns = plan.rows <= 2 ? 2 : 4;
    plan.vector = plan.codes
                      ? VectorShape{8, FragmentGeometry::kBlockColumns, 4}
                      : VectorShape{4, 4 * columns, 8 / columns};
    return success();
  }
  // Of short runs, scales and words of the next ones are under way at every step, and
  // a warp's registers hold the totals of 16 rows beside them.
  bool shortRuns = plan.codes && plan.codes->run < 64;
  // Nor have they room for totals, or sums of codes, beside the sums of the largest tile.
  bool hasTotals = plan.product || (plan.floats && plan.floats->promote > 0);
  if (plan.wgmma)
    ; // chosen already
  else if (plan.isSparse)
    plan.tile = target::selectSparseTile(plan.rows);
  else if (plan.codes)
    plan.tile = target::selectCodesTile(
        shortRuns ? std::min<int64_t>(plan.rows, 32) : plan.rows);
  else
    plan.tile = target::selectGemmTile(
        hasTotals ? std::min<int64_t>(plan.rows, 64) : plan.rows);
  if (plan.columnBlocks() <= kMostBlocksY)
    return success();
  return op->emitError() << "expected at most "
                         << kMostBlocksY * plan.tileColumns() << " columns of '"
                         << getNodeName(op) << "', got " << plan.columns;
}

static const target::MmaRow *findWgmma(const GemmPlan &plan, target::Chip chip) {
  return target::supports(chip, target::AsyncCopy::Tma)
             ? target::nativeMma(chip, target::MmaKind::Wgmma, plan.mma.a, plan.mma.b)
             : nullptr;
}

// Makes the plan one by wgmma, or says why it cannot be. Rows of constants are padded,
// those of activations are as long as they are.
static std::string chooseWgmma(GemmPlan &plan, const target::MmaRow &row, int64_t blocks) {
  if (plan.depth % kTensorMapAlign)
    return "rows of input of a multiple of 16 bytes for wgmma, got " +
           std::to_string(plan.depth);
  int64_t promote = plan.floats ? plan.floats->promote : 0;
  int64_t stage = target::wgmmaTiles().front().depth;
  if (promote % stage)
    return "totals after a multiple of 128 bytes of k for wgmma, got " +
           std::to_string(promote);
  int64_t spread = 4;
  while (plan.columns % (8 * spread) && spread > 1)
    spread /= 2;
  // Registers hold either the sums of the widest tile or totals beside them.
  int64_t widest = promote ? row.n / 2 : row.n;
  plan.wgmma = WgmmaShape{
      target::selectWgmmaTile(plan.rows, plan.columns, blocks, widest), promote, spread};
  plan.mma = row;
  return "";
}

// Where mma.sync serves as well, wgmma is for products of enough rows.
static void preferWgmma(GemmPlan &plan, Operation *op, target::Chip chip, int64_t blocks) {
  const target::MmaRow *row = findWgmma(plan, chip);
  if (!row || plan.rows < target::kWgmmaRows)
    return;
  std::string reason = chooseWgmma(plan, *row, blocks);
  if (!reason.empty())
    op->emitRemark() << "'" << getNodeName(op) << "' is a product by mma.sync: expected "
                     << reason;
}

static Type signlessElement(Value value) {
  Type element = cast<ShapedType>(value.getType()).getElementType();
  return element.isF32() ? element
                         : IntegerType::get(value.getContext(),
                                            element.getIntOrFloatBitWidth());
}

template <typename OpTy> static Value inputOf(OpTy op) { return op.getInput(); }
static Value inputOf(MmaProductOp op) { return op.getLeft(); }

// What all products say alike; the rest of the plan is the caller's.
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
  plan.depth = op.getDepth() *
               cast<ShapedType>(inputOf(op).getType()).getElementTypeBitWidth() / 8;
  plan.mma = *mma;
  plan.resultElement = signlessElement(op.getInit());
  plan.arguments.result = op->getNumOperands() - 1;
  return plan;
}

// Operands by their number in the definition: two of them may be one value.
template <typename OpTy> static int argumentOf(OpTy op, unsigned operand) {
  auto [index, length] = op.getODSOperandIndexAndLength(operand);
  return length ? static_cast<int>(index) : -1;
}

template <typename OpTy> static std::optional<GpuRescale> rescaleOf(OpTy op) {
  if (!op.getMultiplier())
    return std::nullopt;
  return GpuRescale{static_cast<int64_t>(*op.getOutZp()),
                    static_cast<int64_t>(*op.getLo()), static_cast<int64_t>(*op.getHi()),
                    *op.getRounding() == RequantRounding::double_round, op.getNarrow()};
}

static bool isOne(Value scales) {
  return scales && cast<ShapedType>(scales.getType()).getNumElements() == 1;
}

template <typename OpTy> static void planScales(GemmPlan &plan, OpTy op, unsigned rows) {
  plan.arguments.rowScales = argumentOf(op, rows);
  plan.arguments.columnScales = argumentOf(op, rows + 1);
  plan.oneRowScale = isOne(op.getRowScales());
  plan.oneColumnScale = isOne(op.getColumnScales());
}

// The epilogues that qopt.mma_matmul and its sparse form have in common.
template <typename OpTy> static void planEpilogue(GemmPlan &plan, OpTy op, unsigned bias) {
  GemmArguments &arguments = plan.arguments;
  arguments.bias = argumentOf(op, bias);
  arguments.multiplier = argumentOf(op, bias + 1);
  arguments.shift = argumentOf(op, bias + 2);
  planScales(plan, op, bias + 3);
  plan.rescale = rescaleOf(op);
}

// The tile or the vector's shape, and the name.
static FailureOr<GemmPlan> finishPlan(GemmPlan plan, Operation *op, target::Chip chip) {
  if (failed(chooseShape(plan, op)))
    return failure();
  plan.name = nameOf(plan, chip);
  return plan;
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaMatmulOp op, target::Chip chip,
                                         int64_t blocks) {
  auto plan = startPlan(op, chip);
  if (failed(plan))
    return failure();
  planEpilogue(*plan, op, /*bias=*/2);
  plan->pixels = op.getPixels();
  if (!plan->pixels) // whose rows do not lie in memory
    preferWgmma(*plan, op, chip, blocks);
  return finishPlan(std::move(*plan), op, chip);
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaSparseMatmulOp op, target::Chip chip) {
  auto plan = startPlan(op, chip);
  if (failed(plan))
    return failure();
  plan->isSparse = true;
  plan->arguments.metadata = argumentOf(op, 2);
  planEpilogue(*plan, op, /*bias=*/3);
  return finishPlan(std::move(*plan), op, chip);
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaFloatMatmulOp op, target::Chip chip,
                                         int64_t blocks) {
  auto plan = startPlan(op, chip);
  if (failed(plan))
    return failure();
  plan->arguments.bias = argumentOf(op, 2);
  planScales(*plan, op, /*rows=*/3);
  plan->floats = GpuFloats{toMma(op.getInputType()), toMma(op.getWeightType()),
                           static_cast<int64_t>(op.getPromote()) * op.getElementBytes(),
                           op.getElementBytes() == 1 && op.getBlock() == 16,
                           target::describe(chip).fp8Convert};
  if (plan->mma.kind == target::MmaKind::Wgmma) {
    std::string reason = chooseWgmma(*plan, plan->mma, blocks);
    if (!reason.empty())
      return op.emitError() << "expected " << reason << " ('" << getNodeName(op) << "')";
  } else if (!plan->floats->decodes) {
    preferWgmma(*plan, op, chip, blocks);
  }
  return finishPlan(std::move(*plan), op, chip);
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
  return finishPlan(std::move(*plan), op, chip);
}

FailureOr<GemmPlan> mlir::qopt::planGemm(MmaProductOp op, target::Chip chip) {
  auto plan = startPlan(op, chip);
  if (failed(plan))
    return failure();
  plan->arguments.multiplier = argumentOf(op, 2);
  plan->arguments.shift = argumentOf(op, 3);
  plan->rescale = rescaleOf(op);
  plan->product = GpuProduct{op.getGeometry(), static_cast<int64_t>(op.getLeftZp()),
                             static_cast<int64_t>(op.getRightZp())};
  if (plan->blocksZ() > kMostBlocksZ)
    return op.emitError() << "expected at most " << kMostBlocksZ << " products of '"
                          << getNodeName(op) << "', got " << plan->blocksZ();
  return finishPlan(std::move(*plan), op, chip);
}

// Weights of four channels are read once for all positions of a thread, whose sums are
// in registers beside the codes under way: of large filters there is room for fewer, and
// of codes beyond the border that are chosen by address, not by a condition.
static DepthwiseShape chooseDepthwise(const PixelGeometry &pixels) {
  int64_t taps = pixels.taps(), most = pixels.padValue == 0 ? 4 : 2;
  return {std::min<int64_t>(most, taps <= 16 ? 4 : taps <= 32 ? 2 : 1), /*threads=*/128};
}

FailureOr<GemmPlan> mlir::qopt::planGemm(DotDepthwiseOp op, target::Chip chip) {
  if (failed(checkBuffers(op)))
    return failure();
  GemmPlan plan;
  plan.rows = op.getRows();
  plan.columns = op.getColumns();
  plan.pixels = op.getPixels();
  plan.depth = plan.pixels->taps();
  plan.depthwise = chooseDepthwise(*plan.pixels);
  plan.mma.a = op.getUnsignedInput() ? target::MmaType::U8 : target::MmaType::S8;
  plan.mma.b = target::MmaType::S8;
  plan.resultElement = signlessElement(op.getInit());
  plan.arguments.bias = argumentOf(op, 2);
  plan.arguments.multiplier = argumentOf(op, 3);
  plan.arguments.shift = argumentOf(op, 4);
  plan.arguments.result = op->getNumOperands() - 1;
  plan.rescale = rescaleOf(op);
  plan.name = nameOf(plan, chip);
  return plan;
}

void mlir::qopt::emitKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  if (plan.depthwise)
    emitDepthwiseKernel(kernel, plan);
  else if (plan.isSparse)
    emitSparseKernel(kernel, plan);
  else if (plan.codes)
    plan.vector ? emitCodesVectorKernel(kernel, plan)
                : emitCodesKernel(kernel, plan);
  else if (plan.wgmma)
    emitWgmmaKernel(kernel, plan);
  else
    plan.vector ? emitVectorKernel(kernel, plan) : emitGemmKernel(kernel, plan);
}
