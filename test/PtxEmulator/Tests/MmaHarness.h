// SPDX-License-Identifier: Apache-2.0
//
// One mma by one warp: matrices to registers and back. The layouts are strides
// as CuTe writes them (CUTLASS, mma_traits_sm80.hpp), an account of the fragments
// that is independent of the emulator's: an element's offset, row + rows *
// column, is the sum of its lane's and its value's digits times strides.
#ifndef QOPT_TEST_PTXEMULATOR_TESTS_MMAHARNESS_H
#define QOPT_TEST_PTXEMULATOR_TESTS_MMAHARNESS_H

#include "../Emulator.h"

#include <array>

namespace qopt::ptx {

/// Offsets of the 32 lanes' values: digit i of lane (4, 8) or value counts
/// with stride i.
struct Layout {
  int lane[2];
  std::vector<std::pair<int, int>> values; ///< extent, stride
  int numValues() const;
  int offset(int lane, int value) const;
};

/// A, B (as N x K) and C of an m x 8 x k product with `perRegister` elements in
/// 32 bits.
struct Layouts {
  Layout a, b, c;
};
Layouts layoutsOf(int m, int k, int perRegister);

using Registers = std::vector<std::array<uint32_t, 32>>;
/// Elements of `bits` bits, matrix[row * columns + column], to registers.
Registers toRegisters(const std::vector<uint32_t> &matrix, int rows, int columns, int bits, const Layout &layout);
std::vector<uint32_t> fromRegisters(const Registers &registers, int rows, int columns, int bits, const Layout &layout);

struct MmaRun {
  std::string error;
  Registers d;
};
/// `mnemonic` D, A, B, C with `tail` (", %meta, 0" with the metadata in %meta).
MmaRun runMma(const std::string &mnemonic, const Registers &a, const Registers &b, const Registers &c,
              const std::string &tail = "", const std::array<uint32_t, 32> &metadata = {});

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_TESTS_MMAHARNESS_H
