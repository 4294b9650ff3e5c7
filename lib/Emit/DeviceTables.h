// SPDX-License-Identifier: Apache-2.0
// Inside Emit: what a descriptor holds for GPUs, as LLVM constants.
#ifndef QOPT_LIB_EMIT_DEVICETABLES_H
#define QOPT_LIB_EMIT_DEVICETABLES_H

#include "qopt/Emit/DeviceCode.h"

#include "llvm/IR/Module.h"

namespace mlir::qopt {

/// The constant array of `qopt_device_variant` in `module`, for the model `name`.
/// `weights` gives the address of a variant's weights, never null.
llvm::Constant *
addDeviceVariants(llvm::Module &module, llvm::StringRef name, const DeviceCode &code,
                  llvm::function_ref<llvm::Constant *(const DeviceVariant &)> weights);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_DEVICETABLES_H
