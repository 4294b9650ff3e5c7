// Products of codes of small floats become qopt.mma_float_matmul.
// RUN: qopt-opt %s --qopt-pack-gpu-floats="block=16 promote=0" -split-input-file | FileCheck %s

// One scale for all rows, one for all columns; another type of weights.
// CHECK-LABEL: func.func @mixed(
// CHECK: qopt.mma_float_matmul %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} {block = 16 : i64, input_type = f8E4M3FN, weight_type = f8E5M2} : (tensor<7x20xui8>, tensor<3x32xi8>, tensor<1xf32>, tensor<1xf32>, tensor<7x3xf32>)
// CHECK-NOT: qopt.matmul
func.func @mixed(%codes: tensor<7x20xui8>, %scale: tensor<f32>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<1> : tensor<20x3xui8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x20xui8>, tensor<f32>, tensor<i32> -> tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>>
  %x = qopt.dequantize %q : tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>> -> tensor<7x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x3xui8>, tensor<f32>, tensor<i32> -> tensor<20x3x!qopt.q<#qopt.float<e5m2>, #qopt.tensor>>
  %y = qopt.matmul %x, %w : (tensor<7x20xf32>, tensor<20x3x!qopt.q<#qopt.float<e5m2>, #qopt.tensor>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}

// -----

// CHECK-LABEL: func.func @half(
// CHECK: qopt.mma_float_matmul %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} {block = 16 : i64, input_type = bf16, weight_type = bf16} : (tensor<7x20xui16>, tensor<3x24xi16>, tensor<7xf32>, tensor<3xf32>, tensor<7x3xf32>)
func.func @half(%codes: tensor<7x20xui16>, %scale: tensor<7xf32>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<7xi32>
  %c = qopt.constant dense<1> : tensor<20x3xui16>
  %s = qopt.constant dense<0.5> : tensor<3xf32>
  %t = qopt.constant dense<0> : tensor<3xi32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x20xui16>, tensor<7xf32>, tensor<7xi32> -> tensor<7x20x!qopt.q<#qopt.float<e8m7>, #qopt.token>>
  %x = qopt.dequantize %q : tensor<7x20x!qopt.q<#qopt.float<e8m7>, #qopt.token>> -> tensor<7x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x3xui16>, tensor<3xf32>, tensor<3xi32> -> tensor<20x3x!qopt.q<#qopt.float<e8m7>, #qopt.channel<1>>>
  %y = qopt.matmul %x, %w : (tensor<7x20xf32>, tensor<20x3x!qopt.q<#qopt.float<e8m7>, #qopt.channel<1>>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}

// -----

// Rows that tensor copies cannot fetch have blocks of 16, whatever the chip multiplies.
// RUN: qopt-opt %s --qopt-pack-gpu-floats="block=32 align=16" -split-input-file | FileCheck %s --check-prefix=ALIGNED
// ALIGNED-LABEL: func.func @mixed(
// ALIGNED: {block = 16 : i64
// ALIGNED-LABEL: func.func @aligned(
// ALIGNED: {block = 32 : i64
func.func @aligned(%codes: tensor<7x32xui8>, %scale: tensor<f32>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<1> : tensor<32x3xui8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x32xui8>, tensor<f32>, tensor<i32> -> tensor<7x32x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>>
  %x = qopt.dequantize %q : tensor<7x32x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>> -> tensor<7x32xf32>
  %w = qopt.assemble %c, %s, %t : tensor<32x3xui8>, tensor<f32>, tensor<i32> -> tensor<32x3x!qopt.q<#qopt.float<e5m2>, #qopt.tensor>>
  %y = qopt.matmul %x, %w : (tensor<7x32xf32>, tensor<32x3x!qopt.q<#qopt.float<e5m2>, #qopt.tensor>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}
