// What stays between the ops of attention, and why.
// RUN: qopt-opt %s --qopt-raise-attention --verify-diagnostics > %t
// RUN: qopt-opt %s | diff - %t

func.func @neither_0_nor_at_most_minus_10000(%x: tensor<4x2x2xf32>) -> tensor<4x2x2xf32> {
  %m = qopt.constant dense<[[0.0, -100.0], [0.0, 0.0]]> : tensor<2x2xf32>
  %0 = qopt.binary add %x, %m : (tensor<4x2x2xf32>, tensor<2x2xf32>) -> tensor<4x2x2xf32>
  // expected-remark@+1 {{node 'qopt.softmax': an attention mask is left a summand: a summand is neither 0 nor at most -10000}}
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

func.func @a_line_keeps_nothing(%x: tensor<4x2x2xf32>) -> tensor<4x2x2xf32> {
  %m = qopt.constant dense<[[-1.0e4, -1.0e4], [0.0, 0.0]]> : tensor<2x2xf32>
  %0 = qopt.binary add %x, %m : (tensor<4x2x2xf32>, tensor<2x2xf32>) -> tensor<4x2x2xf32>
  // expected-remark@+1 {{a line of the mask keeps nothing}}
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

func.func @not_10000_times_0_or_1(%x: tensor<4x2x2xf32>, %mask: tensor<2xi64>) -> tensor<4x2x2xf32> {
  %low = qopt.constant dense<-5.0> : tensor<f32>
  %f = qopt.cast %mask : tensor<2xi64> -> tensor<2xf32>
  %s = qopt.binary mul %f, %low : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %0 = qopt.binary add %x, %s : (tensor<4x2x2xf32>, tensor<2xf32>) -> tensor<4x2x2xf32>
  // expected-remark@+1 {{the summand is not -10000 or less times 0 or 1}}
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

// Relative positions (T5): a learned summand is no mask, and no matter for a remark.
func.func @no_summand_is_a_mask(%x: tensor<4x2x2xf32>, %y: tensor<4x2x2xf32>) -> tensor<4x2x2xf32> {
  %0 = qopt.binary add %x, %y : (tensor<4x2x2xf32>, tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  return %1 : tensor<4x2x2xf32>
}

func.func @no_linear_layers_alone(%x: tensor<2x3xf32>, %k: tensor<4x5xf32>) -> (tensor<2x5xf32>, tensor<2x4xf32>) {
  %w = qopt.constant dense<1.0> : tensor<3x4xf32>
  %c = qopt.constant dense<0.5> : tensor<f32>
  %q = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.matmul %q, %k : (tensor<2x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  %1 = qopt.binary mul %0, %c : (tensor<2x5xf32>, tensor<f32>) -> tensor<2x5xf32>
  return %1, %q : tensor<2x5xf32>, tensor<2x4xf32>
}

func.func @scores_have_other_readers(%x: tensor<2x3xf32>, %k: tensor<4x5xf32>) -> (tensor<2x5xf32>, tensor<2x5xf32>) {
  %w = qopt.constant dense<1.0> : tensor<3x4xf32>
  %c = qopt.constant dense<0.5> : tensor<f32>
  %q = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.matmul %q, %k : (tensor<2x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  %1 = qopt.binary mul %0, %c : (tensor<2x5xf32>, tensor<f32>) -> tensor<2x5xf32>
  return %0, %1 : tensor<2x5xf32>, tensor<2x5xf32>
}

// Repeated as wholes ([a, b, a, b]) heads belong to other queries.
func.func @repeats_no_heads(%q: tensor<6x7x4xf32>, %k: tensor<1x3x4x5xf32>) -> tensor<6x7x5xf32> {
  %0 = qopt.broadcast %k : tensor<1x3x4x5xf32> -> tensor<2x3x4x5xf32>
  %1 = qopt.reshape %0 : tensor<2x3x4x5xf32> -> tensor<6x4x5xf32>
  %2 = qopt.matmul %q, %1 : (tensor<6x7x4xf32>, tensor<6x4x5xf32>) -> tensor<6x7x5xf32>
  return %2 : tensor<6x7x5xf32>
}
