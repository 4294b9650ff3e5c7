// What qopt-lower-math calls: the function of the element's width, one element at
// a time.
// RUN: qopt-opt %s --qopt-lower-math | FileCheck %s

// CHECK-DAG: func.func private @exp(f64) -> f64
// CHECK-DAG: func.func private @tanhf(f32) -> f32
// CHECK-LABEL: func.func @scalars
// CHECK-NOT: math.
// CHECK: call @tanhf(%arg0)
// CHECK: call @erff(
// CHECK: call @log1pf(
// CHECK: call @powf(
// CHECK: call @exp(%arg1)
// CHECK-NOT: math.
func.func @scalars(%x: f32, %y: f64) -> (f32, f64) {
  %0 = math.tanh %x : f32
  %1 = math.erf %0 : f32
  %2 = math.log1p %1 : f32
  %3 = math.powf %2, %x : f32
  %4 = math.exp %y : f64
  return %3, %4 : f32, f64
}

// CHECK-LABEL: func.func @vector
// CHECK-COUNT-2: call @expf(
// CHECK-NOT: call
// CHECK: return
func.func @vector(%v: vector<2xf32>) -> vector<2xf32> {
  %0 = math.exp %v : vector<2xf32>
  return %0 : vector<2xf32>
}

// Half floats are computed as f32.
// CHECK-LABEL: func.func @half
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: call @expf(
// CHECK: arith.truncf %{{.*}} : f32 to f16
func.func @half(%x: f16) -> f16 {
  %0 = math.exp %x : f16
  return %0 : f16
}
