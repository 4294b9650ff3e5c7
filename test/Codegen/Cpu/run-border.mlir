// Quantize and dequantize, byte for byte: rounding modes, formats, granularities,
// NaN, infinities and saturation.
// RUN: qopt-compare %s --exact
// RUN: qopt-compare %s --exact --special
// RUN: qopt-compare %s --exact --scale=100
module @s8_nearest_even {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<-3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @s8_nearest_away {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<-3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_away : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @s8_nearest_up {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<-3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_up : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @s8_toward_zero {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<-3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding toward_zero : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @s8_floor {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<-3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding floor : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @s8_stochastic {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<-3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding stochastic : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @u8 {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xui8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.031> : tensor<f32>
    %z = qopt.constant dense<128> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<u8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<u8>, #qopt.tensor>> -> tensor<4x40xui8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xui8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<u8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<u8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xui8>, tensor<4x40xf32>
  }
}
// -----
module @s8_narrow {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.031> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @u4 {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xui8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<7> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<u4>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<u4>, #qopt.tensor>> -> tensor<4x40xui8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xui8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<u4>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<u4>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xui8>, tensor<4x40xf32>
  }
}
// -----
module @s4 {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_away : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s4>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s4>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @s16 {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi16>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.0001> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s16>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s16>, #qopt.tensor>> -> tensor<4x40xi16>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi16>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s16>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s16>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi16>, tensor<4x40xf32>
  }
}
// -----
module @u16 {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xui16>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.0001> : tensor<f32>
    %z = qopt.constant dense<40000> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_up : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<u16>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<u16>, #qopt.tensor>> -> tensor<4x40xui16>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xui16>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<u16>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<u16>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xui16>, tensor<4x40xf32>
  }
}
// -----
module @s32 {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi32>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.0000001> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>> -> tensor<4x40xi32>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi32>, tensor<4x40xf32>
  }
}
// -----
module @s32_away {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi32>, tensor<4x40xf32>) {
    %s = qopt.constant dense<0.0000001> : tensor<f32>
    %z = qopt.constant dense<5> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_away : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>> -> tensor<4x40xi32>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s32>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi32>, tensor<4x40xf32>
  }
}
// -----
module @tiny_scale {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<1.2e-38> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @huge_scale {
  func.func @main(%x: tensor<4x40xf32>) -> (tensor<4x40xi8>, tensor<4x40xf32>) {
    %s = qopt.constant dense<3.0e38> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xi8>
    %a = qopt.assemble %c, %s, %z : tensor<4x40xi8>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %a : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %c, %y : tensor<4x40xi8>, tensor<4x40xf32>
  }
}
// -----
module @channel {
  func.func @main(%x: tensor<3x5x4xf32>) -> (tensor<3x5x4xi8>, tensor<3x5x4xf32>) {
    %s = qopt.constant dense<[0.1, 0.2, 0.3, 0.5]> : tensor<4xf32>
    %z = qopt.constant dense<[0, -3, 5, 127]> : tensor<4xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<3x5x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<3x5x4x!qopt.q<#qopt.int<s8>, #qopt.channel<2>>>
    %c = qopt.codes %q : tensor<3x5x4x!qopt.q<#qopt.int<s8>, #qopt.channel<2>>> -> tensor<3x5x4xi8>
    %a = qopt.assemble %c, %s, %z : tensor<3x5x4xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<3x5x4x!qopt.q<#qopt.int<s8>, #qopt.channel<2>>>
    %y = qopt.dequantize %a : tensor<3x5x4x!qopt.q<#qopt.int<s8>, #qopt.channel<2>>> -> tensor<3x5x4xf32>
    return %c, %y : tensor<3x5x4xi8>, tensor<3x5x4xf32>
  }
}
// -----
module @channel_first {
  func.func @main(%x: tensor<3x5x4xf32>) -> (tensor<3x5x4xui8>, tensor<3x5x4xf32>) {
    %s = qopt.constant dense<[0.1, 0.2, 0.3]> : tensor<3xf32>
    %z = qopt.constant dense<[0, 3, 255]> : tensor<3xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<3x5x4xf32>, tensor<3xf32>, tensor<3xi32> -> tensor<3x5x4x!qopt.q<#qopt.int<u8>, #qopt.channel<0>>>
    %c = qopt.codes %q : tensor<3x5x4x!qopt.q<#qopt.int<u8>, #qopt.channel<0>>> -> tensor<3x5x4xui8>
    %a = qopt.assemble %c, %s, %z : tensor<3x5x4xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<3x5x4x!qopt.q<#qopt.int<u8>, #qopt.channel<0>>>
    %y = qopt.dequantize %a : tensor<3x5x4x!qopt.q<#qopt.int<u8>, #qopt.channel<0>>> -> tensor<3x5x4xf32>
    return %c, %y : tensor<3x5x4xui8>, tensor<3x5x4xf32>
  }
}
// -----
module @group {
  func.func @main(%x: tensor<2x5xf32>) -> (tensor<2x5xi8>, tensor<2x5xf32>) {
    %s = qopt.constant dense<[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]> : tensor<2x3xf32>
    %z = qopt.constant dense<0> : tensor<2x3xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x5xf32>, tensor<2x3xf32>, tensor<2x3xi32> -> tensor<2x5x!qopt.q<#qopt.int<s4>, #qopt.group<1, 2>>>
    %c = qopt.codes %q : tensor<2x5x!qopt.q<#qopt.int<s4>, #qopt.group<1, 2>>> -> tensor<2x5xi8>
    %a = qopt.assemble %c, %s, %z : tensor<2x5xi8>, tensor<2x3xf32>, tensor<2x3xi32> -> tensor<2x5x!qopt.q<#qopt.int<s4>, #qopt.group<1, 2>>>
    %y = qopt.dequantize %a : tensor<2x5x!qopt.q<#qopt.int<s4>, #qopt.group<1, 2>>> -> tensor<2x5xf32>
    return %c, %y : tensor<2x5xi8>, tensor<2x5xf32>
  }
}
// -----
module @runtime_parameters {
  func.func @main(%x: tensor<4x40xf32>, %s0: tensor<f32>, %z: tensor<i32>) -> tensor<4x40xf32> {
    %one = qopt.constant dense<1.0> : tensor<f32>
    %e = qopt.unary abs %s0 : (tensor<f32>) -> tensor<f32>
    %s = qopt.binary add %e, %one : (tensor<f32>, tensor<f32>) -> tensor<f32>
    %lo = qopt.constant dense<-128> : tensor<i32>
    %hi = qopt.constant dense<127> : tensor<i32>
    %z1 = qopt.binary max %z, %lo : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %z2 = qopt.binary min %z1, %hi : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %q = qopt.quantize %x, %s, %z2 rounding nearest_even : tensor<4x40xf32>, tensor<f32>, tensor<i32> -> tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %y = qopt.dequantize %q : tensor<4x40x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4x40xf32>
    return %y : tensor<4x40xf32>
  }
}
// -----
module @moved_between {
  func.func @main(%x: tensor<2x3x4xf32>) -> tensor<2x12xf32> {
    %s = qopt.constant dense<0.1> : tensor<f32>
    %z = qopt.constant dense<100> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x3x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x3x4x!qopt.q<#qopt.int<u8>, #qopt.tensor>>
    %t = qopt.transpose %q perm [0, 2, 1] : tensor<2x3x4x!qopt.q<#qopt.int<u8>, #qopt.tensor>> -> tensor<2x4x3x!qopt.q<#qopt.int<u8>, #qopt.tensor>>
    %r = qopt.reshape %t : tensor<2x4x3x!qopt.q<#qopt.int<u8>, #qopt.tensor>> -> tensor<2x12x!qopt.q<#qopt.int<u8>, #qopt.tensor>>
    %y = qopt.dequantize %r : tensor<2x12x!qopt.q<#qopt.int<u8>, #qopt.tensor>> -> tensor<2x12xf32>
    return %y : tensor<2x12xf32>
  }
}
