// SPDX-License-Identifier: Apache-2.0
// Attention as ONNX Runtime's optimizer and its model builders write it: the
// operators MultiHeadAttention, Attention and GroupQueryAttention of com.microsoft.
#include "Attention.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static Tensor optionalInput(NodeImporter &n, size_t i) {
  return n.has(i) ? n.input(i) : nullptr;
}

static void refuseInputs(NodeImporter &n, ArrayRef<size_t> inputs) {
  for (size_t i : inputs)
    if (n.has(i))
      n.fail("input " + Twine(i) + " is not supported");
}

// A cache [B, N, P, H] and what is new.
static Tensor append(NodeImporter &n, const Tensor &past, const Tensor &added) {
  if (!past || !added || n.failed() || past->rank() != 4 || past->shape[2] == 0)
    return added;
  return n.b.concat({past, added}, 2);
}

// 1 / sqrt(width) where the attribute is absent or 0.
static double scaleOf(NodeImporter &n, double scale, const Tensor &q) {
  return scale != 0 || !q || q->rank() != 4
             ? scale
             : 1 / std::sqrt(static_cast<double>(q->shape[3]));
}

// A mask of keys: [B, S] flags, [B, T, S] flags, or [B] lengths.
static Tensor keyMask(NodeImporter &n, const Tensor &mask, int64_t keys) {
  if (!mask || n.failed())
    return nullptr;
  if (mask->rank() == 1)
    return lengthMask(n, mask, keys);
  Tensor flags = asMask(n, mask);
  if (flags && mask->rank() == 2)
    return n.b.reshape(flags, {mask->shape[0], 1, 1, mask->shape[1]});
  if (flags && mask->rank() == 3)
    return n.b.reshape(flags, {mask->shape[0], 1, mask->shape[1], mask->shape[2]});
  n.fail("expected a key mask of rank 1 to 3, got shape " + str(mask->shape));
  return nullptr;
}

static void addCausalMask(NodeImporter &n, AttentionSpec &s, int64_t window = -1) {
  if (!s.q || !s.k || n.failed() || s.q->rank() != 4 || s.k->rank() != 4)
    return;
  int64_t queries = s.q->shape[2], keys = s.k->shape[2];
  Tensor offset =
      n.b.scalar(DataType::Int64, static_cast<double>(keys - queries));
  s.keep = bothMasks(n, s.keep, causalMask(n, queries, keys, offset, window));
}

//===-- MultiHeadAttention ------------------------------------------------===//

// Part `i` of a bias of all three projections, added.
static Tensor withBias(NodeImporter &n, const Tensor &x, const Tensor &bias,
                       int64_t first) {
  if (!bias || !x || n.failed())
    return x;
  int64_t width = x->shape.back();
  if (bias->rank() != 1 || first + width > bias->shape[0]) {
    n.fail("expected a bias of queries, keys and values, got shape " +
           str(bias->shape));
    return nullptr;
  }
  return n.b.binary(BinaryKind::add, x, n.b.slice(bias, {width}, {first}, {1}));
}

static void importMultiHeadAttention(NodeImporter &n) {
  int64_t heads = n.getInt("num_heads", 0);
  bool isCausal = n.getFlag("unidirectional", false);
  double scale = n.getFloat("scale", 0);
  n.ignoreAttr("mask_filter_value"); // hidden is hidden
  refuseInputs(n, {8, 9});           // run-time lengths, beam search
  if (!n.has(1) || !n.has(2))
    return n.fail("expected key and value, got queries alone; packed projections "
                  "are not supported");
  for (size_t i : {0, 1, 2})
    n.requireFloating(i);
  n.requireRank(0, 3);
  if (n.failed())
    return;
  Tensor bias = optionalInput(n, 3);
  int64_t width = n.input(0)->shape[2];
  AttentionSpec s;
  s.q = splitHeads(n, withBias(n, n.input(0), bias, 0), heads);
  // Keys of another sequence may come split into heads.
  auto split = [&](size_t i, int64_t first) {
    const Tensor &x = n.input(i);
    return x->rank() == 4 ? x : splitHeads(n, withBias(n, x, bias, first), heads);
  };
  s.k = append(n, optionalInput(n, 6), split(1, width));
  s.v = append(n, optionalInput(n, 7), split(2, 2 * width));
  if (!s.k || !s.v || n.failed())
    return;
  s.keep = keyMask(n, optionalInput(n, 4), s.k->shape[2]);
  s.bias = optionalInput(n, 5);
  if (isCausal)
    addCausalMask(n, s);
  s.scale = scaleOf(n, scale, s.q);
  AttentionResult result = attend(n, s, false);
  n.setOutput(0, mergeHeads(n, result.y));
  n.setOutput(1, s.k);
  n.setOutput(2, s.v);
  n.setOutput(3, result.stages[1]);
}

