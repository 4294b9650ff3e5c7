// Recipes that are none, and entries that are none.
// RUN: rm -rf %t && split-file %s %t
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=int9 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not qopt-opt %t/main.mlir --qopt-integer-pipeline=recipe=int9 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/none.json 2>&1 | FileCheck %s --check-prefix=FILE
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/text.json 2>&1 | FileCheck %s --check-prefix=TEXT
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/array.json 2>&1 | FileCheck %s --check-prefix=ARRAY
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/key.json 2>&1 | FileCheck %s --check-prefix=KEY
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/string.json 2>&1 | FileCheck %s --check-prefix=STRING
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/bool.json 2>&1 | FileCheck %s --check-prefix=BOOL
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/number.json 2>&1 | FileCheck %s --check-prefix=NUMBER
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/list.json 2>&1 | FileCheck %s --check-prefix=LIST
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/object.json 2>&1 | FileCheck %s --check-prefix=OBJECT
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/node.json 2>&1 | FileCheck %s --check-prefix=NODE
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/format.json 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/bits.json 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/zero.json 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/clip.json 2>&1 | FileCheck %s --check-prefix=CLIP
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/observer.json 2>&1 | FileCheck %s --check-prefix=OBSERVER
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/sparse.json 2>&1 | FileCheck %s --check-prefix=SPARSE
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/real.json 2>&1 | FileCheck %s --check-prefix=REAL
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/rounding.json 2>&1 | FileCheck %s --check-prefix=ROUNDING
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/scales.json 2>&1 | FileCheck %s --check-prefix=SCALES
// ROUNDING: expected rounding single or double, got 'up'
// SCALES: expected scale_block to be an integer in [0, 1e9], got 0.5
// SPARSE: expected activations f32 with weight_sparsity, got 's8'
// REAL: expected activations f32, or integers with scales made at run time, with weight_zero_points, got 's8'
// OBSERVER: expected observer minmax, percentile or mse beside the search 'ant:4' for activations, got 'entropy'
// BITS: error: expected ant:N with N from 3 to 8 bits, got 'ant:2'
// ZERO: expected a format and weight_search absmax or mse for asymmetric weights, got 'kmeans:4' and 'absmax'
// CLIP: error: expected clip absmax, mse, mean or percentile:P with P in (0, 100], got 'best'
// NAME: expected a recipe file (.json) or one of int8, {{.*}}, got 'int9'
// FILE: expected a readable recipe, got '{{.*}}none.json': No such file or directory
// TEXT: expected a recipe in JSON, got:
// ARRAY: expected a JSON object as recipe, got ["weights"]
// KEY: expected known recipe entries, got 'wieghts'
// STRING: expected a string for recipe entry 'weights', got 4
// BOOL: expected true or false for recipe entry 'asymmetric_weights', got 1
// NUMBER: expected a number for recipe entry 'momentum', got "0.1"
// LIST: expected a list of strings for recipe entry 'float_nodes', got "e"
// OBJECT: expected an object of node: format for recipe entry 'weight_overrides', got ["e"]
// NODE: error: expected a node name of this model to keep in float, got 'f'
// FORMAT: error: expected a format such as s8, e4m3fn or nf4, got 'float8'

//--- rounding.json
{"rounding": "up"}
//--- scales.json
{"scale_block": 0.5}
//--- sparse.json
{"weight_sparsity": "2:4"}
//--- real.json
{"weights": "u4", "asymmetric_weights": true, "weight_zero_points": "float"}
//--- bits.json
{"weights": "ant:2", "activations": "f32"}
//--- zero.json
{"weights": "kmeans:4", "activations": "f32", "asymmetric_weights": true}
//--- observer.json
{"activations": "ant:4", "observer": "entropy"}
//--- clip.json
{"weights": "s4", "weight_search": "best"}
//--- text.json
{
//--- array.json
["weights"]
//--- key.json
{"wieghts": "s4"}
//--- string.json
{"weights": 4}
//--- bool.json
{"asymmetric_weights": 1}
//--- number.json
{"momentum": "0.1"}
//--- list.json
{"float_nodes": "e"}
//--- object.json
{"weight_overrides": ["e"]}
//--- node.json
{"float_nodes": ["e", "f"]}
//--- format.json
{"activations": "float8"}
//--- main.mlir
func.func @main(%x: tensor<4xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 12.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}
