// SPDX-License-Identifier: Apache-2.0
// Attention and RotaryEmbedding of the standard (opset 23 and 24).
#include "Attention.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- Attention ---------------------------------------------------------===//

static Tensor optionalInput(NodeImporter &n, size_t i) {
  return n.has(i) ? n.input(i) : nullptr;
}

// A cache [B, G, P, D] before what is new, along the sequence.
static Tensor withPast(NodeImporter &n, const Tensor &past, const Tensor &added) {
  if (!past || !added || n.failed())
    return added;
  Shape shape = past->shape;
  if (shape.size() == 4 && added->rank() == 4)
    shape[2] = added->shape[2];
  if (shape != added->shape) {
    n.fail("expected a cache like " + str(added->shape) +
           " but for the sequence, got " + str(past->shape));
    return nullptr;
  }
  return past->shape[2] == 0 ? added : n.b.concat({past, added}, 2);
}

// Keys beyond what the mask covers are hidden.
static Tensor padMask(NodeImporter &n, const Tensor &mask, int64_t keys) {
  if (!mask || n.failed())
    return nullptr;
  if (mask->rank() < 1 || mask->rank() > 4 || mask->shape.back() > keys) {
    n.fail("expected a mask of rank 1 to 4 over at most " + Twine(keys) +
           " keys, got shape " + str(mask->shape));
    return nullptr;
  }
  bool isFlag = mask->type == DataType::Bool;
  Tensor x = isFlag ? asMask(n, mask) : mask;
  SmallVector<int64_t> low(mask->rank(), 0), high(mask->rank(), 0);
  high.back() = keys - mask->shape.back();
  if (high.back() == 0)
    return x;
  return n.b.pad(x, low, high, PadMode::constant,
                 isFlag ? 0.0 : -std::numeric_limits<double>::infinity());
}

namespace {
struct AttentionInputs {
  AttentionSpec spec;
  int64_t pastLength = 0;
  bool isFlat = false; ///< [B, T, H * D] in and out.
};
} // namespace

static AttentionInputs readInputs(NodeImporter &n) {
  AttentionInputs in;
  AttentionSpec &s = in.spec;
  s.q = n.input(0);
  s.k = n.input(1);
  s.v = n.input(2);
  in.isFlat = s.q->rank() == 3;
  int64_t heads = n.getInt("q_num_heads", 0), groups = n.getInt("kv_num_heads", 0);
  if (in.isFlat) {
    s.q = splitHeads(n, s.q, heads);
    s.k = splitHeads(n, s.k, groups);
    s.v = splitHeads(n, s.v, groups);
  }
  if (n.has(4) != n.has(5))
    n.fail("expected past_key and past_value, got one of them");
  if (n.has(4) && n.has(6))
    n.fail("expected past_key or nonpad_kv_seqlen, got both");
  s.k = withPast(n, optionalInput(n, 4), s.k);
  s.v = withPast(n, optionalInput(n, 5), s.v);
  in.pastLength = n.has(4) && n.input(4)->rank() == 4 ? n.input(4)->shape[2] : 0;
  return in;
}

static void readMasks(NodeImporter &n, AttentionInputs &in, bool isCausal) {
  AttentionSpec &s = in.spec;
  if (!s.q || !s.k || n.failed() || s.q->rank() != 4 || s.k->rank() != 4)
    return;
  int64_t queries = s.q->shape[2], keys = s.k->shape[2];
  Tensor mask = padMask(n, optionalInput(n, 3), keys);
  if (mask && n.input(3)->type == DataType::Bool)
    s.keep = mask;
  else
    s.bias = mask;
  Tensor lengths = optionalInput(n, 6);
  Tensor offset = n.b.scalar(DataType::Int64, static_cast<double>(in.pastLength));
  if (lengths) {
    n.requireShape(6, {s.q->shape[0]});
    n.requireType(6, DataType::Int64);
    if (n.failed())
      return;
    s.keep = bothMasks(n, s.keep, lengthMask(n, lengths, keys));
    offset = n.b.binary(BinaryKind::sub, lengths,
                        n.b.scalar(DataType::Int64, static_cast<double>(queries)));
  }
  if (isCausal)
    s.keep = bothMasks(n, s.keep, causalMask(n, queries, keys, offset));
}

