// What ops that move elements refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

// An op that moves elements changes neither format nor granularity.
func.func @same_params_formats(%x: tensor<4x!s8>) {
  // expected-error @+1 {{expected operands of element type }}
  %0 = qopt.reshape %x : tensor<4x!s8> -> tensor<4x!u8>
  return
}

// -----

func.func @same_params_stage(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected operands of element type 'i8' like the result, got 'tensor<4xf32>'}}
  %0 = qopt.slice %x from [0] step [1] : tensor<4xf32> -> tensor<4xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @same_params_concat(%x: tensor<4x!s8>, %y: tensor<4x!u8>) {
  // expected-error @+1 {{expected operands of element type }}
  %0 = qopt.concat %x, %y axis 0 : (tensor<4x!s8>, tensor<4x!u8>) -> tensor<8x!s8>
  return
}

// -----

func.func @reshape_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected equal element counts, got 'tensor<2x3xf32>' and 'tensor<5xf32>'}}
  %0 = qopt.reshape %x : tensor<2x3xf32> -> tensor<5xf32>
  return
}

// -----

func.func @transpose_c1_count(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a permutation of 2 dimensions, got [0, 1, 2]}}
  %0 = qopt.transpose %x perm [0, 1, 2] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @transpose_c1_twice(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a permutation of 2 dimensions, got [1, 1]}}
  %0 = qopt.transpose %x perm [1, 1] : tensor<2x3xf32> -> tensor<3x3xf32>
  return
}

// -----

func.func @transpose_c1_range(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a permutation of 2 dimensions, got [2, 0]}}
  %0 = qopt.transpose %x perm [2, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @transpose_c1_negative(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a permutation of 2 dimensions, got [-1, 0]}}
  %0 = qopt.transpose %x perm [-1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @transpose_c1_shape(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of shape [3, 2], got [2, 3]}}
  %0 = qopt.transpose %x perm [1, 0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @broadcast_c1(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a shape that broadcasts to 'tensor<4x3xf32>', got 'tensor<2x3xf32>'}}
  %0 = qopt.broadcast %x : tensor<2x3xf32> -> tensor<4x3xf32>
  return
}

// -----

func.func @broadcast_c1_down(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a shape that broadcasts to 'tensor<1x3xf32>', got 'tensor<2x3xf32>'}}
  %0 = qopt.broadcast %x : tensor<2x3xf32> -> tensor<1x3xf32>
  return
}

// -----

func.func @concat_no_input() {
  // expected-error @+1 {{expected at least one input, got none}}
  %0 = "qopt.concat"() <{axis = 0 : i64}> : () -> tensor<4xf32>
  return
}

// -----

func.func @concat_c1_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [0, 2), got 2}}
  %0 = qopt.concat %x, %x axis 2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @concat_c1_others(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) {
  // expected-error @+1 {{expected inputs equal outside axis 0, got 'tensor<2x3xf32>' and 'tensor<2x4xf32>'}}
  %0 = qopt.concat %x, %y axis 0 : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @concat_c1_rank(%x: tensor<2x3xf32>, %y: tensor<2xf32>) {
  // expected-error @+1 {{expected inputs equal outside axis 1, got 'tensor<2x3xf32>' and 'tensor<2xf32>'}}
  %0 = qopt.concat %x, %y axis 1 : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @concat_c1_sum(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of shape [2, 6], got [2, 5]}}
  %0 = qopt.concat %x, %x axis 1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x5xf32>
  return
}

// -----

func.func @slice_c1_starts(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected 2 starts and non-zero steps, got [0] and [1, 1]}}
  %0 = qopt.slice %x from [0] step [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_c1_steps(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected 2 starts and non-zero steps, got [0, 0] and [1, 0]}}
  %0 = qopt.slice %x from [0, 0] step [1, 0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_c1_rank(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected 2 starts and non-zero steps, got [0, 0] and [1, 1]}}
  %0 = qopt.slice %x from [0, 0] step [1, 1] : tensor<2x3xf32> -> tensor<6xf32>
  return
}

// -----

func.func @slice_c2_last(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected elements in [0, 3) along dimension 1, got 1 to 3}}
  %0 = qopt.slice %x from [0, 1] step [1, 2] : tensor<2x3xf32> -> tensor<2x2xf32>
  return
}

// -----

