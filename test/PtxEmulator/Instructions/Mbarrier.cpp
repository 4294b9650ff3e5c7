// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "mbarrier": objects in shared memory that count arrivals and bytes of
// asynchronous transactions, phase by phase. The state that arrive returns is
// the number of the phase.
#include "Families.h"
#include "MemoryAccess.h"

namespace qopt::ptx {

namespace {
constexpr int64_t largestCount = (1 << 20) - 1;

uint64_t addressOf(Warp &warp, const Inst &inst, uint32_t lane, size_t row) {
  Location at = resolve(Space(inst.mod[0]), warp.row(inst.r[row])[lane] + uint64_t(inst.imm));
  if (at.space != Space::Shared)
    fault(warp, lane, inst, "expected an mbarrier in shared memory, got another address");
  checkAligned(warp, inst, lane, at.address, 8);
  checkShared(warp, inst, lane, at.address, 8);
  return at.address;
}

Mbarrier &objectAt(Warp &warp, const Inst &inst, uint32_t lane, size_t row) {
  uint64_t address = addressOf(warp, inst, lane, row);
  auto found = warp.block.mbarriers.find(address);
  if (found == warp.block.mbarriers.end())
    fault(warp, lane, inst, "expected an initialized mbarrier at shared address " + std::to_string(address));
  return found->second;
}

/// Rows: address, count.
void initialize(Warp &warp, const Inst &inst, uint32_t mask) {
  forLanes(mask, [&](uint32_t l) {
    uint64_t address = addressOf(warp, inst, l, 0);
    int64_t count = int64_t(warp.row(inst.r[1])[l]);
    if (count < 1 || count > largestCount)
      fault(warp, l, inst, "expected a count of 1.." + std::to_string(largestCount) + ", got " + std::to_string(count));
    uint64_t opaque = uint64_t(count);
    warp.block.shared.write(address, &opaque, 8, warp.access(l, inst.line));
    Mbarrier object;
    object.expected = object.pending = count;
    warp.block.mbarriers[address] = object;
  });
}

/// Whoever uses the object must know of its initialization.
void touch(Warp &warp, const Inst &inst, uint32_t lane, size_t row) {
  uint64_t opaque;
  warp.block.shared.read(addressOf(warp, inst, lane, row), &opaque, 8, warp.access(lane, inst.line));
}

void invalidate(Warp &warp, const Inst &inst, uint32_t mask) {
  forLanes(mask, [&](uint32_t l) {
    objectAt(warp, inst, l, 0);
    warp.block.mbarriers.erase(addressOf(warp, inst, l, 0));
  });
}

/// Rows: d, address, count; mod[1]: the count is of bytes to come, the arrival
/// is one; mod[2]: no arrival.
void arrive(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  forLanes(mask, [&](uint32_t l) {
    Mbarrier &object = objectAt(warp, inst, l, 1);
    touch(warp, inst, l, 1);
    int64_t operand = int64_t(uint32_t(warp.row(inst.r[2])[l]));
    int64_t arrivals = inst.mod[2] ? 0 : inst.mod[1] ? 1 : operand;
    if (arrivals > object.pending)
      fault(warp, l, inst, "expected at most " + std::to_string(object.pending) + " pending arrivals, got " +
                               std::to_string(arrivals));
    d[l] = object.phase;
    if (inst.mod[1])
      object.transactions += operand;
    release(warp, object.clock);
    arriveAtMbarrier(object, arrivals, 0);
  });
}

/// Rows: p, address, state or parity; mod[1]: parity.
void test(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *p = warp.row(inst.r[0]);
  const uint64_t *state = warp.row(inst.r[2]);
  forLanes(mask, [&](uint32_t l) {
    Mbarrier &object = objectAt(warp, inst, l, 1);
    touch(warp, inst, l, 1);
    bool isComplete = inst.mod[1] ? (object.phase & 1) != (state[l] & 1) : object.phase != state[l];
    p[l] = isComplete;
    if (isComplete)
      acquire(warp, object.completed);
    else
      warp.yields = true;
  });
}

void takeSpaceAndType(Decoding &d) {
  bool isShared = d.takeAny({"shared", "shared::cta"}) >= 0;
  d.inst.mod[0] = uint8_t(isShared ? Space::Shared : Space::Generic);
  d.takeType({Type::B64});
}

void takeOrder(Decoding &d) {
  d.takeAny({"release", "acquire", "relaxed"});
  d.takeAny({"cta", "cluster"});
}

void decodeInitialize(Decoding &d) {
  takeSpaceAndType(d);
  d.finish(2);
  d.address(0, Space::Shared);
  d.value(1, Type::U32);
  d.inst.run = initialize;
}

void decodeInvalidate(Decoding &d) {
  takeSpaceAndType(d);
  d.finish(1);
  d.address(0, Space::Shared);
  d.inst.run = invalidate;
}

void decodeArrive(Decoding &d) {
  d.inst.mod[1] = d.take("expect_tx");
  takeOrder(d);
  takeSpaceAndType(d);
  d.finish(2, 3);
  bool isSink = d.source.operands[0].kind == Operand::Sink;
  d.inst.r.push_back(isSink ? d.sinkRow() : d.destinationRow(d.source.operands[0], Type::B64, false));
  d.address(1, Space::Shared);
  if (d.numOperands() == 3)
    d.value(2, Type::U32);
  else
    d.inst.r.push_back(d.constant(1));
  d.inst.run = arrive;
}

void decodeExpect(Decoding &d) {
  d.inst.mod[1] = d.inst.mod[2] = 1;
  takeOrder(d);
  takeSpaceAndType(d);
  d.finish(2);
  d.inst.r.push_back(d.sinkRow());
  d.address(0, Space::Shared);
  d.value(1, Type::U32);
  d.inst.run = arrive;
}

void decodeTest(Decoding &d) {
  d.inst.mod[1] = d.take("parity");
  takeOrder(d);
  takeSpaceAndType(d);
  d.finish(3, 4);
  d.destination(0, Type::Pred);
  d.address(1, Space::Shared);
  d.value(2, d.inst.mod[1] ? Type::U32 : Type::B64);
  d.inst.run = test;
}

void decodeMbarrier(Decoding &d) {
  switch (d.takeOne({"init", "inval", "arrive", "expect_tx", "test_wait", "try_wait"})) {
  case 0: return decodeInitialize(d);
  case 1: return decodeInvalidate(d);
  case 2: return decodeArrive(d);
  case 3: return decodeExpect(d);
  default: return decodeTest(d);
  }
}
} // namespace

void addMbarrier(InstructionTable &table) { table["mbarrier"] = decodeMbarrier; }

} // namespace qopt::ptx
