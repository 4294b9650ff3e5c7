// SPDX-License-Identifier: Apache-2.0
// numpy's promotion of vectors to matrices, for MatMul and its integer kin.
#ifndef QOPT_LIB_IMPORT_ONNX_MATMULOPERANDS_H
#define QOPT_LIB_IMPORT_ONNX_MATMULOPERANDS_H

#include "NodeImporter.h"

namespace mlir::qopt::onnx_import {

/// Operands of rank >= 2 and the shape that the product is reshaped to.
struct MatmulOperands {
  Tensor lhs, rhs;
  Shape result;
};
/// Fails the node where the shapes do not multiply.
MatmulOperands promoteOperands(NodeImporter &n, const Tensor &a,
                               const Tensor &b);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_MATMULOPERANDS_H
