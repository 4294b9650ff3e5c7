// A convolution, an activation and a matrix product go through to the LLVM
// dialect: one entry per instruction set, buffers in one arena, constants in one
// blob, and kernels that are shared where they are equal.
// RUN: qopt-opt %s --qopt-codegen-cpu-pipeline | FileCheck %s
// RUN: qopt-opt %s --qopt-codegen-cpu-pipeline=isas=generic | FileCheck %s --check-prefix=ONE

// CHECK: module @tiny attributes
// CHECK-SAME: qopt.arena_bytes = {{[0-9]+}} : i64
// CHECK-SAME: qopt.entries = [{isa = "avx512vnni", symbol = "tiny_avx512vnni"}, {isa = "avxvnni", symbol = "tiny_avxvnni"}, {isa = "avx2", symbol = "tiny_avx2"}, {isa = "generic", symbol = "tiny_generic"}]
// CHECK-SAME: qopt.inputs = [{name = "x", type = tensor<1x3x8x8xf32>}]
// CHECK-SAME: qopt.model_name = "tiny"
// CHECK-SAME: qopt.outputs = [{name = "y", type = tensor<1x10xf32>}]
// CHECK-SAME: qopt.weights = dense_resource<qopt_weights> : tensor<{{[0-9]+}}xi8>
// CHECK: llvm.func internal @tiny_avx512vnni(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr) -> i32
// CHECK-SAME: ["target-features", "{{.*}}+avx512vnni"]
// CHECK: llvm.func internal @k_conv_avx512vnni
// CHECK: llvm.func internal @tiny_avxvnni(
// CHECK-SAME: ["target-features", "{{.*}}+avxvnni"]
// CHECK: llvm.func internal @tiny_avx2(
// CHECK: llvm.func internal @tiny_generic(

// ONE: qopt.entries = [{isa = "generic", symbol = "tiny_generic"}]
// ONE-NOT: avx
module @tiny {
  func.func @main(%x: tensor<1x3x8x8xf32> {qopt.name = "x"}) -> (tensor<1x10xf32> {qopt.name = "y"}) {
    %w = qopt.constant dense<0.1> : tensor<16x3x3x3xf32>
    %b = qopt.constant dense<0.5> : tensor<16xf32>
    %m = qopt.constant dense<0.01> : tensor<1024x10xf32>
    %t = qopt.transpose %x perm [0, 2, 3, 1] : tensor<1x3x8x8xf32> -> tensor<1x8x8x3xf32>
    %c = qopt.conv %t, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x3xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>) -> tensor<1x8x8x16xf32> loc("conv")
    %r = qopt.unary relu %c : (tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
    %s = qopt.reshape %r : tensor<1x8x8x16xf32> -> tensor<1x1024xf32>
    %y = qopt.matmul %s, %m : (tensor<1x1024xf32>, tensor<1024x10xf32>) -> tensor<1x10xf32>
    return %y : tensor<1x10xf32>
  }
}
