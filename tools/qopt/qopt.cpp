// SPDX-License-Identifier: Apache-2.0
// qopt: the user's driver. Parses the command line and hands over to one
// subcommand; the work is done in Pipelines.
#include "Options.h"

#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;
namespace cl = llvm::cl;

namespace {

cl::SubCommand importCommand("import", "Read a model: float (or QDQ) graph as qopt IR");
cl::SubCommand calibrateCommand("calibrate", "Run a float model over data: statistics table");
cl::SubCommand quantizeCommand("quantize", "Quantize a model: quantized qopt IR");
cl::SubCommand compileCommand("compile", "Compile a model: library, header and manifest");
cl::SubCommand runCommand("run", "Run a model on inputs");
cl::SubCommand evalCommand("eval", "Accuracy, and what every layer lost against the float model");
cl::SubCommand benchCommand("bench", "Latency, throughput, memory");
cl::SubCommand sweepCommand("sweep", "Accuracy against total bits, over formats and block sizes");
cl::SubCommand generateCommand("generate", "Text from a language model, token by token");
cl::SubCommand formatsCommand("formats", "The number formats: range, values, bits");

const Command kCommands[] = {
    {&importCommand, runImport},     {&calibrateCommand, runCalibrate},
    {&quantizeCommand, runQuantize}, {&compileCommand, runCompile},
    {&runCommand, runRun},           {&evalCommand, runEval},
    {&benchCommand, runBench},       {&sweepCommand, runSweepCommand},
    {&generateCommand, runGenerate}, {&formatsCommand, runFormats},
};

#define IMPORT cl::sub(importCommand)
#define CALIBRATE cl::sub(calibrateCommand)
#define QUANTIZE cl::sub(quantizeCommand)
#define COMPILE cl::sub(compileCommand)
#define RUN cl::sub(runCommand)
#define EVAL cl::sub(evalCommand)
#define BENCH cl::sub(benchCommand)
#define SWEEP cl::sub(sweepCommand)
#define FORMATS cl::sub(formatsCommand)
#define GENERATE cl::sub(generateCommand)
#define ALL IMPORT, CALIBRATE, QUANTIZE, COMPILE, RUN, EVAL, BENCH, SWEEP, GENERATE

// The names come from the recipes themselves. llvm::cl keeps the reference.
StringRef recipeHelp() {
  static const std::string text = [] {
    std::string names;
    for (const Recipe &recipe : getNamedRecipes())
      names += (names.empty() ? "" : ", ") + recipe.name;
    return "Named recipe (" + names + ") or a .json file";
  }();
  return text;
}

Options options;
cl::OptionCategory category("qopt options");

cl::opt<std::string, true> model(cl::Positional, cl::Required, cl::desc("MODEL"), cl::location(options.model), ALL, cl::cat(category));
cl::opt<std::string, true> second(cl::Positional, cl::desc("[MODEL2]"), cl::location(options.secondModel), EVAL, cl::cat(category));
cl::list<std::string, std::vector<std::string>> formatNames(cl::Positional, cl::desc("[FORMAT...]"), cl::location(options.formats), FORMATS, cl::cat(category));
cl::list<std::string, std::vector<std::string>> sweepFormats("formats", cl::desc("Formats of the filters, such as s4,nf4,e2m1finite, or searches: ant:4,fp8:8,kmeans:4"), cl::value_desc("list"), cl::location(options.formats), SWEEP, cl::cat(category));
cl::list<std::string, std::vector<std::string>> granularities("granularities", cl::desc("Who shares a scale: tensor, channel, group:N, block:N"), cl::value_desc("list"), cl::location(options.granularities), SWEEP, cl::cat(category));
cl::opt<std::string, true> search("search", cl::desc("How scales are chosen: absmax (default), mse, percentile:P or mean"), cl::value_desc("name"), cl::location(options.search), cl::init("absmax"), SWEEP, cl::cat(category));
cl::opt<std::string, true> csv("csv", cl::desc("Table of the points, kept up to date; an interrupted sweep goes on from it"), cl::value_desc("file"), cl::location(options.csv), SWEEP, cl::cat(category));
cl::opt<int, true> jobs("jobs", cl::desc("Configurations at a time (default: one per core)"), cl::value_desc("n"), cl::location(options.jobs), cl::init(0), SWEEP, cl::cat(category));
cl::opt<std::string, true> page("o", cl::desc("Write the picture as a self-contained HTML page"), cl::value_desc("file"), cl::location(options.output), SWEEP, cl::cat(category));
cl::opt<std::string, true> output("o", cl::desc("Output file ('-': standard output, for text)"), cl::value_desc("file"), cl::location(options.output), IMPORT, CALIBRATE, QUANTIZE, COMPILE, cl::cat(category));
cl::opt<std::string, true> outputData("output", cl::desc("Write the outputs as .npz"), cl::value_desc("file"), cl::location(options.output), RUN, cl::cat(category));
cl::opt<std::string, true> input("input", cl::desc("Inputs as .npz, arrays named as the model's inputs, samples along axis 0"), cl::value_desc("file"), cl::location(options.input), RUN, cl::cat(category));
cl::opt<std::string, true> data("data", cl::desc("Samples as .npz: arrays named as the model's inputs, 'labels' where there are any"), cl::value_desc("file"), cl::location(options.data), CALIBRATE, QUANTIZE, COMPILE, EVAL, SWEEP, GENERATE, cl::cat(category));
cl::opt<std::string, true> stats("stats", cl::desc("Statistics table made by 'qopt calibrate' (instead of --data)"), cl::value_desc("file"), cl::location(options.stats), QUANTIZE, COMPILE, EVAL, GENERATE, cl::cat(category));
cl::opt<std::string, true> recipe("recipe", cl::desc(recipeHelp()), cl::value_desc("name"), cl::location(options.recipe), CALIBRATE, QUANTIZE, COMPILE, EVAL, BENCH, GENERATE, cl::cat(category));
cl::opt<std::string, true> target("target", cl::desc("Code paths: cpu (all of x86-64), cpu:aarch64 (all of AArch64), or one: cpu:generic, cpu:avx2, cpu:avxvnni, cpu:avx512vnni, cpu:neon-dotprod, cpu:neon-i8mm, cpu:aarch64:generic; or GPUs: nvptx (all chips), nvptx:sm_90a, nvptx:sm_80,sm_89 (compile only)"), cl::location(options.target), cl::init("cpu"), COMPILE, BENCH, cl::cat(category));
cl::opt<std::string, true> emit("emit", cl::desc("Stop at a stage: float, prepared, quantized, integer, linalg, llvm, llvm-ir, asm, ptx, object, library"), cl::value_desc("stage"), cl::location(options.emit), COMPILE, cl::cat(category));
cl::opt<std::string, true> ptxas("ptxas", cl::desc("Assembler for machine code of GPUs: its path, or none: PTX only, which drivers compile (default: the one in PATH, $CUDA_HOME/bin or /usr/local/cuda/bin, if there is one)"), cl::value_desc("file"), cl::location(options.ptxas), COMPILE, cl::cat(category));
cl::opt<std::string, true> floatProducts("float-products", cl::desc("Of a GPU target: products of 8- and 16-bit floats by matrix instructions, whose sums round otherwise than those of CPUs; they are added to f32 totals every so many k (a multiple of 64; 0: never)"), cl::value_desc("k"), cl::location(options.floatProducts), COMPILE, cl::cat(category));
cl::opt<std::string, true> fallback("fallback", cl::desc("cpu: the library of a GPU target runs on x86-64, too, where there is no GPU for it"), cl::value_desc("target"), cl::location(options.fallback), COMPILE, cl::cat(category));
cl::opt<std::string, true> name("name", cl::desc("Name of the compiled model (a C identifier); default: the model's"), cl::value_desc("name"), cl::location(options.name), COMPILE, cl::cat(category));
cl::opt<std::string, true> engine("engine", cl::desc("jit (default) or reference: the interpreter"), cl::location(options.engine), cl::init("jit"), RUN, EVAL, GENERATE, cl::cat(category));
cl::opt<std::string, true> isa("isa", cl::desc("Force a code path: generic, avx2, avxvnni, avx512vnni, cuda"), cl::value_desc("name"), cl::location(options.isa), RUN, EVAL, BENCH, GENERATE, cl::cat(category));
cl::opt<std::string, true> report("report", cl::desc("Write a self-contained HTML page"), cl::value_desc("file"), cl::location(options.report), EVAL, cl::cat(category));
cl::opt<std::string, true> formatReport("report", cl::desc("Write which format every layer got (.json: as JSON; '-': standard output)"), cl::value_desc("file"), cl::location(options.report), QUANTIZE, cl::cat(category));
cl::opt<std::string, true> folds("folds", cl::desc("Write which scales were folded between layers, and why others were not (.json: as JSON; '-': standard output)"), cl::value_desc("file"), cl::location(options.folds), QUANTIZE, cl::cat(category));
cl::opt<std::string, true> outliers("inject-outliers", cl::desc("CHANNELSxFACTOR: make as many channels after every normalization larger, and the weights that read them smaller: the same function, harder to quantize"), cl::value_desc("NxF"), cl::location(options.outliers), IMPORT, cl::cat(category));
cl::list<std::string, std::vector<std::string>> dims("dim", cl::desc("Size of a symbolic dimension, NAME=VALUE"), cl::value_desc("dim"), cl::location(options.dims), ALL, cl::cat(category));
cl::opt<int64_t, true> batch("batch", cl::desc("Fixed batch size instead of the model's symbolic one"), cl::value_desc("n"), cl::location(options.batch), ALL, cl::cat(category));
cl::opt<int64_t, true> limit("limit", cl::desc("Use at most this many runs of the data"), cl::value_desc("n"), cl::location(options.limit), cl::init(-1), CALIBRATE, EVAL, SWEEP, cl::cat(category));
cl::opt<int64_t, true> layerRuns("layer-runs", cl::desc("Runs over which layers are compared (interpreted; 0: none)"), cl::value_desc("n"), cl::location(options.layerRuns), cl::init(8), EVAL, cl::cat(category));
cl::opt<int64_t, true> repeat("repeat", cl::desc("Timed runs (default: about two seconds of them)"), cl::value_desc("n"), cl::location(options.repeat), cl::init(0), BENCH, cl::cat(category));
cl::opt<int, true> threads("threads", cl::desc("OpenMP threads (default: all cores)"), cl::value_desc("n"), cl::location(options.threads), cl::init(0), RUN, EVAL, BENCH, GENERATE, cl::cat(category));
cl::opt<bool, true> json("json", cl::desc("Machine-readable output"), cl::location(options.json), EVAL, BENCH, FORMATS, GENERATE, cl::cat(category));
cl::opt<bool, true> profile("profile", cl::desc("Also say which kernels of a compiled library take the time (samples of a run of two seconds)"), cl::location(options.profile), BENCH, cl::cat(category));
cl::opt<bool, true> step("step", cl::desc("Make a step model: one token at a time, with a KV cache (causal token models)"), cl::location(options.step), COMPILE, cl::cat(category));
cl::opt<std::string, true> kvCache("kv-cache", cl::desc("Format of remembered keys and values of a weight-only or float language model: s8, s4, ..., or s8:s4 (keys:values), with run-time scales (default: the recipe's)"), cl::value_desc("format"), cl::location(options.kvCache), QUANTIZE, COMPILE, EVAL, GENERATE, cl::cat(category));
cl::opt<std::string, true> tokenizer("tokenizer", cl::desc("The model's tokenizer, in the file format of llama2.c"), cl::value_desc("file"), cl::location(options.tokenizer), GENERATE, cl::cat(category));
cl::opt<std::string, true> prompt("prompt", cl::desc("How the text begins (default: the empty text)"), cl::value_desc("text"), cl::location(options.prompt), GENERATE, cl::cat(category));
cl::opt<int64_t, true> tokens("tokens", cl::desc("Tokens to make at most (default: until the model's length)"), cl::value_desc("n"), cl::location(options.tokens), cl::init(-1), GENERATE, cl::cat(category));
cl::opt<double, true> temperature("temperature", cl::desc("0 (default): always the most likely token; else draw, scores divided by this"), cl::value_desc("t"), cl::location(options.temperature), cl::init(0.0), GENERATE, cl::cat(category));
cl::opt<double, true> topP("top-p", cl::desc("Draw from the fewest most likely tokens of this share (default 1: all)"), cl::value_desc("p"), cl::location(options.topP), cl::init(1.0), GENERATE, cl::cat(category));
cl::opt<uint64_t, true> seed("seed", cl::desc("Of the draws; the same seed draws the same (default 0)"), cl::value_desc("n"), cl::location(options.seed), cl::init(0), GENERATE, cl::cat(category));
cl::opt<bool, true> noCache("no-cache", cl::desc("Compute all positions again for every token"), cl::location(options.noCache), GENERATE, cl::cat(category));
cl::opt<std::string, true> compare("compare", cl::desc("Say where the text of another model (or 'float': this one without the recipe) first differs"), cl::value_desc("model"), cl::location(options.compare), GENERATE, cl::cat(category));

void printOverview() {
  llvm::outs() << "qopt: the quantization compiler\n\nusage: qopt COMMAND MODEL [options]\n\n"
                  "MODEL is a .onnx, .mlir or .mlirbc file, or a compiled .so (run, eval, bench, generate).\n\ncommands:\n";
  for (const Command &command : kCommands)
    llvm::outs() << "  " << command.sub->getName()
                 << std::string(12 - command.sub->getName().size(), ' ')
                 << command.sub->getDescription() << "\n";
  llvm::outs() << "\n'qopt COMMAND --help' lists a command's options.\n";
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  // Writing past a file size limit is an error like a full disk, no crash.
  std::signal(SIGXFSZ, SIG_IGN);
  llvm::StringRef first = argc > 1 ? argv[1] : "";
  if (first.empty() || first == "--help" || first == "-h" || first == "help") {
    printOverview();
    return first.empty() ? kUsage : 0;
  }
  for (const Command &command : kCommands)
    cl::HideUnrelatedOptions(category, *command.sub);
  if (!cl::ParseCommandLineOptions(argc, argv, "qopt: the quantization compiler\n", &llvm::errs()))
    return kUsage;
  for (const Command &command : kCommands)
    if (*command.sub) {
      // A copy: the linker, used as a library, resets all command-line options.
      const Options parsed = options;
      return command.run(parsed);
    }
  return usage("expected a command, got '" + first + "'");
}
