// Statistics by channel: what linear ops with constant filters read, once each,
// from base64 of little-endian f32.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/stats.json channels" | FileCheck %s
// RUN: qopt-opt %t/main.mlir --qopt-insert-observers=channels | FileCheck %s --check-prefix=OBSERVE
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/without.json channels" 2>&1 | FileCheck %s --check-prefix=WITHOUT
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/count.json channels" 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/text.json channels" 2>&1 | FileCheck %s --check-prefix=TEXT
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/nan.json channels" 2>&1 | FileCheck %s --check-prefix=TEXT

// CHECK: %{{.*}}: tensor<3x2xf32> {qopt.channels = {hi = dense<[3.000000e+00, 4.000000e+00]> : tensor<2xf32>, lo = dense<[-1.000000e+00, -2.000000e+00]> : tensor<2xf32>, mean = dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf32>, mean_magnitude = dense<[1.500000e+00, 2.000000e+00]> : tensor<2xf32>, rows = dense<{{\[\[}}3.000000e+00, -2.000000e+00], [-1.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>}
// CHECK: qopt.reshape {{.*}} {qopt.channels = {hi = dense<[3.000000e+00, 4.000000e+00]> : tensor<2xf32>, lo = dense<[-1.000000e+00, -2.000000e+00]> : tensor<2xf32>, mean = dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf32>, mean_magnitude = dense<[1.500000e+00, 2.000000e+00]> : tensor<2xf32>}

// OBSERVE: func.func @main(%[[X:.*]]: tensor<3x2xf32>)
// OBSERVE-NEXT: qopt.observe %[[X]] id 0
// OBSERVE: %[[R:.*]] = qopt.reshape
// OBSERVE-NEXT: qopt.observe %[[R]] id 1
// OBSERVE-NOT: qopt.observe

// WITHOUT: error: {{.*}}expected statistics by channel of 'turn', got a table without: calibrate with the recipe that folds scales
// COUNT: error: {{.*}}expected statistics of 2 channels of 'input:0', got 1: was the table made from another model?
// TEXT: error: expected lo, hi, mean and mean_magnitude (and rows) of one number of channels, finite f32 in base64, for 'input:0' in the statistics table

//--- main.mlir
func.func @main(%x: tensor<3x2xf32>) -> (tensor<3x3xf32>, tensor<3x1xf32>, tensor<3x3xf32>) {
  %w = qopt.constant dense<1.0> : tensor<2x3xf32>
  %v = qopt.constant dense<1.0> : tensor<2x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<3x2xf32>, tensor<2x3xf32>) -> tensor<3x3xf32> loc("a")
  %1 = qopt.matmul %x, %v : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("b")
  %2 = qopt.matmul %0, %0 : (tensor<3x3xf32>, tensor<3x3xf32>) -> tensor<3x3xf32> loc("c")
  %3 = qopt.transpose %x perm [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %4 = qopt.reshape %3 : tensor<2x3xf32> -> tensor<3x2xf32> loc("turn")
  %5 = qopt.matmul %4, %w : (tensor<3x2xf32>, tensor<2x3xf32>) -> tensor<3x3xf32> loc("d")
  return %2, %1, %5 : tensor<3x3xf32>, tensor<3x1xf32>, tensor<3x3xf32>
}
//--- stats.json
{"qopt_statistics": 1, "values": {}, "folds": "smooth=0.5:norm", "channels": {
  "input:0": {"lo": "AACAvwAAAMA=", "hi": "AABAQAAAgEA=", "mean": "AAAAPwAAgD8=", "mean_magnitude": "AADAPwAAAEA=", "rows": "AABAQAAAAMAAAIC/AACAQA=="},
  "turn": {"lo": "AACAvwAAAMA=", "hi": "AABAQAAAgEA=", "mean": "AAAAPwAAgD8=", "mean_magnitude": "AADAPwAAAEA="}}}
//--- without.json
{"qopt_statistics": 1, "values": {}, "channels": {
  "input:0": {"lo": "AACAvwAAAMA=", "hi": "AABAQAAAgEA=", "mean": "AAAAPwAAgD8=", "mean_magnitude": "AADAPwAAAEA="}}}
//--- count.json
{"qopt_statistics": 1, "values": {}, "channels": {
  "input:0": {"lo": "AACAPw==", "hi": "AACAPw==", "mean": "AACAPw==", "mean_magnitude": "AACAPw=="}}}
//--- text.json
{"qopt_statistics": 1, "values": {}, "channels": {
  "input:0": {"lo": "-1, -2", "hi": "AABAQAAAgEA=", "mean": "AAAAPwAAgD8=", "mean_magnitude": "AADAPwAAAEA="}}}
//--- nan.json
{"qopt_statistics": 1, "values": {}, "channels": {
  "input:0": {"lo": "AADAfwAAgD8=", "hi": "AABAQAAAgEA=", "mean": "AAAAPwAAgD8=", "mean_magnitude": "AADAPwAAAEA="}}}
