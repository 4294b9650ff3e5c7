// SPDX-License-Identifier: Apache-2.0
// qopt-onnx-conformance: runs prepared cases in every engine and prints one
// JSON line per case:
//   {"name": "..", "legs": [{"leg": "jit-avx2", "problem": ""}, ..]}
// A problem of "" means passed. The exit code tells whether the run itself
// worked, not whether cases passed.
#include "Engines.h"
#include "Isolation.h"

#include "qopt-c/Runtime.h"
#include "qopt/IR/QOpt.h"
#include "qopt/InitAllDialects.h"
#include "qopt/Target/Cpu.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace conformance;
namespace cl = llvm::cl;
namespace json = llvm::json;

static cl::opt<std::string> manifest(cl::Positional, cl::Required,
                                     cl::desc("MANIFEST.json"));
static cl::opt<unsigned> jobs("j", cl::desc("Cases at once"), cl::init(2));
static cl::opt<unsigned> timeout("timeout", cl::desc("Seconds per case"),
                                 cl::init(60));
static cl::list<std::string>
    isas("isa", cl::CommaSeparated,
         cl::desc("Code paths of the JIT (default: all that this machine runs)"));

// The rows of the table whose instructions this machine has.
static std::vector<std::string> runnableIsas() {
  std::vector<std::string> names;
  uint32_t available = qopt_cpu_features();
  for (const qopt::target::IsaRow &row : qopt::target::isaRows())
    if ((row.cpu & available) == row.cpu)
      names.emplace_back(row.name);
  return names;
}

// A child sends "+leg" before a leg and the outcome as JSON after it.
static void work(const Case &entry, const EngineOptions &options,
                 mlir::MLIRContext *context,
                 llvm::function_ref<void(llvm::StringRef)> send) {
  runCase(
      entry, options, context,
      [&](llvm::StringRef leg) { send("+" + leg.str()); },
      [&](const Outcome &outcome) {
        std::string line;
        llvm::raw_string_ostream(line)
            << json::Value(json::Object{{"leg", outcome.leg},
                                        {"problem", json::fixUTF8(outcome.problem)}});
        send(line);
      });
}

static void print(const Case &entry, const ChildResult &result) {
  json::Array legs;
  std::string open; // a leg that was started and has not finished
  for (llvm::StringRef line : result.lines) {
    if (line.consume_front("+")) {
      open = line.str();
      continue;
    }
    open.clear();
    legs.push_back(llvm::cantFail(json::parse(line)));
  }
  if (!result.death.empty())
    legs.push_back(json::Object{
        {"leg", open.empty() ? "process" : open},
        {"problem", json::fixUTF8("died: " + result.death + ": " +
                                  result.stderrTail)}});
  llvm::outs() << json::Value(json::Object{{"name", entry.name},
                                           {"legs", std::move(legs)}})
               << "\n";
  llvm::outs().flush();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "ONNX conformance cases for qopt\n");
  auto cases = readManifest(manifest);
  if (!cases) {
    llvm::errs() << "error: " << llvm::toString(cases.takeError()) << "\n";
    return 1;
  }
  EngineOptions options;
  options.isas = isas.empty() ? runnableIsas() : std::vector<std::string>(isas);
  mlir::DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  // Threads of a pool would not survive the fork.
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  context.loadDialect<mlir::qopt::QOptDialect>();
  runIsolated(
      cases->size(), jobs, timeout,
      [&](size_t i, llvm::function_ref<void(llvm::StringRef)> send) {
        work((*cases)[i], options, &context, send);
      },
      [&](size_t i, const ChildResult &result) { print((*cases)[i], result); });
  return 0;
}
