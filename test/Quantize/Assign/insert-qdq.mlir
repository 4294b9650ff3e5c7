// Which values get which scale. Ranges are chosen so that scales are exact: for
// s8 a range of 31.875 = 255 * 0.125 has scale 0.125, one of 63.75 has 0.25, and
// the zero point is -128 - lo / scale.
// RUN: qopt-opt %s --qopt-insert-qdq -cse | FileCheck %s

// Own: input [-16, 15.875] -> 0.125, zero point -128 + 128 = 0; result
// [0, 63.75] -> 0.25, -128.
// CHECK-LABEL: func.func @own_ranges
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK-DAG: %[[SX:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[ZX:.*]] = qopt.constant dense<0> : tensor<i32>
// CHECK-DAG: %[[SY:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: %[[ZY:.*]] = qopt.constant dense<-128> : tensor<i32>
// CHECK: %[[QX:.*]] = qopt.quantize %[[X]], %[[SX]], %[[ZX]] rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q_s8_>
// CHECK: %[[DX:.*]] = qopt.dequantize %[[QX]]
// CHECK: %[[Y:.*]] = qopt.unary exp %[[DX]]
// CHECK: %[[QY:.*]] = qopt.quantize %[[Y]], %[[SY]], %[[ZY]]
// CHECK: %[[DY:.*]] = qopt.dequantize %[[QY]]
// CHECK: return %[[DY]]
func.func @own_ranges(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 63.75]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A range that does not hold 0 is widened to [0, 31.875].
// CHECK-LABEL: func.func @range_without_zero
// CHECK-DAG: qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: qopt.constant dense<-128> : tensor<i32>
func.func @range_without_zero(%x: tensor<4xf32> {qopt.range = dense<[20.0, 31.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary neg %x {qopt.range = dense<[-31.875, -20.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Filters: per output channel, symmetric, narrow: [1, -0.6] and [127, 12.7] have
// scales 1/127 and 1 and codes [127, -76 (-76.2)] and [127, 13 (12.7)].
// The bias is left to qopt-fuse-qdq.
// CHECK-LABEL: func.func @filter_of_matmul
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<{{\[\[}}127, 127], [-76, 13]]> : tensor<2x2xi8>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[0.00787401571, 1.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<2xi32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: %[[W:.*]] = qopt.assemble %[[C]], %[[S]], %[[Z]] : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!q_s8n_c1_>
// CHECK: %[[D:.*]] = qopt.dequantize %[[W]]
// CHECK: qopt.matmul %{{.*}}, %[[D]] bias %[[B]]
func.func @filter_of_matmul(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 127.0], [-0.6, 12.7]]> : tensor<2x2xf32>
  %b = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w bias %b {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// The output channels of a convolution are dimension 0 of its filter.
// CHECK-LABEL: func.func @filter_of_conv
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<{{\[\[\[}}127], [64]], {{\[\[}}-127], [0]]]> : tensor<2x2x1xi8>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: qopt.assemble %[[C]], %[[S]], %{{.*}} -> tensor<2x2x1x!q_s8n_c0_>
func.func @filter_of_conv(%x: tensor<1x4x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x3x2xf32> {
  %w = qopt.constant dense<[[[127.0], [64.0]], [[-254.0], [0.0]]]> : tensor<2x2x1xf32>
  %0 = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64, qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}
    : (tensor<1x4x1xf32>, tensor<2x2x1xf32>) -> tensor<1x3x2xf32>
  return %0 : tensor<1x3x2xf32>
}

// A channel of zeros has scale 1; one of vanishing weights gets a scale that
// keeps its bias within 28 bits: 1 / (0.125 * 2^28) = 2^-25.
// CHECK-LABEL: func.func @filter_of_zeros
// CHECK-DAG: qopt.constant dense<[1.000000e+00, 2.98023224E-8]> : tensor<2xf32>
func.func @filter_of_zeros(%x: tensor<1x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[0.0, 1.0e-30]]> : tensor<1x2xf32>
  %b = qopt.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w bias %b {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x1xf32>, tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// Both operands at run time: each has its own scale.
// CHECK-LABEL: func.func @matmul_of_activations
// CHECK-DAG: %[[A:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: qopt.quantize %{{.*}}, %[[A]], %{{.*}}: tensor<1x2xf32>
// CHECK-DAG: qopt.quantize %{{.*}}, %[[B]], %{{.*}}: tensor<2x2xf32>
func.func @matmul_of_activations(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>},
    %y: tensor<2x2xf32> {qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %0 = qopt.matmul %x, %y {qopt.range = dense<[-64.0, 63.5]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// A value that only relu or clip reads takes the reader's scale and range:
// [0, 31.875] -> 0.125, -128 for both, whatever the first one's range.
// CHECK-LABEL: func.func @clamp_is_free
// CHECK-SAME: %[[X:.*]]: tensor<1x2xf32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<-128> : tensor<i32>
// CHECK: %[[A:.*]] = qopt.binary add
// CHECK: %[[QA:.*]] = qopt.quantize %[[A]], %[[S]], %[[Z]]
// CHECK: %[[DA:.*]] = qopt.dequantize %[[QA]]
// CHECK: %[[R:.*]] = qopt.unary relu %[[DA]]
// CHECK: qopt.quantize %[[R]], %[[S]], %[[Z]]
func.func @clamp_is_free(%x: tensor<1x2xf32> {qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %0 = qopt.binary add %x, %x {qopt.range = dense<[-64.0, 63.5]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.unary relu %0 {qopt.range = dense<[0.0, 31.875]> : tensor<2xf32>} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// With a second reader the value keeps its own range, [-64, 63.5] -> 0.5, 0.
// CHECK-LABEL: func.func @clamp_with_another_reader
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[SA:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[A:.*]] = qopt.binary add
// CHECK: qopt.quantize %[[A]], %[[SA]]
// CHECK: %[[R:.*]] = qopt.unary relu
// CHECK: qopt.quantize %[[R]], %[[S]]
func.func @clamp_with_another_reader(%x: tensor<1x2xf32> {qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>}) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %0 = qopt.binary add %x, %x {qopt.range = dense<[-64.0, 63.5]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.unary relu %0 {qopt.range = dense<[0.0, 31.875]> : tensor<2xf32>} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %0, %1 : tensor<1x2xf32>, tensor<1x2xf32>
}

// Max pooling, moves and nearest resize keep their operand's scale; no range of
// their own is needed.
// CHECK-LABEL: func.func @same_as_input
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<i32>
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.pool max
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.reduce max
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.reduce min
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.reshape
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.transpose
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.broadcast
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.slice
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.pad
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.gather
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.resize
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK-NOT: qopt.quantize
func.func @same_as_input(%x: tensor<1x4x4x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}, %i: tensor<2xi64>) -> tensor<2x4xf32> {
  %0 = qopt.pool max %x {kernel = array<i64: 2, 1>, strides = array<i64: 2, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x2xf32>
  %1 = qopt.reduce max %0 {axes = array<i64: 2>} : (tensor<1x2x4x2xf32>) -> tensor<1x2x1x2xf32>
  %2 = qopt.reduce min %1 {axes = array<i64: 1>} : (tensor<1x2x1x2xf32>) -> tensor<1x1x1x2xf32>
  %3 = qopt.reshape %2 : tensor<1x1x1x2xf32> -> tensor<1x2xf32>
  %4 = qopt.transpose %3 perm [1, 0] : tensor<1x2xf32> -> tensor<2x1xf32>
  %5 = qopt.broadcast %4 : tensor<2x1xf32> -> tensor<2x3xf32>
  %6 = qopt.slice %5 from [1, 0] step [-1, 1] : tensor<2x3xf32> -> tensor<2x2xf32>
  %7 = qopt.pad constant %6 low [0, 0] high [0, 1] value 0.0 : tensor<2x2xf32> -> tensor<2x3xf32>
  %8 = qopt.gather %7, %i axis 1 : tensor<2x3xf32>, tensor<2xi64> -> tensor<2x2xf32>
  %9 = qopt.resize %8 {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<2x2xf32>) -> tensor<2x4xf32>
  return %9 : tensor<2x4xf32>
}

// Maximum and minimum compare codes: both operands and the result share the
// union of the ranges, [-16, 47.75] -> 0.25, -64.
// CHECK-LABEL: func.func @maximum
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<-64> : tensor<i32>
// CHECK-COUNT-2: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
// CHECK: qopt.binary max
// CHECK: qopt.quantize %{{.*}}, %[[S]], %[[Z]]
func.func @maximum(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}, %y: tensor<4xf32> {qopt.range = dense<[0.0, 47.75]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.binary max %x, %y {qopt.range = dense<[0.0, 47.75]> : tensor<2xf32>} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A constant operand of a minimum counts into the shared range and is quantized
// with it: [-16, 47.75] -> 0.25, -64; 47.75 / 0.25 - 64 = 127.
// CHECK-LABEL: func.func @minimum_with_constant
// CHECK-DAG: qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<127> : tensor<i8>
// CHECK: qopt.assemble %[[C]], %{{.*}} -> tensor<!q_s8_>
func.func @minimum_with_constant(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<4xf32> {
  %c = qopt.constant dense<47.75> : tensor<f32>
  %0 = qopt.binary min %x, %c {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A concatenation shares its scale with inputs that nothing else reads; the
// other, %x, keeps its finer one, and fuse-qdq inserts a requantize.
// CHECK-LABEL: func.func @concat
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>{{.*}}, %[[Y:.*]]: tensor<4xf32>
// CHECK-DAG: %[[SX:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK: qopt.quantize %[[Y]], %[[S]]
// CHECK: qopt.quantize %[[X]], %[[SX]]
// CHECK: %[[R:.*]] = qopt.concat
// CHECK: qopt.quantize %[[R]], %[[S]]
func.func @concat(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}, %y: tensor<4xf32> {qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>}) -> (tensor<8xf32>, tensor<4xf32>) {
  %0 = qopt.concat %x, %y axis 0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  %1 = qopt.unary exp %x {qopt.range = dense<[0.0, 31.875]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<8xf32>, tensor<4xf32>
}

// A constant input of a concatenation: quantized with the shared scale
// ([-32, 31.75] -> 0.25, 0): 31.75 / 0.25 = 127.
// CHECK-LABEL: func.func @concat_constant
// CHECK-DAG: qopt.constant dense<127> : tensor<2xi8>
// CHECK-DAG: qopt.constant dense<2.500000e-01> : tensor<f32>
func.func @concat_constant(%x: tensor<4xf32> {qopt.range = dense<[-32.0, 16.0]> : tensor<2xf32>}) -> tensor<6xf32> {
  %c = qopt.constant dense<31.75> : tensor<2xf32>
  %0 = qopt.concat %x, %c axis 0 : (tensor<4xf32>, tensor<2xf32>) -> tensor<6xf32>
  return %0 : tensor<6xf32>
}

// A residual addition has three scales.
// CHECK-LABEL: func.func @residual_add
// CHECK-DAG: %[[S1:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[S2:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: %[[S3:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK: qopt.quantize %{{.*}}, %[[S1]]
// CHECK: qopt.unary neg
// CHECK: qopt.quantize %{{.*}}, %[[S2]]
// CHECK: qopt.binary add
// CHECK: qopt.quantize %{{.*}}, %[[S3]]
func.func @residual_add(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary neg %x {qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.binary add %x, %0 {qopt.range = dense<[-64.0, 63.5]> : tensor<2xf32>} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// Other constants of elementwise ops are s16, narrow: 32767 / 32767 = 1.
// CHECK-LABEL: func.func @elementwise_constants
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<[32767, -16384]> : tensor<2xi16>
// CHECK: qopt.assemble %[[C]], %[[S]], %{{.*}} -> tensor<2x!q_s16n_>
// CHECK: qopt.binary mul
// CHECK: qopt.assemble {{.*}} -> tensor<2x!q_s16n_>
// CHECK: %[[D:.*]] = qopt.dequantize %{{.*}} : tensor<2x!q_s16n_>
// CHECK: qopt.binary prelu %{{.*}}, %[[D]]
// CHECK: qopt.binary div %{{.*}}, %[[D]]
// CHECK: qopt.binary sub %[[D]], %{{.*}}
func.func @elementwise_constants(%x: tensor<4x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4x2xf32> {
  %c = qopt.constant dense<[32767.0, -16384.0]> : tensor<2xf32>
  %d = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %0 = qopt.binary mul %x, %c {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %1 = qopt.binary prelu %0, %d {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %2 = qopt.binary div %1, %d {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %3 = qopt.binary sub %d, %2 {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<2xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %3 : tensor<4x2xf32>
}

// Results of known range need no calibration (TFLite): sigmoid and softmax
// 2^-8, -128; tanh 2^-7, 0; log-softmax 16 / 2^8, 127.
// CHECK-LABEL: func.func @fixed
// CHECK-DAG: %[[S256:.*]] = qopt.constant dense<3.906250e-03> : tensor<f32>
// CHECK-DAG: %[[S128:.*]] = qopt.constant dense<7.812500e-03> : tensor<f32>
// CHECK-DAG: %[[S16:.*]] = qopt.constant dense<6.250000e-02> : tensor<f32>
// CHECK-DAG: %[[LO:.*]] = qopt.constant dense<-128> : tensor<i32>
// CHECK-DAG: %[[HI:.*]] = qopt.constant dense<127> : tensor<i32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<i32>
// CHECK: %[[A:.*]] = qopt.unary sigmoid
// CHECK: qopt.quantize %[[A]], %[[S256]], %[[LO]]
// CHECK: %[[B:.*]] = qopt.unary tanh
// CHECK: qopt.quantize %[[B]], %[[S128]], %[[Z]]
// CHECK: %[[C:.*]] = qopt.softmax
// CHECK: qopt.quantize %[[C]], %[[S256]], %[[LO]]
// CHECK: %[[D:.*]] = qopt.softmax {{.*}} log
// CHECK: qopt.quantize %[[D]], %[[S16]], %[[HI]]
func.func @fixed(%x: tensor<1x4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) {
  %0 = qopt.unary sigmoid %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = qopt.unary tanh %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = qopt.softmax %x axis 1 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %3 = qopt.softmax %x axis 1 log : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %0, %1, %2, %3 : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>
}

// Two sigmoids that share a scale through max keep it; with a member outside
// [0, 1) the class is calibrated: [-16, 15.875] -> 0.125.
// CHECK-LABEL: func.func @fixed_in_a_class
// CHECK-DAG: %[[S256:.*]] = qopt.constant dense<3.906250e-03> : tensor<f32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK: qopt.unary sigmoid
// CHECK: qopt.quantize %{{.*}}, %[[S256]]
// CHECK: qopt.unary sigmoid
// CHECK: qopt.quantize %{{.*}}, %[[S256]]
// CHECK: qopt.binary max
// CHECK: qopt.quantize %{{.*}}, %[[S256]]
// CHECK: qopt.unary sigmoid
// CHECK: qopt.quantize %{{.*}}, %[[S]]
// CHECK: qopt.unary neg
// CHECK: qopt.quantize %{{.*}}, %[[S]]
// CHECK: qopt.binary min
// CHECK: qopt.quantize %{{.*}}, %[[S]]
func.func @fixed_in_a_class(%x: tensor<4xf32> {qopt.range = dense<[-64.0, 63.5]> : tensor<2xf32>}, %y: tensor<4xf32> {qopt.range = dense<[-64.0, 63.5]> : tensor<2xf32>}) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = qopt.unary sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary sigmoid %y : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.binary max %0, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = qopt.unary sigmoid %x {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  %4 = qopt.unary neg %x {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  %5 = qopt.binary min %3, %4 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %2, %5 : tensor<4xf32>, tensor<4xf32>
}

// Average pooling: where all windows are whole it has its own scale, padded or
// cut off at the end it keeps its operand's.
// CHECK-LABEL: func.func @average_pool
// CHECK-DAG: %[[SX:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK: qopt.quantize %{{.*}}, %[[SX]]
// CHECK: qopt.pool average
// CHECK: qopt.quantize %{{.*}}, %[[S]]
// CHECK: qopt.pool average
// CHECK: qopt.quantize %{{.*}}, %[[SX]]
// CHECK: qopt.pool average
// CHECK: qopt.quantize %{{.*}}, %[[SX]]
// CHECK: qopt.pool sum
// CHECK: qopt.quantize %{{.*}}, %[[S]]
func.func @average_pool(%x: tensor<1x5x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> (tensor<1x2x1xf32>, tensor<1x3x1xf32>, tensor<1x3x1xf32>, tensor<1x2x1xf32>) {
  %0 = qopt.pool average %x {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>} : (tensor<1x5x1xf32>) -> tensor<1x2x1xf32>
  %1 = qopt.pool average %x {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 1, 0>, dilations = array<i64: 1>} : (tensor<1x5x1xf32>) -> tensor<1x3x1xf32>
  %2 = qopt.pool average %x {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x5x1xf32>) -> tensor<1x3x1xf32>
  %3 = qopt.pool sum %x {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>} : (tensor<1x5x1xf32>) -> tensor<1x2x1xf32>
  return %0, %1, %2, %3 : tensor<1x2x1xf32>, tensor<1x3x1xf32>, tensor<1x3x1xf32>, tensor<1x2x1xf32>
}

// CHECK-LABEL: func.func @mean
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK: qopt.reduce mean
// CHECK: qopt.quantize %{{.*}}, %[[S]]
func.func @mean(%x: tensor<2x3xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<2x1xf32> {
  %0 = qopt.reduce mean %x {axes = array<i64: 1>, qopt.range = dense<[-32.0, 31.75]> : tensor<2xf32>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}

// A layer kept in float reads and writes dequantized values.
// CHECK-LABEL: func.func @keep_float
// CHECK: %[[QX:.*]] = qopt.quantize
// CHECK: %[[DX:.*]] = qopt.dequantize %[[QX]]
// CHECK: %[[A:.*]] = qopt.unary neg %[[DX]]
// CHECK: %[[QA:.*]] = qopt.quantize %[[A]]
// CHECK: %[[DA:.*]] = qopt.dequantize %[[QA]]
// CHECK: %[[B:.*]] = qopt.unary sin %[[DA]] {qopt.keep_float
// CHECK-NEXT: return %[[B]]
func.func @keep_float(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary neg %x {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary sin %0 {qopt.keep_float, qopt.range = dense<[-1.0, 1.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
