// What rescale and table refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @rescale_c1(%x: tensor<2x3xi32>, %m: tensor<3xi32>, %t: tensor<3xi8>) {
  // expected-error @+1 {{expected a result of shape [2, 3], got [3, 2]}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<3x2xi8>
  return
}

// -----

func.func @rescale_c2_channels(%x: tensor<2x3xi32>, %m: tensor<2xi32>, %t: tensor<2xi8>) {
  // expected-error @+1 {{expected multipliers and shifts of shape [1] or [3], got}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<2xi32>, tensor<2xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c2_unlike(%x: tensor<2x3xi32>, %m: tensor<3xi32>, %t: tensor<1xi8>) {
  // expected-error @+1 {{expected multipliers and shifts of shape [1] or [3], got}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<1xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c2_rank(%x: tensor<2x3xi32>, %m: tensor<1x3xi32>, %t: tensor<1x3xi8>) {
  // expected-error @+1 {{expected multipliers and shifts of shape [1] or [3], got}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<1x3xi32>, tensor<1x3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c2_multiplier(%x: tensor<2x3xi32>, %m: tensor<3xi64>, %t: tensor<3xi8>) {
  // expected-error @+1 {{operand #1 must be statically shaped tensor of 32-bit signless integer values}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi64>, tensor<3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c2_shift(%x: tensor<2x3xi32>, %m: tensor<3xi32>, %t: tensor<3xi32>) {
  // expected-error @+1 {{operand #2 must be statically shaped tensor of 8-bit signless integer values}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi32> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c3_shift(%x: tensor<2x3xi32>, %m: tensor<3xi32>) {
  %t = qopt.constant dense<[0, 62, 63]> : tensor<3xi8>
  // expected-error @+1 {{expected shifts in [0, 62], got 63}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c3_shift_negative(%x: tensor<2x3xi32>, %m: tensor<3xi32>) {
  %t = qopt.constant dense<-1> : tensor<3xi8>
  // expected-error @+1 {{expected shifts in [0, 62], got -1}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c3_multiplier(%x: tensor<2x3xi32>, %t: tensor<3xi8>) {
  %m = qopt.constant dense<[0, 1, -2]> : tensor<3xi32>
  // expected-error @+1 {{expected multipliers >= 0, got -2}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c4_order(%x: tensor<2x3xi32>, %m: tensor<3xi32>, %t: tensor<3xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 127], got 5 and 4}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = 5 : i64, hi = 4 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_c4_low(%x: tensor<2x3xi32>, %m: tensor<3xi32>, %t: tensor<3xi8>) {
  // expected-error @+1 {{expected lo <= hi in [0, 255], got -1 and 255}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -1 : i64, hi = 255 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xui8>
  return
}

// -----

func.func @rescale_c4_high(%x: tensor<2x3xi32>, %m: tensor<3xi32>, %t: tensor<3xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 127], got -128 and 128}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 128 : i64}
    : tensor<2x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @rescale_float(%x: tensor<2x3xf32>, %m: tensor<1xi32>, %t: tensor<1xi8>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of signless integer or unsigned integer values}}
  %0 = qopt.rescale %x by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = 0 : i64, hi = 1 : i64}
    : tensor<2x3xf32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @table_c1(%x: tensor<2x3xi8>, %t: tensor<1x256xi8>) {
  // expected-error @+1 {{expected a result of shape [2, 3], got [3, 2]}}
  %0 = qopt.table %x, %t : tensor<2x3xi8>, tensor<1x256xi8> -> tensor<3x2xi8>
  return
}

// -----

