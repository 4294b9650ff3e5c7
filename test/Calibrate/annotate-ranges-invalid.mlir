// Tables that are not the model's, or no tables.
// RUN: rm -rf %t && split-file %s %t
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/node.json 2>&1 | FileCheck %s --check-prefix=NODE
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/input.json 2>&1 | FileCheck %s --check-prefix=INPUT
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/none.json 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/text.json 2>&1 | FileCheck %s --check-prefix=TEXT
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/version.json 2>&1 | FileCheck %s --check-prefix=VERSION
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/array.json 2>&1 | FileCheck %s --check-prefix=VERSION
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/values.json 2>&1 | FileCheck %s --check-prefix=VERSION
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/three.json 2>&1 | FileCheck %s --check-prefix=NUMBERS
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/order.json 2>&1 | FileCheck %s --check-prefix=NUMBERS
// RUN: not qopt-opt %t/main.mlir --qopt-annotate-ranges=stats=%t/word.json 2>&1 | FileCheck %s --check-prefix=NUMBERS
// NODE: error: {{.*}}expected statistics of 'e', got a table without it: was it made from another model?
// INPUT: error: {{.*}}expected statistics of 'input:x', got a table without it: was it made from another model?
// NONE: error: expected a readable statistics table, got '{{.*}}none.json': No such file or directory
// EMPTY: error: expected a readable statistics table, got '': No such file or directory
// TEXT: error: expected a statistics table in JSON, got: {{.*}}
// VERSION: error: expected a statistics table of version 1, got another JSON file
// NUMBERS: error: expected [lo, hi, min, max] with finite lo <= hi and min <= max for 'e' in the statistics table

//--- main.mlir
func.func @main(%x: tensor<4xf32> {qopt.name = "x"}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}
//--- node.json
{"qopt_statistics": 1, "values": {"input:x": [0, 1, 0, 1]}}
//--- input.json
{"qopt_statistics": 1, "values": {"e": [0, 1, 0, 1]}}
//--- text.json
lo, hi
//--- version.json
{"qopt_statistics": 2, "values": {"input:x": [0, 1, 0, 1], "e": [0, 1, 0, 1]}}
//--- array.json
[1, 2]
//--- values.json
{"qopt_statistics": 1}
//--- three.json
{"qopt_statistics": 1, "values": {"input:x": [0, 1, 0, 1], "e": [0, 1, 0]}}
//--- order.json
{"qopt_statistics": 1, "values": {"input:x": [0, 1, 0, 1], "e": [1, 0, 0, 1]}}
//--- word.json
{"qopt_statistics": 1, "values": {"input:x": [0, 1, 0, 1], "e": [0, 1, "0", 1]}}
