# SPDX-License-Identifier: Apache-2.0
#
# Three architectures of any size: BERT's encoder, GPT-2's and Llama's decoder.
# Weights are random, or those of a checkpoint in the Hugging Face naming (BERT).
"""Transformers of any size as ONNX models."""

import dataclasses

import numpy as np

from .graph import CONTRIB, Graph, Weights


@dataclasses.dataclass
class Config:
    """Sizes; `length` is the number of tokens, `positions` that of learned positions."""
    layers: int = 2
    width: int = 64
    heads: int = 4
    inner: int = 128
    vocabulary: int = 100
    length: int = 16
    positions: int = 32
    kv_heads: int = 0  # 0: as many as heads
    epsilon: float = 1e-5
    form: str = "decomposed"
    dynamic: bool = False
    seed: int = 0

    @property
    def opset(self):
        """The oldest that has the form's operators, and what exporters choose."""
        return {"op": 24, "contrib": 17}.get(self.form, 13)

    @property
    def shape(self):
        return ["batch", "sequence"] if self.dynamic else [1, self.length]


def linear(g, weights, x, prefix, rows, columns):
    return g.linear(x, weights.matrix(prefix + ".weight", rows, columns),
                    weights.vector(prefix + ".bias", columns))


def norm(g, weights, x, prefix, c):
    return g.layer_norm(x, weights.vector(prefix + ".weight", c.width, 1.0),
                        weights.vector(prefix + ".bias", c.width), c.epsilon, c.opset)


def positions(g, weights, name, ids, c):
    """The rows of the position table that the tokens have."""
    table = g.weight(weights.table(name, c.positions, c.width, 0.1))
    if not c.dynamic:
        return g.add("Slice", table, g.ints(0), g.ints(c.length), g.ints(0), g.ints(1))
    length = g.add("Gather", g.add("Shape", ids), g.index(1), axis=0)
    steps = g.add("Range", g.index(0), length, g.index(1))
    return g.add("Gather", table, g.add("Unsqueeze", steps, g.ints(0)), axis=0)


class Contrib:
    """Blocks as ONNX Runtime's optimizer fuses them; matrices of queries, keys and values
    stand side by side."""

    def __init__(self, g, weights, c):
        self.g, self.weights, self.c = g, weights, c

    def packed(self, prefixes):
        c = self.c
        parts = [(self.weights.matrix(p + ".weight", c.width, c.width),
                  self.weights.vector(p + ".bias", c.width)) for p in prefixes]
        return [np.concatenate([part[i] for part in parts], -1) for i in (0, 1)]

    def attention(self, x, prefixes, mask="", fused=True, causal=False):
        """Operator Attention on x, or (not `fused`) MultiHeadAttention."""
        g, c = self.g, self.c
        matrix, bias = self.packed(prefixes)
        options = {"num_heads": c.heads, "unidirectional": int(causal), "domain": CONTRIB}
        if fused:
            return g.add("Attention", x, g.weight(matrix), g.weight(bias), mask, **options)
        parts = [g.add("MatMul", x, g.weight(part)) for part in np.split(matrix, 3, -1)]
        return g.add("MultiHeadAttention", *parts, g.weight(bias), mask, **options)

    def skip_norm(self, x, skip, prefix):
        """(norm(x + skip), the sum)"""
        g, c = self.g, self.c
        vectors = [g.weight(self.weights.vector(f"{prefix}.{name}", c.width, mean))
                   for name, mean in (("weight", 1.0), ("bias", 0.0))]
        y, _, _, total = g.add("SkipLayerNormalization", x, skip, *vectors, outputs=4,
                               domain=CONTRIB, epsilon=c.epsilon)
        return y, total


