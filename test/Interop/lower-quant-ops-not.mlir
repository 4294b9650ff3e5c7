// Storage casts without a neighbour that cancels them stay, and so do casts of
// which only one side is lowered: a quantized value that something else reads.
// RUN: qopt-opt %s --qopt-lower-quant-ops | FileCheck %s

// CHECK-LABEL: func.func @border
// CHECK-NEXT: %[[c:.*]] = quant.scast %{{.*}} : tensor<4x!quant.uniform<i8:f32, 5.000000e-01>> to tensor<4xi8>
// CHECK-NEXT: %[[s:.*]] = arith.addi %[[c]], %[[c]]
// CHECK-NEXT: %[[q:.*]] = quant.scast %[[s]]
// CHECK-NEXT: return %[[q]]
func.func @border(%q: tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5>> {
  %c = quant.scast %q : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<4xi8>
  %d = arith.addi %c, %c : tensor<4xi8>
  %r = quant.scast %d : tensor<4xi8> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  return %r : tensor<4x!quant.uniform<i8:f32, 0.5>>
}

// CHECK-LABEL: func.func @others_read
// CHECK: %[[q:.*]] = quant.scast
// CHECK: call @reader(%[[q]])
func.func private @reader(!quant.uniform<i8:f32, 0.5>)
func.func @others_read(%x: f32) {
  %q = quant.qcast %x : f32 to !quant.uniform<i8:f32, 0.5>
  call @reader(%q) : (!quant.uniform<i8:f32, 0.5>) -> ()
  return
}
