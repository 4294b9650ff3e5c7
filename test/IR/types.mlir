// Every format and granularity, and the aliases they print as.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

// CHECK-DAG: !q_s8_ = !qopt.q<#qopt.int<s8>, #qopt.tensor>
// CHECK-DAG: !q_s8n_c0_ = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
// CHECK-DAG: !q_s8_c1_ = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>
// CHECK-DAG: !q_s4_g32a1_ = !qopt.q<#qopt.int<s4>, #qopt.group<1, 32>>
// CHECK-DAG: !q_s4_b16_ = !qopt.q<#qopt.int<s4>, #qopt.block<16>>
// CHECK-DAG: !q_u8_t_ = !qopt.q<#qopt.int<u8>, #qopt.token>
// CHECK-DAG: !q_s32_ = !qopt.q<#qopt.int<s32>, #qopt.tensor>
// CHECK-DAG: !q_u32_ = !qopt.q<#qopt.int<u32>, #qopt.tensor>
// CHECK-DAG: !q_s1_ = !qopt.q<#qopt.int<s1>, #qopt.tensor>
// CHECK-DAG: !q_u1_ = !qopt.q<#qopt.int<u1>, #qopt.tensor>
// CHECK-DAG: !q_s2n_ = !qopt.q<#qopt.int<s2, narrow>, #qopt.tensor>

// CHECK-DAG: !q_s8n_c1_2of4a0_ = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>
// CHECK-DAG: !q_nf4_8of16a1_ = !qopt.q<#qopt.nf4, #qopt.tensor, #qopt.sparse<8:16, 1>>

// CHECK-LABEL: func.func private @sparse
// CHECK-SAME: tensor<4x8x!q_s8n_c1_2of4a0_>, tensor<4x8x!q_nf4_8of16a1_>
func.func private @sparse(
    tensor<4x8x!qopt.q<#qopt.int<s8, narrow>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>>,
    tensor<4x8x!qopt.q<#qopt.nf4, #qopt.tensor, #qopt.sparse<8:16, 1>>>)

// CHECK-LABEL: func.func private @granularities
// CHECK-SAME: tensor<4x8x!q_s8_>
// CHECK-SAME: tensor<4x8x!q_s8n_c0_>
// CHECK-SAME: tensor<4x8x!q_s8_c1_>
// CHECK-SAME: tensor<4x64x!q_s4_g32a1_>
// CHECK-SAME: tensor<4x8x!q_u8_t_>
// CHECK-SAME: tensor<4x8x!q_s4_b16_>
func.func private @granularities(
    tensor<4x8x!qopt.q<#qopt.int<s8>, #qopt.tensor>>,
    tensor<4x8x!qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>>,
    tensor<4x8x!qopt.q<#qopt.int<s8>, #qopt.channel<1>>>,
    tensor<4x64x!qopt.q<#qopt.int<s4>, #qopt.group<1, 32>>>,
    tensor<4x8x!qopt.q<#qopt.int<u8>, #qopt.token>>,
    tensor<4x8x!qopt.q<#qopt.int<s4>, #qopt.block<16>>>)

// CHECK-LABEL: func.func private @signed_widths
// CHECK-SAME: tensor<!q_s1_>, tensor<!q_s2_>, tensor<!q_s3_>, tensor<!q_s4_>, tensor<!q_s5_>, tensor<!q_s6_>
// CHECK-SAME: tensor<!q_s7_>, tensor<!q_s8_>, tensor<!q_s9_>, tensor<!q_s10_>, tensor<!q_s11_>, tensor<!q_s12_>
// CHECK-SAME: tensor<!q_s13_>, tensor<!q_s14_>, tensor<!q_s15_>, tensor<!q_s16_>, tensor<!q_s32_>
func.func private @signed_widths(
    tensor<!qopt.q<#qopt.int<s1>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s2>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s3>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s4>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s5>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s6>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s7>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s8>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s9>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s10>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s11>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s12>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s13>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s14>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s15>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<s16>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s32>, #qopt.tensor>>)

// CHECK-LABEL: func.func private @unsigned_and_narrow
// CHECK-SAME: tensor<!q_u1_>, tensor<!q_u4_>, tensor<!q_u8_>, tensor<!q_u16_>, tensor<!q_u32_>, tensor<!q_s2n_>, tensor<!q_s16n_>
func.func private @unsigned_and_narrow(
    tensor<!qopt.q<#qopt.int<u1>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<u4>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<u8>, #qopt.tensor>>, tensor<!qopt.q<#qopt.int<u16>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<u32>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s2, narrow>, #qopt.tensor>>,
    tensor<!qopt.q<#qopt.int<s16, narrow>, #qopt.tensor>>)

// Attributes of the dialect that no op of this file carries.
// CHECK-LABEL: func.func private @attributes
// CHECK-SAME: format = #qopt.int<u4>
// CHECK-SAME: granularity = #qopt.group<0, 128>
// CHECK-SAME: rounding = [#qopt<rounding nearest_even>, #qopt<rounding nearest_away>, #qopt<rounding nearest_up>, #qopt<rounding toward_zero>, #qopt<rounding floor>, #qopt<rounding stochastic>]
func.func private @attributes() attributes {
  format = #qopt.int<u4>, granularity = #qopt.group<0, 128>,
  rounding = [#qopt<rounding nearest_even>, #qopt<rounding nearest_away>,
    #qopt<rounding nearest_up>, #qopt<rounding toward_zero>,
    #qopt<rounding floor>, #qopt<rounding stochastic>]}
