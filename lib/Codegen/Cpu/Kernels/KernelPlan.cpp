// SPDX-License-Identifier: Apache-2.0
// Derivation of a plan from a packed op, and its names.
#include "KernelPlan.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static_assert(KernelGeometry::kColumns == target::kPanelColumns &&
                  KernelGeometry::kStep == target::kIntStep,
              "the packed form is the one that Target's tiles are made for");

PositionMap PositionMap::make(ArrayRef<int64_t> sizes,
                              ArrayRef<int64_t> strides) {
  PositionMap map;
  for (auto [size, stride] : llvm::zip_equal(sizes, strides)) {
    if (size == 1)
      continue;
    bool merges = !map.sizes.empty() && map.strides.back() == size * stride;
    if (merges) {
      map.sizes.back() *= size;
      map.strides.back() = stride;
    } else {
      map.sizes.push_back(size);
      map.strides.push_back(stride);
    }
  }
  return map;
}

int64_t KernelPlan::rowTiles() const {
  return geometry.isDepthwise ? positions : rowTiling.count();
}

int64_t KernelPlan::columnTiles() const {
  if (geometry.isDepthwise)
    return static_cast<int64_t>(depthwiseTiles(*this).size());
  return geometry.groups *
         static_cast<int64_t>(llvm::divideCeil(geometry.panels(), tile.panels));
}

// Half of a 1 MB second-level cache; the other half holds the rows and what is
// prefetched.
static constexpr int64_t kCachedWeights = 512 * 1024;
static constexpr int64_t kCachedRows = kCachedWeights / 2;

int64_t KernelPlan::weightBytes() const {
  if (sparse)
    return sparse->bytes();
  int64_t size = isFloat() ? 4 : 1;
  for (int64_t d : geometry.weightShape())
    size *= d;
  return size;
}

int64_t KernelPlan::pieceElements() const {
  if (sparse)
    return sparse->groupBytes();
  return geometry.kColumns * (isFloat() ? 1 : geometry.kStep);
}

int64_t KernelPlan::panelElements() const {
  if (sparse)
    return sparse->panelBytes();
  return geometry.runCount() * geometry.runSteps() * pieceElements();
}

bool KernelPlan::dividesColumns() const {
  return !geometry.isDepthwise && weightBytes() > kCachedWeights;
}

int64_t KernelPlan::blockTiles() const {
  if (columnTiles() == 1)
    return rowTiles();
  // Elements that a position adds to the input: where windows overlap, or channels
  // are of another group, it is less than a window.
  int64_t perPosition = geometry.channels;
  for (int64_t stride : geometry.strides)
    perPosition *= stride;
  int64_t bytes = positions * rowLength * perPosition * (isFloat() ? 4 : 1);
  int64_t blocks = llvm::divideCeil(bytes, kCachedRows);
  return llvm::divideCeil(rowTiles(), blocks);
}

int64_t KernelPlan::prefetchedLines() const {
  // One row tile of few rows only streams weights; two to four such streams hardware
  // follows itself, with more bytes per second than when told.
  constexpr int64_t kStreams = 4;
  if (blockTiles() == 1 && tile.panels > 1 && tile.panels <= kStreams)
    return 0;
  if (product || weightBytes() <= kCachedWeights / 2 || columnTiles() == 1)
    return 0;
  constexpr int64_t kLine = 64;
  int64_t bytes = pieceElements() / pieceSteps() * (isFloat() ? 4 : 1);
  return llvm::divideCeil(tile.panels * bytes, kLine * blockTiles());
}

int64_t KernelPlan::prefetchAdvance() const {
  return llvm::divideCeil(tile.panels * pieceElements() / pieceSteps(),
                          blockTiles());
}

// One dot instruction per cycle; reading weights takes longer where they serve few
// rows. Depthwise kernels are bound by what surrounds their few products: about
// one vector of codes in the time of 64 bytes.
int64_t KernelPlan::cycles() const {
  constexpr int64_t kWeightBytesPerCycle = 16;
  // Two permutations, a widening load and a shift of 512 bits, which share two ports.
  constexpr int64_t kCyclesPerExpansion = 4;
  int64_t results = positions * rowLength * geometry.features;
  if (geometry.isDepthwise)
    return results * 64 / target::describe(isa).vectorBytes;
  const target::DotRow &dot = target::selectDot(isa, accumulator());
  int64_t products = results * geometry.taps() * geometry.groupChannels();
  int64_t computing = products / (dot.lanes * dot.kStep);
  if (sparse)
    computing += rowTiles() * sparse->panels() * sparse->steps() * kCyclesPerExpansion;
  return std::max<int64_t>(computing, weightBytes() / kWeightBytesPerCycle);
}

