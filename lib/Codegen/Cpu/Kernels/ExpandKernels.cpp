// SPDX-License-Identifier: Apache-2.0
// qopt-expand-kernels: packed ops become calls of kernel functions over ranges
// of tiles. See Passes.td for before and after.
#include "KernelBuilder.h"
#include "TiledKernel.h"
#include "qopt/Codegen/Cpu/Kernels/Passes.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

#define DEBUG_TYPE "qopt-expand-kernels"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPANDKERNELS
#include "qopt/Codegen/Cpu/Kernels/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// A buffer as one dimension that starts where its memory starts, and the
// element at which the buffer itself begins there: so kernels take no views,
// whose offsets a bare pointer cannot carry.
struct FlatBuffer {
  Value memory;
  Value offset; // index
};

// Elements of uiN become iN: both are the same bytes, and vector code has
// signless elements only.
static Value makeSignless(OpBuilder &builder, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  auto element = dyn_cast<IntegerType>(type.getElementType());
  if (!element || element.isSignless())
    return buffer;
  auto signless = MemRefType::get(
      type.getShape(),
      IntegerType::get(builder.getContext(), element.getWidth()),
      type.getLayout(), type.getMemorySpace());
  return UnrealizedConversionCastOp::create(builder, loc, signless, buffer)
      .getResult(0);
}

static FlatBuffer flatten(OpBuilder &builder, Location loc, Value buffer) {
  buffer = makeSignless(builder, loc, buffer);
  auto type = cast<MemRefType>(buffer.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  int64_t extent = 1;
  for (auto [size, stride] : llvm::zip_equal(type.getShape(), strides))
    extent += (size - 1) * stride;
  Value start;
  if (ShapedType::isDynamic(offset)) {
    auto metadata =
        memref::ExtractStridedMetadataOp::create(builder, loc, buffer);
    start = metadata.getOffset();
  } else {
    start = arith::ConstantIndexOp::create(builder, loc, offset);
  }
  // The extent counts from the buffer's start: nothing reads it, and what a
  // view leaves out in front need not be known.
  auto flat = MemRefType::get({extent}, type.getElementType());
  Value memory = memref::ReinterpretCastOp::create(
      builder, loc, flat, buffer, /*offset=*/0, ArrayRef<int64_t>{extent},
      ArrayRef<int64_t>{1});
  return {memory, start};
}

namespace {

class Expander {
public:
  Expander(ModuleOp module, int64_t minCycles, int64_t maxRanges)
      : module(module), symbols(module), minCycles(minCycles),
        maxRanges(maxRanges) {}

  LogicalResult expand(Operation *op, target::Isa isa);
  int64_t functionCount() const { return functions.size(); }

private:
  func::FuncOp getFunction(const TiledKernel &kernel, func::FuncOp model,
                           Location loc, ValueRange arguments);
  void createCalls(OpBuilder &builder, Location loc, const TiledKernel &kernel,
                   func::FuncOp function, ArrayRef<Value> arguments);

  ModuleOp module;
  SymbolTable symbols;
  llvm::StringMap<func::FuncOp> functions;
  int64_t minCycles, maxRanges;
};

func::FuncOp Expander::getFunction(const TiledKernel &kernel, func::FuncOp model,
                                   Location loc, ValueRange arguments) {
  std::string key = kernel.key;
  llvm::raw_string_ostream(key) << arguments.getTypes();
  func::FuncOp &known = functions[key];
  if (known)
    return known;
  OpBuilder builder(module.getContext());
  SmallVector<Type> types(arguments.getTypes());
  types.append(4, builder.getIndexType());
  auto function = func::FuncOp::create(
      loc, kernel.name, builder.getFunctionType(types, {}));
  function.setPrivate();
  // One copy, and a name in profiles.
  function.setNoInline(true);
  function->setAttr("qopt.kernel", builder.getUnitAttr());
  for (StringRef name : {"qopt.isa", "passthrough"})
    if (Attribute attr = model->getAttr(name))
      function->setAttr(name, attr);
  // The result is written beside everything that is read.
  for (auto [i, type] : llvm::enumerate(types))
    if (mlir::isa<MemRefType>(type))
      function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(),
                          builder.getUnitAttr());
  Block *entry = function.addEntryBlock();
  kernel.emit(function);
  builder.setInsertionPointToEnd(entry);
  func::ReturnOp::create(builder, loc);
  symbols.insert(function); // renames where another kernel has the same name
  known = function;
  return function;
}

// Ranges of columns where the kernel asks for it and they can be shared out evenly,
// else of rows (several tiles then, for which a column tile's weights are loaded
// once). Their number depends on shapes only; it is a power of two and their sizes
// differ by one tile at most, so that few threads get equal shares.
void Expander::createCalls(OpBuilder &builder, Location loc,
                           const TiledKernel &kernel, func::FuncOp function,
                           ArrayRef<Value> arguments) {
  constexpr int64_t kManyColumns = 8, kRowsPerColumn = 4;
  int64_t rows = kernel.rowTiles, columns = kernel.columnTiles;
  bool even = columns >= kManyColumns || llvm::isPowerOf2_64(columns);
  bool byColumns = kernel.dividesColumns && columns > 1 &&
                   (even || columns * kRowsPerColumn >= rows);
  int64_t tiles = byColumns ? columns : rows;
  int64_t most =
      kernel.dividesColumns && !byColumns ? rows / kRowsPerColumn : tiles;
  int64_t worthwhile = kernel.cycles / std::max<int64_t>(minCycles, 1);
  int64_t ranges = llvm::bit_floor(static_cast<uint64_t>(
      std::max<int64_t>(1, std::min({maxRanges, most, worthwhile}))));
  auto call = [&](OpBuilder &at, Value begin, Value end) {
    SmallVector<Value> operands(arguments);
    Value zero = arith::ConstantIndexOp::create(at, loc, 0);
    Value all = arith::ConstantIndexOp::create(at, loc,
                                               byColumns ? rows : columns);
    if (byColumns)
      operands.append({zero, all, begin, end});
    else
      operands.append({begin, end, zero, all});
    func::CallOp::create(at, loc, function, operands);
  };
  auto index = [&](int64_t v) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, v);
  };
  if (ranges == 1)
    return call(builder, index(0), index(tiles));
  scf::ParallelOp::create(
      builder, loc, ValueRange{index(0)}, ValueRange{index(ranges)},
      ValueRange{index(1)}, [&](OpBuilder &body, Location, ValueRange ivs) {
        auto constant = [&](int64_t v) -> Value {
          return arith::ConstantIndexOp::create(body, loc, v);
        };
        // The first tile of range i: floor(i * tiles / ranges).
        auto first = [&](Value range) -> Value {
          if (tiles % ranges == 0)
            return arith::MulIOp::create(body, loc, range,
                                         constant(tiles / ranges));
          Value scaled = arith::MulIOp::create(body, loc, range, constant(tiles));
          return arith::DivUIOp::create(body, loc, scaled, constant(ranges));
        };
        Value next = arith::AddIOp::create(body, loc, ivs[0], constant(1));
        call(body, first(ivs[0]), first(next));
      });
}

