// Histograms travel from the table to the values; a table may do without them
// unless they are asked for.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/stats.json histograms" | FileCheck %s
// RUN: qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/stats.json | FileCheck %s --check-prefix=PLAIN
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges="stats=%t/without.json histograms" 2>&1 | FileCheck %s --check-prefix=WITHOUT
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/other.json 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/keys.json 2>&1 | FileCheck %s --check-prefix=KEYS
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/counts.json 2>&1 | FileCheck %s --check-prefix=COUNTS

// CHECK: %{{.*}}: tensor<4xf32> {qopt.histogram = {exponent = -10 : i64, extremes = array<f32: -1.000000e+00, 5.000000e-01>, negative = array<i64: -1024, 10>, positive = array<i64: -512, 90>, zeros = 3 : i64}, qopt.range
// CHECK: qopt.unary exp %{{.*}} {qopt.histogram = {exponent = 0 : i64, extremes = array<f32: 0.000000e+00, 0.000000e+00>, negative = array<i64>, positive = array<i64>, zeros = 7 : i64}, qopt.range
// PLAIN-NOT: qopt.histogram
// WITHOUT: error: {{.*}}expected a histogram of 'input:0', got a statistics table without: calibrate with the recipe that searches activation formats
// OTHER: error: expected histograms of the values of the statistics table, got one of 'f'
// KEYS: error: expected a histogram of 'e' in the statistics table: expected exponent, zeros, negative and positive
// COUNTS: error: expected a histogram of 'e' in the statistics table: expected extremes and a bin width that agree with the counts, got 0.000000, 0.000000 and 2^0

//--- main.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}
//--- stats.json
{"qopt_statistics": 1, "values": {"input:0": [-0.5, 0.5, -1, 0.5], "e": [0, 0, 0, 0]},
 "histograms": {"input:0": {"exponent": -10, "zeros": 3, "negative": [-1024, 10], "positive": [-512, 90]},
                "e": {"exponent": 0, "zeros": 7, "negative": [], "positive": []}}}
//--- without.json
{"qopt_statistics": 1, "values": {"input:0": [0, 1, 0, 1], "e": [0, 1, 0, 1]}}
//--- other.json
{"qopt_statistics": 1, "values": {"e": [0, 1, 0, 1]},
 "histograms": {"f": {"exponent": 0, "zeros": 7, "negative": [], "positive": []}}}
//--- keys.json
{"qopt_statistics": 1, "values": {"e": [0, 1, 0, 1]},
 "histograms": {"e": {"exponent": 0, "zeros": 7, "negative": []}}}
//--- counts.json
{"qopt_statistics": 1, "values": {"e": [0, 0, 0, 0]},
 "histograms": {"e": {"exponent": 0, "zeros": 7, "negative": [], "positive": [4]}}}
