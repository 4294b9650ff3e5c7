// SPDX-License-Identifier: Apache-2.0
// The passes of Codegen/Cpu and the pipeline that runs them in order.
#ifndef QOPT_CODEGEN_CPU_PASSES_H
#define QOPT_CODEGEN_CPU_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

#include <string>

namespace mlir {
class OpPassManager;
class DialectRegistry;
} // namespace mlir

namespace mlir::qopt {

#define GEN_PASS_DECL
#include "qopt/Codegen/Cpu/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "qopt/Codegen/Cpu/Passes.h.inc"

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_PASSES_H
