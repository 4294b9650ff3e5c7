// Elementwise integer functions: wrapping, division by zero, overflowing division,
// signs of remainders, powers.
// RUN: qopt-compare %s
// RUN: qopt-compare %s --wide
module @i8 {
  func.func @main(%x: tensor<4x64xi8>, %y: tensor<64xi8>) -> (tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %div = qopt.binary div %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %max = qopt.binary max %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %min = qopt.binary min %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xi8>, tensor<64xi8>) -> tensor<4x64xi8>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>, tensor<4x64xi8>
  }
}
// -----
module @ui8 {
  func.func @main(%x: tensor<4x64xui8>, %y: tensor<64xui8>) -> (tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %div = qopt.binary div %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %max = qopt.binary max %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %min = qopt.binary min %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xui8>, tensor<64xui8>) -> tensor<4x64xui8>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>, tensor<4x64xui8>
  }
}
// -----
module @i16 {
  func.func @main(%x: tensor<4x64xi16>, %y: tensor<64xi16>) -> (tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %div = qopt.binary div %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %max = qopt.binary max %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %min = qopt.binary min %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xi16>, tensor<64xi16>) -> tensor<4x64xi16>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>, tensor<4x64xi16>
  }
}
// -----
module @ui16 {
  func.func @main(%x: tensor<4x64xui16>, %y: tensor<64xui16>) -> (tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %div = qopt.binary div %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %max = qopt.binary max %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %min = qopt.binary min %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xui16>, tensor<64xui16>) -> tensor<4x64xui16>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>, tensor<4x64xui16>
  }
}
// -----
module @i32 {
  func.func @main(%x: tensor<4x64xi32>, %y: tensor<64xi32>) -> (tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %div = qopt.binary div %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %max = qopt.binary max %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %min = qopt.binary min %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xi32>, tensor<64xi32>) -> tensor<4x64xi32>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>, tensor<4x64xi32>
  }
}
// -----
module @ui32 {
  func.func @main(%x: tensor<4x64xui32>, %y: tensor<64xui32>) -> (tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %div = qopt.binary div %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %max = qopt.binary max %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %min = qopt.binary min %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xui32>, tensor<64xui32>) -> tensor<4x64xui32>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>, tensor<4x64xui32>
  }
}
// -----
module @i64 {
  func.func @main(%x: tensor<4x64xi64>, %y: tensor<64xi64>) -> (tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>) {
    %add = qopt.binary add %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %sub = qopt.binary sub %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %mul = qopt.binary mul %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %div = qopt.binary div %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %max = qopt.binary max %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %min = qopt.binary min %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %pow = qopt.binary pow %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %prelu = qopt.binary prelu %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %mod = qopt.binary mod %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    %fmod = qopt.binary fmod %x, %y : (tensor<4x64xi64>, tensor<64xi64>) -> tensor<4x64xi64>
    return %add, %sub, %mul, %div, %max, %min, %pow, %prelu, %mod, %fmod : tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>, tensor<4x64xi64>
  }
}
