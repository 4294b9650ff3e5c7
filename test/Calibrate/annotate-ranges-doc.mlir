// The example of the pass' description, executed, with the table it needs.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/doc.mlir --qopt-annotate-ranges=stats=%t/stats.json -mlir-print-debuginfo -mlir-print-local-scope | FileCheck %s

//--- stats.json
{"qopt_statistics": 1, "observer": "minmax", "samples": 8,
 "values": {"input:0": [-1.0, 1.0, -1.0, 1.0], "e": [0.5, 2.0, 0.25, 2.0]}}
//--- doc.mlir
// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4xf32> {qopt.range = dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>}
func.func @doc(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  // CHECK-NEXT: %[[r:.*]] = qopt.unary exp %[[x]] {qopt.range = dense<[5.000000e-01, 2.000000e+00]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  // CHECK-NEXT: return %[[r]]
  return %0 : tensor<4xf32>
}
