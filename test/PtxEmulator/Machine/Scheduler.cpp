// SPDX-License-Identifier: Apache-2.0
#include "Scheduler.h"

namespace qopt::ptx {

namespace {
uint32_t guardMask(Warp &warp, const Inst &inst, uint32_t group) {
  if (inst.guard < 0)
    return group;
  const uint64_t *row = warp.row(uint32_t(inst.guard));
  uint32_t mask = 0;
  for (uint32_t lane = 0; lane < 32; ++lane)
    mask |= uint32_t(row[lane] & 1) << lane;
  return (inst.guardNegated ? ~mask : mask) & group;
}

std::string laneList(uint32_t lanes) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", lanes);
  return text;
}
} // namespace

void Scheduler::run() {
  std::vector<Warp *> ready;
  for (;;) {
    ready.clear();
    bool alive = false;
    for (Warp &warp : block.warps) {
      alive |= warp.alive != 0;
      if (warp.alive && warp.barrier < 0)
        ready.push_back(&warp);
    }
    if (!alive)
      return;
    if (ready.empty())
      deadlock();
    Warp &warp = *ready[block.random() % ready.size()];
    runSome(warp, 1 + uint32_t(block.random() % 64));
    landSome(warp);
    landSome(block.warps[block.random() % block.warps.size()]);
  }
}

void Scheduler::runSome(Warp &warp, uint32_t instructions) {
  warp.yields = false;
  for (; instructions && warp.alive && warp.barrier < 0 && !warp.yields; --instructions) {
    uint32_t group = warp.diverged ? nextGroup(warp) : warp.alive;
    if (group)
      step(warp, group);
    else if (!rejoin(warp))
      stuck(warp);
  }
  steps += 64;
  if (steps > limit)
    throw Error(block.program.code[warp.pc[__builtin_ctz(warp.alive | 1u << 31)]].line,
                "expected the block to end within " + std::to_string(limit) + " instructions, got a hanging warp " +
                    std::to_string(warp.index));
}

/// The lanes at the lowest instruction that do not wait; 0: all wait.
uint32_t Scheduler::nextGroup(Warp &warp) const {
  uint32_t lowest = ~uint32_t(0), group = 0;
  forLanes(warp.alive & ~warp.waiting, [&](uint32_t lane) {
    if (warp.pc[lane] < lowest) {
      lowest = warp.pc[lane];
      group = 0;
    }
    if (warp.pc[lane] == lowest)
      group |= 1u << lane;
  });
  if (group == warp.alive)
    warp.diverged = false;
  return group;
}

void Scheduler::advance(Warp &warp, uint32_t lanes) {
  forLanes(lanes, [&](uint32_t lane) { ++warp.pc[lane]; });
}

void Scheduler::step(Warp &warp, uint32_t group) {
  const Inst &inst = block.program.code[warp.pc[__builtin_ctz(group)]];
  uint32_t lanes = guardMask(warp, inst, group);
  block.statistics.threadInstructions += uint32_t(__builtin_popcount(group));
  ++block.statistics.warpInstructions;
  switch (inst.flow) {
  case Flow::Next:
    if (lanes && !warp.products.empty())
      checkProductRegisters(warp, inst, uint32_t(__builtin_ctz(lanes)));
    if (lanes)
      inst.run(warp, inst, lanes);
    return advance(warp, group);
  case Flow::Branch:
    return branch(warp, inst, group, lanes);
  case Flow::Indexed:
    advance(warp, group & ~lanes);
    return branchIndexed(warp, inst, lanes);
  case Flow::Exit:
    advance(warp, group & ~lanes);
    return exit(warp, lanes);
  case Flow::Converge:
  case Flow::Barrier:
    advance(warp, group & ~lanes);
    warp.diverged |= group != lanes;
    if (lanes)
      converge(warp, inst, lanes);
    return;
  }
}

void Scheduler::branch(Warp &warp, const Inst &inst, uint32_t group, uint32_t taken) {
  forLanes(taken, [&](uint32_t lane) { warp.pc[lane] = inst.target; });
  advance(warp, group & ~taken);
  if (taken && taken != group)
    warp.diverged = true;
}

