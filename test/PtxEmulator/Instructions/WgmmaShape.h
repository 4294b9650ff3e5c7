// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_WGMMASHAPE_H
#define QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_WGMMASHAPE_H

#include "../Machine/Warp.h"

namespace qopt::ptx {

/// A wgmma's size, types and where its operands are in Inst::r: D, A's four
/// registers or descriptor, B's descriptor, scale-d.
struct WgmmaShape {
  int n = 8, k = 32;
  Type a = Type::S8, b = Type::S8, accumulator = Type::S32;
  bool saturates = false, aInRegisters = false;
  double sign = 1; ///< product of the scales of A and B

  int registersOfD() const { return n / 2 * bitsOf(accumulator) / 32; }
  size_t firstOfA() const { return size_t(registersOfD()); }
  size_t descriptorOfB() const { return firstOfA() + (aInRegisters ? 4 : 1); }
  size_t scaleOfD() const { return descriptorOfB() + 1; }
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_WGMMASHAPE_H
