// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "cp.async": copies from global to shared memory that are complete
// only after a wait of the thread that issued them. The data arrive at a random
// time between; until the wait every access to the bytes is an error.
#include "Families.h"
#include "MemoryAccess.h"

#include <algorithm>

namespace qopt::ptx {

namespace {
void landOne(Warp &warp, AsyncCopy &copy) {
  if (copy.landed)
    return;
  uint8_t data[16] = {};
  if (copy.sourceBytes)
    std::memcpy(data, warp.block.global.find(copy.global, copy.sourceBytes), copy.sourceBytes);
  warp.block.shared.land(copy.shared, data, copy.bytes);
  copy.landed = true;
}

/// `clock`: what the copy's completion makes known along with it.
void complete(Warp &warp, AsyncCopy &copy, const Clock &clock) {
  landOne(warp, copy);
  warp.block.shared.completeCopy(copy.shared, copy.bytes, {warp.index, copy.lane, copy.line, clock});
}

/// Completes and removes the copies for which `isDue`.
template <class Due> void completeWhere(Warp &warp, Due isDue) {
  auto kept = std::remove_if(warp.copies.begin(), warp.copies.end(), [&](AsyncCopy &copy) {
    if (copy.mbarrier >= 0 || !isDue(copy))
      return false;
    complete(warp, copy, warp.clock);
    return true;
  });
  warp.copies.erase(kept, warp.copies.end());
}

/// mod: bytes, has a source size, has an ignore-source predicate, its '!';
/// rows: shared address, global address, source size, predicate; imm and
/// extra: the offsets.
void issue(Warp &warp, const Inst &inst, uint32_t mask) {
  const uint64_t *to = warp.row(inst.r[0]), *from = warp.row(inst.r[1]), *size = warp.row(inst.r[2]),
                 *ignores = warp.row(inst.r[3]);
  uint64_t bytes = inst.mod[0], fromOffset = *static_cast<const uint64_t *>(inst.extra.get());
  forLanes(mask, [&](uint32_t l) {
    AsyncCopy copy{l, inst.line, to[l] + uint64_t(inst.imm), from[l] + fromOffset, uint32_t(bytes), uint32_t(size[l])};
    if ((ignores[l] & 1) != inst.mod[1])
      copy.sourceBytes = 0;
    if (copy.sourceBytes > bytes)
      fault(warp, l, inst, "expected a source size of at most " + std::to_string(bytes) + " bytes, got " +
                               std::to_string(size[l]));
    checkAligned(warp, inst, l, copy.shared, bytes);
    checkAligned(warp, inst, l, copy.global, bytes);
    checkShared(warp, inst, l, copy.shared, bytes);
    if (copy.sourceBytes)
      globalBytes(warp, inst, l, copy.global, copy.sourceBytes);
    warp.block.shared.beginCopy(copy.shared, bytes, warp.access(l, inst.line));
    warp.copies.push_back(copy);
  });
}

void commit(Warp &warp, const Inst &, uint32_t mask) {
  for (AsyncCopy &copy : warp.copies)
    if (copy.group < 0 && (mask >> copy.lane & 1))
      copy.group = warp.committed[copy.lane];
  forLanes(mask, [&](uint32_t l) { ++warp.committed[l]; });
}

/// imm: groups that may stay under way.
void waitForGroups(Warp &warp, const Inst &inst, uint32_t mask) {
  completeWhere(warp, [&](const AsyncCopy &copy) {
    bool isOld = copy.group >= 0 && copy.group < warp.committed[copy.lane] - inst.imm;
    return (mask >> copy.lane & 1) && isOld;
  });
}

void waitForAll(Warp &warp, const Inst &, uint32_t mask) {
  completeWhere(warp, [&](const AsyncCopy &copy) { return (mask >> copy.lane & 1) != 0; });
}

/// The mbarrier completes the copies issued so far, then counts an arrival.
/// imm: address offset; mod[0]: .noinc.
void arriveWhenDone(Warp &warp, const Inst &inst, uint32_t mask) {
  const uint64_t *address = warp.row(inst.r[0]);
  forLanes(mask, [&](uint32_t l) {
    uint64_t at = resolve(Space(inst.mod[1]), address[l] + uint64_t(inst.imm)).address;
    auto found = warp.block.mbarriers.find(at);
    if (found == warp.block.mbarriers.end())
      fault(warp, l, inst, "expected an initialized mbarrier at shared address " + std::to_string(at));
    if (!inst.mod[0])
      ++found->second.pending;
    AsyncCopy marker{l, inst.line, 0, 0, 0, 0};
    marker.mbarrier = int64_t(at);
    marker.clock = warp.clock;
    warp.copies.push_back(marker);
  });
  // What the warp does from here on is not known to those who wait.
  ++warp.clock[warp.index];
}

void decodeMbarrierArrive(Decoding &d) {
  if (!d.take("arrive"))
    d.failModifier(".arrive");
  d.inst.mod[0] = d.take("noinc");
  bool isShared = d.take("shared") || d.take("shared::cta");
  d.inst.mod[1] = uint8_t(isShared ? Space::Shared : Space::Generic);
  d.takeType({Type::B64});
  d.finish(1);
  d.address(0, Space::Shared);
  d.inst.run = arriveWhenDone;
}

void takeSizeOrPredicate(Decoding &d) {
  d.inst.mod[1] = 0;
  const Operand *last = d.numOperands() == 4 ? &d.source.operands[3] : nullptr;
  bool isPredicate = last && last->kind == Operand::Register && d.registerBits(*last) == 1;
  d.inst.r.push_back(last && !isPredicate ? d.rowOf(*last, Type::U32, false) : d.constant(d.inst.mod[0]));
  d.inst.r.push_back(isPredicate ? d.rowOf(*last, Type::Pred, false) : d.constant(0));
  if (isPredicate)
    d.inst.mod[1] = last->negated;
}

void decodeCopy(Decoding &d) {
  bool isGlobalOnly = d.takeOne({"ca", "cg"}) == 1;
  if (!d.take("shared") && !d.take("shared::cta"))
    d.failModifier(".shared");
  if (!d.take("global"))
    d.failModifier(".global");
  d.takeAny({"L2::64B", "L2::128B", "L2::256B"});
  d.finish(3, 4);
  uint64_t bytes = d.immediate(2);
  bool fits = bytes == 16 || (!isGlobalOnly && (bytes == 4 || bytes == 8));
  if (!fits)
    d.fail("4, 8 or 16 bytes (16 with .cg)", std::to_string(bytes));
  d.inst.mod[0] = uint8_t(bytes);
  d.address(1, Space::Global);
  uint32_t from = d.inst.r[0];
  d.inst.extra = std::make_shared<uint64_t>(uint64_t(d.inst.imm));
  d.inst.r.clear();
  d.address(0, Space::Shared);
  d.inst.r.push_back(from);
  takeSizeOrPredicate(d);
  d.inst.run = issue;
}

void decodeCopyFamily(Decoding &d) {
  if (!d.take("async"))
    d.failModifier(".async");
  if (d.take("bulk"))
    return decodeBulkCopy(d);
  if (d.take("commit_group")) {
    d.finish(0);
    d.inst.run = commit;
  } else if (d.take("wait_group")) {
    d.finish(1);
    d.inst.imm = int64_t(d.immediate(0));
    d.inst.run = waitForGroups;
  } else if (d.take("wait_all")) {
    d.finish(0);
    d.inst.run = waitForAll;
  } else if (d.take("mbarrier")) {
    decodeMbarrierArrive(d);
  } else {
    decodeCopy(d);
  }
}

/// The copies of `lane` before an mbarrier's marker are complete with it.
void completeMarker(Warp &warp, size_t index) {
  AsyncCopy marker = warp.copies[index];
  for (size_t i = 0; i < index; ++i)
    if (warp.copies[i].lane == marker.lane && warp.copies[i].mbarrier < 0)
      complete(warp, warp.copies[i], marker.clock);
  size_t at = 0;
  auto isDone = [&](const AsyncCopy &copy) {
    size_t position = at++;
    return position == index || (position < index && copy.lane == marker.lane && copy.mbarrier < 0);
  };
  warp.copies.erase(std::remove_if(warp.copies.begin(), warp.copies.end(), isDone), warp.copies.end());
  Mbarrier &mbarrier = warp.block.mbarriers[uint64_t(marker.mbarrier)];
  if (mbarrier.clock.empty())
    mbarrier.clock.resize(marker.clock.size());
  join(mbarrier.clock, marker.clock);
  arriveAtMbarrier(mbarrier, 1, 0);
}
} // namespace

void landSome(Warp &warp) {
  if (!warp.bulkCopies.empty())
    landBulkCopy(warp, false);
  for (int tries = 0; tries < 4 && !warp.copies.empty(); ++tries) {
    size_t index = warp.block.random() % warp.copies.size();
    if (warp.copies[index].mbarrier >= 0)
      completeMarker(warp, index);
    else
      landOne(warp, warp.copies[index]);
  }
}

void landAll(Warp &warp) {
  landBulkCopy(warp, true);
  while (!warp.copies.empty()) {
    if (warp.copies.back().mbarrier >= 0)
      completeMarker(warp, warp.copies.size() - 1);
    else {
      landOne(warp, warp.copies.back());
      warp.copies.pop_back();
    }
  }
}

void addAsyncCopy(InstructionTable &table) { table["cp"] = decodeCopyFamily; }

} // namespace qopt::ptx
