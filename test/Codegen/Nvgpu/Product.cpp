// SPDX-License-Identifier: Apache-2.0
#include "Product.h"

#include "Emulator.h"
#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Emit/Ptx.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/Reference/Interpreter.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <random>

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

static std::string errorText(llvm::Error error) {
  return llvm::toString(std::move(error));
}

//===-- The op as text ----------------------------------------------------===//

static std::string inputType(const Product &p) {
  return p.unsignedInput ? "ui8" : "i8";
}
static bool rescales(const Product &p) { return p.result != "i32"; }

// A function of one product on `container`s ("tensor" or "memref").
static std::string functionText(const Product &p, const std::string &container) {
  auto type = [&](std::initializer_list<int64_t> shape, const std::string &element) {
    std::string text = container + "<";
    for (int64_t size : shape)
      text += std::to_string(size) + "x";
    return text + element + ">";
  };
  std::vector<std::pair<std::string, std::string>> operands = {
      {"%x", type({p.rows, p.depth}, inputType(p))},
      {"%w", type({p.columns, getMmaRowBytes(p.depth)}, "i8")},
      {"%b", type({p.columns}, "i32")}};
  if (rescales(p)) {
    operands.emplace_back("%m", type({p.columns}, "i32"));
    operands.emplace_back("%s", type({p.columns}, "i8"));
  }
  std::string result = type({p.rows, p.columns}, p.result);
  operands.emplace_back("%y", result);
  std::string arguments, types;
  for (auto &[name, type] : operands) {
    std::string comma = arguments.empty() ? "" : ", ";
    arguments += comma + name + ": " + type;
    types += comma + type;
  }
  std::string attributes = p.unsignedInput ? "unsigned_input" : "";
  if (rescales(p))
    attributes += std::string(attributes.empty() ? "" : ", ") +
                  (p.result == "i8" ? "out_zp = -3 : i64, lo = -128 : i64, hi = 120 : i64"
                                    : "out_zp = 131 : i64, lo = 2 : i64, hi = 255 : i64") +
                  ", rounding = #qopt<requant_rounding " + p.rounding + ">";
  bool isTensor = container == "tensor";
  return "func.func @main(" + arguments + ")" + (isTensor ? " -> " + result : "") +
         " {\n  " + (isTensor ? "%r = " : "") + "qopt.mma_matmul %x, %w bias %b" +
         (rescales(p) ? " rescale %m, %s" : "") + " outs %y {" + attributes + "} : (" +
         types + ") -> " + (isTensor ? result : "()") + "\n  return" +
         (isTensor ? " %r : " + result : "") + "\n}\n";
}

//===-- To PTX ------------------------------------------------------------===//

static uint32_t constantOf(Value value) {
  APInt number;
  bool isConstant = matchPattern(value, m_ConstantInt(&number));
  return isConstant ? static_cast<uint32_t>(number.getZExtValue()) : 0;
}

CompiledProduct mlir::qopt::compile(const Product &product) {
  MLIRContext context(makeRegistry());
  CompiledProduct compiled;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    compiled.error += diagnostic.str() + "\n";
    return success();
  });
  std::string text = functionText(product, "memref");
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return compiled;
  PassManager passes(&context);
  ExpandGpuKernelsOptions options;
  options.chip = product.chip;
  passes.addPass(createExpandGpuKernels(options));
  buildLowerGpuKernelsPipeline(passes);
  if (failed(passes.run(*module)))
    return compiled;
  module->walk([&](gpu::LaunchFuncOp launch) {
    compiled.kernel = launch.getKernelName().str();
    compiled.blocksX = constantOf(launch.getGridSizeX());
    compiled.blocksY = constantOf(launch.getGridSizeY());
    compiled.threads = constantOf(launch.getBlockSizeX());
  });
  for (auto kernels : module->getOps<gpu::GPUModuleOp>()) {
    auto emitted = emitPtx(kernels);
    if (!emitted)
      compiled.error = errorText(emitted.takeError());
    else
      compiled.ptx = *emitted;
  }
  return compiled;
}

//===-- Data --------------------------------------------------------------===//

ProductData::ProductData(const Product &p, uint64_t seed) {
  std::mt19937_64 random(seed);
  auto bytes = [&](int64_t count) {
    std::vector<int8_t> values(count);
    for (int8_t &value : values)
      value = static_cast<int8_t>(random());
    return values;
  };
  input = bytes(p.rows * p.depth);
  weights = bytes(p.columns * getMmaRowBytes(p.depth));
  for (int64_t n = 0; n < p.columns; ++n) {
    // Every seventh column: anything that is valid, sums that wrap among it. The
    // others: results within and somewhat beyond the range of 8 bits.
    bool any = n % 7 == 6;
    bias.push_back(static_cast<int32_t>(random()) / (any ? 1 : 1 << 18));
    uint32_t number = static_cast<uint32_t>(random()) & 0x7fffffff;
    multiplier.push_back(static_cast<int32_t>(any ? number : number | 1u << 30));
    shift.push_back(static_cast<int8_t>(any ? random() % 63 : 37 + random() % 8));
  }
}

