// One loop over blocks; in it the search for the largest magnitude, then the
// codes. Few elements: no parallel loop. Tables are made once per module.
// RUN: qopt-opt %s --qopt-expand-optimizer-steps | FileCheck %s
// RUN: qopt-opt %s --qopt-expand-optimizer-steps=min-elements=1 | FileCheck %s --check-prefix=PARALLEL
// RUN: qopt-opt %s --qopt-expand-optimizer-steps="min-elements=1 parallel=false" | FileCheck %s --implicit-check-not=scf.parallel

// CHECK-LABEL: func.func @lion
// CHECK-NOT: scf.parallel
// CHECK: %[[SCRATCH:.*]] = memref.alloc() : memref<256xf32>
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c3
// CHECK: %[[MOST:.*]] = scf.for {{.*}} iter_args(%{{.*}}) -> (vector<16xi32>)
// CHECK: vector.gather
// CHECK: vector.store %{{.*}}, %arg5[%{{.*}}] : memref<600xf32>, vector<16xf32>
// CHECK: vector.store %{{.*}}, %[[SCRATCH]]
// CHECK: arith.maxui
// CHECK: vector.reduction <maxui>
// The last block has 88 elements: a loop of single ones.
// CHECK: scf.for {{.*}} iter_args(%{{.*}}) -> (i32)
// CHECK: memref.store %{{.*}}, %arg7[%{{.*}}] : memref<3xf32>
// CHECK: scf.for
// CHECK: vector.load %[[SCRATCH]]
// CHECK: vector.gather {{.*}} : memref<2800xi32>
// CHECK: vector.store %{{.*}}, %arg6[%{{.*}}] : memref<600xi8>, vector<16xi8>
// CHECK-NOT: qopt.optimizer_step
// PARALLEL-LABEL: func.func @lion
// PARALLEL: scf.parallel
// PARALLEL-NEXT: memref.alloca() : memref<256xf32>
// PARALLEL-NOT: memref.alloc()
// PARALLEL: return
func.func @lion(%p: memref<600xf32>, %g: memref<600xf32>, %m: memref<600xi8>, %a: memref<3xf32>, %s: memref<f32>,
    %p1: memref<600xf32>, %m1: memref<600xi8>, %a1: memref<3xf32>) attributes {qopt.isa = "avx512vnni"} {
  qopt.optimizer_step lion %p, %g states %m absmax %a scalars %s outs %p1, %m1, %a1
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule keep_sign>, block = 256 : i64}
    : (memref<600xf32>, memref<600xf32>, memref<600xi8>, memref<3xf32>, memref<f32>, memref<600xf32>, memref<600xi8>, memref<3xf32>) -> ()
  return
}

// Blocks too large for the stack run one after the other.
// PARALLEL-LABEL: func.func @large_blocks
// PARALLEL: memref.alloc() : memref<8193xf32>
// PARALLEL-NOT: scf.parallel
// PARALLEL-LABEL: func.func @generic
func.func @large_blocks(%p: memref<9000xf32>, %g: memref<9000xf32>, %m: memref<9000xi8>, %a: memref<2xf32>, %s: memref<f32>,
    %p1: memref<9000xf32>, %m1: memref<9000xi8>, %a1: memref<2xf32>) {
  qopt.optimizer_step momentum %p, %g states %m absmax %a scalars %s outs %p1, %m1, %a1
    {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule nearest>, block = 8193 : i64}
    : (memref<9000xf32>, memref<9000xf32>, memref<9000xi8>, memref<2xf32>, memref<f32>, memref<9000xf32>, memref<9000xi8>, memref<2xf32>) -> ()
  return
}

// Without an instruction set vectors are those of generic; blocks that are
// whole vectors need no loop of single elements.
// CHECK-LABEL: func.func @generic
// CHECK: vector<4xi32>
// CHECK-NOT: -> (i32)
// CHECK: return
func.func @generic(%p: memref<2x256xf32>, %g: memref<2x256xf32>, %m: memref<2x256xi8>, %a: memref<2xf32>, %s: memref<f32>,
    %p1: memref<2x256xf32>, %m1: memref<2x256xi8>, %a1: memref<2xf32>) {
  qopt.optimizer_step momentum %p, %g states %m absmax %a scalars %s outs %p1, %m1, %a1
    {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (memref<2x256xf32>, memref<2x256xf32>, memref<2x256xi8>, memref<2xf32>, memref<f32>, memref<2x256xf32>, memref<2x256xi8>, memref<2xf32>) -> ()
  return
}

// CHECK: memref.global "private" constant @qopt_dynamic8_signed_values : memref<256xf32>
// CHECK-NEXT: memref.global "private" constant @qopt_dynamic8_signed_entries : memref<2800xi32>
// CHECK-NOT: memref.global
