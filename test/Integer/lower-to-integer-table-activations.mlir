// Activations in formats of integers times a power of two: decoded by a table,
// multiplied, summed, pooled and compared as integers, encoded by thresholds. With
// scales of powers of two no rescale rounds, so results are the quantized form's (as
// numbers: integers know no -0).
// RUN: qopt-opt %s --qopt-lower-to-integer --canonicalize --qopt-verify-integer > %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: qopt-interpret %s --function=flint > %t.before
// RUN: qopt-interpret %t.mlir --function=flint | diff %t.before -
// RUN: qopt-interpret %s --function=e2m1 > %t.before
// RUN: qopt-interpret %t.mlir --function=e2m1 | diff %t.before -
// RUN: qopt-interpret %s --function=e2m3 > %t.before
// RUN: qopt-interpret %t.mlir --function=e2m3 | diff %t.before -
// RUN: qopt-interpret %s --function=pot > %t.before
// RUN: qopt-interpret %t.mlir --function=pot | diff %t.before -
// RUN: qopt-interpret %s --function=ternary > %t.before
// RUN: qopt-interpret %t.mlir --function=ternary | diff %t.before -
// RUN: qopt-interpret %s --function=log > %t.before
// RUN: qopt-interpret %t.mlir --function=log | diff %t.before -

// CHECK-LABEL: func.func @flint
// Codes 4 to 7 are 16, 8, 4 and 6 (code 8 is -0).
// CHECK-DAG: %[[OF:.*]] = qopt.constant dense<"0x000102031008040600FFFEFDF0F8FCFA{{[0-9A-F]*}}"> : tensor<1x256xi8>
// CHECK-DAG: %[[W:.*]] = qopt.constant {{.*}} : tensor<6x4xi8>
// CHECK: %[[X:.*]] = qopt.table %{{.*}}, %[[OF]] : tensor<5x6xui8>, tensor<1x256xi8> -> tensor<5x6xi8>
// CHECK: %[[SUM:.*]] = qopt.matmul %[[X]], %[[W]] {{.*}} -> tensor<5x4xi32>
// In units of 2^-16: every midpoint is there, ties go up.
// CHECK: %[[Y:.*]] = qopt.rescale %[[SUM]] {{.*}} {hi = 786432 : i64, in_zp = 0 : i64, lo = -786433 : i64, out_zp = 0 : i64}
// CHECK: qopt.encode %[[Y]] thresholds [-786432, -458752, -327680, -229376, -163840, -98304, -32768, 32768, 98304, 163840, 229376, 327680, 458752, 786432] codes [12, 13, 15, 14, 11, 10, 9, 0, 1, 2, 3, 6, 7, 5, 4]
func.func @flint(%x: tensor<5x6xf32>, %v: tensor<1x6x6x2xf32>) -> (tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>) {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %h = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.constant dense<[[0, 1, 2, 3], [1, 1, 1, 1], [3, 3, 0, 1], [2, 0, 1, 0], [1, 3, 2, 0], [0, 0, 1, 3]]> : tensor<6x4xui8>
  %qw = qopt.assemble %w, %h, %z : tensor<6x4xui8>, tensor<f32>, tensor<i32> -> tensor<6x4x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %qx = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x6xf32>, tensor<f32>, tensor<i32> -> tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %qv = qopt.quantize %v, %s, %z rounding nearest_even : tensor<1x6x6x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x6x6x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %0 = qopt.matmul %qx, %qw result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<6x4x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x4x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r0d = qopt.dequantize %0 : tensor<5x4x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<5x4xf32>
  %r0 = qopt.binary add %r0d, %zero {qopt.keep_float} : (tensor<5x4xf32>, tensor<f32>) -> tensor<5x4xf32>
  %1 = qopt.binary add %qx, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %2 = qopt.binary mul %1, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r1d = qopt.dequantize %2 : tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<5x6xf32>
  %r1 = qopt.binary add %r1d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %3 = qopt.unary tanh %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %4 = qopt.binary max %3, %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r2d = qopt.dequantize %4 : tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<5x6xf32>
  %r2 = qopt.binary add %r2d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %5 = qopt.pool max %qv {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>) -> tensor<1x3x3x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r3d = qopt.dequantize %5 : tensor<1x3x3x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r3 = qopt.binary add %r3d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %6 = qopt.pool average %qv result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r4d = qopt.dequantize %6 : tensor<1x3x3x2x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r4 = qopt.binary add %r4d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %7 = qopt.reduce sum %qx result(%h, %z) {axes = array<i64: 1>} : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x1x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r5d = qopt.dequantize %7 : tensor<5x1x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<5x1xf32>
  %r5 = qopt.binary add %r5d, %zero {qopt.keep_float} : (tensor<5x1xf32>, tensor<f32>) -> tensor<5x1xf32>
  %8 = qopt.unary relu %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %9 = qopt.slice %qx from [0, 0] step [1, 1] : tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<1x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %10 = qopt.concat %qx, %9, %8 axis 0 : (tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<1x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>) -> tensor<11x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
  %r6d = qopt.dequantize %10 : tensor<11x6x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<11x6xf32>
  %r6 = qopt.binary add %r6d, %zero {qopt.keep_float} : (tensor<11x6xf32>, tensor<f32>) -> tensor<11x6xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6 : tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>
}

