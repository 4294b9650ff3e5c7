// SPDX-License-Identifier: Apache-2.0
//
// Loads and stores of one lane, checked: space, alignment, bounds, and for
// shared memory what SharedMemory checks.
#ifndef QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_MEMORYACCESS_H
#define QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_MEMORYACCESS_H

#include "../Machine/Warp.h"

namespace qopt::ptx {

/// An address in a space that is not generic.
struct Location {
  Space space;
  uint64_t address;
};
/// Generic addresses to their space; others stay.
Location resolve(Space space, uint64_t address);

/// Faults where `address` is not a multiple of `bytes`.
void checkAligned(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes);
/// Faults where the bytes do not lie in the block's shared memory.
void checkShared(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes);
/// Global bytes; faults where they lie in no buffer.
uint8_t *globalBytes(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes);

void load(Warp &warp, const Inst &inst, uint32_t lane, Location from, void *to, uint64_t bytes);
void store(Warp &warp, const Inst &inst, uint32_t lane, Location to, const void *from, uint64_t bytes);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_MEMORYACCESS_H
