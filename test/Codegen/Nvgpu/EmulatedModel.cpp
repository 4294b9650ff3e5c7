// SPDX-License-Identifier: Apache-2.0
#include "EmulatedModel.h"
#include "EmulatedMaps.h"

#include "qopt/Emit/Ptx.h"
#include "qopt/Pipelines/GpuPipeline.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qopt;
namespace ptx = ::qopt::ptx;

template <typename... Parts> static llvm::Error error(Parts &&...parts) {
  std::string text;
  llvm::raw_string_ostream os(text);
  (os << ... << parts);
  return llvm::createStringError(text);
}

static size_t elementBytes(Value buffer) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  return type.isIndex() ? 8 : llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}
static size_t byteSize(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getNumElements() * elementBytes(buffer);
}

static func::FuncOp getMain(ModuleOp module) {
  return module.lookupSymbol<func::FuncOp>("main");
}

llvm::Expected<std::unique_ptr<EmulatedModel>>
EmulatedModel::compile(ModuleOp module, StringRef chip, StringRef from, StringRef to) {
  PassManager pm(module.getContext());
  buildGpuCodegenPipeline(pm, chip);
  if (failed(pm.run(module)))
    return error("the pipeline failed");
  auto model = std::make_unique<EmulatedModel>();
  model->module = module;
  if (llvm::Error failed = model->load(from, to))
    return std::move(failed);
  return std::move(model);
}

static void replaceAll(std::string &text, StringRef from, StringRef to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

llvm::Error EmulatedModel::load(StringRef from, StringRef to) {
  for (auto kernels : module.getOps<gpu::GPUModuleOp>()) {
    auto text = emitPtx(kernels);
    if (!text)
      return text.takeError();
    if (!from.empty())
      replaceAll(*text, from, to);
    if (std::string message = device.load(*text); !message.empty())
      return error("the emulator does not take the PTX: ", message);
    texts.push_back(std::move(*text));
  }
  func::FuncOp main = getMain(module);
  for (auto [i, argument] : llvm::enumerate(main.getArguments())) {
    size_t bytes = byteSize(argument);
    uint64_t address =
        device.allocate(std::max<size_t>(bytes, 1), "argument " + std::to_string(i));
    addresses[argument] = address;
    if (!main.getArgAttr(i, "qopt.weights"))
      continue;
    auto weights = cast<DenseResourceElementsAttr>(module->getAttr("qopt.weights"));
    device.write(address, weights.getRawHandle().getBlob()->getData().data(), bytes);
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<std::vector<char>>>
EmulatedModel::run(ArrayRef<ArrayRef<char>> inputs, uint64_t seed) {
  func::FuncOp main = getMain(module);
  size_t next = 0;
  for (auto [i, argument] : llvm::enumerate(main.getArguments())) {
    if (main.getArgAttr(i, "qopt.weights"))
      continue;
    std::vector<char> bytes(byteSize(argument), char(0xa5));
    bool isInput = !main.getArgAttr(i, "qopt.arena") && !main.getArgAttr(i, "qopt.result");
    if (isInput)
      llvm::copy(inputs[next++].take_front(bytes.size()), bytes.begin());
    device.write(addresses[argument], bytes.data(), bytes.size());
  }
  for (Operation &op : main.getBody().front())
    if (llvm::Error failed = runOp(op, seed++))
      return std::move(failed);
  std::vector<std::vector<char>> results;
  for (auto [i, argument] : llvm::enumerate(main.getArguments())) {
    if (!main.getArgAttr(i, "qopt.result"))
      continue;
    results.emplace_back(byteSize(argument));
    device.read(addresses[argument], results.back().data(), results.back().size());
  }
  return results;
}

llvm::Error EmulatedModel::runOp(Operation &op, uint64_t seed) {
  if (auto launchOp = dyn_cast<gpu::LaunchFuncOp>(op))
    return launch(launchOp, seed);
  if (auto copyOp = dyn_cast<memref::CopyOp>(op))
    return copy(copyOp.getSource(), copyOp.getTarget());
  return llvm::Error::success(); // the gate lets nothing else through that does anything
}

llvm::Expected<uint64_t> EmulatedModel::baseOf(Value view) {
  if (auto known = addresses.find(view); known != addresses.end())
    return known->second;
  Operation *def = view.getDefiningOp();
  auto viewLike = dyn_cast_or_null<ViewLikeOpInterface>(def);
  if (!viewLike)
    return error("expected a view of an argument, got ", view);
  auto base = baseOf(viewLike.getViewSource());
  if (!base)
    return base;
  APInt shift(64, 0);
  if (auto begins = dyn_cast<memref::ViewOp>(def))
    if (!matchPattern(begins.getByteShift(), m_ConstantInt(&shift)))
      return error("expected a constant offset of ", view);
  return *base + shift.getZExtValue();
}

static uint32_t constantOf(Value value) {
  APInt number(32, 0);
  if (value)
    matchPattern(value, m_ConstantInt(&number));
  return static_cast<uint32_t>(number.getZExtValue());
}

llvm::Error EmulatedModel::launch(gpu::LaunchFuncOp op, uint64_t seed) {
  ++numLaunches;
  ptx::LaunchOptions options;
  options.grid = {constantOf(op.getGridSizeX()), constantOf(op.getGridSizeY()),
                  constantOf(op.getGridSizeZ())};
  options.block = {constantOf(op.getBlockSizeX()), constantOf(op.getBlockSizeY()),
                   constantOf(op.getBlockSizeZ())};
  options.dynamicShared = constantOf(op.getDynamicSharedMemorySize());
  options.seed = seed;
  Operation *kernel = SymbolTable::lookupNearestSymbolFrom(op, op.getKernel());
  auto maps = getTensorMaps(kernel, op.getNumKernelOperands(), [&] { return op.emitError(); });
  if (failed(maps))
    return error("expected tensor maps as the gate lets them through");
  std::vector<ptx::Argument> arguments;
  for (Value operand : op.getKernelOperands()) {
    auto address = baseOf(operand);
    if (!address)
      return address.takeError();
    arguments.push_back(makeArgument(*maps, arguments.size(), *address));
  }
  std::string name = op.getKernelName().str();
  std::string message = device.launch(name, options, arguments).error;
  return message.empty() ? llvm::Error::success() : error(name, ": ", message);
}

llvm::Error EmulatedModel::copy(Value source, Value target) {
  std::vector<char> bytes(byteSize(source));
  auto addressOf = [&](Value view) -> llvm::Expected<uint64_t> {
    auto base = baseOf(view);
    if (!base)
      return base;
    auto type = cast<MemRefType>(view.getType());
    auto [strides, offset] = type.getStridesAndOffset();
    return *base + offset * elementBytes(view);
  };
  auto from = addressOf(source), to = addressOf(target);
  if (!from || !to)
    return llvm::joinErrors(from.takeError(), to.takeError());
  if (!device.read(*from, bytes.data(), bytes.size()) ||
      !device.write(*to, bytes.data(), bytes.size()))
    return error("expected a copy within buffers, got ", source, " to ", target);
  return llvm::Error::success();
}