void Scheduler::branchIndexed(Warp &warp, const Inst &inst, uint32_t lanes) {
  const auto &targets = *static_cast<const std::vector<uint32_t> *>(inst.extra.get());
  const uint64_t *index = warp.row(inst.r[0]);
  forLanes(lanes, [&](uint32_t lane) {
    if (index[lane] >= targets.size())
      fault(warp, lane, inst, "expected an index below " + std::to_string(targets.size()) + ", got " +
                                  std::to_string(index[lane]));
    warp.pc[lane] = targets[index[lane]];
  });
  warp.diverged = true;
}

void Scheduler::exit(Warp &warp, uint32_t lanes) {
  warp.alive &= ~lanes;
  if (!lanes)
    return;
  if (!warp.alive)
    landAll(warp);
  recheckBarriers(block);
}

uint32_t Scheduler::members(Warp &warp, const Inst &inst, uint32_t lanes) const {
  if (inst.flow == Flow::Barrier)
    return warp.alive;
  if (inst.members < 0)
    return allLanes;
  uint32_t lane = uint32_t(__builtin_ctz(lanes));
  const uint64_t *row = warp.row(uint32_t(inst.members));
  uint32_t mask = uint32_t(row[lane]);
  forLanes(lanes, [&](uint32_t other) {
    if (uint32_t(row[other]) != mask || !(mask >> other & 1))
      fault(warp, other, inst, "expected one member mask in all lanes that holds the lane itself, got " +
                                   laneList(uint32_t(row[other])) + " and " + laneList(mask));
  });
  return mask;
}

void Scheduler::converge(Warp &warp, const Inst &inst, uint32_t lanes) {
  uint32_t lane = uint32_t(__builtin_ctz(lanes)), wanted = members(warp, inst, lanes), here = lanes;
  if (wanted & ~warp.alive)
    fault(warp, lane, inst, "expected lanes " + laneList(wanted) + " to take part, got lanes " +
                                laneList(wanted & ~warp.alive) + " that have ended or never were");
  forLanes(warp.alive & warp.waiting, [&](uint32_t other) {
    if (warp.pc[other] == warp.pc[lane])
      here |= 1u << other;
  });
  if ((here & wanted) != wanted) {
    warp.waiting |= lanes;
    warp.diverged = true;
    return;
  }
  warp.waiting &= ~wanted;
  if (!warp.products.empty())
    checkProductRegisters(warp, inst, lane);
  advance(warp, wanted);
  inst.run(warp, inst, wanted);
}

/// All lanes left wait at one barrier, and those that were missed have ended.
bool Scheduler::rejoin(Warp &warp) {
  uint32_t pc = warp.pc[__builtin_ctz(warp.alive)];
  const Inst &inst = block.program.code[pc];
  bool together = inst.flow == Flow::Barrier;
  forLanes(warp.alive, [&](uint32_t lane) { together &= warp.pc[lane] == pc; });
  if (together)
    converge(warp, inst, warp.alive);
  return together;
}

void Scheduler::stuck(const Warp &warp) const {
  uint32_t lane = uint32_t(__builtin_ctz(warp.alive));
  const Inst &inst = block.program.code[warp.pc[lane]];
  std::string others;
  forLanes(warp.alive, [&](uint32_t other) {
    if (warp.pc[other] != warp.pc[lane] && others.empty())
      others = "lane " + std::to_string(other) + " waits at line " +
               std::to_string(block.program.code[warp.pc[other]].line);
  });
  fault(warp, lane, inst, "expected the warp's lanes to come together here, got a divergence: " + others);
}

void Scheduler::deadlock() const {
  size_t first = 0;
  while (block.warps[first].barrier < 0)
    ++first;
  const Warp &warp = block.warps[first];
  const Barrier &barrier = block.barriers[size_t(warp.barrier)];
  int line = block.program.code[warp.pc[__builtin_ctz(warp.alive)] - 1].line;
  throw Error(line, "expected " + (barrier.expected ? std::to_string(barrier.expected) : std::string("all")) +
                        " threads at barrier " + std::to_string(warp.barrier) + ", got " +
                        std::to_string(barrier.arrived) + " while all others wait elsewhere or have ended");
}

} // namespace qopt::ptx