// CHECK-LABEL: func.func @e2m1
func.func @e2m1(%x: tensor<5x6xf32>, %v: tensor<1x6x6x2xf32>) -> (tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>) {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %h = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.constant dense<[[0, 1, 2, 3], [1, 1, 1, 1], [3, 3, 0, 1], [2, 0, 1, 0], [1, 3, 2, 0], [0, 0, 1, 3]]> : tensor<6x4xui8>
  %qw = qopt.assemble %w, %h, %z : tensor<6x4xui8>, tensor<f32>, tensor<i32> -> tensor<6x4x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %qx = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x6xf32>, tensor<f32>, tensor<i32> -> tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %qv = qopt.quantize %v, %s, %z rounding nearest_even : tensor<1x6x6x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x6x6x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %0 = qopt.matmul %qx, %qw result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<6x4x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x4x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r0d = qopt.dequantize %0 : tensor<5x4x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<5x4xf32>
  %r0 = qopt.binary add %r0d, %zero {qopt.keep_float} : (tensor<5x4xf32>, tensor<f32>) -> tensor<5x4xf32>
  %1 = qopt.binary add %qx, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %2 = qopt.binary mul %1, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r1d = qopt.dequantize %2 : tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<5x6xf32>
  %r1 = qopt.binary add %r1d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %3 = qopt.unary tanh %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %4 = qopt.binary max %3, %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r2d = qopt.dequantize %4 : tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<5x6xf32>
  %r2 = qopt.binary add %r2d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %5 = qopt.pool max %qv {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>) -> tensor<1x3x3x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r3d = qopt.dequantize %5 : tensor<1x3x3x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r3 = qopt.binary add %r3d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %6 = qopt.pool average %qv result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r4d = qopt.dequantize %6 : tensor<1x3x3x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r4 = qopt.binary add %r4d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %7 = qopt.reduce sum %qx result(%h, %z) {axes = array<i64: 1>} : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x1x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r5d = qopt.dequantize %7 : tensor<5x1x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<5x1xf32>
  %r5 = qopt.binary add %r5d, %zero {qopt.keep_float} : (tensor<5x1xf32>, tensor<f32>) -> tensor<5x1xf32>
  %8 = qopt.unary relu %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %9 = qopt.slice %qx from [0, 0] step [1, 1] : tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<1x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %10 = qopt.concat %qx, %9, %8 axis 0 : (tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<1x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>) -> tensor<11x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %r6d = qopt.dequantize %10 : tensor<11x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<11x6xf32>
  %r6 = qopt.binary add %r6d, %zero {qopt.keep_float} : (tensor<11x6xf32>, tensor<f32>) -> tensor<11x6xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6 : tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>
}

