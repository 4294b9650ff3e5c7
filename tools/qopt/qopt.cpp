// SPDX-License-Identifier: Apache-2.0
// qopt: the user's driver. Parses the command line and hands over to one
// subcommand; the work is done in Pipelines.
#include "Options.h"

#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>

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

const Command kCommands[] = {
    {&importCommand, runImport},     {&calibrateCommand, runCalibrate},
    {&quantizeCommand, runQuantize}, {&compileCommand, runCompile},
    {&runCommand, runRun},           {&evalCommand, runEval},
    {&benchCommand, runBench},
};

#define IMPORT cl::sub(importCommand)
#define CALIBRATE cl::sub(calibrateCommand)
#define QUANTIZE cl::sub(quantizeCommand)
#define COMPILE cl::sub(compileCommand)
#define RUN cl::sub(runCommand)
#define EVAL cl::sub(evalCommand)
#define BENCH cl::sub(benchCommand)
#define ALL IMPORT, CALIBRATE, QUANTIZE, COMPILE, RUN, EVAL, BENCH

Options options;
cl::OptionCategory category("qopt options");

cl::opt<std::string, true> model(cl::Positional, cl::Required, cl::desc("MODEL"), cl::location(options.model), ALL, cl::cat(category));
cl::opt<std::string, true> second(cl::Positional, cl::desc("[MODEL2]"), cl::location(options.secondModel), EVAL, cl::cat(category));
cl::opt<std::string, true> output("o", cl::desc("Output file ('-': standard output, for text)"), cl::value_desc("file"), cl::location(options.output), IMPORT, CALIBRATE, QUANTIZE, COMPILE, cl::cat(category));
cl::opt<std::string, true> outputData("output", cl::desc("Write the outputs as .npz"), cl::value_desc("file"), cl::location(options.output), RUN, cl::cat(category));
cl::opt<std::string, true> input("input", cl::desc("Inputs as .npz, arrays named as the model's inputs, samples along axis 0"), cl::value_desc("file"), cl::location(options.input), RUN, cl::cat(category));
cl::opt<std::string, true> data("data", cl::desc("Samples as .npz: arrays named as the model's inputs, 'labels' where there are any"), cl::value_desc("file"), cl::location(options.data), CALIBRATE, QUANTIZE, COMPILE, EVAL, cl::cat(category));
cl::opt<std::string, true> stats("stats", cl::desc("Statistics table made by 'qopt calibrate' (instead of --data)"), cl::value_desc("file"), cl::location(options.stats), QUANTIZE, COMPILE, EVAL, cl::cat(category));
cl::opt<std::string, true> recipe("recipe", cl::desc("Named recipe (int8, int8-mse, int8-percentile, int8-entropy, int8-moving-average, int8-symmetric, int8-tensor, int8-tflite, u8s8, w4a8, w4a4) or a .json file"), cl::value_desc("name"), cl::location(options.recipe), CALIBRATE, QUANTIZE, COMPILE, EVAL, BENCH, cl::cat(category));
cl::opt<std::string, true> target("target", cl::desc("cpu, cpu:generic, cpu:avx2, cpu:avx512vnni"), cl::location(options.target), cl::init("cpu"), COMPILE, BENCH, cl::cat(category));
cl::opt<std::string, true> emit("emit", cl::desc("Stop at a stage: float, prepared, quantized, integer, linalg, llvm, llvm-ir, asm, object, library"), cl::value_desc("stage"), cl::location(options.emit), COMPILE, cl::cat(category));
cl::opt<std::string, true> name("name", cl::desc("Name of the compiled model (a C identifier); default: the model's"), cl::value_desc("name"), cl::location(options.name), COMPILE, cl::cat(category));
cl::opt<std::string, true> engine("engine", cl::desc("jit (default) or reference: the interpreter"), cl::location(options.engine), cl::init("jit"), RUN, EVAL, cl::cat(category));
cl::opt<std::string, true> isa("isa", cl::desc("Force a code path: generic, avx2, avx512vnni"), cl::value_desc("name"), cl::location(options.isa), RUN, EVAL, BENCH, cl::cat(category));
cl::opt<std::string, true> report("report", cl::desc("Write a self-contained HTML page"), cl::value_desc("file"), cl::location(options.report), EVAL, cl::cat(category));
cl::list<std::string, std::vector<std::string>> dims("dim", cl::desc("Size of a symbolic dimension, NAME=VALUE"), cl::value_desc("dim"), cl::location(options.dims), ALL, cl::cat(category));
cl::opt<int64_t, true> batch("batch", cl::desc("Fixed batch size instead of the model's symbolic one"), cl::value_desc("n"), cl::location(options.batch), ALL, cl::cat(category));
cl::opt<int64_t, true> limit("limit", cl::desc("Use at most this many runs of the data"), cl::value_desc("n"), cl::location(options.limit), cl::init(-1), CALIBRATE, EVAL, cl::cat(category));
cl::opt<int64_t, true> layerRuns("layer-runs", cl::desc("Runs over which layers are compared (interpreted; 0: none)"), cl::value_desc("n"), cl::location(options.layerRuns), cl::init(8), EVAL, cl::cat(category));
cl::opt<int64_t, true> repeat("repeat", cl::desc("Timed runs (default: about two seconds of them)"), cl::value_desc("n"), cl::location(options.repeat), cl::init(0), BENCH, cl::cat(category));
cl::opt<int, true> threads("threads", cl::desc("OpenMP threads (default: all cores)"), cl::value_desc("n"), cl::location(options.threads), cl::init(0), RUN, EVAL, BENCH, cl::cat(category));
cl::opt<bool, true> json("json", cl::desc("Machine-readable output"), cl::location(options.json), EVAL, BENCH, cl::cat(category));

void printOverview() {
  llvm::outs() << "qopt: the quantization compiler\n\nusage: qopt COMMAND MODEL [options]\n\n"
                  "MODEL is a .onnx, .mlir or .mlirbc file, or a compiled .so (run, eval, bench).\n\ncommands:\n";
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
