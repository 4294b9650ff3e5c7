// SPDX-License-Identifier: Apache-2.0
// The op of QOptDepthwiseOps.td, apart from QOpt.h so that only who needs it sees it.
#ifndef QOPT_IR_DEPTHWISEOPS_H
#define QOPT_IR_DEPTHWISEOPS_H

#include "qopt/IR/PixelGeometry.h"
#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Why qopt.dot_depthwise cannot compute this convolution of `pixels` (constraint C7),
/// from "expected" on; empty: it can.
std::string refuseDepthwise(const PixelGeometry &pixels);

} // namespace mlir::qopt

#define GET_OP_CLASSES
#include "qopt/IR/QOptDepthwiseOps.h.inc"

#endif // QOPT_IR_DEPTHWISEOPS_H
