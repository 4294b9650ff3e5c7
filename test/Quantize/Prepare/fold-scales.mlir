// Scales that cannot be packed as codes become f32 constants for the kernels,
// weights stay codes.
// RUN: qopt-opt %s --qopt-fold-dequantized-constants=only-scales -canonicalize > %t && FileCheck %s < %t
// RUN: qopt-opt %s --qopt-layout-pipeline -canonicalize > %t.packed && FileCheck %s --check-prefix=PACKED < %t.packed
// RUN: qopt-interpret %s --seed=3 --limit=0 > %t.before
// RUN: qopt-interpret %t --seed=3 --limit=0 | diff %t.before -
// RUN: qopt-interpret %t.packed --seed=3 --limit=0 | diff %t.before -
// RUN: qopt-compare --pack --exact --runs=2 %t

!scales = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>
!state = !qopt.q<#qopt.dynamic<s8>, #qopt.block<2>>
!weights = !qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 2>>
!codes = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// E4M3 codes are the upper bits of an f32 but for the factor 2^120, which takes
// the second level 0.25 in: 2^118.
// PACKED-NOT: qopt.matmul
// PACKED: qopt.packed_codes_matmul {{.*}}scale_factor = 3.323070e+35 : f32, scale_shift = 20 : i64{{.*}}tensor<16xi8>
// PACKED: qopt.packed_codes_matmul {{.*}}tensor<16xi16>
// PACKED-NOT: qopt.matmul

// E4M3 codes under one scale stay. Double quantization: code 255 is 1, of scale 2,
// and the mean 0.5 is added. A scale of 0 (code 127) is none that a constant may
// have and stays as it is. That the function quantizes something else does not
// matter.
// CHECK-DAG: %[[MEAN:.*]] = qopt.constant dense<2.500000e+00> : tensor<1x2xf32>
// CHECK-NOT: qopt.binary
// CHECK: %[[TWO:.*]] = qopt.dequantize {{.*}} -> tensor<1x2xf32>
// CHECK: qopt.assemble %{{.*}}, %[[TWO]], %{{.*}} -> tensor<2x2x
// CHECK: qopt.quantize
// CHECK: qopt.assemble %{{.*}}, %[[MEAN]], %{{.*}} -> tensor<2x2x
// CHECK: %[[ZERO:.*]] = qopt.dequantize {{.*}} -> tensor<1x2xf32>
// CHECK: qopt.assemble %{{.*}}, %[[ZERO]], %{{.*}} -> tensor<2x2x
func.func @main(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xi8>, tensor<1x2xf32>, tensor<2x2xf32>) {
  %c = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xui8>
  %z = qopt.constant dense<0> : tensor<1x2xi32>

  %sc = qopt.constant dense<[[56, 64]]> : tensor<1x2xui8>
  %s2 = qopt.constant dense<0.25> : tensor<f32>
  %z2 = qopt.constant dense<0> : tensor<i32>
  %sq = qopt.assemble %sc, %s2, %z2 : tensor<1x2xui8>, tensor<f32>, tensor<i32> -> tensor<1x2x!scales>
  %s = qopt.dequantize %sq : tensor<1x2x!scales> -> tensor<1x2xf32>
  %w = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<1x2xf32>, tensor<1x2xi32> -> tensor<2x2x!weights>
  %y = qopt.matmul %x, %w : (tensor<1x2xf32>, tensor<2x2x!weights>) -> tensor<1x2xf32>
  %q = qopt.quantize %x, %s2, %z2 rounding nearest_even : tensor<1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x2x!codes>
  %r = qopt.codes %q : tensor<1x2x!codes> -> tensor<1x2xi8>

  %dc = qopt.constant dense<255> : tensor<1x2xui8>
  %d2 = qopt.constant dense<[2.0]> : tensor<1xf32>
  %dz = qopt.constant dense<[0]> : tensor<1xi32>
  %dq = qopt.assemble %dc, %d2, %dz : tensor<1x2xui8>, tensor<1xf32>, tensor<1xi32> -> tensor<1x2x!state>
  %d = qopt.dequantize %dq : tensor<1x2x!state> -> tensor<1x2xf32>
  %m = qopt.constant dense<0.5> : tensor<f32>
  %ds = qopt.binary add %d, %m : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
  %dw = qopt.assemble %c, %ds, %z : tensor<2x2xui8>, tensor<1x2xf32>, tensor<1x2xi32> -> tensor<2x2x!weights>
  %dy = qopt.matmul %x, %dw : (tensor<1x2xf32>, tensor<2x2x!weights>) -> tensor<1x2xf32>

  %nc = qopt.constant dense<[[127, 255]]> : tensor<1x2xui8>
  %nq = qopt.assemble %nc, %d2, %dz : tensor<1x2xui8>, tensor<1xf32>, tensor<1xi32> -> tensor<1x2x!state>
  %n = qopt.dequantize %nq : tensor<1x2x!state> -> tensor<1x2xf32>
  %nw = qopt.assemble %c, %n, %z : tensor<2x2xui8>, tensor<1x2xf32>, tensor<1x2xi32> -> tensor<2x2x!weights>
  %ny = qopt.dequantize %nw : tensor<2x2x!weights> -> tensor<2x2xf32>
  return %y, %r, %dy, %ny : tensor<1x2xf32>, tensor<1x2xi8>, tensor<1x2xf32>, tensor<2x2xf32>
}
