// SPDX-License-Identifier: Apache-2.0
// Inside Emit: the manifest's part on GPUs.
#ifndef QOPT_LIB_EMIT_DEVICEMANIFEST_H
#define QOPT_LIB_EMIT_DEVICEMANIFEST_H

#include "qopt/Emit/DeviceCode.h"

#include "llvm/Support/JSON.h"

namespace mlir::qopt {

/// The attribute "device": {kind, chips: [{chip, launches, copies, arena_bytes,
/// weight_bytes, images: [{ptx_bytes, cubin_bytes, kernels}], kernels: [names]}]}; an
/// image's kernels are what the assembler says of them, where there is one.
void writeDevice(llvm::json::OStream &json, const DeviceCode &code);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_DEVICEMANIFEST_H