//===-- Attention ---------------------------------------------------------===//

// One of the projections, columns [first, first + width).
static Tensor project(NodeImporter &n, int64_t first, int64_t width) {
  int64_t rows = n.input(1)->shape[0];
  Tensor weights = n.b.slice(n.input(1), {rows, width}, {0, first}, {1, 1});
  Tensor bias = n.has(2) ? n.b.slice(n.input(2), {width}, {first}, {1}) : nullptr;
  return weights ? n.b.matmul(n.input(0), weights, bias, n.input(0)->type) : nullptr;
}

// past [2, B, N, P, H]: keys and values.
static Tensor pastPart(NodeImporter &n, int64_t index) {
  if (!n.has(4) || n.failed())
    return nullptr;
  const Tensor &past = n.input(4);
  Shape shape = past->shape;
  shape[0] = 1;
  Tensor part = n.b.slice(past, shape, {index, 0, 0, 0, 0}, {1, 1, 1, 1, 1});
  return n.b.reshape(part, ArrayRef<int64_t>(shape).drop_front());
}

static void setPresent(NodeImporter &n, const AttentionSpec &s) {
  if (!n.isUsed(1) || !s.k || !s.v || n.failed())
    return;
  Shape shape = s.k->shape;
  shape.insert(shape.begin(), 1);
  n.setOutput(1, n.b.concat({n.b.reshape(s.k, shape), n.b.reshape(s.v, shape)}, 0));
}

static void importContribAttention(NodeImporter &n) {
  int64_t heads = n.getInt("num_heads", 0);
  bool isCausal = n.getFlag("unidirectional", false);
  double scale = n.getFloat("scale", 0);
  n.ignoreAttr("mask_filter_value");
  n.ignoreAttr("past_present_share_buffer");
  SmallVector<int64_t> sizes = n.getInts("qkv_hidden_sizes", {});
  if (n.getInt("do_rotary", 0) != 0)
    n.fail("do_rotary = 1 is not supported");
  n.ignoreAttr("rotary_embedding_dim");
  refuseInputs(n, {6});
  n.requireFloating(0);
  n.requireRank(0, 3);
  n.requireRank(1, 2);
  n.requireRank(2, 1);
  n.requireRank(4, 5);
  n.requireFinite(1);
  if (n.failed())
    return;
  int64_t columns = n.input(1)->shape[1];
  if (sizes.empty())
    sizes.assign(3, columns / 3);
  if (sizes.size() != 3 || sizes[0] < 1 || sizes[0] != sizes[1] || sizes[2] < 1 ||
      sizes[0] + sizes[1] + sizes[2] != columns ||
      n.input(0)->shape[2] != n.input(1)->shape[0] ||
      (n.has(2) && n.input(2)->shape[0] != columns))
    return n.fail("expected weights [width, queries + keys + values] of sizes " +
                  str(sizes) + ", got " + str(n.input(1)->shape));
  AttentionSpec s;
  s.q = splitHeads(n, project(n, 0, sizes[0]), heads);
  s.k = append(n, pastPart(n, 0),
               splitHeads(n, project(n, sizes[0], sizes[1]), heads));
  s.v = append(n, pastPart(n, 1),
               splitHeads(n, project(n, sizes[0] + sizes[1], sizes[2]), heads));
  if (!s.k || n.failed())
    return;
  s.keep = keyMask(n, optionalInput(n, 3), s.k->shape[2]);
  s.bias = optionalInput(n, 5);
  if (isCausal)
    addCausalMask(n, s);
  s.scale = scaleOf(n, scale, s.q);
  n.setOutput(0, mergeHeads(n, attend(n, s, false).y));
  setPresent(n, s);
}

//===-- GroupQueryAttention -----------------------------------------------===//

namespace {
struct Projections {
  Tensor q, k, v; ///< [B, T, N * H]
};
} // namespace

