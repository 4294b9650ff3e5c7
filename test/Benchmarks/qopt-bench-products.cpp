// SPDX-License-Identifier: Apache-2.0
// Measures integer products and convolutions: compiles one, with random constant
// weights, through the whole CPU pipeline, runs it, and prints the median time and
// operations per second beside what the machine's dot instruction and its memory
// allow, both measured in the same run.
//   qopt-bench-products                            a list of cases, 1 and 2 threads
//   qopt-bench-products --product=128x1024x1024 --signed --result=single
//   qopt-bench-products --conv=56,64,64,3,1 --depthwise=112,32,3,1 --cold
//   qopt-bench-products --product=1x4096x4096 --sparse=2:4 --cold
// Nothing is asserted.
#include "ReadBandwidth.h"

#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Emit/JitModel.h"
#include "qopt/InitAllDialects.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Numerics/Blocks/NofM.h"
#include "qopt/Numerics/Rounding.h"
#include "qopt/Pipelines/Bench.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/CommandLine.h"

#include <chrono>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
namespace cl = llvm::cl;
namespace num = ::qopt::numerics;

static cl::list<std::string> products("product", cl::desc("MxKxN; may be repeated"));
static cl::list<std::string>
    convs("conv", cl::desc("size of the square image, channels, features, size of the "
                           "square kernel, stride; padding keeps the size at stride 1"));
static cl::list<std::string> depthwises("depthwise", cl::desc("size, channels, kernel, stride"));
static cl::opt<bool> isSigned("signed", cl::desc("signed input codes"));
static cl::opt<int> padCode("pad-code", cl::desc("of convolutions' padding; without, the one "
                                                 "that kernels read as 0, as after a ReLU"));
static cl::opt<std::string>
    resultForm("result", cl::init("s32"),
               cl::desc("s32: sums; single, double_round: 8-bit codes by that rounding"));
static cl::opt<unsigned> threads("num-threads", cl::init(0), cl::desc("0: 1 and 2"));
static cl::opt<std::string> isaName("isa", cl::desc("instruction set, the best without"));
static cl::opt<bool> cold("cold", cl::desc("weights leave all caches before every run"));
static cl::opt<double> seconds("seconds", cl::init(0.5), cl::desc("per measurement"));
static cl::opt<std::string> sparse("sparse", cl::desc("N:M: products' weights are sparse, "
                                                      "and compressed"));
static cl::opt<bool> assembly("assembly", cl::desc("print the assembly instead"));

//===-- The model ---------------------------------------------------------===//

namespace {
// One linear op as text: `%a` from `%x` and the constants `%w` and `%b`.
struct Case {
  std::string name, op, input, weights, sums;
  int64_t features;
  double work; ///< multiply-accumulates
};
} // namespace

static std::string tensorText(ArrayRef<int64_t> shape, StringRef element) {
  std::string text = "tensor<";
  for (int64_t d : shape)
    text += std::to_string(d) + "x";
  return text + element.str() + ">";
}

static StringRef inputElement() { return isSigned ? "i8" : "ui8"; }

/// Positive integers of `text`; an error unless there are `count`.
static std::optional<std::vector<int64_t>> parseSizes(StringRef text, char separator, size_t count) {
  SmallVector<StringRef> parts;
  text.split(parts, separator);
  std::vector<int64_t> sizes;
  for (StringRef part : parts)
    if (int64_t size = 0; !part.getAsInteger(10, size) && size > 0)
      sizes.push_back(size);
  if (sizes.size() == count && parts.size() == count)
    return sizes;
  llvm::errs() << "error: expected " << count << " positive numbers separated by '" << separator
               << "', got '" << text << "'\n";
  return std::nullopt;
}

static Case makeProduct(int64_t m, int64_t k, int64_t n) {
  Case c{llvm::formatv("product {0}x{1}x{2}", m, k, n), "", tensorText({m, k}, inputElement()),
         tensorText({k, n}, "i8"), tensorText({m, n}, "i32"), n, double(m) * k * n};
  c.op = "qopt.matmul %x, %w bias %b";
  return c;
}

