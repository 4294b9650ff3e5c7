// What has no keys and values to choose a format for, and formats that are none.
// RUN: qopt-opt %s --qopt-quantize-kv-cache --verify-diagnostics --split-input-file
// RUN: not qopt-opt %S/quantize-kv-cache.mlir --qopt-quantize-kv-cache=keys=u8 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not qopt-opt %S/quantize-kv-cache.mlir --qopt-quantize-kv-cache=values=s9 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not qopt-opt %S/quantize-kv-cache.mlir --qopt-quantize-kv-cache=keys=nf4 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not qopt-opt %S/quantize-kv-cache.mlir --qopt-quantize-kv-cache=group=-1 2>&1 | FileCheck %s --check-prefix=FORMAT
// FORMAT: expected signed integers of 2 to 8 bits (s2 .. s8) and groups of at least 0 for a KV cache, got
// RUN: not qopt-opt %S/quantize-kv-cache.mlir --qopt-quantize-kv-cache=group=3 2>&1 | FileCheck %s --check-prefix=GROUP
// GROUP: expected groups that divide 4 elements of a head, got groups of 3

func.func @not_causal(%ids: tensor<3xi64>) -> tensor<2x3x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<5x8xf32>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<5x8xf32>, tensor<3xi64> -> tensor<3x8xf32>
  %x = qopt.reshape %x0 : tensor<3x8xf32> -> tensor<3x2x4xf32>
  %q = qopt.transpose %x perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %k0 = qopt.unary tanh %x : (tensor<3x2x4xf32>) -> tensor<3x2x4xf32>
  %k = qopt.transpose %k0 perm [1, 2, 0] : tensor<3x2x4xf32> -> tensor<2x4x3xf32>
  %s = qopt.matmul %q, %k : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0]]> : tensor<3x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax'}}
  %w = qopt.softmax %s axis 2 : (tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %v0 = qopt.unary sigmoid %x : (tensor<3x2x4xf32>) -> tensor<3x2x4xf32>
  %v = qopt.transpose %v0 perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %y = qopt.matmul %w, %v : (tensor<2x3x3xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

func.func @positions_last(%ids: tensor<3xi64>) -> tensor<2x3x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<5x8xf32>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<5x8xf32>, tensor<3xi64> -> tensor<3x8xf32>
  %x = qopt.reshape %x0 : tensor<3x8xf32> -> tensor<3x2x4xf32>
  %q = qopt.transpose %x perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %k1 = qopt.transpose %x perm [1, 2, 0] : tensor<3x2x4xf32> -> tensor<2x4x3xf32>
  // expected-error @+1 {{expected keys and values with the elements of a head last, got positions last in 'tensor<2x4x3xf32>'}}
  %k = qopt.unary tanh %k1 : (tensor<2x4x3xf32>) -> tensor<2x4x3xf32>
  %s = qopt.matmul %q, %k : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0]]> : tensor<3x3xf32>
  %t = qopt.binary add %s, %m : (tensor<2x3x3xf32>, tensor<3x3xf32>) -> tensor<2x3x3xf32>
  %w = qopt.softmax %t axis 2 : (tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %v0 = qopt.unary sigmoid %x : (tensor<3x2x4xf32>) -> tensor<3x2x4xf32>
  %v = qopt.transpose %v0 perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %y = qopt.matmul %w, %v : (tensor<2x3x3xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}
