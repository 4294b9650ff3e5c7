// What qopt-lower-to-linalg makes of types, signatures, constants and ops. That
// the arithmetic is right is for run-*.mlir, which execute it.
// RUN: qopt-opt %s --qopt-lower-to-linalg -split-input-file | FileCheck %s

// Types become signless; what they were is on record, with names by position
// where the model gives none.
// CHECK-LABEL: func.func @interface
// CHECK-SAME: (%{{.*}}: tensor<2x3xi8> {qopt.name = "pixels"}, %{{.*}}: tensor<3xi8>) -> (tensor<2x4xi32>, tensor<3xi8> {qopt.name = "mask"})
// CHECK-SAME: qopt.inputs = [{name = "pixels", type = tensor<2x3xui8>}, {name = "input1", type = tensor<3xi1>}]
// CHECK-SAME: qopt.outputs = [{name = "output0", type = tensor<2x4xi32>}, {name = "mask", type = tensor<3xi1>}]
// CHECK: %[[A:.*]] = linalg.generic
// CHECK-SAME: iterator_types = ["parallel", "reduction", "parallel"]
// CHECK: ^bb0(%[[X:.*]]: i8, %[[W:.*]]: i8, %[[ACC:.*]]: i32):
// CHECK-DAG: %[[U:.*]] = arith.extui %[[X]] : i8 to i32
// CHECK-DAG: %[[S:.*]] = arith.extsi %[[W]] : i8 to i32
// CHECK: %[[P:.*]] = arith.muli %[[U]], %[[S]]
// CHECK: arith.addi %[[ACC]], %[[P]]
// CHECK: return %[[A]], %arg1 : tensor<2x4xi32>, tensor<3xi8>
func.func @interface(%x: tensor<2x3xui8> {qopt.name = "pixels"}, %m: tensor<3xi1>) -> (tensor<2x4xi32>, tensor<3xi1> {qopt.name = "mask"}) {
  %w = qopt.constant dense<[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]> : tensor<3x4xi8>
  %a = qopt.matmul %x, %w : (tensor<2x3xui8>, tensor<3x4xi8>) -> tensor<2x4xi32>
  return %a, %m : tensor<2x4xi32>, tensor<3xi1>
}

// -----

// A constant filter [features, taps, channels] is permuted at compile time to
// [taps, channels, features]: no loop does it.
// CHECK-LABEL: func.func @filter
// CHECK: arith.constant dense<{{\[\[\[}}1, 5], [2, 6]], {{\[\[}}3, 7], [4, 8]]]> : tensor<2x2x2xi8>
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @filter(%x: tensor<1x5x2xi8>) -> tensor<1x4x2xi32> {
  %w = qopt.constant dense<[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]> : tensor<2x2x2xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64} : (tensor<1x5x2xi8>, tensor<2x2x2xi8>) -> tensor<1x4x2xi32>
  return %a : tensor<1x4x2xi32>
}

// -----

// One that is given at run time is permuted by a loop.
// CHECK-LABEL: func.func @run_time_filter
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg1 : tensor<2x2x2xi8>)
// CHECK: linalg.generic {{.*}}"reduction"
func.func @run_time_filter(%x: tensor<1x5x2xi8>, %w: tensor<2x2x2xi8>) -> tensor<1x4x2xi32> {
  %a = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64} : (tensor<1x5x2xi8>, tensor<2x2x2xi8>) -> tensor<1x4x2xi32>
  return %a : tensor<1x4x2xi32>
}

// -----

// Booleans are bytes of 0 or 1, and bytes are read as not zero.
// CHECK-LABEL: func.func @booleans
// CHECK-SAME: -> (tensor<4xi8>, tensor<4xi8>, tensor<4xf32>)
// CHECK: arith.constant dense<[0, 1, 1, 0]> : tensor<4xi8>
// CHECK: arith.cmpf une
// CHECK: arith.extui %{{.*}} : i1 to i8
// CHECK: arith.cmpi ne, %{{.*}}, %{{.*}} : i8
// CHECK: arith.uitofp
func.func @booleans(%x: tensor<4xf32>) -> (tensor<4xi1>, tensor<4xi1>, tensor<4xf32>) {
  %c = qopt.constant dense<[false, true, true, false]> : tensor<4xi1>
  %0 = qopt.cast %x : tensor<4xf32> -> tensor<4xi1>
  %1 = qopt.cast %0 : tensor<4xi1> -> tensor<4xf32>
  return %c, %0, %1 : tensor<4xi1>, tensor<4xi1>, tensor<4xf32>
}

// -----

// Quantization divides, clamps, rounds (by adding and subtracting 1.5 * 2^23) and
// adds the zero point; the codes are what is left of a quantized value.
// CHECK-LABEL: func.func @border
// CHECK-SAME: -> tensor<4xi8>
// CHECK: arith.divf
// CHECK: arith.cmpf olt
// CHECK: arith.cmpf ogt
// CHECK: %[[C:.*]] = arith.select
// CHECK: %[[BIG:.*]] = arith.constant 0x4B400000 : f32
// CHECK: %[[UP:.*]] = arith.addf %[[C]], %[[BIG]]
// CHECK: %[[R:.*]] = arith.subf %[[UP]], %[[BIG]]
// CHECK: %[[Z:.*]] = arith.addf %[[R]]
// CHECK: arith.fptosi %[[Z]]
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @border(%x: tensor<4xf32>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %c = qopt.codes %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xi8>
  return %c : tensor<4xi8>
}

// -----

// A function that observes gets a session, once.
// CHECK-LABEL: func.func @observes
// CHECK-SAME: (%[[X:.*]]: tensor<4xf32>, %{{.*}}: !llvm.ptr {qopt.session}) -> tensor<4xf32>
// CHECK-SAME: qopt.inputs = [{name = "input0", type = tensor<4xf32>}]
// CHECK: qopt.observe %[[X]] id 7 : tensor<4xf32>
// CHECK: qopt.observe %[[X]] id 8 : tensor<4xf32>
func.func @observes(%x: tensor<4xf32>) -> tensor<4xf32> {
  qopt.observe %x id 7 : tensor<4xf32>
  qopt.observe %x id 8 : tensor<4xf32>
  return %x : tensor<4xf32>
}

// -----

// Without elements there is nothing to compute, whatever the op.
// CHECK-LABEL: func.func @empty
// CHECK: %[[E:.*]] = tensor.empty() : tensor<1x0x2xi8>
// CHECK-NOT: linalg
// CHECK: return %[[E]]
func.func @empty(%x: tensor<1x4x2xi8>) -> tensor<1x0x2xi8> {
  %0 = qopt.slice %x from [0, 4, 0] step [1, 1, 1] : tensor<1x4x2xi8> -> tensor<1x0x2xi8>
  return %0 : tensor<1x0x2xi8>
}
