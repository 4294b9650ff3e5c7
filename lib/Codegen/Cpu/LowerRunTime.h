// SPDX-License-Identifier: Apache-2.0
// The lowerings of ops of quantization at run time, apart from LinalgLowering.h.
#ifndef QOPT_LIB_CODEGEN_CPU_LOWERRUNTIME_H
#define QOPT_LIB_CODEGEN_CPU_LOWERRUNTIME_H

#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qopt::codegen {

void populateRunTimePatterns(const TypeConverter &converter,
                             RewritePatternSet &patterns);

/// Of qopt.matmul_runs.
void populateRunsPatterns(const TypeConverter &converter,
                          RewritePatternSet &patterns);

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_LOWERRUNTIME_H
