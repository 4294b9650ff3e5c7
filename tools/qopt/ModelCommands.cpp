// SPDX-License-Identifier: Apache-2.0
// qopt import, calibrate, quantize, compile: from a model file to another.
#include "Options.h"

#include "qopt/Pipelines/Artefact.h"
#include "qopt/Pipelines/FoldReport.h"
#include "qopt/Pipelines/FormatReport.h"
#include "qopt/Pipelines/GpuArtefact.h"
#include "qopt/Pipelines/Pipelines.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;

static FailureOr<OwningOpRef<ModuleOp>> load(const Options &options,
                                             DriverContext &context) {
  auto loadOptions = getLoadOptions(options);
  if (!loadOptions) {
    fail(loadOptions.takeError());
    return failure();
  }
  return loadModule(options.model, context.get(), *loadOptions);
}

static int finish(llvm::Error error) {
  return error ? fail(std::move(error)) : 0;
}

int driver::runImport(const Options &options) {
  if (options.output.empty())
    return usage("expected an output file (-o), got none");
  DriverContext context;
  auto module = load(options, context);
  if (failed(module))
    return kFailure;
  if (!options.outliers.empty()) {
    int64_t channels;
    double factor;
    auto [count, by] = StringRef(options.outliers).split('x');
    if (count.getAsInteger(10, channels) || by.getAsDouble(factor) ||
        channels < 1 || !(factor > 0))
      return usage("expected --inject-outliers CHANNELSxFACTOR, such as 4x64, got '" +
                   options.outliers + "'");
    if (failed(injectOutliers(**module, channels, factor)))
      return kFailure;
  }
  return finish(writeModule(**module, options.output));
}

int driver::runCalibrate(const Options &options) {
  if (options.output.empty() || options.data.empty())
    return usage("expected data (--data) and an output file (-o)");
  auto recipe = getRecipe(options);
  if (!recipe)
    return fail(recipe.takeError());
  DriverContext context;
  auto module = load(options, context);
  if (failed(module) || failed(prepare(**module)))
    return kFailure;
  auto table = calibrate(**module, options.data, recipe->value_or(Recipe()),
                         options.limit);
  if (!table)
    return fail(table.takeError());
  return finish(writeText(table->toJson(), options.output));
}

int driver::runQuantize(const Options &options) {
  if (options.output.empty())
    return usage("expected an output file (-o), got none");
  auto recipe = getRecipe(options);
  if (!recipe)
    return fail(recipe.takeError());
  DriverContext context;
  auto module = load(options, context);
  if (failed(module) ||
      failed(quantize(**module, *recipe, {options.data, options.stats})))
    return kFailure;
  if (!options.folds.empty()) {
    auto main = getMain(**module);
    if (failed(main))
      return kFailure;
    FoldReport folds = reportFolds(*main);
    bool isJson = StringRef(options.folds).ends_with(".json");
    if (llvm::Error error =
            writeText(isJson ? folds.toJson() : folds.toText(), options.folds))
      return fail(std::move(error));
  }
  if (!options.report.empty()) {
    auto main = getMain(**module);
    if (failed(main))
      return kFailure;
    FormatReport report = reportFormats(*main);
    bool isJson = StringRef(options.report).ends_with(".json");
    if (llvm::Error error = writeText(isJson ? report.toJson() : report.toText(),
                                      options.report))
      return fail(std::move(error));
  }
  return finish(writeModule(**module, options.output));
}

