// SPDX-License-Identifier: Apache-2.0
// The order of the passes up to the integer gate.
#include "qopt/Pipelines/Pipelines.h"

#include "qopt/Analysis/Passes.h"
#include "qopt/Calibrate/Passes.h"
#include "qopt/Integer/Passes.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Quantize/Assign/Passes.h"
#include "qopt/Quantize/Choose/FormatSearch.h"
#include "qopt/Quantize/Choose/Passes.h"
#include "qopt/Quantize/Outlier/Passes.h"
#include "qopt/Quantize/Prepare/Passes.h"
#include "qopt/Quantize/Raise/Passes.h"
#include "qopt/Quantize/Smooth/Passes.h"
#include "qopt/Quantize/Weights/Passes.h"
#include "qopt/Sequence/Passes.h"

#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::qopt;

void mlir::qopt::buildPreparePipeline(OpPassManager &pm, bool keepFilters) {
  FoldDequantizedConstantsOptions fold;
  fold.keepFilters = keepFilters;
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createFoldDequantizedConstants(fold));
  func.addPass(createCanonicalizerPass());
  // What an exporter computes twice is one value to the patterns that follow.
  func.addPass(createCSEPass());
  func.addPass(createRaiseActivations());
  func.addPass(createRaiseNorms());
  func.addPass(createRaiseRotary());
  func.addPass(createSinkTransposes());
  func.addPass(createFoldBatchNorm());
  // A folded batch norm may have stood between a transpose and its inverse.
  func.addPass(createSinkTransposes());
  // Queries are linear layers with a bias by now.
  func.addPass(createRaiseAttention());
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
}

void mlir::qopt::buildInstrumentPipeline(OpPassManager &pm, bool channels) {
  InsertObserversOptions observers;
  observers.channels = channels;
  pm.nest<func::FuncOp>().addPass(createInsertObservers(observers));
}

// Formats and scales of filters as attributes; `format` of the passes that carry
// them out is then the recipe's only where it is a format.
static void addFilterChoice(OpPassManager &func, const Recipe &recipe) {
  if (!recipe.choosesFilters())
    return;
  ChooseFilterFormatsOptions choose;
  choose.format = recipe.weights;
  choose.clip = recipe.weightSearch;
  choose.granularity = recipe.weightGranularity;
  func.addPass(createChooseFilterFormats(choose));
  if (recipe.correctBiases)
    func.addPass(createCorrectBiases());
}

static void addActivationChoice(OpPassManager &func, const Recipe &recipe) {
  if (!recipe.choosesActivations())
    return;
  ChooseActivationFormatsOptions choose;
  choose.format = recipe.activations;
  // A recipe that was read has a clip here.
  choose.clip = llvm::cantFail(recipe.getActivationClip());
  func.addPass(createChooseActivationFormats(choose));
}

// For the passes that carry a choice out: every op has one then.
static std::string fixedFormat(const std::string &text) {
  return isFormatSearch(text) ? "s8" : text;
}

static void addMarks(OpPassManager &func, const Recipe &recipe) {
  MarkFloatOptions mark;
  mark.nodes.assign(recipe.floatNodes.begin(), recipe.floatNodes.end());
  mark.kinds.assign(recipe.floatKinds.begin(), recipe.floatKinds.end());
  mark.only.assign(recipe.quantizeOnly.begin(), recipe.quantizeOnly.end());
  mark.head = recipe.floatHead;
  mark.before.assign(recipe.floatBefore.begin(), recipe.floatBefore.end());
  func.addPass(createMarkFloat(mark));
}

static void addWiderFormats(OpPassManager &func, const Recipe &recipe) {
  if (!recipe.hasIntegerActivations())
    return;
  WidenResidualsOptions widen;
  widen.residual = recipe.residualFormat;
  widen.scores = recipe.scoreFormat;
  func.addPass(createWidenResiduals(widen));
}

static void addOutlierSplit(OpPassManager &func, const Recipe &recipe) {
  if (recipe.outliers == 0)
    return;
  SplitOutliersOptions split;
  split.threshold = recipe.outliers;
  split.mode = recipe.outlierColumns;
  split.half = recipe.outlierHalf;
  func.addPass(createSplitOutliers(split));
}

