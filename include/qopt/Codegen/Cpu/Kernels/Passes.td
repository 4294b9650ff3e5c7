// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_CODEGEN_CPU_KERNELS_PASSES_TD
#define QOPT_CODEGEN_CPU_KERNELS_PASSES_TD

include "mlir/Pass/PassBase.td"

def ExpandKernels : Pass<"qopt-expand-kernels", "::mlir::ModuleOp"> {
  let summary = "Packed kernel ops on memrefs become loops and vector code";
  let description = [{
    Every `qopt.packed_conv`, `qopt.packed_depthwise` and
    `qopt.packed_codes_matmul` becomes a call of a private function that computes
    a range of row tiles and of column tiles of the result. Functions are made once
    per distinct kernel and instruction set
    (the function attribute `qopt.isa`: a name of Target's table; generic where
    absent), and are named by what they do. The tables of Target choose the
    register tile and the dot instruction.

    Where it takes long enough the calls stand in an `scf.parallel` over ranges
    of tiles, whose boundaries depend on shapes only, never on the number of
    threads; results do not depend on either. Their number is a power of two and
    their sizes differ by one tile at most. Ranges are of columns where the
    weights are too large for the cache of one core, else of rows.

    Refuses kernels on tensors, unknown instruction sets, inputs and results
    without static strides and contiguous channels (for a kernel that spans
    pixels, contiguous pixels), views as weights or per-channel operands, and a
    `linalg.transpose` that --qopt-linalg-to-loops would not have made.

    ```mlir
    // before
    qopt.packed_conv %x, %w bias %b outs %y {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
    // after
    %0 = memref.reinterpret_cast %x to offset: [0], sizes: [8], strides: [1] : memref<2x4xf32> to memref<8xf32>
    %1 = memref.reinterpret_cast %w to offset: [0], sizes: [64], strides: [1] : memref<1x1x4x16xf32> to memref<64xf32>
    %2 = memref.reinterpret_cast %b to offset: [0], sizes: [16], strides: [1] : memref<1x1x16xf32> to memref<16xf32>
    %3 = memref.reinterpret_cast %y to offset: [0], sizes: [32], strides: [1] : memref<2x16xf32> to memref<32xf32>
    call @qopt_mm_f32f32_c4f16_m2_2x16_avx2(%0, %1, %2, %3, %c0, %c0, %c0, %c1, %c0, %c1) : (memref<8xf32>, memref<64xf32>, memref<16xf32>, memref<32xf32>, index, index, index, index, index, index) -> ()
    ```
    Executed by test/Codegen/Cpu/Kernels/expand-kernels-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"];
  let options = [
    Option<"minCycles", "min-cycles", "int64_t", "8192",
      "Cycles, as estimated, that one parallel range takes at least">,
    Option<"maxRanges", "max-ranges", "int64_t", "64",
      "Parallel ranges of one kernel at most">,
  ];
  let statistics = [
    Statistic<"numExpanded", "expanded", "Kernel ops expanded">,
    Statistic<"numFunctions", "functions", "Kernel functions made">,
  ];
}

#endif
