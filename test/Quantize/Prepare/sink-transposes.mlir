// Each op that a transpose sinks below. %x is channels-last, [N, H, W, C]; perm
// [0, 3, 1, 2] makes it channels-first, [N, C, H, W].
// RUN: qopt-opt %s --qopt-sink-transposes | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @unary
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[R:.*]] = qopt.unary clip %[[X]] {beta = 6.000000e+00 : f64} : (tensor<1x4x5x8xf32>) -> tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[T:.*]] = qopt.transpose %[[R]] perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
// CHECK-NEXT: return %[[T]]
func.func @unary(%x: tensor<1x4x5x8xf32>) -> tensor<1x8x4x5xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.unary clip %0 {alpha = 0.0 : f64, beta = 6.0 : f64} : (tensor<1x8x4x5xf32>) -> tensor<1x8x4x5xf32>
  return %1 : tensor<1x8x4x5xf32>
}

// Two transposes meet behind a whole chain of elementwise ops.
// CHECK-LABEL: func.func @border
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[Q:.*]] = qopt.quantize %[[X]], {{.*}} -> tensor<1x4x5x8x!q_s8_>
// CHECK-NEXT: qopt.codes %[[Q]] : tensor<1x4x5x8x!q_s8_> -> tensor<1x4x5x8xi8>
// CHECK: %[[D:.*]] = qopt.dequantize %[[Q]] : tensor<1x4x5x8x!q_s8_> -> tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[C:.*]] = qopt.cast %[[D]] : tensor<1x4x5x8xf32> -> tensor<1x4x5x8xi32>
// CHECK: return {{.*}}, %[[C]]
func.func @border(%x: tensor<1x4x5x8xf32>, %s: tensor<f32>, %z: tensor<i32>) -> (tensor<1x8x4x5xi8>, tensor<1x4x5x8xi32>) {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.quantize %0, %s, %z rounding nearest_even : tensor<1x8x4x5xf32>, tensor<f32>, tensor<i32> -> tensor<1x8x4x5x!s8>
  %2 = qopt.codes %1 : tensor<1x8x4x5x!s8> -> tensor<1x8x4x5xi8>
  %3 = qopt.dequantize %1 : tensor<1x8x4x5x!s8> -> tensor<1x8x4x5xf32>
  %4 = qopt.cast %3 : tensor<1x8x4x5xf32> -> tensor<1x8x4x5xi32>
  %5 = qopt.transpose %4 perm [0, 2, 3, 1] : tensor<1x8x4x5xi32> -> tensor<1x4x5x8xi32>
  return %2, %5 : tensor<1x8x4x5xi8>, tensor<1x4x5x8xi32>
}

// CHECK-LABEL: func.func @binary_both
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>, %[[Y:.*]]: tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[R:.*]] = qopt.binary add %[[X]], %[[Y]] : (tensor<1x4x5x8xf32>, tensor<1x4x5x8xf32>) -> tensor<1x4x5x8xf32>
// CHECK-NEXT: qopt.transpose %[[R]] perm [0, 3, 1, 2]
func.func @binary_both(%x: tensor<1x4x5x8xf32>, %y: tensor<1x4x5x8xf32>) -> tensor<1x8x4x5xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.transpose %y perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %2 = qopt.binary add %0, %1 : (tensor<1x8x4x5xf32>, tensor<1x8x4x5xf32>) -> tensor<1x8x4x5xf32>
  return %2 : tensor<1x8x4x5xf32>
}

