// The example of the description of --qopt-launch-linalg.
// RUN: qopt-opt %s --qopt-launch-linalg --canonicalize | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @doc(%x: memref<10x100xi32>, %y: memref<10x100xi32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : memref<10x100xi32>) outs(%y : memref<10x100xi32>) {
  ^bb0(%in: i32, %out: i32):
    %p = arith.muli %in, %in : i32
    linalg.yield %p : i32
  }
  return
}

// CHECK: %[[x:.*]] = memref.collapse_shape %{{.*}} {{\[\[}}0, 1]] : memref<10x100xi32> into memref<1000xi32>
// CHECK: gpu.launch blocks(%[[bx:.*]], %{{.*}}, %{{.*}}) in (%{{.*}} = %c4, %{{.*}} = %c1, %{{.*}} = %c1) threads(%[[tx:.*]], %{{.*}}, %{{.*}}) in (%{{.*}} = %c256, %{{.*}} = %c1, %{{.*}} = %c1) {
// CHECK: %[[first:.*]] = arith.muli %{{.*}}, %c256_i32 : i32
// CHECK: %[[number:.*]] = arith.addi %[[first]], %{{.*}} : i32
// CHECK: %[[valid:.*]] = arith.cmpi ult, %[[number]], %c1000_i32 : i32
// CHECK: scf.if %[[valid]] {
// CHECK: %[[i:.*]] = arith.index_castui %[[number]] : i32 to index
// CHECK: %[[in:.*]] = memref.load %[[x]][%[[i]]] : memref<1000xi32>
// CHECK: %[[p:.*]] = arith.muli %[[in]], %[[in]] : i32
// CHECK: memref.store %[[p]], %{{.*}}[%[[i]]] : memref<1000xi32>
// CHECK: }
// CHECK: gpu.terminator
// CHECK: }
