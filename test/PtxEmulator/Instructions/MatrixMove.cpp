// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "ldmatrix", "stmatrix": 8x8 matrices of 16-bit elements between
// shared memory and registers. Lanes 8i .. 8i+7 give the rows' addresses of
// matrix i; lane l holds the elements (l / 4, 2 (l % 4)) and its right
// neighbour, or with .trans (2 (l % 4), l / 4) and the one below.
#include "Families.h"
#include "MemoryAccess.h"

namespace qopt::ptx {

namespace {
constexpr uint32_t rowBytes = 16, bankBytes = 128;

/// As the decoders leave them in Inst::mod.
enum Mod { Count, Transposed, SpaceMod };

uint64_t rowAddress(Warp &warp, const Inst &inst, const uint64_t *address, uint32_t lane) {
  Location at = resolve(Space(inst.mod[SpaceMod]), address[lane] + uint64_t(inst.imm));
  if (at.space != Space::Shared)
    fault(warp, lane, inst, "expected a row in shared memory, got another address");
  checkAligned(warp, inst, lane, at.address, rowBytes);
  checkShared(warp, inst, lane, at.address, rowBytes);
  return at.address;
}

/// Eight rows go in one pass if they lie in eight different groups of banks.
void countConflicts(Warp &warp, const uint64_t *addresses) {
  uint32_t passes = 1, uses[bankBytes / rowBytes] = {};
  for (uint32_t row = 0; row < 8; ++row) {
    bool isRepeat = false;
    for (uint32_t before = 0; before < row; ++before)
      isRepeat |= addresses[before] == addresses[row];
    if (!isRepeat)
      passes = std::max(passes, ++uses[addresses[row] % bankBytes / rowBytes]);
  }
  warp.block.statistics.matrixBankConflicts += passes - 1;
}

/// Where lane `lane` finds its `half`-th element of a matrix.
uint32_t elementOf(bool transposed, uint32_t lane, uint32_t half) {
  uint32_t across = lane % 4 * 2 + half, down = lane / 4;
  return transposed ? across * 8 + down : down * 8 + across;
}

/// Rows: matrices, address.
void loadMatrices(Warp &warp, const Inst &inst, uint32_t) {
  uint32_t count = inst.mod[Count];
  uint64_t address[32];
  std::memcpy(address, warp.row(inst.r[count]), sizeof address);
  for (uint32_t matrix = 0; matrix < count; ++matrix) {
    uint16_t data[64];
    uint64_t rows[8];
    for (uint32_t row = 0; row < 8; ++row) {
      uint32_t lane = matrix * 8 + row;
      rows[row] = rowAddress(warp, inst, address, lane);
      warp.block.shared.read(rows[row], data + row * 8, rowBytes, warp.access(lane, inst.line));
    }
    countConflicts(warp, rows);
    uint64_t *d = warp.row(inst.r[matrix]);
    for (uint32_t lane = 0; lane < 32; ++lane)
      d[lane] = uint32_t(data[elementOf(inst.mod[Transposed], lane, 1)]) << 16 |
                data[elementOf(inst.mod[Transposed], lane, 0)];
  }
}

/// Rows: address, matrices.
void storeMatrices(Warp &warp, const Inst &inst, uint32_t) {
  const uint64_t *address = warp.row(inst.r[0]);
  for (uint32_t matrix = 0; matrix < inst.mod[Count]; ++matrix) {
    uint16_t data[64];
    const uint64_t *a = warp.row(inst.r[1 + matrix]);
    for (uint32_t lane = 0; lane < 32; ++lane)
      for (uint32_t half = 0; half < 2; ++half)
        data[elementOf(inst.mod[Transposed], lane, half)] = uint16_t(a[lane] >> (16 * half));
    uint64_t rows[8];
    for (uint32_t row = 0; row < 8; ++row) {
      uint32_t lane = matrix * 8 + row;
      rows[row] = rowAddress(warp, inst, address, lane);
      warp.block.shared.write(rows[row], data + row * 8, rowBytes, warp.access(lane, inst.line));
    }
    countConflicts(warp, rows);
  }
}

void decodeFront(Decoding &d) {
  for (std::string_view modifier : {"sync", "aligned", "m8n8"})
    if (!d.take(modifier))
      d.failModifier("." + std::string(modifier));
  d.inst.mod[Count] = uint8_t(1 << d.takeOne({"x1", "x2", "x4"}));
  d.inst.mod[Transposed] = d.take("trans");
  bool isShared = d.takeAny({"shared", "shared::cta"}) >= 0;
  d.inst.mod[SpaceMod] = uint8_t(isShared ? Space::Shared : Space::Generic);
  d.takeType({Type::B16});
  d.finish(2);
  d.inst.flow = Flow::Converge;
}

void decodeLoad(Decoding &d) {
  decodeFront(d);
  d.destinations(0, Type::B32, d.inst.mod[Count]);
  d.address(1, Space::Shared);
  d.inst.run = loadMatrices;
}

void decodeStore(Decoding &d) {
  decodeFront(d);
  d.address(0, Space::Shared);
  d.values(1, Type::B32, d.inst.mod[Count]);
  d.inst.run = storeMatrices;
}
} // namespace

void addMatrixMove(InstructionTable &table) {
  table["ldmatrix"] = decodeLoad;
  table["stmatrix"] = decodeStore;
}

} // namespace qopt::ptx
