// SPDX-License-Identifier: Apache-2.0
// From a module in launch form to the list of launches.
#include "qopt/Emit/DeviceCode.h"
#include "qopt/IR/TensorMaps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace mlir::qopt;

static std::string textOf(Location loc) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << loc;
  return text;
}

static llvm::Error failAt(Operation *op, const llvm::Twine &what) {
  return llvm::createStringError("launch form: '" + op->getName().getStringRef() +
                                 "' at " + textOf(op->getLoc()) + ": " + what);
}

static std::string textOf(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

static uint64_t elementBytes(MemRefType type) {
  Type element = type.getElementType();
  return element.isIndex() ? 8 : llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

namespace {

class PlanReader {
public:
  explicit PlanReader(ModuleOp module) : module(module) {}
  llvm::Expected<LaunchPlan> read();

private:
  llvm::Error readArguments(func::FuncOp func);
  llvm::Error readOp(Operation &op);
  llvm::Error readLaunch(gpu::LaunchFuncOp op);
  llvm::Error readCopy(memref::CopyOp op);
  llvm::Expected<uint32_t> readKernel(gpu::LaunchFuncOp op);
  llvm::Error readSize(gpu::LaunchFuncOp op, Value value, uint32_t &size);
  llvm::Expected<qopt_device_argument> readArgument(Operation *op, Value value);
  llvm::Expected<qopt_device_argument> readNumber(Operation *op, Value value);
  llvm::Error readTensorMaps(gpu::LaunchFuncOp op, LaunchStep &step);
  llvm::Expected<qopt_device_argument> readContents(memref::CopyOp op, Value value);

  ModuleOp module;
  LaunchPlan plan;
  /// Where a memref's address is, without the offset in its type.
  llvm::DenseMap<Value, qopt_device_argument> places;
  llvm::StringMap<uint32_t> kernels;
};

} // namespace

llvm::Error PlanReader::readArguments(func::FuncOp func) {
  uint32_t inputs = 0, outputs = 0;
  for (BlockArgument argument : func.getArguments()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity())
      return failAt(func, "expected memrefs of static shape in row-major order as "
                          "arguments, got " + textOf(argument.getType()));
    unsigned i = argument.getArgNumber();
    qopt_device_argument place{QOPT_SPACE_INPUT, 0, 0};
    if (func.getArgAttr(i, "qopt.arena")) {
      place.space = QOPT_SPACE_ARENA;
      plan.arenaBytes = type.getNumElements() * elementBytes(type);
    } else if (func.getArgAttr(i, "qopt.weights")) {
      place.space = QOPT_SPACE_WEIGHTS;
    } else if (func.getArgAttr(i, "qopt.result")) {
      place = {QOPT_SPACE_OUTPUT, outputs++, 0};
    } else {
      place.index = inputs++;
    }
    places[argument] = place;
  }
  return llvm::Error::success();
}

llvm::Expected<qopt_device_argument> PlanReader::readNumber(Operation *op, Value value) {
  Attribute attr;
  if (matchPattern(value, m_Constant(&attr))) {
    APInt bits;
    if (auto integer = dyn_cast<IntegerAttr>(attr))
      bits = integer.getValue();
    else if (auto real = dyn_cast<FloatAttr>(attr))
      bits = real.getValue().bitcastToAPInt();
    if (bits.getBitWidth() <= 64)
      return qopt_device_argument{QOPT_SPACE_VALUE, 0, bits.getZExtValue()};
  }
  return failAt(op, "expected constants of at most 64 bits or memrefs as arguments, got " +
                        textOf(value.getType()));
}

llvm::Expected<qopt_device_argument> PlanReader::readArgument(Operation *op, Value value) {
  if (!isa<MemRefType>(value.getType()))
    return readNumber(op, value);
  auto known = places.find(value);
  if (known == places.end())
    return failAt(op, "expected views of the function's arguments, got " +
                          textOf(value.getType()));
  return known->second;
}

llvm::Error PlanReader::readSize(gpu::LaunchFuncOp op, Value value, uint32_t &size) {
  APInt number;
  if (!matchPattern(value, m_ConstantInt(&number)) || !number.isIntN(31) || number.isZero())
    return failAt(op, "expected constant sizes from 1 to 2^31 - 1 of grid and block");
  size = static_cast<uint32_t>(number.getZExtValue());
  return llvm::Error::success();
}

llvm::Expected<uint32_t> PlanReader::readKernel(gpu::LaunchFuncOp op) {
  auto [known, isNew] = kernels.try_emplace(
      (op.getKernelModuleName().getValue() + "::" + op.getKernelName().getValue()).str(),
      plan.kernels.size());
  if (!isNew)
    return known->second;
  uint32_t image = 0;
  for (auto images : module.getOps<gpu::GPUModuleOp>()) {
    if (images.getName() == op.getKernelModuleName().getValue()) {
      auto kernel = images.lookupSymbol<LLVM::LLVMFuncOp>(op.getKernelName());
      if (!kernel || kernel.getNumArguments() != op.getNumKernelOperands())
        return failAt(op, "expected a kernel '" + op.getKernelName().getValue() +
                              "' in the LLVM dialect with " +
                              llvm::Twine(op.getNumKernelOperands()) +
                              " parameters, got none");
      plan.kernels.push_back({op.getKernelName().str(), image});
      return known->second;
    }
    ++image;
  }
  return failAt(op, "expected a gpu.module '" + op.getKernelModuleName().getValue() +
                        "', got none");
}

static qopt_device_tensor_map toTable(const TensorMapSpec &spec, qopt_device_argument base) {
  qopt_device_tensor_map map{};
  map.base = base;
  map.rank = spec.sizes.size();
  map.swizzle_bytes = spec.swizzle;
  llvm::copy(spec.sizes, map.sizes);
  llvm::copy(spec.strides, map.strides);
  llvm::copy(spec.box, map.boxes);
  return map;
}

// Arguments that are addresses so far and the kernel takes as tensor maps.
llvm::Error PlanReader::readTensorMaps(gpu::LaunchFuncOp op, LaunchStep &step) {
  Operation *kernel = SymbolTable::lookupNearestSymbolFrom(module, op.getKernel());
  auto emitError = [&] { return op.emitError(); };
  auto specs = getTensorMaps(kernel, op.getNumKernelOperands(), emitError);
  if (failed(specs))
    return failAt(op, "expected tensor maps in order, see above");
  for (const TensorMapSpec &spec : *specs) {
    qopt_device_argument &argument = step.arguments[spec.argument];
    Type operand = op.getKernelOperand(spec.argument).getType();
    if (failed(checkTensorMap(spec, operand, emitError)))
      return failAt(op, "expected tensor maps in order, see above");
    if (argument.value % kTensorMapAlign)
      return failAt(op, "expected a tensor map at a multiple of 16 bytes, got one at " +
                            llvm::Twine(argument.value));
    qopt_device_tensor_map map = toTable(spec, argument);
    auto known = llvm::find_if(plan.tensorMaps, [&](const qopt_device_tensor_map &other) {
      return std::memcmp(&other, &map, sizeof map) == 0; // there is no padding
    });
    uint32_t index = known - plan.tensorMaps.begin();
    if (known == plan.tensorMaps.end())
      plan.tensorMaps.push_back(map);
    argument = {QOPT_SPACE_TENSOR_MAP, index, 0};
  }
  return llvm::Error::success();
}

llvm::Error PlanReader::readLaunch(gpu::LaunchFuncOp op) {
  if (op.getAsyncToken() || !op.getAsyncDependencies().empty() || op.getAsyncObject())
    return failAt(op, "expected a synchronous launch, got one with tokens");
  if (op.hasClusterSize())
    return failAt(op, "expected a launch without clusters of blocks, got one with");
  auto kernel = readKernel(op);
  if (!kernel)
    return kernel.takeError();
  LaunchStep step;
  step.kernel = *kernel;
  gpu::KernelDim3 grid = op.getGridSizeOperandValues(), block = op.getBlockSizeOperandValues();
  std::pair<Value, uint32_t *> sizes[] = {
      {grid.x, &step.grid[0]},   {grid.y, &step.grid[1]},   {grid.z, &step.grid[2]},
      {block.x, &step.block[0]}, {block.y, &step.block[1]}, {block.z, &step.block[2]}};
  for (auto [value, size] : sizes)
    if (llvm::Error error = readSize(op, value, *size))
      return error;
  if (Value shared = op.getDynamicSharedMemorySize()) {
    APInt bytes;
    if (!matchPattern(shared, m_ConstantInt(&bytes)) || !bytes.isIntN(31))
      return failAt(op, "expected a constant number of bytes of shared memory");
    step.sharedBytes = static_cast<uint32_t>(bytes.getZExtValue());
  }
  for (Value operand : op.getKernelOperands()) {
    auto argument = readArgument(op, operand);
    if (!argument)
      return argument.takeError();
    step.arguments.push_back(*argument);
  }
  if (llvm::Error error = readTensorMaps(op, step))
    return error;
  plan.steps.push_back(std::move(step));
  return llvm::Error::success();
}

// Whether a memref's elements lie one after the other; strides of extents of 1 do not
// matter.
static bool isContiguous(MemRefType type, int64_t &offset) {
  SmallVector<int64_t> strides;
  if (!type.hasStaticShape() || failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset))
    return false;
  int64_t dense = 1;
  for (int64_t i = type.getRank(); i-- > 0; dense *= type.getDimSize(i))
    if (type.getDimSize(i) != 1 && strides[i] != dense)
      return false;
  return true;
}

