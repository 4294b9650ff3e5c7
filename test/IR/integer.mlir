// Ops of the integer stage only: rescale, table and encode.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

// CHECK-LABEL: func.func @rescale
func.func @rescale(%x: tensor<2x3xi32>, %u: tensor<2x3xui8>) {
  %m = qopt.constant dense<[0, 1073741824, 2147483647]> : tensor<3xi32>
  %t = qopt.constant dense<[0, 31, 62]> : tensor<3xi8>
  %m1 = qopt.constant dense<1073741824> : tensor<1xi32>
  %t1 = qopt.constant dense<30> : tensor<1xi8>
  // CHECK: qopt.rescale %{{.*}} by %{{.*}}, %{{.*}} rounding single {hi = 127 : i64, in_zp = -3 : i64, lo = -128 : i64, out_zp = 5 : i64} : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = -3 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  // CHECK: qopt.rescale %{{.*}} by %{{.*}}, %{{.*}} rounding double_round {hi = 65535 : i64, in_zp = 0 : i64, lo = 0 : i64, out_zp = 0 : i64} : tensor<2x3xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<2x3xui16>
  %1 = qopt.rescale %u by %m1, %t1 rounding double_round {in_zp = 0 : i64, out_zp = 0 : i64, lo = 0 : i64, hi = 65535 : i64} : tensor<2x3xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<2x3xui16>
  %a = qopt.cast %1 : tensor<2x3xui16> -> tensor<2x3xi32>
  %2 = qopt.rescale %a by %m1, %t1 rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<2x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x3xi32>
  return
}

// CHECK-LABEL: func.func @table
func.func @table(%x: tensor<2x3xi8>, %u: tensor<2x3xui8>, %s: tensor<i8>, %one: tensor<1x256xui8>, %many: tensor<3x256xi16>) {
  // CHECK: qopt.table %{{.*}}, %{{.*}} : tensor<2x3xi8>, tensor<1x256xui8> -> tensor<2x3xui8>
  %0 = qopt.table %x, %one : tensor<2x3xi8>, tensor<1x256xui8> -> tensor<2x3xui8>
  // CHECK: qopt.table %{{.*}}, %{{.*}} : tensor<2x3xui8>, tensor<3x256xi16> -> tensor<2x3xi16>
  %1 = qopt.table %u, %many : tensor<2x3xui8>, tensor<3x256xi16> -> tensor<2x3xi16>
  // CHECK: qopt.table %{{.*}}, %{{.*}} : tensor<i8>, tensor<1x256xui8> -> tensor<ui8>
  %2 = qopt.table %s, %one : tensor<i8>, tensor<1x256xui8> -> tensor<ui8>
  return
}

// CHECK-LABEL: func.func @encode
func.func @encode(%x: tensor<2x3xi32>, %h: tensor<4xi16>, %b: tensor<i8>) {
  // CHECK: qopt.encode %{{.*}} thresholds [0, 2] codes [3, 0, 1] : tensor<2x3xi32> -> tensor<2x3xui8>
  %0 = qopt.encode %x thresholds [0, 2] codes [3, 0, 1] : tensor<2x3xi32> -> tensor<2x3xui8>
  // CHECK: qopt.encode %{{.*}} thresholds [-32768, 5, 5] codes [-128, 0, 7, 127] : tensor<4xi16> -> tensor<4xi8>
  %1 = qopt.encode %h thresholds [-32768, 5, 5] codes [-128, 0, 7, 127] : tensor<4xi16> -> tensor<4xi8>
  // CHECK: qopt.encode %{{.*}} thresholds [127] codes [0, 65535] : tensor<i8> -> tensor<ui16>
  %2 = qopt.encode %b thresholds [127] codes [0, 65535] : tensor<i8> -> tensor<ui16>
  return
}
