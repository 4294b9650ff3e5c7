// SPDX-License-Identifier: Apache-2.0
#include "KernelCase.h"

#include "EmulatedMaps.h"
#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Emit/Ptx.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/Reference/Interpreter.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qopt;
namespace ptx = ::qopt::ptx;

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registry.insert<QOptDialect>();
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  return registry;
}

//===-- The op as text ----------------------------------------------------===//

// A function of one op on `container`s ("tensor" or "memref").
static std::string functionText(const KernelCase &kernel, const std::string &container) {
  std::string arguments, types, type;
  for (auto [i, operand] : llvm::enumerate(kernel.operands)) {
    type = container + "<";
    for (int64_t size : operand.shape)
      type += std::to_string(size) + "x";
    type += operand.element + ">";
    std::string comma = i ? ", " : "";
    arguments += comma + "%a" + std::to_string(i) + ": " + type;
    types += comma + type;
  }
  bool isTensor = container == "tensor";
  return "func.func @main(" + arguments + ")" + (isTensor ? " -> " + type : "") +
         " {\n  " + (isTensor ? "%r = " : "") + kernel.op + " {" + kernel.attributes +
         "} : (" + types + ") -> " + (isTensor ? type : "()") + "\n  return" +
         (isTensor ? " %r : " + type : "") + "\n}\n";
}

//===-- To PTX ------------------------------------------------------------===//

static uint32_t constantOf(Value value) {
  APInt number;
  bool isConstant = matchPattern(value, m_ConstantInt(&number));
  return isConstant ? static_cast<uint32_t>(number.getZExtValue()) : 0;
}

CompiledProduct mlir::qopt::compileCase(const KernelCase &kernel) {
  MLIRContext context(makeRegistry());
  CompiledProduct compiled;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      compiled.error += diagnostic.str() + "\n";
    return success();
  });
  std::string text = functionText(kernel, "memref");
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return compiled;
  PassManager passes(&context);
  ExpandGpuKernelsOptions options;
  options.chip = kernel.chip;
  options.blocks = kernel.blocks;
  passes.addPass(createExpandGpuKernels(options));
  buildLowerGpuKernelsPipeline(passes);
  if (failed(passes.run(*module)))
    return compiled;
  module->walk([&](gpu::LaunchFuncOp launch) {
    compiled.kernel = launch.getKernelName().str();
    compiled.blocksX = constantOf(launch.getGridSizeX());
    compiled.blocksY = constantOf(launch.getGridSizeY());
    compiled.blocksZ = constantOf(launch.getGridSizeZ());
    compiled.threads = constantOf(launch.getBlockSizeX());
    if (Value shared = launch.getDynamicSharedMemorySize())
      compiled.dynamicShared = constantOf(shared);
    Operation *callee = SymbolTable::lookupNearestSymbolFrom(launch, launch.getKernel());
    auto maps = getTensorMaps(callee, launch.getNumKernelOperands(),
                              [&] { return launch.emitError(); });
    if (succeeded(maps))
      compiled.maps = *maps;
  });
  for (auto kernels : module->getOps<gpu::GPUModuleOp>()) {
    auto emitted = emitPtx(kernels);
    if (!emitted)
      compiled.error = llvm::toString(emitted.takeError());
    else
      compiled.ptx = *emitted;
  }
  return compiled;
}

//===-- Runs --------------------------------------------------------------===//

template <typename T>
static std::vector<int64_t> toValues(const std::vector<uint8_t> &bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return {values.begin(), values.end()};
}

static std::vector<int64_t> toValues(const std::string &element,
                                     const std::vector<uint8_t> &bytes) {
  if (element == "ui8")
    return toValues<uint8_t>(bytes);
  return element == "i8" ? toValues<int8_t>(bytes) : toValues<int32_t>(bytes);
}

static size_t sizeOf(const KernelOperand &operand) {
  bool isByte = operand.element == "i8" || operand.element == "ui8";
  size_t bytes = isByte ? 1 : operand.element == "i16" ? 2 : 4;
  for (int64_t size : operand.shape)
    bytes *= size;
  return bytes;
}

ProductResult mlir::qopt::emulateCase(const KernelCase &kernel,
                                      const CompiledProduct &compiled, uint64_t seed) {
  ptx::Device device;
  ProductResult result;
  result.error = device.load(compiled.ptx);
  if (!result.error.empty())
    return result;
  std::vector<ptx::Argument> arguments;
  uint64_t address = 0;
  for (const KernelOperand &operand : kernel.operands) {
    address = device.allocate(sizeOf(operand));
    device.write(address, operand.bytes.data(), operand.bytes.size());
    arguments.push_back(makeArgument(compiled.maps, arguments.size(), address));
  }
  ptx::LaunchOptions options;
  options.grid = {compiled.blocksX, compiled.blocksY, compiled.blocksZ};
  options.block = {compiled.threads, 1, 1};
  options.dynamicShared = compiled.dynamicShared;
  options.seed = seed;
  options.instructionLimit = 1 << 23; // of a block: mutants that poll for ever end soon
  ptx::LaunchResult launched = device.launch(compiled.kernel, options, arguments);
  result.error = launched.error;
  result.bankConflicts = launched.statistics.matrixBankConflicts;
  const KernelOperand &out = kernel.operands.back();
  std::vector<uint8_t> bytes(sizeOf(out));
  device.read(address, bytes.data(), bytes.size());
  result.values = toValues(out.element, bytes);
  return result;
}

ProductResult mlir::qopt::interpretCase(const KernelCase &kernel) {
  MLIRContext context(makeRegistry());
  ProductResult result;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    result.error += diagnostic.str() + "\n";
    return success();
  });
  std::string text = functionText(kernel, "tensor");
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return result;
  func::FuncOp main = *module->getOps<func::FuncOp>().begin();
  SmallVector<Tensor> inputs;
  for (auto [type, operand] : llvm::zip_equal(main.getArgumentTypes(), kernel.operands)) {
    Type element = cast<RankedTensorType>(type).getElementType();
    std::vector<char> bytes(operand.bytes.begin(), operand.bytes.end());
    bytes.resize(sizeOf(operand));
    inputs.emplace_back(element, operand.shape, ArrayRef(bytes));
  }
  auto results = Interpreter(main).run(inputs);
  if (failed(results))
    return result;
  ArrayRef<char> raw = results->front().getBytes();
  result.values = toValues(kernel.operands.back().element,
                           std::vector<uint8_t>(raw.begin(), raw.end()));
  return result;
}
