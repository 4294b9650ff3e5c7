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
  Value bitAnd(Value a, Value b);
  Value bitXor(Value a, Value b);
  Value bitOr(Value a, Value b);
  Value shiftLeft(Value a, int64_t by);
  Value shiftRight(Value a, int64_t by); ///< zeros come in
  Value shiftRightSigned(Value a, Value by);
  /// i1: a < b as unsigned numbers.
  Value below(Value a, int64_t b);
  /// Both conditions; a null one holds always.
  Value both(Value a, Value b);
  Value select(Value condition, Value yes, Value no);
  /// Sign or zero extension to 64 bits.
  Value signExtend64(Value a);
  Value zeroExtend64(Value a);

  //===-- f32, each operation rounded to nearest even and never fused ------===//
  Value toFloat(Value integer); ///< signed
  Value mulFloat(Value a, Value b);
  Value addFloat(Value a, Value b);
  /// a * b + c, rounded once.
  Value fusedFloat(Value a, float b, float c);
  Value asFloat(Value word); ///< the number with these bits

  //===-- Control ---------------------------------------------------------===//
  /// `body` under `condition`; a null condition holds always.
  void when(Value condition, function_ref<void()> body);
  /// `body` for i from `begin` to `end` (i32): takes i and the values that go through
  /// the loop, which begin as `init`, and gives the next ones; the last ones are
  /// returned.
  SmallVector<Value>
  loop(Value begin, Value end, ArrayRef<Value> init,
       function_ref<SmallVector<Value>(Value, ArrayRef<Value>)> body);

  //===-- Memory ----------------------------------------------------------===//
  /// Where a dense buffer begins in global memory.
  Value globalPointer(Value memref);
  /// The block's shared memory: `bytes` of it, aligned to 128.
  Value sharedMemory(int64_t bytes);
  /// Constants in global memory, aligned to 16 bytes.
  Value constantBytes(ArrayRef<uint8_t> bytes);
  /// `pointer` advanced by bytes, i32 (not negative) or i64.
  Value advance(Value pointer, Value bytes);
  Value advance(Value pointer, int64_t bytes) {
    return advance(pointer, word(bytes));
  }
  Value load(Type type, Value pointer, unsigned align);
  void store(Value value, Value pointer, unsigned align);
  /// `count` (1, 2 or a multiple of 4) neighbours of type i32 or f32 that nothing
  /// writes while the kernel runs, in loads of at most 16 bytes to which `pointer`
  /// is aligned.
  SmallVector<Value> loadConstants(Type type, Value pointer, int64_t count);
  /// `count` (2 or 4) neighbours of a type of 32 bits by one load to which `pointer` is
  /// aligned.
  SmallVector<Value> loadTogether(Type type, Value pointer, int64_t count);
  /// 1, 2 or 4 neighbours of one type of 32 bits, as one store to which `pointer` is
  /// aligned.
  void storeTogether(ArrayRef<Value> values, Value pointer);

  //===-- The chip --------------------------------------------------------===//
  Value threadIndex(); ///< of the block, along x
  Value blockX();
  Value blockY();
  Value blockZ();
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
  /// mma.sync by `row` (MmaKind::Mma), integers wrapping: `sums` += a * b. Operands are
  /// words, sums i32 or f32.
  void multiply(const ::qopt::target::MmaRow &row, ValueRange a, ValueRange b,
                MutableArrayRef<Value> sums);

  /// mma.sp::ordered_metadata by `row` (MmaKind::MmaSparse) of 8-bit integers, wrapping;
  /// of `a` two of four are stored, at the positions of `metadata`.
  void multiplySparse(const ::qopt::target::MmaRow &row, ValueRange a, ValueRange b,
                      Value metadata, MutableArrayRef<Value> sums);
  /// cvt.rn.f16x2: the lower or upper two of four 8-bit floats as f16, exactly.
  Value convertToHalves(::qopt::target::MmaType type, Value four, bool isUpper);
  /// mul.f16x2 of a word's halves by `factor`.
  Value mulHalves(Value halves, float factor);

  /// dp4a: sum + the products of four bytes of a (signed or not) and of b (signed).
  Value dot4(Value a, bool isUnsigned, Value b, Value sum);
  /// shfl.sync.bfly: `value` of the lane whose number differs in the bits `mask`.
  Value shuffleXor(Value value, int64_t mask);
  /// shfl.sync.idx: `value` of lane `source`.
  Value shuffleFrom(Value value, Value source);
  /// prmt: four bytes of low and high, chosen by the nibbles of `selector`; where a
  /// nibble's highest bit is set, the chosen byte's sign eight times.
  Value permute(Value low, Value high, Value selector);
  /// Four numbers saturated to 8 bits, the first one in the lowest byte.
  Value packSaturated(ArrayRef<Value> four, bool isUnsigned);

private:
  template <typename Op> Value special();
  /// The address of a variable of the kernel's; `values` null: not initialised.
  Value addGlobal(StringRef suffix, int64_t bytes, Attribute values, unsigned align,
                  unsigned space);
  void multiplyFloats(const ::qopt::target::MmaRow &row, ValueRange a, ValueRange b,
                      MutableArrayRef<Value> sums);

  gpu::GPUFuncOp kernel;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_NVVMEMIT_H
