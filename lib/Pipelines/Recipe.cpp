// SPDX-License-Identifier: Apache-2.0
// Named recipes and their JSON form.
#include "qopt/Pipelines/Recipe.h"

#include "qopt/IR/Spelling.h"
#include "qopt/Quantize/Choose/FormatSearch.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

static llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

static Recipe make(const char *name, const char *description,
                   void (*change)(Recipe &)) {
  Recipe recipe;
  recipe.name = name;
  recipe.description = description;
  change(recipe);
  return recipe;
}

static Recipe weightOnly(const char *name, const char *description,
                         const char *format, const char *granularity,
                         void (*change)(Recipe &)) {
  Recipe recipe = make(name, description, change);
  recipe.activations = "f32";
  recipe.weights = format;
  recipe.weightGranularity = granularity;
  return recipe;
}

llvm::ArrayRef<Recipe> mlir::qopt::getNamedRecipes() {
  static const std::vector<Recipe> recipes = {
      make("int8", "8-bit weights per channel, 8-bit asymmetric activations, "
                   "ranges by minimum and maximum",
           [](Recipe &) {}),
      make("int8-mse", "int8 with ranges of least squared error",
           [](Recipe &r) { r.observer = "mse"; }),
      make("int8-percentile", "int8 with 0.01 % of the outliers clipped",
           [](Recipe &r) { r.observer = "percentile"; }),
      make("int8-entropy", "int8 with ranges of least KL divergence",
           [](Recipe &r) { r.observer = "entropy"; }),
      make("int8-moving-average", "int8 with averaged extremes",
           [](Recipe &r) { r.observer = "moving_average"; }),
      make("int8-symmetric", "int8 with zero points of 0 everywhere",
           [](Recipe &r) { r.symmetricActivations = true; }),
      make("int8-tensor", "int8 with one scale per filter",
           [](Recipe &r) { r.weightGranularity = "tensor"; }),
      make("int8-tflite", "int8 with the double rounding of TFLite's reference "
                          "kernels",
           [](Recipe &r) { r.rounding = "double"; }),
      make("u8s8", "int8 with unsigned activations",
           [](Recipe &r) { r.activations = "u8"; }),
      make("w4a8", "4-bit weights per channel, 8-bit activations, scales of least "
                   "squared error",
           [](Recipe &r) {
             r.weights = "s4";
             r.weightSearch = r.observer = "mse";
           }),
      make("w4a4", "4-bit weights per channel, 4-bit activations, scales of least "
                   "squared error",
           [](Recipe &r) {
             r.weights = r.activations = "s4";
             r.weightSearch = "mse";
             r.observer = "mse";
           }),
      make("fp8", "E4M3 weights per channel and activations, ranges of least "
                  "squared error, computed in f32",
           [](Recipe &r) {
             r.weights = "e4m3fn";
             r.activations = "e4m3fn";
             r.weightSearch = "mse";
             r.observer = "mse";
           }),
      make("flint4", "4-bit flint weights per channel and activations (signed "
                     "where they have to be), computed in integers",
           [](Recipe &r) {
             r.weights = "flint<s4>";
             r.activations = "best:flint<s4>|flint<u4>";
             r.weightSearch = "mse";
             r.observer = "mse";
           }),
      make("ant4", "ANT: 4-bit weights and activations, each in int, flint or powers "
                   "of two, whichever fits best",
           [](Recipe &r) {
             r.weights = r.activations = "ant:4";
             r.symmetricActivations = true;
           }),
      make("fp8-search", "8-bit floats, mantissa width by search per filter and "
                         "activation, computed in f32 where no integers hold them",
           [](Recipe &r) {
             r.weights = r.activations = "fp8:8";
             r.symmetricActivations = true;
           }),
      weightOnly("w8", "8-bit weights per channel, float activations", "s8",
                 "channel", [](Recipe &) {}),
      weightOnly("w4", "4-bit weights per channel, scales of least squared "
                       "error, float activations",
                 "s4", "channel", [](Recipe &r) { r.weightSearch = "mse"; }),
      weightOnly("w4g32", "4-bit weights in groups of 32, float activations",
                 "s4", "group:32", [](Recipe &) {}),
      weightOnly("w4g128", "4-bit weights in groups of 128, float activations",
                 "s4", "group:128", [](Recipe &) {}),
      weightOnly("u4g32", "4-bit weights with zero points in groups of 32, float "
                          "activations",
                 "u4", "group:32", [](Recipe &r) { r.asymmetricWeights = true; }),
      weightOnly("u4g64-float-zeros", "4-bit weights in groups of 64, zero points "
                                      "in f32 (as HQQ has them), least squared "
                                      "error, float activations",
                 "u4", "group:64",
                 [](Recipe &r) {
                   r.asymmetricWeights = true;
                   r.weightZeroPoints = "float";
                   r.weightSearch = "mse";
                 }),
      weightOnly("bcq3-g128", "Weights in sums of three signed scales per group of "
                              "128 and an offset, float activations",
                 "bcq<3>", "group:128",
                 [](Recipe &r) {
                   r.asymmetricWeights = true;
                   r.weightZeroPoints = "float";
                   r.weightSearch = "mse";
                 }),
      weightOnly("2:4-w8", "8-bit weights per channel, the two largest of every four "
                           "along the summed axis, float activations",
                 "s8", "channel", [](Recipe &r) { r.weightSparsity = "2:4"; }),
      weightOnly("w3g32", "3-bit weights in groups of 32, float activations",
                 "s3", "group:32", [](Recipe &) {}),
      weightOnly("nf4", "NF4 weights in groups of 64, float activations", "nf4",
                 "group:64", [](Recipe &) {}),
      weightOnly("nf4-double", "NF4 weights in blocks of 64, scales in 8-bit "
                               "dynamic codes by 256 (double quantization)",
                 "nf4", "block:64",
                 [](Recipe &r) {
                   r.scales = "dynamic<s8>";
                   r.scaleBlock = 256;
                   r.scaleOffset = true;
                 }),
      weightOnly("fp8-weights", "E4M3 weights per channel, float activations",
                 "e4m3fn", "channel", [](Recipe &) {}),
      weightOnly("mxfp8", "OCP MX: E4M3 weights in groups of 32, E8M0 scales",
                 "e4m3fn", "group:32", [](Recipe &r) { r.scales = "e8m0"; }),
      weightOnly("mxfp6", "OCP MX: E2M3 weights in groups of 32, E8M0 scales",
                 "e2m3finite", "group:32", [](Recipe &r) { r.scales = "e8m0"; }),
      weightOnly("mxfp4", "OCP MX: E2M1 weights in groups of 32, E8M0 scales",
                 "e2m1finite", "group:32", [](Recipe &r) { r.scales = "e8m0"; }),
      weightOnly("nvfp4", "E2M1 weights in groups of 16, E4M3 scales, one f32 "
                          "scale per filter",
                 "e2m1finite", "group:16", [](Recipe &r) { r.scales = "e4m3fn"; }),
      weightOnly("ant4-weights", "ANT: 4-bit int, flint or powers of two, whichever "
                                 "fits a filter best, scales per channel",
                 "ant:4", "channel", [](Recipe &) {}),
      weightOnly("fp8-search-weights", "8-bit floats, mantissa width by search per "
                                       "filter, largest value per channel",
                 "fp8:8", "channel", [](Recipe &) {}),
      weightOnly("quantile4", "16 quantiles of each filter in groups of 64, float "
                              "activations",
                 "quantile:4", "group:64", [](Recipe &) {}),
      weightOnly("kmeans4", "16 k-means centres of each filter, scales per channel, "
                            "float activations",
                 "kmeans:4", "channel", [](Recipe &) {}),
  };
  return recipes;
}

