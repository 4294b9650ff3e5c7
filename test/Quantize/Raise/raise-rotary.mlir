// Rotary embeddings in the forms of several exporters.
// RUN: qopt-opt %s --qopt-raise-rotary --canonicalize | FileCheck %s

// Pairs of neighbours, gathered. CHECK-LABEL: func.func @gathered_pairs
// CHECK: %[[x:.*]] = qopt.reshape %arg0 : tensor<3x2x2xf32> -> tensor<3x4xf32>
// CHECK: %[[y:.*]] = qopt.rotary %[[x]] cos %arg1 sin %arg2 interleaved
// CHECK: %[[z:.*]] = qopt.reshape %[[y]] : tensor<3x4xf32> -> tensor<3x2x2xf32>
// CHECK-NEXT: return %[[z]]
func.func @gathered_pairs(%x: tensor<3x2x2xf32>, %c: tensor<3x2xf32>, %s: tensor<3x2xf32>) -> tensor<3x2x2xf32> {
  %i0 = qopt.constant dense<0> : tensor<i64>
  %i1 = qopt.constant dense<1> : tensor<i64>
  %a = qopt.gather %x, %i0 axis 2 : tensor<3x2x2xf32>, tensor<i64> -> tensor<3x2xf32>
  %b = qopt.gather %x, %i1 axis 2 : tensor<3x2x2xf32>, tensor<i64> -> tensor<3x2xf32>
  %0 = qopt.binary mul %a, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %1 = qopt.binary mul %b, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %2 = qopt.binary sub %0, %1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %3 = qopt.binary mul %a, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %4 = qopt.binary mul %c, %b : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %5 = qopt.binary add %3, %4 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %6 = qopt.reshape %2 : tensor<3x2xf32> -> tensor<3x2x1xf32>
  %7 = qopt.reshape %5 : tensor<3x2xf32> -> tensor<3x2x1xf32>
  %8 = qopt.concat %6, %7 axis 2 : (tensor<3x2x1xf32>, tensor<3x2x1xf32>) -> tensor<3x2x2xf32>
  return %8 : tensor<3x2x2xf32>
}

// Pairs of neighbours, strided slices. CHECK-LABEL: func.func @strided_pairs
// CHECK-NEXT: %[[y:.*]] = qopt.rotary %arg0 cos %arg1 sin %arg2 interleaved
// CHECK-NEXT: qopt.reshape %[[y]]
func.func @strided_pairs(%x: tensor<3x4xf32>, %c: tensor<3x2xf32>, %s: tensor<3x2xf32>) -> tensor<3x2x2xf32> {
  %a = qopt.slice %x from [0, 0] step [1, 2] : tensor<3x4xf32> -> tensor<3x2xf32>
  %b = qopt.slice %x from [0, 1] step [1, 2] : tensor<3x4xf32> -> tensor<3x2xf32>
  %0 = qopt.binary mul %c, %a : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %1 = qopt.binary mul %b, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %2 = qopt.binary sub %0, %1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %3 = qopt.binary mul %a, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %4 = qopt.binary mul %c, %b : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %5 = qopt.binary add %4, %3 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %6 = qopt.reshape %2 : tensor<3x2xf32> -> tensor<3x2x1xf32>
  %7 = qopt.reshape %5 : tensor<3x2xf32> -> tensor<3x2x1xf32>
  %8 = qopt.concat %6, %7 axis 2 : (tensor<3x2x1xf32>, tensor<3x2x1xf32>) -> tensor<3x2x2xf32>
  return %8 : tensor<3x2x2xf32>
}

// Llama's rotate_half with constant tables. CHECK-LABEL: func.func @rotate_half
// CHECK-DAG: %[[c:.*]] = qopt.constant dense<{{.*}}1.000000e+00, 5.000000e-01{{.*}}> : tensor<1x2xf32>
// CHECK-DAG: %[[s:.*]] = qopt.constant dense<{{.*}}0.000000e+00, 2.500000e-01{{.*}}> : tensor<1x2xf32>
// CHECK: qopt.rotary %arg0 cos %[[c]] sin %[[s]] :
func.func @rotate_half(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %c = qopt.constant dense<[[1.0, 0.5, 1.0, 0.5]]> : tensor<1x4xf32>
  %s = qopt.constant dense<[[0.0, 0.25, 0.0, 0.25]]> : tensor<1x4xf32>
  %a = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %b = qopt.slice %x from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %n = qopt.unary neg %b : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %r = qopt.concat %n, %a axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  %0 = qopt.binary mul %r, %s : (tensor<3x4xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
  %1 = qopt.binary mul %x, %c : (tensor<3x4xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
  %2 = qopt.binary add %1, %0 : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %2 : tensor<3x4xf32>
}

// The same with angles computed at run time. CHECK-LABEL: func.func @computed_angles
// CHECK: %[[c:.*]] = qopt.slice %{{.*}} : tensor<3x4xf32> -> tensor<3x2xf32>
// CHECK: %[[s:.*]] = qopt.slice %{{.*}} : tensor<3x4xf32> -> tensor<3x2xf32>
// CHECK: qopt.rotary %arg0 cos %[[c]] sin %[[s]] :
func.func @computed_angles(%x: tensor<3x4xf32>, %t: tensor<3x2xf32>) -> tensor<3x4xf32> {
  %t2 = qopt.concat %t, %t axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  %c = qopt.unary cos %t2 : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %s = qopt.unary sin %t2 : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %a = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %b = qopt.slice %x from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %n = qopt.unary neg %b : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %r = qopt.concat %n, %a axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  %0 = qopt.binary mul %x, %c : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  %1 = qopt.binary mul %r, %s : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  %2 = qopt.binary add %0, %1 : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %2 : tensor<3x4xf32>
}
