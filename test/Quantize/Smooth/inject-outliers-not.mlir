// RUN: qopt-opt %s --qopt-inject-outliers -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t

// CHECK-LABEL: func.func @output
// CHECK: qopt.constant dense<[3.000000e+00, 5.000000e+00]>
func.func @output(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  // REMARK: no fold group at 'norm' for inject: it is an output of the model
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  return %n : tensor<3x2xf32>
}
