// SPDX-License-Identifier: Apache-2.0
// Normalization of lines as one op, and the GELUs of ONNX Runtime's own operators
// (domain com.microsoft), which its optimizer puts in the place of arithmetic.
#include "NodeImporter.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- LayerNormalization and RMSNormalization ---------------------------===//

namespace {
/// What is normalized: all dimensions from `axis` on are one line.
struct Lines {
  Tensor x;        ///< [.., line]
  Shape shape;     ///< Of the input.
  int64_t axis;    ///< First dimension of a line.
  double epsilon;
};
} // namespace

static ArrayRef<int64_t> lineShape(const Lines &lines) {
  return ArrayRef<int64_t>(lines.shape).drop_front(lines.axis);
}

static Lines makeLines(NodeImporter &n, const Tensor &x, int64_t axis,
                       double epsilon) {
  Lines lines{x, x ? x->shape : Shape(), axis, epsilon};
  if (epsilon < 0)
    n.fail("expected epsilon >= 0, got " + str(epsilon));
  if (!x || n.failed())
    return lines;
  SmallVector<int64_t> flat(ArrayRef<int64_t>(lines.shape).take_front(axis));
  flat.push_back(*countElements(lineShape(lines)));
  lines.x = n.b.reshape(x, flat);
  return lines;
}

// A parameter that broadcasts to a line, as a vector; null if not given.
static Tensor asVector(NodeImporter &n, const Tensor &value, const Lines &lines,
                       StringRef what) {
  if (!value || n.failed())
    return nullptr;
  ArrayRef<int64_t> line = lineShape(lines);
  auto shape = broadcastShapes(value->shape, line);
  if (!isFloating(value->type) || failed(shape) ||
      ArrayRef<int64_t>(*shape) != line) {
    n.fail("expected " + what + " of a floating type that broadcasts to " +
           str(line) + ", got " + nameOf(value->type) + " " + str(value->shape));
    return nullptr;
  }
  return n.b.reshape(n.b.broadcast(value, line), {*countElements(line)});
}

static Tensor normalize(NodeImporter &n, NormKind kind, const Lines &lines,
                        const Tensor &gain, const Tensor &bias) {
  Tensor g = asVector(n, gain, lines, "a scale"),
         b = asVector(n, bias, lines, "a bias");
  if (n.failed())
    return nullptr;
  return n.b.reshape(n.b.norm(kind, lines.x, g, b, lines.epsilon), lines.shape);
}

// Mean (output `first`) and 1 / deviation (the next one) of every line.
static void setStatistics(NodeImporter &n, const Lines &lines, NormKind kind,
                          size_t first) {
  if (n.failed() || (!n.isUsed(first) && !n.isUsed(first + 1)))
    return;
  GraphBuilder &b = n.b;
  SmallVector<int64_t> shape(lines.shape.begin(), lines.shape.end());
  std::fill(shape.begin() + lines.axis, shape.end(), 1);
  Tensor x = lines.x;
  if (kind == NormKind::layer) {
    Tensor mean = b.reduce(ReduceKind::mean, x, {lines.axis});
    n.setOutput(first, b.reshape(mean, shape));
    x = b.binary(BinaryKind::sub, x, mean);
  }
  Tensor square = b.reduce(ReduceKind::mean, b.binary(BinaryKind::mul, x, x),
                           {lines.axis});
  Tensor sum = square ? b.binary(BinaryKind::add, square,
                                 b.scalar(square->type, lines.epsilon))
                      : nullptr;
  size_t inverse = kind == NormKind::layer ? first + 1 : first;
  n.setOutput(inverse, b.reshape(b.unary(UnaryKind::reciprocal,
                                         b.unary(UnaryKind::sqrt, sum)),
                                 shape));
}

template <NormKind kind>
static void importNormalization(NodeImporter &n) {
  double epsilon = n.getFloat("epsilon", 1e-5f);
  n.ignoreAttr("stash_type"); // everything is at least f32
  n.requireFloating(0);
  const Tensor &x = n.input(0);
  int64_t axis = n.normalizeAxis(n.getInt("axis", -1), x->rank());
  if (n.failed())
    return;
  Lines lines = makeLines(n, x, axis, epsilon);
  n.setOutput(0, normalize(n, kind, lines, n.input(1),
                           n.has(2) ? n.input(2) : nullptr));
  setStatistics(n, lines, kind, 1);
}

//===-- With a residual sum (com.microsoft) -------------------------------===//

static Tensor optionalInput(NodeImporter &n, size_t i) {
  return n.has(i) ? n.input(i) : nullptr;
}

