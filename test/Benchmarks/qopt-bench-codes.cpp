// SPDX-License-Identifier: Apache-2.0
// Measures matrix products with low-bit weights: compiles `--matrices` products of
// one input with as many random matrices, runs them one after the other, and prints the
// bytes of packed weights per second beside what the machine can read, and operations
// per second (a multiplication and an addition are two) beside those of a loop of
// nothing but the instruction set's dot instruction.
//   qopt-bench-codes                        4096 x 4096, one row: four formats, one
//                                           matrix (near memory) and a ring of 16
//   qopt-bench-codes --activations=s8       codes of activations with a scale per row,
//                                           sums scaled run by run: six formats
//   qopt-bench-codes --format='int<s4>' --granularity='group<0, 32>' --matrices=16
// Times are medians over runs (and the best one); nothing is asserted.
#include "ReadBandwidth.h"

#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Emit/JitModel.h"
#include "qopt/InitAllDialects.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Numerics/Rounding.h"
#include "qopt/Pipelines/Bench.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/CommandLine.h"

#include <chrono>
#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace cl = llvm::cl;
namespace num = ::qopt::numerics;

static cl::opt<std::string> format("format", cl::desc("as in #qopt.<format>; several without"));
static cl::opt<std::string> activations("activations", cl::init("f32"), cl::desc("f32 or s8"));
static cl::opt<std::string> granularity("granularity", cl::init("group<0, 32>"),
                                        cl::desc("as in #qopt.<granularity>"));
static cl::opt<bool> powerScales("power-scales", cl::desc("scales are powers of two (E8M0)"));
static cl::opt<int64_t> depth("depth", cl::init(4096), cl::desc("K"));
static cl::opt<int64_t> columns("columns", cl::init(4096), cl::desc("N"));
static cl::opt<int64_t> rows("rows", cl::init(1), cl::desc("M"));
static cl::opt<int64_t> matrices("matrices", cl::init(0),
                                 cl::desc("in the ring; 0: once 1 and once 16"));
static cl::opt<unsigned> threads("num-threads", cl::init(0), cl::desc("0: 1 and 2"));
static cl::opt<std::string> isaName("isa", cl::desc("instruction set, the best without"));
static cl::opt<double> seconds("seconds", cl::init(2), cl::desc("per measurement"));
static cl::opt<bool> assembly("assembly", cl::desc("print the kernel's assembly instead"));

namespace {
struct Setup {
  std::string format, granularity;
  bool powerScales;
  int64_t matrices;
};
} // namespace

static bool isInteger() { return activations == "s8"; }

//===-- The model ---------------------------------------------------------===//

static std::string tensorText(ArrayRef<int64_t> shape, StringRef element) {
  std::string text = "tensor<";
  for (int64_t d : shape)
    text += std::to_string(d) + "x";
  return text + element.str() + ">";
}

// Constants are splats here; fillConstants makes them random.
static std::string makeText(const Setup &setup, MLIRContext *context) {
  std::string q = "!qopt.q<#qopt." + setup.format + ", #qopt." + setup.granularity + ">";
  Type parsed = parseType(q, context);
  auto type = dyn_cast_or_null<QType>(parsed);
  if (!type)
    return "";
  std::string element;
  llvm::raw_string_ostream(element) << type.getFormat().getStorageType();
  int64_t k = depth, n = columns;
  SmallVector<int64_t> slots = getScaleShape(type.getGranularity(), {k, n});
  auto whole = RankedTensorType::get({k, n}, type);
  std::string codes = tensorText({k, n}, element),
              scales = tensorText(getScaleShape(whole), "f32"),
              zeros = tensorText(slots, "i32"), x = tensorText({rows, k}, isInteger() ? "i8" : "f32"), r = tensorText({rows}, "f32"),
              y = tensorText({rows, n}, "f32"), w = tensorText({k, n}, q);
  std::string body, values, types;
  for (int64_t i = 0; i < setup.matrices; ++i) {
    std::string id = std::to_string(i), comma = i ? ", " : "";
    body += "%c" + id + " = qopt.constant dense<0> : " + codes + "\n%s" + id +
            " = qopt.constant dense<1.0> : " + scales + "\n%z" + id +
            " = qopt.constant dense<0> : " + zeros + "\n%w" + id + " = qopt.assemble %c" + id +
            ", %s" + id + ", %z" + id + " : " + codes + ", " + scales + ", " + zeros + " -> " + w +
            "\n%y" + id +
            (isInteger() ? " = qopt.matmul_runs %x, %w" + id + " rows %r : " + x + ", " + w + ", " + r + " -> "
                         : " = qopt.matmul %x, %w" + id + " : (" + x + ", " + w + ") -> ") +
            y + "\n";
    values += comma + "%y" + id;
    types += comma + y;
  }
  return "module @bench { func.func @main(%x: " + x +
         (isInteger() ? ", %r: " + r : std::string()) + ") -> (" + types + ") {\n" + body +
         "return " + values + " : " + types + "\n} }\n";
}

static void fillConstants(ModuleOp module, const Setup &setup) {
  uint64_t stream = 0;
  module.walk([&](AssembleOp op) {
    FormatInterface f = getQType(op.getType()).getFormat();
    auto codesOp = op.getCodes().getDefiningOp<ConstantOp>();
    auto codesType = cast<RankedTensorType>(codesOp.getType());
    std::vector<char> codes(codesType.getNumElements());
    uint64_t span = f.getMaxCode() - f.getMinCode() + 1;
    ++stream;
    for (size_t i = 0; i < codes.size(); ++i)
      codes[i] = char(f.getMinCode() + int64_t(num::counterHash(stream, i) % span));
    codesOp.setValueAttr(DenseElementsAttr::getFromRawBuffer(codesType, codes));
    auto scaleOp = op.getScale().getDefiningOp<ConstantOp>();
    auto scaleType = cast<RankedTensorType>(scaleOp.getType());
    std::vector<float> scales(scaleType.getNumElements());
    for (size_t i = 0; i < scales.size(); ++i) {
      uint64_t hash = num::counterHash(~stream, i);
      scales[i] = setup.powerScales ? std::ldexp(1.0f, int(hash % 4) - 8)
                                    : float(hash % (isInteger() ? 250 : 1000) + 1) / 65536;
    }
    scaleOp.setValueAttr(DenseElementsAttr::get(scaleType, ArrayRef<float>(scales)));
  });
}

