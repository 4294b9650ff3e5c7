// SPDX-License-Identifier: Apache-2.0
// From model file to outputs in every engine; see the header.
#include "Engines.h"

#include "Compare.h"

#include "qopt/Data/Npz.h"
#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Pipelines/Runner.h"
#include "qopt/Pipelines/Workflow.h"
#include "qopt/Target/Cpu.h"

#include "qopt/IR/QOpt.h"

#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace conformance;
using ::qopt::data::Array;

namespace {

using Arrays = std::vector<Array>;

llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

llvm::Expected<Array> read(const std::string &path) {
  Array array;
  std::string message;
  if (!::qopt::data::readNpy(path, array, message))
    return makeError(message);
  return array;
}

class CaseRun {
public:
  CaseRun(const Case &entry, MLIRContext *context)
      : entry(entry), context(context) {}

  llvm::Error import();
  llvm::Error reference();
  /// Whether there are quantized values between the borders.
  bool needsIntegerForm() { return !isIntegerFunction(*getMain(*module)); }
  llvm::Error integer();
  llvm::Error jit(const std::string &isa);

private:
  llvm::Expected<Arrays> run(Runner &runner);
  llvm::Expected<Arrays> runReference(ModuleOp module);
  llvm::Error check(const Arrays &outputs);

  const Case &entry;
  MLIRContext *context;
  OwningOpRef<ModuleOp> module; // prepared, then lowered to integers
  Arrays inputs, wanted;
  Arrays exactOutputs; // what the JIT must give bit by bit; none for float models
};

llvm::Error CaseRun::import() {
  for (const std::string &path : entry.inputs) {
    auto array = read(path);
    if (!array)
      return array.takeError();
    inputs.push_back(std::move(*array));
  }
  for (const Output &output : entry.outputs) {
    auto array = read(output.path);
    if (!array)
      return array.takeError();
    wanted.push_back(std::move(*array));
  }
  auto loaded = loadModule(entry.model, context, LoadOptions());
  if (failed(loaded))
    return makeError("the model was refused");
  module = std::move(*loaded);
  if (failed(getMain(*module)))
    return makeError("the model has no runnable function");
  return llvm::Error::success();
}

llvm::Expected<Arrays> CaseRun::run(Runner &runner) {
  if (inputs.size() != runner.inputs().size())
    return makeError("expected " + llvm::Twine(inputs.size()) +
                     " inputs, got " + llvm::Twine(runner.inputs().size()));
  std::vector<const void *> in;
  for (auto [array, port] : llvm::zip_equal(inputs, runner.inputs())) {
    Array declared;
    declared.dtype = port.dtype;
    declared.shape = port.shape;
    if (array.dtype != port.dtype || array.shape != port.shape)
      return makeError("expected input '" + port.name + "' as " +
                       describe(array) + ", got " + describe(declared));
    in.push_back(array.bytes.data());
  }
  Arrays results;
  std::vector<void *> out;
  for (const Port &port : runner.outputs()) {
    Array array;
    array.name = port.name;
    array.dtype = port.dtype;
    array.shape = port.shape;
    // Never what a correct output could be by accident.
    array.bytes.assign(port.bytes(), 0xA5);
    results.push_back(std::move(array));
  }
  for (Array &array : results)
    out.push_back(array.bytes.data());
  if (llvm::Error error = runner.run(in, out, 1))
    return std::move(error);
  return results;
}

llvm::Expected<Arrays> CaseRun::runReference(ModuleOp module) {
  auto runner = createReferenceRunner(*getMain(module));
  if (!runner)
    return runner.takeError();
  return run(**runner);
}

llvm::Error CaseRun::check(const Arrays &outputs) {
  if (outputs.size() != wanted.size())
    return makeError("expected " + llvm::Twine(wanted.size()) +
                     " outputs, got " + llvm::Twine(outputs.size()));
  for (size_t i = 0; i < outputs.size(); ++i) {
    std::string text =
        compare(outputs[i], wanted[i], entry.outputs[i].tolerance);
    if (!text.empty())
      return makeError("output '" + outputs[i].name + "': " + text);
  }
  return llvm::Error::success();
}

llvm::Error CaseRun::reference() {
  if (failed(prepare(*module)))
    return makeError("the prepare pipeline failed");
  auto main = getMain(*module);
  auto outputs = runReference(*module);
  if (!outputs)
    return outputs.takeError();
  if (isQuantizedFunction(*main) && isIntegerFunction(*main))
    exactOutputs = *outputs;
  return check(*outputs);
}

llvm::Error CaseRun::integer() {
  if (failed(quantize(*module, std::nullopt, {})) ||
      failed(lowerToInteger(*module, Recipe())))
    return makeError("the quantize or integer pipeline failed");
  auto outputs = runReference(*module);
  if (!outputs)
    return outputs.takeError();
  exactOutputs = std::move(*outputs);
  return check(exactOutputs);
}

llvm::Error CaseRun::jit(const std::string &isa) {
  RunnerOptions runnerOptions;
  // Threads would start for every case anew; kernels have tests of their own.
  runnerOptions.threads = 1;
  runnerOptions.isa = isa;
  runnerOptions.compiledIsas = {isa};
  auto runner = createJitRunner(*module, runnerOptions);
  if (!runner)
    return runner.takeError();
  auto outputs = run(**runner);
  if (!outputs)
    return outputs.takeError();
  if (llvm::Error error = check(*outputs))
    return error;
  for (size_t i = 0; i < exactOutputs.size(); ++i)
    if (exactOutputs[i].bytes != (*outputs)[i].bytes)
      return makeError("output '" + exactOutputs[i].name +
                       "': expected the interpreter's bytes, got others");
  return llvm::Error::success();
}

} // namespace

void conformance::runCase(const Case &entry, const EngineOptions &options,
                          MLIRContext *context,
                          llvm::function_ref<void(llvm::StringRef)> started,
                          llvm::function_ref<void(const Outcome &)> finished) {
  std::string diagnostics;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      diagnostics += ": " + diagnostic.str();
    return success();
  });
  CaseRun run(entry, context);
  auto leg = [&](const std::string &name,
                 llvm::function_ref<llvm::Error()> body) {
    diagnostics.clear();
    started(name);
    std::string problem;
    if (llvm::Error error = body())
      problem = llvm::toString(std::move(error)) + diagnostics;
    finished({name, problem});
    return problem.empty();
  };
  if (!leg("import", [&] { return run.import(); }))
    return;
  leg("reference", [&] { return run.reference(); });
  if (run.needsIntegerForm() && !leg("integer", [&] { return run.integer(); }))
    return finished({"jit", "not run: there is no integer form"});
  for (const std::string &isa : options.isas)
    leg("jit-" + isa, [&] { return run.jit(isa); });
}
