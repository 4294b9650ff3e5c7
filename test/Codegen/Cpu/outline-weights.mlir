// Where qopt-outline-weights puts constants, and what it writes there.
// RUN: qopt-opt %s --qopt-outline-weights | FileCheck %s

// In order of first use: c (68 bytes at 0), a (80 bytes at 128), e (65 at 256); b
// equals a and d, of another type, has the bytes of a as well. 321 is rounded up.
// CHECK: module attributes {qopt.weights = dense_resource<qopt_weights> : tensor<384xi8>}
// CHECK-NOT: memref.global
memref.global "private" constant @a : memref<20xi32> = dense<7>
memref.global "private" constant @b : memref<20xi32> = dense<7>
memref.global "private" constant @c : memref<17xf32> = dense<1.0>
memref.global "private" constant @d : memref<4x5xi32> = dense<7>
memref.global "private" constant @e : memref<65xi8> = dense_resource<bytes>

// CHECK: func.func @first(%{{.*}}: memref<17xf32>, %{{.*}}: memref<20xi32>, %[[W:.*]]: memref<384xi8> {qopt.weights})
// CHECK: %[[O0:.*]] = arith.constant 0 : index
// CHECK-NEXT: memref.view %[[W]][%[[O0]]][] : memref<384xi8> to memref<17xf32>
// CHECK: %[[O1:.*]] = arith.constant 128 : index
// CHECK-NEXT: memref.view %[[W]][%[[O1]]][] : memref<384xi8> to memref<20xi32>
// CHECK: %[[O2:.*]] = arith.constant 128 : index
// CHECK-NEXT: memref.view %[[W]][%[[O2]]][] : memref<384xi8> to memref<20xi32>
func.func @first(%x: memref<17xf32>, %y: memref<20xi32>) {
  %0 = memref.get_global @c : memref<17xf32>
  memref.copy %0, %x : memref<17xf32> to memref<17xf32>
  %1 = memref.get_global @a : memref<20xi32>
  memref.copy %1, %y : memref<20xi32> to memref<20xi32>
  %2 = memref.get_global @b : memref<20xi32>
  memref.copy %2, %y : memref<20xi32> to memref<20xi32>
  return
}

// Every copy of the model reads the one blob.
// CHECK: func.func @second(%{{.*}}: memref<4x5xi32>, %{{.*}}: memref<65xi8>, %[[W:.*]]: memref<384xi8> {qopt.weights})
// CHECK: %[[O0:.*]] = arith.constant 128 : index
// CHECK-NEXT: memref.view %[[W]][%[[O0]]][] : memref<384xi8> to memref<4x5xi32>
// CHECK: %[[O1:.*]] = arith.constant 256 : index
// CHECK-NEXT: memref.view %[[W]][%[[O1]]][] : memref<384xi8> to memref<65xi8>
func.func @second(%x: memref<4x5xi32>, %y: memref<65xi8>) {
  %0 = memref.get_global @d : memref<4x5xi32>
  memref.copy %0, %x : memref<4x5xi32> to memref<4x5xi32>
  %1 = memref.get_global @e : memref<65xi8>
  memref.copy %1, %y : memref<65xi8> to memref<65xi8>
  return
}

// Alignment 64, seventeen times 1.0, then zeros up to 128; twenty times 7, zeros up
// to 256; the resource's bytes and zeros.
// CHECK: qopt_weights: "0x40000000{{(0000803F){17}0{120}(07000000){20}0{96}(0102030405)+0{126}"}}
{-#
  dialect_resources: {
    builtin: {
      bytes: "0x010000000102030405010203040501020304050102030405010203040501020304050102030405010203040501020304050102030405010203040501020304050102030405"
    }
  }
#-}