func.func @table_c2_input(%x: tensor<2x3xi16>, %t: tensor<1x256xi8>) {
  // expected-error @+1 {{expected an 8-bit input, got 'tensor<2x3xi16>'}}
  %0 = qopt.table %x, %t : tensor<2x3xi16>, tensor<1x256xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @table_c2_entries(%x: tensor<2x3xi8>, %t: tensor<1x128xi8>) {
  // expected-error @+1 {{expected a table of shape [1, 256] or [3, 256] of the result's element type, got 'tensor<1x128xi8>'}}
  %0 = qopt.table %x, %t : tensor<2x3xi8>, tensor<1x128xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @table_c2_channels(%x: tensor<2x3xi8>, %t: tensor<2x256xi8>) {
  // expected-error @+1 {{expected a table of shape [1, 256] or [3, 256] of the result's element type, got 'tensor<2x256xi8>'}}
  %0 = qopt.table %x, %t : tensor<2x3xi8>, tensor<2x256xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @table_c2_rank(%x: tensor<2x3xi8>, %t: tensor<256xi8>) {
  // expected-error @+1 {{expected a table of shape [1, 256] or [3, 256] of the result's element type, got 'tensor<256xi8>'}}
  %0 = qopt.table %x, %t : tensor<2x3xi8>, tensor<256xi8> -> tensor<2x3xi8>
  return
}

// -----

func.func @table_c2_element(%x: tensor<2x3xi8>, %t: tensor<1x256xui8>) {
  // expected-error @+1 {{expected a table of shape [1, 256] or [3, 256] of the result's element type, got 'tensor<1x256xui8>'}}
  %0 = qopt.table %x, %t : tensor<2x3xi8>, tensor<1x256xui8> -> tensor<2x3xi8>
  return
}

// -----

func.func @encode_c1(%x: tensor<4xi32>) {
  // expected-error @+1 {{expected a result of shape [4], got [5]}}
  %0 = qopt.encode %x thresholds [0, 2] codes [3, 0, 1] : tensor<4xi32> -> tensor<5xui8>
  return
}

// -----

func.func @encode_c2_none(%x: tensor<4xi32>) {
  // expected-error @+1 {{expected thresholds and one code more than these, got 0 thresholds and 1 codes}}
  %0 = qopt.encode %x thresholds [] codes [3] : tensor<4xi32> -> tensor<4xui8>
  return
}

// -----

func.func @encode_c2_codes(%x: tensor<4xi32>) {
  // expected-error @+1 {{expected thresholds and one code more than these, got 2 thresholds and 2 codes}}
  %0 = qopt.encode %x thresholds [0, 2] codes [3, 0] : tensor<4xi32> -> tensor<4xui8>
  return
}

// -----

func.func @encode_c3_input(%x: tensor<4xui8>) {
  // expected-error @+1 {{expected an input of i8, i16 or i32, got 'tensor<4xui8>'}}
  %0 = qopt.encode %x thresholds [0, 2] codes [3, 0, 1] : tensor<4xui8> -> tensor<4xui8>
  return
}

// -----

func.func @encode_c3_wide(%x: tensor<4xi64>) {
  // expected-error @+1 {{expected an input of i8, i16 or i32, got 'tensor<4xi64>'}}
  %0 = qopt.encode %x thresholds [0, 2] codes [3, 0, 1] : tensor<4xi64> -> tensor<4xui8>
  return
}

// -----

func.func @encode_c3_order(%x: tensor<4xi32>) {
  // expected-error @+1 {{expected ascending thresholds in [-2147483648, 2147483647], got 2, 0}}
  %0 = qopt.encode %x thresholds [2, 0] codes [3, 0, 1] : tensor<4xi32> -> tensor<4xui8>
  return
}

// -----

func.func @encode_c3_range(%x: tensor<4xi8>) {
  // expected-error @+1 {{expected ascending thresholds in [-128, 127], got 0, 128}}
  %0 = qopt.encode %x thresholds [0, 128] codes [3, 0, 1] : tensor<4xi8> -> tensor<4xui8>
  return
}

// -----

func.func @encode_c4(%x: tensor<4xi32>) {
  // expected-error @+1 {{expected codes in [0, 255], got 256}}
  %0 = qopt.encode %x thresholds [0, 2] codes [3, 0, 256] : tensor<4xi32> -> tensor<4xui8>
  return
}
