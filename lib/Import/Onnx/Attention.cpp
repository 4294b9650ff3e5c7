// SPDX-License-Identifier: Apache-2.0
// The computation that attention operators have in common.
#include "Attention.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- Heads -------------------------------------------------------------===//

Tensor mlir::qopt::onnx_import::splitHeads(NodeImporter &n, const Tensor &x,
                                           int64_t heads) {
  if (!x || n.failed())
    return nullptr;
  if (x->rank() != 3 || heads < 1 || x->shape[2] % heads != 0) {
    n.fail("expected a value [batch, sequence, heads * width] with " +
           Twine(heads) + " heads, got shape " + str(x->shape));
    return nullptr;
  }
  Tensor split = n.b.reshape(
      x, {x->shape[0], x->shape[1], heads, x->shape[2] / heads});
  return n.b.transpose(split, {0, 2, 1, 3});
}

Tensor mlir::qopt::onnx_import::mergeHeads(NodeImporter &n, const Tensor &x) {
  Tensor y = x ? n.b.transpose(x, {0, 2, 1, 3}) : nullptr;
  return y ? n.b.reshape(y, {y->shape[0], y->shape[1], y->shape[2] * y->shape[3]})
           : nullptr;
}

//===-- Masks -------------------------------------------------------------===//

Tensor mlir::qopt::onnx_import::bothMasks(NodeImporter &n, const Tensor &a,
                                          const Tensor &b) {
  return a && b ? n.b.binary(BinaryKind::mul, a, b) : a ? a : b;
}

Tensor mlir::qopt::onnx_import::asMask(NodeImporter &n, const Tensor &mask) {
  return n.b.cast(n.b.cast(mask, DataType::Bool), DataType::Int8);
}

static Tensor iota(NodeImporter &n, int64_t count, ArrayRef<int64_t> shape) {
  auto values = llvm::to_vector(llvm::seq<int64_t>(0, count));
  return n.b.intConstant(DataType::Int64, shape, values);
}

// 1 where x > 0, on integers: a comparison by arithmetic.
static Tensor isPositive(NodeImporter &n, const Tensor &x) {
  return n.b.cast(n.b.unary(UnaryKind::clip, x, 0, 1), DataType::Int8);
}

Tensor mlir::qopt::onnx_import::causalMask(NodeImporter &n, int64_t queries,
                                           int64_t keys, const Tensor &offset,
                                           int64_t window) {
  GraphBuilder &b = n.b;
  Tensor position = iota(n, queries, {queries, 1});
  if (offset && offset->rank() == 1)
    position = b.binary(BinaryKind::add, position,
                        b.reshape(offset, {offset->shape[0], 1, 1, 1}));
  else if (offset)
    position = b.binary(BinaryKind::add, position, offset);
  Tensor behind = b.binary(BinaryKind::sub, position, iota(n, keys, {1, keys}));
  Tensor one = b.scalar(DataType::Int64, 1);
  Tensor keep = isPositive(n, b.binary(BinaryKind::add, behind, one));
  if (window < 0)
    return keep;
  Tensor limit = b.scalar(DataType::Int64, static_cast<double>(window) + 1);
  return bothMasks(n, keep,
                   isPositive(n, b.binary(BinaryKind::sub, limit, behind)));
}

Tensor mlir::qopt::onnx_import::lengthMask(NodeImporter &n,
                                           const Tensor &lengths,
                                           int64_t keys) {
  if (!lengths || n.failed())
    return nullptr;
  Tensor perBatch = n.b.reshape(lengths, {*countElements(lengths->shape), 1, 1, 1});
  return isPositive(
      n, n.b.binary(BinaryKind::sub, n.b.cast(perBatch, DataType::Int64),
                    iota(n, keys, {keys})));
}

//===-- Computation -------------------------------------------------------===//

// x [B, H, T, *] times y [B, G, *, *], head h with group h / (H/G): the product
// broadcasts what several heads share.
static Tensor perHead(NodeImporter &n, const Tensor &x, const Tensor &y) {
  if (!x || !y || n.failed())
    return nullptr;
  int64_t heads = x->shape[1], groups = y->shape[1];
  if (heads == groups)
    return n.b.matmul(x, y, nullptr, x->type);
  Shape left = x->shape, right = y->shape;
  left[1] = heads / groups;
  left.insert(left.begin() + 1, groups);
  right.insert(right.begin() + 2, 1);
  Tensor product =
      n.b.matmul(n.b.reshape(x, left), n.b.reshape(y, right), nullptr, x->type);
  return n.b.reshape(product, {x->shape[0], heads, x->shape[2], y->shape[3]});
}

