// Masks, scales and shared heads.
// RUN: qopt-opt %s --qopt-raise-attention --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @causal
// CHECK: %[[m:.*]] = qopt.constant dense<{{\[\[}}1, 0], [1, 1]]> : tensor<2x2xi8>
// CHECK-NEXT: %[[y:.*]] = qopt.softmax %arg0 mask %[[m]] axis 2
// CHECK-NEXT: return %[[y]]
func.func @causal(%x: tensor<4x2x2xf32>) -> tensor<4x2x2xf32> {
  %m = qopt.constant dense<[[0.0, 0xFF800000], [0.0, 0.0]]> : tensor<2x2xf32>
  %0 = qopt.binary add %m, %x : (tensor<2x2xf32>, tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

// (1 - m) * -10000 of an integer input. CHECK-LABEL: func.func @padding
// CHECK: %[[b:.*]] = qopt.cast %arg1 : tensor<1x2xi64> -> tensor<1x2xi1>
// CHECK: %[[i:.*]] = qopt.cast %[[b]] : tensor<1x2xi1> -> tensor<1x2xi8>
// CHECK: %[[m:.*]] = qopt.reshape %[[i]] : tensor<1x2xi8> -> tensor<1x1x2xi8>
// CHECK: qopt.softmax %arg0 mask %[[m]] axis 2
func.func @padding(%x: tensor<4x2x2xf32>, %mask: tensor<1x2xi64>) -> tensor<4x2x2xf32> {
  %one = qopt.constant dense<1.0> : tensor<f32>
  %low = qopt.constant dense<-1.0e4> : tensor<f32>
  %f = qopt.cast %mask : tensor<1x2xi64> -> tensor<1x2xf32>
  %r = qopt.reshape %f : tensor<1x2xf32> -> tensor<1x1x2xf32>
  %n = qopt.binary sub %one, %r : (tensor<f32>, tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
  %s = qopt.binary mul %n, %low : (tensor<1x1x2xf32>, tensor<f32>) -> tensor<1x1x2xf32>
  %0 = qopt.binary add %x, %s : (tensor<4x2x2xf32>, tensor<1x1x2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

// m * -1e9: ones are hidden. CHECK-LABEL: func.func @hiding
// CHECK: %[[one:.*]] = qopt.constant dense<1> : tensor<i8>
// CHECK: %[[i:.*]] = qopt.cast %arg1 : tensor<2xi1> -> tensor<2xi8>
// CHECK: %[[m:.*]] = qopt.binary sub %[[one]], %[[i]]
// CHECK: qopt.softmax %arg0 mask %[[m]] axis 2
func.func @hiding(%x: tensor<4x2x2xf32>, %mask: tensor<2xi1>) -> tensor<4x2x2xf32> {
  %low = qopt.constant dense<-1.0e9> : tensor<f32>
  %f = qopt.cast %mask : tensor<2xi1> -> tensor<2xf32>
  %s = qopt.binary mul %f, %low : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %0 = qopt.binary add %x, %s : (tensor<4x2x2xf32>, tensor<2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

// The scale goes through the split into heads to weights and bias. CHECK-LABEL: func.func @scale
// CHECK-DAG: %[[w:.*]] = qopt.constant dense<5.000000e-01> : tensor<3x4xf32>
// CHECK-DAG: %[[b:.*]] = qopt.constant dense<[5.000000e-01, 1.000000e+00, 1.500000e+00, 2.000000e+00]> : tensor<4xf32>
// CHECK: qopt.matmul %arg0, %[[w]] bias %[[b]]
// CHECK: %[[s:.*]] = qopt.matmul %{{.*}}, %arg1
// CHECK-NEXT: return %[[s]]
func.func @scale(%x: tensor<2x3xf32>, %k: tensor<2x2x5xf32>) -> tensor<2x2x5xf32> {
  %w = qopt.constant dense<1.0> : tensor<3x4xf32>
  %b = qopt.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %c = qopt.constant dense<2.0> : tensor<f32>
  %q = qopt.matmul %x, %w bias %b : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %r = qopt.reshape %q : tensor<2x4xf32> -> tensor<2x2x2xf32>
  %t = qopt.transpose %r perm [1, 0, 2] : tensor<2x2x2xf32> -> tensor<2x2x2xf32>
  %0 = qopt.matmul %t, %k : (tensor<2x2x2xf32>, tensor<2x2x5xf32>) -> tensor<2x2x5xf32>
  %1 = qopt.binary div %0, %c : (tensor<2x2x5xf32>, tensor<f32>) -> tensor<2x2x5xf32>
  return %1 : tensor<2x2x5xf32>
}

// Of one layer that makes queries and keys, the queries' columns. CHECK-LABEL: func.func @columns
// CHECK: %[[w:.*]] = qopt.constant dense<{{\[\[}}5.000000e-01, 5.000000e-01, 1.000000e+00, 1.000000e+00]]>
// CHECK: qopt.matmul %arg0, %[[w]]
// CHECK-NOT: qopt.binary
func.func @columns(%x: tensor<3x1xf32>) -> tensor<3x3xf32> {
  %w = qopt.constant dense<1.0> : tensor<1x4xf32>
  %c = qopt.constant dense<0.5> : tensor<f32>
  %qk = qopt.matmul %x, %w : (tensor<3x1xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
  %q = qopt.slice %qk from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %k = qopt.slice %qk from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %t = qopt.transpose %k perm [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %0 = qopt.matmul %q, %t : (tensor<3x2xf32>, tensor<2x3xf32>) -> tensor<3x3xf32>
  %1 = qopt.binary mul %0, %c : (tensor<3x3xf32>, tensor<f32>) -> tensor<3x3xf32>
  return %1 : tensor<3x3xf32>
}

// Two query heads per key head. CHECK-LABEL: func.func @shared_heads
// CHECK-DAG: %[[t:.*]] = qopt.transpose %arg1 perm [1, 2, 3, 0] : tensor<5x3x1x4xf32> -> tensor<3x1x4x5xf32>
// CHECK-DAG: %[[q:.*]] = qopt.reshape %arg0 : tensor<6x7x4xf32> -> tensor<3x2x7x4xf32>
// CHECK: %[[s:.*]] = qopt.matmul %[[q]], %[[t]] : (tensor<3x2x7x4xf32>, tensor<3x1x4x5xf32>) -> tensor<3x2x7x5xf32>
// CHECK: qopt.reshape %[[s]] : tensor<3x2x7x5xf32> -> tensor<6x7x5xf32>
func.func @shared_heads(%q: tensor<6x7x4xf32>, %k: tensor<5x3x1x4xf32>) -> tensor<6x7x5xf32> {
  %0 = qopt.broadcast %k : tensor<5x3x1x4xf32> -> tensor<5x3x2x4xf32>
  %1 = qopt.reshape %0 : tensor<5x3x2x4xf32> -> tensor<5x6x4xf32>
  %2 = qopt.transpose %1 perm [1, 2, 0] : tensor<5x6x4xf32> -> tensor<6x4x5xf32>
  %3 = qopt.matmul %q, %2 : (tensor<6x7x4xf32>, tensor<6x4x5xf32>) -> tensor<6x7x5xf32>
  return %3 : tensor<6x7x5xf32>
}

// Masks chosen by a condition, alone and in sums. CHECK-LABEL: func.func @selected
// CHECK-DAG: %[[k:.*]] = qopt.constant dense<{{\[\[}}1, 0], [1, 1]]> : tensor<2x2xi8>
// CHECK-DAG: %[[i:.*]] = qopt.cast %arg1 : tensor<2x2xi1> -> tensor<2x2xi8>
// CHECK: %[[m:.*]] = qopt.binary mul %[[i]], %[[k]]
// CHECK: qopt.softmax %arg0 mask %[[m]] axis 2
func.func @selected(%x: tensor<4x2x2xf32>, %c: tensor<2x2xi1>) -> tensor<4x2x2xf32> {
  %zero = qopt.constant dense<0.0> : tensor<f32>
  %low = qopt.constant dense<0xFF800000> : tensor<f32>
  %causal = qopt.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
  %s = qopt.select %c, %zero, %low : (tensor<2x2xi1>, tensor<f32>, tensor<f32>) -> tensor<2x2xf32>
  %m = qopt.binary add %s, %causal : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %0 = qopt.binary add %x, %m : (tensor<4x2x2xf32>, tensor<2x2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

// Scores replaced where a condition holds. CHECK-LABEL: func.func @replaced
// CHECK: %[[i:.*]] = qopt.cast %arg1 : tensor<2xi1> -> tensor<2xi8>
// CHECK: %[[m:.*]] = qopt.binary sub %{{.*}}, %[[i]]
// CHECK: qopt.softmax %arg0 mask %[[m]] axis 2
func.func @replaced(%x: tensor<4x2x2xf32>, %c: tensor<2xi1>) -> tensor<4x2x2xf32> {
  %low = qopt.constant dense<-1.0e4> : tensor<f32>
  %0 = qopt.select %c, %low, %x : (tensor<2xi1>, tensor<f32>, tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

// Transformers since 4.20: 1 - mask, and the least float where that is not 0.
// CHECK-LABEL: func.func @filled
// CHECK: %[[i:.*]] = qopt.cast %{{.*}} : tensor<2xi1> -> tensor<2xi8>
// CHECK: %[[m:.*]] = qopt.binary sub %{{.*}}, %[[i]]
// CHECK: qopt.softmax %arg0 mask %[[m]] axis 2
func.func @filled(%x: tensor<4x2x2xf32>, %mask: tensor<2xi64>) -> tensor<4x2x2xf32> {
  %one = qopt.constant dense<1.0> : tensor<f32>
  %low = qopt.constant dense<-3.40282347E+38> : tensor<f32>
  %f = qopt.cast %mask : tensor<2xi64> -> tensor<2xf32>
  %n = qopt.binary sub %one, %f : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %c = qopt.cast %n : tensor<2xf32> -> tensor<2xi1>
  %s = qopt.select %c, %low, %n : (tensor<2xi1>, tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %0 = qopt.binary add %x, %s : (tensor<4x2x2xf32>, tensor<2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}
