// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-lower-math | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: f32
func.func @doc(%x: f32) -> f32 {
  // CHECK-NEXT: %[[y:.*]] = call @expm1f(%[[x]]) : (f32) -> f32
  // CHECK-NEXT: %[[z:.*]] = math.sqrt %[[y]] : f32
  // CHECK-NEXT: return %[[z]]
  %0 = math.expm1 %x : f32
  %1 = math.sqrt %0 : f32
  return %1 : f32
}
