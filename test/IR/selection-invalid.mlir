// Every constraint of comparisons and select, violated; functions are named after it.
// RUN: qopt-opt %s --split-input-file --verify-diagnostics

func.func @equal_c1_broadcast(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error@+1 {{expected shapes that broadcast, got}}
  %0 = qopt.equal %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  return
}
// -----

func.func @equal_c1_result(%a: tensor<2x3xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{expected a result of shape [2, 3]}}
  %0 = qopt.equal %a, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<3xi1>
  return
}
// -----

func.func @equal_c2(%a: tensor<3xi32>, %b: tensor<3xi64>) {
  // expected-error@+1 {{expected operands of one element type, got 'tensor<3xi32>' and 'tensor<3xi64>'}}
  %0 = qopt.equal %a, %b : (tensor<3xi32>, tensor<3xi64>) -> tensor<3xi1>
  return
}
// -----

func.func @less_c1_broadcast(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error@+1 {{expected shapes that broadcast, got}}
  %0 = qopt.less %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  return
}
// -----

func.func @less_c1_result(%a: tensor<2x3xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{expected a result of shape [2, 3]}}
  %0 = qopt.less %a, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<3xi1>
  return
}
// -----

func.func @less_c2(%a: tensor<3xi32>, %b: tensor<3xi64>) {
  // expected-error@+1 {{expected operands of one element type, got 'tensor<3xi32>' and 'tensor<3xi64>'}}
  %0 = qopt.less %a, %b : (tensor<3xi32>, tensor<3xi64>) -> tensor<3xi1>
  return
}
// -----

func.func @less_or_equal_c1_broadcast(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error@+1 {{expected shapes that broadcast, got}}
  %0 = qopt.less_or_equal %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  return
}
// -----

func.func @less_or_equal_c1_result(%a: tensor<2x3xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{expected a result of shape [2, 3]}}
  %0 = qopt.less_or_equal %a, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<3xi1>
  return
}
// -----

func.func @less_or_equal_c2(%a: tensor<3xi32>, %b: tensor<3xi64>) {
  // expected-error@+1 {{expected operands of one element type, got 'tensor<3xi32>' and 'tensor<3xi64>'}}
  %0 = qopt.less_or_equal %a, %b : (tensor<3xi32>, tensor<3xi64>) -> tensor<3xi1>
  return
}
// -----

func.func @select_c1(%c: tensor<2xi1>, %a: tensor<3xf32>) {
  // expected-error@+1 {{expected shapes that broadcast, got}}
  %0 = qopt.select %c, %a, %a : (tensor<2xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}
// -----

func.func @select_c2(%c: tensor<3xi1>, %a: tensor<3xf32>, %b: tensor<3xi32>) {
  // expected-error@+1 {{expected one element type, got 'tensor<3xf32>', 'tensor<3xi32>' and 'tensor<3xf32>'}}
  %0 = qopt.select %c, %a, %b : (tensor<3xi1>, tensor<3xf32>, tensor<3xi32>) -> tensor<3xf32>
  return
}
