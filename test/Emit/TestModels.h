// SPDX-License-Identifier: Apache-2.0
// Hand-written models in the LLVM dialect, as code generation would leave them.
#ifndef QOPT_TEST_EMIT_TESTMODELS_H
#define QOPT_TEST_EMIT_TESTMODELS_H

#include "qopt/Emit/Emit.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Parser/Parser.h"

#include "gtest/gtest.h"

namespace mlir::qopt::test {

/// y[i] = a[i] + b[i] + w[i] over 4 x i32, parallel loop over i; the weights
/// w = {1, 2, 3, 4}. On "avx2" 1000 is added, so that tests see which path ran
/// (real models give the same on all paths). An input of INT32_MIN in a[0] makes
/// the entry fail with code 7.
inline constexpr char kAddModel[] = R"mlir(
module @add attributes {
  qopt.inputs = [{name = "a", type = tensor<1x4xi32>},
                 {name = "b:0", type = tensor<1x4xi32>}],
  qopt.outputs = [{name = "sum", type = tensor<1x4xi32>}],
  qopt.arena_bytes = 16 : i64,
  qopt.symbolic_batch,
  qopt.entries = [{isa = "avx2", symbol = "add_avx2"},
                  {isa = "generic", symbol = @add_generic}],
  qopt.weights = dense<[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]> : tensor<16xi8>
} {
  llvm.func @add_one(%a: !llvm.ptr, %b: !llvm.ptr, %y: !llvm.ptr, %w: !llvm.ptr, %arena: !llvm.ptr, %more: i32, %i: i64) {
    %pa = llvm.getelementptr %a[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %pb = llvm.getelementptr %b[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %pw = llvm.getelementptr %w[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %py = llvm.getelementptr %y[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %pt = llvm.getelementptr %arena[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i32
    %va = llvm.load %pa : !llvm.ptr -> i32
    %vb = llvm.load %pb : !llvm.ptr -> i32
    %vw = llvm.load %pw : !llvm.ptr -> i32
    %s = llvm.add %va, %vb : i32
    llvm.store volatile %s, %pt : i32, !llvm.ptr
    %t = llvm.load volatile %pt : !llvm.ptr -> i32
    %u = llvm.add %t, %vw : i32
    %v = llvm.add %u, %more : i32
    llvm.store %v, %py : i32, !llvm.ptr
    llvm.return
  }
  llvm.func @run(%inputs: !llvm.ptr, %outputs: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr, %more: i32) -> i32 {
    %zero = llvm.mlir.constant(0 : i64) : i64
    %one = llvm.mlir.constant(1 : i64) : i64
    %four = llvm.mlir.constant(4 : i64) : i64
    %bad = llvm.mlir.constant(-2147483648 : i32) : i32
    %seven = llvm.mlir.constant(7 : i32) : i32
    %ok = llvm.mlir.constant(0 : i32) : i32
    %a = llvm.load %inputs : !llvm.ptr -> !llvm.ptr
    %slot = llvm.getelementptr %inputs[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
    %b = llvm.load %slot : !llvm.ptr -> !llvm.ptr
    %y = llvm.load %outputs : !llvm.ptr -> !llvm.ptr
    omp.parallel {
      omp.wsloop {
        omp.loop_nest (%i) : i64 = (%zero) to (%four) step (%one) {
          llvm.call @add_one(%a, %b, %y, %w, %arena, %more, %i) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, i32, i64) -> ()
          omp.yield
        }
      }
      omp.terminator
    }
    %first = llvm.load %a : !llvm.ptr -> i32
    %isBad = llvm.icmp "eq" %first, %bad : i32
    %code = llvm.select %isBad, %seven, %ok : i1, i32
    llvm.return %code : i32
  }
  llvm.func @add_avx2(%in: !llvm.ptr, %out: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr, %session: !llvm.ptr) -> i32
      attributes {passthrough = [["target-features", "+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt"]]} {
    %more = llvm.mlir.constant(1000 : i32) : i32
    %r = llvm.call @run(%in, %out, %arena, %w, %more) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, i32) -> i32
    llvm.return %r : i32
  }
  llvm.func @add_generic(%in: !llvm.ptr, %out: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr, %session: !llvm.ptr) -> i32 {
    %more = llvm.mlir.constant(0 : i32) : i32
    %r = llvm.call @run(%in, %out, %arena, %w, %more) : (!llvm.ptr, !llvm.ptr, !llvm.ptr, !llvm.ptr, i32) -> i32
    llvm.return %r : i32
  }
}
)mlir";

/// A context with the dialects that Emit takes.
inline std::unique_ptr<MLIRContext> makeContext() {
  auto context = std::make_unique<MLIRContext>();
  context->loadDialect<LLVM::LLVMDialect, omp::OpenMPDialect>();
  context->allowUnregisteredDialects();
  return context;
}

inline OwningOpRef<ModuleOp> parse(MLIRContext &context, StringRef text) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  EXPECT_TRUE(module);
  return module;
}

/// The object of a model; a test failure and null if there is none.
inline std::unique_ptr<llvm::MemoryBuffer>
compile(StringRef text = kAddModel, const EmitOptions &options = {}) {
  auto context = makeContext();
  OwningOpRef<ModuleOp> module = parse(*context, text);
  auto object = emitObject(*module, options);
  if (object)
    return std::move(*object);
  ADD_FAILURE() << llvm::toString(object.takeError());
  return nullptr;
}

} // namespace mlir::qopt::test

#endif // QOPT_TEST_EMIT_TESTMODELS_H