static int64_t dot(ArrayRef<int64_t> position, ArrayRef<int64_t> dilations,
                   ArrayRef<int64_t> strides) {
  int64_t offset = 0;
  for (auto [p, d, s] : llvm::zip_equal(position, dilations, strides))
    offset += p * d * s;
  return offset;
}

int64_t KernelPlan::runOffset(int64_t run) const {
  return dot(geometry.runPosition(run), geometry.dilations, inputStrides);
}

int64_t KernelPlan::tapOffset(int64_t tap) const {
  return dot(geometry.tapPosition(tap), geometry.dilations, inputStrides);
}

SmallVector<DepthwiseTile> mlir::qopt::depthwiseTiles(const KernelPlan &plan) {
  const KernelGeometry &g = plan.geometry;
  SmallVector<DepthwiseTile> tiles;
  int64_t panel = 0;
  for (int64_t block : g.depthwiseBlocks()) {
    int64_t base = g.isFloat ? 0 : g.depthwiseIndex(panel * g.kColumns, 0);
    int64_t lanes = std::min<int64_t>(block, plan.tile.panels);
    for (int64_t lane = 0; lane < block; lane += lanes)
      tiles.push_back({panel + lane, lanes, block, base, lane});
    panel += block;
  }
  return tiles;
}

//===-- From an op --------------------------------------------------------===//

FailureOr<SmallVector<int64_t>>
mlir::qopt::stridesOf(Operation *op, StringRef what, Value value) {
  auto type = cast<MemRefType>(value.getType());
  SmallVector<int64_t> strides;
  int64_t offset = 0;
  if (failed(type.getStridesAndOffset(strides, offset)) ||
      llvm::is_contained(strides, ShapedType::kDynamic) || strides.back() != 1)
    return op->emitError()
           << "expected " << what << " of '" << getNodeName(op)
           << "' to have static strides and contiguous channels, got " << type;
  return strides;
}

// Positions 0 .. length-1 of a run in tiles of at most `rows`.
static RowTiling tileRun(int64_t runs, int64_t length, int64_t rows) {
  RowTiling tiling;
  tiling.runs = runs;
  tiling.length = length;
  tiling.tiles = llvm::divideCeil(length, rows);
  tiling.longTiles = length - tiling.tiles * (llvm::divideCeil(length, tiling.tiles) - 1);
  return tiling;
}

// Whether few rows use weights that no second-level cache holds, so that computing and
// reading them take about equally long. With fewer than kFewest rows reading is all,
// and hardware follows several panels side by side faster than prefetches one; beyond
// kMost computing is, and tiles that load less do as well. Results of a small tile
// must be few beside its products.
static bool streamsWeights(const KernelPlan &plan) {
  constexpr int64_t kFewest = 7, kMost = 12, kSteps = 256;
  const KernelGeometry &g = plan.geometry;
  return !plan.product && plan.weightBytes() > kCachedWeights &&
         plan.positions >= kFewest && plan.positions <= kMost &&
         g.runCount() * g.runSteps() >= kSteps;
}

static target::Tile selectTile(const KernelPlan &plan, int64_t rows) {
  int64_t panels = plan.geometry.panels();
  if (streamsWeights(plan))
    if (auto tile = target::findTile(plan.isa, target::TileUse::Stream,
                                     plan.accumulator(), rows, panels))
      return *tile;
  return target::selectTile(plan.isa, target::TileUse::Product,
                            plan.accumulator(), rows, panels);
}

// Where positions do not lie in one line, rows of an image serve as runs if
// that costs few more tiles; else a tile wraps and its rows have an address each.
void mlir::qopt::tileRows(KernelPlan &plan) {
  int64_t inner = plan.positions;
  for (const PositionMap *map : {&plan.input, &plan.output})
    if (!map->sizes.empty())
      inner = std::min(inner, map->sizes.back());
  target::Tile whole = selectTile(plan, plan.positions),
               part = selectTile(plan, inner);
  RowTiling wrapping = tileRun(1, plan.positions, whole.rows);
  RowTiling lines = tileRun(plan.positions / inner, inner, part.rows);
  constexpr int64_t kMorePercent = 10;
  bool useLines = lines.count() * 100 <= wrapping.count() * (100 + kMorePercent);
  plan.tile = useLines ? part : whole;
  plan.rowTiling = useLines ? lines : wrapping;
  plan.rowTiling.equidistant = useLines;
  if (useLines && inner > 1) {
    plan.rowTiling.inputStep = plan.input.strides.back();
    plan.rowTiling.outputStep = plan.output.strides.back();
  }
}

