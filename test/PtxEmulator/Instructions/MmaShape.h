// SPDX-License-Identifier: Apache-2.0
//
// Which element of a matrix lies where in which lane's registers. Source: PTX
// ISA, "Matrix Fragments for mma.m16n8k32" and its siblings. All of them are
// one rule. A lane has g = lane / 4 and t = lane % 4, a 32-bit register has E
// elements, the first in its low bits:
//   A, register r, element e: row g + 8 (r % 2), column 4 E (r / 2) + E t + e
//     (8 rows: row g, column 4 E r + E t + e)
//   B, register r, element e: row 4 E r + E t + e, column g
//   C and D, element i: row g + 8 (i / 2), column 2 t + i % 2; f16 lie in
//     pairs in a register.
#ifndef QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_MMASHAPE_H
#define QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_MMASHAPE_H

#include "../Machine/Warp.h"

namespace qopt::ptx {

struct MmaShape {
  static constexpr int n = 8, maxM = 16, maxK = 256;
  int m = 16, k = 32; ///< of the product; A has k / 2 stored columns if sparse
  Type a = Type::S8, b = Type::S8;
  Type accumulator = Type::S32; ///< S32, F32 or F16
  bool saturates = false;       ///< .satfinite
  bool isAnd = false;           ///< b1: and.popc, else xor.popc
  bool isSparse = false, isOrdered = false;
  int selector = 0; ///< of the lanes that hold the metadata

  int storedK() const { return isSparse ? k / 2 : k; }
  int elementBits() const { return bitsOf(a); }
  int elementsPerRegister() const { return 32 / elementBits(); }
  int registersOfA() const { return m * storedK() * elementBits() / 1024; }
  int registersOfB() const { return n * k * elementBits() / 1024; }
  int registersOfC() const { return m * n * bitsOf(accumulator) / 1024; }
};

/// Rows of an mma's registers within Inst::r: D, A, B, C, metadata.
struct MmaRegisters {
  size_t d, a, b, c, metadata;
};
MmaRegisters registersOf(const MmaShape &shape);

/// A word of A's or B's register file per [row or column][k / E], for b1 and
/// for decoding: element `k` is (word[k / E] >> bits (k % E)).
struct MmaOperand {
  uint32_t words[MmaShape::maxM][MmaShape::maxK / 8];
  uint32_t element(int row, int k, int bits) const {
    int perWord = 32 / bits;
    return words[row][k / perWord] >> (bits * (k % perWord)) & uint32_t(lowMask(bits));
  }
};

/// Gathers A (m x storedK) and B (transposed: 8 x k) from the lanes.
void gatherA(Warp &warp, const Inst &inst, const MmaShape &shape, MmaOperand &a);
void gatherB(Warp &warp, const Inst &inst, const MmaShape &shape, MmaOperand &b);

/// positions[row][j]: the column of A's j-th stored element of `row`. Faults at
/// metadata that PTX calls invalid: two equal positions of a group of four, or
/// with ordered metadata descending ones.
using MmaPositions = uint8_t[MmaShape::maxM][MmaShape::maxK / 2];
void gatherPositions(Warp &warp, const Inst &inst, const MmaShape &shape, MmaPositions positions);

/// Calls body(row, column, lane, element) for all elements of C and D.
template <class Body> void forAccumulators(const MmaShape &shape, Body body) {
  for (uint32_t lane = 0; lane < 32; ++lane)
    for (int i = 0; i < shape.m / 4; ++i)
      body(int(lane / 4) + 8 * (i / 2), int(lane % 4) * 2 + i % 2, lane, i);
}

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_MMASHAPE_H
