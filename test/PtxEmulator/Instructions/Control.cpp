// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Control Flow Instructions" (bra brx ret exit) and instructions that
// change no value: fences order what this machine orders anyway.
#include "Families.h"

namespace qopt::ptx {

namespace {
void decodeBranch(Decoding &d) {
  d.take("uni");
  d.finish(1);
  d.inst.flow = Flow::Branch;
  d.inst.target = d.label(0);
}

void decodeIndexedBranch(Decoding &d) {
  d.takeOne({"idx"});
  d.take("uni");
  d.finish(2);
  d.value(0, Type::U32);
  d.inst.extra = std::make_shared<std::vector<uint32_t>>(d.branchTargets(1));
  d.inst.flow = Flow::Indexed;
}

void decodeExit(Decoding &d) {
  d.take("uni");
  d.finish(0);
  d.inst.flow = Flow::Exit;
}

void trap(Warp &warp, const Inst &inst, uint32_t mask) {
  fault(warp, uint32_t(__builtin_ctz(mask)), inst, "expected to pass by, got a trap that is executed");
}

void decodeTrap(Decoding &d) {
  d.finish(0);
  d.inst.run = trap;
}

void nothing(Warp &, const Inst &, uint32_t) {}
void proxyFence(Warp &warp, const Inst &, uint32_t) { fenceProxy(warp); }
void yield(Warp &warp, const Inst &, uint32_t) { warp.yields = true; }

void decodeMembar(Decoding &d) {
  d.takeOne({"cta", "gl", "sys"});
  d.finish(0);
  d.inst.run = nothing;
}

void decodeFence(Decoding &d) {
  d.inst.run = nothing;
  if (d.take("proxy")) {
    if (d.takeOne({"async", "async::generic", "alias", "tensormap::generic"}) == 0)
      d.inst.run = proxyFence;
    d.takeAny({"global", "shared::cta", "shared::cluster"});
    d.takeAny({"acquire", "release"});
  } else if (d.take("mbarrier_init")) {
    d.takeOne({"release"});
  } else {
    d.takeAny({"sc", "acq_rel", "acquire", "release"});
  }
  d.takeAny({"cta", "cluster", "gpu", "sys"});
  d.finish(0);
}

void decodeNanosleep(Decoding &d) {
  d.takeType({Type::U32});
  d.finish(1);
  d.value(0, Type::U32);
  d.inst.run = yield;
}

void decodeGridDependency(Decoding &d) {
  d.takeOne({"launch_dependents", "wait"});
  d.finish(0);
  d.inst.run = nothing;
}

void decodeSetMaxRegisters(Decoding &d) {
  d.takeOne({"inc", "dec"});
  d.takeOne({"sync"});
  d.takeOne({"aligned"});
  d.takeType({Type::U32});
  d.finish(1);
  uint64_t registers = d.immediate(0);
  if (registers < 24 || registers > 256 || registers % 8)
    d.fail("24..256 registers, a multiple of 8", std::to_string(registers));
  d.inst.flow = Flow::Converge;
  d.inst.run = nothing;
}
} // namespace

void addControl(InstructionTable &table) {
  table["bra"] = decodeBranch;
  table["brx"] = decodeIndexedBranch;
  table["ret"] = decodeExit;
  table["exit"] = decodeExit;
  table["trap"] = decodeTrap;
  table["membar"] = decodeMembar;
  table["fence"] = decodeFence;
  table["nanosleep"] = decodeNanosleep;
  table["griddepcontrol"] = decodeGridDependency;
  table["setmaxnreg"] = decodeSetMaxRegisters;
}

} // namespace qopt::ptx