// Leaving out runs is for single images (tiles may wrap from row to row) whose runs are
// long beside the choice of them. A dot instruction of signed codes reads 0 as -128, and
// starts from what that adds for all weights.
static std::optional<ZeroRowsPlan> planZeroRows(PackedConvOp op, target::Isa isa) {
  constexpr int64_t kSteps = 16;
  KernelGeometry g = op.getGeometry();
  ArrayRef<int64_t> input = cast<MemRefType>(op.getInput().getType()).getShape();
  ArrayRef<int64_t> result = cast<MemRefType>(op.getInit().getType()).getShape();
  if (!op.getZeroRows() || g.kernel.size() != 2 || !g.mergesInnermost() ||
      g.dilations.front() != 1 || input.front() != 1 || g.runSteps() < kSteps ||
      g.isFloat || target::selectDot(isa, target::Operand::S32).lhs == target::Operand::S8)
    return std::nullopt;
  return ZeroRowsPlan{op.getZeroRows()->front(), op.getZeroRows()->back(), input[1],
                      result[2]};
}

template <typename OpTy>
static FailureOr<KernelPlan> planTyped(OpTy op, target::Isa isa) {
  KernelPlan plan;
  plan.isa = isa;
  plan.geometry = op.getGeometry();
  plan.unsignedInput = op.getUnsignedInput();
  auto result = cast<MemRefType>(op.getInit().getType());
  plan.resultElement = result.getElementType();
  if (auto integer = dyn_cast<IntegerType>(plan.resultElement))
    plan.resultElement = IntegerType::get(op.getContext(), integer.getWidth());
  if (op.getMultiplier())
    plan.rescale = RescalePlan{static_cast<int64_t>(*op.getOutZp()),
                               static_cast<int64_t>(*op.getLo()),
                               static_cast<int64_t>(*op.getHi()),
                               *op.getRounding() == RequantRounding::double_round,
                               op.getNarrow()};
  if constexpr (std::is_same_v<OpTy, PackedSparseMatmulOp>) {
    plan.sparse = op.getSparseGeometry();
  } else {
    if (auto lo = op.getClampLo())
      plan.clampLo = lo->convertToFloat();
    if (auto hi = op.getClampHi())
      plan.clampHi = hi->convertToFloat();
  }

  if constexpr (std::is_same_v<OpTy, PackedConvOp>)
    plan.zeroRows = planZeroRows(op, isa);
  auto input = stridesOf(op, "the input", op.getInput());
  auto output = stridesOf(op, "the result", op.getInit());
  if (failed(input) || failed(output))
    return failure();
  const KernelGeometry &g = plan.geometry;
  ArrayRef<int64_t> sizes = result.getShape().drop_back();
  plan.inputStrides.assign(input->begin() + 1, input->end() - 1);
  if (g.mergesInnermost() && g.kernel.back() > 1 &&
      plan.inputStrides.back() != g.channels)
    return op->emitError() << "expected contiguous pixels in the input of '"
                           << getNodeName(op) << "', got "
                           << op.getInput().getType();
  SmallVector<int64_t> steps{input->front()};
  for (auto [stride, step] : llvm::zip_equal(plan.inputStrides, g.strides))
    steps.push_back(stride * step);
  ArrayRef<int64_t> inputSteps = steps;
  ArrayRef<int64_t> outputSteps = ArrayRef(*output).drop_back();
  if (g.isDepthwise) {
    plan.rowLength = sizes.back();
    plan.rowInputStep = inputSteps.back();
    plan.rowOutputStep = outputSteps.back();
    sizes = sizes.drop_back();
    inputSteps = inputSteps.drop_back();
    outputSteps = outputSteps.drop_back();
  }
  plan.input = PositionMap::make(sizes, inputSteps);
  plan.output = PositionMap::make(sizes, outputSteps);
  for (int64_t size : sizes)
    plan.positions *= size;
  // Depthwise blocks have at most four panels.
  if (g.isDepthwise)
    plan.tile = target::selectTile(isa, target::TileUse::Depthwise,
                                   plan.accumulator(), plan.positions,
                                   std::min<int64_t>(g.panels(), 4));
  else
    tileRows(plan);
  return plan;
}

