// SPDX-License-Identifier: Apache-2.0
//
// Between the lanes of a warp. PTX ISA, "shfl.sync", "vote.sync", "match.sync",
// "redux.sync", "activemask", "elect.sync".
#include "Families.h"

#include <algorithm>

namespace qopt::ptx {

namespace {
enum Shuffle : uint8_t { Up, Down, Butterfly, Index };

/// The lane that `lane` reads from: "shfl.sync", semantics.
int sourceLane(uint8_t mode, int lane, uint32_t b, uint32_t c, bool &inRange) {
  int by = int(b & 31), segment = int(c >> 8 & 31), clampTo = int(c & 31);
  int most = (lane & segment) | (clampTo & ~segment), least = lane & segment, from = 0;
  switch (mode) {
  case Up: from = lane - by; inRange = from >= most; break;
  case Down: from = lane + by; inRange = from <= most; break;
  case Butterfly: from = lane ^ by; inRange = from <= most; break;
  default: from = least | (by & ~segment); inRange = from <= most; break;
  }
  return inRange ? from : lane;
}

/// Rows: d, p, a, b, c. Reading a lane that takes no part is undefined in PTX:
/// an error here.
void shuffle(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]), *p = warp.row(inst.r[1]);
  const uint64_t *a = warp.row(inst.r[2]), *b = warp.row(inst.r[3]), *c = warp.row(inst.r[4]);
  uint64_t results[32], valid[32];
  forLanes(mask, [&](uint32_t l) {
    bool inRange = false;
    int from = sourceLane(inst.mod[0], int(l), uint32_t(b[l]), uint32_t(c[l]), inRange);
    if (!(mask >> from & 1))
      fault(warp, l, inst, "expected to read a lane that takes part, got lane " + std::to_string(from));
    results[l] = a[from];
    valid[l] = inRange;
  });
  forLanes(mask, [&](uint32_t l) {
    d[l] = results[l];
    p[l] = valid[l];
  });
}

void needMembers(Decoding &d, size_t operand) {
  d.inst.flow = Flow::Converge;
  d.inst.members = int32_t(d.rowOf(d.source.operands[operand], Type::B32, false));
}

void takeSync(Decoding &d) {
  if (!d.take("sync"))
    d.failModifier(".sync");
}

void decodeShuffle(Decoding &d) {
  takeSync(d);
  d.inst.mod[0] = uint8_t(d.takeOne({"up", "down", "bfly", "idx"}));
  d.takeType({Type::B32});
  d.finish(5);
  const Operand &result = d.source.operands[0];
  bool isPair = result.kind == Operand::Pair;
  d.inst.r.push_back(d.destinationRow(isPair ? result.parts[0] : result, Type::B32, false));
  d.inst.r.push_back(isPair ? d.destinationRow(result.parts[1], Type::Pred, false) : d.sinkRow());
  d.value(1, Type::B32), d.value(2, Type::B32), d.value(3, Type::B32);
  needMembers(d, 4);
  d.inst.run = shuffle;
}

enum Vote : uint8_t { All, Any, Unified, Ballot };

/// Rows: d, p; mod: vote, !p.
void vote(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *p = warp.row(inst.r[1]);
  uint32_t ballot = 0;
  forLanes(mask, [&](uint32_t l) { ballot |= uint32_t((p[l] & 1) != inst.mod[1]) << l; });
  const uint32_t results[] = {ballot == mask, ballot != 0, ballot == mask || ballot == 0, ballot};
  forLanes(mask, [&](uint32_t l) { d[l] = results[inst.mod[0]]; });
}

void decodeVote(Decoding &d) {
  takeSync(d);
  d.inst.mod[0] = uint8_t(d.takeOne({"all", "any", "uni", "ballot"}));
  Type type = d.takeType({d.inst.mod[0] == Ballot ? Type::B32 : Type::Pred});
  d.finish(3);
  d.destination(0, type), d.value(1, Type::Pred);
  d.inst.mod[1] = d.source.operands[1].negated;
  needMembers(d, 2);
  d.inst.run = vote;
}