def bert(c, weights=None, masked=True, pooled=None):
    """BERT's encoder: input_ids (with `masked` also attention_mask and token_type_ids) to
    last_hidden_state. `pooled` [width, n]: instead scores [1, n], the products of its
    columns and the mean of the hidden states."""
    g, weights = Graph(c.form, c.dynamic, c.length), weights or Weights(c.seed)
    ids = g.input("input_ids", c.shape)
    x = g.add("Gather", g.weight(weights.table("embeddings.word_embeddings.weight",
                                               c.vocabulary, c.width)), ids, axis=0)
    types = weights.table("embeddings.token_type_embeddings.weight", 2, c.width)
    mask = None
    if masked and c.form == "contrib":
        mask = g.add("Cast", g.input("attention_mask", c.shape), to=6)
        x = g.add("Add", x, g.add("Gather", g.weight(types), g.input("token_type_ids", c.shape)))
    elif masked:
        keep = g.add("Cast", g.input("attention_mask", c.shape), to=1)
        kind = g.input("token_type_ids", c.shape)
        keep = g.add("Unsqueeze", keep, g.ints(1, 2))
        # Transformers before 4.20; later ones have the least float.
        mask = g.add("Mul", g.add("Sub", g.scalar(1.0), keep), g.scalar(-10000.0))
        x = g.add("Add", x, g.add("Gather", g.weight(types), kind, axis=0))
    else:
        x = g.add("Add", x, g.weight(types[0]))
    x = g.add("Add", x, positions(g, weights, "embeddings.position_embeddings.weight", ids, c))
    x = norm(g, weights, x, "embeddings.LayerNorm", c)
    for layer in range(c.layers):
        p = f"encoder.layer.{layer}."
        names = [p + f"attention.self.{part}" for part in ("query", "key", "value")]
        if c.form == "contrib":
            fused = Contrib(g, weights, c)
            y = fused.attention(x, names, mask or "", fused=layer % 2 == 0)
            y = linear(g, weights, y, p + "attention.output.dense", c.width, c.width)
            x, _ = fused.skip_norm(y, x, p + "attention.output.LayerNorm")
            y = g.gelu(linear(g, weights, x, p + "intermediate.dense", c.width, c.inner))
            y = linear(g, weights, y, p + "output.dense", c.inner, c.width)
            x, _ = fused.skip_norm(y, x, p + "output.LayerNorm")
            continue
        q, k, v = (linear(g, weights, x, name, c.width, c.width) for name in names)
        y = g.attention(q, k, v, ids, c.heads, c.width // c.heads, mask)
        y = linear(g, weights, y, p + "attention.output.dense", c.width, c.width)
        x = norm(g, weights, g.add("Add", y, x), p + "attention.output.LayerNorm", c)
        y = g.gelu(linear(g, weights, x, p + "intermediate.dense", c.width, c.inner))
        y = linear(g, weights, y, p + "output.dense", c.inner, c.width)
        x = norm(g, weights, g.add("Add", y, x), p + "output.LayerNorm", c)
    if pooled is None:
        g.output(x, "last_hidden_state", c.shape + [c.width])
        return g.model("bert", c.opset)
    mean = g.reduce("ReduceMean", x, 1, c.opset, keepdims=0)
    g.output(g.add("MatMul", mean, g.weight(pooled)), "scores", [1, pooled.shape[1]])
    return g.model("bert", c.opset)


def causal_mask(g, c):
    """[1, 1, t, t]: 0 on and below the diagonal, the least float above."""
    if not c.dynamic:
        mask = np.triu(np.full((c.length, c.length), np.finfo(np.float32).min, np.float32), 1)
        return g.weight(mask[None, None])
    # torch: a table for all positions, of which the tokens' part is taken.
    mask = np.triu(np.full((c.positions, c.positions), np.finfo(np.float32).min, np.float32), 1)
    length = g.add("Unsqueeze", g.add("Gather", g.add("Shape", g.inputs[0].name), g.index(1),
                                      axis=0), g.ints(0))
    rows = g.add("Slice", g.weight(mask[None, None]), g.ints(0), length, g.ints(2), g.ints(1))
    return g.add("Slice", rows, g.ints(0), length, g.ints(3), g.ints(1))


def gpt2_attention(g, weights, x, p, ids, mask, c):
    """(x with attention added, its norm for the MLP)"""
    y = norm(g, weights, x, p + "ln_1", c)
    matrix = weights.matrix(p + "attn.c_attn.weight", c.width, 3 * c.width)
    bias = weights.vector(p + "attn.c_attn.bias", 3 * c.width)
    if c.form == "contrib":
        y = g.add("Attention", y, g.weight(matrix), g.weight(bias), domain=CONTRIB,
                  num_heads=c.heads, unidirectional=1)
        y = linear(g, weights, y, p + "attn.c_proj", c.width, c.width)
        y, x = Contrib(g, weights, c).skip_norm(y, x, p + "ln_2")
        return x, y
    q, k, v = g.add("Split", g.linear(y, matrix, bias), g.ints(c.width, c.width, c.width),
                    axis=2, outputs=3)
    y = g.attention(q, k, v, ids, c.heads, c.width // c.heads, mask, causal=True)
    x = g.add("Add", x, linear(g, weights, y, p + "attn.c_proj", c.width, c.width))
    return x, norm(g, weights, x, p + "ln_2", c)


def gpt2(c, weights=None):
    """GPT-2: input_ids to logits; the embedding is also the last matrix."""
    g, weights = Graph(c.form, c.dynamic, c.length), weights or Weights(c.seed)
    ids = g.input("input_ids", c.shape)
    embedding = weights.table("wte.weight", c.vocabulary, c.width, 0.5)
    x = g.add("Gather", g.weight(embedding), ids, axis=0)
    x = g.add("Add", x, positions(g, weights, "wpe.weight", ids, c))
    mask = causal_mask(g, c) if c.form == "decomposed" else None
    for layer in range(c.layers):
        p = f"h.{layer}."
        x, y = gpt2_attention(g, weights, x, p, ids, mask, c)
        y = linear(g, weights, y, p + "mlp.c_fc", c.width, c.inner)
        y = linear(g, weights, g.gelu_tanh(y), p + "mlp.c_proj", c.inner, c.width)
        x = g.add("Add", x, y)
    x = norm(g, weights, x, "ln_f", c)
    logits = g.add("MatMul", x, g.weight(embedding.T / np.float32(np.sqrt(c.width))))
    g.output(logits, "logits", c.shape + [c.vocabulary])
    return g.model("gpt2", c.opset)


def gated(g, project, x, p, c):
    gate = g.silu(project(x, p + "gate_proj", c.width, c.inner))
    y = g.add("Mul", gate, project(x, p + "up_proj", c.width, c.inner))
    return project(y, p + "down_proj", c.inner, c.width)


def llama_skip(g, weights, x, skip, p, c):
    """(norm(x + skip), the sum)"""
    gain = g.weight(weights.vector(p + "post_attention_layernorm.weight", c.width, 1.0))
    y, _, _, total = g.add("SkipSimplifiedLayerNormalization", x, skip, gain, outputs=4,
                           domain=CONTRIB, epsilon=c.epsilon)
    return y, total


def llama(c, weights=None):
    """Llama: RMS norms, rotary positions, grouped heads, gated SiLU; ids to logits."""
    g, weights = Graph(c.form, c.dynamic, c.length), weights or Weights(c.seed)
    ids = g.input("input_ids", [1, c.length])
    head, kv_heads = c.width // c.heads, c.kv_heads or c.heads
    angles = np.outer(np.arange(c.length), 10000.0 ** (-np.arange(0, head, 2) / head))
    cos, sin = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
    embedding = weights.table("embed_tokens.weight", c.vocabulary, c.width)
    x = g.add("Gather", g.weight(embedding), ids, axis=0)
    mask = causal_mask(g, c) if c.form == "decomposed" else None

    def project(value, name, rows, columns):
        return g.linear(value, weights.matrix(name + ".weight", rows, columns))

    def rms(value, name):
        return g.rms_norm(value, weights.vector(name + ".weight", c.width, 1.0), c.epsilon, c.opset)

    for layer in range(c.layers):
        p = f"layers.{layer}."
        y = rms(x, p + "input_layernorm")
        q = project(y, p + "q_proj", c.width, c.width)
        k, v = (project(y, p + name, c.width, kv_heads * head) for name in ("k_proj", "v_proj"))
        if c.form == "contrib":
            lengths = g.weight(np.array([c.length - 1], np.int32))
            total = g.weight(np.array(c.length, np.int32))
            tables = [g.weight(cos), g.weight(sin)]
            y = g.add("GroupQueryAttention", q, k, v, "", "", lengths, total, *tables,
                      domain=CONTRIB, num_heads=c.heads, kv_num_heads=kv_heads, do_rotary=1)
            y, x = llama_skip(g, weights, project(y, p + "o_proj", c.width, c.width), x, p, c)
            x = g.add("Add", x, gated(g, project, y, p, c))
            continue
        q = g.heads(q, ids, c.heads, head)
        k, v = (g.heads(y, ids, kv_heads, head) for y in (k, v))
        y = g.attention(g.rotary(q, cos, sin, head), g.rotary(k, cos, sin, head), v, ids, c.heads,
                        head, mask, kv_heads, causal=True)
        x = g.add("Add", x, project(y, p + "o_proj", c.width, c.width))
        y = rms(x, p + "post_attention_layernorm")
        x = g.add("Add", x, gated(g, project, y, p, c))
    logits = project(rms(x, "norm"), "lm_head", c.width, c.vocabulary)
    g.output(logits, "logits", [1, c.length, c.vocabulary])
    return g.model("llama", c.opset)


ARCHITECTURES = {"bert": bert, "gpt2": gpt2, "llama": llama}