// CHECK-LABEL: func.func @e2m3
func.func @e2m3(%x: tensor<5x6xf32>, %v: tensor<1x6x6x2xf32>) -> (tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>) {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %h = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.constant dense<[[0, 1, 2, 3], [1, 1, 1, 1], [3, 3, 0, 1], [2, 0, 1, 0], [1, 3, 2, 0], [0, 0, 1, 3]]> : tensor<6x4xui8>
  %qw = qopt.assemble %w, %h, %z : tensor<6x4xui8>, tensor<f32>, tensor<i32> -> tensor<6x4x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %qx = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x6xf32>, tensor<f32>, tensor<i32> -> tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %qv = qopt.quantize %v, %s, %z rounding nearest_even : tensor<1x6x6x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x6x6x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %0 = qopt.matmul %qx, %qw result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<6x4x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x4x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r0d = qopt.dequantize %0 : tensor<5x4x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<5x4xf32>
  %r0 = qopt.binary add %r0d, %zero {qopt.keep_float} : (tensor<5x4xf32>, tensor<f32>) -> tensor<5x4xf32>
  %1 = qopt.binary add %qx, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %2 = qopt.binary mul %1, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r1d = qopt.dequantize %2 : tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<5x6xf32>
  %r1 = qopt.binary add %r1d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %3 = qopt.unary tanh %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %4 = qopt.binary max %3, %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r2d = qopt.dequantize %4 : tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<5x6xf32>
  %r2 = qopt.binary add %r2d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %5 = qopt.pool max %qv {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>) -> tensor<1x3x3x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r3d = qopt.dequantize %5 : tensor<1x3x3x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r3 = qopt.binary add %r3d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %6 = qopt.pool average %qv result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r4d = qopt.dequantize %6 : tensor<1x3x3x2x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r4 = qopt.binary add %r4d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %7 = qopt.reduce sum %qx result(%h, %z) {axes = array<i64: 1>} : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x1x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r5d = qopt.dequantize %7 : tensor<5x1x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<5x1xf32>
  %r5 = qopt.binary add %r5d, %zero {qopt.keep_float} : (tensor<5x1xf32>, tensor<f32>) -> tensor<5x1xf32>
  %8 = qopt.unary relu %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %9 = qopt.slice %qx from [0, 0] step [1, 1] : tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<1x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %10 = qopt.concat %qx, %9, %8 axis 0 : (tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<1x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>) -> tensor<11x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>>
  %r6d = qopt.dequantize %10 : tensor<11x6x!qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>> -> tensor<11x6xf32>
  %r6 = qopt.binary add %r6d, %zero {qopt.keep_float} : (tensor<11x6xf32>, tensor<f32>) -> tensor<11x6xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6 : tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>
}