llvm::Expected<qopt_device_argument> PlanReader::readContents(memref::CopyOp op,
                                                              Value value) {
  auto place = readArgument(op, value);
  if (!place)
    return place;
  auto type = dyn_cast<MemRefType>(value.getType());
  int64_t offset = 0;
  if (!type || !isContiguous(type, offset))
    return failAt(op, "expected a copy between contiguous views, got " +
                          textOf(value.getType()));
  place->value += offset * elementBytes(type);
  return place;
}

llvm::Error PlanReader::readCopy(memref::CopyOp op) {
  auto from = readContents(op, op.getSource()), to = readContents(op, op.getTarget());
  if (!from || !to)
    return llvm::joinErrors(from.takeError(), to.takeError());
  auto type = cast<MemRefType>(op.getSource().getType());
  LaunchStep step;
  step.copyBytes = type.getNumElements() * elementBytes(type);
  step.arguments = {*to, *from};
  if (step.copyBytes)
    plan.steps.push_back(std::move(step));
  return llvm::Error::success();
}

llvm::Error PlanReader::readOp(Operation &op) {
  if (isa<func::ReturnOp>(op) || matchPattern(&op, m_Constant()))
    return llvm::Error::success();
  if (auto launch = dyn_cast<gpu::LaunchFuncOp>(op))
    return readLaunch(launch);
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    return readCopy(copy);
  auto view = dyn_cast<memref::ViewOp>(op);
  if (!view && !isa<memref::SubViewOp, memref::ReinterpretCastOp, memref::CollapseShapeOp,
                    memref::ExpandShapeOp, memref::CastOp>(op))
    return failAt(&op, "expected constants, views, launches, copies and a return only");
  auto place = readArgument(&op, op.getOperand(0));
  if (!place)
    return place.takeError();
  if (view) {
    APInt shift;
    if (!matchPattern(view.getByteShift(), m_ConstantInt(&shift)))
      return failAt(&op, "expected a constant offset");
    place->value += shift.getZExtValue();
  }
  places[op.getResult(0)] = *place;
  return llvm::Error::success();
}

llvm::Expected<LaunchPlan> PlanReader::read() {
  func::FuncOp found;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (func.isExternal())
      continue;
    if (found)
      return failAt(func, "expected one function with a body, got '" + found.getName() +
                              "' and '" + func.getName() + "'");
    found = func;
  }
  if (!found || !found.getBody().hasOneBlock())
    return failAt(module, "expected a function with a body of one block, got none");
  if (llvm::Error error = readArguments(found))
    return error;
  for (Operation &op : found.getBody().front())
    if (llvm::Error error = readOp(op))
      return error;
  return std::move(plan);
}

llvm::Expected<LaunchPlan> mlir::qopt::readLaunchPlan(ModuleOp module) {
  return PlanReader(module).read();
}
