// SPDX-License-Identifier: Apache-2.0
#include "SharedMemory.h"

#include "../Parser/Error.h"

#include <algorithm>
#include <cstring>

namespace qopt::ptx {

void join(Clock &into, const Clock &other) {
  for (size_t i = 0; i < into.size(); ++i)
    into[i] = std::max(into[i], other[i]);
}

SharedMemory::SharedMemory(size_t bytes, uint32_t warps, bool detectsRaces)
    : data(bytes, 0xCD), state(bytes, Poison), writeEpoch(bytes), writeThread(bytes), writeLine(bytes),
      readEpoch(detectsRaces ? bytes * warps : 0), warps(warps), detectsRaces(detectsRaces) {}

void SharedMemory::fail(uint64_t byte, const Access &by, const std::string &what) const {
  throw Error(by.line, "thread " + std::to_string(by.warp * 32 + by.lane) + ", shared byte " + std::to_string(byte) +
                           ": " + what);
}

void SharedMemory::checkLastWrite(uint64_t byte, const char *verb, const Access &by) const {
  uint32_t warp = writeThread[byte] / 32, lane = writeThread[byte] % 32, epoch = writeEpoch[byte];
  if (state[byte] == InFlight)
    fail(byte, by, std::string(verb) + " while the asynchronous copy of line " + std::to_string(writeLine[byte]) +
                       " by thread " + std::to_string(writeThread[byte]) + " is not waited for");
  bool bothAtomic = by.isAtomic && state[byte] == WrittenAtomically;
  if (!detectsRaces || state[byte] == Poison || bothAtomic || (warp == by.warp && lane == by.lane))
    return;
  bool ordered = warp == by.warp ? epoch < by.clock[warp] : epoch <= by.clock[warp];
  if (!ordered)
    fail(byte, by, std::string("race: ") + verb + " after thread " + std::to_string(writeThread[byte]) +
                       " wrote it at line " + std::to_string(writeLine[byte]) + " with no barrier between");
}

void SharedMemory::read(uint64_t address, void *out, size_t bytes, const Access &by) {
  for (uint64_t byte = address; byte < address + bytes; ++byte) {
    if (state[byte] == Poison)
      fail(byte, by, "read of a byte that was never written");
    // Equal owners of neighbouring bytes are the rule: one check for them all.
    bool sameAsBefore = byte > address && state[byte] == state[byte - 1] &&
                        writeThread[byte] == writeThread[byte - 1] && writeEpoch[byte] == writeEpoch[byte - 1];
    if (!sameAsBefore)
      checkLastWrite(byte, "read", by);
  }
  std::memcpy(out, data.data() + address, bytes);
  // An atomic also writes: that record will do, and atomics do not conflict.
  if (detectsRaces && !by.isAtomic)
    std::fill_n(readEpoch.begin() + ptrdiff_t(by.warp * data.size() + address), bytes, by.clock[by.warp]);
}

void SharedMemory::checkReaders(uint64_t address, size_t bytes, const Access &by) const {
  for (uint32_t warp = 0; warp < warps; ++warp) {
    if (warp == by.warp)
      continue;
    const uint32_t *epochs = readEpoch.data() + warp * data.size() + address;
    uint32_t known = by.clock[warp];
    for (size_t i = 0; i < bytes; ++i)
      if (epochs[i] > known)
        fail(address + i, by, "race: write after a thread of warp " + std::to_string(warp) +
                                  " read it with no barrier between");
  }
}

void SharedMemory::checkBeforeWrite(uint64_t address, size_t bytes, const Access &by) const {
  for (uint64_t byte = address; byte < address + bytes; ++byte)
    checkLastWrite(byte, "write", by);
  if (detectsRaces)
    checkReaders(address, bytes, by);
}

void SharedMemory::setWriter(uint64_t address, size_t bytes, const Access &by, State newState) {
  for (uint64_t byte = address; byte < address + bytes; ++byte) {
    state[byte] = newState;
    writeEpoch[byte] = by.clock[by.warp];
    writeThread[byte] = by.warp * 32 + by.lane;
    writeLine[byte] = by.line;
  }
}

void SharedMemory::write(uint64_t address, const void *in, size_t bytes, const Access &by) {
  checkBeforeWrite(address, bytes, by);
  std::memcpy(data.data() + address, in, bytes);
  setWriter(address, bytes, by, by.isAtomic ? WrittenAtomically : Written);
}

void SharedMemory::beginCopy(uint64_t address, size_t bytes, const Access &by) {
  checkBeforeWrite(address, bytes, by);
  setWriter(address, bytes, by, InFlight);
}

void SharedMemory::land(uint64_t address, const void *in, size_t bytes) {
  std::memcpy(data.data() + address, in, bytes);
}

void SharedMemory::completeCopy(uint64_t address, size_t bytes, const Access &by, bool byProxy) {
  setWriter(address, bytes, by, byProxy ? WrittenByProxy : Written);
}

void SharedMemory::checkProxy(uint64_t address, size_t bytes, const Access &by) const {
  for (uint64_t byte = address; byte < address + bytes; ++byte) {
    bool isOrdinary = state[byte] == Written || state[byte] == WrittenAtomically;
    if (detectsRaces && isOrdinary && writeEpoch[byte] > by.clock[warps + writeThread[byte] / 32])
      fail(byte, by, "asynchronous read of what thread " + std::to_string(writeThread[byte]) + " wrote at line " +
                         std::to_string(writeLine[byte]) + " with no fence.proxy.async between");
  }
}

} // namespace qopt::ptx
