// SPDX-License-Identifier: Apache-2.0
// Inside Emit: how the weights get into an object without passing through LLVM.
#ifndef QOPT_LIB_EMIT_OBJECT_H
#define QOPT_LIB_EMIT_OBJECT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace mlir::qopt {

/// The section that holds the weights and nothing else; ".lrodata" is the ABI's
/// name for read-only data that may lie anywhere in the address space.
inline constexpr char kWeightsSection[] = ".lrodata.qopt.weights";

/// Overwrites the zeros of that section of an ELF object with the blobs of weights, each
/// where placeWeights (ModelInfo.h) puts it.
llvm::Error fillWeights(llvm::SmallVectorImpl<char> &object,
                        llvm::ArrayRef<llvm::ArrayRef<char>> blobs);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_OBJECT_H
