#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Trains the digits network that the tests and the demo compile, and writes
# digits_cnn.onnx, calib.npz and test.npz next to itself (or to --out).
# Needs jax, scikit-learn (data set), scipy (augmentation) and onnx; README.md
# names the versions. Same versions on the same machine give the same bytes.
"""Train test/Models/digits: a small residual, depthwise-separable CNN."""

import argparse
import os
import pathlib

# One thread: a reduction split over threads may sum in another order.
os.environ["XLA_FLAGS"] = (
    "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
from scipy import ndimage
from sklearn.datasets import load_digits

import network

SEED = 20
TEST_SAMPLES = 560
CALIB_SAMPLES = 400
EPOCHS = 80
BATCH = 64
PEAK_RATE = 4e-3
WEIGHT_DECAY = 1e-4
LABEL_SMOOTHING = 0.05


def split_data(rng):
    """Returns (train, test) pairs (image f32 [n,1,8,8] in 0..16, label i64 [n]).

    The split is stratified: each class gives the same share to the test set,
    so that no class is rare there by chance.
    """
    digits = load_digits()
    images = digits.images.astype(np.float32)[:, None]
    labels = digits.target.astype(np.int64)
    share = TEST_SAMPLES / len(labels)
    is_test = np.zeros(len(labels), bool)
    for cls in range(10):
        members = rng.permutation(np.flatnonzero(labels == cls))
        is_test[members[: round(share * len(members))]] = True
    order = rng.permutation(len(labels))
    train, test = order[~is_test[order]], order[is_test[order]]
    return (images[train], labels[train]), (images[test], labels[test])


def augment(images, rng):
    """A random rotation (+-12 degrees), zoom (+-10 %) and shift (+-0.8 pixel)."""
    out = np.empty_like(images)
    centre = np.array([3.5, 3.5])
    for i, image in enumerate(images[:, 0]):
        angle, zoom = rng.uniform(-0.21, 0.21), rng.uniform(0.9, 1.1)
        c, s = np.cos(angle) * zoom, np.sin(angle) * zoom
        matrix = np.array([[c, -s], [s, c]])
        offset = centre - matrix @ (centre + rng.uniform(-0.8, 0.8, 2))
        ndimage.affine_transform(image, matrix, offset, output=out[i, 0], order=1)
    return out


def loss_fn(params, stats, images, labels):
    ops = network.JaxOps(params, stats, training=True)
    logits = network.build(ops, images, softmax=False)
    log_p = jax.nn.log_softmax(logits)
    target = jax.nn.one_hot(labels, 10) * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 10
    return -jnp.mean(jnp.sum(target * log_p, axis=1)), ops.new_stats


@jax.jit
def train_step(state, step, rate, images, labels):
    """One AdamW step; weight decay touches matrices and kernels only."""
    params, stats, m, v = state
    grads, stats = jax.grad(loss_fn, has_aux=True)(params, stats, images, labels)
    m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, grads)
    v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, grads)
    fix1, fix2 = 1 - 0.9**step, 1 - 0.999**step

    def update(p, a, b):
        decay = WEIGHT_DECAY * p if p.ndim > 1 else 0.0
        return p - rate * (a / fix1 / (jnp.sqrt(b / fix2) + 1e-8) + decay)

    return jax.tree.map(update, params, m, v), stats, m, v


def train(images, labels, rng):
    init = network.InitOps(rng)
    network.build(init, None, softmax=False)
    params = jax.tree.map(jnp.asarray, init.params)
    zeros = jax.tree.map(jnp.zeros_like, params)
    state = (params, jax.tree.map(jnp.asarray, init.stats), zeros, zeros)
    per_epoch = len(labels) // BATCH
    total, step = EPOCHS * per_epoch, 0
    for epoch in range(EPOCHS):
        order = rng.permutation(len(labels))[: per_epoch * BATCH]
        varied = augment(images[order], rng)
        for b in range(per_epoch):
            step += 1
            # Warm up over the first tenth, then one cosine down to zero.
            warm = min(1.0, step / (0.1 * total))
            rate = PEAK_RATE * warm * 0.5 * (1 + np.cos(np.pi * step / total))
            rows = slice(b * BATCH, (b + 1) * BATCH)
            state = train_step(state, jnp.float32(step), jnp.float32(rate),
                               varied[rows], labels[order[rows]])
        if epoch % 20 == 19:
            share = np.mean(predict(state, images).argmax(1) == labels)
            print(f"epoch {epoch + 1}: train top-1 {share:.4f}", flush=True)
    return state


def predict(state, images):
    """Class probabilities [n,10] in inference mode (stored BN statistics)."""
    ops = network.JaxOps(state[0], state[1], training=False)
    return np.asarray(network.build(ops, jnp.asarray(images), softmax=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    rng = np.random.default_rng(SEED)
    (images, labels), (test_images, test_labels) = split_data(rng)
    state = train(images, labels, rng)
    probabilities = predict(state, test_images)
    top1 = np.mean(probabilities.argmax(1) == test_labels)
    print(f"test top-1 {top1:.4f} on {len(test_labels)} samples")

    onnx_ops = network.OnnxOps(*(jax.tree.map(np.asarray, s) for s in state[:2]))
    network.build(onnx_ops, network.INPUT_NAME, softmax=True)
    (out / "digits_cnn.onnx").write_bytes(onnx_ops.serialized())
    # Calibration sees training samples only: the test set stays unseen.
    np.savez_compressed(out / "calib.npz", image=images[:CALIB_SAMPLES])
    np.savez_compressed(out / "test.npz", image=test_images, labels=test_labels)
    check(out, probabilities)


def check(out, expected):
    """The file passes onnx.checker and onnxruntime computes what JAX computed."""
    import onnx
    import onnxruntime

    path = str(out / "digits_cnn.onnx")
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    with np.load(out / "test.npz") as data:
        images = data["image"]
    (got,) = session.run(None, {network.INPUT_NAME: images})
    (one,) = session.run(None, {network.INPUT_NAME: images[:1]})
    error = max(np.abs(got - expected).max(), np.abs(one - expected[:1]).max())
    same = np.mean(got.argmax(1) == expected.argmax(1))
    print(f"onnxruntime: same top-1 on {same:.4f}, max abs error {error:.2e}")
    if same != 1.0 or error > 1e-4:
        raise SystemExit("error: onnxruntime disagrees with the training framework")


if __name__ == "__main__":
    main()
