// SPDX-License-Identifier: Apache-2.0
// Matrix products with quantized constant weights (weight-only, or scaled run by
// run) whose codes can be packed: what the packer needs to know of one, or the reason
// why it cannot be packed.
#ifndef QOPT_LAYOUT_CODESSITE_H
#define QOPT_LAYOUT_CODESSITE_H

#include "qopt/IR/QOpt.h"

#include <vector>

namespace mlir::qopt {

/// Scales as codes: scale = f32 with the bits byte << shift, times factor.
struct ByteScales {
  std::vector<uint8_t> bytes; ///< [R][N]
  int64_t shift;
  std::optional<float> factor;
};

struct CodesSite {
  Operation *op;        ///< qopt.matmul or qopt.matmul_runs
  Value lhs, rhs, givenBias; ///< its operands; the bias may be null
  AssembleOp weights;   ///< where the right side comes from
  CodesGeometry geometry;
  std::vector<uint8_t> fields;     ///< [K][N], unsigned as the kernel reads them
  std::vector<float> scales;       ///< [R][N]
  std::optional<ByteScales> byteScales; ///< the same, where they are codes
  std::vector<uint8_t> zeroPoints; ///< [R][N] as fields; of uniform formats
  std::vector<float> table;        ///< [2^bits]; of all other formats
  std::vector<float> bias;         ///< [N]
};

/// The site of `op`, a qopt.matmul in weight-only form or a qopt.matmul_runs. On
/// refusal null, with `reason` saying what was wanted and what was got.
std::optional<CodesSite> matchCodesSite(Operation *op, std::string &reason);

/// Replaces the site of a qopt.matmul by qopt.packed_codes_matmul.
void packCodes(RewriterBase &rewriter, const CodesSite &site);

/// Replaces the site of a qopt.matmul_runs by qopt.pack_rows and
/// qopt.packed_matmul_runs, or by qopt.subset_sums and qopt.packed_matmul_bits (weights
/// in #qopt.bcq: see PlanesSite.h).
void packRuns(RewriterBase &rewriter, const CodesSite &site);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_CODESSITE_H
