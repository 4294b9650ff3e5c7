// SPDX-License-Identifier: Apache-2.0
// Elementwise functions of one tensor with their ONNX default parameters,
// PRelu, and Softmax and LogSoftmax.
#include "NodeImporter.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- Functions without parameters --------------------------------------===//

template <UnaryKind kind>
static void importUnary(NodeImporter &n) {
  n.setOutput(0, n.b.unary(kind, n.input(0)));
}

// Functions that do nothing to unsigned integers.
template <UnaryKind kind>
static void importSignFunction(NodeImporter &n) {
  const Tensor &x = n.input(0);
  if (x->type == DataType::Bool)
    return n.fail("expected an input of a number type, got bool");
  bool isIdentity = isUnsignedType(x->type) && kind != UnaryKind::sign;
  if (isUnsignedType(x->type) && kind == UnaryKind::sign)
    return n.setOutput(
        0, n.b.binary(BinaryKind::min, x, n.b.scalar(x->type, 1)));
  n.setOutput(0, isIdentity ? x : n.b.unary(kind, x));
}

//===-- Functions with parameters -----------------------------------------===//

static void importLeakyRelu(NodeImporter &n) {
  n.setOutput(0, n.b.unary(UnaryKind::leaky_relu, n.input(0),
                           n.getFloat("alpha", 0.01f)));
}
static void importElu(NodeImporter &n) {
  n.setOutput(0, n.b.unary(UnaryKind::elu, n.input(0), n.getFloat("alpha", 1)));
}
static void importCelu(NodeImporter &n) {
  double alpha = n.getFloat("alpha", 1);
  if (alpha == 0)
    return n.fail("expected a non-zero alpha, got 0");
  n.setOutput(0, n.b.unary(UnaryKind::celu, n.input(0), alpha));
}
static void importSelu(NodeImporter &n) {
  n.setOutput(0, n.b.unary(UnaryKind::selu, n.input(0),
                           n.getFloat("alpha", 1.67326319217681884765625),
                           n.getFloat("gamma", 1.05070102214813232421875)));
}
static void importHardSigmoid(NodeImporter &n) {
  n.setOutput(0, n.b.unary(UnaryKind::hard_sigmoid, n.input(0),
                           n.getFloat("alpha", 0.2f), n.getFloat("beta", 0.5)));
}
static void importThresholdedRelu(NodeImporter &n) {
  n.setOutput(0, n.b.unary(UnaryKind::thresholded_relu, n.input(0),
                           n.getFloat("alpha", 1)));
}

static void importGelu(NodeImporter &n) {
  std::string approximate = n.getString("approximate", "none");
  if (approximate != "none" && approximate != "tanh")
    return n.fail("expected approximate to be none or tanh, got '" +
                  approximate + "'");
  n.setOutput(0, n.b.unary(approximate == "tanh" ? UnaryKind::gelu_tanh
                                                 : UnaryKind::gelu,
                           n.input(0)));
}

// x * sigmoid(alpha * x)
static void importSwish(NodeImporter &n) {
  double alpha = n.getFloat("alpha", 1);
  const Tensor &x = n.input(0);
  if (alpha == 1)
    return n.setOutput(0, n.b.unary(UnaryKind::silu, x));
  n.requireFloating(0);
  Tensor gate = n.b.binary(BinaryKind::mul, x, n.b.scalar(x->type, alpha));
  n.setOutput(0, n.b.binary(BinaryKind::mul, x,
                            n.b.unary(UnaryKind::sigmoid, gate)));
}

static void importPRelu(NodeImporter &n) {
  n.requireOneType();
  const Tensor &x = n.input(0), &slope = n.input(1);
  auto shape = broadcastShapes(slope->shape, x->shape);
  if (failed(shape) ||
      ArrayRef<int64_t>(*shape) != ArrayRef<int64_t>(x->shape))
    n.fail("expected a slope that broadcasts to " + str(x->shape) + ", got " +
           str(slope->shape));
  if (!n.failed())
    n.setOutput(0, n.b.binary(BinaryKind::prelu, x, slope));
}

//===-- Clip --------------------------------------------------------------===//

// One bound, min (input 1) or max (input 2), as a tensor; null if not given.
static Tensor clipBound(NodeImporter &n, size_t i) {
  if (!n.has(i))
    return nullptr;
  const Tensor &bound = n.input(i);
  n.requireType(i, n.input(0)->type);
  if (*countElements(bound->shape) != 1)
    n.fail("expected a bound of one number, got shape " + str(bound->shape));
  return bound;
}

static void importClipInputs(NodeImporter &n) {
  const Tensor &x = n.input(0);
  Tensor low = clipBound(n, 1), high = clipBound(n, 2);
  if (n.failed())
    return;
  bool known = (!low || low->constant) && (!high || high->constant);
  if (!low && !high)
    return n.setOutput(0, x);
  if (known && isFloating(x->type)) {
    double infinity = std::numeric_limits<double>::infinity();
    double alpha = low ? low->constant->floatAt(0) : -infinity;
    double beta = high ? high->constant->floatAt(0) : infinity;
    if (std::isnan(alpha) || std::isnan(beta))
      return n.fail("expected bounds that are numbers, got NaN");
    return n.setOutput(0, n.b.unary(UnaryKind::clip, x, alpha, beta));
  }
  // Integers beyond 2^53 have no exact double: compare them as they are.
  Tensor y = x;
  if (low)
    y = n.b.binary(BinaryKind::max, y, n.b.reshape(low, {}));
  if (high)
    y = n.b.binary(BinaryKind::min, y, n.b.reshape(high, {}));
  n.setOutput(0, y);
}

