// What qopt-pack-gpu-floats refuses, and the reason it gives.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-pack-gpu-floats | FileCheck %s
// RUN: not qopt-opt %s --qopt-pack-gpu-floats=block=8 2>&1 | FileCheck %s --check-prefix=BLOCK
// RUN: not qopt-opt %s --qopt-pack-gpu-floats=promote=96 2>&1 | FileCheck %s --check-prefix=PROMOTE
// RUN: not qopt-opt %s --qopt-pack-gpu-floats=align=0 2>&1 | FileCheck %s --check-prefix=ALIGN
// BLOCK: error: expected block to be 16 or 32, got 8
// PROMOTE: error: expected promote to be 0 or a positive multiple of 64, got 96
// ALIGN: error: expected align to be positive, got 0
// CHECK-NOT: qopt.mma_float_matmul

func.func @format(%codes: tensor<7x20xui8>, %scale: tensor<7xf32>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<7xi32>
  %c = qopt.constant dense<1> : tensor<20x3xui8>
  %s = qopt.constant dense<0.5> : tensor<3xf32>
  %t = qopt.constant dense<0> : tensor<3xi32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x20xui8>, tensor<7xf32>, tensor<7xi32> -> tensor<7x20x!qopt.q<#qopt.float<e4m3fnuz>, #qopt.token>>
  %x = qopt.dequantize %q : tensor<7x20x!qopt.q<#qopt.float<e4m3fnuz>, #qopt.token>> -> tensor<7x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x3xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>
  // expected-remark @+1 {{'qopt.matmul' stays in f32: expected activations in E4M3 (e4m3fn), E5M2, f16 or bf16, got !qopt.q<#qopt.float<e4m3fnuz>, #qopt.token>}}
  %y = qopt.matmul %x, %w : (tensor<7x20xf32>, tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}

// -----

func.func @run_time(%codes: tensor<7x20xui8>, %scale: tensor<7xf32>, %c: tensor<20x3xui8>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<7xi32>
  %s = qopt.constant dense<0.5> : tensor<3xf32>
  %t = qopt.constant dense<0> : tensor<3xi32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x20xui8>, tensor<7xf32>, tensor<7xi32> -> tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>>
  %x = qopt.dequantize %q : tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>> -> tensor<7x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x3xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>
  // expected-remark @+1 {{'qopt.matmul' stays in f32: expected constant weights of rank 2, got tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>> computed at run time}}
  %y = qopt.matmul %x, %w : (tensor<7x20xf32>, tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}

// -----

func.func @along_k(%codes: tensor<7x20xui8>, %scale: tensor<7xf32>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<7xi32>
  %c = qopt.constant dense<1> : tensor<20x3xui8>
  %s = qopt.constant dense<0.5> : tensor<20xf32>
  %t = qopt.constant dense<0> : tensor<20xi32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x20xui8>, tensor<7xf32>, tensor<7xi32> -> tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>>
  %x = qopt.dequantize %q : tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>> -> tensor<7x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x3xui8>, tensor<20xf32>, tensor<20xi32> -> tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<0>>>
  // expected-remark @+1 {{'qopt.matmul' stays in f32: expected one scale per column or for all weights, got !qopt.q<#qopt.float<e4m3fn>, #qopt.channel<0>>}}
  %y = qopt.matmul %x, %w : (tensor<7x20xf32>, tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<0>>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}

// -----

func.func @columns(%codes: tensor<7x20xui8>, %scale: tensor<20xf32>) -> tensor<7x3xf32> {
  %z = qopt.constant dense<0> : tensor<20xi32>
  %c = qopt.constant dense<1> : tensor<20x3xui8>
  %s = qopt.constant dense<0.5> : tensor<3xf32>
  %t = qopt.constant dense<0> : tensor<3xi32>
  %q = qopt.assemble %codes, %scale, %z : tensor<7x20xui8>, tensor<20xf32>, tensor<20xi32> -> tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>
  %x = qopt.dequantize %q : tensor<7x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>> -> tensor<7x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x3xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>
  // expected-remark @+1 {{'qopt.matmul' stays in f32: expected one scale per row or for all activations, got !qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>}}
  %y = qopt.matmul %x, %w : (tensor<7x20xf32>, tensor<20x3x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>) -> tensor<7x3xf32>
  return %y : tensor<7x3xf32>
}