// Queries, keys and values, which may come as one value.
static Projections unpack(NodeImporter &n, int64_t heads, int64_t groups) {
  Tensor q = n.input(0);
  if (n.has(1) && n.has(2))
    return {q, n.input(1), n.input(2)};
  int64_t all = heads + 2 * groups;
  if (n.has(1) || n.has(2) || q->shape[2] % all != 0) {
    n.fail("expected key and value, or all projections in one, got shape " +
           str(q->shape) + " for " + Twine(heads) + " + 2 * " + Twine(groups) +
           " heads");
    return {};
  }
  int64_t width = q->shape[2] / all;
  auto part = [&](int64_t first, int64_t count) {
    Shape shape = q->shape;
    shape[2] = count * width;
    return n.b.slice(q, shape, {0, 0, first * width}, {1, 1, 1});
  };
  return {part(0, heads), part(heads, groups), part(heads + groups, groups)};
}

// Rows of a table for positions past .. past + length, or those of position_ids.
static Tensor rotaryRows(NodeImporter &n, size_t table, int64_t past,
                         int64_t length) {
  const Tensor &t = n.input(table);
  if (n.has(9))
    return n.b.gather(t, n.input(9), 0);
  if (past + length > t->shape[0]) {
    n.fail("expected a table of at least " + Twine(past + length) +
           " positions, got " + str(t->shape));
    return nullptr;
  }
  Tensor rows = n.b.slice(t, {length, t->shape[1]}, {past, 0}, {1, 1});
  return n.b.reshape(rows, {1, length, t->shape[1]});
}

static void importGroupQueryAttention(NodeImporter &n) {
  int64_t heads = n.getInt("num_heads", 0), groups = n.getInt("kv_num_heads", 0);
  double scale = n.getFloat("scale", 0), softcap = n.getFloat("softcap", 0);
  bool rotates = n.getFlag("do_rotary", false),
       interleaved = n.getFlag("rotary_interleaved", false);
  int64_t window = n.getInt("local_window_size", -1);
  if (n.getInt("smooth_softmax", 0) > 0)
    n.fail("smooth_softmax = 1 is not supported");
  refuseInputs(n, {11, 12, 13});
  n.requireFloating(0);
  n.requireRank(0, 3);
  if (heads < 1 || groups < 1 || n.has(3) != n.has(4))
    n.fail("expected num_heads, kv_num_heads and past_key with past_value");
  if (rotates && (!n.has(7) || !n.has(8)))
    n.fail("expected cos_cache and sin_cache for do_rotary = 1, got none");
  n.requireRank(7, 2);
  n.requireRank(8, 2);
  if (n.failed())
    return;
  Projections p = unpack(n, heads, groups);
  AttentionSpec s;
  s.q = splitHeads(n, p.q, heads);
  s.k = splitHeads(n, p.k, groups);
  s.v = splitHeads(n, p.v, groups);
  if (n.failed())
    return;
  int64_t length = s.q->shape[2];
  int64_t past = n.has(3) && n.input(3)->rank() == 4 ? n.input(3)->shape[2] : 0;
  if (rotates) {
    Tensor cos = rotaryRows(n, 7, past, length), sin = rotaryRows(n, 8, past, length);
    s.q = rotate(n, s.q, cos, sin, false, interleaved);
    s.k = rotate(n, s.k, cos, sin, false, interleaved);
  }
  // The cache holds exactly the past; what is new follows.
  s.k = append(n, optionalInput(n, 3), s.k);
  s.v = append(n, optionalInput(n, 4), s.v);
  if (!s.k || n.failed())
    return;
  if (past == 0 && n.has(5)) { // prompts of several lengths, padded on the right
    Tensor last = n.b.cast(n.input(5), DataType::Int64);
    Tensor lengths = n.b.binary(BinaryKind::add, last, n.b.scalar(DataType::Int64, 1));
    s.keep = lengthMask(n, lengths, s.k->shape[2]);
  }
  addCausalMask(n, s, window < 0 ? -1 : window - 1);
  s.bias = optionalInput(n, 10);
  s.softcap = softcap;
  s.scale = scaleOf(n, scale, s.q);
  n.setOutput(0, mergeHeads(n, attend(n, s, false).y));
  n.setOutput(1, s.k);
  n.setOutput(2, s.v);
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getContribAttentionOps() {
  static constexpr OpRow rows[] = {
      {"com.microsoft.MultiHeadAttention", 1, kNewest, 1, 10, 4,
       importMultiHeadAttention},
      {"com.microsoft.Attention", 1, kNewest, 2, 7, 2, importContribAttention},
      {"com.microsoft.GroupQueryAttention", 1, kNewest, 1, 14, 4,
       importGroupQueryAttention},
  };
  return rows;
}