LogicalResult Expander::expand(Operation *op, target::Isa isa) {
  if (!mlir::isa<MemRefType>(op->getOperand(0).getType()))
    return op->emitError() << "expected '" << getNodeName(op)
                           << "' on memrefs; bufferize first";
  auto kernel = planTiledKernel(op, isa);
  if (failed(kernel))
    return failure();
  OpBuilder builder(op);
  SmallVector<Value> arguments, offsets;
  for (Value operand : op->getOperands()) {
    FlatBuffer flat = flatten(builder, op->getLoc(), operand);
    arguments.push_back(flat.memory);
    offsets.push_back(flat.offset);
  }
  // Weights and per-channel operands begin where their memory does.
  SmallVector<Value> begins{offsets.front(), offsets.back()};
  ArrayRef<Value> packed = ArrayRef(offsets).drop_front().drop_back();
  if (kernel->hasRightSide) {
    begins.push_back(packed.back());
    packed = packed.drop_back();
  }
  for (Value offset : packed)
    if (getKnown(offset) != 0)
      return op->emitError() << "expected packed operands of '"
                             << getNodeName(op) << "' to be no views";
  llvm::append_range(arguments, begins);
  if (kernel->factor)
    arguments.push_back(arith::ConstantOp::create(
        builder, op->getLoc(), builder.getF32FloatAttr(*kernel->factor)));
  if (kernel->zeroPoint)
    arguments.push_back(arith::ConstantOp::create(
        builder, op->getLoc(), builder.getI32IntegerAttr(*kernel->zeroPoint)));
  func::FuncOp function = getFunction(
      *kernel, op->getParentOfType<func::FuncOp>(), op->getLoc(), arguments);
  createCalls(builder, op->getLoc(), *kernel, function, arguments);
  op->erase();
  return success();
}

struct ExpandKernels final
    : mlir::qopt::impl::ExpandKernelsBase<ExpandKernels> {
  using Base::Base;

  void runOnOperation() override {
    Expander expander(getOperation(), minCycles, maxRanges);
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions)
      if (failed(expandIn(function, expander)))
        return signalPassFailure();
    numFunctions += expander.functionCount();
  }

private:
  LogicalResult expandIn(func::FuncOp function, Expander &expander) {
    SmallVector<Operation *> kernels;
    function.walk([&](Operation *op) {
      if (isKernelOp(op))
        kernels.push_back(op);
    });
    auto name = function->getAttrOfType<StringAttr>("qopt.isa");
    auto isa = name ? target::parseIsa(name.strref()) : target::Isa::Generic;
    if (!isa) {
      InFlightDiagnostic error =
          function.emitError()
          << "expected qopt.isa to name an instruction set (";
      llvm::interleaveComma(target::isaRows(), error,
                            [&](const target::IsaRow &row) { error << row.name; });
      return error << "), got '" << name.strref() << "'";
    }
    for (Operation *op : kernels) {
      if (failed(expander.expand(op, *isa)))
        return failure();
      ++numExpanded;
    }
    return success();
  }
};

} // namespace
