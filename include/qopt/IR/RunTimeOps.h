// SPDX-License-Identifier: Apache-2.0
// Ops of quantization at run time (QOptRunTimeOps.td): apart from QOpt.h, which
// nearly everything includes.
#ifndef QOPT_IR_RUNTIMEOPS_H
#define QOPT_IR_RUNTIMEOPS_H

#include "qopt/IR/QOpt.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptRunTimeOps.h.inc"

namespace mlir::qopt {

/// The magnitude that `qopt.choose_scales` maps the largest |x| to: the largest that
/// both signs have (uniform formats: the largest code), or nullopt for a format
/// without negative values or with several scales per slot.
std::optional<float> getLargestMagnitude(FormatInterface format);

/// Whether the op leads between real numbers and codes under scales known only at
/// run time, in a form that the integer stage lets pass:
///  - `qopt.choose_scales` whose result is nothing but scales (of quantize,
///    assemble, dequantize_sums and matmul_runs);
///  - `qopt.dequantize_sums` of an integer matrix product, or of a sum of such;
///  - `qopt.find_outliers` and `qopt.keep_columns`, which move numbers.
bool isRunTimeBorder(Operation *op);

} // namespace mlir::qopt

#endif // QOPT_IR_RUNTIMEOPS_H
