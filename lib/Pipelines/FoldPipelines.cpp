// SPDX-License-Identifier: Apache-2.0
// The order of the folds of a recipe, and what their searches simulate.
#include "qopt/Pipelines/Pipelines.h"

#include "qopt/Quantize/Choose/FormatSearch.h"
#include "qopt/Quantize/Smooth/Passes.h"

#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qopt;

// Bits of a format or search as recipes spell them: the search simulates integers of
// that width. The last number of the text: s8, flint<s4>, ant:4; 8 of those that
// name none (e4m3fn).
static int bitsOf(StringRef text) {
  int bits;
  StringRef digits = text.rtrim(">").substr(
      text.rtrim(">").find_last_not_of("0123456789") + 1);
  return !digits.empty() && !digits.getAsInteger(10, bits) && bits >= 2 &&
                 bits <= 16
             ? bits
             : 8;
}

// Runs of the flattened filter have no counterpart along the summed axis.
static std::string granularityOf(StringRef text) {
  return text.starts_with("block:") ? "channel" : text.str();
}

void mlir::qopt::buildDataFreeFoldPipeline(OpPassManager &pm,
                                           const Recipe &recipe) {
  OpPassManager &func = pm.nest<func::FuncOp>();
  if (recipe.rotate)
    func.addPass(createRotateResidual());
  if (recipe.equalize)
    func.addPass(createEqualizeLayers());
}

void mlir::qopt::buildChannelFoldPipeline(OpPassManager &pm,
                                          const Recipe &recipe) {
  OpPassManager &func = pm.nest<func::FuncOp>();
  if (recipe.smooth != "none") {
    SmoothActivationsOptions smooth;
    smooth.alpha = recipe.smooth;
    smooth.makers = recipe.smoothMakers;
    smooth.powerOfTwo = recipe.smoothPowerOfTwo;
    smooth.compensate = recipe.smoothCompensate;
    smooth.weightBits = bitsOf(recipe.weights);
    smooth.weightGranularity = granularityOf(recipe.weightGranularity);
    if (recipe.isWeightOnly()) {
      smooth.activationGranularity = "none";
    } else {
      smooth.activationBits = bitsOf(recipe.activations);
      smooth.symmetric = recipe.symmetricActivations || recipe.isRunTime();
      if (recipe.activationScales == "token")
        smooth.activationGranularity = "token";
    }
    func.addPass(createSmoothActivations(smooth));
  }
  if (recipe.awq) {
    ScaleActivationAwareOptions aware;
    aware.weightBits = bitsOf(recipe.weights);
    aware.weightGranularity = granularityOf(recipe.weightGranularity);
    aware.asymmetric = recipe.asymmetricWeights;
    func.addPass(createScaleActivationAware(aware));
  }
}
