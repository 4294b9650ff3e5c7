// SPDX-License-Identifier: Apache-2.0
//
// A block's shared memory with a shadow that finds reads of bytes never
// written, conflicting accesses without synchronization between, and accesses
// to bytes that an asynchronous copy still owns.
//
// Order is happens-before with vector clocks, one component per warp (FastTrack,
// Flanagan and Freund 2009): barriers and mbarriers join clocks. Within a warp,
// an access by another lane is ordered only after bar.warp.sync or a barrier
// (PTX ISA, "Memory Consistency Model": no other .sync instruction orders
// memory). Reads are recorded per warp, so a lane that overwrites what another
// lane of its own warp has read is not found; all other conflicts are.
#ifndef QOPT_TEST_PTXEMULATOR_MEMORY_SHAREDMEMORY_H
#define QOPT_TEST_PTXEMULATOR_MEMORY_SHAREDMEMORY_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace qopt::ptx {

/// clock[w]: up to which of its epochs warp w's accesses happened before. The
/// second half: the same, of accesses that a fence.proxy.async followed before
/// they were made known ("Proxies" in the PTX ISA).
using Clock = std::vector<uint32_t>;
/// Component-wise maximum.
void join(Clock &into, const Clock &other);

/// Who accesses and what that warp knows.
struct Access {
  uint32_t warp, lane;
  int line;
  const Clock &clock;
  bool isAtomic = false;
};

class SharedMemory {
public:
  SharedMemory(size_t bytes, uint32_t warps, bool detectsRaces);

  size_t size() const { return data.size(); }

  // All throw Error. The bytes must lie within size().
  void read(uint64_t address, void *out, size_t bytes, const Access &by);
  void write(uint64_t address, const void *in, size_t bytes, const Access &by);
  /// Before a read by the asynchronous proxy (wgmma, TMA): bytes written by
  /// ordinary instructions need a fence.proxy.async between.
  void checkProxy(uint64_t address, size_t bytes, const Access &by) const;
  /// As read, without what reads check and leave behind: for atomics.
  const uint8_t *peek(uint64_t address) const { return data.data() + address; }

  /// A copy into [address, address + bytes) was issued: until it is complete,
  /// every access to these bytes is an error.
  void beginCopy(uint64_t address, size_t bytes, const Access &by);
  /// The data arrive. Nobody may know yet.
  void land(uint64_t address, const void *in, size_t bytes);
  /// The copy is complete for thread `by`: as if it wrote the bytes now;
  /// `byProxy`: it was one of the asynchronous proxy.
  void completeCopy(uint64_t address, size_t bytes, const Access &by, bool byProxy = false);

private:
  enum State : uint8_t { Poison, Written, WrittenAtomically, WrittenByProxy, InFlight };
  void checkBeforeWrite(uint64_t address, size_t bytes, const Access &by) const;
  void checkReaders(uint64_t address, size_t bytes, const Access &by) const;
  void checkLastWrite(uint64_t byte, const char *verb, const Access &by) const;
  void setWriter(uint64_t address, size_t bytes, const Access &by, State state);
  [[noreturn]] void fail(uint64_t byte, const Access &by, const std::string &what) const;

  std::vector<uint8_t> data;
  std::vector<uint8_t> state;
  std::vector<uint32_t> writeEpoch, writeThread;
  std::vector<int> writeLine;
  /// [warp][byte]: the warp's epoch at its last read of the byte.
  std::vector<uint32_t> readEpoch;
  uint32_t warps;
  bool detectsRaces;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MEMORY_SHAREDMEMORY_H
