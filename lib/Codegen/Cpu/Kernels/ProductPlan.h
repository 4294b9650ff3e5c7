// SPDX-License-Identifier: Apache-2.0
// The plan of qopt.product, a kernel plan whose groups are batch elements and whose
// weights are packed at run time.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_PRODUCTPLAN_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_PRODUCTPLAN_H

#include "KernelPlan.h"
#include "qopt/IR/ProductOps.h"

namespace mlir::qopt {

/// The plan of a product on memrefs; an error on the op when rows of the left side
/// or of the result, or both k and columns of the right side, are not contiguous.
FailureOr<KernelPlan> planProduct(ProductOp op, ::qopt::target::Isa isa);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_PRODUCTPLAN_H
