// SPDX-License-Identifier: Apache-2.0
//
// One step of a first-order optimizer on f32 parameters whose states are kept
// in f32, or in 8 bits with one f32 scale per block: "8-bit Optimizers via
// Block-wise Quantization" (Dettmers et al., ICLR 2022). Every f32 operation
// and its order is fixed here; generated code repeats them bit for bit.
#ifndef QOPT_NUMERICS_OPTIMIZERS_H
#define QOPT_NUMERICS_OPTIMIZERS_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace qopt::numerics {

/// With m, v for the states, b1, b2 for the betas, c1 = 1 - b1, c2 = 1 - b2, g
/// for the gradient and p for the parameter; all steps in f32, one rounding per
/// operation, no fused multiply-add:
///   Adam      m = b1*m + c1*g;  v = b2*v + (c2*g)*g;  p -= (step*m) / denom(v)
///   Momentum  m = b1*m + g;                           p -= step*m
///   Lion      s = b1*m + c1*g;  m = b2*m + c2*g;      p -= step*sign(s)
///   RmsProp   v = b2*v + (c2*g)*g;                    p -= (step*g) / denom(v)
///   Adagrad   v = v + g*g;                            p -= (step*g) / denom(v)
/// Products come before sums, sums run from left to right. States start as
/// zeros: with them Momentum's first step is m = g, as in PyTorch.
enum class OptimizerKind : uint32_t {
  Adam = 0,
  Momentum = 1,
  Lion = 2,
  RmsProp = 3,
  Adagrad = 4,
};

/// Where weight decay goes. No rule changes anything when weightDecay is 0.
enum class DecayRule : uint32_t {
  Coupled = 0, ///< g += weightDecay*p before all else (L2 regularization)
  Before = 1,  ///< p *= keep before the step (AdamW of PyTorch, bitsandbytes CPU)
  After = 2,   ///< p *= keep after the step (bitsandbytes CUDA)
};

/// How eps and the bias correction r = sqrt(1 - b2^t) enter denom(v); the rules
/// differ in rounding (Outside, Scaled) or in meaning (InsideRoot). Kinds
/// without bias correction have r = 1 and neither divide nor multiply by it.
enum class EpsRule : uint32_t {
  Outside = 0,    ///< sqrt(v)/r + eps   (PyTorch, bitsandbytes CPU)
  Scaled = 1,     ///< sqrt(v) + r*eps   (bitsandbytes CUDA); Adam only
  InsideRoot = 2, ///< sqrt(v + (r*r)*eps)  (TensorFlow's RMSprop and Adagrad)
};

/// Which code a state gets that is not 0, but nearest to 0 among the codes.
enum class ZeroRule : uint32_t {
  Nearest = 0,      ///< the code of 0 (bitsandbytes CPU)
  KeepNegative = 1, ///< a negative one the largest negative value, a positive
                    ///< one 0 (bitsandbytes CUDA)
  KeepSign = 2,     ///< the value next to 0 on its own side: a variance that is
                    ///< not 0 does not vanish, so that no step becomes m / eps
};

/// Everything about an optimizer that does not change from step to step.
struct OptimizerSpec {
  OptimizerKind kind = OptimizerKind::Adam;
  /// In [0, 1), also when rounded to f32. The operations use f32(beta) and
  /// f32(1 - beta), the difference taken in double. beta1: Adam, Momentum,
  /// Lion; beta2: Adam, Lion, RmsProp (its "alpha").
  double beta1 = 0.9, beta2 = 0.999;
  double eps = 1e-8;      ///< in [1e-30, 1]; of kinds with a denominator
  double weightDecay = 0; ///< in [0, 1]
  DecayRule decay = DecayRule::Before;
  EpsRule epsRule = EpsRule::Outside;
  ZeroRule zeroRule = ZeroRule::KeepSign;
};