//===-- Runs --------------------------------------------------------------===//

template <typename T>
static uint64_t upload(ptx::Device &device, const std::vector<T> &values, const char *name) {
  uint64_t address = device.allocate(values.size() * sizeof(T), name);
  device.write(address, values.data(), values.size() * sizeof(T));
  return address;
}

template <typename T>
static std::vector<int64_t> download(ptx::Device &device, uint64_t address, size_t count) {
  std::vector<T> values(count);
  device.read(address, values.data(), count * sizeof(T));
  return {values.begin(), values.end()};
}

ProductResult mlir::qopt::runEmulator(const Product &p, const CompiledProduct &compiled,
                                      const ProductData &data, uint64_t seed) {
  ptx::Device device;
  ProductResult result;
  result.error = device.load(compiled.ptx);
  if (!result.error.empty())
    return result;
  std::vector<ptx::Argument> arguments = {
      ptx::argument(upload(device, data.input, "input")),
      ptx::argument(upload(device, data.weights, "weights")),
      ptx::argument(upload(device, data.bias, "bias"))};
  if (rescales(p)) {
    arguments.push_back(ptx::argument(upload(device, data.multiplier, "multiplier")));
    arguments.push_back(ptx::argument(upload(device, data.shift, "shift")));
  }
  size_t count = p.rows * p.columns;
  uint64_t out = device.allocate(count * (rescales(p) ? 1 : 4), "result");
  arguments.push_back(ptx::argument(out));
  ptx::LaunchOptions options;
  options.grid = {compiled.blocksX, compiled.blocksY, 1};
  options.block = {compiled.threads, 1, 1};
  options.seed = seed;
  ptx::LaunchResult launched = device.launch(compiled.kernel, options, arguments);
  result.error = launched.error;
  result.bankConflicts = launched.statistics.matrixBankConflicts;
  result.values = !rescales(p)          ? download<int32_t>(device, out, count)
                  : p.result == "ui8" ? download<uint8_t>(device, out, count)
                                        : download<int8_t>(device, out, count);
  return result;
}

template <typename T>
static Tensor tensorOf(Type element, ArrayRef<int64_t> shape, const std::vector<T> &values) {
  return Tensor(element, shape,
                ArrayRef(reinterpret_cast<const char *>(values.data()),
                         values.size() * sizeof(T)));
}

ProductResult mlir::qopt::runInterpreter(const Product &p, const ProductData &data) {
  MLIRContext context(makeRegistry());
  ProductResult result;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    result.error += diagnostic.str() + "\n";
    return success();
  });
  std::string text = functionText(p, "tensor");
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return result;
  func::FuncOp main = *module->getOps<func::FuncOp>().begin();
  ArrayRef<Type> types = main.getArgumentTypes();
  auto element = [&](size_t i) { return cast<RankedTensorType>(types[i]).getElementType(); };
  SmallVector<Tensor> inputs = {
      tensorOf(element(0), {p.rows, p.depth}, data.input),
      tensorOf(element(1), {p.columns, getMmaRowBytes(p.depth)}, data.weights),
      tensorOf(element(2), {p.columns}, data.bias)};
  if (rescales(p)) {
    inputs.push_back(tensorOf(element(3), {p.columns}, data.multiplier));
    inputs.push_back(tensorOf(element(4), {p.columns}, data.shift));
  }
  inputs.emplace_back(element(types.size() - 1), ArrayRef<int64_t>{p.rows, p.columns});
  auto results = Interpreter(main).run(inputs);
  if (succeeded(results))
    result.values = toInts(results->front());
  return result;
}

std::vector<int64_t> mlir::qopt::runPlainly(const Product &p, const ProductData &data) {
  std::vector<int64_t> sums;
  int64_t rowBytes = getMmaRowBytes(p.depth);
  for (int64_t m = 0; m < p.rows; ++m)
    for (int64_t n = 0; n < p.columns; ++n) {
      auto sum = static_cast<uint32_t>(data.bias[n]);
      for (int64_t k = 0; k < p.depth; ++k) {
        int8_t code = data.input[m * p.depth + k];
        int32_t value = p.unsignedInput ? static_cast<uint8_t>(code) : code;
        sum += static_cast<uint32_t>(value * data.weights[n * rowBytes + k]);
      }
      sums.push_back(static_cast<int32_t>(sum));
    }
  return sums;
}
