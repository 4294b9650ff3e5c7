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
    `qopt.dequantize` become division, rounding and clamping in Numerics' order;
    in table formats codes are found by a search over thresholds and numbers by
    look-up. A matmul with quantized weights alone decodes them as it multiplies.
    Filters that are constant are permuted at compile time, features innermost.

    Function signatures change with the types; what they were is recorded in the
    function attributes `qopt.inputs` and `qopt.outputs` (name, type and all
    `qopt.` attributes of each), from which the entry point is described.
    A function that observes values gets a last argument `{qopt.session}`.

    `qopt.observe` stays; it becomes a call when it is bufferized. Ops of later
    rooms that work on destinations stay too, with their types converted.

    Refuses ops that are still quantized, element types that do not fill whole
    bytes, and stochastic rounding to table formats.

    ```mlir
    // before
    %y = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
    // after
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %zero = arith.constant 0.000000e+00 : f32
      %c = arith.cmpf ole, %in, %zero : f32
      %low = arith.constant 0.000000e+00 : f32
      %r = arith.select %c, %low, %in : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    ```
    Executed by test/Codegen/Cpu/lower-to-linalg-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numLowered", "lowered", "qopt ops lowered">];
}

def FoldEmptyTensors : Pass<"qopt-fold-empty-tensors", "::mlir::func::FuncOp"> {
  let summary = "Nothing computes or reads tensors without elements";
  let description = [{
    A result without elements becomes a `tensor.empty`, whatever computed it; a
    linalg op without iterations becomes its init, which for a reduction is the
    neutral element (or the bias); and inserting nothing is the destination.
    Buffers behind this pass have elements, but for arguments and results of the
    function, for which see `qopt-legalize-empty-arguments`: views of empty
    buffers have strides that MLIR's verifiers do not agree on.

    Ops with side effects stay, and dynamic shapes do.

    ```mlir
    // before
    %0 = linalg.generic {indexing_maps = [#in, #sum], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x0xf32>) outs(%zeros : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.addf %a, %b : f32
      linalg.yield %s : f32
    } -> tensor<4xf32>
    %1 = tensor.expand_shape %x [[0], [1, 2]] output_shape [4, 0, 7] : tensor<4x0xf32> into tensor<4x0x7xf32>
    return %0, %1 : tensor<4xf32>, tensor<4x0x7xf32>
    // after
    %1 = tensor.empty() : tensor<4x0x7xf32>
    return %zeros, %1 : tensor<4xf32>, tensor<4x0x7xf32>
    ```
    Executed by test/Codegen/Cpu/fold-empty-tensors-doc.mlir.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numFolded", "folded", "values and ops folded">];
}

def FuseElementwise : Pass<"qopt-fuse-elementwise"> {
  let summary = "Fuse elementwise generic ops where nothing is computed twice";
  let description = [{
    Merges an elementwise `linalg.generic` into its only user when that user is
    elementwise too and reads each element once. Upstream's pass would also fuse
    producers into reductions, where a rescale would run once per product.

    ```mlir
    // before
    %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %p = arith.mulf %in, %c : f32
      linalg.yield %p : f32
    } -> tensor<4xf32>
    %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %s = arith.addf %in, %c : f32
      linalg.yield %s : f32
    } -> tensor<4xf32>
    // after
    %b = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
      %p = arith.mulf %in, %c : f32
      %s = arith.addf %p, %c : f32
      linalg.yield %s : f32
    ```
    A producer with two users, or one that is broadcast, stays.

    Executed by test/Codegen/Cpu/fuse-elementwise-doc.mlir.
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
    // before
    func.func @doc(%x: memref<4xf32>) -> (memref<4xf32> {qopt.name = "y"}) {
      %y = memref.alloc() : memref<4xf32>
      linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
      return %y : memref<4xf32>
    // after
    func.func @doc(%x: memref<4xf32>, %y: memref<4xf32> {qopt.name = "y", qopt.result}) {
      linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
      return
    ```
    Executed by test/Codegen/Cpu/results-to-arguments-doc.mlir.
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
    // before
    func.func @doc(%x: memref<2x0x4xf32>, %y: memref<2x0x4xf32>) {
      memref.copy %x, %y : memref<2x0x4xf32> to memref<2x0x4xf32>
    // after
    func.func @doc(%x: memref<1xf32>, %y: memref<1xf32>) {
      %0 = memref.alloc() : memref<2x0x4xf32>
      %1 = memref.alloc() : memref<2x0x4xf32>
      memref.copy %0, %1 : memref<2x0x4xf32> to memref<2x0x4xf32>
    ```
    Executed by test/Codegen/Cpu/legalize-empty-arguments-doc.mlir.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
  let statistics = [Statistic<"numReplaced", "replaced", "arguments replaced">];
}

def Multiversion : Pass<"qopt-multiversion", "ModuleOp"> {
  let summary = "One copy of the model's function per instruction set";
  let description = [{
    Replaces every public function with a body by private copies, one per name
    in `isas`, best first. A copy of `@main` is `@main_<isa>` with the attribute
    `qopt.isa`, from which kernels and target features are chosen. An architecture
    other than x86_64 is noted in the module's `llvm.target_triple`.

    Refuses unknown architectures, and instruction sets that are not the
    architecture's.

    ```mlir
    // before
    func.func @doc(%x: memref<4xf32>) {
    // after
    func.func private @doc_avx2(%x: memref<4xf32>) attributes {qopt.isa = "avx2"} {
    func.func private @doc_generic(%x: memref<4xf32>) attributes {qopt.isa = "generic"} {
    ```
    with `isas=avx2,generic`.
    Executed by test/Codegen/Cpu/multiversion-doc.mlir.
  }];
  let options = [
    ListOption<"isas", "isas", "std::string",
               "instruction sets, best first (default: all of the architecture)">,
    Option<"arch", "arch", "std::string", "\"x86_64\"",
           "architecture: x86_64 or aarch64">];
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
    that are parallel, too. What only moves elements and makes another dimension
    contiguous becomes a `linalg.transpose`, which --qopt-expand-kernels expands.

    Neighbours with enough work together become one loop where they can: their leading
    parallel dimensions are cut into equal pieces, as many for all, and everything that
    one of them writes is accessed by all within their own piece. So a row of an
    attention matrix goes from scores to probabilities to codes while it is in the
    nearest cache, and threads meet once. What only these ops touch shrinks to a
    piece, on the stack (at most 128 KiB a piece).

    Refuses ops on tensors and dynamic shapes.

    ```mlir
    // before
    linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "reduction", "parallel"]} ins(%a, %b : memref<64x256xf32>, memref<256x512xf32>) outs(%c : memref<64x512xf32>) {
    ^bb0(%x: f32, %y: f32, %z: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %z, %p : f32
      linalg.yield %s : f32
    }
    // after
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
      %m = arith.remui %i, %c64 : index
      scf.for %k = %c0 to %c256 step %c1 {
        scf.for %n = %c0 to %c512 step %c1 {
          %x = memref.load %a[%m, %k] : memref<64x256xf32>
          %y = memref.load %b[%k, %n] : memref<256x512xf32>
          %z = memref.load %c[%m, %n] : memref<64x512xf32>
          %p = arith.mulf %x, %y : f32
          %s = arith.addf %z, %p : f32
          memref.store %s, %c[%m, %n] : memref<64x512xf32>
    ```
    Executed by test/Codegen/Cpu/linalg-to-loops-doc.mlir.
  }];
  let options = [
    Option<"parallel", "parallel", "bool", "true", "emit scf.parallel">,
    Option<"minWork", "min-work", "int64_t", "131072",
           "scalar operations from which on a loop is parallel">];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"numParallel", "parallel", "parallel loops made">,
                    Statistic<"numGrouped", "grouped", "ops that share a loop">];
}

def ExpandOptimizerSteps : Pass<"qopt-expand-optimizer-steps", "ModuleOp"> {
  let summary = "Optimizer steps on memrefs become one loop over blocks";
  let description = [{
    Every `qopt.optimizer_step` becomes a loop over the blocks of its states, in
    vectors of the function's instruction set (`qopt.isa`; generic where absent).
    New states wait in a scratch buffer of one block until their largest
    magnitudes are known, and are then encoded. Decoding is a look-up among 256
    values, encoding one look-up by the leading bits (Numerics' StateEncoder);
    the tables are constants of the module.

    Every f32 operation is that of Numerics' `optimizerStep`, in its order, so
    that results are the interpreter's to the bit on every instruction set.
    From `min-elements` on blocks run in parallel; the scratch is then on the
    stack, for which blocks of more than 8192 elements are too large.

    Refuses tensors, memrefs that are not row-major and unknown instruction
    sets.

    ```mlir
    // before
    func.func @doc(%p: memref<512xf32>, %g: memref<512xf32>, %m: memref<512xi8>, %a: memref<2xf32>, %s: memref<f32>, %p1: memref<512xf32>, %m1: memref<512xi8>, %a1: memref<2xf32>) {
      qopt.optimizer_step momentum %p, %g states %m absmax %a scalars %s outs %p1, %m1, %a1 {beta1 = 0.5, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64} : (memref<512xf32>, memref<512xf32>, memref<512xi8>, memref<2xf32>, memref<f32>, memref<512xf32>, memref<512xi8>, memref<2xf32>) -> ()
    // after
    %scratch = memref.alloc() : memref<256xf32>
    scf.for %block = %c0 to %c2 step %c1 {
      %begin = arith.muli %block, %c256 : index
      %end = arith.addi %begin, %c256 : index
      %largest = scf.for %i = %begin to %end step %c4 iter_args(%most = %zeros) -> (vector<4xi32>) {
        %codes = vector.load %m[%i] : memref<512xi8>, vector<4xi8>
        vector.store %parameters, %p1[%i] : memref<512xf32>, vector<4xf32>
        vector.store %states, %scratch[%j] : memref<256xf32>, vector<4xf32>
        %next = arith.maxui %most, %bits : vector<4xi32>
      %bits = vector.reduction <maxui>, %largest : vector<4xi32> into i32
      memref.store %absmax, %a1[%block] : memref<2xf32>
      scf.for %i = %begin to %end step %c4 {
        %waiting = vector.load %scratch[%j] : memref<256xf32>, vector<4xf32>
        vector.store %encoded, %m1[%i] : memref<512xi8>, vector<4xi8>
    ```
    Executed by test/Codegen/Cpu/expand-optimizer-steps-doc.mlir.
  }];
  let options = [
    Option<"parallel", "parallel", "bool", "true", "emit scf.parallel">,
    Option<"minElements", "min-elements", "int64_t", "16384",
           "parameters from which on blocks run in parallel">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [
    Statistic<"numExpanded", "expanded", "steps expanded">,
    Statistic<"numParallel", "parallel", "steps whose blocks run in parallel">];
}

def PlanMemory : Pass<"qopt-plan-memory", "::mlir::func::FuncOp"> {
  let summary = "All buffers become views into one arena argument";
  let description = [{
    Assigns every static `memref.alloc` of the function an offset in an arena: one
    after the other, each at the smallest gap that holds it among the buffers that
    live at the same time, 64-byte aligned. It does so in four orders (largest first,
    largest size times lifetime, longest lifetime, as in the function; ties as in the
    function) and keeps the smallest arena. The arena becomes a last argument
    `memref<Nxi8> {qopt.arena}`.

    Attributes on the function: `qopt.arena_bytes` (N) and `qopt.arena_live_bytes`
    (what is alive at the worst moment, a lower bound of N).

    Refuses allocations of dynamic or permuted shapes or of elements whose size
    is not known, allocations inside loops, buffers that are returned, alignments
    above 64, and bodies of several blocks.

    ```mlir
    // before
    func.func @doc(%x: memref<4xf32>, %y: memref<4xf32>) {
      %a = memref.alloc() : memref<4xf32>
      memref.copy %x, %a : memref<4xf32> to memref<4xf32>
      memref.copy %a, %y : memref<4xf32> to memref<4xf32>
    // after
    func.func @doc(%x: memref<4xf32>, %y: memref<4xf32>, %arena: memref<64xi8> {qopt.arena}) attributes {qopt.arena_bytes = 64 : i64, qopt.arena_live_bytes = 64 : i64} {
      %c0 = arith.constant 0 : index
      %a = memref.view %arena[%c0][] : memref<64xi8> to memref<4xf32>
      memref.copy %x, %a : memref<4xf32> to memref<4xf32>
      memref.copy %a, %y : memref<4xf32> to memref<4xf32>
    ```
    Executed by test/Codegen/Cpu/plan-memory-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def OutlineWeights : Pass<"qopt-outline-weights", "ModuleOp"> {
  let summary = "Constants move from globals into one blob";
  let description = [{
    Constant `memref.global`s of more than `keep-bytes` bytes are laid out one after
    the other, 64-byte aligned, in order of first use; equal contents are stored
    once. Smaller ones stay next to the code, where that has a place for them (a GPU's
    has none). The module gets `qopt.weights = dense_resource<...> : tensor<Nxi8>`,
    and every function that used one gets a last argument
    `memref<Nxi8> {qopt.weights}` of which the constants are views.

    Refuses constants whose bytes are not at hand (elements that do not fill
    whole bytes, missing resources, external ones) and functions that are called
    by others.

    ```mlir
    // before
    memref.global "private" constant @w : memref<32xf32> = dense<1.0>
    func.func @doc(%y: memref<32xf32>) {
      %0 = memref.get_global @w : memref<32xf32>
      memref.copy %0, %y : memref<32xf32> to memref<32xf32>
    // after
    module attributes {qopt.weights = dense_resource<qopt_weights> : tensor<128xi8>} {
    func.func @doc(%y: memref<32xf32>, %weights: memref<128xi8> {qopt.weights}) {
      %c0 = arith.constant 0 : index
      %0 = memref.view %weights[%c0][] : memref<128xi8> to memref<32xf32>
      memref.copy %0, %y : memref<32xf32> to memref<32xf32>
    ```
    Executed by test/Codegen/Cpu/outline-weights-doc.mlir.
  }];
  let options = [
    Option<"keepBytes", "keep-bytes", "int64_t", "64",
           "bytes up to which a constant stays a global">];
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

    Refuses loops that use a buffer which is no view and not in row-major order.

    ```mlir
    // before
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
      %v = memref.load %a[%i] : memref<64xf32>
      memref.store %v, %b[%i] : memref<64xf32>
    }
    // after
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
      func.call @k_copy_avx2(%a, %b, %i) : (memref<64xf32>, memref<64xf32>, index) -> ()
    func.func private @k_copy_avx2(%a: memref<64xf32> {llvm.noalias}, %b: memref<64xf32> {llvm.noalias}, %i: index) attributes {qopt.isa = "avx2", qopt.kernel} {
      %v = memref.load %a[%i] : memref<64xf32>
      memref.store %v, %b[%i] : memref<64xf32>
      return
    ```
    Executed by test/Codegen/Cpu/outline-kernels-doc.mlir.
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

    ```mlir
    // before
    %0 = math.expm1 %x : f32
    %1 = math.sqrt %0 : f32
    // after
    %0 = call @expm1f(%x) : (f32) -> f32
    %1 = math.sqrt %0 : f32
    ```
    Refuses operands that are no f16, bf16, f32 or f64, nor vectors of them.
    Executed by test/Codegen/Cpu/lower-math-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
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
    // before
    module @model {
      llvm.func @main_avx2(%x: !llvm.ptr, %y: !llvm.ptr {qopt.result}, %a: !llvm.ptr {qopt.arena}) attributes {qopt.inputs = [], qopt.isa = "avx2", qopt.outputs = []} {
    // after
    llvm.func internal @model_avx2(%inputs: !llvm.ptr, %outputs: !llvm.ptr, %arena: !llvm.ptr, %weights: !llvm.ptr, %session: !llvm.ptr) -> i32 attributes {passthrough = [["target-cpu", "x86-64"], ["target-features", "+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt"]]} {
      %0 = llvm.getelementptr %inputs[0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
      %x = llvm.load %0 : !llvm.ptr -> !llvm.ptr
      %1 = llvm.getelementptr %outputs[0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
      %y = llvm.load %1 : !llvm.ptr -> !llvm.ptr
      llvm.call @main_avx2(%x, %y, %arena) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
      %2 = llvm.mlir.constant(0 : i32) : i32
      llvm.return %2 : i32
    ```
    Executed by test/Codegen/Cpu/emit-entry-doc.mlir.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def VerifyNoAlloc : Pass<"qopt-verify-no-alloc", "ModuleOp"> {
  let summary = "Gate: nothing allocates on the heap";
  let description = [{
    Fails at each op that refers to malloc, calloc, realloc, aligned_alloc,
    memalign, valloc, posix_memalign, free, operator new or delete, and at each
    `memref.alloc`, `memref.realloc` and `memref.dealloc`. Changes nothing.

    ```mlir
    %0 = llvm.call @malloc(%n) : (i64) -> !llvm.ptr  // error
    %1 = llvm.alloca %n x i8 : (i64) -> !llvm.ptr  // fine
    ```
    Executed by test/Codegen/Cpu/verify-no-alloc-doc.mlir.
  }];
}

#endif
