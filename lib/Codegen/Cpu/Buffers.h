// SPDX-License-Identifier: Apache-2.0
// Facts about buffers that several passes ask for.
#ifndef QOPT_LIB_CODEGEN_CPU_BUFFERS_H
#define QOPT_LIB_CODEGEN_CPU_BUFFERS_H

#include "mlir/IR/BuiltinTypes.h"

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>

namespace mlir::qopt::codegen {

/// Where buffers begin in the arena and constants in the blob: one cache line,
/// which is also the widest vector.
constexpr int64_t kBufferAlignment = 64;

/// What getByteSize can tell the size of, for diagnostics.
constexpr llvm::StringLiteral kSizedElements = "elements of integers, floats or index";

/// Bytes that a row-major buffer of this type takes: each element whole bytes,
/// index 8. None for other elements. Requires a static shape.
std::optional<int64_t> getByteSize(MemRefType type);

/// Whether the elements lie side by side in row-major order, at an offset that
/// is known. Requires a static shape.
bool isContiguous(MemRefType type);

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_BUFFERS_H
