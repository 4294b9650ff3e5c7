// SPDX-License-Identifier: Apache-2.0
// qopt-outline-launches: gpu.launch becomes gpu.launch_func of a kernel, equal kernels
// are one. See Passes.td for before and after.
#include "KernelModule.h"

#include "qopt/IR/QOpt.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

#include "llvm/ADT/StringExtras.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_OUTLINELAUNCHES
#include "qopt/Codegen/Nvgpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

// What is computed again in the kernel: numbers, and views. memref.view is where a
// buffer begins (its source is the arena or the weights), so it is an argument.
static bool isCloned(Operation *op) {
  return op && !isa<memref::ViewOp>(op) && op->getNumRegions() == 0 && isPure(op);
}

namespace {

// What a launch needs from outside: arguments, and ops to clone into the kernel in
// order.
struct Captures {
  explicit Captures(gpu::LaunchOp launch) {
    SetVector<Value> used;
    getUsedValuesDefinedAbove(launch->getRegions(), used);
    for (Value value : used)
      add(value);
  }

  SmallVector<Value> arguments;
  SetVector<Operation *> clones;

private:
  void add(Value value) {
    if (!seen.insert(value).second)
      return;
    Operation *def = value.getDefiningOp();
    if (!isCloned(def)) {
      arguments.push_back(value);
      return;
    }
    for (Value operand : def->getOperands())
      add(operand);
    clones.insert(def);
  }

  DenseSet<Value> seen;
};

class Outliner {
public:
  Outliner(ModuleOp module, ::qopt::target::Chip chip)
      : table(getKernelModule(module, chip)), b(module.getContext()) {}

  LogicalResult outline(gpu::LaunchOp launch, bool &shared);

private:
  gpu::GPUFuncOp build(gpu::LaunchOp launch, const Captures &captures);

  KernelTable table;
  OpBuilder b;
};

} // namespace

static std::optional<int64_t> constantOf(Value value) {
  APInt number;
  if (!matchPattern(value, m_ConstantInt(&number)))
    return std::nullopt;
  return number.getSExtValue();
}

static LogicalResult check(gpu::LaunchOp launch, ArrayRef<Value> arguments) {
  std::string name = getNodeName(launch);
  for (Value size : {launch.getGridSizeX(), launch.getGridSizeY(), launch.getGridSizeZ(),
                     launch.getBlockSizeX(), launch.getBlockSizeY(), launch.getBlockSizeZ()})
    if (!constantOf(size))
      return launch.emitOpError() << "expected constant sizes of the grid and the block"
                                     ", got a value computed at run time ('"
                                  << name << "')";
  if (!launch.getBody().hasOneBlock())
    return launch.emitOpError() << "expected a body of one block, got "
                                << launch.getBody().getBlocks().size() << " ('" << name
                                << "')";
  for (Value value : arguments) {
    auto type = dyn_cast<MemRefType>(value.getType());
    if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity())
      return launch.emitOpError()
             << "expected to read buffers of static shape in row-major order, got "
             << value.getType() << " ('" << name << "')";
  }
  return success();
}

// qopt_<node>, in letters that a symbol may have.
static std::string nameOf(gpu::LaunchOp launch) {
  std::string name = getNodeName(launch.getLoc());
  if (name.empty())
    name = "kernel";
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return "qopt_" + name;
}

gpu::GPUFuncOp Outliner::build(gpu::LaunchOp launch, const Captures &captures) {
  Location loc = launch.getLoc();
  b.clearInsertionPoint();
  auto types = llvm::map_to_vector(captures.arguments, [](Value v) { return v.getType(); });
  auto kernel = gpu::GPUFuncOp::create(b, loc, nameOf(launch), b.getFunctionType(types, {}));
  kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
  auto threads = [&](Value size) { return static_cast<int32_t>(*constantOf(size)); };
  kernel.setKnownBlockSize(ArrayRef<int32_t>{threads(launch.getBlockSizeX()),
                                             threads(launch.getBlockSizeY()),
                                             threads(launch.getBlockSizeZ())});
  Block *entry = &kernel.getBody().front();
  b.setInsertionPointToStart(entry);
  IRMapping mapping;
  mapping.map(captures.arguments, entry->getArguments());
  auto fill = [&](auto create, gpu::KernelDim3 values) {
    std::pair<gpu::Dimension, Value> each[] = {{gpu::Dimension::x, values.x},
                                               {gpu::Dimension::y, values.y},
                                               {gpu::Dimension::z, values.z}};
    for (auto [dim, value] : each)
      if (!value.use_empty())
        mapping.map(value, create(dim));
  };
  fill([&](gpu::Dimension d) -> Value { return gpu::BlockIdOp::create(b, loc, d); },
       launch.getBlockIds());
  fill([&](gpu::Dimension d) -> Value { return gpu::ThreadIdOp::create(b, loc, d); },
       launch.getThreadIds());
  fill([&](gpu::Dimension d) -> Value { return gpu::GridDimOp::create(b, loc, d); },
       launch.getGridSize());
  fill([&](gpu::Dimension d) -> Value { return gpu::BlockDimOp::create(b, loc, d); },
       launch.getBlockSize());
  for (Operation *op : captures.clones)
    b.clone(*op, mapping);
  for (Operation &op : launch.getBody().front().without_terminator())
    b.clone(op, mapping);
  gpu::ReturnOp::create(b, loc);
  return kernel;
}

LogicalResult Outliner::outline(gpu::LaunchOp launch, bool &shared) {
  Captures captures(launch);
  if (failed(check(launch, captures.arguments)))
    return failure();
  gpu::GPUFuncOp kernel = build(launch, captures);
  gpu::GPUFuncOp interned = table.intern(kernel);
  shared = interned != kernel;
  b.setInsertionPoint(launch);
  gpu::LaunchFuncOp::create(b, launch.getLoc(), interned, launch.getGridSizeOperandValues(),
                            launch.getBlockSizeOperandValues(),
                            launch.getDynamicSharedMemorySize(), captures.arguments);
  launch.erase();
  return success();
}

namespace {
struct OutlineLaunches final : mlir::qopt::impl::OutlineLaunchesBase<OutlineLaunches> {
  using Base::Base;

  void runOnOperation() override {
    auto parsed = parseChip(getOperation(), chip);
    if (failed(parsed))
      return signalPassFailure();
    SmallVector<gpu::LaunchOp> launches;
    getOperation().walk([&](gpu::LaunchOp launch) { launches.push_back(launch); });
    if (launches.empty())
      return;
    Outliner outliner(getOperation(), *parsed);
    for (gpu::LaunchOp launch : launches) {
      bool shared = false;
      if (failed(outliner.outline(launch, shared)))
        return signalPassFailure();
      numShared += shared;
    }
  }
};
} // namespace
