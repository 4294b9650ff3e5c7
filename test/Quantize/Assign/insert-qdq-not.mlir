// Functions without a value to quantize stay as they are.
// RUN: qopt-opt %s --qopt-insert-qdq > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @integers
// CHECK-NOT: qopt.quantize
func.func @integers(%x: tensor<4xi64>, %i: tensor<2xi64>) -> tensor<2xi64> {
  %0 = qopt.binary add %x, %x : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  %1 = qopt.gather %0, %i axis 0 : tensor<4xi64>, tensor<2xi64> -> tensor<2xi64>
  return %1 : tensor<2xi64>
}

// CHECK-LABEL: func.func @all_kept_in_float
// CHECK-NOT: qopt.quantize
func.func @all_kept_in_float(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary sin %x {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.binary pow %0, %x {qopt.keep_float} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @of_constants
// CHECK-NOT: qopt.quantize
func.func @of_constants() -> tensor<4xf32> {
  %c = qopt.constant dense<1.0> : tensor<4xf32>
  %0 = qopt.unary sin %c : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A cast is no arithmetic on quantized values.
// CHECK-LABEL: func.func @casts
// CHECK-NOT: qopt.quantize
func.func @casts(%x: tensor<4xui8>) -> tensor<4xi32> {
  %0 = qopt.cast %x : tensor<4xui8> -> tensor<4xf32>
  %1 = qopt.cast %0 : tensor<4xf32> -> tensor<4xi32>
  return %1 : tensor<4xi32>
}