// Filters to codes, activations left alone.
static void addWeightCodes(OpPassManager &func, const Recipe &recipe) {
  QuantizeWeightsOptions weights;
  weights.format = fixedFormat(recipe.weights);
  weights.granularity = recipe.weightGranularity;
  // Another search has left its scales on the ops.
  weights.search = recipe.choosesFilters() ? "absmax" : recipe.weightSearch;
  weights.asymmetric = recipe.asymmetricWeights;
  weights.zeroPoints = recipe.weightZeroPoints;
  weights.sparsity = recipe.weightSparsity;
  weights.scaleFormat = recipe.scales;
  weights.scaleBlock = static_cast<int64_t>(recipe.scaleBlock);
  weights.scaleOffset = recipe.scaleOffset;
  for (const auto &[node, format] : recipe.weightOverrides)
    weights.overrides.push_back(node + "=" + format);
  func.addPass(createQuantizeWeights(weights));
}

// Scales of activations made at run time: matrix products only.
static void buildRunTimePipeline(OpPassManager &func, const Recipe &recipe) {
  QuantizeAtRunTimeOptions quantize;
  bool byRun = recipe.scalesRunByRun();
  if (byRun)
    addWeightCodes(func, recipe);
  quantize.activations = fixedFormat(recipe.activations);
  quantize.scales = recipe.activationScales == "token" ? "token" : "tensor";
  if (!byRun) {
    quantize.weights = fixedFormat(recipe.weights);
    quantize.granularity = recipe.weightGranularity;
  }
  func.addPass(createQuantizeAtRunTime(quantize));
}

void mlir::qopt::buildQuantizePipeline(OpPassManager &pm,
                                       const Recipe &recipe) {
  InsertQdqOptions insert;
  insert.activations = fixedFormat(recipe.activations);
  insert.weights = fixedFormat(recipe.weights);
  insert.symmetric = recipe.symmetricActivations;
  insert.granularity = recipe.weightGranularity;
  for (const auto &[node, format] : recipe.weightOverrides)
    insert.overrides.push_back(node + "=" + format);
  OpPassManager &func = pm.nest<func::FuncOp>();
  addMarks(func, recipe);
  addOutlierSplit(func, recipe);
  addFilterChoice(func, recipe);
  if (recipe.isRunTime()) {
    buildRunTimePipeline(func, recipe);
  } else {
    addWiderFormats(func, recipe);
    addActivationChoice(func, recipe);
    func.addPass(createInsertQdq(insert));
    func.addPass(createFuseQdq());
  }
  addKvCache(func, recipe);
  func.addPass(createCSEPass());
  func.addPass(createVerifyQuantized());
}

void mlir::qopt::addKvCache(OpPassManager &func, const Recipe &recipe) {
  if (!recipe.quantizesKvCache())
    return;
  QuantizeKvCacheOptions cache;
  auto [keys, values] = StringRef(recipe.kvCache).split(':');
  cache.keys = keys.str();
  cache.values = (values.empty() ? keys : values).str();
  cache.group = static_cast<int64_t>(recipe.kvCacheGroup);
  func.addPass(createQuantizeKvCache(cache));
}

void mlir::qopt::buildWeightOnlyPipeline(OpPassManager &pm,
                                         const Recipe &recipe) {
  OpPassManager &func = pm.nest<func::FuncOp>();
  addMarks(func, recipe);
  addFilterChoice(func, recipe);
  addWeightCodes(func, recipe);
  addKvCache(func, recipe);
  func.addPass(createCSEPass());
}

void mlir::qopt::buildFusePipeline(OpPassManager &pm) {
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createFuseQdq());
  func.addPass(createCSEPass());
  VerifyQuantizedOptions gate;
  gate.allowFloat = true;
  func.addPass(createVerifyQuantized(gate));
}

void mlir::qopt::buildIntegerPipeline(OpPassManager &pm, const Recipe &recipe,
                                      bool allowFloat) {
  LowerToIntegerOptions lower;
  lower.rounding = recipe.rounding;
  VerifyIntegerOptions gate;
  gate.allowFloat = allowFloat;
  OpPassManager &func = pm.nest<func::FuncOp>();
  func.addPass(createLowerToInteger(lower));
  func.addPass(createCanonicalizerPass());
  func.addPass(createCSEPass());
  func.addPass(createVerifyInteger(gate));
}

void mlir::qopt::buildLayoutPipeline(OpPassManager &pm, bool compressSparse) {
  FoldDequantizedConstantsOptions fold;
  fold.onlyScales = true;
  pm.addNestedPass<func::FuncOp>(createFoldDequantizedConstants(fold));
  ExpandBinaryCodesOptions expand;
  expand.keepRows = true;
  pm.addNestedPass<func::FuncOp>(createExpandBinaryCodes(expand));
  pm.addNestedPass<func::FuncOp>(createFuseProducts());
  PackWeightsOptions pack;
  if (!compressSparse)
    pack.sparseRows = 0;
  pm.addNestedPass<func::FuncOp>(createPackWeights(pack));
}

