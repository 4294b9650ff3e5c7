// Conversions between all element types: saturation, wrapping, NaN, booleans.
// RUN: qopt-compare %s --exact --wide
// RUN: qopt-compare %s --exact --special --scale=1000
module @from_f32 {
  func.func @main(%x: tensor<96xf32>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xf32> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xf32> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xf32> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xf32> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xf32> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xf32> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xf32> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xf32> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xf32> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xf32> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_i1 {
  func.func @main(%x: tensor<96xi1>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xi1> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xi1> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xi1> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xi1> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xi1> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xi1> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xi1> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xi1> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xi1> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xi1> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_i8 {
  func.func @main(%x: tensor<96xi8>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xi8> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xi8> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xi8> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xi8> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xi8> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xi8> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xi8> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xi8> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xi8> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xi8> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_ui8 {
  func.func @main(%x: tensor<96xui8>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xui8> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xui8> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xui8> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xui8> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xui8> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xui8> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xui8> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xui8> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xui8> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xui8> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_i16 {
  func.func @main(%x: tensor<96xi16>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xi16> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xi16> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xi16> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xi16> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xi16> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xi16> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xi16> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xi16> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xi16> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xi16> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_ui16 {
  func.func @main(%x: tensor<96xui16>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xui16> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xui16> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xui16> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xui16> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xui16> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xui16> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xui16> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xui16> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xui16> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xui16> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_i32 {
  func.func @main(%x: tensor<96xi32>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xi32> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xi32> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xi32> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xi32> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xi32> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xi32> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xi32> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xi32> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xi32> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xi32> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_ui32 {
  func.func @main(%x: tensor<96xui32>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xui32> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xui32> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xui32> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xui32> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xui32> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xui32> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xui32> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xui32> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xui32> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xui32> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_i64 {
  func.func @main(%x: tensor<96xi64>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xi64> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xi64> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xi64> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xi64> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xi64> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xi64> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xi64> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xi64> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xi64> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xi64> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
// -----
module @from_ui64 {
  func.func @main(%x: tensor<96xui64>) -> (tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>) {
    %f32_ = qopt.cast %x : tensor<96xui64> -> tensor<96xf32>
    %i1_ = qopt.cast %x : tensor<96xui64> -> tensor<96xi1>
    %i8_ = qopt.cast %x : tensor<96xui64> -> tensor<96xi8>
    %ui8_ = qopt.cast %x : tensor<96xui64> -> tensor<96xui8>
    %i16_ = qopt.cast %x : tensor<96xui64> -> tensor<96xi16>
    %ui16_ = qopt.cast %x : tensor<96xui64> -> tensor<96xui16>
    %i32_ = qopt.cast %x : tensor<96xui64> -> tensor<96xi32>
    %ui32_ = qopt.cast %x : tensor<96xui64> -> tensor<96xui32>
    %i64_ = qopt.cast %x : tensor<96xui64> -> tensor<96xi64>
    %ui64_ = qopt.cast %x : tensor<96xui64> -> tensor<96xui64>
    return %f32_, %i1_, %i8_, %ui8_, %i16_, %ui16_, %i32_, %ui32_, %i64_, %ui64_ : tensor<96xf32>, tensor<96xi1>, tensor<96xi8>, tensor<96xui8>, tensor<96xi16>, tensor<96xui16>, tensor<96xi32>, tensor<96xui32>, tensor<96xi64>, tensor<96xui64>
  }
}
