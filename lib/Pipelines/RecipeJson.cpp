// SPDX-License-Identifier: Apache-2.0
// The JSON form of a recipe.
#include "qopt/Pipelines/Recipe.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <cfloat>
#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

static llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

namespace {

// The entries and their keys, in the order of the file: what reading and writing
// have in common. `visit` is called with each key and member.
template <typename AnyRecipe, typename Visit>
void forEachEntry(AnyRecipe &recipe, Visit visit) {
  visit("name", recipe.name);
  visit("description", recipe.description);
  visit("activations", recipe.activations);
  visit("weights", recipe.weights);
  visit("symmetric_activations", recipe.symmetricActivations);
  visit("activation_scales", recipe.activationScales);
  visit("quantize_only", recipe.quantizeOnly);
  visit("float_head", recipe.floatHead);
  visit("residual_format", recipe.residualFormat);
  visit("score_format", recipe.scoreFormat);
  visit("outliers", recipe.outliers);
  visit("outlier_columns", recipe.outlierColumns);
  visit("outlier_half", recipe.outlierHalf);
  visit("weight_granularity", recipe.weightGranularity);
  visit("weight_search", recipe.weightSearch);
  visit("asymmetric_weights", recipe.asymmetricWeights);
  visit("weight_zero_points", recipe.weightZeroPoints);
  visit("weight_sparsity", recipe.weightSparsity);
  visit("scales", recipe.scales);
  visit("scale_block", recipe.scaleBlock);
  visit("scale_offset", recipe.scaleOffset);
  visit("kv_cache", recipe.kvCache);
  visit("kv_cache_group", recipe.kvCacheGroup);
  visit("observer", recipe.observer);
  visit("percentile", recipe.percentile);
  visit("momentum", recipe.momentum);
  visit("smooth", recipe.smooth);
  visit("smooth_makers", recipe.smoothMakers);
  visit("smooth_power_of_two", recipe.smoothPowerOfTwo);
  visit("smooth_compensate", recipe.smoothCompensate);
  visit("awq", recipe.awq);
  visit("equalize", recipe.equalize);
  visit("rotate", recipe.rotate);
  visit("correct_biases", recipe.correctBiases);
  visit("rounding", recipe.rounding);
  visit("float_nodes", recipe.floatNodes);
  visit("float_kinds", recipe.floatKinds);
  visit("float_before", recipe.floatBefore);
  visit("weight_overrides", recipe.weightOverrides);
}

// Writes one entry of each type.
class Writer {
public:
  explicit Writer(llvm::json::OStream &json) : json(json) {}

