// SPDX-License-Identifier: Apache-2.0
// What a recipe's entries mean together, and recipes by name or file.
#include "qopt/Pipelines/Recipe.h"

#include "qopt/IR/Spelling.h"
#include "qopt/Quantize/Choose/FormatSearch.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

static llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

bool Recipe::hasIntegerActivations() const {
  llvm::StringRef digits = activations;
  unsigned bits;
  return (digits.consume_front("s") || digits.consume_front("u")) &&
         !digits.getAsInteger(10, bits);
}

bool Recipe::keepsAttentionFloat() const {
  auto isLinear = [](const std::string &kind) { return kind == "linear"; };
  return isWeightOnly() ||
         (!quantizeOnly.empty() && llvm::all_of(quantizeOnly, isLinear));
}

bool Recipe::scalesRunByRun() const {
  bool perColumn = (weightGranularity == "channel" ||
                    weightGranularity == "tensor") &&
                   !asymmetricWeights && scales == "f32";
  // Outliers' halves add up as integers, under scales per column.
  return isRunTime() && hasIntegerActivations() && outliers == 0 &&
         !(perColumn && weights == "s8");
}

bool Recipe::choosesFilters() const {
  // What --qopt-quantize-weights does itself it does with zero points, too.
  bool plain = weightSearch == "absmax" ||
               (weightSearch == "mse" && (isWeightOnly() || scalesRunByRun()));
  // Correction needs to know what the codes will be.
  return isFormatSearch(weights) || !plain || correctBiases;
}

std::string Recipe::getFolds() const {
  SmallVector<std::string> folds;
  if (rotate)
    folds.push_back("rotate");
  if (equalize)
    folds.push_back("equalize");
  if (smooth != "none")
    folds.push_back("smooth=" + smooth + ":" + smoothMakers +
                    (smoothPowerOfTwo ? ":power-of-two" : "") +
                    (smoothCompensate ? ":compensate" : ""));
  if (awq)
    folds.push_back("awq=" + weights + ":" + weightGranularity);
  return llvm::join(folds, ",");
}

bool Recipe::needsChannels() const {
  return smooth != "none" || awq || correctBiases || findsOutliers();
}

bool Recipe::needsRows() const { return smooth == "search" || awq; }

bool Recipe::choosesActivations() const { return isFormatSearch(activations); }

llvm::Expected<std::string> Recipe::getActivationClip() const {
  if (observer == "minmax")
    return "absmax";
  if (observer == "mse")
    return "mse";
  if (observer == "percentile")
    return "percentile:" + std::to_string(percentile);
  return makeError("expected observer minmax, percentile or mse beside the "
                   "search '" +
                   activations + "' for activations, got '" + observer + "'");
}

// The activations' format in Numerics' terms.
static llvm::Error setFormat(const Recipe &recipe, MLIRContext *context,
                             num::ObserverConfig &config) {
  std::string message;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  FormatInterface format =
      parseFormat(recipe.activations, context, /*narrow=*/false,
                  [&] { return emitError(UnknownLoc::get(context)); });
  if (!format)
    return makeError(message);
  if (const num::CodeTable *table = format.getTable())
    config.table = *table;
  else
    config.format = {static_cast<int>(format.getBits()), format.isSignedCode(),
                     false};
  return llvm::Error::success();
}

llvm::Expected<num::ObserverConfig>
Recipe::getObserverConfig(MLIRContext *context) const {
  num::ObserverConfig config;
  auto kind = num::parseObserverKind(observer);
  if (!kind)
    return makeError("expected observer minmax, moving_average, percentile, "
                     "mse or entropy, got '" +
                     observer + "'");
  config.kind = *kind;
  config.percentile = percentile;
  config.momentum = momentum;
  config.symmetric = symmetricActivations;
  if (choosesActivations()) {
    // The search reads histograms; the extremes are for the table.
    config.kind = num::ObserverKind::MinMax;
    return config;
  }
  if (llvm::Error error = setFormat(*this, context, config))
    return std::move(error);
  if (config.table && config.kind == num::ObserverKind::Entropy)
    return makeError("expected observer minmax, moving_average, percentile or "
                     "mse for activations of format '" +
                     activations + "', got 'entropy', whose levels are integers");
  // One threshold serves both signs where there are no zero points.
  config.symmetric |= config.table && config.table->isSigned();
  if (!num::makeObserver(config))
    return makeError("expected percentile in (50, 100] and momentum in (0, 1], "
                     "got " +
                     std::to_string(percentile) + " and " +
                     std::to_string(momentum));
  return config;
}

llvm::Expected<Recipe> mlir::qopt::loadRecipe(llvm::StringRef nameOrPath) {
  std::string known;
  for (const Recipe &recipe : getNamedRecipes()) {
    if (recipe.name == nameOrPath)
      return recipe;
    known += (known.empty() ? "" : ", ") + recipe.name;
  }
  if (!nameOrPath.ends_with(".json"))
    return makeError("expected a recipe file (.json) or one of " + known +
                     ", got '" + nameOrPath + "'");
  auto buffer = llvm::MemoryBuffer::getFile(nameOrPath);
  if (!buffer)
    return makeError("expected a readable recipe, got '" + nameOrPath +
                     "': " + buffer.getError().message());
  return Recipe::fromJson((*buffer)->getBuffer());
}
