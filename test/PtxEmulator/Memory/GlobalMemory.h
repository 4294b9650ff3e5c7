// SPDX-License-Identifier: Apache-2.0
//
// The device's global memory: every buffer its own allocation, with addresses
// between them that belong to none (red zones).
#ifndef QOPT_TEST_PTXEMULATOR_MEMORY_GLOBALMEMORY_H
#define QOPT_TEST_PTXEMULATOR_MEMORY_GLOBALMEMORY_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace qopt::ptx {

class GlobalMemory {
public:
  /// Start of a new buffer of `bytes` zero bytes, aligned to 512. Nothing within
  /// 64 KiB before and after it is another buffer.
  uint64_t allocate(size_t bytes, std::string name);
  /// False: `address` is not the start of a buffer.
  bool release(uint64_t address);

  /// `bytes` bytes at `address`, or nullptr if they do not lie in one buffer.
  uint8_t *find(uint64_t address, size_t bytes);
  /// Where an address lies, for messages: "4 bytes behind the end of buffer
  /// 'a' of 64 bytes".
  std::string describe(uint64_t address) const;

private:
  struct Buffer {
    std::vector<uint8_t> data;
    std::string name;
  };
  std::map<uint64_t, Buffer> buffers;
  // The buffer that was asked for last: kernels come back to it.
  uint64_t lastBase = 0;
  Buffer *last = nullptr;
  uint64_t next = 0x700000000000;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MEMORY_GLOBALMEMORY_H