// A constant per channel, [C, 1, 1], becomes [1, 1, 1, C]; one of H x W,
// [[1, 2], [3, 4]], becomes [1, 2, 2, 1].
// CHECK-LABEL: func.func @binary_constant
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<{{\[\[\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+00]]]]> : tensor<1x1x1x3xf32>
// CHECK-DAG: %[[HW:.*]] = qopt.constant dense<{{\[\[\[\[}}1.000000e+00], [2.000000e+00]], {{\[\[}}3.000000e+00], [4.000000e+00]]]]> : tensor<1x2x2x1xf32>
// CHECK: %[[M:.*]] = qopt.binary mul %{{.*}}, %[[C]] : (tensor<1x2x2x3xf32>, tensor<1x1x1x3xf32>) -> tensor<1x2x2x3xf32>
// CHECK: %[[S:.*]] = qopt.binary sub %[[HW]], %[[M]] : (tensor<1x2x2x1xf32>, tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
// CHECK: qopt.transpose %[[S]] perm [0, 3, 1, 2]
func.func @binary_constant(%x: tensor<1x2x2x3xf32>) -> tensor<1x3x2x2xf32> {
  %c = qopt.constant dense<[[[1.0]], [[2.0]], [[3.0]]]> : tensor<3x1x1xf32>
  %hw = qopt.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x2x2x3xf32> -> tensor<1x3x2x2xf32>
  %1 = qopt.binary mul %0, %c : (tensor<1x3x2x2xf32>, tensor<3x1x1xf32>) -> tensor<1x3x2x2xf32>
  %2 = qopt.binary sub %hw, %1 : (tensor<2x2xf32>, tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  return %2 : tensor<1x3x2x2xf32>
}

// One element is the same in any order; it need not be constant.
// CHECK-LABEL: func.func @binary_scalar
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>, %[[S:.*]]: tensor<f32>, %[[ONE:.*]]: tensor<1x1xf32>
// CHECK: %[[A:.*]] = qopt.binary add %[[X]], %[[S]] : (tensor<1x4x5x8xf32>, tensor<f32>) -> tensor<1x4x5x8xf32>
// CHECK: %[[R:.*]] = qopt.reshape %[[ONE]] : tensor<1x1xf32> -> tensor<f32>
// CHECK: qopt.binary max %[[A]], %[[R]] : (tensor<1x4x5x8xf32>, tensor<f32>) -> tensor<1x4x5x8xf32>
func.func @binary_scalar(%x: tensor<1x4x5x8xf32>, %s: tensor<f32>, %one: tensor<1x1xf32>) -> tensor<1x8x4x5xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.binary add %0, %s : (tensor<1x8x4x5xf32>, tensor<f32>) -> tensor<1x8x4x5xf32>
  %2 = qopt.binary max %1, %one : (tensor<1x8x4x5xf32>, tensor<1x1xf32>) -> tensor<1x8x4x5xf32>
  return %2 : tensor<1x8x4x5xf32>
}

// Axis 1 (channels) of [N, C, H, W] is axis 3 of [N, H, W, C].
// CHECK-LABEL: func.func @concat
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>, %[[Y:.*]]: tensor<1x4x5x2xf32>
// CHECK-NEXT: %[[R:.*]] = qopt.concat %[[X]], %[[Y]] axis 3 : (tensor<1x4x5x8xf32>, tensor<1x4x5x2xf32>) -> tensor<1x4x5x10xf32>
// CHECK-NEXT: qopt.transpose %[[R]] perm [0, 3, 1, 2]
func.func @concat(%x: tensor<1x4x5x8xf32>, %y: tensor<1x4x5x2xf32>) -> tensor<1x10x4x5xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.transpose %y perm [0, 3, 1, 2] : tensor<1x4x5x2xf32> -> tensor<1x2x4x5xf32>
  %2 = qopt.concat %0, %1 axis 1 : (tensor<1x8x4x5xf32>, tensor<1x2x4x5xf32>) -> tensor<1x10x4x5xf32>
  return %2 : tensor<1x10x4x5xf32>
}

// Pads and steps are given per dimension: [n, c, h, w] becomes [n, h, w, c].
// CHECK-LABEL: func.func @pad_and_slice
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[P:.*]] = qopt.pad reflect %[[X]] low [0, 1, 2, 0] high [0, 3, 4, 0] value 0.000000e+00 : tensor<1x4x5x8xf32> -> tensor<1x8x11x8xf32>
// CHECK-NEXT: %[[S:.*]] = qopt.slice %[[P]] from [0, 5, 6, 7] step [1, -2, 1, -1] : tensor<1x8x11x8xf32> -> tensor<1x3x4x8xf32>
// CHECK-NEXT: qopt.transpose %[[S]] perm [0, 3, 1, 2]
func.func @pad_and_slice(%x: tensor<1x4x5x8xf32>) -> tensor<1x8x3x4xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.pad reflect %0 low [0, 0, 1, 2] high [0, 0, 3, 4] value 0.0 : tensor<1x8x4x5xf32> -> tensor<1x8x8x11xf32>
  %2 = qopt.slice %1 from [0, 7, 5, 6] step [1, -1, -2, 1] : tensor<1x8x8x11xf32> -> tensor<1x8x3x4xf32>
  return %2 : tensor<1x8x3x4xf32>
}

