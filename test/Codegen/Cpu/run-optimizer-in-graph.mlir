// Steps among other ops: operands that are views of larger tensors, results
// that become parts of one, a step that writes where it reads, two in a row.
// RUN: qopt-compare %s --exact --runs=4

module @views {
  func.func @main(%w: tensor<6x100xf32>, %g: tensor<6x50xf32>, %m: tensor<4x50xui8>, %a: tensor<4xf32>, %s: tensor<f32>, %c: tensor<f32>)
      -> (tensor<5x50xf32>, tensor<4x50xui8>, tensor<4xf32>) {
    // Columns 0 and 2, 4, ... of four rows: strided in memory.
    %p = qopt.slice %w from [1, 0] step [1, 2] : tensor<6x100xf32> -> tensor<4x50xf32>
    %part = qopt.slice %g from [2, 0] step [1, 1] : tensor<6x50xf32> -> tensor<4x50xf32>
    %scaled = qopt.binary mul %part, %c : (tensor<4x50xf32>, tensor<f32>) -> tensor<4x50xf32>
    %e = tensor.empty() : tensor<4x50xf32>
    %k = tensor.empty() : tensor<4x50xui8>
    %t = tensor.empty() : tensor<4xf32>
    %r:3 = qopt.optimizer_step momentum %p, %scaled states %m absmax %a scalars %s outs %e, %k, %t
      {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule keep_sign>, block = 50 : i64}
      : (tensor<4x50xf32>, tensor<4x50xf32>, tensor<4x50xui8>, tensor<4xf32>, tensor<f32>, tensor<4x50xf32>, tensor<4x50xui8>, tensor<4xf32>)
      -> (tensor<4x50xf32>, tensor<4x50xui8>, tensor<4xf32>)
    %row = qopt.slice %g from [0, 0] step [1, 1] : tensor<6x50xf32> -> tensor<1x50xf32>
    %all = qopt.concat %row, %r#0 axis 0 : (tensor<1x50xf32>, tensor<4x50xf32>) -> tensor<5x50xf32>
    return %all, %r#1, %r#2 : tensor<5x50xf32>, tensor<4x50xui8>, tensor<4xf32>
  }
}
// -----
module @in_place {
  func.func @main(%p: tensor<100xf32>, %g: tensor<100xf32>, %v: tensor<100xui8>, %a: tensor<2xf32>, %s: tensor<f32>)
      -> (tensor<100xf32>, tensor<100xui8>, tensor<2xf32>, tensor<100xf32>) {
    %r:3 = qopt.optimizer_step adagrad %p, %g states %v absmax %a scalars %s outs %p, %v, %a
      {eps = 1.0e-3, eps_rule = #qopt<eps_rule outside>, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule nearest>, block = 64 : i64}
      : (tensor<100xf32>, tensor<100xf32>, tensor<100xui8>, tensor<2xf32>, tensor<f32>, tensor<100xf32>, tensor<100xui8>, tensor<2xf32>)
      -> (tensor<100xf32>, tensor<100xui8>, tensor<2xf32>)
    %q:3 = qopt.optimizer_step adagrad %r#0, %g states %r#1 absmax %r#2 scalars %s outs %r#0, %r#1, %r#2
      {eps = 1.0e-3, eps_rule = #qopt<eps_rule outside>, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule nearest>, block = 64 : i64}
      : (tensor<100xf32>, tensor<100xf32>, tensor<100xui8>, tensor<2xf32>, tensor<f32>, tensor<100xf32>, tensor<100xui8>, tensor<2xf32>)
      -> (tensor<100xf32>, tensor<100xui8>, tensor<2xf32>)
    %change = qopt.binary sub %q#0, %r#0 : (tensor<100xf32>, tensor<100xf32>) -> tensor<100xf32>
    return %q#0, %q#1, %q#2, %change : tensor<100xf32>, tensor<100xui8>, tensor<2xf32>, tensor<100xf32>
  }
}
// -----
module @parallel_blocks {
  func.func @main(%p: tensor<20000xf32>, %g: tensor<20000xf32>, %m: tensor<20000xui8>, %v: tensor<20000xui8>, %a: tensor<67xf32>, %b: tensor<67xf32>,
      %s: tensor<f32>, %r: tensor<f32>) -> (tensor<20000xf32>, tensor<20000xui8>, tensor<20000xui8>, tensor<67xf32>, tensor<67xf32>) {
    %e = tensor.empty() : tensor<20000xf32>
    %k = tensor.empty() : tensor<20000xui8>
    %t = tensor.empty() : tensor<67xf32>
    %o:5 = qopt.optimizer_step adam %p, %g states %m, %v absmax %a, %b scalars %s, %r outs %e, %k, %k, %t, %t
      {beta1 = 0.9, beta2 = 0.999, eps = 1.0e-8, eps_rule = #qopt<eps_rule outside>, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule keep_sign>, block = 300 : i64}
      : (tensor<20000xf32>, tensor<20000xf32>, tensor<20000xui8>, tensor<20000xui8>, tensor<67xf32>, tensor<67xf32>, tensor<f32>, tensor<f32>,
         tensor<20000xf32>, tensor<20000xui8>, tensor<20000xui8>, tensor<67xf32>, tensor<67xf32>)
      -> (tensor<20000xf32>, tensor<20000xui8>, tensor<20000xui8>, tensor<67xf32>, tensor<67xf32>)
    return %o#0, %o#1, %o#2, %o#3, %o#4 : tensor<20000xf32>, tensor<20000xui8>, tensor<20000xui8>, tensor<67xf32>, tensor<67xf32>
  }
}
