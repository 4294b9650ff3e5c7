// What qopt-linalg-to-loops decides: which dimensions merge, what is parallel and
// in which pieces.
// RUN: qopt-opt %s --qopt-linalg-to-loops --canonicalize | FileCheck %s
// RUN: qopt-opt %s --qopt-linalg-to-loops=parallel=false --canonicalize | FileCheck %s --check-prefix=SEQ
// SEQ-NOT: scf.parallel

#id = affine_map<(i, j) -> (i, j)>

// Contiguous rows merge into one dimension of 65536, cut into 64 chunks.
// CHECK-LABEL: func.func @merged
// CHECK: %[[A:.*]] = memref.collapse_shape %{{.*}} {{\[\[}}0, 1]] : memref<256x256xf32> into memref<65536xf32>
// CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c64{{.*}}) step
// CHECK: %[[PIECE:.*]] = arith.remui %[[I]], %c64
// CHECK: %[[BEGIN:.*]] = arith.muli %[[PIECE]], %c1024
// CHECK: %[[END:.*]] = arith.addi %[[BEGIN]], %c1024
// CHECK: scf.for %[[J:.*]] = %[[BEGIN]] to %[[END]]
// CHECK-NEXT: memref.load %[[A]][%[[J]]]
// SEQ-LABEL: func.func @merged
// SEQ: scf.for %{{.*}} = %c0{{.*}} to %c65536
func.func @merged(%a: memref<256x256xf32>, %b: memref<256x256xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : memref<256x256xf32>) outs(%b : memref<256x256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  }
  return
}

// Rows with gaps do not merge. Three rows are too few, so each is cut into 21
// chunks of 400 (a multiple of 16), of which the last is shorter.
// CHECK-LABEL: func.func @few_rows
// CHECK-NOT: collapse_shape
// CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c63{{.*}}) step
// CHECK: %[[ROW:.*]] = arith.divui %[[I]], %c21
// CHECK: %[[PIECE:.*]] = arith.remui %[[I]], %c21
// CHECK: %[[M:.*]] = arith.remui %[[ROW]], %c3
// CHECK: %[[BEGIN:.*]] = arith.muli %[[PIECE]], %c400
// CHECK: %[[PAST:.*]] = arith.addi %[[BEGIN]], %c400
// CHECK: %[[END:.*]] = arith.minui %[[PAST]], %c8300
// CHECK: scf.for %[[J:.*]] = %[[BEGIN]] to %[[END]]
// CHECK-NEXT: memref.load %{{.*}}[%[[M]], %[[J]]]
func.func @few_rows(%a: memref<3x8300xf32, strided<[9000, 1]>>, %b: memref<3x8300xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : memref<3x8300xf32, strided<[9000, 1]>>) outs(%b : memref<3x8300xf32>) {
  ^bb0(%x: f32, %y: f32):
    %0 = arith.addf %x, %x : f32
    %1 = arith.addf %0, %x : f32
    %2 = arith.addf %1, %x : f32
    %3 = arith.addf %2, %x : f32
    %4 = arith.addf %3, %x : f32
    linalg.yield %4 : f32
  }
  return
}

// Two operations (the sum and the yield) of 65536 elements: exactly 131072.
// CHECK-LABEL: func.func @threshold
// CHECK: scf.parallel
// CHECK-LABEL: func.func @below_threshold
// CHECK-NOT: scf.parallel
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %c65535
func.func @threshold(%a: memref<65536xf32>, %b: memref<65536xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%a : memref<65536xf32>) outs(%b : memref<65536xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  }
  return
}
func.func @below_threshold(%a: memref<65535xf32>, %b: memref<65535xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%a : memref<65535xf32>) outs(%b : memref<65535xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  }
  return
}

// A reduction is never parallel, nor what lies inside it.
// CHECK-LABEL: func.func @reduction
// CHECK-NOT: scf.parallel
// CHECK: scf.for %[[K:.*]] = %c0{{.*}} to %c1000000
// CHECK: memref.load %{{.*}}[%[[K]]]
// CHECK: memref.load %{{.*}}[] : memref<f32>
func.func @reduction(%a: memref<1000000xf32>, %b: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]} ins(%a : memref<1000000xf32>) outs(%b : memref<f32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  }
  return
}

// No loop over one element, none at all over none, and the index of either.
// CHECK-LABEL: func.func @ones_and_zeros
// CHECK: scf.for %[[J:.*]] = %c0{{.*}} to %c7
// CHECK-NEXT: arith.index_cast %[[J]]
// CHECK-NEXT: memref.store %{{.*}}, %{{.*}}[%c0{{.*}}, %[[J]]]
// CHECK-NOT: scf.for
// CHECK: return
func.func @ones_and_zeros(%a: memref<1x7xi32>, %b: memref<0x7xi32>) {
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%a : memref<1x7xi32>) {
  ^bb0(%y: i32):
    %j = linalg.index 1 : index
    %v = arith.index_cast %j : index to i32
    linalg.yield %v : i32
  }
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%b : memref<0x7xi32>) {
  ^bb0(%y: i32):
    linalg.yield %y : i32
  }
  return
}

