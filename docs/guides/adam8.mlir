// Written by tools/make_optimizer.py --kind adamw --tensor w=64x256 --tensor b=256
module @adamw {
func.func @main(
    %a0: tensor<f32> {qopt.name = "step"},
    %a1: tensor<f32> {qopt.name = "root"},
    %a2: tensor<f32> {qopt.name = "keep"},
    %a3: tensor<64x256xf32> {qopt.name = "w"},
    %a4: tensor<64x256xf32> {qopt.name = "w.grad"},
    %a5: tensor<64x256xui8> {qopt.name = "w.m"},
    %a6: tensor<64x256xui8> {qopt.name = "w.v"},
    %a7: tensor<64xf32> {qopt.name = "w.m.absmax"},
    %a8: tensor<64xf32> {qopt.name = "w.v.absmax"},
    %a9: tensor<256xf32> {qopt.name = "b"},
    %a10: tensor<256xf32> {qopt.name = "b.grad"},
    %a11: tensor<256xf32> {qopt.name = "b.m"},
    %a12: tensor<256xf32> {qopt.name = "b.v"})
    -> (tensor<64x256xf32> {qopt.name = "w"},
    tensor<64x256xui8> {qopt.name = "w.m"},
    tensor<64x256xui8> {qopt.name = "w.v"},
    tensor<64xf32> {qopt.name = "w.m.absmax"},
    tensor<64xf32> {qopt.name = "w.v.absmax"},
    tensor<256xf32> {qopt.name = "b"},
    tensor<256xf32> {qopt.name = "b.m"},
    tensor<256xf32> {qopt.name = "b.v"}) {
  %e0 = tensor.empty() : tensor<64x256xf32>
  %e1 = tensor.empty() : tensor<64x256xui8>
  %e2 = tensor.empty() : tensor<64x256xui8>
  %e3 = tensor.empty() : tensor<64xf32>
  %e4 = tensor.empty() : tensor<64xf32>
  %r5:5 = qopt.optimizer_step adam %a3, %a4 states %a5, %a6 absmax %a7, %a8 scalars %a0, %a1, %a2 outs %e0, %e1, %e2, %e3, %e4
    {beta1 = 0.9, beta2 = 0.999, eps = 1.0e-08, decay = #qopt<decay before>, eps_rule = #qopt<eps_rule outside>, zero_rule = #qopt<zero_rule keep_sign>, block = 256 : i64}
    : (tensor<64x256xf32>, tensor<64x256xf32>, tensor<64x256xui8>, tensor<64x256xui8>, tensor<64xf32>, tensor<64xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<64x256xf32>, tensor<64x256xui8>, tensor<64x256xui8>, tensor<64xf32>, tensor<64xf32>) -> (tensor<64x256xf32>, tensor<64x256xui8>, tensor<64x256xui8>, tensor<64xf32>, tensor<64xf32>)
  %e6 = tensor.empty() : tensor<256xf32>
  %e7 = tensor.empty() : tensor<256xf32>
  %e8 = tensor.empty() : tensor<256xf32>
  %r9:3 = qopt.optimizer_step adam %a9, %a10 states %a11, %a12 scalars %a0, %a1, %a2 outs %e6, %e7, %e8
    {beta1 = 0.9, beta2 = 0.999, eps = 1.0e-08, decay = #qopt<decay before>, eps_rule = #qopt<eps_rule outside>}
    : (tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>) -> (tensor<256xf32>, tensor<256xf32>, tensor<256xf32>)
  return %r5#0, %r5#1, %r5#2, %r5#3, %r5#4, %r9#0, %r9#1, %r9#2 : tensor<64x256xf32>, tensor<64x256xui8>, tensor<64x256xui8>, tensor<64xf32>, tensor<64xf32>, tensor<256xf32>, tensor<256xf32>, tensor<256xf32>
}
}
