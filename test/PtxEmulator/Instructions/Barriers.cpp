// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "bar, barrier" and "bar.warp.sync". The forms without .aligned are
// executed like those with it: the warp's lanes must come together.
#include "Families.h"

namespace qopt::ptx {

namespace {
/// Rows: barrier, number of threads (0: all). mod[0]: the warp waits.
void arrive(Warp &warp, const Inst &inst, uint32_t mask) {
  uint32_t lane = uint32_t(__builtin_ctz(mask));
  uint64_t id = warp.row(inst.r[0])[lane], threads = warp.row(inst.r[1])[lane];
  if (id >= warp.block.barriers.size())
    fault(warp, lane, inst, "expected a barrier 0..15, got " + std::to_string(id));
  if (threads % 32)
    fault(warp, lane, inst, "expected a multiple of 32 threads, got " + std::to_string(threads));
  // With a number of threads, machines count whole warps.
  uint32_t count = threads ? 32 : uint32_t(__builtin_popcount(mask));
  arriveAtBarrier(warp, uint32_t(id), uint32_t(threads), count, inst.mod[0]);
}

/// The lanes of the mask have come together: their accesses are ordered.
void synchronizeWarp(Warp &warp, const Inst &, uint32_t) { ++warp.clock[warp.index]; }

void decodeWarpSync(Decoding &d) {
  if (!d.take("sync"))
    d.failModifier(".sync");
  d.finish(1);
  d.inst.flow = Flow::Converge;
  d.inst.members = int32_t(d.rowOf(d.source.operands[0], Type::B32, false));
  d.inst.run = synchronizeWarp;
}

void decodeBarrier(Decoding &d) {
  if (d.take("warp"))
    return decodeWarpSync(d);
  d.take("cta");
  d.inst.mod[0] = d.takeOne({"arrive", "sync"}) == 1;
  d.take("aligned");
  d.finish(d.inst.mod[0] ? 1 : 2, 2);
  d.value(0, Type::U32);
  if (d.numOperands() == 2)
    d.value(1, Type::U32);
  else
    d.inst.r.push_back(d.constant(0));
  d.inst.flow = Flow::Barrier;
  d.inst.run = arrive;
}
} // namespace

void addBarriers(InstructionTable &table) {
  table["bar"] = decodeBarrier;
  table["barrier"] = decodeBarrier;
}

} // namespace qopt::ptx
