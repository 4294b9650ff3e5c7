// SPDX-License-Identifier: Apache-2.0
// Tensor copies, mbarriers and wgmma: instructions of sm_90a as inline assembly. Shared
// memory is addressed by words (i32).
#ifndef QOPT_LIB_CODEGEN_NVGPU_TMAEMIT_H
#define QOPT_LIB_CODEGEN_NVGPU_TMAEMIT_H

#include "NvvmEmit.h"

namespace mlir::qopt {

/// Rows of shared memory that tensor copies swizzle for wgmma: piece p (16 bytes) of row
/// r lies at p ^ r % 8.
constexpr int64_t kSwizzledRowBytes = 128;
/// To which tiles of such rows are aligned: the swizzle repeats every 8 rows.
constexpr int64_t kSwizzleAlign = 1024;

class TmaEmit {
public:
  TmaEmit(gpu::GPUFuncOp kernel, NvvmEmit &b) : kernel(kernel), b(b) {}

  /// Address of the block's dynamic shared memory, aligned to 1024.
  Value dynamicShared();
  /// Address of the argument, which is a tensor map.
  Value tensorMap(int64_t argument);

  //===-- mbarriers: 8 bytes of shared memory -----------------------------===//
  void initBarrier(Value barrier, int64_t arrivals);
  /// What this thread initialized is there for tensor copies, too.
  void publishBarriers();
  /// One arrival, which expects `bytes` of copies to come.
  void arriveExpecting(Value barrier, int64_t bytes);
  void arrive(Value barrier);
  /// Waits until the phase of this parity (i32: 0 or 1) is over.
  void wait(Value barrier, Value parity);

  /// The box of `map` at `coordinates` (i32 each, innermost first) to `shared`; its bytes
  /// are counted by `barrier`.
  void copyBox(Value map, ValueRange coordinates, Value shared, Value barrier);

  //===-- wgmma -----------------------------------------------------------===//
  /// Descriptor (i64) of a tile of swizzled rows, k innermost, at `shared`.
  Value describeTile(Value shared);
  /// `sums` (columns / 2 words or f32 of each of the warpgroup's threads) += a * b^T over
  /// `steps` steps of 32 bytes from the tiles that the descriptors say: 64 rows by
  /// `columns`; `fresh`: sums begin as 0, whatever they are. Returns when it is done.
  void multiply(const ::qopt::target::MmaRow &row, int64_t columns, int64_t steps,
                Value a, Value bTile, bool fresh, MutableArrayRef<Value> sums);

private:
  SmallVector<Value> assembly(const Twine &text, StringRef constraints,
                              ValueRange operands, TypeRange results = {});

  gpu::GPUFuncOp kernel;
  NvvmEmit &b;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_TMAEMIT_H
