// SPDX-License-Identifier: Apache-2.0
// A builder for the bodies of GPU kernels: 32-bit arithmetic that folds as it is
// written, addresses, and the chip's instructions in few words. Whether one is an op
// of the NVVM dialect, an intrinsic or inline assembly is decided here and nowhere
// else.
#ifndef QOPT_LIB_CODEGEN_NVGPU_NVVMEMIT_H
#define QOPT_LIB_CODEGEN_NVGPU_NVVMEMIT_H

#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Target/Gpu.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qopt {

class NvvmEmit : public ImplicitLocOpBuilder {
public:
  /// Builds at the end of the entry block of `kernel`.
  explicit NvvmEmit(gpu::GPUFuncOp kernel);

  //===-- Arithmetic of words (i32) and of any integer type ---------------===//
  Value word(int64_t value) { return integer(getI32Type(), value); }
  Value integer(Type type, int64_t value);
  /// `b` is a value or a number of a's type.
  Value add(Value a, Value b);
  Value add(Value a, int64_t b) { return add(a, integer(a.getType(), b)); }
  Value mul(Value a, Value b);
  Value mul(Value a, int64_t b) { return mul(a, integer(a.getType(), b)); }
  Value bitAnd(Value a, int64_t b);
  Value bitXor(Value a, Value b);
  Value bitOr(Value a, Value b);
  Value shiftLeft(Value a, int64_t by);
  Value shiftRight(Value a, int64_t by); ///< zeros come in
  /// i1: a < b as unsigned numbers.
  Value below(Value a, int64_t b);
  /// Both conditions; a null one holds always.
  Value both(Value a, Value b);
  Value select(Value condition, Value yes, Value no);
  /// Sign or zero extension to 64 bits.
  Value signExtend64(Value a);
  Value zeroExtend64(Value a);

  //===-- Control ---------------------------------------------------------===//
  /// `body` under `condition`; a null condition holds always.
  void when(Value condition, function_ref<void()> body);

  //===-- Memory ----------------------------------------------------------===//
  /// Where a dense buffer begins in global memory.
  Value globalPointer(Value memref);
  /// The block's shared memory: `bytes` of it, aligned to 128.
  Value sharedMemory(int64_t bytes);
  /// `pointer` advanced by bytes, i32 (not negative) or i64.
  Value advance(Value pointer, Value bytes);
  Value advance(Value pointer, int64_t bytes) {
    return advance(pointer, word(bytes));
  }
  Value load(Type type, Value pointer, unsigned align);
  void store(Value value, Value pointer, unsigned align);

  //===-- The chip --------------------------------------------------------===//
  Value threadIndex(); ///< of the block, along x
  Value blockX();
  Value blockY();
  /// cp.async of `bytes` (4, 8 or 16): the first `valid` (i32: 0 or bytes) from
  /// global memory, zeros after them.
  void copyAsync(Value shared, Value global, unsigned bytes, Value valid);
  /// Closes a group of copies; waits until at most `pending` groups are under way.
  void commitCopies();
  void waitCopies(unsigned pending);
  /// bar.sync of all threads of the block.
  void barrier();
  /// ldmatrix.x4: four words, of the 8x8 matrices of 16-bit elements whose rows
  /// lanes 0-7, 8-15, 16-23 and 24-31 point to.
  SmallVector<Value> loadMatrices(Value shared);
  /// mma.sync by `row` (MmaKind::Mma), integers wrapping: `sums` += a * b.
  void multiply(const ::qopt::target::MmaRow &row, ValueRange a, ValueRange b,
                MutableArrayRef<Value> sums);

private:
  template <typename Op> Value special();

  gpu::GPUFuncOp kernel;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_NVVMEMIT_H
