// From the stock mlir-opt, and executed: what upstream's expansions of f4E2M1FN
// and f8E8M0FNU give, and what the numbers are.
// REQUIRES: mlir-opt, mlir-runner
// DEFINE: %{lower} = --pass-pipeline='builtin.module(convert-vector-to-scf,convert-scf-to-cf,convert-vector-to-llvm,convert-arith-to-llvm,convert-cf-to-llvm,convert-func-to-llvm,reconcile-unrealized-casts)'
// DEFINE: %{run} = mlir-runner -e main -entry-point-result=void --shared-libs=%llvm_lib/libmlir_c_runner_utils.so
// RUN: mlir-opt %s --load-dialect-plugin=%build/lib/qopt-plugin.so --load-pass-plugin=%build/lib/qopt-plugin.so \
// RUN:   --pass-pipeline='builtin.module(qopt-expand-minifloat-casts)' | mlir-opt %{lower} | %{run} | FileCheck %s
// RUN: mlir-opt %s --arith-expand="include-f4e2m1=true include-f8e8m0=true" | mlir-opt %{lower} | %{run} | FileCheck %s --check-prefix=UPSTREAM

// -0.3 is -0.5, -0.1 is -0, and the ties 1.25, 2.5 and 5 go to the even codes.
// CHECK: ( 9, 8, 2, 4, 6 )
// UPSTREAM: ( 1, 0, 3, 5, 7 )
func.func @main() {
  %x = arith.constant dense<[-0.3, -0.1, 1.25, 2.5, 5.0]> : vector<5xf32>
  %y = arith.truncf %x to_nearest_even : vector<5xf32> to vector<5xf4E2M1FN>
  %c = arith.bitcast %y : vector<5xf4E2M1FN> to vector<5xi4>
  %i = arith.extui %c : vector<5xi4> to vector<5xi32>
  vector.print %i : vector<5xi32>

  // The scale 2^-127, times 2^127 to be seen.
  // CHECK-NEXT: 1
  // UPSTREAM-NEXT: 0
  %code = arith.constant 0 : i8
  %scale = arith.bitcast %code : i8 to f8E8M0FNU
  %wide = arith.extf %scale : f8E8M0FNU to f32
  %large = arith.constant 0x7F000000 : f32
  %one = arith.mulf %wide, %large : f32
  vector.print %one : f32
  return
}
