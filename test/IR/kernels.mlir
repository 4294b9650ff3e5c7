// Packed kernels on tensors and on memrefs, with and without epilogue.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

// 8 channels of one position are one run of 8: two steps of four; 10 features
// are one panel of 16.
// CHECK-LABEL: func.func @packed_conv
func.func @packed_conv(%x: tensor<1x8x8x8xi8>, %w: tensor<1x1x2x16x4xi8>, %b: tensor<1x1x16xi32>,
    %m: tensor<1x1x16xi32>, %s: tensor<1x1x16xi8>, %e: tensor<1x8x8x10xi8>, %a: tensor<1x8x8x10xi32>) {
  // CHECK: qopt.packed_conv %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {dilations = array<i64: 1, 1>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64: 1, 1>, lo = -128 : i64, out_zp = 3 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64: 1, 1>}
  // CHECK-SAME: -> tensor<1x8x8x10xi8>
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %s outs %e
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
     out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x8xi8>, tensor<1x1x2x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x8x8x10xi8>) -> tensor<1x8x8x10xi8>
  // CHECK: qopt.packed_conv %{{.*}}, %{{.*}} bias %{{.*}} outs %{{.*}} {{.*}} -> tensor<1x8x8x10xi32>
  %1 = qopt.packed_conv %x, %w bias %b outs %a
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x8xi8>, tensor<1x1x2x16x4xi8>, tensor<1x1x16xi32>, tensor<1x8x8x10xi32>) -> tensor<1x8x8x10xi32>
  // CHECK: qopt.packed_conv {{.*}}, zero_rows = array<i64: 3, 5>} {{.*}} -> tensor<1x8x8x10xi32>
  %2 = qopt.packed_conv %x, %w bias %b outs %a
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, zero_rows = array<i64: 3, 5>}
    : (tensor<1x8x8x8xi8>, tensor<1x1x2x16x4xi8>, tensor<1x1x16xi32>, tensor<1x8x8x10xi32>) -> tensor<1x8x8x10xi32>
  return
}

// A matrix product has no spatial dimension; unsigned input, narrow rescale.
// CHECK-LABEL: func.func @packed_matmul
func.func @packed_matmul(%x: tensor<2x8xui8>, %w: tensor<1x1x2x16x4xi8>, %b: tensor<1x1x16xi32>,
    %m: tensor<1x1x16xi32>, %e: tensor<2x10xui8>) -> tensor<2x10xui8> {
  %s = qopt.constant dense<40> : tensor<1x1x16xi8>
  // CHECK: qopt.packed_conv {{.*}} {dilations = array<i64>, groups = 1 : i64, hi = 255 : i64, kernel = array<i64>, lo = 0 : i64, narrow, out_zp = 0 : i64, rounding = #qopt<requant_rounding double_round>, strides = array<i64>, unsigned_input}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %s outs %e
    {kernel = array<i64>, strides = array<i64>, dilations = array<i64>, groups = 1 : i64, unsigned_input, narrow,
     out_zp = 0 : i64, lo = 0 : i64, hi = 255 : i64, rounding = #qopt<requant_rounding double_round>}
    : (tensor<2x8xui8>, tensor<1x1x2x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<2x10xui8>) -> tensor<2x10xui8>
  return %0 : tensor<2x10xui8>
}

// Float, clamped; two groups of 2 channels and 3 features, kernel 3: 3 runs of 2.
// CHECK-LABEL: func.func @packed_float
func.func @packed_float(%x: tensor<1x7x4xf32>, %w: tensor<2x1x6x16xf32>, %b: tensor<2x1x16xf32>, %e: tensor<1x5x6xf32>) -> tensor<1x5x6xf32> {
  // CHECK: qopt.packed_conv {{.*}} {clamp_hi = 6.000000e+00 : f32, clamp_lo = 0.000000e+00 : f32, dilations = array<i64: 1>, groups = 2 : i64, kernel = array<i64: 3>, strides = array<i64: 1>}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3>, strides = array<i64: 1>, dilations = array<i64: 1>, groups = 2 : i64, clamp_lo = 0.0 : f32, clamp_hi = 6.0 : f32}
    : (tensor<1x7x4xf32>, tensor<2x1x6x16xf32>, tensor<2x1x16xf32>, tensor<1x5x6xf32>) -> tensor<1x5x6xf32>
  return %0 : tensor<1x5x6xf32>
}

// 20 channels are two panels; 9 taps are three steps of four: 2 * 16 * 12 = 384.
// CHECK-LABEL: func.func @packed_depthwise
func.func @packed_depthwise(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>,
    %fx: tensor<1x8x8x20xf32>, %fw: tensor<9x32xf32>, %fb: tensor<1x2x16xf32>, %fe: tensor<1x6x6x20xf32>) {
  // CHECK: qopt.packed_depthwise %{{.*}}, %{{.*}} bias %{{.*}} outs %{{.*}} {{.*}} -> tensor<1x6x6x20xi32>
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  // CHECK: qopt.packed_depthwise {{.*}} -> tensor<1x6x6x20xf32>
  %1 = qopt.packed_depthwise %fx, %fw bias %fb outs %fe
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xf32>, tensor<9x32xf32>, tensor<1x2x16xf32>, tensor<1x6x6x20xf32>) -> tensor<1x6x6x20xf32>
  return
}