static void importAttention(NodeImporter &n) {
  bool isCausal = n.getFlag("is_causal", false);
  double softcap = n.getFloat("softcap", 0), scale = n.getFloat("scale", 0);
  bool hasScale = n.hasAttr("scale");
  int64_t mode = n.getInt("qk_matmul_output_mode", 0);
  n.ignoreAttr("softmax_precision"); // f64 inside
  for (size_t i : {0, 1, 2})
    n.requireFloating(i);
  if (mode < 0 || mode > 3)
    n.fail("expected qk_matmul_output_mode 0 to 3, got " + Twine(mode));
  if (softcap < 0)
    n.fail("expected softcap >= 0, got " + str(softcap));
  AttentionInputs in = readInputs(n);
  readMasks(n, in, isCausal);
  if (n.failed() || !in.spec.q || in.spec.q->rank() != 4)
    return n.fail("expected queries of rank 3 or 4, got shape " +
                  str(n.input(0)->shape));
  in.spec.softcap = softcap;
  in.spec.scale =
      hasScale ? scale
               : 1 / std::sqrt(static_cast<double>(in.spec.q->shape[3]));
  AttentionResult result = attend(n, in.spec, n.isUsed(3) && mode == 2);
  n.setOutput(0, in.isFlat ? mergeHeads(n, result.y) : result.y);
  n.setOutput(1, in.spec.k);
  n.setOutput(2, in.spec.v);
  if (n.isUsed(3))
    n.setOutput(3, result.stages[mode]);
}

//===-- RotaryEmbedding ---------------------------------------------------===//

// Rows of the tables: [B or 1, T, R/2], by position where positions are given.
static Tensor tableRows(NodeImporter &n, const Tensor &table,
                        const Tensor &positions) {
  if (!positions)
    return table;
  if (table->rank() != 2 || positions->rank() != 2) {
    n.fail("expected a table [positions, R/2] and position_ids [batch, "
           "sequence], got " +
           str(table->shape) + " and " + str(positions->shape));
    return nullptr;
  }
  return n.b.gather(table, positions, 0);
}

// Input 0 may be [B, T, N * H] or [B, N, T, H].
static void setRotated(NodeImporter &n, const Tensor &cos, const Tensor &sin,
                       bool interleaved, int64_t heads) {
  const Tensor &x = n.input(0);
  if (n.failed())
    return;
  if (x->rank() == 4)
    return n.setOutput(0, rotate(n, x, cos, sin, false, interleaved));
  if (x->rank() != 3 || heads < 1 || x->shape[2] % heads != 0)
    return n.fail("expected an input [batch, heads, sequence, width], or [batch, "
                  "sequence, heads * width] and num_heads, got shape " +
                  str(x->shape) + " and " + Twine(heads) + " heads");
  Tensor split = n.b.reshape(
      x, {x->shape[0], x->shape[1], heads, x->shape[2] / heads});
  n.setOutput(0, n.b.reshape(rotate(n, split, cos, sin, true, interleaved),
                             x->shape));
}

static void importRotaryEmbedding(NodeImporter &n) {
  bool interleaved = n.getFlag("interleaved", false);
  int64_t heads = n.getInt("num_heads", 0);
  n.ignoreAttr("rotary_embedding_dim"); // the tables' width says it
  n.requireFloating(0);
  n.requireFloating(1);
  n.requireFloating(2);
  if (n.failed())
    return;
  Tensor positions = optionalInput(n, 3);
  Tensor cos = tableRows(n, n.input(1), positions),
         sin = tableRows(n, n.input(2), positions);
  setRotated(n, cos, sin, interleaved, heads);
}

//===-- RotaryEmbedding of com.microsoft ----------------------------------===//

// Its positions are [B, T], or [1]: that of the first token.
static void importContribRotaryEmbedding(NodeImporter &n) {
  bool interleaved = n.getFlag("interleaved", false);
  int64_t heads = n.getInt("num_heads", 0);
  int64_t turned = n.getInt("rotary_embedding_dim", 0);
  if (n.getFlag("is_packed_batching", false))
    n.fail("is_packed_batching = 1 is not supported");
  if (n.getFloat("scale", 1) != 1)
    n.fail("a scale other than 1 is not supported");
  n.requireFloating(0);
  n.requireRank(2, 2);
  n.requireRank(3, 2);
  if (n.failed())
    return;
  const Tensor &x = n.input(0), &table = n.input(2);
  if (x->rank() == 3 && heads == 0) // all of a table's width is one head
    heads = turned ? 0 : x->shape[2] / (2 * std::max<int64_t>(table->shape[1], 1));
  Tensor positions = n.input(1);
  if (positions->rank() == 1 && positions->shape[0] == 1 && x->rank() >= 3) {
    int64_t length = x->shape[x->rank() == 4 ? 2 : 1];
    auto steps = llvm::to_vector(llvm::seq<int64_t>(0, length));
    positions = n.b.binary(
        BinaryKind::add, n.b.reshape(n.b.cast(positions, DataType::Int64), {1, 1}),
        n.b.intConstant(DataType::Int64, {1, length}, steps));
  }
  if (!positions)
    return;
  Tensor cos = tableRows(n, table, positions),
         sin = tableRows(n, n.input(3), positions);
  setRotated(n, cos, sin, interleaved, heads);
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getAttentionOps() {
  static constexpr OpRow rows[] = {
      {"Attention", 23, kNewest, 3, 7, 4, importAttention},
      {"RotaryEmbedding", 23, kNewest, 3, 4, 1, importRotaryEmbedding},
      {"com.microsoft.RotaryEmbedding", 1, kNewest, 4, 4, 1,
       importContribRotaryEmbedding},
  };
  return rows;
}
