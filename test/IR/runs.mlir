// Products scaled run by run, plain and packed: their syntax round-trips.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s

// CHECK-LABEL: func.func @plain
func.func @plain(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, %s: tensor<2xf32>, %b: tensor<10xf32>,
    %t: tensor<f32>, %v: tensor<64x10x!qopt.q<#qopt.float<e2m1finite>, #qopt.channel<1>>>, %y: tensor<5x2x64xi8>) {
  // CHECK: qopt.matmul_runs %{{.*}}, %{{.*}} rows %{{.*}} bias %{{.*}} : tensor<2x64xi8>, tensor<64x10x!q_s4_g32a0_>, tensor<2xf32>, tensor<10xf32> -> tensor<2x10xf32>
  %0 = qopt.matmul_runs %x, %w rows %s bias %b : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<2xf32>, tensor<10xf32> -> tensor<2x10xf32>
  // CHECK: qopt.matmul_runs %{{.*}}, %{{.*}} rows %{{.*}} : tensor<5x2x64xi8>, {{.*}}, tensor<f32> -> tensor<5x2x10xf32>
  %1 = qopt.matmul_runs %y, %v rows %t : tensor<5x2x64xi8>, tensor<64x10x!qopt.q<#qopt.float<e2m1finite>, #qopt.channel<1>>>, tensor<f32> -> tensor<5x2x10xf32>
  return
}

