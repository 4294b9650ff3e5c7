// SPDX-License-Identifier: Apache-2.0
//
// Scaled codes of table formats: value = scale * decode(code). The meaning of
// every format that is a CodeTable, under any scale. All arithmetic is IEEE
// binary32 as spelled out, so that generated code can match it bit for bit.
#ifndef QOPT_NUMERICS_TABLEFORMAT_H
#define QOPT_NUMERICS_TABLEFORMAT_H

#include "qopt/Numerics/CodeTable.h"
#include "qopt/Numerics/IntFormat.h"

#include <optional>

namespace qopt::numerics {

/// encode(scaledBy(x, scale)): one f32 division, then the table's rounding.
/// Stochastic draws counterHash(seed, index).
int64_t quantize(float x, float scale, const CodeTable &table,
                 RoundingMode mode, uint64_t seed, uint64_t index);

/// decodeF32(code) * scale, one f32 multiplication.
float dequantize(int64_t code, float scale, const CodeTable &table);

/// The scale under which [lo, hi], widened to contain 0, fits the table, and a
/// zero point of 0: max(-lo, hi) / maxMagnitude() where the table has negative
/// values, else max(hi, 0) / maxFinite(); in f64, rounded to f32 and clamped to
/// [FLT_MIN, FLT_MAX]. Where that magnitude is 0 the scale is 1. nullopt: lo or
/// hi not finite, or lo > hi.
std::optional<AffineParams> chooseTableScale(double lo, double hi,
                                             const CodeTable &table);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_TABLEFORMAT_H