  template <typename T> void operator()(llvm::StringRef key, const T &value) {
    json.attribute(key, value);
  }
  void operator()(llvm::StringRef key, const std::vector<std::string> &value) {
    json.attributeArray(key, [&] {
      for (const std::string &entry : value)
        json.value(entry);
    });
  }
  void
  operator()(llvm::StringRef key,
             const std::vector<std::pair<std::string, std::string>> &value) {
    json.attributeObject(key, [&] {
      for (const auto &entry : value)
        json.attribute(entry.first, entry.second);
    });
  }

private:
  llvm::json::OStream &json;
};

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

// What is wrong with columns of outliers, or nothing.
std::string checkOutliers(const Recipe &recipe) {
  const std::string &columns = recipe.outlierColumns, &half = recipe.outlierHalf;
  if (!(recipe.outliers >= 0 && recipe.outliers <= FLT_MAX))
    return "expected outliers to be a threshold of at least 0 (0: none), got " +
           std::to_string(recipe.outliers);
  if (columns != "static" && columns != "dynamic")
    return "expected outlier_columns static or dynamic, got '" + columns + "'";
  if (half != "f32" && half != "codes" && half != "s16")
    return "expected outlier_half f32, codes or s16, got '" + half + "'";
  if (half == "s16" && columns == "dynamic")
    return "expected outlier_half f32 or codes with outlier_columns dynamic, got "
           "'s16'";
  auto isInteger = [](llvm::StringRef format) {
    unsigned bits;
    return format.consume_front("s") && !format.getAsInteger(10, bits);
  };
  if (half != "f32" && recipe.outliers != 0 &&
      !(isInteger(recipe.activations) && isInteger(recipe.weights)))
    return "expected signed integers beside outlier_half " + half +
           ", got activations '" + recipe.activations + "' and weights '" +
           recipe.weights + "'";
  if (recipe.outliers != 0 && !recipe.isRunTime())
    return "expected activation_scales token or tensor-dynamic with outliers, got '" +
           recipe.activationScales + "'";
  return "";
}

// What is wrong with scales made at run time, or nothing.
std::string checkRunTime(const Recipe &recipe) {
  const std::string &scales = recipe.activationScales;
  if (scales != "static" && scales != "token" && scales != "tensor-dynamic")
    return "expected activation_scales static, token or tensor-dynamic, got '" +
           scales + "'";
  if (!recipe.isRunTime())
    return "";
  if (recipe.isWeightOnly() || recipe.choosesActivations())
    return "expected a format of activations with activation_scales " + scales +
           ", got '" + recipe.activations + "'";
  if (recipe.quantizeOnly.empty())
    return "expected quantize_only of matmul, linear or bmm with "
           "activation_scales " +
           scales + ", got none";
  for (const std::string &kind : recipe.quantizeOnly)
    if (kind != "matmul" && kind != "linear" && kind != "bmm")
      return "expected quantize_only of matmul, linear or bmm with "
             "activation_scales " +
             scales + ", got '" + kind + "'";
  if (!recipe.weightOverrides.empty())
    return "expected no weight_overrides with activation_scales " + scales +
           ", got some";
  return "";
}

// What is wrong with the folds, or nothing.
std::string checkFolds(const Recipe &recipe) {
  double alpha;
  if (recipe.smooth != "none" && recipe.smooth != "search" &&
      (llvm::StringRef(recipe.smooth).getAsDouble(alpha) ||
       !(alpha >= 0 && alpha <= 1)))
    return "expected smooth none, search or a number in [0, 1] in quotes, got '" +
           recipe.smooth + "'";
  if (recipe.smoothMakers != "norm" && recipe.smoothMakers != "all")
    return "expected smooth_makers norm or all, got '" + recipe.smoothMakers +
           "'";
  if (recipe.correctBiases && recipe.asymmetricWeights)
    return "expected symmetric weights with correct_biases, got asymmetric_weights";
  return "";
}

// What is wrong with the entries together, or nothing.
std::string check(const Recipe &recipe) {
  if (std::string wrong = checkFolds(recipe); !wrong.empty())
    return wrong;
  if (recipe.rounding != "single" && recipe.rounding != "double")
    return "expected rounding single or double, got '" + recipe.rounding + "'";
  if (!(recipe.scaleBlock >= 0) || recipe.scaleBlock > 1e9 ||
      recipe.scaleBlock != std::floor(recipe.scaleBlock))
    return "expected scale_block to be an integer in [0, 1e9], got " +
           std::to_string(recipe.scaleBlock);
  for (std::string (*check)(const Recipe &) : {checkRunTime, checkOutliers})
    if (std::string error = check(recipe); !error.empty())
      return error;
  if (!(recipe.kvCacheGroup >= 0) || recipe.kvCacheGroup > 1e9 ||
      recipe.kvCacheGroup != std::floor(recipe.kvCacheGroup))
    return "expected kv_cache_group to be an integer in [0, 1e9], got " +
           std::to_string(recipe.kvCacheGroup);
  if (recipe.quantizesKvCache() && !recipe.keepsAttentionFloat())
    return "expected kv_cache as-is beside quantized attention, whose codes the "
           "cache holds, got '" +
           recipe.kvCache + "'";
  if (!recipe.weightSparsity.empty() && !recipe.isWeightOnly())
    return "expected activations f32 with weight_sparsity, got '" +
           recipe.activations + "'";
  // (Run by run, formats decide: binary codes take any zero points.)
  if (recipe.weightZeroPoints != "int" && !recipe.isWeightOnly() &&
      !recipe.scalesRunByRun())
    return "expected activations f32, or integers with scales made at run time, with "
           "weight_zero_points, got '" +
           recipe.activations + "'";
  if (recipe.asymmetricWeights && recipe.choosesFilters())
    return "expected a format and weight_search absmax or mse for asymmetric "
           "weights, got '" +
           recipe.weights + "' and '" + recipe.weightSearch + "'";
  if (!recipe.choosesActivations())
    return "";
  auto clip = recipe.getActivationClip();
  return clip ? "" : llvm::toString(clip.takeError());
}

// The named recipe that entry "base" names, int8 without one.
Recipe baseOf(const llvm::json::Object &object, std::string &error) {
  const llvm::json::Value *base = object.get("base");
  std::string name = "int8", known;
  if (base)
    Reader(error).read("base", *base, name);
  for (const Recipe &recipe : getNamedRecipes()) {
    if (recipe.name == name)
      return recipe;
    known += (known.empty() ? "" : ", ") + recipe.name;
  }
  error = "expected base to be one of " + known + ", got '" + name + "'";
  return {};
}

} // namespace

std::string Recipe::toJson() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  json.object([&] { forEachEntry(*this, Writer(json)); });
  return text + "\n";
}

llvm::Expected<Recipe> Recipe::fromJson(llvm::StringRef text) {
  auto parsed = llvm::json::parse(text);
  if (!parsed)
    return makeError("expected a recipe in JSON, got: " +
                     llvm::toString(parsed.takeError()));
  const llvm::json::Object *object = parsed->getAsObject();
  if (!object)
    return makeError("expected a JSON object as recipe, got " +
                     shorten(*parsed));
  std::string error;
  Reader reader(error);
  Recipe recipe = baseOf(*object, error);
  llvm::StringSet<> keys = {"base"};
  forEachEntry(recipe, [&](llvm::StringRef key, auto &member) {
    keys.insert(key);
    if (const llvm::json::Value *value = object->get(key))
      reader.read(key, *value, member);
  });
  for (const auto &entry : *object)
    if (error.empty() && !keys.contains(entry.first))
      error = ("expected known recipe entries, got '" +
               llvm::StringRef(entry.first) + "'")
                  .str();
  if (error.empty())
    error = check(recipe);
  if (!error.empty())
    return makeError(error);
  return recipe;
}
