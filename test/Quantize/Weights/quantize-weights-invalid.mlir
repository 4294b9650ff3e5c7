// Options that make no sense, and filters that are no numbers.
// RUN: not qopt-opt %s --qopt-quantize-weights=format=s17 2>&1 | FileCheck %s --check-prefix=WIDTH
// RUN: not qopt-opt %s --qopt-quantize-weights=granularity=row 2>&1 | FileCheck %s --check-prefix=ROW
// RUN: not qopt-opt %s --qopt-quantize-weights=granularity=block:0 2>&1 | FileCheck %s --check-prefix=BLOCK
// RUN: not qopt-opt %s --qopt-quantize-weights=search=best 2>&1 | FileCheck %s --check-prefix=SEARCH
// RUN: not qopt-opt %s --qopt-quantize-weights="format=s4 asymmetric" 2>&1 | FileCheck %s --check-prefix=SIGNED
// RUN: not qopt-opt %s --qopt-quantize-weights="format=nf4 asymmetric" 2>&1 | FileCheck %s --check-prefix=TABLE
// RUN: not qopt-opt %s --qopt-quantize-weights=scale-format=f17 2>&1 | FileCheck %s --check-prefix=SCALES
// RUN: not qopt-opt %s --qopt-quantize-weights=scale-block=-1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not qopt-opt %s --qopt-quantize-weights=scale-block=256 2>&1 | FileCheck %s --check-prefix=PLAIN
// RUN: not qopt-opt %s --qopt-quantize-weights=override=fc1=s4 2>&1 | FileCheck %s --check-prefix=NODE
// RUN: not qopt-opt %s --qopt-quantize-weights=override=fc=t4 2>&1 | FileCheck %s --check-prefix=OVERRIDE
// RUN: not qopt-opt %s --qopt-quantize-weights 2>&1 | FileCheck %s --check-prefix=NAN
// RUN: not qopt-opt %s --qopt-quantize-weights=zero-points=f16 2>&1 | FileCheck %s --check-prefix=ZEROS
// RUN: not qopt-opt %s --qopt-quantize-weights=zero-points=float 2>&1 | FileCheck %s --check-prefix=CENTRED
// RUN: not qopt-opt %s --qopt-quantize-weights="zero-points=float asymmetric scale-format=e4m3fn" 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: not qopt-opt %s --qopt-quantize-weights="format=bcq<2> asymmetric" 2>&1 | FileCheck %s --check-prefix=BIAS
// RUN: not qopt-opt %s --qopt-quantize-weights="scale-format=bcq<2>" 2>&1 | FileCheck %s --check-prefix=PLANES
// RUN: not qopt-opt %s --qopt-quantize-weights=sparsity=2 2>&1 | FileCheck %s --check-prefix=COLON
// RUN: not qopt-opt %s --qopt-quantize-weights=sparsity=4:4 2>&1 | FileCheck %s --check-prefix=DENSE
// RUN: not qopt-opt %s --qopt-quantize-weights="sparsity=2:4 asymmetric zero-points=float" 2>&1 | FileCheck %s --check-prefix=NOCODE
// RUN: not qopt-opt %s --qopt-quantize-weights="sparsity=2:4 format=binary" 2>&1 | FileCheck %s --check-prefix=NOZERO
// ZEROS: error: expected zero-points int or float, got 'f16'
// CENTRED: error: expected asymmetric with zero-points=float, got a range around 0
// BOTH: error: expected f32 scales with zero-points=float, got 'e4m3fn'
// BIAS: error: expected zero-points=float for asymmetric binary codes, got zero-points=int
// PLANES: error: expected a format with one scale per slot for scales, got 'bcq<2>'
// COLON: error: expected N:M such as 2:4, got '2'
// DENSE: error: expected N:M with 1 <= N < M <= 256, got 4:4
// NOCODE: error: expected zero-points=int with sparsity, got float: a zero has no code then
// NOZERO: error: expected a format with a code for 0 with sparsity, got 'binary'
// WIDTH: error: expected a format such as s8, e4m3fn or nf4, got 's17': expected an integer format of 1 to 16 or 32 bits, got 17
// ROW: error: expected granularity tensor, channel, group:N or block:N with N >= 1, got 'row'
// BLOCK: error: expected granularity tensor, channel, group:N or block:N with N >= 1, got 'block:0'
// SEARCH: error: expected search absmax or mse, got 'best'
// SIGNED: error: expected an unsigned integer format for asymmetric weights, got 's4'
// TABLE: error: expected an unsigned integer format for asymmetric weights, got 'nf4'
// SCALES: error: expected a format such as s8, e4m3fn or nf4, got 'f17'
// NEGATIVE: error: expected scale-block >= 0, got -1
// PLAIN: error: expected a scale-format to quantize scales in, got scale-block or scale-offset with f32 scales
// NODE: error: expected an override for a node of this model with a constant filter, got 'fc1'
// OVERRIDE: error: expected a format such as s8, e4m3fn or nf4, got 't4'
// NAN: expected a finite filter in node 'fc', got nan at element 1

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<[[1.0], [0x7FC00000]]> : tensor<2x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32> loc("fc")
  return %0 : tensor<1x1xf32>
}
