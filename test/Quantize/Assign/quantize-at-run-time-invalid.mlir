// Options that are none, ops without run-time scales, sums that may be too large.
// RUN: rm -rf %t && split-file %s %t
// RUN: not qopt-opt %t/ops.mlir --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=OPS
// RUN: not qopt-opt %t/long.mlir --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=LONG
// RUN: not qopt-opt %t/one.mlir --qopt-quantize-at-run-time=scales=row 2>&1 | FileCheck %s --check-prefix=SCALES
// RUN: not qopt-opt %t/one.mlir --qopt-quantize-at-run-time=granularity=group:32 2>&1 | FileCheck %s --check-prefix=GRANULARITY
// RUN: not qopt-opt %t/one.mlir --qopt-quantize-at-run-time=activations=s99 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not qopt-opt %t/one.mlir --qopt-quantize-at-run-time=activations=u8 2>&1 | FileCheck %s --check-prefix=UNSIGNED
// RUN: not qopt-opt %t/long.mlir --qopt-quantize-at-run-time='activations=s16 weights=s16' 2>&1 | FileCheck %s --check-prefix=WIDE
// RUN: not qopt-opt %t/choice.mlir --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=CHOICE
// RUN: not qopt-opt %t/nan.mlir --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=NAN
// RUN: not qopt-opt %t/real.mlir --qopt-quantize-weights='format=nf4 granularity=group:2' --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=REAL
// RUN: not qopt-opt %t/real.mlir --qopt-quantize-weights='format=u4 granularity=group:2 asymmetric zero-points=float' --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=ZEROS
// RUN: not qopt-opt %t/real.mlir --qopt-quantize-weights='format=s4 granularity=block:3' --qopt-quantize-at-run-time 2>&1 | FileCheck %s --check-prefix=BLOCK
// RUN: not qopt-opt %t/real.mlir --qopt-quantize-weights='format=s4 granularity=group:2' --qopt-quantize-at-run-time=activations=e4m3fn 2>&1 | FileCheck %s --check-prefix=LEFT

// OPS: expected only float matrix products, or nodes kept in float by request (recipe entries quantize_only, float_nodes, float_kinds), where scales are made at run time, got:
// OPS-NEXT: 'pixels': qopt.conv
// OPS-NEXT: 'e': qopt.unary
// LONG: expected sums that provably fit 32 bits in node 'wide', got 200000 products of #qopt.int<s8, narrow> and #qopt.int<s8, narrow>, which take 33 bits
// SCALES: error: expected scales per token or tensor, got 'row'
// GRANULARITY: error: expected granularity channel or tensor for filters beside quantized activations, got 'group:32'
// FORMAT: error: expected
// UNSIGNED: error: expected
// WIDE: expected sums that provably fit 32 bits in node 'wide', got 200000 products of #qopt.int<s16, narrow> and #qopt.int<s16, narrow>, which take 49 bits
// CHOICE: expected a filter of #qopt.int<s8, narrow> with one scale per tensor or column (axis 1) in node 'qopt.matmul', got '!qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>'
// NAN: expected finite constants in node 'qopt.matmul'
// ZEROS: expected dense weights of integers, {{.*}} with i32 zero points, or binary codes, {{.*}} in node 'p', got 'tensor<4x2x!qopt.q<#qopt.int<u4>, #qopt.group<0, 2>>>'
// REAL: expected dense weights of integers, or of a table of integers times a power of two, with i32 zero points, or binary codes, and scales per tensor, column or group along k in node 'p', got 'tensor<4x2x!qopt.q<#qopt.nf4, #qopt.group<0, 2>>>'
// BLOCK: expected dense weights of integers, {{.*}} in node 'p', got 'tensor<4x2x!qopt.q<#qopt.int<s4, narrow>, #qopt.block<3>>>'
// LEFT: expected activations of at most 8-bit integers beside quantized weights in node 'p', got #qopt.float<e4m3fn>

//--- real.mlir
func.func @main(%x: tensor<2x4xf32>) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0], [1.0, 1.0], [0.5, 0.5]]> : tensor<4x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32> loc("p")
  return %0 : tensor<2x2xf32>
}
//--- ops.mlir
func.func @main(%x: tensor<1x4x2xf32>) -> tensor<1x4x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1x2xf32>
  %0 = qopt.conv %x, %w {dilations = array<i64: 1>, groups = 1 : i64, input_dilations = array<i64: 1>, padding = array<i64: 0, 0>, strides = array<i64: 1>} : (tensor<1x4x2xf32>, tensor<2x1x2xf32>) -> tensor<1x4x2xf32> loc("pixels")
  %1 = qopt.unary exp %0 : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32> loc("e")
  return %1 : tensor<1x4x2xf32>
}
//--- long.mlir
func.func @main(%x: tensor<1x200000xf32>, %y: tensor<200000x1xf32>) -> tensor<1x1xf32> {
  %0 = qopt.matmul %x, %y : (tensor<1x200000xf32>, tensor<200000x1xf32>) -> tensor<1x1xf32> loc("wide")
  return %0 : tensor<1x1xf32>
}
//--- one.mlir
func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
//--- nan.mlir
func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 0x7FC00000], [1.0, -1.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
//--- choice.mlir
func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
