// SPDX-License-Identifier: Apache-2.0
//
// A whole kernel as PTX text, of the kind that a code generator writes:
// C[M, N] (s32) = A[M, K] (s8) * B[N, K] (s8) transposed, any M and N, K a
// multiple of 16. Tiles of 128 x 128 x 64, 8 warps of 64 x 32, three stages of
// cp.async, XOR swizzle, ldmatrix, mma.sync.m16n8k32.
#ifndef QOPT_TEST_PTXEMULATOR_TESTS_GEMM_H
#define QOPT_TEST_PTXEMULATOR_TESTS_GEMM_H

#include "../Emulator.h"

namespace qopt::ptx {

std::string gemmText();

struct GemmRun {
  std::string error;        ///< of loading or running
  size_t mismatches = 0;    ///< against a plain integer product
  Statistics statistics;
};
/// Runs `text`, which is gemmText() or a mutation of it, on random data.
GemmRun runGemm(const std::string &text, uint32_t m, uint32_t n, uint32_t k, uint64_t seed, bool detectRaces = true);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_TESTS_GEMM_H
