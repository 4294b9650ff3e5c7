// Constants held as resources count as values known at run time only; nothing
// crashes on them.
// RUN: qopt-opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK: qopt.constant dense_resource<blob>
// CHECK: qopt.quantize
func.func @main(%x: tensor<4xf32>, %z: tensor<i32>) -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> {
  %s = qopt.constant dense_resource<blob> : tensor<f32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  return %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
}

{-#
  dialect_resources: {
    builtin: {
      blob: "0x040000000000803F"
    }
  }
#-}