static OwningOpRef<ModuleOp> compileModule(const Setup &setup, MLIRContext *context) {
  std::string text = makeText(setup, context);
  if (text.empty())
    return {};
  auto module = parseSourceString<ModuleOp>(text, context);
  if (!module)
    return {};
  fillConstants(*module, setup);
  PassManager pm(context);
  ExpandBinaryCodesOptions expand;
  expand.keepRows = true;
  pm.addNestedPass<func::FuncOp>(createExpandBinaryCodes(expand));
  pm.addNestedPass<func::FuncOp>(createPackWeights());
  buildCpuCodegenPipeline(pm, CpuCodegenOptions());
  if (failed(pm.run(*module)))
    return {};
  return module;
}

//===-- Measuring ---------------------------------------------------------===//

static std::vector<double> timeRuns(qopt_model *model, int64_t count) {
  std::vector<float> x(rows * depth);
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = float(int64_t(num::counterHash(7, i) % 255) - 127) / 128;
  std::vector<int8_t> codes(x.size());
  for (size_t i = 0; i < x.size(); ++i)
    codes[i] = static_cast<int8_t>(x[i] * 128);
  std::vector<float> scales(rows, 0.01f);
  std::vector<std::vector<float>> results(count, std::vector<float>(rows * columns));
  std::vector<void *> outputs;
  for (auto &r : results)
    outputs.push_back(r.data());
  const void *inputs[] = {isInteger() ? static_cast<const void *>(codes.data()) : x.data(),
                          scales.data()};
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  auto begin = Clock::now();
  std::chrono::duration<double> spent{0};
  while (spent.count() < seconds || times.size() < 3) {
    auto start = Clock::now();
    if (qopt_run(model, inputs, outputs.data(), 1))
      return {};
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    spent = Clock::now() - begin;
  }
  times.erase(times.begin()); // cold pages
  std::sort(times.begin(), times.end());
  return times;
}

static int measure(const Setup &setup, const qopt_model_desc *desc, unsigned count) {
  qopt_options options{};
  options.threads = count;
  options.isa = isaName.empty() ? nullptr : isaName.c_str();
  qopt_model *model = qopt_create(desc, &options);
  std::vector<double> times = model ? timeRuns(model, setup.matrices) : std::vector<double>();
  if (times.empty()) {
    llvm::errs() << "error: " << qopt_last_error() << "\n";
    return 1;
  }
  double bytes = double(desc->weight_bytes), median = times[times.size() / 2];
  double limit = measureReadBandwidth(desc->weight_bytes, count);
  double operations = 2.0 * double(rows) * double(depth) * double(columns) * double(setup.matrices);
  double peak = count * probePeakOps(qopt_isa(model), isInteger());
  llvm::outs() << llvm::formatv(
      "{0} {1}{2}, {3}x{4} x {5}, {6} row(s), {7}, {8} thread(s): {9:f3} MB in {10:f3} ms "
      "(best {11:f3}): {12:f1} GB/s (best {13:f1}) of {14:f1} GB/s read, {15:f1} of {16:f1} "
      "GOP/s\n",
      setup.format, setup.granularity, setup.powerScales ? " e8m0" : "", depth.getValue(),
      columns.getValue(), setup.matrices, rows.getValue(), qopt_isa(model), count, bytes / 1e6,
      median * 1e3, times.front() * 1e3, bytes / median / 1e9, bytes / times.front() / 1e9,
      limit / 1e9, operations / median / 1e9, peak / 1e9);
  qopt_destroy(model);
  return 0;
}

static int run(const Setup &setup, MLIRContext *context) {
  auto module = compileModule(setup, context);
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
    status |= measure(setup, (*model)->desc(), count);
  return status;
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "speed of products with low-bit weights\n");
  if (!isInteger() && activations != "f32") {
    llvm::errs() << "error: expected activations f32 or s8, got '" << activations << "'\n";
    return 1;
  }
  DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  std::vector<Setup> setups{{"int<s4>", "group<0, 32>", false, 0},
                            {"nf4", "group<0, 64>", false, 0},
                            {"float<e2m1finite>", "group<0, 32>", true, 0},
                            {"int<s8>", "channel<1>", false, 0}};
  if (isInteger())
    setups = {{"int<s4>", "group<0, 32>", false, 0},
              {"int<s4>", "group<0, 128>", false, 0},
              {"float<e2m1finite>", "group<0, 32>", true, 0},
              {"int<s3>", "group<0, 32>", false, 0},
              {"ternary", "tensor", false, 0},
              {"int<u1>", "channel<1>", false, 0},
              {"bcq<3>", "group<0, 128>", false, 0}};
  if (!format.empty())
    setups = {{format, granularity, powerScales, 0}};
  int status = 0;
  for (int64_t count : matrices ? std::vector<int64_t>{matrices} : std::vector<int64_t>{1, 16})
    for (Setup setup : setups) {
      // A context holds all constants it ever saw: one per model.
      MLIRContext context(registry, MLIRContext::Threading::DISABLED);
      context.loadAllAvailableDialects();
      setup.matrices = count;
      status |= run(setup, &context);
    }
  return status;
}
