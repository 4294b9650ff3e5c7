// Ranges go to arguments by their ONNX name (or number) and to results by node
// name; the second and third value of one name are "#2" and "#3".
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/stats.json | FileCheck %s

//--- stats.json
{
 "qopt_statistics": 1,
 "observer": "percentile",
 "samples": 3,
 "values": {
  "a": [-1, 1, -2, 2],
  "a#2": [-2, 2, -2, 2],
  "a#3": [-3, 3, -3, 3],
  "input:1": [-20, 20, -20, 20],
  "input:image": [-10, 10, -10, 10],
  "qopt.binary": [-4, 4, -4, 4],
  "unused": [0, 0, 0, 0]
 }
}
//--- main.mlir
// CHECK-LABEL: func.func @main
// CHECK-SAME: tensor<4xf32> {qopt.name = "image", qopt.range = dense<[-1.000000e+01, 1.000000e+01]> : tensor<2xf32>}
// CHECK-SAME: tensor<4xf32> {qopt.range = dense<[-2.000000e+01, 2.000000e+01]> : tensor<2xf32>}
// CHECK-SAME: tensor<4xi32> {qopt.name = "index"})
// CHECK: qopt.unary exp %{{.*}} {qopt.range = dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>}
// CHECK: qopt.unary neg %{{.*}} {qopt.range = dense<[-2.000000e+00, 2.000000e+00]> : tensor<2xf32>}
// CHECK: qopt.reshape %{{.*}} : tensor<4xf32> -> tensor<4x1xf32>
// CHECK: qopt.unary abs %{{.*}} {qopt.range = dense<[-3.000000e+00, 3.000000e+00]> : tensor<2xf32>}
// CHECK: qopt.binary add %{{.*}} {qopt.range = dense<[-4.000000e+00, 4.000000e+00]> : tensor<2xf32>}
func.func @main(%x: tensor<4xf32> {qopt.name = "image"}, %y: tensor<4xf32>, %i: tensor<4xi32> {qopt.name = "index"}) -> tensor<4x4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("a")
  %1 = qopt.unary neg %0 : (tensor<4xf32>) -> tensor<4xf32> loc("a")
  %2 = qopt.reshape %1 : tensor<4xf32> -> tensor<4x1xf32> loc("a")
  %3 = qopt.unary abs %2 : (tensor<4x1xf32>) -> tensor<4x1xf32> loc("a")
  %4 = qopt.binary add %3, %y : (tensor<4x1xf32>, tensor<4xf32>) -> tensor<4x4xf32>
  return %4 : tensor<4x4xf32>
}
