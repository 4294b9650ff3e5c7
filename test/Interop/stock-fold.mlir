// Why our passes go before upstream's: its folder takes a dcast of a qcast for
// the number before it was rounded. None of ours folds it.
// REQUIRES: mlir-opt
// RUN: mlir-opt %s --canonicalize | FileCheck %s --check-prefix=UPSTREAM
// RUN: mlir-opt %s --load-dialect-plugin=%build/lib/qopt-plugin.so --load-pass-plugin=%build/lib/qopt-plugin.so \
// RUN:   --pass-pipeline='builtin.module(qopt-lower-quant-ops,canonicalize)' | FileCheck %s --check-prefix=LOWERED
// RUN: qopt-opt %s --qopt-import-quant-types --canonicalize | FileCheck %s --check-prefix=IMPORTED

// UPSTREAM: func.func @round_trip(%[[x:.*]]: tensor<4xf32>)
// UPSTREAM-NEXT: return %[[x]]
// LOWERED: math.roundeven
// LOWERED: arith.mulf
// IMPORTED: qopt.quantize
// IMPORTED: qopt.dequantize
func.func @round_trip(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  %1 = quant.dcast %0 : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<4xf32>
  return %1 : tensor<4xf32>
}
