// SPDX-License-Identifier: Apache-2.0
//
// Per-channel factors that move the difficulty of quantization between two
// layers without changing what they compute together: X W = (X / s) (s W).
// All functions take magnitudes per channel and give factors s > 0 by which the
// value is divided and what reads it is multiplied, in f64.
#ifndef QOPT_NUMERICS_FOLD_CHANNELSCALES_H
#define QOPT_NUMERICS_FOLD_CHANNELSCALES_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace qopt::numerics {

/// SmoothQuant (Xiao et al., ICML 2023, equation 4):
///   s_j = max(ax_j^alpha / max(aw_j, 1e-5)^(1-alpha), 1e-5).
/// `activations`: the largest magnitude of each channel over the calibration
/// tokens; `weights`: the largest magnitude that any reader multiplies the
/// channel by. A channel that is dead on either side gets 1: the formula would
/// give 1e-5 and with it a gain that overflows f16.
/// nullopt, with the reason in `why`: sizes differ, alpha is not in [0, 1], or a
/// magnitude is negative or not finite.
std::optional<std::vector<double>>
smoothScales(const std::vector<double> &activations,
             const std::vector<double> &weights, double alpha,
             std::string &why);

/// AWQ (Lin et al., MLSys 2024, section 3.2): s_j = max(mean|x_j|^exponent, 1e-4),
/// divided by sqrt(max s * min s). Channels of mean 0 get 1 and have no part in
/// the normalization. Errors as above.
std::optional<std::vector<double>>
awareScales(const std::vector<double> &meanMagnitudes, double exponent,
            std::string &why);

/// Cross-layer equalization (Nagel et al., ICCV 2019, equation 11): with the
/// ranges r1 of a layer's outputs and r2 of the next layer's inputs,
/// s_j = sqrt(r1_j / r2_j), after which both are sqrt(r1_j r2_j). 1 where either
/// is 0. Errors as above.
std::optional<std::vector<double>>
equalizingScales(const std::vector<double> &outputRanges,
                 const std::vector<double> &inputRanges, std::string &why);

/// The power of two nearest to s > 0 in the ratio (the greater of two that are
/// as near): what makes folding exact in binary floating point.
double nearestPowerOfTwo(double s);

/// `count` exponents 0, step, 2 step, ...; SmoothQuant's grid is (21, 0.05), AWQ's
/// (20, 0.05). Each is i * step computed as i / round(1 / step), so that 0.5 is
/// exactly 0.5.
std::vector<double> exponentGrid(int count, int stepsPerUnit);

/// w * factor in f64, rounded once to f32; saturates at the largest finite f32.
float scaleOnce(float w, double factor);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FOLD_CHANNELSCALES_H
