// SPDX-License-Identifier: Apache-2.0
// Tables of 256 bytes applied to 64 codes at a time, in registers.
#ifndef QOPT_LIB_CODEGEN_CPU_BYTETABLES_H
#define QOPT_LIB_CODEGEN_CPU_BYTETABLES_H

#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt::codegen {

/// On a linalg.generic of one input and one result of bytes whose payload is a look-up
/// in one table of 256 bytes: the code of the table's first entry (-128 or 0).
constexpr llvm::StringLiteral kByteTableAttr = "qopt.byte_table";

/// Codes that a look-up takes at a time.
constexpr int64_t kTableCodes = 64;

/// The instruction with which `op` (on memrefs, of one dimension, in order) looks codes
/// up in registers; null where its function's instruction set has none, or the op is no
/// such look-up any more.
const ::qopt::target::WordLookupRow *getByteLookup(linalg::LinalgOp op);

/// The entries of 64 codes (vector<64xi8>).
Value buildByteLookup(OpBuilder &b, linalg::LinalgOp op,
                      const ::qopt::target::WordLookupRow &row, Value codes);

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_BYTETABLES_H