// norm(input + skip [+ bias]); output 3 is the sum.
template <NormKind kind>
static void importSkipNormalization(NodeImporter &n) {
  double epsilon = n.getFloat("epsilon", 1e-12f);
  constexpr bool isLayer = kind == NormKind::layer;
  Tensor sum = n.b.binary(BinaryKind::add, n.input(0), n.input(1));
  if (Tensor bias = optionalInput(n, isLayer ? 4 : 3))
    sum = n.b.binary(BinaryKind::add, sum, bias);
  if (!sum || n.failed())
    return;
  if (sum->shape != n.input(0)->shape)
    return n.fail("expected a skip that broadcasts to " +
                  str(n.input(0)->shape) + ", got " + str(n.input(1)->shape));
  Lines lines = makeLines(n, sum, sum->rank() - 1, epsilon);
  n.setOutput(0, normalize(n, kind, lines, n.input(2),
                           isLayer ? optionalInput(n, 3) : nullptr));
  setStatistics(n, lines, kind, kind == NormKind::layer ? 1 : 2);
  n.setOutput(3, sum);
}

// BERT's first block: sums of word, position and segment embeddings.
static void importEmbedLayerNormalization(NodeImporter &n) {
  double epsilon = n.getFloat("epsilon", 1e-12f);
  n.ignoreAttr("mask_index_type");
  n.requireRank(0, 2);
  n.requireRank(2, 2);
  n.requireRank(3, 2);
  if (n.failed())
    return;
  GraphBuilder &b = n.b;
  const Tensor &ids = n.input(0), &table = n.input(3);
  int64_t length = ids->shape[1], rows = table->shape[0], width = table->shape[1];
  if (!n.has(8) && length > rows)
    return n.fail("expected at most " + Twine(rows) + " positions, got ids " +
                  str(ids->shape));
  Tensor positions = n.has(8) ? b.gather(table, n.input(8), 0)
                              : b.slice(table, {length, width}, {0, 0}, {1, 1});
  Tensor sum = b.binary(BinaryKind::add, b.gather(n.input(2), ids, 0), positions);
  if (n.has(1) && n.has(4))
    sum = b.binary(BinaryKind::add, sum, b.gather(n.input(4), n.input(1), 0));
  if (!sum || n.failed())
    return;
  Lines lines = makeLines(n, sum, sum->rank() - 1, epsilon);
  n.setOutput(0, normalize(n, NormKind::layer, lines, optionalInput(n, 5),
                           optionalInput(n, 6)));
  if (n.isUsed(1)) { // tokens of each sentence
    if (!n.has(7))
      return n.fail("expected a mask for output 1, got none");
    n.setOutput(1, b.reshape(b.reduce(ReduceKind::sum, n.input(7), {1}),
                             {ids->shape[0]}));
  }
  n.setOutput(2, sum);
}

//===-- GELU (com.microsoft) ----------------------------------------------===//

// f(x + bias), the bias being optional.
template <UnaryKind kind>
static void importBiasFunction(NodeImporter &n) {
  Tensor x = n.input(0);
  if (n.has(1))
    x = n.b.binary(BinaryKind::add, x, n.input(1));
  n.setOutput(0, n.b.unary(kind, x));
}

// x * sigmoid(alpha * x)
static void importQuickGelu(NodeImporter &n) {
  double alpha = n.getFloat("alpha", 1.702f);
  const Tensor &x = n.input(0);
  n.requireFloating(0);
  if (n.failed())
    return;
  if (alpha == 1)
    return n.setOutput(0, n.b.unary(UnaryKind::silu, x));
  Tensor gate = n.b.binary(BinaryKind::mul, x, n.b.scalar(x->type, alpha));
  n.setOutput(0, n.b.binary(BinaryKind::mul, x,
                            n.b.unary(UnaryKind::sigmoid, gate)));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getTransformerNormOps() {
  constexpr auto layer = NormKind::layer, rms = NormKind::rms;
  static constexpr OpRow rows[] = {
      // The standard has it since opset 17, ONNX Runtime's files before.
      {"LayerNormalization", 1, kNewest, 2, 3, 3, importNormalization<layer>},
      {"RMSNormalization", 23, kNewest, 2, 2, 1, importNormalization<rms>},
      {"SimplifiedLayerNormalization", 1, kNewest, 2, 2, 2, importNormalization<rms>},
      {"com.microsoft.LayerNormalization", 1, kNewest, 2, 3, 3, importNormalization<layer>},
      {"com.microsoft.SimplifiedLayerNormalization", 1, kNewest, 2, 2, 2,
       importNormalization<rms>},
      {"com.microsoft.SkipLayerNormalization", 1, kNewest, 3, 5, 4,
       importSkipNormalization<layer>},
      {"com.microsoft.SkipSimplifiedLayerNormalization", 1, kNewest, 3, 4, 4,
       importSkipNormalization<rms>},
      {"com.microsoft.EmbedLayerNormalization", 1, kNewest, 7, 9, 3,
       importEmbedLayerNormalization},
      {"com.microsoft.Gelu", 1, kNewest, 1, 1, 1, importBiasFunction<UnaryKind::gelu>},
      {"com.microsoft.BiasGelu", 1, kNewest, 2, 2, 1, importBiasFunction<UnaryKind::gelu>},
      {"com.microsoft.FastGelu", 1, kNewest, 1, 2, 1,
       importBiasFunction<UnaryKind::gelu_tanh>},
      {"com.microsoft.QuickGelu", 1, kNewest, 1, 1, 1, importQuickGelu},
  };
  return rows;
}