func.func @slice_c2_first(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected elements in [0, 2) along dimension 0, got -1 to -1}}
  %0 = qopt.slice %x from [-1, 0] step [1, 1] : tensor<2x3xf32> -> tensor<1x3xf32>
  return
}

// -----

func.func @slice_c2_down(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected elements in [0, 3) along dimension 1, got 1 to -1}}
  %0 = qopt.slice %x from [0, 1] step [1, -1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @pad_c1_count(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected 2 low and high pads, got [0] and [0, 0]}}
  %0 = qopt.pad constant %x low [0] high [0, 0] value 0.0 : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @pad_c1_shape(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of shape [2, 6], got [2, 5]}}
  %0 = qopt.pad constant %x low [0, 1] high [0, 2] value 0.0 : tensor<2x3xf32> -> tensor<2x5xf32>
  return
}

// -----

func.func @pad_c1_crop(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of shape [2, -1], got [2, 0]}}
  %0 = qopt.pad constant %x low [0, -2] high [0, -2] value 0.0 : tensor<2x3xf32> -> tensor<2x0xf32>
  return
}

// -----

func.func @pad_c2_reflect(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected reflected pads smaller than dimension 1 of size 3, got 3}}
  %0 = qopt.pad reflect %x low [0, 0] high [0, 3] value 0.0 : tensor<2x3xf32> -> tensor<2x6xf32>
  return
}

// -----

func.func @pad_c2_empty(%x: tensor<0x3xf32>) {
  // expected-error @+1 {{expected a non-empty dimension 0 for this mode, got }}
  %0 = qopt.pad edge %x low [1, 0] high [0, 0] value 0.0 : tensor<0x3xf32> -> tensor<1x3xf32>
  return
}

// -----

func.func @gather_c1_axis(%x: tensor<2x3xf32>, %i: tensor<4xi64>) {
  // expected-error @+1 {{expected an axis in [0, 2), got 2}}
  %0 = qopt.gather %x, %i axis 2 : tensor<2x3xf32>, tensor<4xi64> -> tensor<2x4xf32>
  return
}

// -----

func.func @gather_c1_shape(%x: tensor<2x3xf32>, %i: tensor<4xi64>) {
  // expected-error @+1 {{expected a result of shape [2, 4], got [4, 3]}}
  %0 = qopt.gather %x, %i axis 1 : tensor<2x3xf32>, tensor<4xi64> -> tensor<4x3xf32>
  return
}

// -----

func.func @gather_c1_element(%x: tensor<2x3xf32>, %i: tensor<4xi64>) {
  // expected-error @+1 {{expected a result of element type 'f32', got 'tensor<2x4xi8>'}}
  %0 = qopt.gather %x, %i axis 1 : tensor<2x3xf32>, tensor<4xi64> -> tensor<2x4xi8>
  return
}

// -----

func.func @gather_c2_high(%x: tensor<2x3xf32>) {
  %i = qopt.constant dense<[0, 3]> : tensor<2xi64>
  // expected-error @+1 {{expected indices in [-3, 3), got 3}}
  %0 = qopt.gather %x, %i axis 1 : tensor<2x3xf32>, tensor<2xi64> -> tensor<2x2xf32>
  return
}

// -----

func.func @gather_c2_low(%x: tensor<2x3xf32>) {
  %i = qopt.constant dense<[0, -4]> : tensor<2xi64>
  // expected-error @+1 {{expected indices in [-3, 3), got -4}}
  %0 = qopt.gather %x, %i axis 1 : tensor<2x3xf32>, tensor<2xi64> -> tensor<2x2xf32>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 1>>

func.func @transpose_sparse(%x: tensor<3x4x2x!sparse>) {
  %0 = qopt.transpose %x perm [2, 1, 0] : tensor<3x4x2x!sparse> -> tensor<2x4x3x!sparse>
  // expected-error @+1 {{expected a type without sparsity, or a transpose that keeps its axis, got }}
  %1 = qopt.transpose %x perm [1, 0, 2] : tensor<3x4x2x!sparse> -> tensor<4x3x2x!sparse>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 0>>

func.func @reshape_sparse(%x: tensor<4x2x!sparse>) {
  // expected-error @+1 {{expected a type without sparsity, or a transpose that keeps its axis, got }}
  %0 = qopt.reshape %x : tensor<4x2x!sparse> -> tensor<8x!sparse>
  return
}
