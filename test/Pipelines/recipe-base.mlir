// A recipe that starts from a named one, and one of tokens, which has no number to
// quantize at its border.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/base.json | FileCheck %s --check-prefix=BASE
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/unknown.json 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/type.json 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/before.json 2>&1 | FileCheck %s --check-prefix=BEFORE
// RUN: qopt compile %t/tokens.mlir --emit=integer -o %t/out.mlir
// RUN: FileCheck %s --check-prefix=TOKENS < %t/out.mlir

// Four bits are those of w4a8.
// BASE: !q_s4n_c1_ = !qopt.q<#qopt.int<s4, narrow>, #qopt.channel<1>>
// BASE: !q_s8_ = !qopt.q<#qopt.int<s8>, #qopt.tensor>
// UNKNOWN: expected base to be one of int8, {{.*}}, got 'w5'
// TYPE: expected a string for recipe entry 'base', got 4
// BEFORE: error: expected a node name of this model before which all stays float, got 'nobody'

// TOKENS: qopt.gather
// TOKENS: qopt.norm rms {{.*}}{fixed_point = {

//--- base.json
{"base": "w4a8", "name": "mine"}
//--- unknown.json
{"base": "w5"}
//--- type.json
{"base": 4}
//--- before.json
{"float_before": ["nobody"]}
//--- main.mlir
func.func @main(%x: tensor<1x2xf32> {qopt.range = dense<[-1.0, 1.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-7.0, 7.0]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
//--- tokens.mlir
!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
func.func @main(%i: tensor<1x3xi64> {qopt.name = "ids"}) -> (tensor<1x3x2xf32> {qopt.name = "y"}) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<[[1, 2], [3, -4]]> : tensor<2x2xi8>
  %e = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  %x = qopt.gather %e, %i axis 0 : tensor<2x2x!s8>, tensor<1x3xi64> -> tensor<1x3x2x!s8>
  %n = qopt.norm rms %x result(%s, %z) : (tensor<1x3x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x2x!s8>
  %y = qopt.dequantize %n : tensor<1x3x2x!s8> -> tensor<1x3x2xf32>
  return %y : tensor<1x3x2xf32>
}
