// SPDX-License-Identifier: Apache-2.0
#include "GlobalMemory.h"

namespace qopt::ptx {

uint64_t GlobalMemory::allocate(size_t bytes, std::string name) {
  constexpr uint64_t redZone = 1 << 16, alignment = 512;
  uint64_t address = next;
  next = (next + bytes + redZone + alignment - 1) / alignment * alignment;
  buffers[address] = {std::vector<uint8_t>(bytes), std::move(name)};
  return address;
}

bool GlobalMemory::release(uint64_t address) {
  last = nullptr;
  return buffers.erase(address) == 1;
}

uint8_t *GlobalMemory::find(uint64_t address, size_t bytes) {
  bool isLast = last && address - lastBase <= last->data.size() && bytes <= last->data.size() - (address - lastBase);
  if (isLast)
    return last->data.data() + (address - lastBase);
  auto after = buffers.upper_bound(address);
  if (after == buffers.begin())
    return nullptr;
  auto &[base, buffer] = *--after;
  uint64_t offset = address - base;
  if (offset > buffer.data.size() || bytes > buffer.data.size() - offset)
    return nullptr;
  lastBase = base;
  last = &buffer;
  return buffer.data.data() + offset;
}

std::string GlobalMemory::describe(uint64_t address) const {
  auto after = buffers.upper_bound(address);
  if (after == buffers.begin())
    return "before all buffers";
  const auto &[base, buffer] = *--after;
  uint64_t offset = address - base, size = buffer.data.size();
  std::string which = "buffer '" + buffer.name + "' of " + std::to_string(size) + " bytes";
  if (offset < size)
    return "at byte " + std::to_string(offset) + " of " + which;
  return std::to_string(offset - size) + " bytes behind the end of " + which;
}

} // namespace qopt::ptx
