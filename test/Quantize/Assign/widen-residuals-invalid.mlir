// What --qopt-widen-residuals refuses.
// RUN: qopt-opt %s --qopt-widen-residuals=residual=s32 --verify-diagnostics
// RUN: not qopt-opt %s --qopt-widen-residuals=residual=nf4 2>&1 | FileCheck %s --check-prefix=TABLE
// RUN: not qopt-opt %s --qopt-widen-residuals=scores=s99 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not qopt-opt %s --qopt-widen-residuals=scores=hello 2>&1 | FileCheck %s --check-prefix=NAME

// TABLE: expected integers of at most 16 bits as the residual format, got 'nf4'
// BITS: error: expected {{.*}} got 's99'
// NAME: error: expected {{.*}} got 'hello'
// expected-error @+1 {{expected integers of at most 16 bits as the residual format, got 's32'}}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
