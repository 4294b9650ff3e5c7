// What the expansion leaves: integers, exact in every mode of the machine. The
// numbers are checked in MinifloatCastsTest.cpp.
// RUN: qopt-opt %s --qopt-expand-minifloat-casts | FileCheck %s
// RUN: qopt-opt %s --qopt-expand-minifloat-casts=saturate=true | FileCheck %s --check-prefix=SAT
// RUN: qopt-opt %s --qopt-expand-minifloat-casts --convert-arith-to-llvm --convert-func-to-llvm --reconcile-unrealized-casts | FileCheck %s --check-prefix=LLVM

// Everything becomes LLVM, which upstream's casts do not.
// LLVM-NOT: arith.
// LLVM-NOT: unrealized_conversion_cast
// LLVM: llvm.func @truncate

// CHECK-LABEL: func.func @truncate(
// CHECK: %[[BITS:.*]] = arith.bitcast %{{.*}} : f32 to i32
// CHECK: arith.cmpi ugt, %{{.*}}, %c126_i32{{.*}} : i32
// CHECK: arith.minui %{{.*}}, %c126_i32{{.*}} : i32
// CHECK-NEXT: %[[NAN:.*]] = arith.constant 127 : i32
// CHECK-NEXT: arith.select %{{.*}}, %[[NAN]]
// CHECK-NOT: truncf
// CHECK: %[[CODE:.*]] = arith.trunci %{{.*}} : i32 to i8
// CHECK: arith.bitcast %[[CODE]] : i8 to f8E4M3FN
// Saturating, only NaN itself is NaN.
// SAT-LABEL: func.func @truncate(
// SAT: arith.minui %{{.*}}, %c126_i32{{.*}} : i32
// SAT-NEXT: %[[SIGN:.*]] = arith.constant 128 : i32
// SAT-NEXT: arith.ori %{{.*}}, %[[SIGN]]
func.func @truncate(%x: f32) -> f8E4M3FN {
  %0 = arith.truncf %x : f32 to f8E4M3FN
  return %0 : f8E4M3FN
}

// Vectors: the same with splats.
// CHECK-LABEL: func.func @vector(
// CHECK: arith.bitcast %{{.*}} : vector<8xf8E5M2> to vector<8xi8>
// CHECK: arith.uitofp %{{.*}} : vector<8xi32> to vector<8xf32>
// CHECK: arith.bitcast %{{.*}} : vector<8xi32> to vector<8xf32>
func.func @vector(%c: vector<8xf8E5M2>) -> vector<8xf32> {
  %0 = arith.extf %c : vector<8xf8E5M2> to vector<8xf32>
  return %0 : vector<8xf32>
}

// CHECK-LABEL: func.func @scalable(
// CHECK: arith.trunci %{{.*}} : vector<[4]xi32> to vector<[4]xi4>
func.func @scalable(%x: vector<[4]xf32>) -> vector<[4]xf4E2M1FN> {
  %0 = arith.truncf %x to_nearest_even : vector<[4]xf32> to vector<[4]xf4E2M1FN>
  return %0 : vector<[4]xf4E2M1FN>
}

// f64 is rounded from its own 53 bits, never by way of f32.
// CHECK-LABEL: func.func @double(
// CHECK: arith.bitcast %{{.*}} : f64 to i64
// CHECK-NOT: i32
// CHECK: arith.trunci %{{.*}} : i64 to i6
func.func @double(%x: f64) -> f6E2M3FN {
  %0 = arith.truncf %x : f64 to f6E2M3FN
  return %0 : f6E2M3FN
}

// From one small float to another through f32, which holds both.
// CHECK-LABEL: func.func @between(
// CHECK: arith.bitcast %{{.*}} : f8E4M3FN to i8
// CHECK: arith.trunci %{{.*}} : i32 to i4
// CHECK: arith.bitcast %{{.*}} : i4 to f4E2M1FN
// CHECK: arith.bitcast %{{.*}} : f4E2M1FN to i4
// CHECK: arith.trunci %{{.*}} : i32 to i8
// CHECK-NOT: truncf
// CHECK-NOT: extf
func.func @between(%x: f8E4M3FN) -> f8E5M2 {
  %0 = arith.truncf %x : f8E4M3FN to f4E2M1FN
  %1 = arith.extf %0 : f4E2M1FN to f8E5M2
  return %1 : f8E5M2
}

// An op's own word beats the option: `false` gives infinity (124).
// SAT-LABEL: func.func @overflows(
// SAT: arith.constant 124
// SAT: return
// CHECK-LABEL: func.func @overflows(
// CHECK: arith.constant 124
// CHECK-LABEL: func.func @saturates(
// CHECK-NOT: arith.constant 124
// CHECK: return
func.func @overflows(%x: f32) -> f8E5M2 {
  %0 = arith.truncf %x {qopt.saturate = false} : f32 to f8E5M2
  return %0 : f8E5M2
}
func.func @saturates(%x: f32) -> f8E5M2 {
  %0 = arith.truncf %x {qopt.saturate = true} : f32 to f8E5M2
  return %0 : f8E5M2
}

// Scaled casts: f32 holds every power of two that f8E8M0FNU does, f16 does not.
// CHECK-LABEL: func.func @scaled(
// CHECK: arith.bitcast %{{.*}} : vector<4xf8E8M0FNU> to vector<4xi8>
// CHECK: arith.divf %{{.*}} : vector<4xf32>
// CHECK: arith.bitcast %{{.*}} : vector<4xi4> to vector<4xf4E2M1FN>
// CHECK: arith.mulf %{{.*}} : vector<4xf32>
// CHECK: arith.truncf %{{.*}} : vector<4xf32> to vector<4xf16>
// CHECK-NOT: scaling
func.func @scaled(%x: vector<4xf16>, %s: vector<4xf8E8M0FNU>, %t: vector<4xf32>) -> vector<4xf16> {
  %0 = arith.scaling_truncf %x, %s to_nearest_even : vector<4xf16>, vector<4xf8E8M0FNU> to vector<4xf4E2M1FN>
  %1 = arith.scaling_extf %0, %t : vector<4xf4E2M1FN>, vector<4xf32> to vector<4xf16>
  return %1 : vector<4xf16>
}

// CHECK-LABEL: func.func @tensor(
// CHECK: arith.bitcast %{{.*}} : tensor<2x3xi8> to tensor<2x3xf8E4M3FNUZ>
func.func @tensor(%x: tensor<2x3xbf16>) -> tensor<2x3xf8E4M3FNUZ> {
  %0 = arith.truncf %x : tensor<2x3xbf16> to tensor<2x3xf8E4M3FNUZ>
  return %0 : tensor<2x3xf8E4M3FNUZ>
}
