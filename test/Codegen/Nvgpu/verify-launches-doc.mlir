// The example of the description of --qopt-verify-launches.
// RUN: qopt-opt %s --qopt-verify-launches | FileCheck %s

func.func @doc(%x: memref<64xf32>, %y: memref<64xf32>) {
  memref.copy %x, %y : memref<64xf32> to memref<64xf32>
  return
}

// CHECK: memref.copy %{{.*}}, %{{.*}} : memref<64xf32> to memref<64xf32>