static Case makeConv(int64_t size, int64_t channels, int64_t features, int64_t kernel,
                     int64_t stride, bool depthwise) {
  int64_t pad = kernel / 2, out = (size + 2 * pad - kernel) / stride + 1;
  int64_t depth = depthwise ? 1 : channels, groups = depthwise ? channels : 1;
  Case c{llvm::formatv("{0} {1}x{1}x{2} to {3}, kernel {4}, stride {5}",
                       depthwise ? "depthwise" : "conv", size, channels, features, kernel, stride),
         "",
         tensorText({1, size, size, channels}, inputElement()),
         tensorText({features, kernel, kernel, depth}, "i8"),
         tensorText({1, out, out, features}, "i32"),
         features,
         double(out) * out * features * kernel * kernel * depth};
  c.op = llvm::formatv(
      "qopt.conv %x, %w bias %b {{strides = array<i64: {0}, {0}>, padding = array<i64: {1}, {1}, "
      "{1}, {1}>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, "
      "groups = {2} : i64, pad_value = {3} : i64}",
      stride, pad, groups,
      padCode.getNumOccurrences() ? padCode.getValue() : isSigned ? -128 : 0);
  return c;
}

static std::string makeText(const Case &c) {
  std::string bias = tensorText({c.features}, "i32"), shift = tensorText({c.features}, "i8");
  std::string text = "module @bench { func.func @main(%x: " + c.input + ") -> RESULT {\n" +
                     "%w = qopt.constant dense<0> : " + c.weights + "\n%b = qopt.constant dense<7> : " +
                     bias + "\n%a = " + c.op + " : (" + c.input + ", " + c.weights + ", " + bias +
                     ") -> " + c.sums + "\n";
  std::string result = c.sums, value = "%a";
  if (resultForm != "s32") {
    result.replace(result.rfind("i32"), 3, isSigned ? "i8" : "ui8");
    text += "%m = qopt.constant dense<1518500250> : " + bias + "\n%s = qopt.constant dense<41> : " +
            shift + "\n%r = qopt.rescale %a by %m, %s rounding " + resultForm +
            " {in_zp = 0 : i64, out_zp = 5 : i64, lo = " + (isSigned ? "-128" : "0") +
            " : i64, hi = " + (isSigned ? "127" : "255") + " : i64} : " + c.sums + ", " + bias + ", " +
            shift + " -> " + result + "\n";
    value = "%r";
  }
  text.replace(text.find("RESULT"), 6, result);
  return text + "return " + value + " : " + result + "\n} }\n";
}

/// Of [K, N] codes, all but `kept` of every `group` along k become 0.
static void thin(std::vector<char> &codes, int64_t columns, num::NofM pattern) {
  for (size_t i = 0; i < codes.size(); ++i) {
    uint64_t k = i / uint64_t(columns), n = i % uint64_t(columns), group = uint64_t(pattern.group);
    uint64_t turn = num::counterHash(2, k / group * uint64_t(columns) + n);
    if ((k + turn) % group >= uint64_t(pattern.kept))
      codes[i] = 0;
  }
}

static void fillWeights(ModuleOp module, std::optional<num::NofM> pattern) {
  module.walk([&](ConstantOp op) {
    auto type = cast<RankedTensorType>(op.getType());
    if (!type.getElementType().isInteger(8) || type.getRank() < 2)
      return;
    std::vector<char> codes(type.getNumElements());
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = char(num::counterHash(1, i));
    if (pattern && type.getRank() == 2)
      thin(codes, type.getDimSize(1), *pattern);
    op.setValueAttr(DenseElementsAttr::getFromRawBuffer(type, codes));
  });
}

static OwningOpRef<ModuleOp> compileModule(const Case &c, MLIRContext *context) {
  std::optional<num::NofM> pattern;
  PackWeightsOptions packing;
  if (!sparse.empty()) {
    std::string error;
    if (!num::parseNofM(sparse, pattern.emplace(), error)) {
      llvm::errs() << "error: " << error << "\n";
      return {};
    }
    packing.sparseRows = std::numeric_limits<int64_t>::max();
    packing.sparseFrom = 0;
  }
  auto module = parseSourceString<ModuleOp>(makeText(c), context);
  if (!module)
    return {};
  fillWeights(*module, pattern);
  PassManager pm(context);
  pm.addNestedPass<func::FuncOp>(createPackWeights(packing));
  buildCpuCodegenPipeline(pm, CpuCodegenOptions());
  if (failed(pm.run(*module)))
    return {};
  return module;
}

//===-- Measuring ---------------------------------------------------------===//

// Reads more than caches hold.
static void leaveCaches() {
  static std::vector<uint64_t> others(size_t(16) << 20, 1);
  uint64_t sum = 0;
  for (size_t i = 0; i < others.size(); i += 8)
    sum += others[i];
  volatile uint64_t sink = sum;
  (void)sink;
}

