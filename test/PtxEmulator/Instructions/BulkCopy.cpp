// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "cp.async.bulk", "cp.async.bulk.tensor": copies by the asynchronous
// proxy, of bytes or of a tensor's box. Into shared memory: the bytes arrive at a
// random time and are counted by an mbarrier, whose waiters may then read them.
// To global memory: bulk groups; shared memory is read at the issue and, to find
// what overwrites it too early, once more at the wait.
#include "Families.h"
#include "MemoryAccess.h"

#include <algorithm>

namespace qopt::ptx {

namespace {
/// Row numbers and offsets of the addresses, and what is copied.
struct BulkShape {
  uint32_t rank = 0; ///< 0: plain bytes
  bool toShared = true;
  size_t shared = 0, global = 0, mbarrier = 0, bytes = 0, coordinates = 0; ///< places in Inst::r
  uint64_t sharedOffset = 0, globalOffset = 0, mbarrierOffset = 0;
};

TensorMap mapOf(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address) {
  Location at = resolve(Space::Generic, address);
  std::array<uint8_t, 128> bytes;
  if (at.address % 64)
    fault(warp, lane, inst, "expected a tensor map aligned to 64 bytes, got another address");
  for (size_t i = 0; i < bytes.size(); i += 8)
    load(warp, inst, lane, {at.space, at.address + i}, bytes.data() + i, 8);
  auto map = decodeTensorMap(bytes.data());
  if (!map)
    fault(warp, lane, inst, "expected an encoded tensor map, got other bytes");
  if (std::string wrong = check(*map); !wrong.empty())
    fault(warp, lane, inst, wrong);
  return *map;
}

BulkCopy describe(Warp &warp, const Inst &inst, const BulkShape &shape, uint32_t lane) {
  auto value = [&](size_t place) { return warp.row(inst.r[place])[lane]; };
  BulkCopy copy;
  copy.inst = &inst;
  copy.lane = lane;
  copy.toShared = shape.toShared;
  copy.isTensor = shape.rank != 0;
  copy.shared = resolve(Space::Shared, value(shape.shared) + shape.sharedOffset).address;
  copy.global = value(shape.global) + shape.globalOffset;
  if (copy.isTensor) {
    copy.map = mapOf(warp, inst, lane, copy.global);
    if (copy.map.rank != shape.rank)
      fault(warp, lane, inst, "expected a tensor map of rank " + std::to_string(shape.rank) + ", got " +
                                  std::to_string(copy.map.rank));
    for (uint32_t i = 0; i < shape.rank; ++i)
      copy.corner[i] = int32_t(value(shape.coordinates + i));
    copy.bytes = copy.map.boxBytes();
  } else {
    copy.bytes = uint32_t(value(shape.bytes));
  }
  return copy;
}

void checkPlaces(Warp &warp, const Inst &inst, uint32_t lane, const BulkCopy &copy) {
  uint64_t alignment = !copy.isTensor ? 16 : copy.map.swizzleBytes ? copy.map.swizzleBytes * 8 : 128;
  checkAligned(warp, inst, lane, copy.shared, alignment);
  checkShared(warp, inst, lane, copy.shared, copy.bytes);
  if (copy.isTensor)
    return;
  checkAligned(warp, inst, lane, copy.global, 16);
  if (copy.bytes % 16)
    fault(warp, lane, inst, "expected a multiple of 16 bytes, got " + std::to_string(copy.bytes));
  globalBytes(warp, inst, lane, copy.global, copy.bytes);
}

/// Calls body(shared address, global address, isInside) per element of the box,
/// or per byte of a plain copy.
template <class Body> void forElements(const BulkCopy &copy, Body body) {
  if (!copy.isTensor) {
    for (uint64_t i = 0; i < copy.bytes; ++i)
      body(copy.shared + i, copy.global + i, true);
    return;
  }
  const TensorMap &map = copy.map;
  for (uint64_t element = 0; element < copy.bytes / map.elementBytes; ++element) {
    uint64_t rest = element, address = map.address;
    bool isInside = true;
    for (uint32_t i = 0; i < map.rank; ++i) {
      int64_t at = copy.corner[i] + int64_t(rest % map.box[i]);
      rest /= map.box[i];
      isInside &= at >= 0 && at < int64_t(map.size[i]);
      address += uint64_t(at) * (i ? map.stride[i - 1] : map.elementBytes);
    }
    body(swizzled(copy.shared + element * map.elementBytes, map.swizzleBytes), address, isInside);
  }
}

uint32_t unitBytes(const BulkCopy &copy) { return copy.isTensor ? copy.map.elementBytes : 1; }

/// Into shared memory; elements outside of the tensor are zeros.
void landInShared(Warp &warp, const BulkCopy &copy) {
  uint32_t bytes = unitBytes(copy);
  forElements(copy, [&](uint64_t to, uint64_t from, bool isInside) {
    uint8_t data[8] = {};
    if (isInside)
      std::memcpy(data, globalBytes(warp, *copy.inst, copy.lane, from, bytes), bytes);
    warp.block.shared.land(to, data, bytes);
  });
  warp.block.shared.completeCopy(copy.shared, copy.bytes, {warp.index, copy.lane, copy.inst->line, copy.clock}, true);
  auto found = warp.block.mbarriers.find(copy.mbarrier);
  if (found == warp.block.mbarriers.end())
    fault(warp, copy.lane, *copy.inst, "expected the mbarrier of the copy to stay initialized, got none");
  if (found->second.clock.empty())
    found->second.clock.resize(copy.clock.size());
  join(found->second.clock, copy.clock);
  arriveAtMbarrier(found->second, 0, int64_t(copy.bytes));
}

void readShared(Warp &warp, const BulkCopy &copy, std::vector<uint8_t> &data) {
  Access by = warp.access(copy.lane, copy.inst->line);
  data.resize(copy.bytes);
  warp.block.shared.checkProxy(copy.shared, copy.bytes, by);
  warp.block.shared.read(copy.shared, data.data(), copy.bytes, by);
}

void storeToGlobal(Warp &warp, const BulkCopy &copy) {
  std::vector<uint8_t> data;
  readShared(warp, copy, data);
  uint32_t bytes = unitBytes(copy);
  forElements(copy, [&](uint64_t from, uint64_t to, bool isInside) {
    if (isInside)
      std::memcpy(globalBytes(warp, *copy.inst, copy.lane, to, bytes), data.data() + (from - copy.shared), bytes);
  });
}

void issueLoad(Warp &warp, const Inst &inst, const BulkShape &shape, BulkCopy copy) {
  copy.mbarrier = resolve(Space::Shared, warp.row(inst.r[shape.mbarrier])[copy.lane] + shape.mbarrierOffset).address;
  if (!warp.block.mbarriers.count(copy.mbarrier))
    fault(warp, copy.lane, inst, "expected an initialized mbarrier at shared address " + std::to_string(copy.mbarrier));
  warp.block.shared.beginCopy(copy.shared, copy.bytes, warp.access(copy.lane, inst.line));
  copy.clock = warp.clock;
  // What the warp does from here on is not known to the copy's waiters.
  ++warp.clock[warp.index];
  warp.bulkCopies.push_back(std::move(copy));
}

void issue(Warp &warp, const Inst &inst, uint32_t mask) {
  const BulkShape &shape = *static_cast<const BulkShape *>(inst.extra.get());
  forLanes(mask, [&](uint32_t lane) {
    BulkCopy copy = describe(warp, inst, shape, lane);
    checkPlaces(warp, inst, lane, copy);
    if (shape.toShared)
      return issueLoad(warp, inst, shape, std::move(copy));
    storeToGlobal(warp, copy);
    warp.bulkCopies.push_back(std::move(copy));
  });
}

void commit(Warp &warp, const Inst &, uint32_t mask) {
  for (BulkCopy &copy : warp.bulkCopies)
    if (!copy.toShared && copy.group < 0 && (mask >> copy.lane & 1))
      copy.group = warp.committedBulk[copy.lane];
  forLanes(mask, [&](uint32_t lane) { ++warp.committedBulk[lane]; });
}

/// imm: groups that may stay under way.
void wait(Warp &warp, const Inst &inst, uint32_t mask) {
  auto isDone = [&](const BulkCopy &copy) {
    bool isOld = copy.group >= 0 && copy.group < warp.committedBulk[copy.lane] - inst.imm;
    if (copy.toShared || !(mask >> copy.lane & 1) || !isOld)
      return false;
    std::vector<uint8_t> data;
    readShared(warp, copy, data);
    return true;
  };
  warp.bulkCopies.erase(std::remove_if(warp.bulkCopies.begin(), warp.bulkCopies.end(), isDone), warp.bulkCopies.end());
}

uint64_t takeAddress(Decoding &d, size_t operand, Space space, size_t &place) {
  place = d.inst.r.size();
  d.address(operand, space);
  return uint64_t(d.inst.imm);
}

void takeCoordinates(Decoding &d, size_t operand, BulkShape &shape) {
  const Operand &address = d.source.operands[operand];
  bool fits = address.kind == Operand::Address && address.parts.size() == 2 &&
              address.parts[1].kind == Operand::Vector && address.parts[1].parts.size() == shape.rank;
  if (!fits)
    d.fail("a tensor map and " + std::to_string(shape.rank) + " coordinates", "another operand");
  shape.coordinates = d.inst.r.size();
  for (const Operand &coordinate : address.parts[1].parts)
    d.inst.r.push_back(d.rowOf(coordinate, Type::S32, false));
}

void takeMap(Decoding &d, size_t operand, BulkShape &shape) {
  if (shape.rank)
    takeCoordinates(d, operand, shape);
  shape.globalOffset = takeAddress(d, operand, shape.rank ? Space::Generic : Space::Global, shape.global);
}

void decodeCopy(Decoding &d) {
  auto shape = std::make_shared<BulkShape>();
  if (d.take("tensor"))
    shape->rank = uint32_t(d.takeOne({"1d", "2d", "3d", "4d", "5d"})) + 1;
  shape->toShared = d.takeOne({"shared::cluster", "shared::cta", "global"}) < 2;
  d.takeOne({shape->toShared ? "global" : "shared::cta"});
  if (shape->rank)
    d.take("tile");
  d.takeOne({shape->toShared ? "mbarrier::complete_tx::bytes" : "bulk_group"});
  bool hasHint = d.take("L2::cache_hint");
  size_t plain = shape->rank == 0, to = 0, from = 1;
  d.finish(2 + plain + shape->toShared + hasHint);
  shape->sharedOffset = takeAddress(d, shape->toShared ? to : from, Space::Shared, shape->shared);
  takeMap(d, shape->toShared ? from : to, *shape);
  shape->bytes = d.inst.r.size();
  if (plain)
    d.value(2, Type::U32);
  if (shape->toShared)
    shape->mbarrierOffset = takeAddress(d, 2 + plain, Space::Shared, shape->mbarrier);
  if (hasHint)
    d.value(d.numOperands() - 1, Type::B64);
  d.inst.extra = shape;
  d.inst.run = issue;
}
} // namespace

void decodeBulkCopy(Decoding &d) {
  int what = d.takeAny({"commit_group", "wait_group"});
  if (what < 0)
    return decodeCopy(d);
  if (what == 1)
    d.take("read");
  d.finish(size_t(what));
  if (what == 1)
    d.inst.imm = int64_t(d.immediate(0));
  d.inst.run = what ? wait : commit;
}

void landBulkCopy(Warp &warp, bool all) {
  for (size_t i = 0; i < warp.bulkCopies.size();) {
    bool isDue = warp.bulkCopies[i].toShared && (all || warp.block.random() % 4 == 0);
    if (!isDue) {
      ++i;
      continue;
    }
    BulkCopy copy = std::move(warp.bulkCopies[i]);
    warp.bulkCopies.erase(warp.bulkCopies.begin() + ptrdiff_t(i));
    landInShared(warp, copy);
  }
}

} // namespace qopt::ptx