// CHECK-LABEL: func.func @pot
func.func @pot(%x: tensor<5x6xf32>, %v: tensor<1x6x6x2xf32>) -> (tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>) {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %h = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.constant dense<[[0, 1, 2, 3], [1, 1, 1, 1], [3, 3, 0, 1], [2, 0, 1, 0], [1, 3, 2, 0], [0, 0, 1, 3]]> : tensor<6x4xui8>
  %qw = qopt.assemble %w, %h, %z : tensor<6x4xui8>, tensor<f32>, tensor<i32> -> tensor<6x4x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %qx = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x6xf32>, tensor<f32>, tensor<i32> -> tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %qv = qopt.quantize %v, %s, %z rounding nearest_even : tensor<1x6x6x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x6x6x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %0 = qopt.matmul %qx, %qw result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<6x4x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x4x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r0d = qopt.dequantize %0 : tensor<5x4x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<5x4xf32>
  %r0 = qopt.binary add %r0d, %zero {qopt.keep_float} : (tensor<5x4xf32>, tensor<f32>) -> tensor<5x4xf32>
  %1 = qopt.binary add %qx, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %2 = qopt.binary mul %1, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r1d = qopt.dequantize %2 : tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<5x6xf32>
  %r1 = qopt.binary add %r1d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %3 = qopt.unary tanh %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %4 = qopt.binary max %3, %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r2d = qopt.dequantize %4 : tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<5x6xf32>
  %r2 = qopt.binary add %r2d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %5 = qopt.pool max %qv {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>) -> tensor<1x3x3x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r3d = qopt.dequantize %5 : tensor<1x3x3x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r3 = qopt.binary add %r3d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %6 = qopt.pool average %qv result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r4d = qopt.dequantize %6 : tensor<1x3x3x2x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r4 = qopt.binary add %r4d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %7 = qopt.reduce sum %qx result(%h, %z) {axes = array<i64: 1>} : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x1x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r5d = qopt.dequantize %7 : tensor<5x1x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<5x1xf32>
  %r5 = qopt.binary add %r5d, %zero {qopt.keep_float} : (tensor<5x1xf32>, tensor<f32>) -> tensor<5x1xf32>
  %8 = qopt.unary relu %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %9 = qopt.slice %qx from [0, 0] step [1, 1] : tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<1x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %10 = qopt.concat %qx, %9, %8 axis 0 : (tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<1x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>) -> tensor<11x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>>
  %r6d = qopt.dequantize %10 : tensor<11x6x!qopt.q<#qopt.pot<s4>, #qopt.tensor>> -> tensor<11x6xf32>
  %r6 = qopt.binary add %r6d, %zero {qopt.keep_float} : (tensor<11x6xf32>, tensor<f32>) -> tensor<11x6xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6 : tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>
}