static void checkShapes(NodeImporter &n, const AttentionSpec &s) {
  if (!s.q || !s.k || !s.v || n.failed())
    return;
  ArrayRef<int64_t> q = s.q->shape, k = s.k->shape, v = s.v->shape;
  bool fits = q.size() == 4 && k.size() == 4 && v.size() == 4 &&
              q[0] == k[0] && q[0] == v[0] && q[3] == k[3] && k[1] == v[1] &&
              k[2] == v[2] && k[1] > 0 && q[1] % k[1] == 0;
  if (!fits)
    n.fail("expected queries [B, H, T, D], keys [B, G, S, D] and values "
           "[B, G, S, E] with G a divisor of H, got " +
           str(q) + ", " + str(k) + " and " + str(v));
  for (const Tensor &mask : {s.bias, s.keep}) {
    if (!mask || n.failed())
      continue;
    SmallVector<int64_t> scores{q[0], q[1], q[2], k[2]};
    auto shape = broadcastShapes(mask->shape, scores);
    if (failed(shape) || ArrayRef<int64_t>(*shape) != ArrayRef<int64_t>(scores))
      n.fail("expected a mask that broadcasts to " + str(scores) + ", got " +
             str(mask->shape));
  }
}

AttentionResult mlir::qopt::onnx_import::attend(NodeImporter &n,
                                                const AttentionSpec &s,
                                                bool wantsBiased) {
  AttentionResult result;
  checkShapes(n, s);
  if (!s.q || !s.k || !s.v || n.failed())
    return result;
  GraphBuilder &b = n.b;
  DataType type = s.q->type;
  Tensor x = perHead(n, s.q, b.transpose(s.k, {0, 1, 3, 2}));
  x = b.binary(BinaryKind::mul, x, b.scalar(type, s.scale));
  result.stages[0] = x;
  if (s.softcap != 0) {
    x = b.binary(BinaryKind::div, x, b.scalar(type, s.softcap));
    x = b.binary(BinaryKind::mul, b.unary(UnaryKind::tanh, x),
                 b.scalar(type, s.softcap));
  }
  result.stages[1] = x;
  if (s.bias)
    x = b.binary(BinaryKind::add, x, b.cast(s.bias, type));
  // log(0) is -infinity, log(1) is 0.
  if (wantsBiased)
    result.stages[2] =
        s.keep ? b.binary(BinaryKind::add, x,
                          b.unary(UnaryKind::log, b.cast(s.keep, type)))
               : x;
  x = b.softmax(x, 3, /*log=*/false, s.keep);
  result.stages[3] = x;
  result.y = perHead(n, x, s.v);
  return result;
}

//===-- Rotation ----------------------------------------------------------===//

Tensor mlir::qopt::onnx_import::rotate(NodeImporter &n, const Tensor &x,
                                       const Tensor &cos, const Tensor &sin,
                                       bool headsLast, bool interleaved) {
  if (!x || !cos || !sin || n.failed())
    return nullptr;
  int64_t batch = x->shape[0], length = x->shape[headsLast ? 1 : 2];
  int64_t half = cos->rank() == 3 ? cos->shape[2] : 0;
  if (cos->shape != sin->shape || half < 1 || 2 * half > x->shape[3] ||
      cos->shape[1] != length || (cos->shape[0] != batch && cos->shape[0] != 1)) {
    n.fail("expected rows of cos and sin [" + Twine(batch) + ", " + Twine(length) +
           ", R/2] with R <= " + Twine(x->shape[3]) + ", got " +
           str(cos->shape) + " and " + str(sin->shape));
    return nullptr;
  }
  SmallVector<int64_t> table{cos->shape[0], 1, length, half};
  if (headsLast)
    std::swap(table[1], table[2]);
  Tensor c = n.b.reshape(cos, table), s = n.b.reshape(sin, table);
  Shape shape = x->shape;
  int64_t width = shape[3], turned = 2 * half;
  if (turned == width)
    return n.b.rotary(x, c, s, interleaved);
  shape[3] = turned;
  Tensor first = n.b.slice(x, shape, {0, 0, 0, 0}, {1, 1, 1, 1});
  shape[3] = width - turned;
  Tensor rest = n.b.slice(x, shape, {0, 0, 0, turned}, {1, 1, 1, 1});
  return n.b.concat({n.b.rotary(first, c, s, interleaved), rest}, 3);
}
