// Casts that LLVM has, and other ops on small floats, stay as they are.
// RUN: qopt-opt %s > %t.in
// RUN: qopt-opt %s --qopt-expand-minifloat-casts | diff %t.in -

func.func @stays(%x: f32, %h: f16, %t: tf32, %s: f8E4M3FN, %v: vector<4xbf16>,
                 %d: tensor<?xf64>) -> (f16, f32, f32, f8E4M3FN, vector<4xf32>, tensor<?xf32>) {
  %0 = arith.truncf %x to_nearest_even : f32 to f16
  %1 = arith.extf %h : f16 to f32
  %2 = arith.extf %t : tf32 to f32
  %3 = arith.negf %s : f8E4M3FN
  %4 = arith.extf %v : vector<4xbf16> to vector<4xf32>
  %5 = arith.truncf %d : tensor<?xf64> to tensor<?xf32>
  return %0, %1, %2, %3, %4, %5 : f16, f32, f32, f8E4M3FN, vector<4xf32>, tensor<?xf32>
}
