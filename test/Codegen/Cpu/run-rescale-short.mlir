// Rescales that fit 32-bit lanes, run against the interpreter at the edges of their proof:
// bytes at every kind of shift, sums at the least and the largest shift, and their neighbours,
// which take the general form.
// RUN: qopt-compare %s --runs=8
// RUN: qopt-compare %s --runs=8 --wide
// RUN: qopt-opt %s --split-input-file --qopt-lower-to-linalg | FileCheck %s

// CHECK-LABEL: module @i8_0 
// CHECK-NOT: i64
// CHECK: return
module @i8_0 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<9> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_1 
// CHECK-NOT: i64
// CHECK: return
module @i8_1 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1281222843> : tensor<1xi32>
    %s = qopt.constant dense<10> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_2 
// CHECK-NOT: i64
// CHECK: return
module @i8_2 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %s = qopt.constant dense<11> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 127 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_3 
// CHECK-NOT: i64
// CHECK: return
module @i8_3 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1073741823> : tensor<1xi32>
    %s = qopt.constant dense<13> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -255 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_4 
// CHECK-NOT: i64
// CHECK: return
module @i8_4 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1879048191> : tensor<1xi32>
    %s = qopt.constant dense<15> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_5 
// CHECK-NOT: i64
// CHECK: return
module @i8_5 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<16> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_6 
// CHECK-NOT: i64
// CHECK: return
module @i8_6 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1536870911> : tensor<1xi32>
    %s = qopt.constant dense<17> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 127 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_7 
// CHECK-NOT: i64
// CHECK: return
module @i8_7 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %s = qopt.constant dense<24> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -255 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_8 
// CHECK-NOT: i64
// CHECK: return
module @i8_8 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2000000011> : tensor<1xi32>
    %s = qopt.constant dense<31> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_9 
// CHECK-NOT: i64
// CHECK: return
module @i8_9 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1431655765> : tensor<1xi32>
    %s = qopt.constant dense<38> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_10 
// CHECK-NOT: i64
// CHECK: return
module @i8_10 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<46> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 127 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_11 
// CHECK-NOT: i64
// CHECK: return
module @i8_11 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<65535> : tensor<1xi32>
    %s = qopt.constant dense<0> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -255 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_12 
// CHECK-NOT: i64
// CHECK: return
module @i8_12 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<40000> : tensor<1xi32>
    %s = qopt.constant dense<3> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_13 
