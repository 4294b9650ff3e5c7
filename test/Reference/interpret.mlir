// SPDX-License-Identifier: Apache-2.0
// The test tool itself: inputs depend on the seed and on nothing else, results
// are printed with a hash of their bytes, and errors end it.
// RUN: qopt-interpret %s | FileCheck %s
// RUN: qopt-interpret %s > %t.a && qopt-interpret < %s > %t.b && diff %t.a %t.b
// RUN: qopt-interpret %s --seed=1 > %t.c && not diff %t.a %t.c
// RUN: qopt-interpret %s --function=wide --limit=2 | FileCheck %s --check-prefix=WIDE
// RUN: not qopt-interpret %s --function=none 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not qopt-interpret %s --function=overflow 2>&1 | FileCheck %s --check-prefix=OVERFLOW
// RUN: not qopt-interpret %s --function=quantized 2>&1 | FileCheck %s --check-prefix=QUANTIZED

// CHECK: result 0 : tensor<3xf32> hash 0x{{[0-9a-f]+}}
// CHECK-NEXT: 0 0 0
// CHECK-NEXT: result 1 : tensor<2xi8> hash 0x0a99a707b6f60d9d
// CHECK-NEXT: -1 1
func.func @main(%x: tensor<3xf32>, %y: tensor<2xi8>)
    -> (tensor<3xf32>, tensor<2xi8>, tensor<2xi8>) {
  %z = qopt.binary sub %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %c = qopt.constant dense<[-1, 1]> : tensor<2xi8>
  return %z, %c, %y : tensor<3xf32>, tensor<2xi8>, tensor<2xi8>
}

// WIDE: result 0 : tensor<4xi32>
// WIDE-NEXT: 7 7
func.func @wide() -> tensor<4xi32> {
  %c = qopt.constant dense<7> : tensor<4xi32>
  return %c : tensor<4xi32>
}

// NONE: expected a function 'none' in {{.*}}, got none

// OVERFLOW: error: 'qopt.matmul' op expected every sum to fit 'i8', got 10000 at element 0
func.func @overflow() -> tensor<1x1xi8> {
  %c = qopt.constant dense<100> : tensor<1x1xi8>
  %r = qopt.matmul %c, %c : (tensor<1x1xi8>, tensor<1x1xi8>) -> tensor<1x1xi8>
  return %r : tensor<1x1xi8>
}

// QUANTIZED: expected static float or integer tensors as arguments, got tensor<2x!qopt.q
func.func @quantized(%x: tensor<2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>) {
  return
}
