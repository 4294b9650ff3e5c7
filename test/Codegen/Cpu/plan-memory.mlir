// Where qopt-plan-memory places buffers, and the bounds it states.
// RUN: qopt-opt %s --qopt-plan-memory | FileCheck %s

// A chain: each value dies when the next is computed, so the first and the third
// share their place. Sizes are rounded up to 64: 100 floats take 448 bytes.
// CHECK-LABEL: func.func @chain
// CHECK-SAME: memref<896xi8> {qopt.arena}) attributes {qopt.arena_bytes = 896 : i64, qopt.arena_live_bytes = 896 : i64}
// CHECK: %[[O0:.*]] = arith.constant 0 : index
// CHECK-NEXT: memref.view %{{.*}}[%[[O0]]][]
// CHECK: %[[O1:.*]] = arith.constant 448 : index
// CHECK-NEXT: memref.view %{{.*}}[%[[O1]]][]
// CHECK: %[[O2:.*]] = arith.constant 0 : index
// CHECK-NEXT: memref.view %{{.*}}[%[[O2]]][]
// CHECK-NOT: memref.alloc
func.func @chain(%x: memref<100xf32>, %y: memref<100xf32>) {
  %a = memref.alloc() : memref<100xf32>
  linalg.exp ins(%x : memref<100xf32>) outs(%a : memref<100xf32>)
  %b = memref.alloc() : memref<100xf32>
  linalg.exp ins(%a : memref<100xf32>) outs(%b : memref<100xf32>)
  %c = memref.alloc() : memref<100xf32>
  linalg.exp ins(%b : memref<100xf32>) outs(%c : memref<100xf32>)
  linalg.exp ins(%c : memref<100xf32>) outs(%y : memref<100xf32>)
  return
}

// Largest first, whatever the order in the function; the small one finds the
// smallest gap. Live at once at most: 64 + 1024.
// CHECK-LABEL: func.func @largest_first
// CHECK-SAME: qopt.arena_bytes = 1088 : i64, qopt.arena_live_bytes = 1088 : i64
// CHECK: %[[SMALL:.*]] = arith.constant 1024 : index
// CHECK-NEXT: memref.view %{{.*}}[%[[SMALL]]][] : memref<1088xi8> to memref<4xi8>
// CHECK: %[[LARGE:.*]] = arith.constant 0 : index
// CHECK-NEXT: memref.view %{{.*}}[%[[LARGE]]][] : memref<1088xi8> to memref<1024xi8>
func.func @largest_first(%x: memref<4xi8>, %z: memref<1024xi8>) {
  %a = memref.alloc() : memref<4xi8>
  memref.copy %x, %a : memref<4xi8> to memref<4xi8>
  %b = memref.alloc() : memref<1024xi8>
  memref.copy %z, %b : memref<1024xi8> to memref<1024xi8>
  memref.copy %b, %z : memref<1024xi8> to memref<1024xi8>
  memref.copy %a, %x : memref<4xi8> to memref<4xi8>
  return
}

// Three buffers beside one that lives all along, and the bound is met.
// a [0, 1], b [1, 2], c [2, 3] of 128, 192 and 128 bytes with d [0, 3] of 64:
// b at 0, a and c behind it, d behind those.
// CHECK-LABEL: func.func @bound
// CHECK-SAME: qopt.arena_bytes = 384 : i64, qopt.arena_live_bytes = 384 : i64
// CHECK: arith.constant 192 : index
// CHECK-NEXT: memref.view {{.*}} to memref<128xi8>
// CHECK: arith.constant 320 : index
// CHECK-NEXT: memref.view {{.*}} to memref<64xi8>
// CHECK: arith.constant 0 : index
// CHECK-NEXT: memref.view {{.*}} to memref<192xi8>
// CHECK: arith.constant 192 : index
// CHECK-NEXT: memref.view {{.*}} to memref<128xi8>
func.func @bound(%v: i8, %i: index) {
  %a = memref.alloc() : memref<128xi8>
  memref.store %v, %a[%i] : memref<128xi8>
  %d = memref.alloc() : memref<64xi8>
  memref.store %v, %d[%i] : memref<64xi8>
  %b = memref.alloc() : memref<192xi8>
  memref.store %v, %b[%i] : memref<192xi8>
  %0 = memref.load %a[%i] : memref<128xi8>
  %c = memref.alloc() : memref<128xi8>
  memref.store %v, %c[%i] : memref<128xi8>
  %1 = memref.load %b[%i] : memref<192xi8>
  %2 = memref.load %c[%i] : memref<128xi8>
  %3 = memref.load %d[%i] : memref<64xi8>
  return
}

