// Kernels write their init in place, never read it, and copy an input only where
// a run of the kernel would not be contiguous.
// RUN: qopt-opt %s --one-shot-bufferize="bufferize-function-boundaries=1 function-boundary-type-conversion=identity-layout-map" -cse -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @into_part
// CHECK-SAME: %[[X:[^:]*]]: memref<2x4xf32
// CHECK-NOT: memref.copy
// CHECK: %[[ALL:.*]] = memref.alloc
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK: %[[PART:.*]] = memref.subview %[[ALL]][2, 0] [2, 16] [1, 1]
// CHECK: qopt.packed_conv %{{.*}}, %{{.*}} bias %{{.*}} outs %[[PART]]
// CHECK-NOT: memref.copy
// CHECK: return
func.func @into_part(%x: tensor<2x4xf32>, %w: tensor<1x1x4x16xf32>, %b: tensor<1x1x16xf32>) -> tensor<4x16xf32> {
  %all = tensor.empty() : tensor<4x16xf32>
  %e = tensor.extract_slice %all[2, 0] [2, 16] [1, 1] : tensor<4x16xf32> to tensor<2x16xf32>
  %r = qopt.packed_conv %x, %w bias %b outs %e {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (tensor<2x4xf32>, tensor<1x1x4x16xf32>, tensor<1x1x16xf32>, tensor<2x16xf32>) -> tensor<2x16xf32>
  %o = tensor.insert_slice %r into %all[2, 0] [2, 16] [1, 1] : tensor<2x16xf32> into tensor<4x16xf32>
  return %o : tensor<4x16xf32>
}

// A slice of channels serves a kernel of one pixel as it is.
// CHECK-LABEL: func.func @channels_pointwise
// CHECK-NOT: memref.copy
// CHECK: qopt.packed_conv
func.func @channels_pointwise(%m: memref<1x6x10xf32>, %w: tensor<1x1x4x16xf32>, %b: tensor<1x1x16xf32>) -> tensor<1x6x16xf32> {
  %t = bufferization.to_tensor %m restrict : memref<1x6x10xf32> to tensor<1x6x10xf32>
  %x = tensor.extract_slice %t[0, 0, 3] [1, 6, 4] [1, 1, 1] : tensor<1x6x10xf32> to tensor<1x6x4xf32>
  %e = tensor.empty() : tensor<1x6x16xf32>
  %r = qopt.packed_conv %x, %w bias %b outs %e {dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 1>, strides = array<i64: 1>} : (tensor<1x6x4xf32>, tensor<1x1x4x16xf32>, tensor<1x1x16xf32>, tensor<1x6x16xf32>) -> tensor<1x6x16xf32>
  return %r : tensor<1x6x16xf32>
}

// A kernel that spans pixels wants them side by side.
// CHECK-LABEL: func.func @channels_spanning
// CHECK: %[[V:.*]] = memref.subview
// CHECK: %[[C:.*]] = memref.alloc() {{.*}}: memref<1x6x4xf32>
// CHECK: memref.copy %[[V]], %[[C]]
// CHECK: qopt.packed_conv %[[C]]
func.func @channels_spanning(%m: memref<1x6x10xf32>, %w: tensor<1x1x12x16xf32>, %b: tensor<1x1x16xf32>) -> tensor<1x4x16xf32> {
  %t = bufferization.to_tensor %m restrict : memref<1x6x10xf32> to tensor<1x6x10xf32>
  %x = tensor.extract_slice %t[0, 0, 3] [1, 6, 4] [1, 1, 1] : tensor<1x6x10xf32> to tensor<1x6x4xf32>
  %e = tensor.empty() : tensor<1x4x16xf32>
  %r = qopt.packed_conv %x, %w bias %b outs %e {dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 3>, strides = array<i64: 1>} : (tensor<1x6x4xf32>, tensor<1x1x12x16xf32>, tensor<1x1x16xf32>, tensor<1x4x16xf32>) -> tensor<1x4x16xf32>
  return %r : tensor<1x4x16xf32>
}

// A slice of rows serves packed codes as it is; strided columns are copied.
// CHECK-LABEL: func.func @codes
// CHECK: %[[C:.*]] = memref.alloc() {{.*}}: memref<2x4xf32>
// CHECK: memref.copy %{{.*}}, %[[C]]
// CHECK: qopt.packed_codes_matmul %[[C]]
// CHECK-NOT: memref.copy
// CHECK: qopt.packed_codes_matmul
func.func @codes(%m: memref<2x8xf32>, %w: tensor<16xi32>, %s: tensor<16xf32>, %b: tensor<16xf32>) -> (tensor<2x16xf32>, tensor<2x16xf32>) {
  %t = bufferization.to_tensor %m restrict : memref<2x8xf32> to tensor<2x8xf32>
  %x = tensor.extract_slice %t[0, 0] [2, 4] [1, 2] : tensor<2x8xf32> to tensor<2x4xf32>
  %e = tensor.empty() : tensor<2x16xf32>
  %r = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 4 : i64, zero_point = 0 : i64} : (tensor<2x4xf32>, tensor<16xi32>, tensor<16xf32>, tensor<16xf32>, tensor<2x16xf32>) -> tensor<2x16xf32>
  %y = tensor.extract_slice %t[0, 2] [2, 4] [1, 1] : tensor<2x8xf32> to tensor<2x4xf32>
  %q = qopt.packed_codes_matmul %y, %w scales %s bias %b outs %e {bits = 4 : i64, run = 4 : i64, zero_point = 0 : i64} : (tensor<2x4xf32>, tensor<16xi32>, tensor<16xf32>, tensor<16xf32>, tensor<2x16xf32>) -> tensor<2x16xf32>
  return %r, %q : tensor<2x16xf32>, tensor<2x16xf32>
}

// Compressed weights: the same for rows of a slice.
// CHECK-LABEL: func.func @sparse
// CHECK-NOT: memref.copy
// CHECK: qopt.packed_sparse_matmul
func.func @sparse(%m: memref<2x10xi8>, %w: tensor<1x1x40xi8>, %b: tensor<1x1x16xi32>) -> tensor<2x3xi32> {
  %t = bufferization.to_tensor %m restrict : memref<2x10xi8> to tensor<2x10xi8>
  %x = tensor.extract_slice %t[0, 3] [2, 4] [1, 1] : tensor<2x10xi8> to tensor<2x4xi8>
  %e = tensor.empty() : tensor<2x3xi32>
  %r = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64} : (tensor<2x4xi8>, tensor<1x1x40xi8>, tensor<1x1x16xi32>, tensor<2x3xi32>) -> tensor<2x3xi32>
  return %r : tensor<2x3xi32>
}
