// SPDX-License-Identifier: Apache-2.0
#include "qopt/Codegen/Common/DenseBuffers.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace mlir::qopt;

FailureOr<Value> mlir::qopt::allocateDense(RewriterBase &rewriter, Location loc,
                                           MemRefType type,
                                           const BufferizationOptions &options) {
  auto dense = MemRefType::get(type.getShape(), type.getElementType(), AffineMap(),
                               type.getMemorySpace());
  return options.createAlloc(rewriter, loc, dense, /*dynShape=*/{});
}

FailureOr<Value> mlir::qopt::copyDense(RewriterBase &rewriter, Location loc, Value buffer,
                                       const BufferizationOptions &options) {
  FailureOr<Value> copy =
      allocateDense(rewriter, loc, cast<MemRefType>(buffer.getType()), options);
  if (failed(copy) || failed(options.createMemCpy(rewriter, loc, buffer, *copy)))
    return failure();
  return *copy;
}
