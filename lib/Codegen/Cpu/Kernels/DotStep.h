// SPDX-License-Identifier: Apache-2.0
// The inner step of a product on one instruction set: how accumulators of 16
// (or 16 * lanes) columns start, take one step of k, and end. The dot
// instruction is the one that Target's table names.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_DOTSTEP_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_DOTSTEP_H

#include "KernelBuilder.h"
#include "qopt/Target/Cpu.h"

namespace mlir::qopt {

/// An accumulator of `columns` sums is one or more vectors (more where the
/// instruction leaves pairs to add at the end).
using Accumulator = SmallVector<Value>;

/// Sums of pairs of 16-bit products, in 32 bits: by the instruction of `dot` (kStep 2),
/// whose operands' size lhs and rhs have, or by plain vector arithmetic where it names
/// none. vector<2*n x i16> twice to vector<n x i32>.
Value multiplyPairs(KernelBuilder &builder, const ::qopt::target::DotRow &dot,
                    Value lhs, Value rhs);

/// Steps of 4 over 8-bit codes, activations read as unsigned.
class IntDotStep {
public:
  IntDotStep(KernelBuilder &builder, ::qopt::target::Isa isa);

  /// `bias` (vector of i32) and what the instruction leaves out of products with
  /// unsigned activations: nothing, or 128 times the sums of the weights, which
  /// `weightsOf` loads as accumulate() takes them, for each of `steps` steps.
  Value complete(Value bias, Value steps,
                 llvm::function_ref<Value(Value step)> weightsOf);
  /// Accumulator that starts from `bias`, a complete()d vector of i32.
  Accumulator start(Value bias);
  /// Broadcast of 4 codes (vector<4xi8>) to every column, in the form that
  /// accumulate() takes; `flip` reads signed codes as code + 128. The first
  /// `dropped` codes are left out: those after them move to the front, and what
  /// comes in behind meets weights of 0.
  Value broadcast(Value codes, int64_t dropped, bool flip);
  /// The same form of codes that differ per column: vector<4*n x i8>, column
  /// by column.
  Value prepare(Value codes);
  /// sums += 4 products per column. `codes` from broadcast() or prepare(),
  /// `weights` vector<4*n x i8> column by column.
  void accumulate(Accumulator &sums, Value codes, Value weights);
  /// Vectors that an accumulator of 16 columns has; more than one where pairs
  /// are left to add. Then weights are best taken part by part, see addPart().
  int64_t parts() const { return isQuad() ? 1 : 4; }
  /// One part of accumulate(): `weights` is that part's quarter.
  Value prepareWeights(Value weights);
  Value addPart(Value sum, Value codes, Value preparedWeights);
  /// The sums as one vector of i32.
  Value finish(const Accumulator &sums);

private:
  bool isQuad() const { return dot.kStep == 4; }
  bool readsSigned() const {
    return dot.lhs == ::qopt::target::Operand::S8;
  }

  KernelBuilder &b;
  const ::qopt::target::DotRow &dot;
};

/// sums + four products of bytes per lane: `dot` (kStep 4), once per register.
/// `sums` has n lanes of i32, `lhs` and `rhs` have 4 n bytes.
Value multiplyQuads(KernelBuilder &builder, const ::qopt::target::DotRow &dot,
                    Value sums, Value lhs, Value rhs);

/// a * b + c on vectors of f32, fused where the table says so.
Value multiplyAdd(KernelBuilder &builder, ::qopt::target::Isa isa, Value a,
                  Value b, Value c);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_DOTSTEP_H
