// SPDX-License-Identifier: Apache-2.0
//
// Sums of products of codes whose scale changes along the summed dimension: exact
// integers within a run of one scale, one f32 total over the runs. All arithmetic is
// IEEE binary32 as spelled out, so that generated code can match it bit for bit.
//
// Sources: GGUF's q4_0 x q8_0 products and BesTLA's compute type int8 (integer sums
// per block, float totals); QServe (Lin et al. 2024, section 4: W4A8 per group). The
// activations' scale is one per row, as in ZeroQuant, so it is applied once. Weights in
// planes of signs (LUT-GEMM, Park et al. 2022, section 3) have a sum and a scale per
// plane; a run adds its planes from 0 on, as if they were runs.
#ifndef QOPT_NUMERICS_RUNSUMS_H
#define QOPT_NUMERICS_RUNSUMS_H

#include <cstdint>

namespace qopt::numerics {

/// total + f32(sum) * scale: conversion to nearest even, then a product and a sum that
/// are rounded one by one. `scale` is the weights' scale times the power of two that
/// their integers stand for.
inline float addRun(float total, int32_t sum, float scale) {
  float term = static_cast<float>(sum) * scale;
  return total + term;
}

/// total * rowScale, and with a bias that plus `*bias`: a rounding each.
inline float finishRuns(float total, float rowScale, const float *bias) {
  float result = total * rowScale;
  return bias ? result + *bias : result;
}

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_RUNSUMS_H