static std::vector<double> timeRuns(qopt_model *model, const qopt_model_desc *desc) {
  std::vector<uint8_t> x(desc->inputs[0].bytes), y(desc->outputs[0].bytes);
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = uint8_t(num::counterHash(7, i));
  const void *inputs[] = {x.data()};
  void *outputs[] = {y.data()};
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  auto begin = Clock::now();
  while (std::chrono::duration<double>(Clock::now() - begin).count() < seconds || times.size() < 3) {
    if (cold)
      leaveCaches();
    auto start = Clock::now();
    if (qopt_run(model, inputs, outputs, 1))
      return {};
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  times.erase(times.begin()); // pages of the result
  std::sort(times.begin(), times.end());
  return times;
}

static int measure(const Case &c, const qopt_model_desc *desc, unsigned count) {
  qopt_options options{};
  options.threads = count;
  options.isa = isaName.empty() ? nullptr : isaName.c_str();
  qopt_model *model = qopt_create(desc, &options);
  std::vector<double> times = model ? timeRuns(model, desc) : std::vector<double>();
  if (times.empty()) {
    llvm::errs() << "error: " << qopt_last_error() << "\n";
    return 1;
  }
  double peak = probePeakOps(qopt_isa(model), /*integer=*/true) * count;
  double median = times[times.size() / 2], bytes = double(desc->weight_bytes);
  // Larger than any last-level cache, where weights come from memory.
  double read = measureReadBandwidth(cold ? size_t(256) << 20 : desc->weight_bytes, count);
  double shortest = std::max(2 * c.work / peak, bytes / read);
  llvm::outs() << llvm::formatv(
      "{0}, {1}, {2}, {3}, {4}, {5} thread(s): {6:f1} us (best {7:f1}), {8:f1} GOP/s of {9:f1}, "
      "weights {10:f1} GB/s of {11:f1}: {12:f3} of the limit\n",
      c.name, inputElement(), resultForm.getValue(), qopt_isa(model), cold ? "cold" : "hot", count,
      median * 1e6, times.front() * 1e6, 2 * c.work / median / 1e9, peak / 1e9, bytes / median / 1e9,
      read / 1e9, shortest / median);
  qopt_destroy(model);
  return 0;
}

static int run(const Case &c, MLIRContext *context) {
  auto module = compileModule(c, context);
  if (!module)
    return 1;
  if (assembly) {
    auto text = emitAssembly(*module, {});
    if (!text) {
      llvm::errs() << llvm::toString(text.takeError()) << "\n";
      return 1;
    }
    llvm::outs() << *text;
    return 0;
  }
  auto model = JitModel::compile(*module, {});
  if (!model) {
    llvm::errs() << "error: " << llvm::toString(model.takeError()) << "\n";
    return 1;
  }
  int status = 0;
  for (unsigned count : threads ? std::vector<unsigned>{threads} : std::vector<unsigned>{1, 2})
    status |= measure(c, (*model)->desc(), count);
  return status;
}

static std::optional<std::vector<Case>> makeCases() {
  if (products.empty() && convs.empty() && depthwises.empty())
    return std::vector<Case>{makeProduct(1020, 1024, 1024),           makeProduct(128, 1024, 1024),
                             makeProduct(16, 4096, 4096),             makeProduct(1, 4096, 4096),
                             makeConv(56, 64, 64, 3, 1, false),       makeConv(56, 64, 256, 1, 1, false),
                             makeConv(14, 256, 256, 3, 1, false),     makeConv(224, 3, 64, 7, 2, false),
                             makeConv(56, 144, 144, 3, 1, true)};
  std::vector<Case> cases;
  for (const std::string &text : products) {
    auto s = parseSizes(text, 'x', 3);
    if (!s)
      return std::nullopt;
    cases.push_back(makeProduct((*s)[0], (*s)[1], (*s)[2]));
  }
  for (const std::string &text : convs) {
    auto s = parseSizes(text, ',', 5);
    if (!s)
      return std::nullopt;
    cases.push_back(makeConv((*s)[0], (*s)[1], (*s)[2], (*s)[3], (*s)[4], false));
  }
  for (const std::string &text : depthwises) {
    auto s = parseSizes(text, ',', 4);
    if (!s)
      return std::nullopt;
    cases.push_back(makeConv((*s)[0], (*s)[1], (*s)[1], (*s)[2], (*s)[3], true));
  }
  return cases;
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "speed of integer products and convolutions\n");
  auto cases = makeCases();
  if (!cases)
    return 2;
  DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  int status = 0;
  for (const Case &c : *cases) {
    // A context holds all constants it ever saw: one per model.
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    context.loadAllAvailableDialects();
    status |= run(c, &context);
  }
  return status;
}
