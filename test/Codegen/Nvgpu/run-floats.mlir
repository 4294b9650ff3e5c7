// Products of codes of small floats on matrix instructions, native or as f16: run by the
// PTX emulator, compared with the interpreter of the same packed IR; the activations are
// quantized on the device. And the whole pipeline packs them only when asked.
// RUN: qopt-opt %s --qopt-pack-gpu-floats=block=32 -o %t.native.mlir
// RUN: qopt-compare --chip=sm_89 --runs=2 --exact %t.native.mlir
// RUN: qopt-opt %s --qopt-pack-gpu-floats="block=16 promote=64" -o %t.half.mlir
// RUN: qopt-compare --chip=sm_80 --runs=2 --exact %t.half.mlir
// RUN: qopt-compare --chip=sm_90a --runs=2 --exact %t.half.mlir
// RUN: qopt-compare --chip=sm_89 --runs=2 --exact %s
// RUN: qopt-opt %s --qopt-codegen-gpu-pipeline="chip=sm_89 float-products=128" | FileCheck %s --check-prefix=NATIVE
// RUN: qopt-opt %s --qopt-codegen-gpu-pipeline="chip=sm_90a float-products=128" | FileCheck %s --check-prefix=HALF
// RUN: qopt-opt %s --qopt-codegen-gpu-pipeline=chip=sm_89 | FileCheck %s --check-prefix=F32
// NATIVE: llvm.func @qopt_gemm_e4m3e4m3f32_b32p128_m10n24k20_
// HALF: llvm.func @qopt_gemm_e4m3e4m3f32_b16p128_m10n24k20_
// F32-NOT: llvm.func @qopt_gemm
!x = !qopt.q<#qopt.float<e4m3fn>, #qopt.token>
!w = !qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>
func.func @main(%x: tensor<10x20xf32>) -> tensor<10x24xf32> {
  %z = qopt.constant dense<0> : tensor<10xi32>
  %scale = qopt.choose_scales %x for !x : tensor<10x20xf32> -> tensor<10xf32>
  %codes = qopt.quantize %x, %scale, %z rounding nearest_even : tensor<10x20xf32>, tensor<10xf32>, tensor<10xi32> -> tensor<10x20x!x>
  %bytes = qopt.codes %codes : tensor<10x20x!x> -> tensor<10x20xui8>
  %q = qopt.assemble %bytes, %scale, %z : tensor<10x20xui8>, tensor<10xf32>, tensor<10xi32> -> tensor<10x20x!x>
  %d = qopt.dequantize %q : tensor<10x20x!x> -> tensor<10x20xf32>
  %c = qopt.constant dense<"0x7942BDF22106F0847762F0F3CB4D764DC7072051159A0F89F2C6DACAE344BB311245FD6F84DF9AD7C5B3D076AC0E8F53A7356C88913F20F6F72DB022D24D0A96DAD43C1617C1A98E78129E0327371065D095864F15ADA0B846C1C0EBC5348ADC799ADF849BAD05D4A10AC0441EAAEEB4B48EFA0B1F0ABD80E998A35ABA5EA0BD8799C1350D439E71897AA75FDE3134A4AA72E05628AC6FE68A733D1161A15D8EAE2BB042D7958AEDB1D594D6D112D34F6602F4DE7110E993AE7422923D7D171165DC1906F63D57997A0AD31B3AAE4081F41FB471653E3D577A8C4103F9CC198A89D81AF2A5001C40173F1923F7102CFAA150A124B3C5C79BB88761A8DB3F4101C2285B15BFEBC216DC1BBEFEA1D7D6EB097D6F8A24D972DA420EA6BF863EED3FC037A33402F24978C7162F32C05B0CAE3E0D3AF691992D127A36331FA65C277B5CE8C981BCCBB3D62AC078D352D4F74FCD4C5331FEF7E25F4588654BA17697D3886F9D0B89F5C36658B87AA4F749D6F569EF0EF625CC17EF7578236F827B6184465F12825617A05DD82E2B3C2F879512B6E7AC030FABA9DFC2F8276BFAC840A33D8C27DD39E08031BFBCE6978736AD3AFCB41E965D4C5BBDE83F3748A9D7995FEAF69F5A23365CC8B733888AC41B4515F58A7EB5AACEE523B4FE394D8A333939"> : tensor<20x24xui8>
  %s = qopt.constant dense<"0x04902E3BDC1C313B08A59B3B32FBFB3BC4AB083C9991FD3BCB54CF3B9FED173B4444963BA5BF333B2A5DBC3BF862C83BC8B9383BB114553B18A5033C8A90A63A72D0063CFBCB133C0A5E1C3C2FC3913BFFBCC33BEAB7CC3BF8A2DB3BF071203C"> : tensor<24xf32>
  %t = qopt.constant dense<0> : tensor<24xi32>
  %w = qopt.assemble %c, %s, %t : tensor<20x24xui8>, tensor<24xf32>, tensor<24xi32> -> tensor<20x24x!w>
  %b = qopt.constant dense<"0xF81BBF3E2A69CDBE5653383F147B02BDEA974F3E4647E83EFBC87EBF46790A3FF6D2A53E072985BC07A8413DAEA7A1BDE7F51CBF790E723D2D066DBFED606A3A1B76953E3877E4BD642D073EEA046B3FD3BA483F3D943ABF43B2153F1F797C3E"> : tensor<24xf32>
  %y = qopt.matmul %d, %w bias %b : (tensor<10x20xf32>, tensor<20x24x!w>, tensor<24xf32>) -> tensor<10x24xf32>
  return %y : tensor<10x24xf32>
}
