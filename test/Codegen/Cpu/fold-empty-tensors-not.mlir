// What qopt-fold-empty-tensors leaves: whatever has elements or may have, what
// has effects, and functions without a body.
// RUN: qopt-opt %s --qopt-fold-empty-tensors > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK: func.func private @external(tensor<0xf32>) -> tensor<0xf32>
func.func private @external(tensor<0xf32>) -> tensor<0xf32>

// CHECK-LABEL: func.func @call
// CHECK: %[[E:.*]] = tensor.empty() : tensor<0xf32>
// CHECK: call @external(%[[E]])
func.func @call() -> tensor<0xf32> {
  %e = tensor.empty() : tensor<0xf32>
  %0 = call @external(%e) : (tensor<0xf32>) -> tensor<0xf32>
  return %0 : tensor<0xf32>
}

// CHECK-LABEL: func.func @dynamic
// CHECK: linalg.exp
func.func @dynamic(%x: tensor<?xf32>, %e: tensor<?xf32>) -> tensor<?xf32> {
  %0 = linalg.exp ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @observed
// CHECK: qopt.observe
func.func @observed(%s: !llvm.ptr {qopt.session}) {
  %e = tensor.empty() : tensor<0xf32>
  qopt.observe %e id 0 : tensor<0xf32>
  return
}

// CHECK-LABEL: func.func @elements
// CHECK: linalg.exp
// CHECK: tensor.insert_slice
func.func @elements(%x: tensor<1xf32>, %e: tensor<1xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = linalg.exp ins(%x : tensor<1xf32>) outs(%e : tensor<1xf32>) -> tensor<1xf32>
  %1 = tensor.insert_slice %0 into %y[1] [1] [1] : tensor<1xf32> into tensor<2xf32>
  return %1 : tensor<2xf32>
}
