// RUN: qopt-opt %s --qopt-expand-minifloat-casts -split-input-file -verify-diagnostics

func.func @dynamic(%x: tensor<?xf32>) -> tensor<?xf8E4M3FN> {
  // expected-error @+1 {{expected a scalar, a vector or a tensor of static shape, got 'tensor<?xf32>'; --convert-elementwise-to-linalg makes scalars of it}}
  %0 = arith.truncf %x : tensor<?xf32> to tensor<?xf8E4M3FN>
  return %0 : tensor<?xf8E4M3FN>
}

// -----

func.func @wide(%x: f80) -> f8E5M2 {
  // expected-error @+1 {{expected a cast between f16, bf16, f32, f64 and builtin floats of at most 8 bits, got 'f80'}}
  %0 = arith.truncf %x : f80 to f8E5M2
  return %0 : f8E5M2
}

// -----

func.func @odd(%c: f4E2M1FN) -> tf32 {
  // expected-error @+1 {{expected a cast between f16, bf16, f32, f64 and builtin floats of at most 8 bits, got 'tf32'}}
  %0 = arith.extf %c : f4E2M1FN to tf32
  return %0 : tf32
}

// -----

func.func @attribute(%x: f32) -> f8E5M2 {
  // expected-error @+1 {{expected qopt.saturate to be true or false, got 1 : i64}}
  %0 = arith.truncf %x {qopt.saturate = 1} : f32 to f8E5M2
  return %0 : f8E5M2
}
