// Import and export again give what was there, and so does the stock mlir-opt
// with the plugin; what is imported means what upstream's casts mean, lowered
// properly.
// REQUIRES: mlir-opt
// RUN: split-file %s %t
// RUN: qopt-opt %t/types.mlir > %t.in
// RUN: qopt-opt %t/types.mlir --qopt-import-quant-types --qopt-export-quant-types | diff %t.in -
// RUN: mlir-opt %t/types.mlir --load-dialect-plugin=%build/lib/qopt-plugin.so --load-pass-plugin=%build/lib/qopt-plugin.so \
// RUN:   --pass-pipeline='builtin.module(qopt-import-quant-types,qopt-export-quant-types)' | diff %t.in -
// RUN: qopt-opt %t/values.mlir --qopt-import-quant-types | qopt-interpret | FileCheck %s

//--- types.mlir
func.func @every_type(%x: tensor<2x6xf32>, %c: tensor<2x6xi8>, %u: tensor<2x6xi4>) -> (tensor<2x6xf32>, tensor<2x6xi8>, tensor<2x6xi4>, tensor<2x6xf32>) {
  %0 = quant.qcast %x : tensor<2x6xf32> to tensor<2x6x!quant.uniform<i8:f32, 5.000000e-01:-3>>
  %1 = quant.dcast %0 : tensor<2x6x!quant.uniform<i8:f32, 5.000000e-01:-3>> to tensor<2x6xf32>
  %2 = quant.qcast %1 : tensor<2x6xf32> to tensor<2x6x!quant.uniform<i8<-127:127>:f32:1, {1.000000e+00,5.000000e-01,2.500000e-01,1.250000e-01,2.000000e+00,4.000000e+00}>>
  %3 = quant.scast %2 : tensor<2x6x!quant.uniform<i8<-127:127>:f32:1, {1.000000e+00,5.000000e-01,2.500000e-01,1.250000e-01,2.000000e+00,4.000000e+00}>> to tensor<2x6xi8>
  %4 = quant.scast %u : tensor<2x6xi4> to tensor<2x6x!quant.uniform<u4:f32:{0:1, 1:3}, {{5.000000e-01:3, 2.500000e-01}, {1.000000e+00:15, 2.000000e+00:1}}>>
  %5 = quant.dcast %4 : tensor<2x6x!quant.uniform<u4:f32:{0:1, 1:3}, {{5.000000e-01:3, 2.500000e-01}, {1.000000e+00:15, 2.000000e+00:1}}>> to tensor<2x6xf32>
  %6 = quant.qcast %x : tensor<2x6xf32> to tensor<2x6x!quant.uniform<u4:f32, 5.000000e-01:8>>
  %7 = quant.scast %6 : tensor<2x6x!quant.uniform<u4:f32, 5.000000e-01:8>> to tensor<2x6xi4>
  return %1, %3, %7, %5 : tensor<2x6xf32>, tensor<2x6xi8>, tensor<2x6xi4>, tensor<2x6xf32>
}

//--- values.mlir
// 2.9 rounds to 3 steps, 300 and -300 saturate, 2.5 goes to the even 2.
// CHECK: result 0 : tensor<6xi8>
// CHECK-NEXT: 3 127 -128 2 -1 0
// CHECK: result 1 : tensor<1x4xf32>
// CHECK-NEXT: -1 0.5 3 3.5
func.func @main() -> (tensor<6xi8>, tensor<1x4xf32>) {
  %0 = qopt.constant dense<[2.900000e+00, 3.000000e+02, -3.000000e+02, 2.500000e+00, -0.699999988, 0x7FC00000]> : tensor<6xf32>
  %1 = quant.qcast %0 : tensor<6xf32> to tensor<6x!quant.uniform<i8:f32, 1.000000e+00>>
  %2 = quant.scast %1 : tensor<6x!quant.uniform<i8:f32, 1.000000e+00>> to tensor<6xi8>
  %3 = qopt.constant dense<[[1, 4, 12, 14]]> : tensor<1x4xi8>
  %4 = quant.scast %3 : tensor<1x4xi8> to tensor<1x4x!quant.uniform<i8<0:15>:f32:{0:1, 1:2}, {{5.000000e-01:3, 2.500000e-01}}>>
  %5 = quant.dcast %4 : tensor<1x4x!quant.uniform<i8<0:15>:f32:{0:1, 1:2}, {{5.000000e-01:3, 2.500000e-01}}>> to tensor<1x4xf32>
  return %2, %5 : tensor<6xi8>, tensor<1x4xf32>
}
