// SPDX-License-Identifier: Apache-2.0
// One row times weights in planes of bits: qopt.subset_sums and
// qopt.packed_matmul_bits, whose description says what the names mean.
#ifndef QOPT_LAYOUT_PACKBITS_H
#define QOPT_LAYOUT_PACKBITS_H

#include "CodesParams.h"
#include "qopt/IR/RunsOps.h"

namespace mlir::qopt {

struct BitsProduct {
  BitsGeometry geometry;
  std::vector<uint8_t> codes; ///< [K][N], bit p being u of plane p
  int64_t step = 1;           ///< what a set bit counts
  int64_t factor = 0;         ///< what the sum of a run's activations counts
  StoredScales scales;        ///< as the kernel reads them, the others too
  Value offsets, bias;        ///< may be null
};

/// The two ops before `op`; the result of the second.
Value createBitsProduct(RewriterBase &rewriter, MatmulRunsOp op,
                        const BitsProduct &product);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_PACKBITS_H
