// qopt.observe becomes a call with the session, the id, a pointer to row-major
// elements and their count.
// RUN: qopt-opt %s --one-shot-bufferize="bufferize-function-boundaries=1 function-boundary-type-conversion=identity-layout-map" -canonicalize | FileCheck %s

// CHECK: llvm.func @qopt_observe(!llvm.ptr, i64, !llvm.ptr, i64)

// CHECK-LABEL: func.func @whole
// CHECK-SAME: %[[X:.*]]: memref<4x6xf32>, %[[S:.*]]: !llvm.ptr {qopt.session}
// CHECK-DAG: %[[ID:.*]] = arith.constant 7 : i64
// CHECK-DAG: %[[N:.*]] = arith.constant 24 : i64
// CHECK: %[[A:.*]] = memref.extract_aligned_pointer_as_index %[[X]]
// CHECK-NEXT: %[[I:.*]] = arith.index_cast %[[A]] : index to i64
// CHECK-NEXT: %[[P:.*]] = llvm.inttoptr %[[I]] : i64 to !llvm.ptr
// CHECK-NEXT: llvm.call @qopt_observe(%[[S]], %[[ID]], %[[P]], %[[N]])
// CHECK-NEXT: return
func.func @whole(%x: tensor<4x6xf32>, %s: !llvm.ptr {qopt.session}) {
  qopt.observe %x id 7 : tensor<4x6xf32>
  return
}

// Rows are a part of the buffer that begins 2 * 6 * 4 bytes later: no copy.
// CHECK-LABEL: func.func @rows
// CHECK-DAG: %[[BYTES:.*]] = arith.constant 48 : i64
// CHECK-DAG: %[[N:.*]] = arith.constant 12 : i64
// CHECK-NOT: memref.copy
// CHECK: %[[I:.*]] = arith.index_cast
// CHECK-NEXT: %[[Q:.*]] = arith.addi %[[I]], %[[BYTES]]
// CHECK-NEXT: %[[P:.*]] = llvm.inttoptr %[[Q]]
// CHECK-NEXT: llvm.call @qopt_observe(%{{.*}}, %{{.*}}, %[[P]], %[[N]])
func.func @rows(%x: tensor<4x6xf32>, %s: !llvm.ptr {qopt.session}) {
  %0 = tensor.extract_slice %x[2, 0] [2, 6] [1, 1] : tensor<4x6xf32> to tensor<2x6xf32>
  qopt.observe %0 id 1 : tensor<2x6xf32>
  return
}

// Columns have gaps, and rows at an offset that is known at run time only are
// copied, too.
// CHECK-LABEL: func.func @columns
// CHECK: %[[C:.*]] = memref.alloc() {{.*}}: memref<4x3xf32>
// CHECK: memref.copy %{{.*}}, %[[C]]
// CHECK: memref.extract_aligned_pointer_as_index %[[C]]
func.func @columns(%x: tensor<4x6xf32>, %s: !llvm.ptr {qopt.session}) {
  %0 = tensor.extract_slice %x[0, 2] [4, 3] [1, 1] : tensor<4x6xf32> to tensor<4x3xf32>
  qopt.observe %0 id 1 : tensor<4x3xf32>
  return
}

// CHECK-LABEL: func.func @run_time_offset
// CHECK: %[[C:.*]] = memref.alloc() {{.*}}: memref<2x6xf32>
// CHECK: memref.copy %{{.*}}, %[[C]]
// CHECK: memref.extract_aligned_pointer_as_index %[[C]]
func.func @run_time_offset(%x: tensor<4x6xf32>, %i: index, %s: !llvm.ptr {qopt.session}) {
  %0 = tensor.extract_slice %x[%i, 0] [2, 6] [1, 1] : tensor<4x6xf32> to tensor<2x6xf32>
  qopt.observe %0 id 1 : tensor<2x6xf32>
  return
}

// The observed value is read, not written: what overwrites it later works on a
// copy of its own only if the value is still needed.
// CHECK-LABEL: func.func @order
// CHECK-NOT: memref.copy
// CHECK: llvm.call @qopt_observe
// CHECK: linalg.fill
func.func @order(%m: memref<4xf32>, %s: !llvm.ptr {qopt.session}) {
  %c = arith.constant 1.0 : f32
  %x = bufferization.to_tensor %m restrict writable : memref<4xf32> to tensor<4xf32>
  qopt.observe %x id 1 : tensor<4xf32>
  %y = linalg.fill ins(%c : f32) outs(%x : tensor<4xf32>) -> tensor<4xf32>
  bufferization.materialize_in_destination %y in restrict writable %m : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}
