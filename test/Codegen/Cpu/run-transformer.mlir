// Normalization and rotary embedding: float in f64 and products rounded one by one,
// so to the last bit; integers; softmax with masks.
// RUN: qopt-compare %s --runs=20 --exact
// RUN: qopt-compare %s --runs=10 --exact --wide --special
module @float_layer {
  func.func @main(%x: tensor<3x5x37xf32>, %g: tensor<37xf32>, %b: tensor<37xf32>) -> (tensor<3x5x37xf32>, tensor<3x5x37xf32>) {
    %r = qopt.norm layer %x gain %g bias %b {epsilon = 1.0e-5 : f64} : (tensor<3x5x37xf32>, tensor<37xf32>, tensor<37xf32>) -> tensor<3x5x37xf32>
    %s = qopt.norm layer %x : (tensor<3x5x37xf32>) -> tensor<3x5x37xf32>
    return %r, %s : tensor<3x5x37xf32>, tensor<3x5x37xf32>
  }
}
// -----
module @float_rms {
  func.func @main(%x: tensor<4x64xf32>, %g: tensor<64xf32>, %v: tensor<9xf32>) -> (tensor<4x64xf32>, tensor<9xf32>) {
    %r = qopt.norm rms %x gain %g {epsilon = 1.0e-6 : f64} : (tensor<4x64xf32>, tensor<64xf32>) -> tensor<4x64xf32>
    %s = qopt.norm rms %v bias %v : (tensor<9xf32>, tensor<9xf32>) -> tensor<9xf32>
    return %r, %s : tensor<4x64xf32>, tensor<9xf32>
  }
}
// -----
module @rotary {
  func.func @main(%x: tensor<2x3x4x8xf32>, %c: tensor<3x1x4xf32>, %s: tensor<3x1x4xf32>, %d: tensor<4x4xf32>) -> (tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>) {
    %r = qopt.rotary %x cos %c sin %s : (tensor<2x3x4x8xf32>, tensor<3x1x4xf32>, tensor<3x1x4xf32>) -> tensor<2x3x4x8xf32>
    %t = qopt.rotary %x cos %d sin %d interleaved : (tensor<2x3x4x8xf32>, tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<2x3x4x8xf32>
    return %r, %t : tensor<2x3x4x8xf32>, tensor<2x3x4x8xf32>
  }
}
// -----
module @integer_layer {
  func.func @main(%x: tensor<3x5x7xi8>, %u: tensor<7xui8>) -> (tensor<3x5x7xi8>, tensor<7xui8>) {
    %g = qopt.constant dense<[1000000000, -500000000, 1, 0, 1073741823, -1073741824, 77777777]> : tensor<7xi32>
    %b = qopt.constant dense<[0, 2199023255552, -2199023255552, 5497558138880, 1, -1, 30786325577728]> : tensor<7xi64>
    %r = qopt.norm layer %x gain %g bias %b {fixed_point = {epsilon = 12345, fraction_bits = 16, hi = 127, in_zp = 0, lo = -128, out_shift = 54, zero_code = -3}} : (tensor<3x5x7xi8>, tensor<7xi32>, tensor<7xi64>) -> tensor<3x5x7xi8>
    %s = qopt.norm layer %u gain %g bias %b {fixed_point = {epsilon = 0, fraction_bits = 20, hi = 255, in_zp = 0, lo = 0, out_shift = 53, zero_code = 100}} : (tensor<7xui8>, tensor<7xi32>, tensor<7xi64>) -> tensor<7xui8>
    return %r, %s : tensor<3x5x7xi8>, tensor<7xui8>
  }
}
// -----
module @integer_rms {
  func.func @main(%x: tensor<40x64xi16>) -> (tensor<40x64xi8>, tensor<40x64xi16>) {
    %g = qopt.constant dense<900000000> : tensor<64xi32>
    %b = qopt.constant dense<-7777777777> : tensor<64xi64>
    %r = qopt.norm rms %x gain %g bias %b {fixed_point = {epsilon = 99, fraction_bits = 8, hi = 127, in_zp = 5, lo = -128, out_shift = 52, zero_code = 11}} : (tensor<40x64xi16>, tensor<64xi32>, tensor<64xi64>) -> tensor<40x64xi8>
    %s = qopt.norm layer %x gain %g bias %b {fixed_point = {epsilon = 0, fraction_bits = 0, hi = 32767, in_zp = 0, lo = -32768, out_shift = 43, zero_code = 0}} : (tensor<40x64xi16>, tensor<64xi32>, tensor<64xi64>) -> tensor<40x64xi16>
    return %r, %s : tensor<40x64xi8>, tensor<40x64xi16>
  }
}
