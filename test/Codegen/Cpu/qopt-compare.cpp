// SPDX-License-Identifier: Apache-2.0
// Test tool: compiles the function @main of each module of a file (separated by
// `// -----`) and compares what it computes, on every code path that this
// machine can run, with the reference interpreter on random inputs. Prints one
// line per module and code path; exit status 1 if any differs.
//   qopt-compare a.mlir                  integer results byte for byte, float
//                                        within 1e-5 of the largest magnitude
//   qopt-compare a.mlir --exact          float results byte for byte, too (a NaN
//                                        equals any NaN)
//   qopt-compare a.mlir --per-element    float within 1e-5 of each element
//   qopt-compare a.mlir --chip=sm_80     GPU code, run by the PTX emulator, instead;
//                                        with --from and --to: with a fault in it
#include "EmulatedModel.h"
#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Emit/Emit.h"
#include "qopt/Emit/JitModel.h"
#include "qopt/InitAllDialects.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Numerics/Rounding.h"
#include "qopt/Reference/Interpreter.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
namespace cl = llvm::cl;
namespace num = ::qopt::numerics;

static cl::opt<std::string> inputFile(cl::Positional, cl::desc("<file>"),
                                      cl::init("-"));
static cl::opt<unsigned> runs("runs", cl::init(8), cl::desc("inputs per module"));
static cl::opt<uint64_t> seed("seed", cl::init(0), cl::desc("of the inputs"));
static cl::opt<bool> exact("exact", cl::desc("float results byte for byte"));
static cl::opt<bool> perElement("per-element",
                                cl::desc("tolerance relative to the element"));
static cl::opt<double> tolerance("tolerance", cl::init(1e-5));
static cl::opt<double> scale("scale", cl::init(1),
                             cl::desc("factor on float inputs, which are in [-4, 4)"));
static cl::opt<bool> wide("wide", cl::desc("integers of the whole range, also "
                                           "beyond 8 bits"));
static cl::opt<int64_t> below("below", cl::init(0),
                             cl::desc("integers beyond 8 bits are in [0, N)"));
static cl::opt<bool> special("special", cl::desc("NaN, infinities, ties, huge and "
                                                 "tiny numbers among float inputs"));
static cl::opt<bool> pack("pack", cl::desc("run qopt-pack-weights first"));
static cl::opt<bool> sparse("sparse", cl::desc("with --pack: compress sparse weights of "
                                               "products, however few or many rows"));
static cl::opt<std::string> chip("chip", cl::desc("code for this GPU, on the emulator"));
static cl::opt<std::string> from("from", cl::desc("with --chip: text of the PTX to replace"));
static cl::opt<std::string> to("to", cl::desc("with --from: by this"));
static cl::opt<bool> sequential("sequential", cl::desc("no parallel loops"));

//===-- Inputs ------------------------------------------------------------===//

namespace {
class Random {
public:
  explicit Random(uint64_t stream) : stream(seed * 0x10001 + stream) {}
  uint64_t next() { return num::counterHash(stream, counter++); }
  int64_t between(int64_t lo, int64_t hi) {
    uint64_t count = static_cast<uint64_t>(hi) - static_cast<uint64_t>(lo) + 1;
    return lo + static_cast<int64_t>(count ? next() % count : next());
  }

private:
  uint64_t stream, counter = 0;
};
} // namespace

static float drawSpecial(Random &random) {
  constexpr float values[] = {NAN,   INFINITY, -INFINITY, 0.0f,   -0.0f,
                              0.5f,  -0.5f,    1.5f,      -1.5f,  2.5f,
                              -2.5f, 1e30f,    -1e30f,    1e-40f, -1e-40f,
                              1e9f,  -1e9f,    127.5f,    -128.5f, 255.5f};
  return values[random.next() % std::size(values)];
}

static Tensor makeInput(RankedTensorType type, uint64_t stream) {
  Random random(stream);
  int64_t n = type.getNumElements();
  if (isa<FloatType>(type.getElementType())) {
    std::vector<float> values(n);
    for (float &v : values)
      v = special && random.next() % 4 == 0
              ? drawSpecial(random)
              : float(double(random.between(-(1 << 20), (1 << 20) - 1)) /
                      (1 << 18) * scale);
    return makeFloatTensor(type.getContext(), type.getShape(), values);
  }
  num::IntRange range = getIntegerRange(type);
  if (type.getElementTypeBitWidth() == 1)
    range = {0, 1};
  else if (type.getElementTypeBitWidth() > 8 && below > 0)
    range = {0, below - 1};
  else if (type.getElementTypeBitWidth() > 8 && !wide)
    range = {range.min < 0 ? -1000 : 0, 1000};
  std::vector<int64_t> values(n);
  for (int64_t &v : values)
    v = random.between(range.min, range.max);
  return makeIntTensor(type.getElementType(), type.getShape(), values);
}

