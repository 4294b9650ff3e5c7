// What qopt-outline-weights refuses.
// RUN: qopt-opt %s --qopt-outline-weights -split-input-file -verify-diagnostics

// expected-error @+1 {{expected a constant whose bytes are at hand, got unit}}
memref.global "private" constant @w : memref<32xf32> = uninitialized
func.func @uninitialized() {
  %0 = memref.get_global @w : memref<32xf32>
  return
}

// -----

// expected-error @+1 {{expected a constant whose bytes are at hand, got one without a value}}
memref.global "private" constant @w : memref<32xf32>
func.func @external() {
  %0 = memref.get_global @w : memref<32xf32>
  return
}

// -----

// expected-error @+1 {{expected a constant whose bytes are at hand, got dense<1> : tensor<400xi4>}}
memref.global "private" constant @w : memref<400xi4> = dense<1>
func.func @nibbles() {
  %0 = memref.get_global @w : memref<400xi4>
  return
}

// -----

// expected-error @+1 {{expected a constant whose bytes are at hand, got dense_resource<lost> : tensor<32xf32>}}
memref.global "private" constant @w : memref<32xf32> = dense_resource<lost>
func.func @lost() {
  %0 = memref.get_global @w : memref<32xf32>
  return
}

// -----

memref.global "private" constant @w : memref<32xf32> = dense<1.0>
// expected-error @+1 {{expected a function that no other one calls to hold constants, got one with callers}}
func.func @called() {
  %0 = memref.get_global @w : memref<32xf32>
  return
}
func.func @caller() {
  call @called() : () -> ()
  return
}
