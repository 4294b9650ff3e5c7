// The pipelines end in their gates: a layer that is not what the stage promises
// is an error.
// RUN: qopt-opt %s --qopt-quantize-pipeline -verify-diagnostics -split-input-file
// RUN: not qopt-opt %s --qopt-integer-pipeline -split-input-file 2>&1 | FileCheck %s
// CHECK: error: {{.*}}expected no float arithmetic, got qopt.unary in node 'of constants'

func.func @of_constants() -> tensor<4xf32> {
  %c = qopt.constant dense<1.0> : tensor<4xf32>
  // expected-error @unknown {{expected node 'of constants' to be quantized or kept in float by request, got float qopt.unary}}
  %0 = qopt.unary sin %c : (tensor<4xf32>) -> tensor<4xf32> loc("of constants")
  return %0 : tensor<4xf32>
}