// Brings a loaded module to `stage` (at most LLVM dialect); without a target not beyond
// the form that targets start from.
static LogicalResult lowerTo(EmitStage stage, ModuleOp module,
                             const std::optional<Recipe> &recipe,
                             const Options &options, const CpuTarget *target) {
  if (stage == EmitStage::Float)
    return makeStepIfAsked(options, module);
  auto main = getMain(module);
  if (failed(main))
    return failure();
  if (stage == EmitStage::Prepared)
    return success(succeeded(options.kvCache.empty()
                                 ? prepare(module)
                                 : prepareFloat(options, module)) &&
                   succeeded(makeStepIfAsked(options, module)));
  bool integer = isQuantizedFunction(*main) && isIntegerFunction(*main);
  bool quantizes = recipe || isQuantizedFunction(*main);
  if (recipe || (quantizes && !integer)) {
    if (failed(quantize(module, recipe, {options.data, options.stats})))
      return failure();
    // Weight-only models have no integer stage.
    quantizes = isQuantizedFunction(*main) && !(recipe && recipe->isWeightOnly());
  } else if (!quantizes && failed(prepareFloat(options, module))) {
    return failure();
  }
  if (failed(makeStepIfAsked(options, module)))
    return failure();
  if (stage == EmitStage::Quantized)
    return success();
  if (quantizes && !integer &&
      failed(lowerToInteger(module, recipe.value_or(Recipe()))))
    return failure();
  if (stage == EmitStage::Integer || !target)
    return success();
  return lowerToCpu(module, *target, stage == EmitStage::Linalg);
}

// k after which sums of float products are added to totals; none: no such products.
static llvm::Expected<std::optional<int64_t>> parsePromote(StringRef text) {
  int64_t promote = 0;
  if (text.empty())
    return std::nullopt;
  if (text.getAsInteger(10, promote) || promote < 0 || promote % 64 != 0)
    return llvm::createStringError("expected --float-products 0 or a multiple of 64, got '" +
                                   text + "'");
  return promote;
}

static int compileForGpu(EmitStage stage, const Options &options,
                         const std::optional<Recipe> &recipe) {
  if (!options.fallback.empty() && options.fallback != "cpu")
    return usage("expected --fallback cpu, got '" + options.fallback + "'");
  auto promote = parsePromote(options.floatProducts);
  if (!promote)
    return usage(llvm::toString(promote.takeError()));
  auto target = parseGpuTarget(options.target);
  if (!target)
    return fail(target.takeError());
  if (llvm::Error error = checkGpuStage(stage))
    return fail(std::move(error));
  DriverContext context;
  auto module = load(options, context);
  if (failed(module) || failed(setModelName(**module, options.name)))
    return kFailure;
  if (!takesBuffers(**module) && failed(lowerTo(stage, **module, recipe, options, nullptr)))
    return kFailure;
  if (stage == EmitStage::Llvm && target->chips.size() != 1)
    return fail("expected one chip for --emit=llvm, such as --target nvptx:sm_80");
  if (stage == EmitStage::Llvm &&
      failed(lowerToLaunches(**module, target->chips.front(), *promote)))
    return kFailure;
  if (stage <= EmitStage::Llvm)
    return finish(writeModule(**module, options.output));
  return finish(writeGpuArtefact(std::move(*module), stage, options.output, recipe,
                                 {*target, options.ptxas, !options.fallback.empty(), *promote}));
}

int driver::runCompile(const Options &options) {
  if (options.output.empty())
    return usage("expected an output file (-o), got none");
  EmitStage stage = EmitStage::Library;
  if (!options.emit.empty()) {
    auto parsed = parseEmitStage(options.emit);
    if (!parsed)
      return usage("expected --emit to be one of " + listEmitStages() +
                   ", got '" + options.emit + "'");
    stage = *parsed;
  } else if (StringRef(options.output).ends_with(".o")) {
    stage = EmitStage::Object;
  }
  auto recipe = getRecipe(options);
  if (!recipe)
    return fail(recipe.takeError());
  if (isGpuTarget(options.target))
    return compileForGpu(stage, options, *recipe);
  if (!options.fallback.empty() || !options.ptxas.empty() || !options.floatProducts.empty())
    return usage("expected a target of GPUs for --fallback, --ptxas and --float-products, got '" +
                 options.target + "'");
  auto target = parseTarget(options.target);
  if (!target)
    return fail(target.takeError());
  if (llvm::Error error = checkStage(stage, *target))
    return fail(std::move(error));
  DriverContext context;
  auto module = load(options, context);
  if (failed(module))
    return kFailure;
  if (failed(setModelName(**module, options.name)) ||
      failed(lowerTo(stage, **module, *recipe, options, &*target)))
    return kFailure;
  if (stage < EmitStage::LlvmIr)
    return finish(writeModule(**module, options.output));
  return finish(writeArtefact(std::move(*module), stage, options.output,
                              *recipe));
}
