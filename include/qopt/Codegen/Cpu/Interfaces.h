// SPDX-License-Identifier: Apache-2.0
// Interfaces that Codegen/Cpu attaches to qopt ops from outside.
#ifndef QOPT_CODEGEN_CPU_INTERFACES_H
#define QOPT_CODEGEN_CPU_INTERFACES_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace mlir::qopt {

/// Bufferization of qopt.observe, of the packed kernels and of optimizer steps.
/// To be called on the registry of every context in which the CPU pipeline runs.
void registerCodegenCpuInterfaces(DialectRegistry &registry);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_INTERFACES_H
