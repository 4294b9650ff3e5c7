// SPDX-License-Identifier: Apache-2.0
// qopt-expand-kernels: packed ops become calls of kernel functions over ranges
// of tiles. See Passes.td for before and after.
#include "KernelFunctions.h"
#include "qopt/Codegen/Cpu/Kernels/Passes.h"

#define DEBUG_TYPE "qopt-expand-kernels"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPANDKERNELS
#include "qopt/Codegen/Cpu/Kernels/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// The memref as one dimension with the offset known at run time only, so that
// kernels do not depend on where a buffer lies. Elements of uiN become iN: both
// are the same bytes, and vector code has signless elements only.
static Value flatten(OpBuilder &builder, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Type element = type.getElementType();
  if (auto integer = dyn_cast<IntegerType>(element);
      integer && !integer.isSignless()) {
    element = IntegerType::get(builder.getContext(), integer.getWidth());
    type = MemRefType::get(type.getShape(), element, type.getLayout());
    buffer = UnrealizedConversionCastOp::create(builder, loc, type, buffer)
                 .getResult(0);
  }
  auto [strides, offset] = type.getStridesAndOffset();
  int64_t extent = 1;
  for (auto [size, stride] : llvm::zip_equal(type.getShape(), strides))
    extent += (size - 1) * stride;
  auto layout = StridedLayoutAttr::get(builder.getContext(),
                                       ShapedType::kDynamic, {1});
  auto flat = MemRefType::get({extent}, element, layout);
  OpFoldResult start = builder.getIndexAttr(offset);
  if (ShapedType::isDynamic(offset)) {
    auto metadata =
        memref::ExtractStridedMetadataOp::create(builder, loc, buffer);
    start = metadata.getOffset();
    buffer = metadata.getBaseBuffer();
  } else {
    // The result type has a dynamic offset, so the operand must be a value.
    start = arith::ConstantIndexOp::create(builder, loc, offset).getResult();
  }
  return memref::ReinterpretCastOp::create(
      builder, loc, flat, buffer, start,
      ArrayRef<OpFoldResult>{builder.getIndexAttr(extent)},
      ArrayRef<OpFoldResult>{builder.getIndexAttr(1)});
}

namespace {

class Expander {
public:
  Expander(ModuleOp module, int64_t minWork, int64_t maxRanges)
      : module(module), symbols(module), minWork(minWork),
        maxRanges(maxRanges) {}

  LogicalResult expand(Operation *op, target::Isa isa);
  int64_t functionCount() const { return functions.size(); }

private:
  func::FuncOp getFunction(const KernelPlan &plan, Location loc,
                           ValueRange buffers);
  void createCalls(OpBuilder &builder, Location loc, const KernelPlan &plan,
                   func::FuncOp function, ArrayRef<Value> buffers);

  ModuleOp module;
  SymbolTable symbols;
  llvm::StringMap<func::FuncOp> functions;
  int64_t minWork, maxRanges;
};

func::FuncOp Expander::getFunction(const KernelPlan &plan, Location loc,
                                   ValueRange buffers) {
  std::string key = plan.key();
  llvm::raw_string_ostream(key) << buffers.getTypes();
  func::FuncOp &known = functions[key];
  if (known)
    return known;
  OpBuilder builder(module.getContext());
  SmallVector<Type> types(buffers.getTypes());
  types.append(4, builder.getIndexType());
  auto function = func::FuncOp::create(
      loc, plan.name(), builder.getFunctionType(types, {}));
  function.setPrivate();
  function->setAttr("qopt.isa",
                    builder.getStringAttr(target::describe(plan.isa).name));
  // One copy, and a name in profiles.
  function->setAttr("no_inline", builder.getUnitAttr());
  Block *entry = function.addEntryBlock();
  if (plan.geometry.isDepthwise)
    emitDepthwiseKernel(function, plan);
  else
    emitConvKernel(function, plan);
  builder.setInsertionPointToEnd(entry);
  func::ReturnOp::create(builder, loc);
  symbols.insert(function); // renames where another plan has the same name
  known = function;
  return function;
}

// Ranges of row tiles where all columns fit the cache, else of column tiles,
// so that a thread's weights are its own. Their number depends on shapes only.
void Expander::createCalls(OpBuilder &builder, Location loc,
                           const KernelPlan &plan, func::FuncOp function,
                           ArrayRef<Value> buffers) {
  auto index = [&](int64_t v) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, v);
  };
  int64_t rows = plan.rowTiles(), columns = plan.columnTiles();
  bool byColumns = plan.columnsOuter() && columns > 1 &&
                   !plan.geometry.isDepthwise;
  int64_t tiles = byColumns ? columns : rows;
  int64_t ranges = std::max<int64_t>(
      1, std::min({maxRanges, tiles, plan.work() / std::max<int64_t>(minWork, 1)}));
  int64_t perRange = (tiles + ranges - 1) / ranges;
  ranges = (tiles + perRange - 1) / perRange;
  auto call = [&](OpBuilder &at, Value begin, Value end) {
    SmallVector<Value> operands(buffers);
    Value zero = arith::ConstantIndexOp::create(at, loc, 0);
    Value all = arith::ConstantIndexOp::create(at, loc,
                                               byColumns ? rows : columns);
    if (byColumns)
      operands.append({zero, all, begin, end});
    else
      operands.append({begin, end, zero, all});
    func::CallOp::create(at, loc, function, operands);
  };
  if (ranges == 1)
    return call(builder, index(0), index(tiles));
  scf::ParallelOp::create(
      builder, loc, ValueRange{index(0)}, ValueRange{index(ranges)},
      ValueRange{index(1)}, [&](OpBuilder &body, Location, ValueRange ivs) {
        Value size = arith::ConstantIndexOp::create(body, loc, perRange);
        Value begin = arith::MulIOp::create(body, loc, ivs[0], size);
        Value end = arith::AddIOp::create(body, loc, begin, size);
        if (tiles % perRange != 0)
          end = arith::MinSIOp::create(
              body, loc, end,
              arith::ConstantIndexOp::create(body, loc, tiles));
        call(body, begin, end);
      });
}

LogicalResult Expander::expand(Operation *op, target::Isa isa) {
  if (!mlir::isa<MemRefType>(op->getOperand(0).getType()))
    return op->emitError() << "expected '" << getNodeName(op)
                           << "' on memrefs; bufferize first";
  auto plan = planKernel(op, isa);
  if (failed(plan))
    return failure();
  OpBuilder builder(op);
  SmallVector<Value> buffers;
  for (Value operand : op->getOperands())
    buffers.push_back(flatten(builder, op->getLoc(), operand));
  func::FuncOp function = getFunction(*plan, op->getLoc(), buffers);
  createCalls(builder, op->getLoc(), *plan, function, buffers);
  op->erase();
  return success();
}

struct ExpandKernels final
    : mlir::qopt::impl::ExpandKernelsBase<ExpandKernels> {
  using Base::Base;

  void runOnOperation() override {
    Expander expander(getOperation(), minWork, maxRanges);
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
      if (mlir::isa<PackedConvOp, PackedDepthwiseOp>(op))
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
