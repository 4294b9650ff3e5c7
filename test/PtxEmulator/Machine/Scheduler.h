// SPDX-License-Identifier: Apache-2.0
//
// Runs the warps of one block in random order, a random number of instructions
// at a time. Of a warp's diverged lanes the ones at the lowest instruction run
// first, so that they meet where their paths join; lanes at a .sync instruction
// wait until all lanes it names are there (PTX ISA, "Independent Thread
// Scheduling"), and it is an error if one of them can never come.
#ifndef QOPT_TEST_PTXEMULATOR_MACHINE_SCHEDULER_H
#define QOPT_TEST_PTXEMULATOR_MACHINE_SCHEDULER_H

#include "Warp.h"

namespace qopt::ptx {

class Scheduler {
public:
  /// `limit`: warp instructions after which the block counts as hanging.
  Scheduler(Block &block, uint64_t limit) : block(block), limit(limit) {}

  /// Until all threads have ended. Throws Error.
  void run();

private:
  void runSome(Warp &warp, uint32_t instructions);
  uint32_t nextGroup(Warp &warp) const;
  void step(Warp &warp, uint32_t group);
  void branch(Warp &warp, const Inst &inst, uint32_t group, uint32_t taken);
  void branchIndexed(Warp &warp, const Inst &inst, uint32_t lanes);
  void exit(Warp &warp, uint32_t lanes);
  void converge(Warp &warp, const Inst &inst, uint32_t lanes);
  uint32_t members(Warp &warp, const Inst &inst, uint32_t lanes) const;
  bool rejoin(Warp &warp);
  void advance(Warp &warp, uint32_t lanes);
  [[noreturn]] void deadlock() const;
  [[noreturn]] void stuck(const Warp &warp) const;

  Block &block;
  uint64_t limit, steps = 0;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MACHINE_SCHEDULER_H