static void importClipAttributes(NodeImporter &n) {
  constexpr float largest = std::numeric_limits<float>::max();
  double low = n.getFloat("min", -largest), high = n.getFloat("max", largest);
  n.requireFloating(0);
  // The largest float is how this version spells "no bound".
  double infinity = std::numeric_limits<double>::infinity();
  n.setOutput(0, n.b.unary(UnaryKind::clip, n.input(0),
                           low == -largest ? -infinity : low,
                           high == largest ? infinity : high));
}

//===-- Softmax -----------------------------------------------------------===//

template <bool log>
static void importSoftmax(NodeImporter &n) {
  n.requireFloating(0);
  const Tensor &x = n.input(0);
  int64_t axis = n.normalizeAxis(n.getInt("axis", -1), x->rank());
  if (!n.failed())
    n.setOutput(0, n.b.softmax(x, axis, log));
}

// Before opset 13 all dimensions from `axis` on were one.
template <bool log>
static void importSoftmaxFlattened(NodeImporter &n) {
  n.requireFloating(0);
  const Tensor &x = n.input(0);
  int64_t axis = n.getInt("axis", 1);
  // An axis equal to the rank leaves rows of one element.
  axis = axis == x->rank() ? axis : n.normalizeAxis(axis, x->rank());
  if (n.failed())
    return;
  ArrayRef<int64_t> shape = x->shape;
  int64_t inner = *countElements(shape.drop_front(axis));
  if (axis + 1 <= x->rank() && inner == shape[axis])
    return n.setOutput(0, n.b.softmax(x, axis, log));
  Shape flat{*countElements(shape.take_front(axis)), inner};
  n.setOutput(0, n.b.reshape(n.b.softmax(n.b.reshape(x, flat), 1, log), shape));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getActivationOps() {
  using K = UnaryKind;
  static constexpr OpRow rows[] = {
      {"Relu", 1, kNewest, 1, 1, 1, importSignFunction<K::relu>},
      {"Abs", 1, kNewest, 1, 1, 1, importSignFunction<K::abs>},
      {"Sign", 9, kNewest, 1, 1, 1, importSignFunction<K::sign>},
      {"Sigmoid", 1, kNewest, 1, 1, 1, importUnary<K::sigmoid>},
      {"Tanh", 1, kNewest, 1, 1, 1, importUnary<K::tanh>},
      {"HardSwish", 14, kNewest, 1, 1, 1, importUnary<K::hard_swish>},
      {"Exp", 1, kNewest, 1, 1, 1, importUnary<K::exp>},
      {"Log", 1, kNewest, 1, 1, 1, importUnary<K::log>},
      {"Sqrt", 1, kNewest, 1, 1, 1, importUnary<K::sqrt>},
      {"Reciprocal", 1, kNewest, 1, 1, 1, importUnary<K::reciprocal>},
      {"Neg", 1, kNewest, 1, 1, 1, importUnary<K::neg>},
      {"Erf", 9, kNewest, 1, 1, 1, importUnary<K::erf>},
      {"Floor", 1, kNewest, 1, 1, 1, importUnary<K::floor>},
      {"Ceil", 1, kNewest, 1, 1, 1, importUnary<K::ceil>},
      {"Round", 11, kNewest, 1, 1, 1, importUnary<K::round>},
      {"Softplus", 1, kNewest, 1, 1, 1, importUnary<K::softplus>},
      {"Softsign", 1, kNewest, 1, 1, 1, importUnary<K::softsign>},
      {"Mish", 18, kNewest, 1, 1, 1, importUnary<K::mish>},
      {"Sin", 7, kNewest, 1, 1, 1, importUnary<K::sin>},
      {"Cos", 7, kNewest, 1, 1, 1, importUnary<K::cos>},
      {"Tan", 7, kNewest, 1, 1, 1, importUnary<K::tan>},
      {"Asin", 7, kNewest, 1, 1, 1, importUnary<K::asin>},
      {"Acos", 7, kNewest, 1, 1, 1, importUnary<K::acos>},
      {"Atan", 7, kNewest, 1, 1, 1, importUnary<K::atan>},
      {"Sinh", 9, kNewest, 1, 1, 1, importUnary<K::sinh>},
      {"Cosh", 9, kNewest, 1, 1, 1, importUnary<K::cosh>},
      {"Asinh", 9, kNewest, 1, 1, 1, importUnary<K::asinh>},
      {"Acosh", 9, kNewest, 1, 1, 1, importUnary<K::acosh>},
      {"Atanh", 9, kNewest, 1, 1, 1, importUnary<K::atanh>},
      {"LeakyRelu", 6, kNewest, 1, 1, 1, importLeakyRelu},
      {"Elu", 6, kNewest, 1, 1, 1, importElu},
      {"Celu", 12, kNewest, 1, 1, 1, importCelu},
      {"Selu", 6, kNewest, 1, 1, 1, importSelu},
      {"HardSigmoid", 6, kNewest, 1, 1, 1, importHardSigmoid},
      {"ThresholdedRelu", 10, kNewest, 1, 1, 1, importThresholdedRelu},
      {"Gelu", 20, kNewest, 1, 1, 1, importGelu},
      {"Swish", 24, kNewest, 1, 1, 1, importSwish},
      {"PRelu", 7, kNewest, 2, 2, 1, importPRelu},
      {"Clip", 6, 10, 1, 1, 1, importClipAttributes},
      {"Clip", 11, kNewest, 1, 3, 1, importClipInputs},
      {"Softmax", 1, 12, 1, 1, 1, importSoftmaxFlattened<false>},
      {"Softmax", 13, kNewest, 1, 1, 1, importSoftmax<false>},
      {"LogSoftmax", 1, 12, 1, 1, 1, importSoftmaxFlattened<true>},
      {"LogSoftmax", 13, kNewest, 1, 1, 1, importSoftmax<true>},
  };
  return rows;
}
