// SPDX-License-Identifier: Apache-2.0
#include "MemoryAccess.h"

namespace qopt::ptx {

namespace {
std::string hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

bool isInside(uint64_t address, uint64_t bytes, uint64_t size) { return address <= size && bytes <= size - address; }

uint8_t *localBytes(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes) {
  uint64_t size = warp.block.program.localBytes;
  if (!isInside(address, bytes, size))
    fault(warp, lane, inst, "expected an address in " + std::to_string(size) + " bytes of local memory, got " +
                                hex(address));
  return warp.block.local.data() + warp.thread(lane) * size + address;
}
} // namespace

Location resolve(Space space, uint64_t address) {
  if (space == Space::Const)
    return {Space::Global, address};
  if (space != Space::Generic)
    return {space, address};
  if (address - window::shared < window::size)
    return {Space::Shared, address - window::shared};
  if (address - window::local < window::size)
    return {Space::Local, address - window::local};
  if (address - window::param < window::size)
    return {Space::Param, address - window::param};
  return {Space::Global, address};
}

void checkAligned(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes) {
  if (address % bytes)
    fault(warp, lane, inst, "expected an address aligned to " + std::to_string(bytes) + " bytes, got " + hex(address));
}

void checkShared(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes) {
  uint64_t size = warp.block.shared.size();
  if (!isInside(address, bytes, size))
    fault(warp, lane, inst, "expected " + std::to_string(bytes) + " bytes within " + std::to_string(size) +
                                " bytes of shared memory, got address " + hex(address));
}

uint8_t *globalBytes(Warp &warp, const Inst &inst, uint32_t lane, uint64_t address, uint64_t bytes) {
  uint8_t *found = warp.block.global.find(address, bytes);
  if (!found)
    fault(warp, lane, inst, "expected " + std::to_string(bytes) + " bytes of a buffer, got address " + hex(address) +
                                ", " + warp.block.global.describe(address));
  return found;
}

void load(Warp &warp, const Inst &inst, uint32_t lane, Location from, void *to, uint64_t bytes) {
  checkAligned(warp, inst, lane, from.address, bytes);
  switch (from.space) {
  case Space::Shared:
    checkShared(warp, inst, lane, from.address, bytes);
    return warp.block.shared.read(from.address, to, bytes, warp.access(lane, inst.line));
  case Space::Param:
    if (!isInside(from.address, bytes, warp.block.params.size()))
      fault(warp, lane, inst, "expected an address of a parameter, got " + hex(from.address));
    std::memcpy(to, warp.block.params.data() + from.address, bytes);
    return;
  case Space::Local:
    std::memcpy(to, localBytes(warp, inst, lane, from.address, bytes), bytes);
    return;
  default:
    std::memcpy(to, globalBytes(warp, inst, lane, from.address, bytes), bytes);
  }
}

void store(Warp &warp, const Inst &inst, uint32_t lane, Location to, const void *from, uint64_t bytes) {
  checkAligned(warp, inst, lane, to.address, bytes);
  switch (to.space) {
  case Space::Shared:
    checkShared(warp, inst, lane, to.address, bytes);
    return warp.block.shared.write(to.address, from, bytes, warp.access(lane, inst.line));
  case Space::Param:
    fault(warp, lane, inst, "expected an address that can be written, got one of a parameter");
  case Space::Local:
    std::memcpy(localBytes(warp, inst, lane, to.address, bytes), from, bytes);
    return;
  default:
    std::memcpy(globalBytes(warp, inst, lane, to.address, bytes), from, bytes);
  }
}

} // namespace qopt::ptx
