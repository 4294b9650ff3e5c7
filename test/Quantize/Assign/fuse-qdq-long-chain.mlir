// A quantize moves up through any number of moves: one pattern application each,
// not one round of the driver each (it gives up after ten, without a word).
// RUN: qopt-opt %s --qopt-fuse-qdq | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @main
// CHECK-NEXT: qopt.quantize
// CHECK-COUNT-12: qopt.slice %{{.*}} -> tensor<{{[0-9]+}}x!q_s8_>
// CHECK-NEXT: return
func.func @main(%x: tensor<13xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<1x!s8> {
  %0 = qopt.slice %x from [0] step [1] : tensor<13xf32> -> tensor<12xf32>
  %1 = qopt.slice %0 from [0] step [1] : tensor<12xf32> -> tensor<11xf32>
  %2 = qopt.slice %1 from [0] step [1] : tensor<11xf32> -> tensor<10xf32>
  %3 = qopt.slice %2 from [0] step [1] : tensor<10xf32> -> tensor<9xf32>
  %4 = qopt.slice %3 from [0] step [1] : tensor<9xf32> -> tensor<8xf32>
  %5 = qopt.slice %4 from [0] step [1] : tensor<8xf32> -> tensor<7xf32>
  %6 = qopt.slice %5 from [0] step [1] : tensor<7xf32> -> tensor<6xf32>
  %7 = qopt.slice %6 from [0] step [1] : tensor<6xf32> -> tensor<5xf32>
  %8 = qopt.slice %7 from [0] step [1] : tensor<5xf32> -> tensor<4xf32>
  %9 = qopt.slice %8 from [0] step [1] : tensor<4xf32> -> tensor<3xf32>
  %10 = qopt.slice %9 from [0] step [1] : tensor<3xf32> -> tensor<2xf32>
  %11 = qopt.slice %10 from [0] step [1] : tensor<2xf32> -> tensor<1xf32>
  %12 = qopt.quantize %11, %s, %z rounding nearest_even : tensor<1xf32>, tensor<f32>, tensor<i32> -> tensor<1x!s8>
  return %12 : tensor<1x!s8>
}
