// The example of the description of --qopt-lower-tensor-maps.
// RUN: qopt-opt %s --qopt-lower-tensor-maps | FileCheck %s

gpu.module @kernels {
  llvm.func @copy(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64} ]} {
    llvm.return
  }
}

// CHECK: llvm.func @copy(%{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant}, %{{.*}}: !llvm.ptr)
