// SPDX-License-Identifier: Apache-2.0
// The recipes that qopt knows by name.
#include "qopt/Pipelines/Recipe.h"

using namespace mlir::qopt;

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

// Low-bit filters beside activations with one scale per token made at run time. Scales
// of groups in bf16 are half a bit per weight at 32 weights, in f32 they would be one.
static Recipe byRun(const char *name, const char *description,
                    const char *format, const char *granularity,
                    void (*change)(Recipe &)) {
  Recipe recipe = make(name, description, change);
  recipe.activationScales = "token";
  recipe.quantizeOnly = {"linear"};
  recipe.weights = format;
  recipe.weightGranularity = granularity;
  if (recipe.scales == "f32" && recipe.weightGranularity.rfind("group", 0) == 0)
    recipe.scales = "e8m7";
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
      make("int8-smooth", "int8 after SmoothQuant at norms and between linear layers, "
                          "alpha by search in every group",
           [](Recipe &r) {
             r.smooth = "search";
             r.smoothMakers = "all";
           }),
      make("int8-wide", "int8 of least squared error, 16-bit residual streams and "
                        "attention scores: transformers in integers only",
           [](Recipe &r) {
             r.observer = r.weightSearch = "mse";
             r.scoreFormat = "s16";
           }),
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
      make("w8a8", "8-bit weights per channel, 8-bit activations with one scale per "
                   "token made at run time, in all matrix products; the rest "
                   "float; no data needed",
           [](Recipe &r) {
             r.activationScales = "token";
             r.quantizeOnly = {"linear", "bmm"};
           }),
      make("w8a8-static", "8-bit weights per channel, 8-bit symmetric activations "
                          "with one scale per tensor from data, in linear layers; "
                          "the rest float",
           [](Recipe &r) {
             r.symmetricActivations = true;
             r.quantizeOnly = {"linear"};
           }),
      make("w8a8-smooth", "w8a8 after SmoothQuant at norms and between linear layers, "
                         "alpha by search in every group",
           [](Recipe &r) {
             r.activationScales = "token";
             r.quantizeOnly = {"linear", "bmm"};
             r.smooth = "search";
             r.smoothMakers = "all";
             r.smoothCompensate = true;
           }),
      make("w8a8-static-smooth", "w8a8-static after SmoothQuant at norms and between "
                                 "linear layers, alpha by search in every group",
           [](Recipe &r) {
             r.symmetricActivations = true;
             r.quantizeOnly = {"linear"};
             r.smooth = "search";
             r.smoothMakers = "all";
             r.smoothCompensate = true;
           }),
      make("w8a8-o1", "SmoothQuant's O1: 8-bit weights per tensor, activations per "
                      "token at run time, in all matrix products",
           [](Recipe &r) {
             r.activationScales = "token";
             r.weightGranularity = "tensor";
             r.quantizeOnly = {"linear", "bmm"};
           }),
      make("w8a8-o2", "SmoothQuant's O2: 8-bit weights per tensor, activations per "
                      "tensor at run time, in all matrix products",
           [](Recipe &r) {
             r.activationScales = "tensor-dynamic";
             r.weightGranularity = "tensor";
             r.quantizeOnly = {"linear", "bmm"};
           }),
      make("w8a8-o3", "SmoothQuant's O3: 8-bit weights per tensor, symmetric "
                      "activations per tensor from data, in all matrix products",
           [](Recipe &r) {
             r.symmetricActivations = true;
             r.weightGranularity = "tensor";
             r.quantizeOnly = {"linear", "bmm"};
           }),
      byRun("w4a8-g32", "4-bit weights in groups of 32, 8-bit activations with one "
                        "scale per token made at run time, in linear layers; integer "
                        "sums in every group, its scale in bf16; the rest float; no "
                        "data needed",
            "s4", "group:32", [](Recipe &) {}),
      byRun("w4a8-g128", "w4a8-g32 with groups of 128", "s4", "group:128",
            [](Recipe &) {}),
      byRun("w4a8-token", "w4a8-g32 with one scale per channel, of least squared "
                          "error",
            "s4", "channel", [](Recipe &r) { r.weightSearch = "mse"; }),
      byRun("u4a8-g32", "w4a8-g32 with zero points", "u4", "group:32",
            [](Recipe &r) { r.asymmetricWeights = true; }),
      byRun("w3a8-g32", "w4a8-g32 with 3-bit weights", "s3", "group:32",
            [](Recipe &) {}),
      byRun("w2a8-g32", "w4a8-g32 with 2-bit weights, zero points and least squared "
                        "error",
            "u2", "group:32",
            [](Recipe &r) {
              r.asymmetricWeights = true;
              r.weightSearch = "mse";
            }),
      byRun("w1.58a8", "Ternary weights, one scale per filter of least squared error, "
                       "8-bit activations as in w4a8-g32 (BitNet b1.58)",
            "ternary", "tensor", [](Recipe &r) { r.weightSearch = "mse"; }),
      byRun("mxfp4a8", "OCP MX: E2M1 weights in groups of 32, E8M0 scales, 8-bit "
                       "activations as in w4a8-g32",
            "e2m1finite", "group:32", [](Recipe &r) { r.scales = "e8m0"; }),
      byRun("bcq3a8", "Weights in sums of three signed scales per group of 128 and an "
                      "offset (LUT-GEMM), 8-bit activations as in w4a8-g32",
            "bcq<3>", "group:128",
            [](Recipe &r) {
              r.asymmetricWeights = true;
              r.weightZeroPoints = "float";
              r.weightSearch = "mse";
            }),
      make("llm-int8", "LLM.int8(): linear layers as w8a8, but columns with magnitudes "
                       "of 6 and more (from data) in f32; the rest and the last "
                       "layer float",
           [](Recipe &r) {
             r.activationScales = "token";
             r.quantizeOnly = {"linear"};
             r.floatHead = true;
             r.outliers = 6;
           }),
      make("llm-int8-dynamic", "llm-int8 with the columns of outliers found in every "
                               "run and multiplied by 8-bit weights, as bitsandbytes "
                               "does; no data needed",
           [](Recipe &r) {
             r.activationScales = "token";
             r.quantizeOnly = {"linear"};
             r.floatHead = true;
             r.outliers = 6;
             r.outlierColumns = "dynamic";
             r.outlierHalf = "codes";
           }),
      make("llm-int8-s16", "llm-int8 with 16-bit outliers: one integer sum",
           [](Recipe &r) {
             r.activationScales = "token";
             r.quantizeOnly = {"linear"};
             r.floatHead = true;
             r.outliers = 6;
             r.outlierHalf = "s16";
           }),
      make("fp8-token", "E4M3 weights per channel, E4M3 activations with one scale "
                        "per token made at run time, in all matrix products, "
                        "computed in f32; the rest float",
           [](Recipe &r) {
             r.weights = r.activations = "e4m3fn";
             r.activationScales = "token";
             r.quantizeOnly = {"linear", "bmm"};
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
      weightOnly("w4g32-awq", "w4g32 after AWQ's activation-aware scaling", "s4",
                 "group:32", [](Recipe &r) { r.awq = true; }),
      weightOnly("w4g32-rotated", "w4g32 with the residual stream turned by a Hadamard "
                                  "matrix",
                 "s4", "group:32", [](Recipe &r) { r.rotate = true; }),
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
