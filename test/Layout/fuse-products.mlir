// What qopt-fuse-products takes in on the way to the codes and behind the sums; and
// that it changes no result: the interpreter agrees before and after.
// RUN: qopt-opt %s --qopt-fuse-products | FileCheck %s
// RUN: qopt-interpret %s --function ragged > %t.before
// RUN: qopt-opt %s --qopt-fuse-products | qopt-interpret - --function ragged | diff %t.before -
// RUN: qopt-interpret %s --function by_depth > %t.before
// RUN: qopt-opt %s --qopt-fuse-products | qopt-interpret - --function by_depth | diff %t.before -

// Attention's second product: both transposes of the operands, and the one behind.
// CHECK-LABEL: func.func @heads
// CHECK-SAME: (%[[P:.*]]: tensor<1x3x5x7xi8>, %[[V:.*]]: tensor<1x7x3x4xi8>)
// CHECK-NOT: transpose
// CHECK: qopt.product %[[P]], %[[V]] outs %{{.*}} {left_perm = array<i64: 0, 1, 2, 3>, left_zp = -128 : i64, result_perm = array<i64: 0, 2, 1, 3>, right_perm = array<i64: 0, 2, 1, 3>, right_zp = 7 : i64} : {{.*}} -> tensor<1x5x3x4xi32>
func.func @heads(%p: tensor<1x3x5x7xi8>, %v: tensor<1x7x3x4xi8>) -> tensor<1x5x3x4xi32> {
  %zp = qopt.constant dense<-128> : tensor<i16>
  %zv = qopt.constant dense<7> : tensor<i16>
  %pw = qopt.cast %p : tensor<1x3x5x7xi8> -> tensor<1x3x5x7xi16>
  %pc = qopt.binary sub %pw, %zp : (tensor<1x3x5x7xi16>, tensor<i16>) -> tensor<1x3x5x7xi16>
  %vt = qopt.transpose %v perm [0, 2, 1, 3] : tensor<1x7x3x4xi8> -> tensor<1x3x7x4xi8>
  %vw = qopt.cast %vt : tensor<1x3x7x4xi8> -> tensor<1x3x7x4xi16>
  %vc = qopt.binary sub %vw, %zv : (tensor<1x3x7x4xi16>, tensor<i16>) -> tensor<1x3x7x4xi16>
  %s = qopt.matmul %pc, %vc : (tensor<1x3x5x7xi16>, tensor<1x3x7x4xi16>) -> tensor<1x3x5x4xi32>
  %r = qopt.transpose %s perm [0, 2, 1, 3] : tensor<1x3x5x4xi32> -> tensor<1x5x3x4xi32>
  return %r : tensor<1x5x3x4xi32>
}

// No zero points, unsigned codes, one right side for both; a transposed left side is
// a value of its own, whose transpose stays.
// CHECK-LABEL: func.func @plain
// CHECK: %[[T:.*]] = qopt.transpose %{{.*}} perm [0, 2, 1]
// CHECK: qopt.product %[[T]], %{{.*}} {left_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, {{.*}} unsigned_left}
func.func @plain(%x: tensor<2x8x5xui8>, %y: tensor<1x8x6xi8>) -> tensor<2x5x6xi32> {
  %xt = qopt.transpose %x perm [0, 2, 1] : tensor<2x8x5xui8> -> tensor<2x5x8xui8>
  %s = qopt.matmul %xt, %y : (tensor<2x5x8xui8>, tensor<1x8x6xi8>) -> tensor<2x5x6xi32>
  return %s : tensor<2x5x6xi32>
}

// CHECK-LABEL: func.func @ragged
// CHECK: qopt.product
func.func @ragged() -> tensor<2x2x3xi8> {
  %x0 = qopt.constant dense<[[[1, -128, 127], [5, 6, -7]], [[0, 1, 2], [-3, 99, -100]]]> : tensor<2x2x3xi8>
  %y0 = qopt.constant dense<[[[200, 3, 255], [0, 7, 9], [128, 127, 1]], [[1, 2, 3], [4, 5, 6], [7, 8, 250]]]> : tensor<2x3x3xui8>
  %x = qopt.reshape %x0 : tensor<2x2x3xi8> -> tensor<2x2x3xi8>
  %y = qopt.reshape %y0 : tensor<2x3x3xui8> -> tensor<2x3x3xui8>
  %zx = qopt.constant dense<-5> : tensor<i16>
  %zy = qopt.constant dense<130> : tensor<i16>
  %m = qopt.constant dense<1173741824> : tensor<1xi32>
  %h = qopt.constant dense<38> : tensor<1xi8>
  %xw = qopt.cast %x : tensor<2x2x3xi8> -> tensor<2x2x3xi16>
  %xc = qopt.binary sub %xw, %zx : (tensor<2x2x3xi16>, tensor<i16>) -> tensor<2x2x3xi16>
  %yw = qopt.cast %y : tensor<2x3x3xui8> -> tensor<2x3x3xi16>
  %yc = qopt.binary sub %yw, %zy : (tensor<2x3x3xi16>, tensor<i16>) -> tensor<2x3x3xi16>
  %s = qopt.matmul %xc, %yc : (tensor<2x2x3xi16>, tensor<2x3x3xi16>) -> tensor<2x2x3xi32>
  %r = qopt.rescale %s by %m, %h rounding double_round {in_zp = 0 : i64, out_zp = 3 : i64, lo = -100 : i64, hi = 120 : i64} : tensor<2x2x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x2x3xi8>
  return %r : tensor<2x2x3xi8>
}

// Columns whose k lie side by side; a transpose behind.
// CHECK-LABEL: func.func @by_depth
// CHECK: qopt.product {{.*}} result_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 2, 0>
func.func @by_depth() -> tensor<1x2x3xi32> {
  %x0 = qopt.constant dense<[[[1, -128, 127]], [[0, 1, 2]]]> : tensor<2x1x3xi8>
  %y0 = qopt.constant dense<[[[9, 3, -1], [0, 7, 9]], [[1, 2, 3], [4, 5, 6]], [[-1, -2, -3], [7, 8, 9]]]> : tensor<3x2x3xi8>
  %x = qopt.reshape %x0 : tensor<2x1x3xi8> -> tensor<2x1x3xi8>
  %y = qopt.reshape %y0 : tensor<3x2x3xi8> -> tensor<3x2x3xi8>
  %yt = qopt.transpose %y perm [1, 2, 0] : tensor<3x2x3xi8> -> tensor<2x3x3xi8>
  %s = qopt.matmul %x, %yt : (tensor<2x1x3xi8>, tensor<2x3x3xi8>) -> tensor<2x1x3xi32>
  %r = qopt.transpose %s perm [1, 0, 2] : tensor<2x1x3xi32> -> tensor<1x2x3xi32>
  return %r : tensor<1x2x3xi32>
}