// Whether any op of the function satisfies `isWanted`.
static bool anyOp(func::FuncOp func,
                  llvm::function_ref<bool(Operation *)> isWanted) {
  return func
      ->walk([&](Operation *op) {
        return isWanted(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

bool mlir::qopt::isQuantizedFunction(func::FuncOp func) {
  return anyOp(func, [](Operation *op) {
    if (auto assemble = dyn_cast<AssembleOp>(op))
      return !getConstant(assemble.getCodes()); // not a compressed constant
    // A model of tokens may have no number to quantize at its border.
    return isa<QuantizeOp, RequantizeOp>(op) ||
           (op->hasTrait<mlir::qopt::OpTrait::ResultParams>() &&
            getQType(op->getResult(0)));
  });
}

static constexpr StringLiteral kIntegerStage = "qopt.integer_stage";

void mlir::qopt::markIntegerStage(func::FuncOp func) {
  func->setAttr(kIntegerStage, UnitAttr::get(func.getContext()));
}

// The op that made a value, through ops that only move elements.
static Operation *sourceOf(Value value) {
  Operation *op = value.getDefiningOp();
  while (isa_and_nonnull<TransposeOp, ReshapeOp>(op))
    op = op->getOperand(0).getDefiningOp();
  return op;
}

// A float op between dequantize and quantize, what an imported Q/DQ model has for
// a quantized layer. A layer that a recipe left float looks the same, but behind
// the integer stage only.
static bool isQdqLayer(QuantizeOp quantize) {
  Operation *layer = sourceOf(quantize.getInput());
  return layer && layer->hasTrait<mlir::qopt::OpTrait::ResultParams>() &&
         llvm::any_of(layer->getOperands(), [](Value operand) {
           return isa_and_nonnull<DequantizeOp>(sourceOf(operand));
         });
}

bool mlir::qopt::isIntegerFunction(func::FuncOp func) {
  bool marked = func->hasAttr(kIntegerStage);
  return !anyOp(func, [&](Operation *op) {
    // In QDQ form a quantize is read by a dequantize or ends a layer in floats.
    if (auto quantize = dyn_cast<QuantizeOp>(op))
      return (!marked && isQdqLayer(quantize)) ||
             llvm::any_of(op->getUsers(), [](Operation *user) {
               return !isa<CodesOp>(user);
             });
    // The codes of a constant are a constant behind the integer stage.
    if (auto codes = dyn_cast<CodesOp>(op))
      return !isa_and_nonnull<QuantizeOp>(codes.getInput().getDefiningOp());
    return !isa<DequantizeOp, AssembleOp>(op) &&
           llvm::any_of(op->getResultTypes(), [](Type t) {
             return isa<RankedTensorType>(t) && getQType(t);
           });
  });
}

namespace {
struct RecipeOptions : PassPipelineOptions<RecipeOptions> {
  Option<std::string> recipe{*this, "recipe",
                             llvm::cl::desc("Named recipe or .json file"),
                             llvm::cl::init("int8")};

  Recipe load() const {
    auto loaded = loadRecipe(recipe.getValue());
    if (loaded)
      return *loaded;
    llvm::report_fatal_error(loaded.takeError(), /*gen_crash_diag=*/false);
  }
};
} // namespace

void mlir::qopt::registerPipelines() {
  PassPipelineRegistration<>("qopt-prepare-pipeline",
                             "Canonical float form", [](OpPassManager &pm) {
                               buildPreparePipeline(pm);
                             });
  PassPipelineRegistration<>("qopt-layout-pipeline", "Packed weights",
                             [](OpPassManager &pm) { buildLayoutPipeline(pm); });
  PassPipelineRegistration<>("qopt-fuse-pipeline",
                             "Imported QDQ form to quantized form",
                             buildFusePipeline);
  PassPipelineRegistration<RecipeOptions>(
      "qopt-quantize-pipeline", "Annotated float form to quantized form",
      [](OpPassManager &pm, const RecipeOptions &options) {
        Recipe recipe = options.load();
        if (recipe.isWeightOnly())
          buildWeightOnlyPipeline(pm, recipe);
        else
          buildQuantizePipeline(pm, recipe);
      });
  PassPipelineRegistration<RecipeOptions>(
      "qopt-integer-pipeline", "Quantized form to integer-only form",
      [](OpPassManager &pm, const RecipeOptions &options) {
        buildIntegerPipeline(pm, options.load(), /*allowFloat=*/false);
      });
}