// On memrefs, after bufferization, where ui8 is spelled i8 with unsigned_input.
// CHECK-LABEL: func.func @packed_buffers
func.func @packed_buffers(%x: memref<2x8xi8>, %w: memref<1x1x2x16x4xi8>, %b: memref<1x1x16xi32>,
    %m: memref<1x1x16xi32>, %s: memref<1x1x16xi8>, %e: memref<2x10xi8>) {
  // CHECK: qopt.packed_conv {{.*}} hi = 255 : i64, {{.*}}memref<2x10xi8>) -> ()
  qopt.packed_conv %x, %w bias %b rescale %m, %s outs %e
    {kernel = array<i64>, strides = array<i64>, dilations = array<i64>, groups = 1 : i64, unsigned_input,
     out_zp = 0 : i64, lo = 0 : i64, hi = 255 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<2x8xi8>, memref<1x1x2x16x4xi8>, memref<1x1x16xi32>, memref<1x1x16xi32>, memref<1x1x16xi8>, memref<2x10xi8>) -> ()
  return
}

// 64 weights of 4 bits are 8 words per column; two runs; 10 columns are one panel.
// CHECK-LABEL: func.func @packed_codes
func.func @packed_codes(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %h: tensor<32xi16>,
    %t: tensor<16xf32>, %z: tensor<32xi8>, %b: tensor<16xf32>, %e: tensor<3x10xf32>, %o: memref<3x10xf32>,
    %mx: memref<3x64xf32>, %mw: memref<128xi32>, %ms: memref<32xf32>, %mb: memref<16xf32>) {
  // CHECK: qopt.packed_codes_matmul %{{.*}}, %{{.*}} scales %{{.*}} bias %{{.*}} outs %{{.*}} {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64} : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  // CHECK: qopt.packed_codes_matmul %{{.*}}, %{{.*}} scales %{{.*}} table %{{.*}} bias %{{.*}} outs %{{.*}} {bits = 4 : i64, run = 32 : i64, scale_factor = 2.000000e+00 : f32, scale_shift = 16 : i64}
  %1 = qopt.packed_codes_matmul %x, %w scales %h table %t bias %b outs %e {bits = 4 : i64, run = 32 : i64, scale_factor = 2.0 : f32, scale_shift = 16 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xi16>, tensor<16xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  // CHECK: qopt.packed_codes_matmul %{{.*}}, %{{.*}} scales %{{.*}} zero_points %{{.*}} bias %{{.*}} outs %{{.*}} {bits = 4 : i64, run = 32 : i64}
  %2 = qopt.packed_codes_matmul %x, %w scales %s zero_points %z bias %b outs %e {bits = 4 : i64, run = 32 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<32xi8>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  // CHECK: qopt.packed_codes_matmul {{.*}} -> ()
  qopt.packed_codes_matmul %mx, %mw scales %ms bias %mb outs %o {bits = 4 : i64, run = 32 : i64, zero_point = 0 : i64}
    : (memref<3x64xf32>, memref<128xi32>, memref<32xf32>, memref<16xf32>, memref<3x10xf32>) -> ()
  return
}
