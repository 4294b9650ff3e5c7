// linalg ops become launches: a thread per result, reductions in the thread with sums in
// registers, 16 threads for a lane sum, copies only where bytes do not lie side by side.
// RUN: qopt-opt %s --qopt-launch-linalg --canonicalize --cse -split-input-file | FileCheck %s

// K before N, as products are written: the loop over k is in the thread, N is fastest.
#a = affine_map<(m, k, n) -> (m, k)>
#b = affine_map<(m, k, n) -> (k, n)>
#c = affine_map<(m, k, n) -> (m, n)>
// CHECK-LABEL: func.func @product(
// CHECK-SAME: %[[A:.*]]: memref<5x7xi8>, %[[B:.*]]: memref<7x20xi8>, %[[C:.*]]: memref<5x20xi32>
// CHECK-DAG: %[[C20:.*]] = arith.constant 20 : i32
// CHECK-DAG: %[[C7:.*]] = arith.constant 7 : index
// CHECK-DAG: %[[C128:.*]] = arith.constant 128 : index
// 100 results: one block of four warps, no block number.
// CHECK: gpu.launch {{.*}} threads({{.*}}) in (%{{.*}} = %[[C128]],
// CHECK: %[[T:.*]] = arith.index_castui %{{.*}} : index to i32
// CHECK: scf.if
// CHECK: %[[N32:.*]] = arith.remui %[[T]], %[[C20]] : i32
// CHECK: %[[N:.*]] = arith.index_castui %[[N32]] : i32 to index
// CHECK: %[[M32:.*]] = arith.divui %[[T]], %[[C20]] : i32
// CHECK: %[[M:.*]] = arith.index_castui %[[M32]] : i32 to index
// CHECK: %[[INIT:.*]] = memref.load %[[C]][%[[M]], %[[N]]]
// CHECK: %[[SUM:.*]] = scf.for %[[K:.*]] = %{{.*}} to %[[C7]] step %{{.*}} iter_args(%[[HELD:.*]] = %[[INIT]]) -> (i32) {
// CHECK: memref.load %[[A]][%[[M]], %[[K]]]
// CHECK: memref.load %[[B]][%[[K]], %[[N]]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[HELD]], %{{.*}} : i32
// CHECK-NOT: memref.store
// CHECK: scf.yield %[[NEXT]] : i32
// CHECK: memref.store %[[SUM]], %[[C]][%[[M]], %[[N]]]
func.func @product(%a: memref<5x7xi8>, %b: memref<7x20xi8>, %c: memref<5x20xi32>) {
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "reduction", "parallel"]} ins(%a, %b : memref<5x7xi8>, memref<7x20xi8>) outs(%c : memref<5x20xi32>) {
  ^bb0(%x: i8, %y: i8, %z: i32):
    %u = arith.extsi %x : i8 to i32
    %v = arith.extsi %y : i8 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %z, %p : i32
    linalg.yield %s : i32
  }
  return
}

// -----

