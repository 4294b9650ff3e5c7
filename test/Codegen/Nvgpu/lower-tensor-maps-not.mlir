// Kernels without tensor maps stay as they are.
// RUN: qopt-opt %s --qopt-lower-tensor-maps | FileCheck %s

gpu.module @kernels {
  // CHECK: llvm.func @plain(%{{[^ ]*}}: !llvm.ptr, %{{[^ ]*}}: !llvm.ptr) attributes {nvvm.kernel} {
  llvm.func @plain(%a: !llvm.ptr, %b: !llvm.ptr) attributes {nvvm.kernel} {
    llvm.return
  }
}
