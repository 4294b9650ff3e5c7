// Every table format: spelling and printing, and the aliases of their types.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -

// CHECK-DAG: !q_float_e4m3fn_g32a0_ = !qopt.q<#qopt.float<e4m3fn>, #qopt.group<0, 32>>
// CHECK-DAG: !q_nf4_b64_ = !qopt.q<#qopt.nf4, #qopt.block<64>>
// CHECK-DAG: !q_flint_s4_c1_ = !qopt.q<#qopt.flint<s4>, #qopt.channel<1>>
// CHECK-DAG: !q_log_u6_steps_4_t_ = !qopt.q<#qopt.log<u6, steps = 4>, #qopt.token>
// CHECK-DAG: !q_codebook_dense_1_00000_ = !qopt.q<#qopt.codebook<dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>>, #qopt.tensor>
func.func private @aliases(
    tensor<64x4x!qopt.q<#qopt.float<e4m3fn>, #qopt.group<0, 32>>>,
    tensor<64x4x!qopt.q<#qopt.nf4, #qopt.block<64>>>,
    tensor<64x4x!qopt.q<#qopt.flint<s4>, #qopt.channel<1>>>,
    tensor<64x4x!qopt.q<#qopt.log<u6, steps = 4>, #qopt.token>>,
    tensor<64x4x!qopt.q<#qopt.codebook<dense<[-1.0, 1.0]> : tensor<2xf32>>, #qopt.tensor>>)

// CHECK: f = #qopt.float<e4m3fn>
func.func private @f0() attributes {f = #qopt.float<e4m3fn>}

// CHECK: f = #qopt.float<e5m2>
func.func private @f1() attributes {f = #qopt.float<e5m2>}

// CHECK: f = #qopt.float<e4m3fnuz, bias = 11.0>
func.func private @f2() attributes {f = #qopt.float<e4m3fnuz, bias = 11.0>}

// CHECK: f = #qopt.float<e2m1finite>
func.func private @f3() attributes {f = #qopt.float<e2m1finite>}

// CHECK: f = #qopt.float<e4m3finite, bias = 7.5>
func.func private @f4() attributes {f = #qopt.float<e4m3finite, bias = 7.5>}

// CHECK: f = #qopt.float<e4m3finite, bias = -3.25>
func.func private @f5() attributes {f = #qopt.float<e4m3finite, bias = -3.25>}

// CHECK: f = #qopt.float<ue4m4finite>
func.func private @f6() attributes {f = #qopt.float<ue4m4finite>}

// CHECK: f = #qopt.float<e3m2finite, subnormals = flush>
func.func private @f7() attributes {f = #qopt.float<e3m2finite, subnormals = flush>}

// CHECK: f = #qopt.float<e5m2, overflow = special>
func.func private @f8() attributes {f = #qopt.float<e5m2, overflow = special>}

// CHECK: f = #qopt.float<e8m0>
func.func private @f9() attributes {f = #qopt.float<e8m0>}

// CHECK: f = #qopt.float<e8m0, bias = 101.0>
func.func private @f10() attributes {f = #qopt.float<e8m0, bias = 101.0>}

// CHECK: f = #qopt.float<e8m0>
func.func private @f11() attributes {f = #qopt.float<ue8m0fn, subnormals = absent>}

// CHECK: f = #qopt.float<e5m2>
func.func private @f12() attributes {f = #qopt.float<e5m2, bias = 15.0, overflow = saturate>}

// CHECK: f = #qopt.float<e4m3finite, bias = 6.1>
func.func private @f13() attributes {f = #qopt.float<e4m3finite, bias = 6.0999999999999996>}

// CHECK: f = #qopt.float<e4m3finite, bias = 1.0e-20>
func.func private @f14() attributes {f = #qopt.float<e4m3finite, bias = 1.0e-20>}

// CHECK: f = #qopt.kbit_float<e2m1>
func.func private @f15() attributes {f = #qopt.kbit_float<e2m1>}

// CHECK: f = #qopt.kbit_float<e3m0>
func.func private @f16() attributes {f = #qopt.kbit_float<e3m0>}

// CHECK: f = #qopt.kbit_float<e2m1, gap = 4>
func.func private @f17() attributes {f = #qopt.kbit_float<e2m1, gap = 4>}

// CHECK: f = #qopt.dynamic<s8>
func.func private @f18() attributes {f = #qopt.dynamic<s8>}

// CHECK: f = #qopt.dynamic<u2>
func.func private @f19() attributes {f = #qopt.dynamic<u2>}

// CHECK: f = #qopt.nf4
func.func private @f20() attributes {f = #qopt.nf4}

// CHECK: f = #qopt.fp4
func.func private @f21() attributes {f = #qopt.fp4}

// CHECK: f = #qopt.af4
func.func private @f22() attributes {f = #qopt.af4}

// CHECK: f = #qopt.flint<s3>
func.func private @f23() attributes {f = #qopt.flint<s3>}

// CHECK: f = #qopt.flint<u8>
func.func private @f24() attributes {f = #qopt.flint<u8>}

// CHECK: f = #qopt.pot<s4>
func.func private @f25() attributes {f = #qopt.pot<s4>}

// CHECK: f = #qopt.pot<u3>
func.func private @f26() attributes {f = #qopt.pot<u3>}

// CHECK: f = #qopt.apot<s4>
func.func private @f27() attributes {f = #qopt.apot<s4>}

// CHECK: f = #qopt.apot<u8, terms = 4>
func.func private @f28() attributes {f = #qopt.apot<u8, terms = 4>}

// CHECK: f = #qopt.apot<s4>
func.func private @f29() attributes {f = #qopt.apot<s4, terms = 2>}

// CHECK: f = #qopt.log<s4>
func.func private @f30() attributes {f = #qopt.log<s4>}

// CHECK: f = #qopt.log<u7, steps = 4>
func.func private @f31() attributes {f = #qopt.log<u7, steps = 4>}

// CHECK: f = #qopt.ternary
func.func private @f32() attributes {f = #qopt.ternary}

// CHECK: f = #qopt.binary
func.func private @f33() attributes {f = #qopt.binary}

// CHECK: f = #qopt.abfloat<e2m1, bias = 3>
func.func private @f34() attributes {f = #qopt.abfloat<e2m1, bias = 3>}

// CHECK: f = #qopt.codebook<dense<[-1.000000e+00, 0.000000e+00, 2.500000e-01, 1.000000e+00]> : tensor<4xf32>>
func.func private @f35() attributes {f = #qopt.codebook<dense<[-1.0, 0.0, 0.25, 1.0]> : tensor<4xf32>>}

// CHECK: f = #qopt.codebook<dense<[-1.000000e+00, 0.000000e+00, 1.000000e+00]> : tensor<3xf32>, ties = toward_zero>
func.func private @f36() attributes {f = #qopt.codebook<dense<[-1.0, 0.0, 1.0]> : tensor<3xf32>, ties = toward_zero>}

// CHECK: f = #qopt.bcq<3>
func.func private @bcq() attributes {f = #qopt.bcq<3>}
