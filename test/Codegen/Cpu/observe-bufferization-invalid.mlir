// Observation needs a session.
// RUN: qopt-opt %s --one-shot-bufferize="bufferize-function-boundaries=1 function-boundary-type-conversion=identity-layout-map" -verify-diagnostics

func.func @no_session(%x: tensor<4x6xf32>) {
  // expected-error @+2 {{failed to bufferize op}}
  // expected-error @+1 {{expected a function with an argument {qopt.session}, got one without}}
  qopt.observe %x id 7 : tensor<4x6xf32>
  return
}
