// SPDX-License-Identifier: Apache-2.0
// Operators on codes: QLinearConv and QLinearMatMul become dequantize, compute,
// quantize (a later pass fuses that); MatMulInteger and ConvInteger become exact
// integer ops on zero-point-free operands.
#include "MatmulOperands.h"
#include "QuantParams.h"
#include "Windows.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static bool is8Bit(const Tensor &x) {
  return x->type == DataType::Int8 || x->type == DataType::Uint8;
}

static void require8Bit(NodeImporter &n, size_t i) {
  if (!is8Bit(n.input(i)))
    n.fail("expected input " + Twine(i) + " of type int8 or uint8, got " +
           nameOf(n.input(i)->type));
}

//===-- Convolution geometry, shared by both forms ------------------------===//

namespace {
struct ConvShapes {
  ConvGeometry geometry;
  int64_t features = 0;
};
} // namespace

// Checks operands x [N, C, S...] and w [F, C/G, K...].
static std::optional<ConvShapes> readConv(NodeImporter &n, const Tensor &x,
                                          const Tensor &w) {
  if (x->rank() < 3 || w->rank() != x->rank() ||
      llvm::is_contained(x->shape, 0) || llvm::is_contained(w->shape, 0)) {
    n.fail("expected non-empty operands [N, C, spatial...] and [F, C/G, "
           "kernel...], got shapes " +
           str(x->shape) + " and " + str(w->shape));
    return std::nullopt;
  }
  SmallVector<int64_t> kernel(w->shape.begin() + 2, w->shape.end());
  if (n.getInts("kernel_shape", kernel) != kernel)
    n.fail("expected kernel_shape " + str(kernel) + " like the filter's");
  Windows windows = readWindows(n, kernel);
  ConvShapes conv;
  conv.features = w->shape[0];
  int64_t groups = n.getInt("group", 1);
  if (groups < 1 || x->shape[1] % groups != 0 || conv.features % groups != 0 ||
      w->shape[1] != x->shape[1] / groups)
    n.fail("expected a group count that fits " + Twine(x->shape[1]) +
           " channels and filter " + str(w->shape) + ", got " + Twine(groups));
  if (n.failed())
    return std::nullopt;
  conv.geometry.groups = groups;
  conv.geometry.strides = windows.strides;
  conv.geometry.dilations = windows.dilations;
  conv.geometry.padding = windows.padding;
  conv.geometry.inputDilations.assign(kernel.size(), 1);
  return conv;
}

//===-- QLinear operators -------------------------------------------------===//

// An int32 bias has the scale of the products that it is added to.
static Tensor dequantizeBias(NodeImporter &n, size_t i, const QuantScheme &x,
                             const QuantScheme &w, int64_t features) {
  if (!n.has(i))
    return nullptr;
  n.requireType(i, DataType::Int32);
  n.requireShape(i, {features});
  QuantScheme bias{DataType::Int32, /*saturates=*/true,
                   ChannelGranularityAttr::get(n.b.getContext(), 0),
                   n.b.broadcast(n.b.binary(BinaryKind::mul, x.scale, w.scale),
                                 {features}),
                   n.b.splat(DataType::Int32, {features}, 0)};
  if (n.failed())
    return nullptr;
  return n.b.dequantize(n.input(i), bias);
}

static void importQLinearConv(NodeImporter &n) {
  const Tensor &x = n.input(0), &w = n.input(3);
  auto conv = readConv(n, x, w);
  if (!conv)
    return;
  auto xScheme = readScheme(n, {1, 2, x->type}, x->shape);
  auto wScheme = readScheme(n, {4, 5, w->type}, w->shape);
  if (!xScheme || !wScheme)
    return;
  if (!isa<TensorGranularityAttr>(xScheme->granularity))
    return n.fail("expected one scale for the input, got several");
  Tensor bias = dequantizeBias(n, 8, *xScheme, *wScheme, conv->features);
  Tensor y = n.b.conv(n.b.toChannelsLast(n.b.dequantize(x, *xScheme)),
                      n.b.toChannelsLast(n.b.dequantize(w, *wScheme)), bias,
                      conv->geometry, DataType::Float);
  y = n.b.toChannelsFirst(y);
  if (!y)
    return;
  if (auto yScheme = readScheme(n, {6, 7, n.input(7)->type}, y->shape))
    n.setOutput(0, n.b.quantize(y, *yScheme));
}

