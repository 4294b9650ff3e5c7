// Everything that a format, a granularity or the quantized type refuses.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{expected an integer format such as s8 or u4}}
func.func private @int_letter() attributes {f = #qopt.int<i8>}

// -----

// expected-error @+1 {{expected an integer format such as s8 or u4}}
func.func private @int_without_width() attributes {f = #qopt.int<s>}

// -----

// expected-error @+1 {{expected an integer format of 1 to 16 or 32 bits, got 17}}
func.func private @int_width_17() attributes {f = #qopt.int<s17>}

// -----

// expected-error @+1 {{expected an integer format of 1 to 16 or 32 bits, got 0}}
func.func private @int_width_0() attributes {f = #qopt.int<u0>}

// -----

// expected-error @+1 {{expected an integer format of 1 to 16 or 32 bits, got 33}}
func.func private @int_width_33() attributes {f = #qopt.int<s33>}

// -----

// expected-error @+1 {{expected narrow on a signed format of at least 2 bits, got u8}}
func.func private @int_narrow_unsigned() attributes {f = #qopt.int<u8, narrow>}

// -----

// expected-error @+1 {{expected narrow on a signed format of at least 2 bits, got s1}}
func.func private @int_narrow_one_bit() attributes {f = #qopt.int<s1, narrow>}

// -----

// expected-error @+1 {{expected 'narrow'}}
func.func private @int_other_word() attributes {f = #qopt.int<s8, wide>}

// -----

// expected-error @+1 {{expected a channel axis >= 0, got -1}}
func.func private @channel_axis() attributes {g = #qopt.channel<-1>}

// -----

// expected-error @+1 {{expected a group axis >= 0, got -2}}
func.func private @group_axis() attributes {g = #qopt.group<-2, 32>}

// -----

// expected-error @+1 {{expected a group size >= 1, got 0}}
func.func private @group_size() attributes {g = #qopt.group<1, 0>}

// -----

// expected-error @+1 {{expected a block size >= 1, got 0}}
func.func private @block_size() attributes {g = #qopt.block<0>}

// -----

// expected-error @+2 {{invalid kind of attribute specified}}
// expected-error @+1 {{failed to parse QOpt_QType parameter 'format'}}
func.func private @q_format(tensor<4x!qopt.q<#qopt.tensor, #qopt.tensor>>)

// -----

// expected-error @+1 {{expected a granularity (#qopt.tensor, #qopt.channel, #qopt.group, #qopt.block or #qopt.token), got #qopt.int<s8>}}
func.func private @q_granularity(tensor<4x!qopt.q<#qopt.int<s8>, #qopt.int<s8>>>)

// -----

// expected-error @+1 {{expected a granularity (#qopt.tensor, #qopt.channel, #qopt.group, #qopt.block or #qopt.token), got 3 : i64}}
func.func private @q_granularity_number(tensor<4x!qopt.q<#qopt.int<s8>, 3>>)

// -----

// expected-error @+2 {{expected ::mlir::qopt::Rounding to be one of: nearest_even, nearest_away, nearest_up, toward_zero, floor, stochastic}}
// expected-error @+1 {{failed to parse QOpt_RoundingAttr parameter 'value'}}
func.func private @rounding_mode() attributes {r = #qopt<rounding nearest>}

// -----

// expected-error @+1 {{expected N:M with 1 <= N < M <= 256, got 4:4}}
func.func private @sparse_dense() attributes {s = #qopt.sparse<4:4, 0>}

// -----

// expected-error @+1 {{expected N:M with 1 <= N < M <= 256, got 0:4}}
func.func private @sparse_none() attributes {s = #qopt.sparse<0:4, 0>}

// -----

// expected-error @+1 {{expected N:M with 1 <= N < M <= 256, got 1:257}}
func.func private @sparse_long() attributes {s = #qopt.sparse<1:257, 0>}

// -----

// expected-error @+1 {{expected a sparse axis >= 0, got -1}}
func.func private @sparse_axis() attributes {s = #qopt.sparse<2:4, -1>}

// -----

// expected-error @+1 {{expected a sparsity such as #qopt.sparse<2:4, 0>, got #qopt.tensor}}
func.func private @q_sparsity(tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.tensor>>)

// -----

// expected-error @+1 {{expected a format with a code for 0 in a sparse type, got #qopt.binary}}
func.func private @q_sparse_binary(tensor<4x!qopt.q<#qopt.binary, #qopt.tensor, #qopt.sparse<2:4, 0>>>)

// -----

// expected-error @+1 {{expected a format with a code for 0 in a sparse type, got #qopt.bcq<3>}}
func.func private @q_sparse_planes(tensor<4x!qopt.q<#qopt.bcq<3>, #qopt.tensor, #qopt.sparse<2:4, 0>>>)