//===-- Comparison --------------------------------------------------------===//

static bool isClose(float got, float want, double largest) {
  if (std::isnan(want) || std::isnan(got))
    return std::isnan(want) == std::isnan(got);
  if (got == want)
    return true;
  double reference = perElement ? std::fabs(want) : largest;
  return std::fabs(double(got) - want) <= tolerance * reference + 1e-37;
}

// Number of the first element that differs, or -1.
static int64_t findDifference(const Tensor &want, const std::vector<char> &got) {
  size_t width = want.getNumElements() ? got.size() / want.getNumElements() : 1;
  bool isFloat = want.getElementType().isF32() && !exact;
  double largest = 0;
  if (isFloat)
    for (float v : want.data<float>())
      if (std::isfinite(v))
        largest = std::max(largest, double(std::fabs(v)));
  for (int64_t i = 0; i < want.getNumElements(); ++i) {
    const char *a = got.data() + i * width, *b = want.getBytes().data() + i * width;
    if (std::memcmp(a, b, width) == 0)
      continue;
    if (!want.getElementType().isF32())
      return i;
    float x, y;
    std::memcpy(&x, a, 4);
    std::memcpy(&y, b, 4);
    // The sign and the payload of a NaN are no part of any op's meaning.
    bool equal = isFloat ? isClose(x, y, largest)
                         : std::isnan(x) && std::isnan(y);
    if (!equal)
      return i;
  }
  return -1;
}

static std::string printElement(Type type, const char *bytes, size_t width) {
  if (type.isF32()) {
    float v;
    std::memcpy(&v, bytes, 4);
    return llvm::formatv("{0:e9}", v).str();
  }
  int64_t v = 0;
  std::memcpy(&v, bytes, width);
  return llvm::formatv("{0} (0x{1})", v, llvm::utohexstr(uint64_t(v))).str();
}

//===-- Running -----------------------------------------------------------===//

namespace {
struct Case {
  SmallVector<Tensor> inputs, wanted;
};

class Comparison {
public:
  Comparison(ModuleOp module, StringRef label) : module(module), label(label) {}

  LogicalResult run() {
    auto main = module.lookupSymbol<func::FuncOp>("main");
    if (!main)
      return module.emitError() << "expected a function @main, got none";
    if (failed(computeReference(main)))
      return failure();
    if (!chip.empty())
      return compareEmulated();
    auto model = compile();
    if (!model) {
      llvm::outs() << label << ": " << llvm::toString(model.takeError()) << "\n";
      return failure();
    }
    LogicalResult result = success();
    const qopt_model_desc *desc = (*model)->desc();
    for (uint32_t i = 0; i < desc->num_paths; ++i) {
      const qopt_code_path &path = desc->paths[i];
      if ((path.features & qopt_cpu_features()) != path.features) {
        llvm::outs() << label << " " << path.isa << ": not on this machine\n";
        continue;
      }
      if (failed(comparePath(desc, path.isa)))
        result = failure();
    }
    return result;
  }

private:
  LogicalResult computeReference(func::FuncOp main) {
    Interpreter interpreter(main);
    for (unsigned i = 0; i < runs; ++i) {
      Case made;
      for (auto [j, type] : llvm::enumerate(main.getArgumentTypes()))
        made.inputs.push_back(
            makeInput(cast<RankedTensorType>(type), i * 1000 + j));
      auto results = interpreter.run(made.inputs);
      if (failed(results))
        return failure();
      made.wanted = std::move(*results);
      cases.push_back(std::move(made));
    }
    return success();
  }

