// RUN: split-file %s %t
// RUN: qopt-opt %t/types.mlir --qopt-import-quant-types -split-input-file -verify-diagnostics
// RUN: qopt-opt %t/rounding.mlir --qopt-import-quant-types=rounding=even -verify-diagnostics

//--- types.mlir
func.func @scalar(%x: f32) {
  // expected-error @+1 {{expected a quantized tensor of static shape, got '!quant.uniform<i8:f32, 5.000000e-01>'}}
  %0 = quant.qcast %x : f32 to !quant.uniform<i8:f32, 0.5>
  return
}

// -----

func.func @dynamic(%x: tensor<?xf32>) {
  // expected-error @+1 {{expected a quantized tensor of static shape, got 'tensor<?x!quant.uniform<i8:f32, 5.000000e-01>>'}}
  %0 = quant.qcast %x : tensor<?xf32> to tensor<?x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @any(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a !quant.uniform type, got '!quant.any<i8:f32>'}}
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.any<i8:f32>>
  return
}

// -----

func.func @expressed(%x: tensor<4xf16>) {
  // expected-error @+1 {{expected the expressed type f32, got 'f16'}}
  %0 = quant.qcast %x : tensor<4xf16> to tensor<4x!quant.uniform<i8:f16, 0.5>>
  return
}

// -----

func.func @range(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a storage range of 1 to 16 or 32 bits, or one without its smallest code, got [-5, 9]}}
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8<-5:9>:f32, 0.5>>
  return
}

// -----

func.func @zero_point(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected zero points in [-128, 127], got 300}}
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:300>>
  return
}

// -----

func.func @scale(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected positive, normal f32 scales, got 1.000000e-40}}
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 1.0e-40>>
  return
}

// -----

func.func @two_axes(%x: tensor<4x6xf32>) {
  // expected-error @+1 {{expected blocks along one axis and single indices along the others, got blocks of [2, 3] in}}
  %0 = quant.qcast %x : tensor<4x6xf32> to tensor<4x6x!quant.uniform<i8:f32:{0:2, 1:3}, {{0.5, 0.25}, {1.0, 2.0}}>>
  return
}

// -----

func.func @others(%x: tensor<4xf32>) {
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  // expected-error @+1 {{expected quant.qcast, quant.dcast or quant.scast around quantized values, got tosa.reverse}}
  %1 = tosa.reverse %0 {axis = 0 : i32} : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5>>
  return
}

//--- rounding.mlir
// expected-error @+1 {{expected rounding to be nearest_even, nearest_away, nearest_up, toward_zero, floor or stochastic, got 'even'}}
module {
}
