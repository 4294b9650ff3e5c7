// SPDX-License-Identifier: Apache-2.0
// What the subcommands share: messages, loading, writing.
#include "Options.h"

#include "qopt/Emit/Files.h"
#include "qopt/InitAllDialects.h"
#include "qopt/IR/QOpt.h"
#include "qopt/Pipelines/Generate.h"
#include "qopt/Pipelines/Pipelines.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;

int driver::fail(const llvm::Twine &message) {
  llvm::errs() << "error: " << message << "\n";
  return kFailure;
}

int driver::fail(llvm::Error error) {
  return fail(llvm::toString(std::move(error)));
}

int driver::usage(const llvm::Twine &message) {
  llvm::errs() << "error: " << message << "\n"
               << "'qopt COMMAND --help' lists the options.\n";
  return kUsage;
}

static StringRef severity(DiagnosticSeverity s) {
  switch (s) {
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Remark:
    return "remark";
  case DiagnosticSeverity::Note:
    return "note";
  }
  llvm_unreachable("all severities are named");
}

DriverContext::DriverContext(bool remarks) {
  DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  context.appendDialectRegistry(registry);
  // One line an error: users did not write the IR.
  context.printOpOnDiagnostic(false);
  context.getDiagEngine().registerHandler([remarks](Diagnostic &diagnostic) {
    if (!remarks && diagnostic.getSeverity() == DiagnosticSeverity::Remark)
      return success();
    std::string node = getNodeName(diagnostic.getLocation());
    std::string message = diagnostic.str();
    llvm::errs() << severity(diagnostic.getSeverity()) << ": ";
    if (auto file = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>()) {
      llvm::errs() << file.getFilename().getValue() << ":";
      if (file.getLine())
        llvm::errs() << file.getLine() << ":" << file.getColumn() << ":";
      llvm::errs() << " ";
    }
    if (!node.empty() && message.find("'" + node + "'") == std::string::npos)
      llvm::errs() << "node '" << node << "': ";
    llvm::errs() << message << "\n";
    for (Diagnostic &note : diagnostic.getNotes())
      llvm::errs() << "note: " << note.str() << "\n";
    return success();
  });
}

llvm::Expected<LoadOptions> driver::getLoadOptions(const Options &options) {
  LoadOptions load;
  if (options.batch < 0)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "expected --batch >= 1, got %lld",
                                   static_cast<long long>(options.batch));
  auto isOnnx = [](StringRef path) {
    return getModelKind(path) == ModelKind::Onnx;
  };
  if ((options.batch || !options.dims.empty()) && !isOnnx(options.model) &&
      !isOnnx(options.secondModel))
    return llvm::createStringError(
        "expected an .onnx model for --batch or --dim, got '%s', whose shapes "
        "are fixed",
        options.model.c_str());
  if (options.batch)
    load.batch = options.batch;
  for (StringRef entry : options.dims) {
    auto [name, text] = entry.rsplit('=');
    int64_t size;
    if (name.empty() || text.getAsInteger(10, size) || size < 1)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "expected --dim NAME=VALUE with a size >= 1, got '%s'",
          entry.str().c_str());
    load.dims[name] = size;
  }
  return load;
}

llvm::Expected<std::optional<Recipe>>
driver::getRecipe(const Options &options) {
  if (options.recipe.empty())
    return std::optional<Recipe>();
  auto recipe = loadRecipe(options.recipe);
  if (!recipe)
    return recipe.takeError();
  if (!options.kvCache.empty()) {
    // Attention over keys and values with scales of their own is float.
    if (recipe->isRunTime())
      recipe->quantizeOnly = {"linear"};
    if (!recipe->keepsAttentionFloat())
      return llvm::createStringError(
          "expected no recipe, a weight-only one, one with scales made at run time "
          "or one of linear ops only for --kv-cache, got '%s', whose keys and values "
          "are cached as the codes that they are",
          recipe->name.c_str());
    recipe->kvCache = options.kvCache;
  }
  return std::optional<Recipe>(std::move(*recipe));
}

// A quantized module on to integer-only form.
static LogicalResult toInteger(ModuleOp module,
                               const std::optional<Recipe> &recipe) {
  return lowerToInteger(module, recipe.value_or(Recipe()));
}

LogicalResult driver::prepareFloat(const Options &options, ModuleOp module) {
  if (failed(prepare(module, /*keepFilters=*/true)))
    return failure();
  return options.kvCache.empty() ? success()
                                 : quantizeKvCache(module, options.kvCache);
}

LogicalResult driver::makeStepIfAsked(const Options &options, ModuleOp module) {
  auto main = getMain(module);
  if (failed(main))
    return failure();
  if (!options.step || isStepModel(getInputPorts(*main), getOutputPorts(*main)))
    return success();
  return makeStepModel(module);
}

FailureOr<OwningOpRef<ModuleOp>>
driver::loadRunnable(const Options &options, StringRef path,
                     MLIRContext *context) {
  auto report = [](llvm::Error error) {
    fail(std::move(error));
    return failure();
  };
  auto load = getLoadOptions(options);
  if (!load)
    return report(load.takeError());
  auto recipe = getRecipe(options);
  if (!recipe)
    return report(recipe.takeError());
  auto module = loadModule(path, context, *load);
  if (failed(module))
    return failure();
  auto main = getMain(**module);
  if (failed(main))
    return failure();
  bool quantized = isQuantizedFunction(*main);
  // Codes that a weight-only recipe leaves at run time are those of a cache.
  bool toIntegers = *recipe ? !(*recipe)->isWeightOnly() : quantized;
  // Integer-only already, or borders only?
  if (!(quantized && isIntegerFunction(*main) && !*recipe)) {
    if (*recipe || quantized
            ? failed(quantize(**module, *recipe, {options.data, options.stats}))
            : failed(prepareFloat(options, **module)))
      return failure();
  }
  if (failed(makeStepIfAsked(options, **module)) ||
      (toIntegers && isQuantizedFunction(*main) && !isIntegerFunction(*main) &&
       failed(toInteger(**module, *recipe))))
    return failure();
  return module;
}

//===-- Files -------------------------------------------------------------===//

static llvm::Error
writeOutput(StringRef path,
            llvm::function_ref<llvm::Error(llvm::raw_ostream &)> write) {
  return path == "-" ? write(llvm::outs()) : writeFile(path, write);
}

llvm::Error driver::writeText(StringRef text, StringRef path) {
  return writeOutput(path, [&](llvm::raw_ostream &os) {
    os << text;
    return llvm::Error::success();
  });
}

llvm::Error driver::writeModule(ModuleOp module, StringRef path) {
  return writeOutput(path, [&](llvm::raw_ostream &os) -> llvm::Error {
    if (path.ends_with(".mlirbc")) {
      if (failed(writeBytecodeToFile(module, os)))
        return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                       "expected to write bytecode to '%s'",
                                       path.str().c_str());
      return llvm::Error::success();
    }
    module.print(os, OpPrintingFlags().enableDebugInfo(true, /*prettyForm=*/false));
    os << "\n";
    return llvm::Error::success();
  });
}
