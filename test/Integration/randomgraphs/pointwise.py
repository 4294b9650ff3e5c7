# SPDX-License-Identifier: Apache-2.0
#
# Elementwise operators with broadcasting, activations, softmax.
"""Pointwise operators and softmax."""

import numpy as np

from .builder import Unfit, feature

ANY = (2, 3, 4, 5)


def constant_like(g, x, low=None, high=None):
    """Scalar, per channel, per last axis, or of the full shape."""
    shape = g.shape(x)
    shape = g.pick((), (1,), shape[-1:], shape[1:],
                   (shape[1],) + (1,) * (len(shape) - 2), shape)
    if low is None:
        return g.const(g.rng.standard_normal(shape))
    return g.const(g.rng.uniform(low, high, shape) * g.rng.choice([-1, 1], shape))


def branch(g, x):
    """Another value of the same shape, of other spread and offset."""
    scaled = g.add("Mul", x, g.const(g.rng.uniform(-2, 2, (g.shape(x)[1],)
                                                   + (1,) * (len(g.shape(x)) - 2))))
    return g.add(g.pick("Sigmoid", "Relu", "Abs", "Tanh"), scaled)


def reduced(g, x):
    """Another value that broadcasts to x."""
    axes = sorted(g.rng.choice(len(g.shape(x)) - 1, g.between(1, len(g.shape(x)) - 1),
                               replace=False) + 1)
    return g.add("ReduceMax", branch(g, x), axes=[int(a) for a in axes], keepdims=1)


@feature(*ANY)
def add_constant(g, x):
    pair = [x, constant_like(g, x)]
    return g.add("Add", *(pair if g.chance(0.5) else pair[::-1]))


@feature(*ANY)
def sub_constant(g, x):
    pair = [x, constant_like(g, x)]
    return g.add("Sub", *(pair if g.chance(0.5) else pair[::-1]))


@feature(*ANY)
def mul_constant(g, x):
    return g.add("Mul", x, constant_like(g, x, 0.4, 1.6))


@feature(*ANY)
def div_constant(g, x):
    return g.add("Div", x, constant_like(g, x, 0.5, 2.0))


@feature(*ANY)
def max_min_constant(g, x):
    return g.add(g.pick("Max", "Min"), x, constant_like(g, x))


@feature(*ANY)
def add_branches(g, x):
    return g.add("Add", branch(g, x), x)


@feature(*ANY)
def sub_branches(g, x):
    return g.add("Sub", x, branch(g, x))


@feature(*ANY)
def mul_branches(g, x):
    return g.add("Mul", branch(g, x), x)


@feature(*ANY)
def max_min_branches(g, x):
    return g.add(g.pick("Max", "Min"), x, branch(g, x))


@feature(*ANY)
def broadcast_branches(g, x):
    return g.add(g.pick("Add", "Sub", "Mul", "Max", "Min"), x, reduced(g, x))


@feature(*ANY)
def add_itself(g, x):
    return g.add("Add", x, x)


@feature(*ANY)
def square(g, x):
    return g.add("Mul", x, x)


@feature(*ANY)
def sum_mean_of_three(g, x):
    return g.add(g.pick("Sum", "Mean"), x, branch(g, x), branch(g, x))


@feature(*ANY)
def squeeze_and_excite(g, x):
    pooled = g.add("ReduceMean", x, axes=list(range(2, len(g.shape(x)))) or [1], keepdims=1)
    return g.add("Mul", x, g.add("HardSigmoid", pooled))


@feature(*ANY)
def prelu(g, x):
    shape = g.shape(x)
    slope = g.pick((1,), (shape[1],) + (1,) * (len(shape) - 2))
    return g.add("PRelu", x, g.const(g.rng.uniform(-0.3, 0.6, slope)))


@feature(*ANY)
def relu(g, x):
    return g.add("Relu", x)


@feature(*ANY)
def clip(g, x):
    low, high = g.pick((0.0, 6.0), (-1.0, 1.0), (-0.5, 2.5), (0.0, None), (None, 1.0))
    bounds = ["" if b is None else g.const(b) for b in (low, high)]
    return g.add("Clip", x, *bounds)


@feature(*ANY)
def relu_after_add(g, x):
    return g.add("Relu", add_branches(g, x))


@feature(*ANY)
def clip_after_mul(g, x):
    return g.add("Clip", mul_branches(g, x), g.const(-0.4), g.const(0.9))


def unary(name, prepare=None, smooth=True, opset=1, **attributes):
    def function(g, x):
        if g.opset < opset:
            raise Unfit(f"{name} is newer")
        return g.add(name, prepare(g, x) if prepare else x, **attributes)
    function.__name__ = name.lower()
    feature(*ANY, smooth=smooth, kind="unary")(function)


def positive(g, x):
    return g.add("Add", g.add("Abs", x), g.const(0.5))


def within_one(g, x):
    return g.add("Mul", g.add("Tanh", x), g.const(0.9))


def above_one(g, x):
    return g.add("Add", g.add("Abs", x), g.const(1.5))


for _name in ("Sigmoid", "Tanh", "Abs", "Neg", "Erf", "Softplus", "Softsign", "Elu",
              "Selu", "Sin", "Cos", "Atan", "Asinh"):
    unary(_name)
unary("HardSwish", opset=14)
unary("LeakyRelu", alpha=0.13)
unary("HardSigmoid", alpha=0.3, beta=0.4)
unary("Celu", alpha=0.8)
unary("Exp", prepare=within_one)
unary("Sinh", prepare=within_one)
unary("Cosh", prepare=within_one)
unary("Tan", prepare=within_one)
unary("Asin", prepare=within_one)
unary("Acos", prepare=within_one)
unary("Atanh", prepare=within_one)
unary("Acosh", prepare=above_one)
unary("Log", prepare=positive)
unary("Sqrt", prepare=positive)
unary("Reciprocal", prepare=positive)
unary("Floor", smooth=False)
unary("Ceil", smooth=False)
unary("Round", smooth=False)
unary("Sign", smooth=False)
unary("ThresholdedRelu", smooth=False, alpha=0.4)


@feature(*ANY)
def swish(g, x):
    return g.add("Mul", x, g.add("Sigmoid", x))


@feature(*ANY)
def gelu(g, x):
    """As exporters wrote it before there was an operator for it."""
    inner = g.add("Erf", g.add("Div", x, g.const(np.sqrt(2.0))))
    half = g.add("Mul", x, g.add("Add", inner, g.const(1.0)))
    return g.add("Mul", half, g.const(0.5))


@feature(*ANY)
def softmax(g, x):
    axis = g.between(1, len(g.shape(x)) - 1)
    return g.add("Softmax", x, axis=g.pick(axis, axis - len(g.shape(x))))


@feature(*ANY)
def log_softmax(g, x):
    return g.add("LogSoftmax", x, axis=g.between(1, len(g.shape(x)) - 1))


@feature(*ANY)
def softmax_of_large_values(g, x):
    return g.add("Softmax", g.add("Mul", x, g.const(8.0)), axis=1)