bool Recipe::choosesFilters() const {
  // What --qopt-quantize-weights does itself it does with zero points, too.
  bool plain = weightSearch == "absmax" ||
               (weightSearch == "mse" && isWeightOnly());
  return isFormatSearch(weights) || !plain;
}

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

std::string Recipe::toJson() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  auto list = [&](const char *key, const std::vector<std::string> &entries) {
    json.attributeArray(key, [&] {
      for (const std::string &e : entries)
        json.value(e);
    });
  };
  json.object([&] {
    json.attribute("name", name);
    json.attribute("description", description);
    json.attribute("activations", activations);
    json.attribute("weights", weights);
    json.attribute("symmetric_activations", symmetricActivations);
    json.attribute("weight_granularity", weightGranularity);
    json.attribute("weight_search", weightSearch);
    json.attribute("asymmetric_weights", asymmetricWeights);
    json.attribute("weight_zero_points", weightZeroPoints);
    json.attribute("weight_sparsity", weightSparsity);
    json.attribute("scales", scales);
    json.attribute("scale_block", scaleBlock);
    json.attribute("scale_offset", scaleOffset);
    json.attribute("observer", observer);
    json.attribute("percentile", percentile);
    json.attribute("momentum", momentum);
    json.attribute("rounding", rounding);
    list("float_nodes", floatNodes);
    list("float_kinds", floatKinds);
    json.attributeObject("weight_overrides", [&] {
      for (const auto &entry : weightOverrides)
        json.attribute(entry.first, entry.second);
    });
  });
  return text + "\n";
}

