// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-lower-quant-ops | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: f32
func.func @doc(%x: f32) -> i8 {
  // CHECK-DAG: %[[scale:.*]] = arith.constant 5.000000e-01 : f32
  // CHECK-DAG: %[[zero_point:.*]] = arith.constant 3 : i32
  // CHECK: %[[a:.*]] = arith.divf %[[x]], %[[scale]] : f32
  // CHECK: %[[b:.*]] = math.roundeven %[[a]] : f32
  // CHECK: %[[zero:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK: %[[c:.*]] = arith.cmpf uno, %[[b]], %[[b]] : f32
  // CHECK: %[[d:.*]] = arith.select %[[c]], %[[zero]], %[[b]] : f32
  // CHECK: %[[low:.*]] = arith.constant 0xCB000000 : f32
  // CHECK: %[[high:.*]] = arith.constant 0x4B000000 : f32
  // CHECK: %[[e:.*]] = arith.cmpf olt, %[[d]], %[[low]] : f32
  // CHECK: %[[f:.*]] = arith.select %[[e]], %[[low]], %[[d]] : f32
  // CHECK: %[[g:.*]] = arith.cmpf ogt, %[[f]], %[[high]] : f32
  // CHECK: %[[h:.*]] = arith.select %[[g]], %[[high]], %[[f]] : f32
  // CHECK: %[[i:.*]] = arith.fptosi %[[h]] : f32 to i32
  // CHECK: %[[j:.*]] = arith.addi %[[i]], %[[zero_point]] : i32
  // CHECK: %[[min:.*]] = arith.constant -128 : i32
  // CHECK: %[[k:.*]] = arith.maxsi %[[j]], %[[min]] : i32
  // CHECK: %[[max:.*]] = arith.constant 127 : i32
  // CHECK: %[[l:.*]] = arith.minsi %[[k]], %[[max]] : i32
  // CHECK: %[[m:.*]] = arith.trunci %[[l]] : i32 to i8
  %0 = quant.qcast %x : f32 to !quant.uniform<i8:f32, 5.000000e-01:3>
  %1 = quant.scast %0 : !quant.uniform<i8:f32, 5.000000e-01:3> to i8
  // CHECK: return %[[m]]
  return %1 : i8
}