// Largest first is not always best: a at 0, b behind it, c in a's place and d behind b
// would be 448. By size times lifetime b comes first, at 0; a and then c are behind it,
// d behind c. That is what lives at once: b, c and d.
// CHECK-LABEL: func.func @in_another_order
// CHECK-SAME: qopt.arena_bytes = 384 : i64, qopt.arena_live_bytes = 384 : i64
// CHECK: arith.constant 128 : index
// CHECK-NEXT: memref.view {{.*}} to memref<192xi8>
// CHECK: arith.constant 0 : index
// CHECK-NEXT: memref.view {{.*}} to memref<128xi8>
// CHECK: arith.constant 128 : index
// CHECK-NEXT: memref.view {{.*}} to memref<128xi8>
// CHECK: arith.constant 256 : index
// CHECK-NEXT: memref.view {{.*}} to memref<128xi8>
func.func @in_another_order(%v: i8, %i: index) {
  %a = memref.alloc() : memref<192xi8>
  memref.store %v, %a[%i] : memref<192xi8>
  %b = memref.alloc() : memref<128xi8>
  memref.store %v, %b[%i] : memref<128xi8>
  %0 = memref.load %a[%i] : memref<192xi8>
  %c = memref.alloc() : memref<128xi8>
  memref.store %v, %c[%i] : memref<128xi8>
  %d = memref.alloc() : memref<128xi8>
  memref.store %v, %d[%i] : memref<128xi8>
  %1 = memref.load %b[%i] : memref<128xi8>
  %2 = memref.load %c[%i] : memref<128xi8>
  %3 = memref.load %d[%i] : memref<128xi8>
  return
}

// A view keeps its buffer alive: a is read through it after b is written.
// CHECK-LABEL: func.func @aliases
// CHECK-SAME: qopt.arena_bytes = 128 : i64, qopt.arena_live_bytes = 128 : i64
func.func @aliases(%x: memref<2x8xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<2x8xf32>
  memref.copy %x, %a : memref<2x8xf32> to memref<2x8xf32>
  %v = memref.collapse_shape %a [[0, 1]] : memref<2x8xf32> into memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  linalg.exp ins(%y : memref<16xf32>) outs(%b : memref<16xf32>)
  linalg.add ins(%v, %b : memref<16xf32>, memref<16xf32>) outs(%y : memref<16xf32>)
  return
}

// What a loop touches is alive all through it.
// CHECK-LABEL: func.func @loop
// CHECK-SAME: qopt.arena_bytes = 128 : i64
func.func @loop(%y: memref<16xf32>, %lo: index, %hi: index, %step: index) {
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  scf.for %i = %lo to %hi step %step {
    linalg.exp ins(%y : memref<16xf32>) outs(%a : memref<16xf32>)
    linalg.exp ins(%a : memref<16xf32>) outs(%y : memref<16xf32>)
    linalg.exp ins(%y : memref<16xf32>) outs(%b : memref<16xf32>)
    linalg.exp ins(%b : memref<16xf32>) outs(%y : memref<16xf32>)
  }
  return
}

// Deallocations go, buffers without uses too; index elements take 8 bytes.
// CHECK-LABEL: func.func @cleaned
// CHECK-SAME: qopt.arena_bytes = 832 : i64
// CHECK-NOT: memref.dealloc
// CHECK: return
func.func @cleaned(%i: index) {
  %a = memref.alloc() : memref<100xindex>
  %unused = memref.alloc() : memref<100xf32>
  memref.store %i, %a[%i] : memref<100xindex>
  memref.dealloc %a : memref<100xindex>
  memref.dealloc %unused : memref<100xf32>
  return
}