// A copy into a view with gaps is a nest.
// CHECK-LABEL: func.func @strided_copy
// CHECK-NOT: memref.copy
// CHECK: scf.for
// CHECK: scf.for
// CHECK: memref.store
func.func @strided_copy(%a: memref<16x16xf32>, %b: memref<16x16xf32, strided<[32, 1]>>) {
  memref.copy %a, %b : memref<16x16xf32> to memref<16x16xf32, strided<[32, 1]>>
  return
}

#row = affine_map<(i, j) -> (i)>
#turned = affine_map<(i, j) -> (j, i)>

// Three ops on the same rows share a loop of 16 pieces (there are 262400 operations, of
// which a piece has at least 16384), 16 rows each; the sums, which nothing else reads,
// have room for 16 rows on the stack.
// CHECK-LABEL: func.func @grouped
// CHECK-NOT: memref.alloc()
// CHECK: scf.parallel (%[[I:.*]]) = (%c0{{.*}}) to (%c16{{.*}}) step
// CHECK: %[[SUMS:.*]] = memref.alloca() {alignment = 64 : i64} : memref<16xf32>
// CHECK: scf.for %[[R:.*]] = %c0{{.*}} to %c16
// CHECK: memref.store %{{.*}}, %[[SUMS]][%[[R]]]
// CHECK: scf.for %[[R:.*]] = %c0{{.*}} to %c16
// CHECK: %[[FIRST:.*]] = arith.muli %[[I]], %c16
// CHECK: %[[ROW:.*]] = arith.addi %[[FIRST]], %[[R]]
// CHECK: scf.for %[[J:.*]] = %c0{{.*}} to %c256
// CHECK: memref.load %{{.*}}[%[[ROW]], %[[J]]]
// CHECK: memref.load %[[SUMS]][%[[R]]]
// CHECK-NOT: scf.parallel
// CHECK: return
func.func @grouped(%a: memref<256x256xf32>, %b: memref<256x256xf32>, %zero: f32) {
  %s = memref.alloc() : memref<256xf32>
  linalg.fill ins(%zero : f32) outs(%s : memref<256xf32>)
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]} ins(%a : memref<256x256xf32>) outs(%s : memref<256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %0 = arith.addf %x, %y : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%a, %s : memref<256x256xf32>, memref<256xf32>) outs(%b : memref<256x256xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %0 = arith.divf %x, %y : f32
    linalg.yield %0 : f32
  }
  return
}

// 112 pieces of the largest values are of 28 rows each; those of 58 x 58 x 64 elements
// would be parts of rows, and each index a remainder. So what fills them is a loop of its
// own, of whole rows.
// CHECK-LABEL: func.func @parts_of_rows
// CHECK: scf.parallel (%{{.*}}) = (%c0{{.*}}) to (%c112{{.*}}) step
// CHECK: scf.parallel (%{{.*}}) = (%c0{{.*}}) to (%c3364{{.*}}) step
// CHECK: scf.for %[[J:.*]] = %c0{{.*}} to %c64
// CHECK-NEXT: memref.store %{{.*}}[%{{.*}}, %{{.*}}, %[[J]]]
// CHECK: return
func.func @parts_of_rows(%a: memref<56x56x64x9xi8>, %o: memref<56x56x64xi8>, %p: memref<58x58x64xi8>, %least: i8) {
  linalg.fill ins(%least : i8) outs(%o : memref<56x56x64xi8>)
  linalg.generic {indexing_maps = [affine_map<(i, j, k, l) -> (i, j, k, l)>, affine_map<(i, j, k, l) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%a : memref<56x56x64x9xi8>) outs(%o : memref<56x56x64xi8>) {
  ^bb0(%x: i8, %y: i8):
    %0 = arith.maxsi %x, %y : i8
    linalg.yield %0 : i8
  }
  linalg.fill ins(%least : i8) outs(%p : memref<58x58x64xi8>)
  return
}

// What one writes by rows the other reads by columns; and an op between the two touches
// memory: loops of their own.
// CHECK-LABEL: func.func @apart
// CHECK: scf.parallel
// CHECK: scf.parallel
// CHECK: memref.store
// CHECK: memref.store
// CHECK: scf.parallel
// CHECK: return
func.func @apart(%a: memref<256x256xf32>, %b: memref<256x256xf32>, %c: memref<256x256xf32>, %zero: f32, %i: index) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : memref<256x256xf32>) outs(%b : memref<256x256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %0 = arith.addf %x, %x : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#turned, #id], iterator_types = ["parallel", "parallel"]} ins(%b : memref<256x256xf32>) outs(%c : memref<256x256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %0 = arith.addf %x, %x : f32
    linalg.yield %0 : f32
  }
  memref.store %zero, %a[%i, %i] : memref<256x256xf32>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<256x256xf32>) outs(%b : memref<256x256xf32>) {
  ^bb0(%x: f32, %y: f32):
    %0 = arith.addf %x, %x : f32
    linalg.yield %0 : f32
  }
  return
}

