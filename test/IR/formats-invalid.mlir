// Everything that a table format refuses.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{expected a float such as e4m3fn, e5m2, e2m1finite, ue4m4finite or e8m0, got 'fp8'}}
func.func private @float_text() attributes {f = #qopt.float<fp8>}

// -----

// expected-error @+1 {{expected a float such as e4m3fn, e5m2, e2m1finite, ue4m4finite or e8m0, got 'e4m3fnu'}}
func.func private @float_suffix() attributes {f = #qopt.float<e4m3fnu>}

// -----

// expected-error @+1 {{expected exponent bits of 1 to 8, got 0}}
func.func private @float_no_exponent() attributes {f = #qopt.float<e0m3finite>}

// -----

// expected-error @+1 {{expected exponent bits of 1 to 8, got 9}}
func.func private @float_wide_exponent() attributes {f = #qopt.float<e9m3>}

// -----

// expected-error @+1 {{exponent bits of 1 to 8, got}}
func.func private @float_huge_exponent() attributes {f = #qopt.float<e4294967295m3>}

// -----

// expected-error @+1 {{expected mantissa bits of 0 to 14, got 15}}
func.func private @float_wide_mantissa() attributes {f = #qopt.float<e1m15finite>}

// -----

// expected-error @+1 {{expected at most 16 bits with sign, exponent and mantissa, got 17}}
func.func private @float_width() attributes {f = #qopt.float<e8m8>}

// -----

// expected-error @+1 {{expected mantissa bits with FN specials}}
func.func private @float_fn_no_mantissa() attributes {f = #qopt.float<e4m0fn>}

// -----

// expected-error @+1 {{expected mantissa bits with IEEE specials}}
func.func private @float_ieee_no_mantissa() attributes {f = #qopt.float<e4m0>}

// -----

// expected-error @+1 {{expected a sign and a zero with FNUZ specials}}
func.func private @float_fnuz_unsigned() attributes {f = #qopt.float<ue4m3fnuz>}

// -----

// expected-error @+1 {{expected saturating overflow of a format without infinity or NaN}}
func.func private @float_special_overflow() attributes {f = #qopt.float<e4m3finite, overflow = special>}

// -----

// expected-error @+1 {{expected a finite bias of magnitude up to 400}}
func.func private @float_bias_range() attributes {f = #qopt.float<e4m3fn, bias = 401.0>}

// -----

// expected-error @+2 {{unexpected decimal integer literal for a floating point value}}
// expected-note @+1 {{add a trailing dot to make the literal a float}}
func.func private @float_bias_integer() attributes {f = #qopt.float<e4m3fn, bias = 7>}

// -----

// expected-error @+1 {{expected gradual, flush or absent, got 'none'}}
func.func private @float_rule() attributes {f = #qopt.float<e4m3fn, subnormals = none>}

// -----

// expected-error @+1 {{expected saturate or special, got 'wrap'}}
func.func private @float_overflow_rule() attributes {f = #qopt.float<e4m3fn, overflow = wrap>}

// -----

// expected-error @+1 {{expected bias, subnormals or overflow}}
func.func private @float_option() attributes {f = #qopt.float<e4m3fn, scale = 2.0>}

// -----

// expected-error @+1 {{expected exponent and mantissa bits such as e2m1}}
func.func private @kbit_fields() attributes {f = #qopt.kbit_float<s4>}

// -----

// expected-error @+1 {{expected exponent bits of 1 to 3, got 0}}
func.func private @kbit_no_exponent() attributes {f = #qopt.kbit_float<e0m3>}

// -----

// expected-error @+1 {{expected a subnormal gap of 0, 2 or 4, got 3}}
func.func private @kbit_gap() attributes {f = #qopt.kbit_float<e2m1, gap = 3>}

// -----

// expected-error @+1 {{expected bits of 3 to 16, got 2}}
func.func private @kbit_narrow() attributes {f = #qopt.kbit_float<e1m0>}

// -----

// expected-error @+1 {{expected a signedness and a width such as s4 or u8}}
func.func private @dynamic_sign() attributes {f = #qopt.dynamic<k8>}

// -----

// expected-error @+1 {{expected bits of 2 to 8, got 0}}
func.func private @dynamic_0() attributes {f = #qopt.dynamic<s0>}

// -----

// expected-error @+1 {{expected bits of 2 to 8, got 9}}
func.func private @dynamic_9() attributes {f = #qopt.dynamic<u9>}

// -----

// expected-error @+1 {{expected bits of 3 to 8, got 2}}
func.func private @flint_2() attributes {f = #qopt.flint<s2>}

// -----

// expected-error @+1 {{expected bits of 3 to 8, got 9}}
func.func private @flint_9() attributes {f = #qopt.flint<u9>}

// -----

// expected-error @+1 {{expected bits of 2 to 8, got 1}}
func.func private @pot_signed_1() attributes {f = #qopt.pot<s1>}

// -----

// expected-error @+1 {{expected bits of 1 to 7, got 8}}
func.func private @pot_unsigned_8() attributes {f = #qopt.pot<u8>}

// -----

// expected-error @+1 {{expected magnitude bits of 1 to 8, got 0}}
func.func private @apot_0() attributes {f = #qopt.apot<u0>}

// -----

// expected-error @+1 {{expected magnitude bits in whole terms of 3 bits, got 4}}
func.func private @apot_terms() attributes {f = #qopt.apot<u4, terms = 3>}

// -----

// expected-error @+1 {{expected bits per term of 1 to 4, got 5}}
func.func private @apot_term_bits() attributes {f = #qopt.apot<u5, terms = 5>}

// -----

// expected-error @+1 {{expected bits of 2 to 8, got 9}}
func.func private @log_9() attributes {f = #qopt.log<s9>}

// -----

// expected-error @+1 {{expected steps per octave of 1 to 8, got 0}}
func.func private @log_steps() attributes {f = #qopt.log<s4, steps = 0>}

// -----

// expected-error @+1 {{expected exponent bits of 1 to 4, got 5}}
func.func private @abfloat_exponent() attributes {f = #qopt.abfloat<e5m1, bias = 2>}

// -----

// expected-error @+1 {{expected a bias of 0 to 16, got 17}}
func.func private @abfloat_bias() attributes {f = #qopt.abfloat<e2m1, bias = 17>}

// -----

// expected-error @+1 {{expected ascending codebook values, got -1 after 0 at position 1}}
func.func private @codebook_order() attributes {f = #qopt.codebook<dense<[0.0, -1.0]> : tensor<2xf32>>}

// -----

// expected-error @+1 {{expected distinct codebook values, got 1 at positions 1 and 2}}
func.func private @codebook_equal() attributes {f = #qopt.codebook<dense<[0.0, 1.0, 1.0]> : tensor<3xf32>>}

// -----

// expected-error @+1 {{expected finite codebook values, got nan at position 1}}
func.func private @codebook_nan() attributes {f = #qopt.codebook<dense<[0.0, 0x7FC00000]> : tensor<2xf32>>}

// -----

// expected-error @+1 {{expected finite codebook values, got inf at position 1}}
func.func private @codebook_inf() attributes {f = #qopt.codebook<dense<[0.0, 0x7F800000]> : tensor<2xf32>>}

// -----

// expected-error @+1 {{expected 2 to 65536 codebook values, got 1}}
func.func private @codebook_one() attributes {f = #qopt.codebook<dense<[0.0]> : tensor<1xf32>>}

// -----

// expected-error @+1 {{expected a codebook of type tensor<Nxf32>, got 'tensor<2xi8>'}}
func.func private @codebook_type() attributes {f = #qopt.codebook<dense<[0, 1]> : tensor<2xi8>>}

// -----

// expected-error @+1 {{expected a codebook of type tensor<Nxf32>, got 'tensor<1x2xf32>'}}
func.func private @codebook_rank() attributes {f = #qopt.codebook<dense<[[0.0, 1.0]]> : tensor<1x2xf32>>}

// -----

// expected-error @+1 {{expected to_even, to_lower, to_upper, toward_zero or away_from_zero, got 'even'}}
func.func private @codebook_ties() attributes {f = #qopt.codebook<dense<[0.0, 1.0]> : tensor<2xf32>, ties = even>}

// -----

// expected-error @+1 {{expected 1 to 8 planes, got 0}}
func.func private @bcq_0() attributes {f = #qopt.bcq<0>}

// -----

// expected-error @+1 {{expected 1 to 8 planes, got 9}}
func.func private @bcq_9() attributes {f = #qopt.bcq<9>}
