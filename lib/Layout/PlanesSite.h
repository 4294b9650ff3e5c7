// SPDX-License-Identifier: Apache-2.0
// Products scaled run by run whose weights are constant binary codes, and the two ways
// to compute them without the format: one row by look-ups, any other as a longer product
// of bits.
#ifndef QOPT_LAYOUT_PLANESSITE_H
#define QOPT_LAYOUT_PLANESSITE_H

#include "qopt/IR/RunsOps.h"

#include <vector>

namespace mlir::qopt {

struct PlanesSite {
  MatmulRunsOp op;
  AssembleOp weights;
  int64_t depth, columns; ///< K and N
  int64_t run;            ///< consecutive k that share their scales
  int64_t planes;         ///< q
  std::vector<uint8_t> codes;       ///< [K][N]
  std::vector<float> scales;        ///< [q][R][N]
  std::vector<float> zeroPoints;    ///< [R][N]; empty: none

  int64_t runs() const { return (depth + run - 1) / run; }
};

/// Whether the weights are in #qopt.bcq.
bool hasPlanes(MatmulRunsOp op);

/// The site of `op`, whose weights have planes. On refusal null, with `reason` saying
/// what was wanted and what was got.
std::optional<PlanesSite> matchPlanesSite(MatmulRunsOp op, std::string &reason);

/// Whether packPlanes() takes the site: one row, and a bias that is constant. Else
/// `reason` as above.
bool isOneRowSite(const PlanesSite &site, std::string &reason);

/// Replaces a site of one row by qopt.subset_sums and qopt.packed_matmul_bits.
void packPlanes(RewriterBase &rewriter, const PlanesSite &site);

/// The same product of weights in #qopt.binary, created at `b`: a plane of a run is a
/// run of its own, beside the same activations once more; zero points are one more plane.
/// Bits and activations beyond the end of the last run are 0.
Value expandPlanes(OpBuilder &b, const PlanesSite &site);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_PLANESSITE_H
