// SPDX-License-Identifier: Apache-2.0
//
// State of a running block: warps, their lanes' registers and program counters,
// barriers, copies under way.
#ifndef QOPT_TEST_PTXEMULATOR_MACHINE_WARP_H
#define QOPT_TEST_PTXEMULATOR_MACHINE_WARP_H

#include "../Memory/GlobalMemory.h"
#include "../Memory/SharedMemory.h"
#include "../Memory/TensorMap.h"
#include "../Parser/Error.h"
#include "Program.h"

#include <cstring>
#include <random>

namespace qopt::ptx {

constexpr uint32_t allLanes = ~uint32_t(0);

struct Dim3 {
  uint32_t x = 1, y = 1, z = 1;
  uint64_t count() const { return uint64_t(x) * y * z; }
};

/// Counted while a kernel runs.
struct Statistics {
  uint64_t threadInstructions = 0;
  uint64_t warpInstructions = 0;
  uint64_t matrixProducts = 0; ///< mma of any kind
  /// Additional passes of ldmatrix and stmatrix because two rows of 16 bytes
  /// of one 8x8 matrix lie in the same banks.
  uint64_t matrixBankConflicts = 0;
};

/// One cp.async of one thread, from issue to completion.
struct AsyncCopy {
  uint32_t lane;
  int line;
  uint64_t shared, global;
  uint32_t bytes, sourceBytes; ///< behind sourceBytes: zeros
  int64_t group = -1;          ///< of cp.async.commit_group; -1: not committed
  bool landed = false;
  int64_t mbarrier = -1; ///< a marker: arrives there when the copies before it are complete
  Clock clock = {}; ///< of a marker: at the issue
};

/// One wgmma.mma_async of a warp, until it is waited for.
struct AsyncProduct {
  const Inst *inst;
  uint64_t a, b; ///< descriptors
  int64_t group; ///< of wgmma.commit_group; -1: not committed
};

/// One cp.async.bulk of one thread, from issue to completion.
struct BulkCopy {
  const Inst *inst = nullptr;
  uint32_t lane = 0;
  bool toShared = true, isTensor = false;
  uint64_t shared = 0, global = 0, bytes = 0;
  TensorMap map;
  int64_t corner[5] = {};
  uint64_t mbarrier = 0; ///< to shared memory
  Clock clock;           ///< at the issue
  int64_t group = -1;    ///< to global memory: of cp.async.bulk.commit_group
};

struct Barrier {
  uint32_t arrived = 0, expected = 0;
  std::vector<uint32_t> waiting; ///< warps
  Clock clock;
};

/// PTX ISA, "mbarrier": counts of the phase under way.
struct Mbarrier {
  int64_t expected, pending, transactions = 0;
  uint64_t phase = 0;
  Clock clock;     ///< of all arrivals
  Clock completed; ///< of the arrivals up to the end of the last phase
};

struct Block;

struct Warp {
  Block &block;
  uint32_t index;
  uint32_t alive;        ///< lanes that exist and have not ended
  uint32_t waiting = 0;  ///< lanes that wait for others at a Converge
  int32_t barrier = -1;  ///< the barrier that the warp waits at
  bool diverged = false; ///< lanes may stand at different instructions
  bool yields = false;   ///< let others run now
  uint32_t pc[32] = {};
  std::vector<uint64_t> rows;
  Clock clock;
  std::vector<AsyncCopy> copies;
  int64_t committed[32] = {}; ///< groups of cp.async per lane
  std::vector<BulkCopy> bulkCopies;
  int64_t committedBulk[32] = {};
  std::vector<AsyncProduct> products;
  int64_t committedProducts = 0;
  bool wgmmaFenced = false;

  Warp(Block &block, uint32_t index) : block(block), index(index), alive(0) {}
  uint64_t *row(uint32_t index) { return rows.data() + size_t(index) * 32; }
  uint32_t thread(uint32_t lane) const { return index * 32 + lane; }
  Access access(uint32_t lane, int line, bool isAtomic = false) const { return {index, lane, line, clock, isAtomic}; }
};

struct Block {
  const Program &program;
  GlobalMemory &global;
  const std::vector<uint8_t> &params;
  Dim3 gridSize, blockSize, index;
  uint32_t dynamicShared;
  SharedMemory shared;
  std::mt19937_64 &random;
  Statistics &statistics;
  std::vector<Warp> warps;
  std::vector<uint8_t> local; ///< per thread program.localBytes
  std::vector<Barrier> barriers;
  std::map<uint64_t, Mbarrier> mbarriers; ///< by shared address
};

/// Calls body(lane) for the lanes of `mask`, ascending.
template <class Body> inline void forLanes(uint32_t mask, Body body) {
  if (mask == allLanes) {
    for (uint32_t lane = 0; lane < 32; ++lane)
      body(lane);
    return;
  }
  for (; mask; mask &= mask - 1)
    body(uint32_t(__builtin_ctz(mask)));
}

/// Throws the Error "thread N: message" of an instruction.
[[noreturn]] inline void fault(const Warp &warp, uint32_t lane, const Inst &inst, const std::string &message) {
  throw Error(inst.line, "thread " + std::to_string(warp.thread(lane)) + ": " + message);
}

template <class To, class From> inline To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From), "widths differ");
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

// Synchronization (Synchronize.cpp).
/// What `warp` did so far happens before what comes after a join of `into`.
void release(Warp &warp, Clock &into);
/// What was released to `from` happened before what `warp` does from now on.
void acquire(Warp &warp, const Clock &from);
/// `count` lanes of the warp arrive at barrier `id`, which waits for `expected`
/// threads (0: all of the block); with `waits` the warp stops there.
void arriveAtBarrier(Warp &warp, uint32_t id, uint32_t expected, uint32_t count, bool waits);
/// Threads have ended: barriers of the whole block may be complete now.
void recheckBarriers(Block &block);
/// One arrival of `count`, and the end of `transactions` bytes.
void arriveAtMbarrier(Mbarrier &mbarrier, int64_t count, int64_t transactions);

/// fence.proxy.async: what happened before is visible to asynchronous readers of
/// shared memory, too.
void fenceProxy(Warp &warp);

// wgmma (Wgmma.cpp).
/// Faults where `inst` touches registers of a product under way.
void checkProductRegisters(Warp &warp, const Inst &inst, uint32_t lane);

// Asynchronous copies (AsyncCopy.cpp).
/// Lets some copies of the warp arrive, at random.
void landSome(Warp &warp);
/// Nothing may be under way when a warp has ended.
void landAll(Warp &warp);
/// As landSome and landAll, of bulk copies (BulkCopy.cpp).
void landBulkCopy(Warp &warp, bool all);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MACHINE_WARP_H