#one = affine_map<(i) -> (i)>

// A table of bytes: 64 codes at a time in four registers where the instruction set has
// the look-up, the last 6 of 134 one by one; without it all of them.
// CHECK-LABEL: func.func @bytes
// CHECK: scf.for %[[I:.*]] = %c0{{.*}} to %c128{{.*}} step %c64
// CHECK: vector.load %{{.*}}[%[[I]]] : memref<134xi8>, vector<64xi8>
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.avx512.vpermi2var.hi.512"
// CHECK: vector.store %{{.*}}, %{{.*}}[%[[I]]] : memref<134xi8>, vector<64xi8>
// CHECK: scf.for %[[I:.*]] = %c128{{.*}} to %c134
// CHECK: memref.load %{{.*}}[%[[I]]] : memref<134xi8>
func.func @bytes(%a: memref<134xi8>, %t: memref<1x256xi8>, %b: memref<134xi8>) attributes {qopt.isa = "avx512vnni"} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]} ins(%a : memref<134xi8>) outs(%b : memref<134xi8>) attrs = {qopt.byte_table = -128 : i64} {
  ^bb0(%x: i8, %y: i8):
    %0 = arith.index_cast %x : i8 to index
    %1 = arith.addi %0, %c128 : index
    %2 = memref.load %t[%c0, %1] : memref<1x256xi8>
    linalg.yield %2 : i8
  }
  return
}
// CHECK-LABEL: func.func @bytes_without
// CHECK-NOT: vector
// CHECK: return
func.func @bytes_without(%a: memref<134xi8>, %t: memref<1x256xi8>, %b: memref<134xi8>) attributes {qopt.isa = "avx2"} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]} ins(%a : memref<134xi8>) outs(%b : memref<134xi8>) attrs = {qopt.byte_table = -128 : i64} {
  ^bb0(%x: i8, %y: i8):
    %0 = arith.index_cast %x : i8 to index
    %1 = arith.addi %0, %c128 : index
    %2 = memref.load %t[%c0, %1] : memref<1x256xi8>
    linalg.yield %2 : i8
  }
  return
}

// Channels first to channels last, into a part of a buffer.
// CHECK-LABEL: func.func @transposed
// CHECK-NOT: scf.for
// CHECK: linalg.transpose ins(%{{.*}} : memref<1x16x20x30xi8>) outs(%{{.*}} : memref<1x20x30x16xi8, strided<{{.*}}>>) permutation = [0, 2, 3, 1]
func.func @transposed(%a: memref<1x16x20x30xi8>, %b: memref<1x20x30x16xi8, strided<[11264, 512, 16, 1]>>) {
  linalg.generic {indexing_maps = [affine_map<(n, h, w, c) -> (n, c, h, w)>, affine_map<(n, h, w, c) -> (n, h, w, c)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%a : memref<1x16x20x30xi8>) outs(%b : memref<1x20x30x16xi8, strided<[11264, 512, 16, 1]>>) {
  ^bb0(%x: i8, %y: i8):
    linalg.yield %x : i8
  }
  return
}

// Three channels are no row of 16 bytes, heads keep their rows, and what computes is
// no move.
// CHECK-LABEL: func.func @not_transposed
// CHECK-NOT: linalg.transpose
// CHECK-COUNT-3: memref.store
func.func @not_transposed(%a: memref<3x20xf32>, %b: memref<20x3xf32>, %c: memref<16x4x32xi8>, %d: memref<4x16x32xi8>, %e: memref<16x16xi32>, %f: memref<16x16xi32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, #id], iterator_types = ["parallel", "parallel"]} ins(%a : memref<3x20xf32>) outs(%b : memref<20x3xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  }
  linalg.generic {indexing_maps = [affine_map<(h, t, d) -> (t, h, d)>, affine_map<(h, t, d) -> (h, t, d)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%c : memref<16x4x32xi8>) outs(%d : memref<4x16x32xi8>) {
  ^bb0(%x: i8, %y: i8):
    linalg.yield %x : i8
  }
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, #id], iterator_types = ["parallel", "parallel"]} ins(%e : memref<16x16xi32>) outs(%f : memref<16x16xi32>) {
  ^bb0(%x: i32, %y: i32):
    %n = arith.addi %x, %x : i32
    linalg.yield %n : i32
  }
  return
}
