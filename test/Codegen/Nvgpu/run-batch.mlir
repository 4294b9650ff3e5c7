// Products of two activations as GPU kernels: scores, wide results, unsigned codes with one
// right side for all, values: run by the emulator, compared
// with the interpreter.
// RUN: qopt-compare --chip=sm_80 --runs=3 %s
// RUN: qopt-opt %s -split-input-file --qopt-codegen-gpu-pipeline=chip=sm_80 | FileCheck %s
// CHECK-COUNT-4: llvm.func @qopt_bmm_
// RUN: not qopt-compare --chip=sm_80 --runs=2 %s --from="shfl.sync.idx" --to="shfl.sync.up" | FileCheck %s --check-prefix=FAULT
// FAULT: result {{[0-9]+}} element
module @scores {
  func.func @main(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>) -> tensor<2x5x6xi8> {
    %m = qopt.constant dense<1073741824> : tensor<16xi32>
    %s = qopt.constant dense<40> : tensor<16xi8>
    %e = tensor.empty() : tensor<2x5x6xi8>
    %r = qopt.product %q, rescale %m, %s, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 2, 0>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, narrow, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x2x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
    return %r : tensor<2x5x6xi8>
  }
}
// -----
module @wide {
  func.func @main(%x: tensor<5x16xi8>, %y: tensor<16x3xi8>) -> tensor<5x3xi16> {
    %m = qopt.constant dense<1073741824> : tensor<16xi32>
    %s = qopt.constant dense<34> : tensor<16xi8>
    %e = tensor.empty() : tensor<5x3xi16>
    %r = qopt.product %x, rescale %m, %s, %y outs %e {left_perm = array<i64: 0, 1>, right_perm = array<i64: 0, 1>, result_perm = array<i64: 0, 1>, left_zp = 0 : i64, right_zp = 0 : i64, narrow, out_zp = 3 : i64, lo = -32768 : i64, hi = 32767 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x16xi8>, tensor<16xi32>, tensor<16xi8>, tensor<16x3xi8>, tensor<5x3xi16>) -> tensor<5x3xi16>
    return %r : tensor<5x3xi16>
  }
}
// -----
module @unsigned {
  func.func @main(%x: tensor<2x5x7xui8>, %y: tensor<1x7x3xui8>) -> tensor<2x5x3xi32> {
    %e = tensor.empty() : tensor<2x5x3xi32>
    %r = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 200 : i64, right_zp = 100 : i64, unsigned_left, unsigned_right} : (tensor<2x5x7xui8>, tensor<1x7x3xui8>, tensor<2x5x3xi32>) -> tensor<2x5x3xi32>
    return %r : tensor<2x5x3xi32>
  }
}
// -----
module @values {
  func.func @main(%p: tensor<2x5x6xi8>, %v: tensor<6x2x8xi8>) -> tensor<5x2x8xi8> {
    %m = qopt.constant dense<1073741824> : tensor<16xi32>
    %s = qopt.constant dense<38> : tensor<16xi8>
    %e = tensor.empty() : tensor<5x2x8xi8>
    %r = qopt.product %p, rescale %m, %s, %v outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 1, 0, 2>, left_zp = -128 : i64, right_zp = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x5x6xi8>, tensor<16xi32>, tensor<16xi8>, tensor<6x2x8xi8>, tensor<5x2x8xi8>) -> tensor<5x2x8xi8>
    return %r : tensor<5x2x8xi8>
  }
}
