// SPDX-License-Identifier: Apache-2.0
// The pass that expands packed kernels into loops and vector code.
#ifndef QOPT_CODEGEN_CPU_KERNELS_PASSES_H
#define QOPT_CODEGEN_CPU_KERNELS_PASSES_H

#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qopt {
#define GEN_PASS_DECL
#include "qopt/Codegen/Cpu/Kernels/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "qopt/Codegen/Cpu/Kernels/Passes.h.inc"
} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_KERNELS_PASSES_H
