// What mixes positions otherwise than causal attention is refused, by name.
// RUN: qopt-opt %s --qopt-make-step-model --verify-diagnostics --split-input-file

func.func @mean_over_positions(%ids: tensor<4xi64>) -> tensor<1x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.reduce', got a reduction over positions}}
  %y = qopt.reduce mean %x {axes = array<i64: 0>} : (tensor<4x3xf32>) -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

// -----

func.func @last_position(%ids: tensor<4xi64>) -> tensor<1x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %i = qopt.constant dense<[3]> : tensor<1xi64>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.gather', got a choice of positions}}
  %y = qopt.gather %x, %i axis 0 : tensor<4x3xf32>, tensor<1xi64> -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}

// -----

func.func @slice_of_positions(%ids: tensor<4xi64>) -> tensor<2x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.slice', got a slice of the positions}}
  %y = qopt.slice %x from [1, 0] step [1, 1] : tensor<4x3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

func.func @reversed(%ids: tensor<4xi64>) -> tensor<4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.slice', got a slice of the positions}}
  %y = qopt.slice %x from [3, 0] step [-1, 1] : tensor<4x3xf32> -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

func.func @shifted(%ids: tensor<4xi64>) -> tensor<4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.pad', got a padding of the positions}}
  %y = qopt.pad constant %x low [1, 0] high [-1, 0] value 0.0 : tensor<4x3xf32> -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

func.func @mixing_matrix(%ids: tensor<4xi64>) -> tensor<4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %w = qopt.constant dense<1.0> : tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.matmul', got a sum over positions}}
  %y = qopt.matmul %w, %x : (tensor<4x4xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

func.func @softmax_over_positions(%ids: tensor<4xi64>) -> tensor<4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax along the positions}}
  %y = qopt.softmax %x axis 0 : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

func.func @flattened(%ids: tensor<4xi64>) -> tensor<12xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.reshape', got positions that are joined with another dimension or split}}
  %y = qopt.reshape %x : tensor<4x3xf32> -> tensor<12xf32>
  return %y : tensor<12xf32>
}

// -----

func.func @convolution(%ids: tensor<4xi64>) -> tensor<1x2x1xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %w = qopt.constant dense<1.0> : tensor<1x3x3xf32>
  %x1 = qopt.reshape %x : tensor<4x3xf32> -> tensor<1x4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.conv', got a window over positions}}
  %y = qopt.conv %x1, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64} : (tensor<1x4x3xf32>, tensor<1x3x3xf32>) -> tensor<1x2x1xf32>
  return %y : tensor<1x2x1xf32>
}

// -----

func.func @concatenation(%ids: tensor<4xi64>) -> tensor<8x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.concat', got a concatenation of positions}}
  %y = qopt.concat %x, %x axis 0 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
  return %y : tensor<8x3xf32>
}

// -----

func.func @outer_sum(%ids: tensor<4xi64>) -> tensor<4x4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %a = qopt.reshape %x : tensor<4x3xf32> -> tensor<4x1x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.binary', got operands with positions in dimensions 0 and 1}}
  %y = qopt.binary add %a, %x : (tensor<4x1x3xf32>, tensor<4x3xf32>) -> tensor<4x4x3xf32>
  return %y : tensor<4x4x3xf32>
}

// -----

