// SPDX-License-Identifier: Apache-2.0
#include "Warp.h"

#include <algorithm>

namespace qopt::ptx {

void release(Warp &warp, Clock &into) {
  if (into.empty())
    into.resize(warp.clock.size());
  join(into, warp.clock);
  ++warp.clock[warp.index];
}

void acquire(Warp &warp, const Clock &from) {
  if (from.empty())
    return;
  uint32_t own = warp.clock[warp.index];
  join(warp.clock, from);
  // Of its own epochs a warp knows best.
  warp.clock[warp.index] = own;
}

void fenceProxy(Warp &warp) {
  size_t warps = warp.clock.size() / 2;
  for (size_t i = 0; i < warps; ++i)
    warp.clock[warps + i] = std::max(warp.clock[warps + i], warp.clock[i]);
  // What the warp writes from now on is not fenced.
  ++warp.clock[warp.index];
}

namespace {
uint32_t threadsAlive(const Block &block) {
  uint32_t threads = 0;
  for (const Warp &warp : block.warps)
    threads += uint32_t(__builtin_popcount(warp.alive));
  return threads;
}

void completeIfFull(Block &block, Barrier &barrier) {
  uint32_t expected = barrier.expected ? barrier.expected : threadsAlive(block);
  if (barrier.arrived == 0 || barrier.arrived < expected)
    return;
  for (uint32_t index : barrier.waiting) {
    Warp &warp = block.warps[index];
    warp.barrier = -1;
    acquire(warp, barrier.clock);
  }
  barrier = Barrier();
}
} // namespace

void arriveAtBarrier(Warp &warp, uint32_t id, uint32_t expected, uint32_t count, bool waits) {
  Barrier &barrier = warp.block.barriers[id];
  if (barrier.arrived == 0)
    barrier.expected = expected;
  release(warp, barrier.clock);
  barrier.arrived += count;
  if (waits) {
    barrier.waiting.push_back(warp.index);
    warp.barrier = int32_t(id);
    warp.yields = true;
  }
  completeIfFull(warp.block, barrier);
}

void recheckBarriers(Block &block) {
  for (Barrier &barrier : block.barriers)
    if (barrier.arrived && !barrier.expected)
      completeIfFull(block, barrier);
}

void arriveAtMbarrier(Mbarrier &mbarrier, int64_t count, int64_t transactions) {
  mbarrier.pending -= count;
  mbarrier.transactions -= transactions;
  if (mbarrier.pending != 0 || mbarrier.transactions != 0)
    return;
  ++mbarrier.phase;
  mbarrier.completed = mbarrier.clock;
  mbarrier.pending = mbarrier.expected;
}

} // namespace qopt::ptx
