// SPDX-License-Identifier: Apache-2.0
// Scales and zero points of packed weights: their order, and as few bytes as lose
// nothing.
#ifndef QOPT_LIB_LAYOUT_CODESPARAMS_H
#define QOPT_LIB_LAYOUT_CODESPARAMS_H

#include "CodesSite.h"
#include "ConstantBytes.h"

namespace mlir::qopt {

/// Parameters [R][N] in packed order; padding columns get `padding`.
template <typename Out, typename In>
std::vector<Out> packParams(const CodesGeometry &g, const std::vector<In> &values,
                            Out padding, function_ref<Out(In)> convert) {
  std::vector<Out> packed(g.scaleCount(), padding);
  for (int64_t r = 0; r < g.runs(); ++r)
    for (int64_t n = 0; n < g.columns; ++n)
      packed[g.index(g.runs(), r, n)] = convert(values[r * g.columns + n]);
  return packed;
}

/// A constant of one dimension.
template <typename T>
Value createFlat(OpBuilder &b, Location loc, Type element,
                 const std::vector<T> &values) {
  auto type = RankedTensorType::get({int64_t(values.size())}, element);
  return createConstant(b, loc, type, values);
}

/// Operand and attributes of a packed op.
struct StoredScales {
  Value value;
  IntegerAttr shift; ///< null: f32
  FloatAttr factor;  ///< null: 1
};

/// As few bytes as lose nothing, of numbers in packed order: exponents of powers of two,
/// upper halves, f32.
StoredScales createScales(OpBuilder &b, Location loc, const std::vector<float> &packed);

/// The same of a site's scales, which may be codes.
StoredScales createScales(OpBuilder &b, Location loc, const CodesSite &site);

/// Zero points as bytes in packed order.
Value createZeroPoints(OpBuilder &b, Location loc, const CodesSite &site);

/// The bias with zeros for padding columns.
Value createPackedBias(OpBuilder &b, Location loc, const CodesSite &site);

} // namespace mlir::qopt

#endif // QOPT_LIB_LAYOUT_CODESPARAMS_H