  llvm::Expected<std::unique_ptr<JitModel>> compile() {
    if (!module.getSymName())
      module.setSymName("model");
    PassManager pm(module.getContext());
    ExpandBinaryCodesOptions expand;
    expand.keepRows = pack;
    pm.addNestedPass<func::FuncOp>(createExpandBinaryCodes(expand));
    PackWeightsOptions packing;
    if (sparse) {
      packing.sparseRows = std::numeric_limits<int64_t>::max();
      packing.sparseFrom = 0;
    }
    if (pack)
      pm.addNestedPass<func::FuncOp>(createPackWeights(packing));
    CpuCodegenOptions options;
    options.parallel = !sequential;
    buildCpuCodegenPipeline(pm, options);
    if (failed(pm.run(module)))
      return llvm::createStringError("the pipeline failed");
    auto object = emitObject(module, {});
    if (!object)
      return object.takeError();
    return JitModel::create(std::move(*object), *module.getSymName());
  }

  LogicalResult compareEmulated() {
    auto say = [&](llvm::Error error) {
      llvm::outs() << label << " " << chip << ": " << llvm::toString(std::move(error))
                   << "\n";
      return failure();
    };
    auto model = EmulatedModel::compile(module, chip, from, to);
    if (!model)
      return say(model.takeError());
    for (auto [i, c] : llvm::enumerate(cases)) {
      SmallVector<ArrayRef<char>> inputs;
      for (const Tensor &t : c.inputs)
        inputs.push_back(t.getBytes());
      auto results = (*model)->run(inputs, /*seed=*/i * 1000);
      if (!results)
        return say(results.takeError());
      if (failed(compareResults(c, *results, chip)))
        return failure();
    }
    llvm::outs() << label << " " << chip << ": equal on " << cases.size()
                 << " inputs, " << (*model)->launches() / cases.size()
                 << " launches\n";
    return success();
  }

  LogicalResult comparePath(const qopt_model_desc *desc, const char *isa) {
    qopt_options options{};
    options.isa = isa;
    options.threads = 2;
    qopt_model *model = qopt_create(desc, &options);
    if (!model) {
      llvm::outs() << label << " " << isa << ": " << qopt_last_error() << "\n";
      return failure();
    }
    LogicalResult result = success();
    for (const Case &c : cases)
      if (succeeded(result))
        result = compareCase(model, c, isa);
    qopt_destroy(model);
    if (succeeded(result))
      llvm::outs() << label << " " << isa << ": equal on " << cases.size()
                   << " inputs\n";
    return result;
  }

  LogicalResult compareCase(qopt_model *model, const Case &c, const char *isa) {
    SmallVector<const void *> inputs;
    for (const Tensor &t : c.inputs)
      inputs.push_back(t.getBytes().data());
    SmallVector<std::vector<char>> results;
    SmallVector<void *> outputs;
    for (const Tensor &t : c.wanted)
      results.push_back(std::vector<char>(t.getBytes().size(), char(0xa5)));
    for (std::vector<char> &bytes : results)
      outputs.push_back(bytes.data());
    if (qopt_run(model, inputs.data(), outputs.data(), 1)) {
      llvm::outs() << label << " " << isa << ": " << qopt_last_error() << "\n";
      return failure();
    }
    return compareResults(c, results, isa);
  }

  LogicalResult compareResults(const Case &c, ArrayRef<std::vector<char>> results,
                               StringRef isa) {
    for (auto [i, want, got] : llvm::enumerate(c.wanted, results)) {
      int64_t at = findDifference(want, got);
      if (at < 0)
        continue;
      size_t width = got.size() / want.getNumElements();
      llvm::outs() << label << " " << isa << ": result " << i << " element "
                   << at << ": got "
                   << printElement(want.getElementType(), &got[at * width],
                                   width)
                   << ", want "
                   << printElement(want.getElementType(),
                                   want.getBytes().data() + at * width, width)
                   << "\n";
      return failure();
    }
    return success();
  }

  ModuleOp module;
  std::string label;
  std::vector<Case> cases;
};
} // namespace

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "compiled code against the reference\n");
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(inputFile);
  if (!file) {
    llvm::errs() << "cannot read '" << inputFile << "'\n";
    return 1;
  }
  DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  SmallVector<StringRef> parts;
  (*file)->getBuffer().split(parts, "// -----");
  bool failedAny = false;
  for (auto [i, part] : llvm::enumerate(parts)) {
    auto module = parseSourceString<ModuleOp>(part, &context);
    if (!module)
      return 1;
    std::string label = module->getSymName() ? module->getSymName()->str()
                                             : "module " + std::to_string(i);
    failedAny |= failed(Comparison(*module, label).run());
  }
  return failedAny;
}
