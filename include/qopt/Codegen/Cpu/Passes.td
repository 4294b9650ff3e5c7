// SPDX-License-Identifier: Apache-2.0
// Passes from qopt ops to an LLVM module whose functions have the C ABI of
// include/qopt-c/Runtime.h. In: the float or the integer stage. Out: LLVM
// dialect without heap allocation.
#ifndef QOPT_CODEGEN_CPU_PASSES_TD
#define QOPT_CODEGEN_CPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToLinalg : Pass<"qopt-lower-to-linalg", "ModuleOp"> {
  let summary = "qopt ops become linalg on signless tensors";
  let description = [{
    Every op of the float and of the integer stage becomes `linalg.generic`,
    `tensor` and `arith`/`math` ops. `uiN` elements become `iN` whose users
    extend with zeros; `i1` elements become bytes of 0 or 1; `qopt.quantize` and
    `qopt.dequantize` become division, rounding and clamping in Numerics' order.
    Filters that are constant are permuted at compile time, features innermost.

    Function signatures change with the types; what they were is recorded in the
    function attributes `qopt.inputs` and `qopt.outputs` (name, type and all
    `qopt.` attributes of each), from which the entry point is described.
    A function that observes values gets a last argument `{qopt.session}`.

    `qopt.observe` stays; it becomes a call when it is bufferized. Ops of later
    rooms that work on destinations stay too, with their types converted.

    Refuses ops that are still quantized, and element types that do not fill
    whole bytes.

    ```mlir
    %y = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
    ```
    becomes
    ```mlir
    %y = linalg.generic {...} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %c = arith.cmpf ole, %in, %zero : f32
      %r = arith.select %c, %zero, %in : f32
      linalg.yield %r : f32
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numLowered", "lowered", "qopt ops lowered">];
}

def FuseElementwise : Pass<"qopt-fuse-elementwise"> {
  let summary = "Fuse elementwise generic ops where nothing is computed twice";
  let description = [{
    Merges an elementwise `linalg.generic` into its only user when that user is
    elementwise too and reads each element once. Upstream's pass would also fuse
    producers into reductions, where a rescale would run once per product.

    ```mlir
    %a = linalg.generic {elementwise} ins(%x)    // relu
    %b = linalg.generic {elementwise} ins(%a)    // quantize
    ```
    becomes one op; a producer with two users, or one that is broadcast, stays.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def ResultsToArguments : Pass<"qopt-results-to-arguments", "ModuleOp"> {
  let summary = "Results are written into buffers that the caller gives";
  let description = [{
    Each result of a function becomes an argument `{qopt.result}` after the
    others. A buffer that is allocated in the function and returned, also in
    another shape, is replaced by its argument; what is returned otherwise (an
    argument, a constant, one buffer twice) is copied.

    Refuses results that are not static row-major buffers, bodies of several
    blocks, and functions that are called by others.

    ```mlir
    func.func @main(%x: memref<4xf32>) -> memref<4xf32> {
      %y = memref.alloc() : memref<4xf32>
      ...
      return %y
    ```
    becomes
    ```mlir
    func.func @main(%x: memref<4xf32>, %y: memref<4xf32> {qopt.result}) {
      ...
      return
    ```
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
  let statistics = [Statistic<"numCopies", "copies", "results that are copied">];
}

def LegalizeEmptyArguments : Pass<"qopt-legalize-empty-arguments", "::mlir::func::FuncOp"> {
  let summary = "Buffers without elements leave the signature";
  let description = [{
    Every argument that holds no elements becomes one of one element that nothing
    touches, and its uses read an empty buffer of the function's own: LLVM's
    bare-pointer convention, by which entries call the model, has no form for
    the strides of an empty buffer.

    ```mlir
    func.func @main(%x: memref<2x0x4xf32>) {
      use %x
    ```
    becomes
    ```mlir
    func.func @main(%x: memref<1xf32>) {
      %e = memref.alloc() : memref<2x0x4xf32>
      use %e
    ```
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
  let statistics = [Statistic<"numReplaced", "replaced", "arguments replaced">];
}

def Multiversion : Pass<"qopt-multiversion", "ModuleOp"> {
  let summary = "One copy of the model's function per instruction set";
  let description = [{
    Replaces every public function with a body by private copies, one per name
    in `isas`, best first. A copy of `@main` is `@main_<isa>` with the attribute
    `qopt.isa`, from which kernels and target features are chosen.

    Refuses unknown instruction sets.

    ```mlir
    func.func @main(...)
    ```
    becomes
    ```mlir
    func.func private @main_avx2(...) attributes {qopt.isa = "avx2"}
    func.func private @main_generic(...) attributes {qopt.isa = "generic"}
    ```
  }];
  let options = [
    ListOption<"isas", "isas", "std::string",
               "instruction sets, best first (default: all that are known)">];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def LinalgToLoops : Pass<"qopt-linalg-to-loops", "::mlir::func::FuncOp"> {
  let summary = "linalg ops on buffers become loop nests, large ones parallel";
  let description = [{
    Every linalg op (and every copy that is not of contiguous memory) becomes a
    nest of `scf.for` in its own dimension order, dimensions that lie one after
    the other in all operands merged. Where the work is at least `min-work`
    scalar operations, the leading parallel dimensions become one flat
    `scf.parallel`; if they are few, the innermost dimension is cut into chunks
    that are parallel, too.

    Refuses ops on tensors and dynamic shapes.

    ```mlir
    linalg.generic {parallel, reduction, parallel} ins(%a, %b : memref<64x256xf32>, memref<256x512xf32>) outs(%c)
    ```
    becomes
    ```mlir
    scf.parallel (%m) = (%c0) to (%c64) step (%c1) {
      scf.for %k = %c0 to %c256 step %c1 {
        scf.for %n = %c0 to %c512 step %c1 { ... }
    ```
  }];
  let options = [
    Option<"parallel", "parallel", "bool", "true", "emit scf.parallel">,
    Option<"minWork", "min-work", "int64_t", "131072",
           "scalar operations from which on a loop is parallel">];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numParallel", "parallel", "parallel loops made">];
}

def PlanMemory : Pass<"qopt-plan-memory", "::mlir::func::FuncOp"> {
  let summary = "All buffers become views into one arena argument";
  let description = [{
    Assigns every static `memref.alloc` of the function an offset in an arena:
    largest first, each at the smallest gap that holds it among the buffers that
    live at the same time, 64-byte aligned, ties by order in the function. The
    arena becomes a last argument `memref<Nxi8> {qopt.arena}`.

    Attributes on the function: `qopt.arena_bytes` (N) and `qopt.arena_live_bytes`
    (what is alive at the worst moment, a lower bound of N).

    Refuses dynamic allocations, allocations inside loops, buffers that escape
    and alignments above 64.

    ```mlir
    %a = memref.alloc() : memref<4xf32>
    ```
    becomes
    ```mlir
    %a = memref.view %arena[%c0][] : memref<64xi8> to memref<4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def OutlineWeights : Pass<"qopt-outline-weights", "ModuleOp"> {
  let summary = "Constants move from globals into one blob";
  let description = [{
    Constant `memref.global`s of more than 64 bytes are laid out one after the
    other, 64-byte aligned, in order of first use; equal contents are stored
    once. The module gets `qopt.weights = dense_resource<...> : tensor<Nxi8>`,
    and every function that used one gets a last argument
    `memref<Nxi8> {qopt.weights}` of which the constants are views.

    Refuses constants whose bytes are not at hand and functions that are called
    by others.

    ```mlir
    memref.global "private" constant @w : memref<32xf32> = dense<...>
    %0 = memref.get_global @w : memref<32xf32>
    ```
    becomes
    ```mlir
    %0 = memref.view %weights[%c0][] : memref<128xi8> to memref<32xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def OutlineKernels : Pass<"qopt-outline-kernels", "ModuleOp"> {
  let summary = "Loop nests become functions; equal ones are one function";
  let description = [{
    Each loop nest at the top level of a model function, or the body of a
    parallel loop, becomes a private function `{qopt.kernel}` whose buffers are
    arguments that do not alias. Layers of equal shape share one kernel, and
    LLVM optimises many small functions instead of a huge one. Views of buffers
    move into the kernel, so that two arguments never overlap.

    ```mlir
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) { ...uses %a, %b... }
    ```
    becomes
    ```mlir
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) { func.call @conv1_avx2(%a, %b, %i) }
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
    "::mlir::LLVM::LLVMDialect"];
  let statistics = [Statistic<"numShared", "shared", "nests that found an equal kernel">];
}

def LowerMath : Pass<"qopt-lower-math", "ModuleOp"> {
  let summary = "Math functions that LLVM has no accurate form of become libm calls";
  let description = [{
    expm1, log1p, erf, erfc, tanh and the other transcendental functions become
    calls of libm (upstream's lowering to LLVM writes expm1 as exp(x) - 1).
    What is one instruction or an LLVM intrinsic stays.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
}

def EmitEntry : Pass<"qopt-emit-entry", "ModuleOp"> {
  let summary = "Entry points with the C ABI, and the record that describes them";
  let description = [{
    Runs on the LLVM dialect. For every copy of the model's function it makes
    `<model>_<isa>(inputs, outputs, arena, weights, session) -> i32`, which
    unpacks its arguments, calls the copy and returns 0. `<model>` is the
    module's name. All other functions become internal.

    Functions get LLVM's target features of their `qopt.isa`.

    What a model library says of itself is recorded in the module attributes
    that include/qopt/Emit/ModelAttributes.h lists: `qopt.model_name`,
    `qopt.inputs`, `qopt.outputs`, `qopt.arena_bytes`, `qopt.symbolic_batch` and
    `qopt.entries` (best first).

    Refuses a module without a name and one without a copy of the model's
    function.

    ```mlir
    llvm.func @main_avx2(%x: !llvm.ptr, %y: !llvm.ptr {bufferize.result}, %arena: !llvm.ptr {qopt.arena})
    ```
    gains
    ```mlir
    llvm.func @model_avx2(%in: !llvm.ptr, %out: !llvm.ptr, %arena: !llvm.ptr, %weights: !llvm.ptr, %session: !llvm.ptr) -> i32
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def VerifyNoAlloc : Pass<"qopt-verify-no-alloc", "ModuleOp"> {
  let summary = "Gate: nothing allocates on the heap";
  let description = [{
    Fails at each call or use of malloc, calloc, realloc, aligned_alloc,
    posix_memalign, free, operator new and delete, and at each `memref.alloc`.
  }];
}

#endif