static void importQLinearMatMul(NodeImporter &n) {
  const Tensor &a = n.input(0), &b = n.input(3);
  // Lists are per row of the left factor and per column of the right one.
  QuantInputs left{1, 2, a->type, -2}, right{4, 5, b->type, -1};
  if (a->rank() == 1)
    left.axis = -1;
  auto aScheme = readScheme(n, left, a->shape);
  auto bScheme = readScheme(n, right, b->shape);
  if (!aScheme || !bScheme)
    return;
  MatmulOperands m =
      promoteOperands(n, n.b.dequantize(a, *aScheme), n.b.dequantize(b, *bScheme));
  if (n.failed())
    return;
  Tensor y = n.b.reshape(n.b.matmul(m.lhs, m.rhs, nullptr, DataType::Float),
                         m.result);
  if (!y)
    return;
  if (auto yScheme =
          readScheme(n, {6, 7, n.input(7)->type, -2}, y->shape))
    n.setOutput(0, n.b.quantize(y, *yScheme));
}

//===-- Integer operators -------------------------------------------------===//

// Codes minus zero point, exactly: in 16 bits, unless there is nothing to
// subtract. A list of zero points belongs to dimension `axis`.
static Tensor subtractZeroPoint(NodeImporter &n, size_t operand,
                                size_t zeroPoint, int64_t axis) {
  const Tensor &x = n.input(operand);
  require8Bit(n, operand);
  n.requireType(zeroPoint, x->type);
  if (n.failed() || !n.has(zeroPoint))
    return x;
  const Tensor &z = n.input(zeroPoint);
  Shape shape;
  if (*countElements(z->shape) != 1) {
    axis = n.normalizeAxis(axis, x->rank());
    shape.assign(x->rank(), 1);
    if (!n.failed())
      shape[axis] = x->shape[axis];
    // Beyond lists, one zero point per row or column of every matrix.
    if (z->rank() > 1)
      shape = z->shape;
  }
  if (countElements(shape) != countElements(z->shape))
    n.fail("expected one zero point or one per index of axis " + Twine(axis) +
           " of " + str(x->shape) + ", got shape " + str(z->shape));
  if (n.failed())
    return nullptr;
  if (z->constant && llvm::all_of(z->constant->ints(),
                                  [](int64_t v) { return v == 0; }))
    return x;
  return n.b.binary(BinaryKind::sub, n.b.cast(x, DataType::Int16),
                    n.b.cast(n.b.reshape(z, shape), DataType::Int16));
}

static void importMatMulInteger(NodeImporter &n) {
  int64_t rows = n.input(0)->rank() == 1 ? -1 : -2;
  MatmulOperands m = promoteOperands(n, subtractZeroPoint(n, 0, 2, rows),
                                     subtractZeroPoint(n, 1, 3, -1));
  if (n.failed())
    return;
  n.setOutput(0, n.b.reshape(
                     n.b.matmul(m.lhs, m.rhs, nullptr, DataType::Int32),
                     m.result));
}

static void importConvInteger(NodeImporter &n) {
  const Tensor &x = n.input(0), &w = n.input(1);
  auto conv = readConv(n, x, w);
  if (!conv)
    return;
  if (n.has(2) && *countElements(n.input(2)->shape) != 1)
    return n.fail("expected one zero point for the input, got shape " +
                  str(n.input(2)->shape));
  Tensor y = n.b.conv(n.b.toChannelsLast(subtractZeroPoint(n, 0, 2, 0)),
                      n.b.toChannelsLast(subtractZeroPoint(n, 1, 3, 0)),
                      nullptr, conv->geometry, DataType::Int32);
  n.setOutput(0, n.b.toChannelsFirst(y));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getIntegerOps() {
  static constexpr OpRow rows[] = {
      {"QLinearConv", 10, kNewest, 8, 9, 1, importQLinearConv},
      {"QLinearMatMul", 10, kNewest, 8, 8, 1, importQLinearMatMul},
      {"MatMulInteger", 10, kNewest, 2, 4, 1, importMatMulInteger},
      {"ConvInteger", 10, kNewest, 2, 4, 1, importConvInteger},
  };
  return rows;
}
