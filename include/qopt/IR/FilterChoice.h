// SPDX-License-Identifier: Apache-2.0
// The choice of a number format for the constant filter of a conv or matmul, as
// attributes of the op: what one pass chose and a later one carries out.
//   qopt.filter_type = !qopt.q<#qopt.flint<s4>, #qopt.channel<0>>
//   qopt.filter_scales = dense<[0.5, 0.25]> : tensor<2xf32>
#ifndef QOPT_IR_FILTERCHOICE_H
#define QOPT_IR_FILTERCHOICE_H

#include "qopt/IR/Spelling.h"

#include <optional>
#include <vector>

namespace mlir::qopt {

/// Type attribute: format and granularity.
inline constexpr llvm::StringLiteral kFilterTypeAttr = "qopt.filter_type";
/// f32 elements attribute in the granularity's shape, normal positive numbers.
inline constexpr llvm::StringLiteral kFilterScalesAttr = "qopt.filter_scales";

struct FilterChoice {
  QType type;
  /// In row-major order of getScaleShape(granularity, filter's shape); empty:
  /// whoever makes the codes chooses the scales.
  std::vector<float> scales;
};

/// The constant f32 filter of a conv or matmul in float form, null of any other
/// op.
DenseElementsAttr getFloatFilter(Operation *op);

/// The granularity of the filter of a conv or matmul: its output channels and
/// the axis that is summed are the op's.
Attribute getFilterGranularity(Operation *op, const GranularitySpec &sharing);

/// Whether the op has a choice (or what is left of one).
bool hasFilterChoice(Operation *op);

/// The choice of an op with a filter of the given shape, nullopt where it has
/// none. An error that names the node where the attributes are no choice for
/// this shape.
FailureOr<std::optional<FilterChoice>> getFilterChoice(Operation *op,
                                                       ArrayRef<int64_t> shape);

/// `shape`: of the filter.
void setFilterChoice(Operation *op, const FilterChoice &choice,
                     ArrayRef<int64_t> shape);
/// Once it was carried out.
void dropFilterChoice(Operation *op);

} // namespace mlir::qopt

#endif // QOPT_IR_FILTERCHOICE_H