namespace {

// A value as a user would find it in the file, cut where it is long.
std::string shorten(const llvm::json::Value &value) {
  constexpr size_t kLongest = 40;
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

// Reads one entry of each type; the first mismatch is kept as the error.
class Reader {
public:
  explicit Reader(std::string &error) : error(error) {}

  void read(llvm::StringRef key, const llvm::json::Value &v, std::string &out) {
    if (auto s = v.getAsString())
      out = s->str();
    else
      fail(key, "a string", v);
  }
  void read(llvm::StringRef key, const llvm::json::Value &v, bool &out) {
    if (auto b = v.getAsBoolean())
      out = *b;
    else
      fail(key, "true or false", v);
  }
  void read(llvm::StringRef key, const llvm::json::Value &v, double &out) {
    if (auto n = v.getAsNumber())
      out = *n;
    else
      fail(key, "a number", v);
  }
  void read(llvm::StringRef key, const llvm::json::Value &v,
            std::vector<std::string> &out) {
    const llvm::json::Array *array = v.getAsArray();
    if (!array)
      return fail(key, "a list of strings", v);
    out.clear();
    for (const llvm::json::Value &entry : *array) {
      std::string text;
      read(key, entry, text);
      out.push_back(text);
    }
  }
  void read(llvm::StringRef key, const llvm::json::Value &v,
            std::vector<std::pair<std::string, std::string>> &out) {
    const llvm::json::Object *object = v.getAsObject();
    if (!object)
      return fail(key, "an object of node: format", v);
    out.clear();
    for (const auto &entry : *object) {
      std::string text;
      read(key, entry.second, text);
      out.push_back({entry.first.str(), text});
    }
    llvm::sort(out); // JSON objects have no order; ours is by name
  }
  void fail(llvm::StringRef key, llvm::StringRef wanted,
            const llvm::json::Value &got) {
    if (error.empty())
      error = ("expected " + wanted + " for recipe entry '" + key + "', got ")
                  .str() +
              shorten(got);
  }

private:
  std::string &error;
};

} // namespace

llvm::Expected<Recipe> Recipe::fromJson(llvm::StringRef text) {
  auto parsed = llvm::json::parse(text);
  if (!parsed)
    return makeError("expected a recipe in JSON, got: " +
                     llvm::toString(parsed.takeError()));
  const llvm::json::Object *object = parsed->getAsObject();
  if (!object)
    return makeError("expected a JSON object as recipe, got " +
                     shorten(*parsed));
  Recipe recipe;
  std::string error;
  Reader reader(error);
  for (const auto &entry : *object) {
    llvm::StringRef key = entry.first;
    const llvm::json::Value &v = entry.second;
    if (key == "name")
      reader.read(key, v, recipe.name);
    else if (key == "description")
      reader.read(key, v, recipe.description);
    else if (key == "activations")
      reader.read(key, v, recipe.activations);
    else if (key == "weights")
      reader.read(key, v, recipe.weights);
    else if (key == "symmetric_activations")
      reader.read(key, v, recipe.symmetricActivations);
    else if (key == "weight_granularity")
      reader.read(key, v, recipe.weightGranularity);
    else if (key == "weight_search")
      reader.read(key, v, recipe.weightSearch);
    else if (key == "asymmetric_weights")
      reader.read(key, v, recipe.asymmetricWeights);
    else if (key == "weight_zero_points")
      reader.read(key, v, recipe.weightZeroPoints);
    else if (key == "weight_sparsity")
      reader.read(key, v, recipe.weightSparsity);
    else if (key == "scales")
      reader.read(key, v, recipe.scales);
    else if (key == "scale_block")
      reader.read(key, v, recipe.scaleBlock);
    else if (key == "scale_offset")
      reader.read(key, v, recipe.scaleOffset);
    else if (key == "observer")
      reader.read(key, v, recipe.observer);
    else if (key == "percentile")
      reader.read(key, v, recipe.percentile);
    else if (key == "momentum")
      reader.read(key, v, recipe.momentum);
    else if (key == "rounding")
      reader.read(key, v, recipe.rounding);
    else if (key == "float_nodes")
      reader.read(key, v, recipe.floatNodes);
    else if (key == "float_kinds")
      reader.read(key, v, recipe.floatKinds);
    else if (key == "weight_overrides")
      reader.read(key, v, recipe.weightOverrides);
    else if (error.empty())
      error = ("expected known recipe entries, got '" + key + "'").str();
  }
  if (error.empty() && recipe.rounding != "single" && recipe.rounding != "double")
    error = "expected rounding single or double, got '" + recipe.rounding + "'";
  if (error.empty() && (!(recipe.scaleBlock >= 0) || recipe.scaleBlock > 1e9 ||
                        recipe.scaleBlock != std::floor(recipe.scaleBlock)))
    error = "expected scale_block to be an integer in [0, 1e9], got " +
            std::to_string(recipe.scaleBlock);
  bool ofFilters =
      recipe.weightZeroPoints != "int" || !recipe.weightSparsity.empty();
  if (error.empty() && ofFilters && !recipe.isWeightOnly())
    error = "expected activations f32 with weight_zero_points or "
            "weight_sparsity, got '" +
            recipe.activations + "'";
  if (error.empty() && recipe.asymmetricWeights && recipe.choosesFilters())
    error = "expected a format and weight_search absmax or mse for asymmetric "
            "weights, got '" +
            recipe.weights + "' and '" + recipe.weightSearch + "'";
  if (error.empty() && recipe.choosesActivations())
    if (auto clip = recipe.getActivationClip(); !clip)
      error = llvm::toString(clip.takeError());
  if (!error.empty())
    return makeError(error);
  return recipe;
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
