// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_CODEGEN_CPU_KERNELS_PASSES_TD
#define QOPT_CODEGEN_CPU_KERNELS_PASSES_TD

include "mlir/Pass/PassBase.td"

def ExpandKernels : Pass<"qopt-expand-kernels", "::mlir::ModuleOp"> {
  let summary = "Packed kernel ops on memrefs become loops and vector code";
  let description = [{
    Every `qopt.packed_conv` and `qopt.packed_depthwise` becomes a call of a
    private function that computes a range of row tiles and of column tiles of
    the result. Functions are made once per distinct kernel and instruction set
    (the function attribute `qopt.isa`: generic, avx2, avx512vnni; generic where
    absent), and are named by what they do. The tables of Target choose the
    register tile and the dot instruction.

    Where there is enough work the calls stand in an `scf.parallel` over ranges
    of tiles, whose boundaries depend on shapes only, never on the number of
    threads; results do not depend on either. Kernels allocate one register
    tile on the stack and nothing else.

    ```mlir
    qopt.packed_conv %x, %w bias %b rescale %m, %s outs %y {...} : (memref<1x58x58x64xi8>, ...) -> ()
    // becomes
    scf.parallel (%i) = (%c0) to (%c33) step (%c1) {
      func.call @qopt_conv_u8s8s8_k3x3s1_..._6x64_avx512vnni(%x1, %w1, ..., %begin, %end, %c0, %c1)
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"];
  let options = [
    Option<"minWork", "min-work", "int64_t", "262144",
      "Products that one parallel range has at least">,
    Option<"maxRanges", "max-ranges", "int64_t", "64",
      "Parallel ranges of one kernel at most">,
  ];
  let statistics = [
    Statistic<"numExpanded", "expanded", "Kernel ops expanded">,
    Statistic<"numFunctions", "functions", "Kernel functions made">,
  ];
}

#endif
