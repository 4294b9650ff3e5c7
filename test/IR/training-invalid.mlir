// What optimizer steps refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @optimizer_step_c1_gradient(%a0: tensor<600xf32>, %a1: tensor<599xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected parameter, gradient and states of one shape that has elements, got 'tensor<600xf32>' and 'tensor<599xf32>'}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<599xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c1_state(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<20x30xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<20x30xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected parameter, gradient and states of one shape that has elements, got 'tensor<600xf32>' and 'tensor<20x30xui8>'}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<20x30xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<20x30xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<20x30xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c1_empty(%a0: tensor<0xf32>, %a1: tensor<0xf32>, %a2: tensor<0xui8>, %a3: tensor<0xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<0xf32>, %a7: tensor<0xui8>, %a8: tensor<0xf32>) {
  // expected-error @+1 {{expected parameter, gradient and states of one shape that has elements}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<0xf32>, tensor<0xf32>, tensor<0xui8>, tensor<0xf32>, tensor<f32>, tensor<f32>, tensor<0xf32>, tensor<0xui8>, tensor<0xf32>) -> (tensor<0xf32>, tensor<0xui8>, tensor<0xf32>)
  return
}

// -----

func.func @optimizer_step_c2_count(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<600xui8>, %a4: tensor<3xf32>, %a5: tensor<3xf32>, %a6: tensor<f32>, %a7: tensor<f32>, %a8: tensor<600xf32>, %a9: tensor<600xui8>, %a10: tensor<600xui8>, %a11: tensor<3xf32>, %a12: tensor<3xf32>) {
  // expected-error @+1 {{expected 1 states of lion, got 2}}
  %r:5 = qopt.optimizer_step lion %a0, %a1 states %a2, %a3 absmax %a4, %a5 scalars %a6, %a7 outs %a8, %a9, %a10, %a11, %a12
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<600xui8>, tensor<3xf32>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<600xui8>, tensor<3xf32>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<600xui8>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c2_mixed(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<600xf32>, %a4: tensor<3xf32>, %a5: tensor<f32>, %a6: tensor<f32>, %a7: tensor<600xf32>, %a8: tensor<600xui8>, %a9: tensor<600xf32>, %a10: tensor<3xf32>) {
  // expected-error @+1 {{expected states that are all f32 or all 8-bit}}
  %r:4 = qopt.optimizer_step adam %a0, %a1 states %a2, %a3 absmax %a4 scalars %a5, %a6 outs %a7, %a8, %a9, %a10
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<600xf32>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<600xf32>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<600xf32>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c3_absmax_count(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<f32>, %a4: tensor<f32>, %a5: tensor<600xf32>, %a6: tensor<600xui8>) {
  // expected-error @+1 {{expected 8-bit states with a block, a zero_rule and one absmax each, got 0 absmax for 1 states}}
  %r:2 = qopt.optimizer_step lion %a0, %a1 states %a2 scalars %a3, %a4 outs %a5, %a6
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>) -> (tensor<600xf32>, tensor<600xui8>)
  return
}

// -----

func.func @optimizer_step_c3_no_block(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected 8-bit states with a block, a zero_rule and one absmax each}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c3_no_zero_rule(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected 8-bit states with a block, a zero_rule and one absmax each}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c3_block_zero(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected a block of >= 1 elements, got 0}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 0 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c3_block_negative(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected a block of >= 1 elements, got -256}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = -256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c3_absmax_shape(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<2xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<2xf32>) {
  // expected-error @+1 {{expected absmax of shape [3] for 600 elements in blocks of 256, got 'tensor<2xf32>'}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<2xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<2xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<2xf32>)
  return
}

// -----

func.func @optimizer_step_c3_float_block(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xf32>, %a3: tensor<f32>, %a4: tensor<f32>, %a5: tensor<600xf32>, %a6: tensor<600xf32>) {
  // expected-error @+1 {{expected f32 states without absmax, block and zero_rule}}
  %r:2 = qopt.optimizer_step lion %a0, %a1 states %a2 scalars %a3, %a4 outs %a5, %a6
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xf32>) -> (tensor<600xf32>, tensor<600xf32>)
  return
}

// -----

func.func @optimizer_step_c3_float_absmax(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xf32>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xf32>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected f32 states without absmax, block and zero_rule}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xf32>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xf32>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xf32>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c4_count(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<600xf32>, %a6: tensor<600xui8>, %a7: tensor<3xf32>) {
  // expected-error @+1 {{expected 2 scalars of rank 0 for lion with decay before, got 'tensor<f32>'}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4 outs %a5, %a6, %a7
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c4_rank(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<1xf32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected 2 scalars of rank 0 for lion with decay before}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<1xf32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c4_coupled(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected 1 scalars of rank 0 for lion with decay coupled}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay coupled>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64, weight_decay = 0.0}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c5_missing(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected beta2 for lion with decay before, got none}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c5_unused(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected no eps for lion with decay before, got one}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64, eps = 1.0e-8}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c5_beta(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected beta1 in [0, 1), got 1}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 1.0, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c5_eps(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected eps in [1e-30, 1], got 0}}
  %r:3 = qopt.optimizer_step adagrad %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64, eps = 0.0, eps_rule = #qopt<eps_rule outside>}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c5_scaled(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected eps outside or inside the root of an optimizer without bias correction, got eps scaled by it}}
  %r:3 = qopt.optimizer_step adagrad %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64, eps = 1.0e-8, eps_rule = #qopt<eps_rule scaled>}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c6_decoupled(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected no weight_decay for lion with decay before, got one}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64, weight_decay = 0.1}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c6_coupled(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<600xf32>, %a6: tensor<600xui8>, %a7: tensor<3xf32>) {
  // expected-error @+1 {{expected weight_decay for lion with decay coupled, got none}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4 outs %a5, %a6, %a7
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay coupled>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c6_range(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<600xf32>, %a6: tensor<600xui8>, %a7: tensor<3xf32>) {
  // expected-error @+1 {{expected weight decay in [0, 1], got 2}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4 outs %a5, %a6, %a7
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay coupled>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64, weight_decay = 2.0}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c7_type(%a0: tensor<600xf32>, %a1: tensor<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xf32>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected destinations of types}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xf32>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xf32>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c7_mixed(%a0: tensor<600xf32>, %a1: memref<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: tensor<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<600xf32>' beside 'tensor<600xf32>'}}
  %r:3 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (tensor<600xf32>, memref<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xf32>, tensor<600xui8>, tensor<3xf32>)
  return
}

// -----

func.func @optimizer_step_c7_memref_results(%a0: memref<600xf32>, %a1: memref<600xf32>, %a2: tensor<600xui8>, %a3: tensor<3xf32>, %a4: tensor<f32>, %a5: tensor<f32>, %a6: memref<600xf32>, %a7: tensor<600xui8>, %a8: tensor<3xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs}}
  %r:2 = qopt.optimizer_step lion %a0, %a1 states %a2 absmax %a3 scalars %a4, %a5 outs %a6, %a7, %a8
    {beta1 = 0.9, beta2 = 0.99, decay = #qopt<decay before>, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (memref<600xf32>, memref<600xf32>, tensor<600xui8>, tensor<3xf32>, tensor<f32>, tensor<f32>, memref<600xf32>, tensor<600xui8>, tensor<3xf32>) -> (tensor<600xui8>, tensor<3xf32>)
  return
}
