// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_LAYOUT_PACKGPUCODES_H
#define QOPT_LAYOUT_PACKGPUCODES_H

#include "CodesSite.h"

namespace mlir::qopt {

/// Replaces the site of a qopt.matmul_runs by qopt.mma_matmul_runs. On refusal the site
/// stays, and the result says what was wanted and what was got; else it is empty.
std::string packGpuCodes(RewriterBase &rewriter, const CodesSite &site);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_PACKGPUCODES_H
