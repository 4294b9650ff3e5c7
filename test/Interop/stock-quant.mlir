// From the stock mlir-opt, and executed: what upstream's pass gives, and what
// the numbers are. 2.9 rounds to 3, 300 and -300 saturate, NaN is the zero point.
// REQUIRES: mlir-opt, mlir-runner
// DEFINE: %{lower} = mlir-opt --pass-pipeline='builtin.module(one-shot-bufferize{bufferize-function-boundaries=true},convert-linalg-to-loops,convert-vector-to-scf,convert-scf-to-cf,convert-math-to-llvm,expand-strided-metadata,lower-affine,convert-vector-to-llvm,convert-arith-to-llvm,finalize-memref-to-llvm,convert-cf-to-llvm,convert-func-to-llvm,reconcile-unrealized-casts)'
// DEFINE: %{run} = mlir-runner -e main -entry-point-result=void --shared-libs=%llvm_lib/libmlir_c_runner_utils.so
// RUN: mlir-opt %s --load-dialect-plugin=%build/lib/qopt-plugin.so --load-pass-plugin=%build/lib/qopt-plugin.so \
// RUN:   --pass-pipeline='builtin.module(qopt-lower-quant-ops,convert-elementwise-to-linalg)' | %{lower} | %{run} | FileCheck %s
// RUN: mlir-opt %s --lower-quant-ops --canonicalize --convert-elementwise-to-linalg | %{lower} | %{run} | FileCheck %s --check-prefix=UPSTREAM

func.func @print(%codes: tensor<6xi8>) {
  %w = arith.extsi %codes : tensor<6xi8> to tensor<6xi32>
  %z = arith.constant 0 : index
  %p = arith.constant -1 : i32
  %v = vector.transfer_read %w[%z], %p {in_bounds = [true]} : tensor<6xi32>, vector<6xi32>
  vector.print %v : vector<6xi32>
  return
}

func.func @main() {
  // CHECK: ( 3, 127, -128, 2, -1, 0 )
  // UPSTREAM: ( 2, 44, -44, 2, 0, 0 )
  %x = arith.constant dense<[2.9, 300.0, -300.0, 2.5, -0.7, 0x7FC00000]> : tensor<6xf32>
  %q = quant.qcast %x : tensor<6xf32> to tensor<6x!quant.uniform<i8:f32, 1.0>>
  %c = quant.scast %q : tensor<6x!quant.uniform<i8:f32, 1.0>> to tensor<6xi8>
  call @print(%c) : (tensor<6xi8>) -> ()

  // Per axis, with zero points: the last ones saturate upwards.
  // CHECK-NEXT: ( 5, 13, 127, 2, -4, 127 )
  %y = arith.constant dense<[2.4, 2.4, 1.0e9, 2.5, -0.7, 0x7F800000]> : tensor<6xf32>
  %r = quant.qcast %y : tensor<6xf32> to tensor<6x!quant.uniform<i8:f32:0, {0.5, 0.25:3, 1.0, 1.0, 0.25:-1, 1.0:100}>>
  %d = quant.scast %r : tensor<6x!quant.uniform<i8:f32:0, {0.5, 0.25:3, 1.0, 1.0, 0.25:-1, 1.0:100}>> to tensor<6xi8>
  call @print(%d) : (tensor<6xi8>) -> ()
  return
}
