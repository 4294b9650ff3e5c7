// SPDX-License-Identifier: Apache-2.0
// A recipe: how a model is to be quantized, as plain data with a JSON form.
#ifndef QOPT_PIPELINES_RECIPE_H
#define QOPT_PIPELINES_RECIPE_H

#include "qopt/Numerics/Calibration.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <utility>
#include <vector>

namespace mlir {
class MLIRContext;
}

namespace mlir::qopt {

struct Recipe {
  std::string name = "int8";
  std::string description;
  /// Formats of activations and of constant filters: s8, u8, s4, s16, e4m3fn, nf4,
  /// flint<s4>, ... Activations "f32": weight-only. A search may stand in place of
  /// a format: ant:4, fp8:8, best:s4|nf4, of filters also kmeans:4, ...; see
  /// --qopt-choose-filter-formats and --qopt-choose-activation-formats.
  std::string activations = "s8";
  std::string weights = "s8";
  /// Which elements of a filter share a scale: tensor, channel, weight-only also group:N
  /// and block:N, and group:N beside scales of activations made at run time.
  std::string weightGranularity = "channel";
  /// How scales of filters are chosen: absmax, mse, percentile:P, mean (ant:N and
  /// fp8:N have their own search).
  std::string weightSearch = "absmax";
  /// Weight-only: whether filters have zero points, and how scales are stored;
  /// see --qopt-quantize-weights.
  bool asymmetricWeights = false;
  /// Of asymmetric filters: int or float; and N:M such as 2:4 for filters of which
  /// the largest weights stay, or empty.
  std::string weightZeroPoints = "int";
  std::string weightSparsity;
  std::string scales = "f32";
  double scaleBlock = 0;
  bool scaleOffset = false;
  /// How activations get their scales: "static" (from calibration), or at run time
  /// one per row ("token") or per value ("tensor-dynamic"), symmetric; the latter two
  /// for matrix products only.
  std::string activationScales = "static";
  /// Op kinds that are quantized, all others staying float; empty: no such limit.
  /// See --qopt-mark-float.
  std::vector<std::string> quantizeOnly;
  /// The last linear layers before the results stay float.
  bool floatHead = false;
  /// LLM.int8(), beside scales made at run time: the magnitude from which on a column
  /// of a linear layer's input is multiplied apart (0: none is), whether columns are
  /// "static" (from data) or "dynamic", and what their product is made of: f32, codes
  /// or s16. See --qopt-split-outliers.
  double outliers = 0;
  std::string outlierColumns = "static";
  std::string outlierHalf = "f32";
  /// Activations have zero point 0.
  bool symmetricActivations = false;
  /// Beside integer activations, formats of residual streams and of attention
  /// scores: integers of at most 16 bits, or empty (as all activations); see
  /// --qopt-widen-residuals.
  std::string residualFormat = "s16", scoreFormat;
  /// Spelling of an ObserverKind, and its percentile and momentum.
  std::string observer = "minmax";
  double percentile = 99.99;
  double momentum = 0.01;
  /// Per-channel factors folded before quantization (Quantize/Smooth): SmoothQuant's
  /// alpha as a number in [0, 1], "search" or "none", from norms alone ("norm") or
  /// from linear layers, too ("all"); AWQ; cross-layer equalization.
  std::string smooth = "none", smoothMakers = "norm";
  bool smoothPowerOfTwo = false;
  /// Uses that cannot absorb factors (residual sums of post-norm blocks) are
  /// multiplied at run time.
  bool smoothCompensate = false;
  bool awq = false;
  bool equalize = false;
  /// The residual stream in a basis turned by a Hadamard matrix.
  bool rotate = false;
  /// Biases make up for what quantized filters change on average.
  bool correctBiases = false;

  /// Where attention is float: signed integers that keys and values of causal attention are
  /// cached as, with run-time scales: "s8", or "s8:s4" for keys and values (see
  /// --qopt-quantize-kv-cache), or "as-is"; and how many elements of a head share a
  /// scale (0: all).
  std::string kvCache = "as-is";
  double kvCacheGroup = 0;
  /// Rescale rounding: "single" or "double".
  std::string rounding = "single";
  /// Node names and op kinds that stay float.
  std::vector<std::string> floatNodes, floatKinds;
  /// Nodes before which all stays float: what prepares the signal.
  std::vector<std::string> floatBefore;
  /// Filter format of single nodes, (node, format).
  std::vector<std::pair<std::string, std::string>> weightOverrides;

  /// Whether only filters are quantized: no ranges, hence no data, are needed.
  bool isWeightOnly() const { return activations == "f32"; }

  /// Whether activations get their scales at run time.
  bool isRunTime() const { return activationScales != "static"; }
  /// Whether filters become codes of their own, with scales that may change along the
  /// summed dimension, before activations get scales at run time: beside integers, all
  /// but s8 filters with plain scales per column or tensor.
  bool scalesRunByRun() const;
  /// Whether ranges are needed, hence data or statistics.
  bool needsRanges() const { return !isWeightOnly() && !isRunTime(); }
  /// The folds in the order in which they are carried out, "smooth=0.5,awq", empty
  /// without any: what a statistics table was made with.
  std::string getFolds() const;
  /// Whether calibration has to keep statistics by channel, and sampled rows.
  bool needsChannels() const;
  bool needsRows() const;
  /// Whether the model must be run over data (or a table be given).
  bool needsData() const { return needsRanges() || needsChannels(); }
  /// Whether columns of outliers come from data: statistics by channel are needed.
  bool findsOutliers() const { return outliers != 0 && outlierColumns == "static"; }

  /// Whether activations are s4, u8, ..., neither float nor in another format.
  bool hasIntegerActivations() const;

  /// Whether products of two activations stay float.
  bool keepsAttentionFloat() const;
  /// Whether keys and values get a format of their own.
  bool quantizesKvCache() const { return kvCache != "as-is"; }

  /// Whether a pass chooses formats or scales of filters before they become codes.
  bool choosesFilters() const;
  /// Whether every activation gets a format of its own: calibration must keep
  /// histograms.
  bool choosesActivations() const;
  /// Then: how the clips of given formats are chosen, from the observer. An error
  /// where that is none of minmax, percentile and mse.
  llvm::Expected<std::string> getActivationClip() const;

  /// The observer to calibrate with; an error where an entry is out of range or
  /// the observer does not serve the activations' format.
  llvm::Expected<::qopt::numerics::ObserverConfig>
  getObserverConfig(MLIRContext *context) const;

  /// JSON with every entry; fromJson refuses unknown keys by name.
  std::string toJson() const;
  static llvm::Expected<Recipe> fromJson(llvm::StringRef text);
};

/// The recipes qopt knows by name, in the order `--help` lists them.
llvm::ArrayRef<Recipe> getNamedRecipes();

/// A named recipe, or the contents of a .json file.
llvm::Expected<Recipe> loadRecipe(llvm::StringRef nameOrPath);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_RECIPE_H
