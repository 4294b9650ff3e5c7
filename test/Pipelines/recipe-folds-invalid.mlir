// Entries about folds that mean nothing.
// RUN: rm -rf %t && split-file %s %t
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/alpha.json 2>&1 | FileCheck %s --check-prefix=ALPHA
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/makers.json 2>&1 | FileCheck %s --check-prefix=MAKERS
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/biases.json 2>&1 | FileCheck %s --check-prefix=BIASES
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/awq.json 2>&1 | FileCheck %s --check-prefix=AWQ
// ALPHA: expected smooth none, search or a number in [0, 1] in quotes, got '1.5'
// MAKERS: expected smooth_makers norm or all, got 'gain'
// BIASES: expected symmetric weights with correct_biases, got asymmetric_weights
// AWQ: expected true or false for recipe entry 'awq', got "yes"

//--- alpha.json
{"smooth": "1.5"}
//--- makers.json
{"smooth": "search", "smooth_makers": "gain"}
//--- biases.json
{"correct_biases": true, "asymmetric_weights": true, "activations": "f32", "weights": "u4"}
//--- awq.json
{"awq": "yes"}
//--- main.mlir
func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  return %x : tensor<1xf32>
}