FailureOr<KernelPlan> mlir::qopt::planKernel(Operation *op, target::Isa isa) {
  if (auto conv = dyn_cast<PackedConvOp>(op))
    return planTyped(conv, isa);
  if (auto sparse = dyn_cast<PackedSparseMatmulOp>(op))
    return planTyped(sparse, isa);
  return planTyped(cast<PackedDepthwiseOp>(op), isa);
}

//===-- Names -------------------------------------------------------------===//

template <typename Range>
static std::string joined(const Range &values, StringRef separator) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(values, os, separator);
  return text;
}

static std::string typeName(Type type) {
  return (type.isF32() ? "f" : "s") +
         std::to_string(type.getIntOrFloatBitWidth());
}

std::string KernelPlan::name() const {
  const KernelGeometry &g = geometry;
  std::string text;
  llvm::raw_string_ostream os(text);
  bool pointwise = g.taps() == 1;
  if (product) {
    os << "qopt_bmm_" << (unsignedInput ? "u8" : "s8")
       << (product->unsignedRight ? "u8" : "s8") << typeName(resultElement) << "_b"
       << g.groups << "k" << g.groupChannels() << "n" << g.groupFeatures() << "_m"
       << positions << "_" << tile.rows << "x" << tile.panels * g.kColumns << "_"
       << target::describe(isa).name;
    return text;
  }
  os << "qopt_" << (g.isDepthwise ? "dw" : pointwise ? "mm" : "conv") << "_"
     << (g.isFloat ? "f32" : unsignedInput ? "u8s8" : "s8s8");
  if (sparse)
    os << "x" << sparse->kept << "of" << sparse->group;
  os << typeName(resultElement);
  if (!pointwise)
    os << "_k" << joined(g.kernel, "x");
  if (llvm::any_of(g.strides, [](int64_t s) { return s != 1; }))
    os << "s" << joined(g.strides, "x");
  if (!g.isDepthwise && g.groups != 1)
    os << "_g" << g.groups;
  os << "_c" << g.channels << "f" << g.features << "_m" << positions * rowLength
     << "_"
     << tile.rows << "x" << tile.panels * g.kColumns << "_"
     << target::describe(isa).name;
  return text;
}

std::optional<int32_t> KernelPlan::zeroPointArgument() const {
  if (!rescale || !rescale->narrow || rescale->outZp == 0)
    return std::nullopt;
  unsigned bits = resultElement.getIntOrFloatBitWidth();
  // Any clamp of so few bits less such a zero point fits the epilogue's 32-bit lanes.
  int64_t most = bits == 8 ? kMostByteZeroPoint : 1 << 16;
  if (bits > 16 || std::abs(rescale->outZp) > most)
    return std::nullopt;
  return static_cast<int32_t>(rescale->outZp);
}

std::string KernelPlan::key() const {
  const KernelGeometry &g = geometry;
  std::string text;
  llvm::raw_string_ostream os(text);
  os << name() << "|" << joined(g.strides, ",") << "|"
     << joined(g.dilations, ",") << "|" << joined(input.sizes, ",") << ":"
     << joined(input.strides, ",") << "|" << joined(output.sizes, ",") << ":"
     << joined(output.strides, ",") << "|" << joined(inputStrides, ",") << "|"
     << rowLength << "," << rowInputStep << "," << rowOutputStep;
  if (rescale)
    os << "|" << (zeroPointArgument() ? "argument" : std::to_string(rescale->outZp))
       << "," << rescale->lo << "," << rescale->hi
       << "," << rescale->doubleRound << "," << rescale->narrow;
  if (product) {
    os << "|" << product->leftRow << "," << product->rightDepth << ","
       << product->rightColumn << "," << product->resultRow << "," << product->leftZp
       << "," << product->rightZp;
    for (const PositionMap *map : {&product->left, &product->right, &product->result})
      os << "|" << joined(map->sizes, ",") << ":" << joined(map->strides, ",");
  }
  if (zeroRows)
    os << "|z" << zeroRows->first << "," << zeroRows->last << "," << zeroRows->inputRows
       << "," << zeroRows->outputRowLength;
  for (std::optional<float> bound : {clampLo, clampHi}) {
    os << "|";
    if (bound)
      os << llvm::bit_cast<uint32_t>(*bound);
  }
  return text;
}
