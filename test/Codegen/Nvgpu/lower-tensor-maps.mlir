// Arguments that are tensor maps are passed by value, and come to tensor copies as
// addresses of parameters.
// RUN: qopt-opt %s --qopt-lower-tensor-maps | FileCheck %s
// RUN: qopt-opt %s --qopt-lower-tensor-maps | FileCheck %s --check-prefix=KEPT

gpu.module @kernels {
  // CHECK: llvm.func @second(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant})
  // KEPT: llvm.func @second({{.*}} qopt.tensor_maps = [{argument = 1 : i64,
  llvm.func @second(%to: !llvm.ptr, %map: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 1 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
  // CHECK: llvm.func @both(%{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant}, %{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant}, %{{.*}}: i32)
  llvm.func @both(%a: !llvm.ptr, %b: !llvm.ptr, %n: i32) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}, {argument = 1 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64}]} {
    llvm.return
  }
}
