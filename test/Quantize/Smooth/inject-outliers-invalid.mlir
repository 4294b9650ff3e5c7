// RUN: not qopt-opt %s --qopt-inject-outliers=channels=0 2>&1 | FileCheck %s --check-prefix=CHANNELS
// RUN: not qopt-opt %s --qopt-inject-outliers=factor=-2 2>&1 | FileCheck %s --check-prefix=FACTOR

// CHANNELS: expected channels >= 1 and a positive finite factor, got 0 and 6.400000e+01
// FACTOR: expected channels >= 1 and a positive finite factor, got 4 and -2.000000e+00
func.func @f() {
  return
}
