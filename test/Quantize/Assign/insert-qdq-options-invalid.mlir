// Options that make no sense are errors with what was given.
// RUN: not qopt-opt %s --qopt-insert-qdq=activations=s17 2>&1 | FileCheck %s --check-prefix=WIDTH
// RUN: not qopt-opt %s --qopt-insert-qdq=activations=int8 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not qopt-opt %s --qopt-insert-qdq=weights=u8 2>&1 | FileCheck %s --check-prefix=WEIGHTS
// RUN: not qopt-opt %s --qopt-insert-qdq=override=fc=s0 2>&1 | FileCheck %s --check-prefix=OVERRIDE
// RUN: not qopt-opt %s --qopt-insert-qdq=override=fc1=s4 2>&1 | FileCheck %s --check-prefix=NODE
// RUN: not qopt-opt %s --qopt-insert-qdq=granularity=group:32 2>&1 | FileCheck %s --check-prefix=GROUP
// WIDTH: error: expected a format such as s8, e4m3fn or nf4, got 's17': expected an integer format of 1 to 16 or 32 bits, got 17
// NAME: error: expected a format such as s8, e4m3fn or nf4, got 'int8'
// WEIGHTS: error: expected a signed format for filters, got 'u8'
// OVERRIDE: error: expected a format such as s8, e4m3fn or nf4, got 's0': expected an integer format of 1 to 16 or 32 bits, got 0
// GROUP: error: expected granularity channel or tensor for filters beside quantized activations, got 'group:32'
// NODE: error: expected an override for a node of this model with a constant filter, got 'fc1'

func.func @main(%x: tensor<1x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("fc")
  return %0 : tensor<1x2xf32>
}
