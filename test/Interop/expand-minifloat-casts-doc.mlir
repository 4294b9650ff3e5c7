// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-expand-minifloat-casts | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[c:.*]]: f8E8M0FNU
func.func @doc(%c: f8E8M0FNU) -> f32 {
  // CHECK: %[[a:.*]] = arith.bitcast %[[c]] : f8E8M0FNU to i8
  // CHECK: %[[b:.*]] = arith.extui %[[a]] : i8 to i32
  // CHECK: %[[n:.*]] = arith.constant 23 : i32
  // CHECK: %[[d:.*]] = arith.shli %[[b]], %[[n]] : i32
  // CHECK: %[[z:.*]] = arith.constant 0 : i32
  // CHECK: %[[e:.*]] = arith.cmpi eq, %[[b]], %[[z]] : i32
  // CHECK: %[[l:.*]] = arith.constant 4194304 : i32
  // CHECK: %[[f:.*]] = arith.select %[[e]], %[[l]], %[[d]] : i32
  // CHECK: %[[m:.*]] = arith.constant 255 : i32
  // CHECK: %[[g:.*]] = arith.cmpi eq, %[[b]], %[[m]] : i32
  // CHECK: %[[q:.*]] = arith.constant 2143289344 : i32
  // CHECK: %[[h:.*]] = arith.select %[[g]], %[[q]], %[[f]] : i32
  // CHECK: %[[w:.*]] = arith.bitcast %[[h]] : i32 to f32
  %w = arith.extf %c : f8E8M0FNU to f32
  // CHECK: return %[[w]]
  return %w : f32
}