// The mean over H and W, axes 2 and 3 of [N, C, H, W], is over axes 1 and 2 of
// [N, H, W, C]; the transpose that is left moves only dimensions of size 1.
// CHECK-LABEL: func.func @reduce
// CHECK-SAME: %[[X:.*]]: tensor<2x4x5x8xf32>
// CHECK-NEXT: %[[R:.*]] = qopt.reduce mean %[[X]] {axes = array<i64: 1, 2>} : (tensor<2x4x5x8xf32>) -> tensor<2x1x1x8xf32>
// CHECK-NEXT: %[[F:.*]] = qopt.reshape %[[R]] : tensor<2x1x1x8xf32> -> tensor<2x8xf32>
// CHECK-NEXT: return %[[F]]
func.func @reduce(%x: tensor<2x4x5x8xf32>) -> tensor<2x8xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<2x4x5x8xf32> -> tensor<2x8x4x5xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 2, 3>} : (tensor<2x8x4x5xf32>) -> tensor<2x8x1x1xf32>
  %2 = qopt.reshape %1 : tensor<2x8x1x1xf32> -> tensor<2x8xf32>
  return %2 : tensor<2x8xf32>
}

// Axes stay sorted: {0, 1} of [W, H, C] = perm [1, 0, 2] of [H, W, C] are {1, 0}.
// CHECK-LABEL: func.func @reduce_sorts
// CHECK: qopt.reduce sum %{{.*}} {axes = array<i64: 0, 1>} : (tensor<4x5x8xf32>) -> tensor<1x1x8xf32>
func.func @reduce_sorts(%x: tensor<4x5x8xf32>) -> tensor<1x1x8xf32> {
  %0 = qopt.transpose %x perm [1, 0, 2] : tensor<4x5x8xf32> -> tensor<5x4x8xf32>
  %1 = qopt.reduce sum %0 {axes = array<i64: 0, 1>} : (tensor<5x4x8xf32>) -> tensor<1x1x8xf32>
  return %1 : tensor<1x1x8xf32>
}

// CHECK-LABEL: func.func @softmax
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>
// CHECK-NEXT: %[[R:.*]] = qopt.softmax %[[X]] axis 3 log : (tensor<1x4x5x8xf32>) -> tensor<1x4x5x8xf32>
// CHECK-NEXT: qopt.transpose %[[R]] perm [0, 3, 1, 2]
func.func @softmax(%x: tensor<1x4x5x8xf32>) -> tensor<1x8x4x5xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.softmax %0 axis 1 log : (tensor<1x8x4x5xf32>) -> tensor<1x8x4x5xf32>
  return %1 : tensor<1x8x4x5xf32>
}

// An image of one channel has the same elements in both orders.
// CHECK-LABEL: func.func @one_channel
// CHECK-SAME: %[[X:.*]]: tensor<1x1x28x28xf32>
// CHECK-NEXT: %[[R:.*]] = qopt.reshape %[[X]] : tensor<1x1x28x28xf32> -> tensor<1x28x28x1xf32>
// CHECK-NEXT: return %[[R]]
func.func @one_channel(%x: tensor<1x1x28x28xf32>) -> tensor<1x28x28x1xf32> {
  %0 = qopt.transpose %x perm [0, 2, 3, 1] : tensor<1x1x28x28xf32> -> tensor<1x28x28x1xf32>
  return %0 : tensor<1x28x28x1xf32>
}

