// SPDX-License-Identifier: Apache-2.0
// Products of unsigned bytes of weights with signed bytes of activations, four per
// column and step, on one instruction set. A column is a 32-bit lane throughout.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_MIXEDDOT_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_MIXEDDOT_H

#include "KernelBuilder.h"
#include "qopt/Target/Cpu.h"

namespace mlir::qopt {

class MixedDot {
public:
  /// `largestWeight` (at most 255) is the largest byte of a weight.
  MixedDot(KernelBuilder &builder, ::qopt::target::Isa isa,
           int64_t largestWeight);

  /// Bytes in the form that the instruction takes: all of a lane, or those of even
  /// and of odd number extended to 16 bits. Where it takes signed bytes only and
  /// weights do not fit, w.a = (w - 128).a + 128 * sum(a): weights are w - 128, and
  /// activations have the second term beside them.
  using Bytes = SmallVector<Value, 2>;
  /// From vector<16xi32>, four bytes per lane.
  Bytes prepareWeights(Value words);
  Bytes prepareActivations(Value words);
  /// sum + four products per lane, exact modulo 2^32; `sum` is vector<16xi32>.
  Value accumulate(Value sum, const Bytes &weights, const Bytes &activations);

private:
  bool isQuad() const { return dot.kStep == 4; }
  bool splits() const {
    return dot.lhs == ::qopt::target::Operand::S8 && largestWeight > 127;
  }

  KernelBuilder &b;
  const ::qopt::target::DotRow &dot;
  int64_t largestWeight;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_MIXEDDOT_H