// Transposed: neighbours among the threads are neighbours of the result.
#t = affine_map<(d0, d1) -> (d1, d0)>
#i = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: func.func @transpose(
// CHECK-SAME: %[[X:.*]]: memref<8x6xf32>, %[[Y:.*]]: memref<6x8xf32>
// CHECK: %[[D0:.*]] = arith.remui %[[T:.*]], %{{.*}} : i32
// CHECK: %[[FAST:.*]] = arith.index_castui %[[D0]]
// CHECK: %[[D1:.*]] = arith.divui %[[T]], %{{.*}} : i32
// CHECK: %[[SLOW:.*]] = arith.index_castui %[[D1]]
// CHECK: memref.load %[[X]][%[[FAST]], %[[SLOW]]]
// CHECK: memref.store %{{.*}}, %[[Y]][%[[SLOW]], %[[FAST]]]
func.func @transpose(%x: memref<8x6xf32>, %y: memref<6x8xf32>) {
  linalg.generic {indexing_maps = [#i, #t], iterator_types = ["parallel", "parallel"]} ins(%x : memref<8x6xf32>) outs(%y : memref<6x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  }
  return
}

// -----

// 16 lanes per row, 3 rows: 48 threads in two warps; lanes beyond the last row repeat it.
#row = affine_map<(d0, d1) -> (d0, d1)>
#sum = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: func.func @lanes(
// CHECK-SAME: %[[X:.*]]: memref<3x50xf32>, %[[Y:.*]]: memref<3xf64>
// CHECK-DAG: %[[C64:.*]] = arith.constant 64 : index
// CHECK-DAG: %[[C50:.*]] = arith.constant 50 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f64
// CHECK: gpu.launch {{.*}} threads({{.*}}) in (%{{.*}} = %[[C64]],
// CHECK: %[[LANE32:.*]] = arith.remui %[[T:.*]], %c16_i32 : i32
// CHECK: %[[ROW32:.*]] = arith.divui %[[T]], %c16_i32 : i32
// CHECK: %[[VALID:.*]] = arith.cmpi ult, %[[ROW32]], %c3_i32 : i32
// CHECK: %[[SAFE:.*]] = arith.select %[[VALID]], %[[ROW32]], %c2_i32 : i32
// CHECK: %[[ROW:.*]] = arith.index_castui %[[SAFE]]
// CHECK: %[[LANE:.*]] = arith.index_castui %[[LANE32]]
// CHECK: %[[ACC:.*]] = scf.for %[[K:.*]] = %[[LANE]] to %[[C50]] step %[[C16]] iter_args(%{{.*}} = %[[ZERO]]) -> (f64) {
// CHECK: memref.load %[[X]][%[[ROW]], %[[K]]]
// CHECK: gpu.shuffle xor %{{.*}}, %c8_i32, %c32_i32 : i32
// CHECK: gpu.shuffle xor %{{.*}}, %c8_i32, %c32_i32 : i32
// CHECK: arith.addf %[[ACC]], %{{.*}} : f64
// CHECK: gpu.shuffle xor %{{.*}}, %c4_i32
// CHECK: gpu.shuffle xor %{{.*}}, %c2_i32
// CHECK: gpu.shuffle xor %{{.*}}, %c1_i32
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[LANE32]], %c0_i32 : i32
// CHECK: %[[STORES:.*]] = arith.andi %[[FIRST]], %[[VALID]] : i1
// CHECK: scf.if %[[STORES]] {
// CHECK: memref.store %{{.*}}, %[[Y]][%[[ROW]]]
func.func @lanes(%x: memref<3x50xf32>, %y: memref<3xf64>) {
  linalg.generic {indexing_maps = [#row, #sum], iterator_types = ["parallel", "reduction"]} ins(%x : memref<3x50xf32>) outs(%y : memref<3xf64>) attrs = {qopt.lane_sum} {
  ^bb0(%in: f32, %out: f64):
    %w = arith.extf %in : f32 to f64
    %s = arith.addf %out, %w : f64
    linalg.yield %s : f64
  }
  return
}

// -----

// CHECK-LABEL: func.func @copies(
// CHECK: memref.copy %{{.*}}, %{{.*}} : memref<4x8xi8> to memref<4x8xi8>
// CHECK: gpu.launch
// CHECK-NOT: memref.copy
// CHECK: memref.load {{.*}} : memref<4x4xi8, strided<[8, 1], offset: 2>>
func.func @copies(%x: memref<4x8xi8>, %y: memref<4x8xi8>, %z: memref<4x4xi8>) {
  memref.copy %x, %y : memref<4x8xi8> to memref<4x8xi8>
  %v = memref.subview %x[0, 2] [4, 4] [1, 1] : memref<4x8xi8> to memref<4x4xi8, strided<[8, 1], offset: 2>>
  memref.copy %v, %z : memref<4x4xi8, strided<[8, 1], offset: 2>> to memref<4x4xi8>
  return
}

// -----

// Indices of the op, and a scalar for all: a launch of whole blocks has no check.
// CHECK-LABEL: func.func @whole(
// CHECK: gpu.launch
// CHECK-NOT: scf.if
// CHECK: arith.index_cast %{{.*}} : index to i32
// CHECK: memref.store
func.func @whole(%y: memref<512xi32>) {
  %c5 = arith.constant 5 : i32
  linalg.fill ins(%c5 : i32) outs(%y : memref<512xi32>)
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%y : memref<512xi32>) {
  ^bb0(%out: i32):
    %i = linalg.index 0 : index
    %n = arith.index_cast %i : index to i32
    %s = arith.addi %out, %n : i32
    linalg.yield %s : i32
  }
  return
}

// -----

// A warp per row where the order of terms does not matter; what the result holds is added
// at the end.
#row = affine_map<(d0, d1) -> (d0, d1)>
#sum = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: func.func @rows(
// CHECK-DAG: %[[LEAST:.*]] = arith.constant -128 : i8
// CHECK-DAG: %[[C160:.*]] = arith.constant 160 : index
// CHECK: gpu.launch {{.*}} threads({{.*}}) in (%{{.*}} = %[[C160]],
// CHECK: %[[MOST:.*]] = scf.for {{.*}} step %c32 iter_args(%{{.*}} = %[[LEAST]]) -> (i8)
// CHECK: %[[WORD:.*]] = arith.extui %[[MOST]] : i8 to i32
// CHECK: gpu.shuffle xor %[[WORD]], %c16_i32, %c32_i32 : i32
// CHECK: arith.maxsi %[[MOST]], %{{.*}} : i8
// CHECK-COUNT-4: gpu.shuffle
// CHECK: scf.if
// CHECK: %[[HELD:.*]] = memref.load
// CHECK: %[[ALL:.*]] = arith.maxsi %[[HELD]], %{{.*}} : i8
// CHECK: memref.store %[[ALL]]
func.func @rows(%x: memref<5x100xi8>, %y: memref<5xi8>) {
  linalg.generic {indexing_maps = [#row, #sum], iterator_types = ["parallel", "reduction"]} ins(%x : memref<5x100xi8>) outs(%y : memref<5xi8>) {
  ^bb0(%in: i8, %out: i8):
    %m = arith.maxsi %out, %in : i8
    linalg.yield %m : i8
  }
  return
}

// -----

// The place of a row is read by the threads that copy it.
// CHECK-LABEL: func.func @place(
// CHECK-SAME: %[[AT:[^:]*]]: memref<1xi64>
// CHECK-NOT: memref.load
// CHECK: gpu.launch
// CHECK: %[[N:.*]] = memref.load %[[AT]]
// CHECK: %[[I:.*]] = arith.index_cast %[[N]] : i64 to index
// CHECK: memref.subview %{{.*}}[%[[I]], 0]
func.func @place(%at: memref<1xi64>, %row: memref<1x3xf32>, %cache: memref<5x3xf32>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %at[%c0] : memref<1xi64>
  %i = arith.index_cast %n : i64 to index
  %v = memref.subview %cache[%i, 0] [1, 3] [1, 1] : memref<5x3xf32> to memref<1x3xf32, strided<[3, 1], offset: ?>>
  memref.copy %row, %v : memref<1x3xf32> to memref<1x3xf32, strided<[3, 1], offset: ?>>
  return
}

// -----

// It stays where the buffer changes behind it.
// CHECK-LABEL: func.func @changes(
// CHECK: memref.load
// CHECK: memref.store
// CHECK: gpu.launch
func.func @changes(%at: memref<1xi64>, %row: memref<1x3xf32>, %cache: memref<5x3xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i64
  %n = memref.load %at[%c0] : memref<1xi64>
  memref.store %one, %at[%c0] : memref<1xi64>
  %i = arith.index_cast %n : i64 to index
  %v = memref.subview %cache[%i, 0] [1, 3] [1, 1] : memref<5x3xf32> to memref<1x3xf32, strided<[3, 1], offset: ?>>
  memref.copy %row, %v : memref<1x3xf32> to memref<1x3xf32, strided<[3, 1], offset: ?>>
  return
}

// -----

// It may be read again behind it, by an op that becomes another launch.
// CHECK-LABEL: func.func @again(
// CHECK-SAME: %[[AT:[^:]*]]: memref<1xi64>
// CHECK-NOT: memref.load
// CHECK: gpu.launch
// CHECK: memref.load %[[AT]]
// CHECK: memref.subview
// CHECK: gpu.launch
// CHECK: memref.load %[[AT]]
func.func @again(%at: memref<1xi64>, %row: memref<1x3xf32>, %cache: memref<5x3xf32>, %next: memref<1xi64>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i64
  %n = memref.load %at[%c0] : memref<1xi64>
  %i = arith.index_cast %n : i64 to index
  %v = memref.subview %cache[%i, 0] [1, 3] [1, 1] : memref<5x3xf32> to memref<1x3xf32, strided<[3, 1], offset: ?>>
  memref.copy %row, %v : memref<1x3xf32> to memref<1x3xf32, strided<[3, 1], offset: ?>>
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%at : memref<1xi64>) outs(%next : memref<1xi64>) {
  ^bb0(%in: i64, %out: i64):
    %s = arith.addi %in, %one : i64
    linalg.yield %s : i64
  }
  return
}

// -----

// A row's largest number, what it makes of the row, and the sum of that: one launch, a
// block of 128 threads per row. A warp has the largest number and thread 0 the sum of floats.
#rc = affine_map<(r, c) -> (r, c)>
#r = affine_map<(r, c) -> (r)>
// CHECK-LABEL: func.func @rows(
// CHECK: gpu.launch blocks({{.*}}) in (%{{.*}} = %c40, %{{.*}} = %c1{{.*}}, %{{.*}} = %c1{{.*}}) threads({{.*}}) in (%{{.*}} = %c128{{.*}}, %{{.*}} = %c1{{.*}}, %{{.*}} = %c1{{.*}}) {
// CHECK-COUNT-5: gpu.shuffle xor
// CHECK: gpu.barrier
// CHECK: arith.subi
// CHECK: gpu.barrier
// CHECK: scf.for
// CHECK-NOT: gpu.launch
func.func @rows(%x: memref<40x100xi32>, %m: memref<40xi32>, %d: memref<40x100xi32>, %s: memref<40xi64>) {
  linalg.generic {indexing_maps = [#rc, #r], iterator_types = ["parallel", "reduction"]} ins(%x : memref<40x100xi32>) outs(%m : memref<40xi32>) {
  ^bb0(%in: i32, %out: i32):
    %p = arith.maxsi %in, %out : i32
    linalg.yield %p : i32
  }
  linalg.generic {indexing_maps = [#rc, #r, #rc], iterator_types = ["parallel", "parallel"]} ins(%x, %m : memref<40x100xi32>, memref<40xi32>) outs(%d : memref<40x100xi32>) {
  ^bb0(%in: i32, %most: i32, %out: i32):
    %p = arith.subi %in, %most : i32
    linalg.yield %p : i32
  }
  linalg.generic {indexing_maps = [#rc, #r], iterator_types = ["parallel", "reduction"]} ins(%d : memref<40x100xi32>) outs(%s : memref<40xi64>) {
  ^bb0(%in: i32, %out: i64):
    %w = arith.extsi %in : i32 to i64
    %p = arith.muli %w, %w : i64
    %q = arith.subi %out, %p : i64
    linalg.yield %q : i64
  }
  return
}

// -----

// The second op reads another row's result; the third one's row is another op's column.
#rc = affine_map<(r, c) -> (r, c)>
#r = affine_map<(r, c) -> (r)>
#c = affine_map<(r, c) -> (c)>
// CHECK-LABEL: func.func @not_rows(
// CHECK-COUNT-3: gpu.launch
func.func @not_rows(%x: memref<40x40xi32>, %m: memref<40xi32>, %d: memref<40x40xi32>, %s: memref<40xi32>) {
  linalg.generic {indexing_maps = [#rc, #r], iterator_types = ["parallel", "reduction"]} ins(%x : memref<40x40xi32>) outs(%m : memref<40xi32>) {
  ^bb0(%in: i32, %out: i32):
    %p = arith.maxsi %in, %out : i32
    linalg.yield %p : i32
  }
  linalg.generic {indexing_maps = [#rc, #c, #rc], iterator_types = ["parallel", "parallel"]} ins(%x, %m : memref<40x40xi32>, memref<40xi32>) outs(%d : memref<40x40xi32>) {
  ^bb0(%in: i32, %most: i32, %out: i32):
    %p = arith.subi %in, %most : i32
    linalg.yield %p : i32
  }
  linalg.generic {indexing_maps = [affine_map<(r, c) -> (c, r)>, #r], iterator_types = ["parallel", "reduction"]} ins(%d : memref<40x40xi32>) outs(%s : memref<40xi32>) {
  ^bb0(%in: i32, %out: i32):
    %p = arith.addi %in, %out : i32
    linalg.yield %p : i32
  }
  return
}

// -----

// Another name for what is written may be any row of it.
#rc = affine_map<(r, c) -> (r, c)>
#r = affine_map<(r, c) -> (r)>
// CHECK-LABEL: func.func @other_name(
// CHECK-COUNT-2: gpu.launch
func.func @other_name(%x: memref<40x100xi32>, %m: memref<80xi32>, %d: memref<40x100xi32>) {
  %low = memref.subview %m[0] [40] [1] : memref<80xi32> to memref<40xi32, strided<[1]>>
  %high = memref.subview %m[20] [40] [1] : memref<80xi32> to memref<40xi32, strided<[1], offset: 20>>
  linalg.generic {indexing_maps = [#rc, #r], iterator_types = ["parallel", "reduction"]} ins(%x : memref<40x100xi32>) outs(%low : memref<40xi32, strided<[1]>>) {
  ^bb0(%in: i32, %out: i32):
    %p = arith.maxsi %in, %out : i32
    linalg.yield %p : i32
  }
  linalg.generic {indexing_maps = [#rc, #r, #rc], iterator_types = ["parallel", "parallel"]} ins(%x, %high : memref<40x100xi32>, memref<40xi32, strided<[1], offset: 20>>) outs(%d : memref<40x100xi32>) {
  ^bb0(%in: i32, %most: i32, %out: i32):
    %p = arith.subi %in, %most : i32
    linalg.yield %p : i32
  }
  return
}