// CHECK-LABEL: func.func @constant
// CHECK: qopt.constant dense<{{\[\[}}1, 250, 5], [2, 4, 6]]> : tensor<2x3xui8>
// CHECK-NOT: qopt.transpose
func.func @constant() -> tensor<2x3xui8> {
  %0 = qopt.constant dense<[[1, 2], [250, 4], [5, 6]]> : tensor<3x2xui8>
  %1 = qopt.transpose %0 perm [1, 0] : tensor<3x2xui8> -> tensor<2x3xui8>
  return %1 : tensor<2x3xui8>
}

// x has [h=1, w=2, c=2] elements (w0c0, w0c1, w1c0, w1c1). Flattened channels-
// first they are (c0w0, c0w1, c1w0, c1w1), which the rows 10, 20, 30, 40 of the
// matrix expect; channels-last c1w0 comes second, so rows 20 and 30 change places.
// CHECK-LABEL: func.func @flatten_into_matmul
// CHECK-SAME: %[[X:.*]]: tensor<1x1x2x2xf32>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{\[\[}}1.000000e+01, 1.100000e+01], [3.000000e+01, 3.100000e+01], [2.000000e+01, 2.100000e+01], [4.000000e+01, 4.100000e+01]]>
// CHECK-DAG: %[[F:.*]] = qopt.reshape %[[X]] : tensor<1x1x2x2xf32> -> tensor<1x4xf32>
// CHECK: qopt.matmul %[[F]], %[[W]]
// CHECK-NOT: qopt.transpose
func.func @flatten_into_matmul(%x: tensor<1x1x2x2xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[10.0, 11.0], [20.0, 21.0], [30.0, 31.0], [40.0, 41.0]]> : tensor<4x2xf32>
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x1x2x2xf32> -> tensor<1x2x1x2xf32>
  %1 = qopt.reshape %0 : tensor<1x2x1x2xf32> -> tensor<1x4xf32>
  %2 = qopt.matmul %1, %w : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// conv -> relu -> conv: nothing is left between the two.
// CHECK-LABEL: func.func @between_convolutions
// CHECK-NOT: qopt.transpose
// CHECK: return
func.func @between_convolutions(%x: tensor<1x4x5x8xf32>, %w: tensor<8x1x1x8xf32>) -> tensor<1x4x5x8xf32> {
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x4x5x8xf32>, tensor<8x1x1x8xf32>) -> tensor<1x4x5x8xf32>
  %1 = qopt.transpose %0 perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %2 = qopt.unary relu %1 : (tensor<1x8x4x5xf32>) -> tensor<1x8x4x5xf32>
  %3 = qopt.transpose %2 perm [0, 2, 3, 1] : tensor<1x8x4x5xf32> -> tensor<1x4x5x8xf32>
  %4 = qopt.conv %3, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x4x5x8xf32>, tensor<8x1x1x8xf32>) -> tensor<1x4x5x8xf32>
  return %4 : tensor<1x4x5x8xf32>
}

// Squeeze and excite: the scale per channel has been a transpose of dimensions
// of size 1 and still sinks with its data.
// CHECK-LABEL: func.func @squeeze_and_excite
// CHECK-SAME: %[[X:.*]]: tensor<1x4x5x8xf32>, %[[S:.*]]: tensor<1x1x1x8xf32>
// CHECK: qopt.binary mul %[[X]], %[[S]] : (tensor<1x4x5x8xf32>, tensor<1x1x1x8xf32>) -> tensor<1x4x5x8xf32>
// CHECK: return
func.func @squeeze_and_excite(%x: tensor<1x4x5x8xf32>, %s: tensor<1x1x1x8xf32>) -> tensor<1x4x5x8xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  %1 = qopt.transpose %s perm [0, 3, 1, 2] : tensor<1x1x1x8xf32> -> tensor<1x8x1x1xf32>
  %2 = qopt.binary mul %0, %1 : (tensor<1x8x4x5xf32>, tensor<1x8x1x1xf32>) -> tensor<1x8x4x5xf32>
  %3 = qopt.transpose %2 perm [0, 2, 3, 1] : tensor<1x8x4x5xf32> -> tensor<1x4x5x8xf32>
  return %3 : tensor<1x4x5x8xf32>
}