func.func @no_mask(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax of scores of which nothing says that they are at most -1e9 wherever the key comes after the query}}
  %y = qopt.softmax %s axis 1 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @weak_mask(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e8, -1.0e9],
                            [0.0, 0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  // expected-note @+1 {{the mask is -1.000000e+08 where query 1 looks at key 2}}
  %t = qopt.binary add %s, %m : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax of scores of which nothing says}}
  %y = qopt.softmax %t axis 1 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @transposed_softmax(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax along the positions}}
  %y = qopt.softmax %s axis 0 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @mask_that_is_scaled(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e9, -1.0e9],
                            [0.0, 0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %t = qopt.binary add %s, %m : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %u = qopt.unary tanh %t : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax of scores of which nothing says}}
  %y = qopt.softmax %u axis 1 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @weights_that_are_changed(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e9, -1.0e9],
                            [0.0, 0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %t = qopt.binary add %s, %m : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %w = qopt.softmax %t axis 1 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.unary', got weights of an attention that are changed}}
  %y = qopt.unary exp %w : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @scores_times_values(%ids: tensor<4xi64>) -> tensor<4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.matmul', got a product with scores that is none of causal weights [.., T, T] and values [.., T, d]}}
  %y = qopt.matmul %s, %x : (tensor<4x4xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

// expected-error @+1 {{expected results with one row per position, got attention scores from node 'qopt.matmul'}}
func.func @scores_as_result(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  return %s : tensor<4x4xf32>
}

// -----

// expected-error @+1 {{expected a function of one block and one input, the token ids, for a step model, got 2 inputs}}
func.func @two_inputs(%ids: tensor<4xi64>, %m: tensor<4xi64>) -> tensor<4xi64> {
  return %ids : tensor<4xi64>
}

// -----

// expected-error @+1 {{expected token ids of shape [.., T], T >= 2, as input of a model to make steps of, got 'tensor<4xf32>'}}
func.func @floats(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// expected-error @+1 {{expected token ids of shape [.., T], T >= 2, as input of a model to make steps of, got 'tensor<4x1xi64>'}}
func.func @one_position(%x: tensor<4x1xi64>) -> tensor<4x1xi64> {
  return %x : tensor<4x1xi64>
}

// -----

func.func @mask_that_shows_the_future(%ids: tensor<4xi64>) -> tensor<4x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %s = qopt.matmul %x, %k : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  %m = qopt.constant dense<[[1, 0, 0, 0], [1, 1, 0, 1], [1, 1, 1, 0], [1, 1, 1, 1]]> : tensor<4x4xi8>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax that does not leave out the keys after the query: the mask is 1.000000e+00 where query 1 looks at key 3}}
  %y = qopt.softmax %s mask %m axis 1 : (tensor<4x4xf32>, tensor<4x4xi8>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

func.func @normalized_positions(%ids: tensor<4xi64>) -> tensor<3x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.norm', got a normalization over positions}}
  %y = qopt.norm layer %k : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----

func.func @shared_scale(%ids: tensor<4xi64>) -> tensor<f32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.choose_scales', got a scale made at run time that positions share}}
  %y = qopt.choose_scales %x for !qopt.q<#qopt.int<s8, narrow>, #qopt.tensor> : tensor<4x3xf32> -> tensor<f32>
  return %y : tensor<f32>
}

// -----

func.func @scale_of_a_column(%ids: tensor<4xi64>) -> tensor<3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.choose_scales', got a scale made at run time that positions share}}
  %y = qopt.choose_scales %k for !qopt.q<#qopt.int<s8, narrow>, #qopt.token> : tensor<3x4xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

func.func @outliers(%ids: tensor<4xi64>) -> tensor<3xi1> {
  %e = qopt.constant dense<1.0> : tensor<9x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.find_outliers', got an op without a rule for positions, qopt.find_outliers}}
  %y = qopt.find_outliers %x threshold 6.0 : tensor<4x3xf32> -> tensor<3xi1>
  return %y : tensor<3xi1>
}

// -----

func.func @selects_the_future(%ids: tensor<2xi64>) -> tensor<2x2xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x4xf32>
  %n = qopt.constant dense<[[false, true], [false, false]]> : tensor<2x2xi1>
  %low = qopt.constant dense<0xFF7FFFFF> : tensor<f32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<2x4xf32> -> tensor<4x2xf32>
  %s = qopt.matmul %x, %k : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  %a = qopt.select %n, %s, %low : (tensor<2x2xi1>, tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  // expected-error @+1 {{expected every position to be treated alike, or causal attention, in node 'qopt.softmax', got a softmax of scores of which nothing says}}
  %y = qopt.softmax %a axis 1 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
