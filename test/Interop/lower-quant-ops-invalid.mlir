// RUN: split-file %s %t
// RUN: qopt-opt %t/types.mlir --qopt-lower-quant-ops -split-input-file -verify-diagnostics
// RUN: qopt-opt %t/rounding.mlir --qopt-lower-quant-ops=rounding=stochastic -verify-diagnostics

//--- types.mlir
func.func @any(%x: f32) -> !quant.any<i8:f32> {
  // expected-error @+1 {{expected a !quant.uniform type, got '!quant.any<i8:f32>'}}
  %q = quant.qcast %x : f32 to !quant.any<i8:f32>
  return %q : !quant.any<i8:f32>
}

// -----

func.func @expressed(%q: !quant.uniform<i8:f128, 0.5>) -> f128 {
  // expected-error @+1 {{expected the expressed type f16, bf16, f32 or f64, got 'f128'}}
  %x = quant.dcast %q : !quant.uniform<i8:f128, 0.5> to f128
  return %x : f128
}

// -----

func.func @zero_point(%x: f32) -> !quant.uniform<i8:f32, 0.5:4503599627370496> {
  // expected-error @+1 {{expected zero points below 2^52, got 4503599627370496}}
  %q = quant.qcast %x : f32 to !quant.uniform<i8:f32, 0.5:4503599627370496>
  return %q : !quant.uniform<i8:f32, 0.5:4503599627370496>
}

//--- rounding.mlir
// expected-error @+1 {{expected rounding to be nearest_even, nearest_away, nearest_up, toward_zero or floor, got 'stochastic'}}
module {
}
