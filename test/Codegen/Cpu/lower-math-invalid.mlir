// What qopt-lower-math refuses: libm has no form of it here.
// RUN: qopt-opt %s --qopt-lower-math -split-input-file -verify-diagnostics

func.func @tensors(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected f16, bf16, f32 or f64, or vectors of a known number of them, got 'tensor<4xf32>'}}
  %0 = math.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @quad(%x: f128) -> f128 {
  // expected-error @+1 {{expected f16, bf16, f32 or f64, or vectors of a known number of them, got 'f128'}}
  %0 = math.exp %x : f128
  return %0 : f128
}

// -----

func.func @scalable(%x: vector<[4]xf32>) -> vector<[4]xf32> {
  // expected-error @+1 {{expected f16, bf16, f32 or f64, or vectors of a known number of them, got 'vector<[4]xf32>'}}
  %0 = math.exp %x : vector<[4]xf32>
  return %0 : vector<[4]xf32>
}
