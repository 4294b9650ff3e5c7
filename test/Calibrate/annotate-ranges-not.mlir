// A function without float arithmetic needs no ranges.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/stats.json > %t/out && FileCheck %s < %t/out
// RUN: qopt-opt %t/main.mlir | diff - %t/out

//--- stats.json
{"qopt_statistics": 1, "values": {}}
//--- main.mlir
// CHECK-LABEL: func.func @main
// CHECK-NOT: qopt.range
func.func @main(%x: tensor<4xi32>) -> tensor<2x2xi32> {
  %0 = qopt.binary add %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %1 = qopt.reshape %0 : tensor<4xi32> -> tensor<2x2xi32>
  return %1 : tensor<2x2xi32>
}
