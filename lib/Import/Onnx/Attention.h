// SPDX-License-Identifier: Apache-2.0
// Attention as matmul, softmax, matmul: what the operators that are attention
// have in common.
#ifndef QOPT_LIB_IMPORT_ONNX_ATTENTION_H
#define QOPT_LIB_IMPORT_ONNX_ATTENTION_H

#include "NodeImporter.h"

namespace mlir::qopt::onnx_import {

/// softmax(cap(q k^T * scale) + bias, where keep) v. With B batches, H query heads
/// of D numbers, G heads of keys and values (G divides H: head h reads h / (H/G)),
/// T queries and S keys:
struct AttentionSpec {
  Tensor q;          ///< [B, H, T, D]
  Tensor k;          ///< [B, G, S, D]
  Tensor v;          ///< [B, G, S, E]
  Tensor bias;       ///< Floats that broadcast to [B, H, T, S]; or null.
  Tensor keep;       ///< Int8 0 and 1, likewise; or null.
  double scale = 0;
  double softcap = 0; ///< cap(x) = softcap * tanh(x / softcap); none if 0.
};

struct AttentionResult {
  Tensor y; ///< [B, H, T, E]
  /// [B, H, T, S], what ONNX calls modes 0 to 3: scaled products; with softcap; with
  /// bias, and -infinity where nothing is kept; probabilities.
  Tensor stages[4];
};

/// Mode 2 is computed only where `wantsBiased`. Fails on shapes that do not fit.
AttentionResult attend(NodeImporter &n, const AttentionSpec &spec,
                       bool wantsBiased);

/// [B, T, H * D] as [B, H, T, D], and back.
Tensor splitHeads(NodeImporter &n, const Tensor &x, int64_t heads);
Tensor mergeHeads(NodeImporter &n, const Tensor &x);

/// Both masks, where there are two; Int8.
Tensor bothMasks(NodeImporter &n, const Tensor &a, const Tensor &b);
/// An integer or bool mask as Int8: 1 where it is not 0.
Tensor asMask(NodeImporter &n, const Tensor &mask);
/// Int8 [T, S] (or [B, 1, T, S] with `offset` Int64 [B]): 1 where key j is at most
/// query i + offset, and, `window` >= 0, more than window behind it is not.
Tensor causalMask(NodeImporter &n, int64_t queries, int64_t keys,
                  const Tensor &offset, int64_t window = -1);
/// Int8 [B, 1, 1, S]: 1 for keys j < lengths[b] (Int64 [B]).
Tensor lengthMask(NodeImporter &n, const Tensor &lengths, int64_t keys);

/// Rotation of `x` ([B, T, N, H] with `headsLast`, else [B, N, T, H]) by rows of the
/// tables, [B or 1, T, R/2], R <= H; elements from R on stay as they are.
Tensor rotate(NodeImporter &n, const Tensor &x, const Tensor &cos,
              const Tensor &sin, bool headsLast, bool interleaved);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_ATTENTION_H
