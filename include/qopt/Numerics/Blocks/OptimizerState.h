// SPDX-License-Identifier: Apache-2.0
//
// Optimizer steps on states that are kept in 8 bits: "8-bit Optimizers via
// Block-wise Quantization" (ICLR 2022). One step dequantizes, updates and
// requantizes block by block. All arithmetic is IEEE binary32 in the order that
// the formulas are written in; what does not depend on the element (b1, 1 - b1,
// lr c2 / c1, eps c2, 1 - lr wd, ...) is computed in f64 and rounded once to
// f32. So generated code can match it bit for bit.
#ifndef QOPT_NUMERICS_BLOCKS_OPTIMIZERSTATE_H
#define QOPT_NUMERICS_BLOCKS_OPTIMIZERSTATE_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qopt::numerics {

/// What a step does, g being the gradient, p the parameter, t >= 1 the number
/// of the step. m and v below are the dequantized states, and the unquantized
/// new ones enter p.
enum class OptimizerKind : uint32_t {
  /// m = m b1 + g (1 - b1); v = v b2 + g g (1 - b2);
  /// p = p + (m / (sqrt(v) + eps c2)) (-lr c2 / c1),
  /// c1 = 1 - b1^t, c2 = sqrt(1 - b2^t).
  Adam = 0,
  /// m = g at t = 1, else m b1 + g; p = p - lr m. Weight decay enters g.
  Momentum = 1,
  /// p = p - lr sign(m b1 + g (1 - b1)); m = m b2 + g (1 - b2).
  Lion = 2,
  /// v = v b1 + g g (1 - b1); p = p - lr g / (sqrt(v) + eps).
  RmsProp = 3,
  /// v = v + g g; p = p - lr g / (sqrt(v) + eps).
  Adagrad = 4,
};
std::string_view name(OptimizerKind kind);
std::optional<OptimizerKind> parseOptimizerKind(std::string_view text);

struct OptimizerConfig {
  OptimizerKind kind = OptimizerKind::Adam;
  double lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;
  double eps = 1e-8;
  /// Decoupled (p = p (1 - lr wd) before the update), but for Momentum, where
  /// g = g + wd p.
  double weightDecay = 0;
  size_t block = 256;
  /// Move a momentum's code by one where it would lose the sign of m (0 for a
  /// small negative one), as bitsandbytes does on GPUs but not on CPUs.
  bool keepSign = false;
};

/// Empty, or what is wrong: finite lr >= 0; betas in [0, 1); eps, weight decay
/// >= 0; block > 0.
std::string check(const OptimizerConfig &config);

/// Codes and one absmax per block. The momentum m of Adam, Momentum and Lion is
/// in `codes1` (signed dynamic, code 127 is 0), the second moment v of Adam,
/// RmsProp and Adagrad in `codes2` (unsigned dynamic, code 0 is 0).
struct OptimizerState {
  std::vector<uint8_t> codes1, codes2;
  std::vector<float> absmax1, absmax2;
};

/// The state before the first step: zeros.
OptimizerState initialState(const OptimizerConfig &config, size_t n);

/// Bytes of the state of n parameters: 2 n + 8 n / block for Adam.
size_t stateBytes(const OptimizerConfig &config, size_t n);

/// One step over n parameters. Where g is NaN or infinite, p stays and the
/// element's states become 0.
void step(const OptimizerConfig &config, uint64_t t, float *p, const float *g,
          size_t n, OptimizerState &state);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_OPTIMIZERSTATE_H
