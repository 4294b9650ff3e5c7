// SPDX-License-Identifier: Apache-2.0
// What one thread of a generic kernel does: some elements of one linalg op.
#ifndef QOPT_LIB_CODEGEN_NVGPU_THREADBODY_H
#define QOPT_LIB_CODEGEN_NVGPU_THREADBODY_H

#include "qopt/Codegen/Nvgpu/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {

/// Threads that share one result of `op`: a lane sum has as many as it has lanes, a long
/// reduction of a row that can be taken in any order a warp, all others 1.
int64_t threadsPerResult(linalg::LinalgOp op);

/// The number of results of `op` on buffers of static shape: the product of its
/// parallel dimensions; 0 where the op does nothing.
int64_t countResults(linalg::LinalgOp op);

/// Emits at `b` the work of the thread number `thread` (an integer or index below
/// threadsPerResult * countResults rounded up to the launch's threads): bounds, the
/// loops over reduction dimensions with sums in registers, in their order unless
/// threads share it, loads, the payload and the stores.
class ThreadBody {
public:
  ThreadBody(OpBuilder &b, linalg::LinalgOp op);
  /// `threads`: of the whole launch, at least the work.
  void build(Value thread, int64_t threads);
  /// The same for one row: the loops `row` (parallel ones) are at the indices `at`, and
  /// the other results are shared out to `threads` threads (a multiple of 32) of a block,
  /// of which this is number `thread` (an i32). All threads must come here.
  void buildRow(ArrayRef<unsigned> row, ArrayRef<Value> at, Value thread, int64_t threads);

private:
  Value integer(Type type, int64_t value);
  Value index(int64_t value) { return integer(b.getIndexType(), value); }
  /// The product of the ranges of `parallel`.
  int64_t countShared() const;
  void buildShare(Value number, int64_t share);
  /// Indices of the parallel dimensions from the number of a result.
  void enterResult(Value result);
  Value load(OpOperand &operand);
  SmallVector<Value> access(OpOperand &operand);
  void store(ValueRange values);
  SmallVector<Value> reduce(unsigned from, SmallVector<Value> carried);
  SmallVector<Value> payload(ValueRange carried);
  void buildLoops();
  void buildShared(Value lane, int64_t lanes, Value valid);
  /// `value`, of at most 64 bits, of the lane `distance` away.
  Value shuffle(Value value, int64_t distance);

  OpBuilder &b;
  linalg::LinalgOp op;
  Location loc;
  SmallVector<int64_t> ranges;
  SmallVector<unsigned> parallel;   ///< in the order of the result in memory
  SmallVector<unsigned> reductions; ///< in the op's order
  SmallVector<Value> indices;
  /// Whether results are the same for all indices of the reduced dimensions, so that
  /// registers hold them in between.
  bool inRegisters = true;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_THREADBODY_H
