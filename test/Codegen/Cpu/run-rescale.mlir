// Fixed-point requantization: both roundings, all shifts, zero points, 64-bit inputs.
// RUN: qopt-compare %s --runs=20
// RUN: qopt-compare %s --runs=20 --wide
module @i32_single {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi8> {
    %m = qopt.constant dense<[1319413953]> : tensor<1xi32>
    %s = qopt.constant dense<[42]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = -5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi8>
    return %r : tensor<7x50xi8>
  }
}
// -----
module @i32_channels_single {
  func.func @main(%x: tensor<5x8xi32>) -> tensor<5x8xui8> {
    %m = qopt.constant dense<[1362286842, 1209262696, 1621498398, 1326970308, 2137680573, 2039016529, 2087880752, 1888959307]> : tensor<8xi32>
    %s = qopt.constant dense<[0, 1, 30, 31, 32, 33, 45, 62]> : tensor<8xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 128 : i64, lo = 0 : i64, hi = 255 : i64} : tensor<5x8xi32>, tensor<8xi32>, tensor<8xi8> -> tensor<5x8xui8>
    return %r : tensor<5x8xui8>
  }
}
// -----
module @i32_zero_point_single {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi16> {
    %m = qopt.constant dense<[2147483647]> : tensor<1xi32>
    %s = qopt.constant dense<[50]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 1000 : i64, out_zp = -5 : i64, lo = -32768 : i64, hi = 32767 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi16>
    return %r : tensor<7x50xi16>
  }
}
// -----
module @i32_wide_result_single {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi32> {
    %m = qopt.constant dense<[2147483647]> : tensor<1xi32>
    %s = qopt.constant dense<[31]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -77 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi32>
    return %r : tensor<7x50xi32>
  }
}
// -----
module @i8_single {
  func.func @main(%x: tensor<256xi8>) -> tensor<256xi8> {
    %m = qopt.constant dense<[1073741824]> : tensor<1xi32>
    %s = qopt.constant dense<[30]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -128 : i64, out_zp = 127 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<256xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<256xi8>
    return %r : tensor<256xi8>
  }
}
// -----
module @ui8_single {
  func.func @main(%x: tensor<256xui8>) -> tensor<256xi32> {
    %m = qopt.constant dense<[1073741824]> : tensor<1xi32>
    %s = qopt.constant dense<[10]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 128 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<256xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<256xi32>
    return %r : tensor<256xi32>
  }
}
// -----
module @i64_single {
  func.func @main(%x: tensor<7x50xi64>) -> tensor<7x50xi8> {
    %m = qopt.constant dense<[2147483647]> : tensor<1xi32>
    %s = qopt.constant dense<[62]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x50xi64>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi8>
    return %r : tensor<7x50xi8>
  }
}
// -----
module @i64_zero_point_single {
  func.func @main(%x: tensor<7x50xi64>) -> tensor<7x50xi32> {
    %m = qopt.constant dense<[1073741824]> : tensor<1xi32>
    %s = qopt.constant dense<[40]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = -9 : i64, out_zp = 11 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<7x50xi64>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi32>
    return %r : tensor<7x50xi32>
  }
}
// -----
module @i64_shift0_single {
  func.func @main(%x: tensor<7x50xi64>) -> tensor<7x50xi32> {
    %m = qopt.constant dense<[3]> : tensor<1xi32>
    %s = qopt.constant dense<[0]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<7x50xi64>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi32>
    return %r : tensor<7x50xi32>
  }
}
// -----
module @zero_multiplier_single {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi8> {
    %m = qopt.constant dense<[0]> : tensor<1xi32>
    %s = qopt.constant dense<[0]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding single {in_zp = 0 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi8>
    return %r : tensor<7x50xi8>
  }
}
// -----
module @i32_double_round {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi8> {
    %m = qopt.constant dense<[1319413953]> : tensor<1xi32>
    %s = qopt.constant dense<[42]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = -5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi8>
    return %r : tensor<7x50xi8>
  }
}
// -----
module @i32_channels_double_round {
  func.func @main(%x: tensor<5x8xi32>) -> tensor<5x8xui8> {
    %m = qopt.constant dense<[1524616342, 1275303750, 2121406017, 1134617556, 1910849862, 2003102019, 1078264531, 2030203542]> : tensor<8xi32>
    %s = qopt.constant dense<[0, 1, 30, 31, 32, 33, 45, 62]> : tensor<8xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = 128 : i64, lo = 0 : i64, hi = 255 : i64} : tensor<5x8xi32>, tensor<8xi32>, tensor<8xi8> -> tensor<5x8xui8>
    return %r : tensor<5x8xui8>
  }
}
// -----
module @i32_zero_point_double_round {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi16> {
    %m = qopt.constant dense<[2147483647]> : tensor<1xi32>
    %s = qopt.constant dense<[50]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 1000 : i64, out_zp = -5 : i64, lo = -32768 : i64, hi = 32767 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi16>
    return %r : tensor<7x50xi16>
  }
}
// -----
module @i32_wide_result_double_round {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi32> {
    %m = qopt.constant dense<[2147483647]> : tensor<1xi32>
    %s = qopt.constant dense<[31]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = -77 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi32>
    return %r : tensor<7x50xi32>
  }
}
// -----
module @i8_double_round {
  func.func @main(%x: tensor<256xi8>) -> tensor<256xi8> {
    %m = qopt.constant dense<[1073741824]> : tensor<1xi32>
    %s = qopt.constant dense<[30]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = -128 : i64, out_zp = 127 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<256xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<256xi8>
    return %r : tensor<256xi8>
  }
}
// -----
module @ui8_double_round {
  func.func @main(%x: tensor<256xui8>) -> tensor<256xi32> {
    %m = qopt.constant dense<[1073741824]> : tensor<1xi32>
    %s = qopt.constant dense<[10]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 128 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<256xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<256xi32>
    return %r : tensor<256xi32>
  }
}
// -----
module @i64_double_round {
  func.func @main(%x: tensor<7x50xi64>) -> tensor<7x50xi8> {
    %m = qopt.constant dense<[2147483647]> : tensor<1xi32>
    %s = qopt.constant dense<[62]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x50xi64>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi8>
    return %r : tensor<7x50xi8>
  }
}
// -----
module @i64_zero_point_double_round {
  func.func @main(%x: tensor<7x50xi64>) -> tensor<7x50xi32> {
    %m = qopt.constant dense<[1073741824]> : tensor<1xi32>
    %s = qopt.constant dense<[40]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = -9 : i64, out_zp = 11 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<7x50xi64>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi32>
    return %r : tensor<7x50xi32>
  }
}
// -----
module @i64_shift0_double_round {
  func.func @main(%x: tensor<7x50xi64>) -> tensor<7x50xi32> {
    %m = qopt.constant dense<[3]> : tensor<1xi32>
    %s = qopt.constant dense<[0]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = 0 : i64, lo = -2147483648 : i64, hi = 2147483647 : i64} : tensor<7x50xi64>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi32>
    return %r : tensor<7x50xi32>
  }
}
// -----
module @zero_multiplier_double_round {
  func.func @main(%x: tensor<7x50xi32>) -> tensor<7x50xi8> {
    %m = qopt.constant dense<[0]> : tensor<1xi32>
    %s = qopt.constant dense<[0]> : tensor<1xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x50xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x50xi8>
    return %r : tensor<7x50xi8>
  }
}
// -----
module @runtime_multiplier {
  func.func @main(%x: tensor<4x8xi32>, %m0: tensor<8xi32>) -> tensor<4x8xi8> {
    %m = qopt.unary relu %m0 : (tensor<8xi32>) -> tensor<8xi32>
    %s = qopt.constant dense<[0, 1, 5, 31, 32, 40, 50, 62]> : tensor<8xi8>
    %r = qopt.rescale %x by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4x8xi32>, tensor<8xi32>, tensor<8xi8> -> tensor<4x8xi8>
    return %r : tensor<4x8xi8>
  }
}
