// RUN: qopt-opt %s --split-input-file --qopt-rotate-residual 2> %t | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t
// RUN: qopt-opt %s --split-input-file --qopt-rotate-residual=duplicate-shared | FileCheck %s --check-prefix=COPY

// Embedding, positions, a block with a residual sum, a second norm and a head read
// through a reshape; the gain and the bias of the layer norms are the readers' then.
// CHECK-LABEL: func.func @block
// CHECK-SAME: at = "norm1", method = "rotate", readers = ["fc1", "head"], scaled = [
// CHECK-NOT: gain
// CHECK: qopt.norm rms %{{[0-9]+}} : (tensor<3x2xf32>) -> tensor<3x2xf32>
// CHECK: qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} : (tensor<3x2xf32>, tensor<2x4xf32>, tensor<4xf32>)
// CHECK: qopt.norm rms %{{[0-9]+}} : (tensor<3x2xf32>) -> tensor<3x2xf32>
// CHECK: return
func.func @block(%ids: tensor<3xi64>) -> tensor<1x3x2xf32> {
  %e = qopt.constant dense<[[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]> : tensor<3x2xf32>
  %p = qopt.constant dense<[[0.5, 0.0], [0.0, 0.5], [1.0, 1.0]]> : tensor<3x2xf32>
  %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
  %h = qopt.constant dense<[1.0, 0.5]> : tensor<2xf32>
  %w1 = qopt.constant dense<1.0> : tensor<2x4xf32>
  %w2 = qopt.constant dense<0.5> : tensor<4x2xf32>
  %b2 = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %w3 = qopt.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<3x2xf32>, tensor<3xi64> -> tensor<3x2xf32> loc("embedding")
  %y = qopt.binary add %x, %p : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32> loc("sum0")
  %n1 = qopt.norm layer %y gain %g bias %h : (tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm1")
  %f1 = qopt.matmul %n1, %w1 : (tensor<3x2xf32>, tensor<2x4xf32>) -> tensor<3x4xf32> loc("fc1")
  %r = qopt.unary relu %f1 : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %f2 = qopt.matmul %r, %w2 bias %b2 : (tensor<3x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("fc2")
  %z = qopt.binary add %y, %f2 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32> loc("sum1")
  %n2 = qopt.norm layer %z gain %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm2")
  %s = qopt.reshape %n2 : tensor<3x2xf32> -> tensor<1x3x2xf32>
  %l = qopt.matmul %s, %w3 : (tensor<1x3x2xf32>, tensor<2x2xf32>) -> tensor<1x3x2xf32> loc("head")
  return %l : tensor<1x3x2xf32>
}

// -----

// Two ops that share a filter get one each where that is asked for.
// CHECK-LABEL: func.func @copies
// CHECK-SAME: refused = "'a' shares its weights with 'b'"
// REMARK: no fold group at 'qopt.norm' for rotate: 'a' shares its weights with 'b'
// COPY-LABEL: func.func @copies
// COPY-SAME: readers = ["a", "b"]
func.func @copies(%ids: tensor<3xi64>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %e = qopt.constant dense<[[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]> : tensor<3x2xf32>
  %w = qopt.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<3x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %a = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("a")
  %b = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("b")
  return %a, %b : tensor<3x2xf32>, tensor<3x2xf32>
}
