# SPDX-License-Identifier: Apache-2.0
#
# A multilayer perceptron for the digits in numpy: forward, backward, batches
# that depend on nothing but the seed.
"""The network that the optimizers train."""

import numpy as np

from qopt_checks import DIGITS, load_arrays

TRAINING = 400  # of the 559 samples of test.npz; the others are held out
SIZES = (64, 256, 128, 10)
BATCH = 50


def load_data():
    arrays = load_arrays(DIGITS / "test.npz")
    images = (arrays["image"].reshape(-1, 64) / 16).astype(np.float32)
    labels = arrays["labels"]
    return (images[:TRAINING], labels[:TRAINING]), (images[TRAINING:], labels[TRAINING:])


def init_parameters(seed=1):
    """He-normal weights; two of 8192 elements and more, the rest smaller."""
    rng = np.random.default_rng(seed)
    parameters = {}
    for i, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:])):
        scale = np.sqrt(2 / inputs)
        parameters[f"w{i}"] = rng.normal(0, scale, (inputs, outputs)).astype(np.float32)
        parameters[f"b{i}"] = np.zeros(outputs, np.float32)
    return parameters


def forward(parameters, images):
    """Log-probabilities and the layers' inputs."""
    layers = [images]
    for i in range(len(SIZES) - 1):
        x = layers[-1] @ parameters[f"w{i}"] + parameters[f"b{i}"]
        layers.append(np.maximum(x, 0) if i < len(SIZES) - 2 else x)
    logits = layers.pop()
    logits = logits - logits.max(axis=1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), layers


def loss_of(parameters, data):
    """Mean cross entropy, and the share of right answers."""
    images, labels = data
    scores, _ = forward(parameters, images)
    right = np.mean(scores.argmax(axis=1) == labels)
    return float(-scores[np.arange(len(labels)), labels].mean()), float(right)


def gradients_of(parameters, images, labels):
    scores, layers = forward(parameters, images)
    delta = np.exp(scores)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    gradients = {}
    for i in reversed(range(len(SIZES) - 1)):
        gradients[f"w{i}"] = layers[i].T @ delta
        gradients[f"b{i}"] = delta.sum(axis=0)
        delta = (delta @ parameters[f"w{i}"].T) * (layers[i] > 0)
    return gradients


def batches(data, epochs, seed=2):
    images, labels = data
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(labels))
        for first in range(0, len(labels), BATCH):
            chosen = order[first:first + BATCH]
            yield images[chosen], labels[chosen]
