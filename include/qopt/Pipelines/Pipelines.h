// SPDX-License-Identifier: Apache-2.0
// The order of the passes: short named bundles, the only place that knows it.
#ifndef QOPT_PIPELINES_PIPELINES_H
#define QOPT_PIPELINES_PIPELINES_H

#include "qopt/Pipelines/Recipe.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"

namespace mlir::qopt {

/// `qopt-prepare-pipeline`: canonical float form; calibration and quantization
/// both start from its result.
/// With `keepFilters`, constant filters that are codes stay codes: for a model
/// that is to run as it is.
void buildPreparePipeline(OpPassManager &pm, bool keepFilters = false);

/// Observers on the result of the prepare pipeline, for a calibration run.
/// With `channels`, those of statistics by channel.
void buildInstrumentPipeline(OpPassManager &pm, bool channels = false);

/// Folds of the recipe that need no data, on the result of the prepare pipeline.
void buildDataFreeFoldPipeline(OpPassManager &pm, const Recipe &recipe);
/// Then those that read `qopt.channels`.
void buildChannelFoldPipeline(OpPassManager &pm, const Recipe &recipe);

/// `qopt-quantize-pipeline`: float function with `qopt.range` annotations to
/// quantized form, ended by its gate.
void buildQuantizePipeline(OpPassManager &pm, const Recipe &recipe);

/// The same of a weight-only recipe, which needs no ranges: filters become codes.
void buildWeightOnlyPipeline(OpPassManager &pm, const Recipe &recipe);

/// Adds --qopt-quantize-kv-cache to a function's passes, if the recipe asks for it.
void addKvCache(OpPassManager &func, const Recipe &recipe);

/// `qopt-fuse-pipeline`: imported QDQ form to quantized form. Ops that the
/// model's author left float stay float and are reported.
void buildFusePipeline(OpPassManager &pm);

/// `qopt-integer-pipeline`: quantized form to integer-only form, ended by its gate.
/// `allowFloat`: see buildFusePipeline.
void buildIntegerPipeline(OpPassManager &pm, const Recipe &recipe,
                          bool allowFloat);

/// `qopt-layout-pipeline`: float or integer-only form to packed weights; what
/// has no packed kernel stays as it is. `compressSparse`: weights of N:M sparsity may be
/// stored without their zeros (for targets that expand them fast).
void buildLayoutPipeline(OpPassManager &pm, bool compressSparse = true);

/// Whether the function quantizes or dequantizes run-time values.
bool isQuantizedFunction(func::FuncOp func);
/// Whether no quantized value is left but in border pairs, and no layer between
/// dequantize and quantize waits to be fused.
bool isIntegerFunction(func::FuncOp func);
/// Notes that the integer stage is behind a function: layers that are in floats
/// between dequantize and quantize are so because they were asked to.
void markIntegerStage(func::FuncOp func);

/// Registers the bundles by name, with recipe names as option.
void registerPipelines();

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_PIPELINES_H
