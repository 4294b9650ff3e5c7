// An empty input, an empty output and an empty value in between compile to an
// entry that calls the model with one pointer each; what empty tensors compute is
// for run-empty.mlir.
// RUN: qopt-opt %s --qopt-codegen-cpu-pipeline=isas=generic | FileCheck %s

// CHECK: llvm.func internal @main_generic(%{{[^:]*}}: !llvm.ptr{{[^,]*}}, %{{[^:]*}}: !llvm.ptr{{[^,]*}}, %{{[^:]*}}: !llvm.ptr{{[^,]*}}, %{{[^:]*}}: !llvm.ptr{{[^,]*}})
module @empty {
  func.func @main(%x: tensor<2x0x4xf32>) -> (tensor<2x4xf32>, tensor<0xf32>) {
    %0 = qopt.unary relu %x : (tensor<2x0x4xf32>) -> tensor<2x0x4xf32>
    %1 = qopt.reduce sum %0 {axes = array<i64: 1>} : (tensor<2x0x4xf32>) -> tensor<2x1x4xf32>
    %2 = qopt.reshape %1 : tensor<2x1x4xf32> -> tensor<2x4xf32>
    %3 = qopt.reshape %0 : tensor<2x0x4xf32> -> tensor<0xf32>
    return %2, %3 : tensor<2x4xf32>, tensor<0xf32>
  }
}