// CHECK-LABEL: func.func @ternary
func.func @ternary(%x: tensor<5x6xf32>, %v: tensor<1x6x6x2xf32>) -> (tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>) {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %h = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.constant dense<[[0, 1, 2, 3], [1, 1, 1, 1], [3, 3, 0, 1], [2, 0, 1, 0], [1, 3, 2, 0], [0, 0, 1, 3]]> : tensor<6x4xui8>
  %qw = qopt.assemble %w, %h, %z : tensor<6x4xui8>, tensor<f32>, tensor<i32> -> tensor<6x4x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %qx = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x6xf32>, tensor<f32>, tensor<i32> -> tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %qv = qopt.quantize %v, %s, %z rounding nearest_even : tensor<1x6x6x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x6x6x2x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %0 = qopt.matmul %qx, %qw result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<6x4x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x4x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r0d = qopt.dequantize %0 : tensor<5x4x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<5x4xf32>
  %r0 = qopt.binary add %r0d, %zero {qopt.keep_float} : (tensor<5x4xf32>, tensor<f32>) -> tensor<5x4xf32>
  %1 = qopt.binary add %qx, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %2 = qopt.binary mul %1, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r1d = qopt.dequantize %2 : tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<5x6xf32>
  %r1 = qopt.binary add %r1d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %3 = qopt.unary tanh %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %4 = qopt.binary max %3, %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r2d = qopt.dequantize %4 : tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<5x6xf32>
  %r2 = qopt.binary add %r2d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %5 = qopt.pool max %qv {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.ternary, #qopt.tensor>>) -> tensor<1x3x3x2x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r3d = qopt.dequantize %5 : tensor<1x3x3x2x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r3 = qopt.binary add %r3d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %6 = qopt.pool average %qv result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r4d = qopt.dequantize %6 : tensor<1x3x3x2x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r4 = qopt.binary add %r4d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %7 = qopt.reduce sum %qx result(%h, %z) {axes = array<i64: 1>} : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x1x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r5d = qopt.dequantize %7 : tensor<5x1x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<5x1xf32>
  %r5 = qopt.binary add %r5d, %zero {qopt.keep_float} : (tensor<5x1xf32>, tensor<f32>) -> tensor<5x1xf32>
  %8 = qopt.unary relu %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %9 = qopt.slice %qx from [0, 0] step [1, 1] : tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<1x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %10 = qopt.concat %qx, %9, %8 axis 0 : (tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<1x6x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.ternary, #qopt.tensor>>) -> tensor<11x6x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %r6d = qopt.dequantize %10 : tensor<11x6x!qopt.q<#qopt.ternary, #qopt.tensor>> -> tensor<11x6xf32>
  %r6 = qopt.binary add %r6d, %zero {qopt.keep_float} : (tensor<11x6xf32>, tensor<f32>) -> tensor<11x6xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6 : tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>
}

// CHECK-LABEL: func.func @log
func.func @log(%x: tensor<5x6xf32>, %v: tensor<1x6x6x2xf32>) -> (tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>) {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %h = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.constant dense<[[0, 1, 2, 3], [1, 1, 1, 1], [3, 3, 0, 1], [2, 0, 1, 0], [1, 3, 2, 0], [0, 0, 1, 3]]> : tensor<6x4xui8>
  %qw = qopt.assemble %w, %h, %z : tensor<6x4xui8>, tensor<f32>, tensor<i32> -> tensor<6x4x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %qx = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x6xf32>, tensor<f32>, tensor<i32> -> tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %qv = qopt.quantize %v, %s, %z rounding nearest_even : tensor<1x6x6x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x6x6x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %0 = qopt.matmul %qx, %qw result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<6x4x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x4x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r0d = qopt.dequantize %0 : tensor<5x4x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<5x4xf32>
  %r0 = qopt.binary add %r0d, %zero {qopt.keep_float} : (tensor<5x4xf32>, tensor<f32>) -> tensor<5x4xf32>
  %1 = qopt.binary add %qx, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %2 = qopt.binary mul %1, %qx result(%h, %z) : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r1d = qopt.dequantize %2 : tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<5x6xf32>
  %r1 = qopt.binary add %r1d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %3 = qopt.unary tanh %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %4 = qopt.binary max %3, %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r2d = qopt.dequantize %4 : tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<5x6xf32>
  %r2 = qopt.binary add %r2d, %zero {qopt.keep_float} : (tensor<5x6xf32>, tensor<f32>) -> tensor<5x6xf32>
  %5 = qopt.pool max %qv {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>>) -> tensor<1x3x3x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r3d = qopt.dequantize %5 : tensor<1x3x3x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r3 = qopt.binary add %r3d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %6 = qopt.pool average %qv result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r4d = qopt.dequantize %6 : tensor<1x3x3x2x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<1x3x3x2xf32>
  %r4 = qopt.binary add %r4d, %zero {qopt.keep_float} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %7 = qopt.reduce sum %qx result(%h, %z) {axes = array<i64: 1>} : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x1x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r5d = qopt.dequantize %7 : tensor<5x1x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<5x1xf32>
  %r5 = qopt.binary add %r5d, %zero {qopt.keep_float} : (tensor<5x1xf32>, tensor<f32>) -> tensor<5x1xf32>
  %8 = qopt.unary relu %qx result(%s, %z) : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %9 = qopt.slice %qx from [0, 0] step [1, 1] : tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<1x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %10 = qopt.concat %qx, %9, %8 axis 0 : (tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<1x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>, tensor<5x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>) -> tensor<11x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
  %r6d = qopt.dequantize %10 : tensor<11x6x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<11x6xf32>
  %r6 = qopt.binary add %r6d, %zero {qopt.keep_float} : (tensor<11x6xf32>, tensor<f32>) -> tensor<11x6xf32>
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6 : tensor<5x4xf32>, tensor<5x6xf32>, tensor<5x6xf32>, tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>, tensor<5x1xf32>, tensor<11x6xf32>
}