// CHECK-NOT: i64
// CHECK: return
module @i8_13 {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1> : tensor<1xi32>
    %s = qopt.constant dense<1> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_0 
// CHECK-NOT: i64
// CHECK: return
module @ui8_0 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<9> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_1 
// CHECK-NOT: i64
// CHECK: return
module @ui8_1 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1281222843> : tensor<1xi32>
    %s = qopt.constant dense<10> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_2 
// CHECK-NOT: i64
// CHECK: return
module @ui8_2 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %s = qopt.constant dense<11> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 255 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_3 
// CHECK-NOT: i64
// CHECK: return
module @ui8_3 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1073741823> : tensor<1xi32>
    %s = qopt.constant dense<13> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_4 
// CHECK-NOT: i64
// CHECK: return
module @ui8_4 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1879048191> : tensor<1xi32>
    %s = qopt.constant dense<15> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_5 
// CHECK-NOT: i64
// CHECK: return
module @ui8_5 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<16> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 255 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_6 
// CHECK-NOT: i64
// CHECK: return
module @ui8_6 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1536870911> : tensor<1xi32>
    %s = qopt.constant dense<17> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_7 
// CHECK-NOT: i64
// CHECK: return
module @ui8_7 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %s = qopt.constant dense<24> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_8 
// CHECK-NOT: i64
// CHECK: return
module @ui8_8 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2000000011> : tensor<1xi32>
    %s = qopt.constant dense<31> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 255 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_9 
// CHECK-NOT: i64
// CHECK: return
module @ui8_9 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1431655765> : tensor<1xi32>
    %s = qopt.constant dense<38> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_10 
// CHECK-NOT: i64
// CHECK: return
module @ui8_10 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<46> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_11 
// CHECK-NOT: i64
// CHECK: return
module @ui8_11 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<65535> : tensor<1xi32>
    %s = qopt.constant dense<0> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 255 : i64, out_zp = -65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_12 
// CHECK-NOT: i64
// CHECK: return
module @ui8_12 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<40000> : tensor<1xi32>
    %s = qopt.constant dense<3> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @ui8_13 
// CHECK-NOT: i64
// CHECK: return
module @ui8_13 {
  func.func @main(%x: tensor<4096xui8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1> : tensor<1xi32>
    %s = qopt.constant dense<1> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 128 : i64, out_zp = 17 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_too_far 
// CHECK: arith.muli {{.*}} : i64
module @i8_too_far {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi8> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<47> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi8>
    return %r : tensor<4096xi8>
  }
}
// -----
// CHECK-LABEL: module @i8_too_large 
// CHECK: arith.muli {{.*}} : i64
module @i8_too_large {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<7> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i8_far_zero_point 
// CHECK: arith.muli {{.*}} : i64
module @i8_far_zero_point {
  func.func @main(%x: tensor<4096xi8>) -> tensor<4096xi8> {
    %m = qopt.constant dense<1431655765> : tensor<1xi32>
    %s = qopt.constant dense<31> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 1000 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4096xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi8>
    return %r : tensor<4096xi8>
  }
}
// -----
// CHECK-LABEL: module @i32_0 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_0 {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<33> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i32_1 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_1 {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1076557554> : tensor<1xi32>
    %s = qopt.constant dense<34> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = -128 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i32_2 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_2 {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi32> {
    %m = qopt.constant dense<1610612735> : tensor<1xi32>
    %s = qopt.constant dense<40> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 65535 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i32_3 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_3 {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi8> {
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %s = qopt.constant dense<48> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi8>
    return %r : tensor<4096xi8>
  }
}
// -----
// CHECK-LABEL: module @i32_4 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_4 {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi8> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<62> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = -128 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi8>
    return %r : tensor<4096xi8>
  }
}
// -----
// CHECK-LABEL: module @i32_5 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_5 {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi8> {
    %m = qopt.constant dense<1> : tensor<1xi32>
    %s = qopt.constant dense<33> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 65535 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi8>
    return %r : tensor<4096xi8>
  }
}
// -----
// CHECK-LABEL: module @i32_channels 
// CHECK: arith.shrsi {{.*}} : i64
// CHECK-NEXT: arith.trunci {{.*}} : i64 to i32
module @i32_channels {
  func.func @main(%x: tensor<512x8xi32>) -> tensor<512x8xi16> {
    %m = qopt.constant dense<[2147483647, 1073741824, 1610612735, 1, 7, 1431655765, 1999999999, 1234567890]> : tensor<8xi32>
    %s = qopt.constant dense<[33, 34, 40, 62, 35, 38, 50, 44]> : tensor<8xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 3 : i64, lo = -32768 : i64, hi = 32767 : i64} : tensor<512x8xi32>, tensor<8xi32>, tensor<8xi8> -> tensor<512x8xi16>
    return %r : tensor<512x8xi16>
  }
}
// -----
// CHECK-LABEL: module @i32_least_shift 
// CHECK: arith.muli {{.*}} : i64
module @i32_least_shift {
  func.func @main(%x: tensor<4096xi32>) -> tensor<4096xi32> {
    %m = qopt.constant dense<2147483647> : tensor<1xi32>
    %s = qopt.constant dense<32> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<4096xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4096xi32>
    return %r : tensor<4096xi32>
  }
}
// -----
// CHECK-LABEL: module @i32_one_short 
// CHECK: arith.muli {{.*}} : i64
module @i32_one_short {
  func.func @main(%x: tensor<512x2xi32>) -> tensor<512x2xi8> {
    %m = qopt.constant dense<[2147483647, 1073741824]> : tensor<2xi32>
    %s = qopt.constant dense<[33, 32]> : tensor<2xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<512x2xi32>, tensor<2xi32>, tensor<2xi8> -> tensor<512x2xi8>
    return %r : tensor<512x2xi8>
  }
}
