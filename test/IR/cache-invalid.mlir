// What the verifier of qopt.write_row refuses.
// RUN: qopt-opt %s --verify-diagnostics --split-input-file

func.func @write_row_c1(%x: tensor<4x2xf32>, %r: tensor<4x1xf32>, %i: tensor<i64>) {
  // expected-error @+1 {{expected an axis of size >= 1 in [0, 2), got 2 of 'tensor<4x2xf32>'}}
  %0 = qopt.write_row %x, %r at %i axis 2 : (tensor<4x2xf32>, tensor<4x1xf32>, tensor<i64>) -> tensor<4x2xf32>
  return
}

// -----

func.func @write_row_c1_empty(%x: tensor<0x2xf32>, %r: tensor<1x2xf32>, %i: tensor<i64>) {
  // expected-error @+1 {{expected an axis of size >= 1 in [0, 2), got 0 of 'tensor<0x2xf32>'}}
  %0 = qopt.write_row %x, %r at %i axis 0 : (tensor<0x2xf32>, tensor<1x2xf32>, tensor<i64>) -> tensor<0x2xf32>
  return
}

// -----

func.func @write_row_c2(%x: tensor<4x2xf32>, %r: tensor<2x2xf32>, %i: tensor<i64>) {
  // expected-error @+1 {{expected a row of 'tensor<1x2xf32>', got 'tensor<2x2xf32>'}}
  %0 = qopt.write_row %x, %r at %i axis 0 : (tensor<4x2xf32>, tensor<2x2xf32>, tensor<i64>) -> tensor<4x2xf32>
  return
}

// -----

func.func @write_row_c3_row(%x: tensor<4x2xi8>, %r: tensor<1x2xui8>, %i: tensor<i64>) {
  // expected-error @+1 {{expected a row and a result of 'tensor<4x2xi8>', got 'tensor<1x2xui8>' and 'tensor<4x2xi8>'}}
  %0 = qopt.write_row %x, %r at %i axis 0 : (tensor<4x2xi8>, tensor<1x2xui8>, tensor<i64>) -> tensor<4x2xi8>
  return
}

// -----

func.func @write_row_c3_result(%x: tensor<4x2xi8>, %r: tensor<1x2xi8>, %i: tensor<i64>) {
  // expected-error @+1 {{expected a row and a result of 'tensor<4x2xi8>', got 'tensor<1x2xi8>' and 'tensor<4x2xi16>'}}
  %0 = qopt.write_row %x, %r at %i axis 0 : (tensor<4x2xi8>, tensor<1x2xi8>, tensor<i64>) -> tensor<4x2xi16>
  return
}

// -----

func.func @write_row_c4(%x: tensor<4x2xf32>, %r: tensor<1x2xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{expected a position of one element, got 'tensor<2xi64>'}}
  %0 = qopt.write_row %x, %r at %i axis 0 : (tensor<4x2xf32>, tensor<1x2xf32>, tensor<2xi64>) -> tensor<4x2xf32>
  return
}
