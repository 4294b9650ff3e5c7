// SPDX-License-Identifier: Apache-2.0
#include "MmaShape.h"

namespace qopt::ptx {

MmaRegisters registersOf(const MmaShape &shape) {
  size_t c = size_t(shape.registersOfC()), a = size_t(shape.registersOfA()), b = size_t(shape.registersOfB());
  return {0, c, c + a, c + a + b, c + a + b + c};
}

void gatherA(Warp &warp, const Inst &inst, const MmaShape &shape, MmaOperand &a) {
  size_t first = registersOf(shape).a;
  int rowsPerColumn = shape.m / 8; // registers above each other
  for (int r = 0; r < shape.registersOfA(); ++r) {
    const uint64_t *row = warp.row(inst.r[first + size_t(r)]);
    for (uint32_t lane = 0; lane < 32; ++lane)
      a.words[int(lane / 4) + 8 * (r % rowsPerColumn)][4 * (r / rowsPerColumn) + int(lane % 4)] = uint32_t(row[lane]);
  }
}

void gatherB(Warp &warp, const Inst &inst, const MmaShape &shape, MmaOperand &b) {
  size_t first = registersOf(shape).b;
  for (int r = 0; r < shape.registersOfB(); ++r) {
    const uint64_t *row = warp.row(inst.r[first + size_t(r)]);
    for (uint32_t lane = 0; lane < 32; ++lane)
      b.words[lane / 4][4 * r + int(lane % 4)] = uint32_t(row[lane]);
  }
}

namespace {
/// Bits of the metadata for the stored elements [8 part, 8 part + 8) of `row`,
/// 16 bits. Source: PTX ISA, "Matrix fragments for multiply-accumulate operation
/// with sparse matrix A", metadata; the two halves of a quad's words were derived
/// from the order in which CUTLASS stores metadata (host_reorder.h).
uint32_t metadataOf(Warp &warp, const Inst &inst, const MmaShape &shape, int row, int part) {
  const uint64_t *words = warp.row(inst.r[registersOf(shape).metadata]);
  int g = row % 8, below = row / 8;
  if (shape.elementBits() == 16) {
    // A word has 16 columns of row g in its low half, of row g + 8 above. A
    // product of 16 columns takes one lane, of 32 columns two neighbours.
    int lane = shape.k == 16 ? shape.selector : 2 * shape.selector + part;
    return uint32_t(words[4 * g + lane]) >> (16 * below) & 0xffff;
  }
  // 8 bits: a word has 32 columns of one row; of 32 columns two neighbours, of
  // 64 columns all four lanes.
  int lane = shape.k == 32 ? 2 * shape.selector + below : 2 * (part / 2) + below;
  return uint32_t(words[4 * g + lane]) >> (16 * (part % 2)) & 0xffff;
}
} // namespace

void gatherPositions(Warp &warp, const Inst &inst, const MmaShape &shape, MmaPositions positions) {
  for (int row = 0; row < shape.m; ++row) {
    for (int group = 0; group < shape.k / 4; ++group) {
      uint32_t bits = metadataOf(warp, inst, shape, row, group / 4) >> (4 * (group % 4)) & 15;
      int first = bits & 3, second = bits >> 2;
      if (first == second || (shape.isOrdered && first > second))
        fault(warp, uint32_t(row % 8 * 4), inst,
              "expected two different ascending positions of 4 in the metadata, got " + std::to_string(first) +
                  " and " + std::to_string(second) + " for row " + std::to_string(row) + ", columns " +
                  std::to_string(4 * group) + ".." + std::to_string(4 * group + 3));
      positions[row][2 * group] = uint8_t(4 * group + first);
      positions[row][2 * group + 1] = uint8_t(4 * group + second);
    }
  }
}

} // namespace qopt::ptx