/// The published defaults of "adam" (coupled decay), "adamw" (decoupled,
/// weightDecay 0.01), "momentum", "lion" (beta2 0.99, decoupled), "rmsprop"
/// (beta2 0.99) and "adagrad" (eps 1e-10). False for other names.
bool optimizerPreset(const std::string &name, OptimizerSpec &spec);

/// Empty if good, else one sentence: what was wanted, what was got.
std::string check(const OptimizerSpec &spec);

/// States per parameter: Adam 2 (m, v), others 1.
int numStates(OptimizerKind kind);
/// Whether state `index` can be negative (m) or is a variance (v).
bool isSignedState(OptimizerKind kind, int index);
bool usesBeta1(OptimizerKind kind);
bool usesBeta2(OptimizerKind kind);
/// Whether there is a denominator, and with it eps.
bool usesEps(OptimizerKind kind);
/// Whether steps are corrected for the bias of the states' start: Adam.
bool usesCorrection(OptimizerKind kind);

/// What changes from step to step.
struct StepScalars {
  /// The factor of the update: the learning rate, for Adam divided by 1 - b1^t
  /// and, with EpsRule::Scaled and InsideRoot, multiplied by `correction`.
  float step = 0;
  float correction = 1; ///< sqrt(1 - b2^t) for Adam, else 1
  float keep = 1;       ///< 1 - rate*weightDecay for decoupled decay, else 1
};

/// The scalars of step t (1, 2, ...; t < 1 counts as 1), computed in double and
/// rounded once.
StepScalars stepScalars(const OptimizerSpec &spec, double rate, int64_t t);

/// The code of an 8-bit state: the dynamic code of Formats/Dynamic.h, signed or
/// unsigned. A code is the rank of its value.
struct StateCode {
  std::array<float, 256> values; ///< ascending, in [-1, 1]
  /// encode(x) = number of thresholds <= x.
  std::array<float, 255> thresholds;
  uint8_t zero; ///< the code of 0

  /// The nearest code of x, not NaN; ties to the lower value.
  uint8_t encode(float x) const;
  /// encode(scaled), then ZeroRule by the sign of `state`.
  uint8_t encode(float scaled, float state, ZeroRule rule) const;
};
const StateCode &stateCode(bool isSigned);

/// Blocks whose largest magnitude is below this, the smallest normal f32, are
/// zero blocks: absmax 0, all codes those of 0.
constexpr float kLeastAbsmax = 0x1p-126f;

/// One quantized state: n codes, and ceil(n / blockSize) block maxima. A state
/// decodes to values[code] * absmax (one f32 product) and is encoded from
/// state * (1 / absmax), absmax being the block's largest |state|. Zeroed memory
/// is a state of zeros: absmax 0 decodes every code to 0. An absmax that is no
/// finite number >= 0 counts as 0.
struct BlockState {
  uint8_t *codes = nullptr;
  float *absmax = nullptr;
};

/// One step on n parameters. `states`: numStates pointers. Everything may be
/// updated in place.
///
/// A gradient that is NaN or infinite (after coupled decay) leaves its
/// parameter as it is and zeroes its states. A state that overflows f32 becomes
/// the largest finite value of its sign.
///
/// Requires check(spec) to be empty and blockSize >= 1; the last block may be
/// shorter. The update uses the states before they are encoded.
void optimizerStep(const OptimizerSpec &spec, const StepScalars &scalars,
                   size_t n, float *parameters, const float *gradients,
                   float *const *states);
void optimizerStep(const OptimizerSpec &spec, const StepScalars &scalars,
                   size_t n, size_t blockSize, float *parameters,
                   const float *gradients, const BlockState *states);

/// Bytes of the states of n parameters: 4 per state, or with a block size 1 and
/// 4 per block.
size_t stateBytes(OptimizerKind kind, size_t n);
size_t stateBytes(OptimizerKind kind, size_t n, size_t blockSize);

/// Tensors with fewer elements keep f32 states by convention: they are small,
/// and often norms and biases.
constexpr size_t kLeastElementsFor8Bit = 4096;
constexpr size_t kOptimizerBlockSize = 256;

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_OPTIMIZERS_H
