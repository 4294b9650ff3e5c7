// SPDX-License-Identifier: Apache-2.0
// Interfaces that Codegen/Nvgpu attaches to qopt ops from outside.
#ifndef QOPT_CODEGEN_NVGPU_INTERFACES_H
#define QOPT_CODEGEN_NVGPU_INTERFACES_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace mlir::qopt {

/// Bufferization of qopt.mma_matmul. To be called on the registry of every context in
/// which the GPU pipeline runs.
void registerCodegenNvgpuInterfaces(DialectRegistry &registry);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_NVGPU_INTERFACES_H