enum Reduce : uint8_t { Add, Min, Max, And, Or, Xor };

uint32_t reduce(uint8_t operation, bool isSignedType, uint32_t x, uint32_t y) {
  bool less = isSignedType ? int32_t(y) < int32_t(x) : y < x;
  switch (operation) {
  case Add: return x + y;
  case Min: return less ? y : x;
  case Max: return less ? x : y;
  case And: return x & y;
  case Or: return x | y;
  default: return x ^ y;
  }
}

void reduceLanes(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  uint32_t first = uint32_t(__builtin_ctz(mask)), result = uint32_t(a[first]);
  forLanes(mask & (mask - 1), [&](uint32_t l) { result = reduce(inst.mod[0], inst.mod[1], result, uint32_t(a[l])); });
  forLanes(mask, [&](uint32_t l) { d[l] = result; });
}

void decodeReduce(Decoding &d) {
  takeSync(d);
  d.inst.mod[0] = uint8_t(d.takeOne({"add", "min", "max", "and", "or", "xor"}));
  Type type = d.inst.mod[0] >= And ? d.takeType({Type::B32}) : d.takeType({Type::U32, Type::S32});
  d.inst.mod[1] = isSigned(type);
  d.finish(3);
  d.destination(0, type), d.value(1, type);
  needMembers(d, 2);
  d.inst.run = reduceLanes;
}

void activeMask(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  forLanes(mask, [&](uint32_t l) { d[l] = mask; });
}

void decodeActiveMask(Decoding &d) {
  d.takeType({Type::B32});
  d.finish(1);
  d.destination(0, Type::B32);
  d.inst.run = activeMask;
}

/// Any member may be elected: a random one is.
void elect(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]), *p = warp.row(inst.r[1]);
  uint32_t start = uint32_t(warp.block.random() % 32), leader = start;
  while (!(mask >> leader & 1))
    leader = (leader + 1) % 32;
  forLanes(mask, [&](uint32_t l) {
    d[l] = leader;
    p[l] = l == leader;
  });
}

void decodeElect(Decoding &d) {
  takeSync(d);
  d.finish(2);
  const Operand &result = d.source.operands[0];
  if (result.kind != Operand::Pair)
    d.fail("two results", "one");
  d.inst.r.push_back(d.destinationRow(result.parts[0], Type::B32, false));
  d.inst.r.push_back(d.destinationRow(result.parts[1], Type::Pred, false));
  needMembers(d, 1);
  d.inst.run = elect;
}

/// .any: mask of the lanes with the same value. .all: all lanes or none.
void match(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]), *p = warp.row(inst.r[1]);
  const uint64_t *a = warp.row(inst.r[2]);
  uint32_t equal[32];
  forLanes(mask, [&](uint32_t l) {
    equal[l] = 0;
    forLanes(mask, [&](uint32_t other) { equal[l] |= uint32_t(a[l] == a[other]) << other; });
  });
  forLanes(mask, [&](uint32_t l) {
    bool all = equal[l] == mask;
    d[l] = inst.mod[0] && !all ? 0 : equal[l];
    p[l] = all;
  });
}

void decodeMatch(Decoding &d) {
  d.inst.mod[0] = uint8_t(d.takeOne({"any", "all"}));
  takeSync(d);
  Type type = d.takeType({Type::B32, Type::B64});
  d.finish(3);
  const Operand &result = d.source.operands[0];
  bool isPair = result.kind == Operand::Pair && d.inst.mod[0];
  d.inst.r.push_back(d.destinationRow(isPair ? result.parts[0] : result, Type::B32, false));
  d.inst.r.push_back(isPair ? d.destinationRow(result.parts[1], Type::Pred, false) : d.sinkRow());
  d.value(1, type);
  needMembers(d, 2);
  d.inst.run = match;
}
} // namespace

void addLanes(InstructionTable &table) {
  table["shfl"] = decodeShuffle;
  table["vote"] = decodeVote;
  table["redux"] = decodeReduce;
  table["activemask"] = decodeActiveMask;
  table["elect"] = decodeElect;
  table["match"] = decodeMatch;
}

} // namespace qopt::ptx