// 2 rows of 64 codes are 2 runs, 16 words and 2 sums each; 10 columns are a panel of 16
// with 8 words each.
// CHECK-LABEL: func.func @packed
func.func @packed(%x: tensor<2x64xi8>, %e: tensor<36xi32>, %r: tensor<2xf32>, %o: tensor<1xf32>, %c: tensor<128xi32>,
    %s: tensor<32xf32>, %h: tensor<32xi16>, %z: tensor<32xi8>, %b: tensor<16xf32>, %y: tensor<2x10xf32>,
    %mx: memref<2x64xi8>, %me: memref<36xi32>) {
  // CHECK: qopt.pack_rows %{{.*}} outs %{{.*}} {factor = -8 : i64, run = 32 : i64} : (tensor<2x64xi8>, tensor<36xi32>) -> tensor<36xi32>
  %p = qopt.pack_rows %x outs %e {run = 32 : i64, factor = -8 : i64} : (tensor<2x64xi8>, tensor<36xi32>) -> tensor<36xi32>
  // CHECK: qopt.pack_rows {{.*}} -> ()
  qopt.pack_rows %mx outs %me {run = 32 : i64, factor = 1 : i64} : (memref<2x64xi8>, memref<36xi32>) -> ()
  // CHECK: qopt.packed_matmul_runs %{{.*}} rows %{{.*}}, %{{.*}} scales %{{.*}} outs %{{.*}} {bits = 4 : i64, depth = 64 : i64, run = 32 : i64}
  %0 = qopt.packed_matmul_runs %p rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  // CHECK: qopt.packed_matmul_runs %{{.*}} rows %{{.*}}, %{{.*}} scales %{{.*}} zero_points %{{.*}} bias %{{.*}} outs %{{.*}} {bits = 4 : i64, depth = 64 : i64, run = 32 : i64, scale_factor = 2.000000e+00 : f32, scale_shift = 16 : i64}
  %1 = qopt.packed_matmul_runs %p rows %o, %c scales %h zero_points %z bias %b outs %y
    {depth = 64 : i64, bits = 4 : i64, run = 32 : i64, scale_factor = 2.0 : f32, scale_shift = 16 : i64}
    : (tensor<36xi32>, tensor<1xf32>, tensor<128xi32>, tensor<32xi16>, tensor<32xi8>, tensor<16xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// 40 codes are two chunks of two words, 64 words of sums each, and the start; 10 columns
// are a group of 32.
// CHECK-LABEL: func.func @bits
func.func @bits(%x: tensor<1x40xi8>, %e: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>,
    %h: tensor<16xi16>, %b: tensor<16xf32>, %y: tensor<1x10xf32>, %mx: memref<1x40xi8>, %me: memref<257xi32>) {
  // CHECK: qopt.subset_sums %{{.*}} outs %{{.*}} {factor = -1 : i64, run = 40 : i64} : (tensor<1x40xi8>, tensor<257xi32>) -> tensor<257xi32>
  %p = qopt.subset_sums %x outs %e {factor = -1 : i64, run = 40 : i64} : (tensor<1x40xi8>, tensor<257xi32>) -> tensor<257xi32>
  // CHECK: qopt.subset_sums {{.*}} -> ()
  qopt.subset_sums %mx outs %me {factor = 0 : i64, run = 40 : i64} : (memref<1x40xi8>, memref<257xi32>) -> ()
  // CHECK: qopt.packed_matmul_bits %{{.*}} rows %{{.*}}, %{{.*}} scales %{{.*}} outs %{{.*}} {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 2 : i64}
  %0 = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 2 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  // CHECK: qopt.packed_matmul_bits %{{.*}} rows %{{.*}}, %{{.*}} scales %{{.*}} bias %{{.*}} outs %{{.*}} {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, scale_factor = 2.000000e+00 : f32, scale_shift = 16 : i64, step = 1 : i64}
  %1 = qopt.packed_matmul_bits %p rows %r, %c scales %h bias %b outs %y
    {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64, scale_factor = 2.0 : f32, scale_shift = 16 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// Weights in planes: scales per run and plane, zero points of any kind.
// CHECK-LABEL: func.func @planes
func.func @planes(%x: tensor<2x40xi8>, %r: tensor<2xf32>, %c: tensor<40x10xui8>, %s: tensor<3x2x10xf32>, %z: tensor<2x10xf32>, %i: tensor<2x10xi32>) {
  %w = qopt.assemble %c, %s, %z : tensor<40x10xui8>, tensor<3x2x10xf32>, tensor<2x10xf32> -> tensor<40x10x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 20>>>
  // CHECK: qopt.matmul_runs %{{.*}}, %{{.*}} rows %{{.*}} : tensor<2x40xi8>, tensor<40x10x!q_bcq_3_g20a0_>, tensor<2xf32> -> tensor<2x10xf32>
  %0 = qopt.matmul_runs %x, %w rows %r : tensor<2x40xi8>, tensor<40x10x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 20>>>, tensor<2xf32> -> tensor<2x10xf32>
  %v = qopt.assemble %c, %s, %i : tensor<40x10xui8>, tensor<3x2x10xf32>, tensor<2x10xi32> -> tensor<40x10x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 20>>>
  %1 = qopt.matmul_runs %x, %v rows %r : tensor<2x40xi8>, tensor<40x10x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 20>>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// Runs of 20 are a chunk each: 2 * 2 words, 2 starts; 3 planes of 2 runs have 6 scales.
// CHECK-LABEL: func.func @packed_planes
func.func @packed_planes(%x: tensor<1x40xi8>, %e: tensor<258xi32>, %r: tensor<1xf32>, %c: tensor<384xi16>, %s: tensor<96xi16>, %o: tensor<32xf32>,
    %b: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // CHECK: qopt.subset_sums %{{.*}} outs %{{.*}} {factor = -1 : i64, run = 20 : i64} : (tensor<1x40xi8>, tensor<258xi32>) -> tensor<258xi32>
  %p = qopt.subset_sums %x outs %e {factor = -1 : i64, run = 20 : i64} : (tensor<1x40xi8>, tensor<258xi32>) -> tensor<258xi32>
  // CHECK: qopt.packed_matmul_bits %{{.*}} rows %{{.*}}, %{{.*}} scales %{{.*}} offsets %{{.*}} bias %{{.*}} outs %{{.*}} {depth = 40 : i64, planes = 3 : i64, run = 20 : i64, scale_shift = 16 : i64, step = 2 : i64}
  %0 = qopt.packed_matmul_bits %p rows %r, %c scales %s offsets %o bias %b outs %y
    {depth = 40 : i64, planes = 3 : i64, run = 20 : i64, scale_shift = 16 : i64, step = 2 : i64}
    : (tensor<258xi32>, tensor<1xf32>, tensor<384xi16>, tensor<96xi16>, tensor<32xf32>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}
