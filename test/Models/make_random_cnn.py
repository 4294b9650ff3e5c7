#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Writes ResNet-50- and MobileNetV2-shaped ONNX models with random weights: real
# shapes and sizes without a download, for measuring compile time and memory.
# They classify nothing, but activations keep a sane spread through all layers,
# so that calibration meets ranges like those of a trained network.
"""Write a random CNN (and random calibration samples) as ONNX (and .npz)."""

import argparse
import pathlib

import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
INPUT, OUTPUT, CLASSES = "image", "logits", 1000


class Writer:
    """Collects nodes and initializers; every method returns a tensor name."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.nodes, self.initializers = [], []
        self.parameters = 0  # trained numbers: without running mean and variance

    def const(self, name, array, trained=True):
        array = np.asarray(array, np.float32)
        self.initializers.append(numpy_helper.from_array(array, name))
        self.parameters += array.size if trained else 0
        return name

    def node(self, op, name, inputs, output=None, **attributes):
        output = output or name + ":out"
        self.nodes.append(
            helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    def he(self, shape, fan_in):
        noise = self.rng.standard_normal(shape, dtype=np.float32)
        return noise * np.float32(np.sqrt(2 / fan_in))

    def conv_bn(self, name, x, cin, cout, kernel, stride=1, groups=1, gain=1.0):
        """Conv without bias + BatchNormalization; gain is the mean of gamma."""
        shape = (cout, cin // groups, kernel, kernel)
        weight = self.const(name + ".weight", self.he(shape, np.prod(shape[1:])))
        x = self.node("Conv", name + "/conv", [x, weight],
                      kernel_shape=[kernel] * 2, strides=[stride] * 2,
                      pads=[kernel // 2] * 4, group=groups)
        uniform = lambda low, high: self.rng.uniform(low, high, cout)
        return self.node("BatchNormalization", name + "/bn", [
            x, self.const(name + ".gamma", gain * uniform(0.7, 1.3)),
            self.const(name + ".beta", uniform(-0.2, 0.2)),
            self.const(name + ".mean", uniform(-0.2, 0.2), trained=False),
            self.const(name + ".var", uniform(0.7, 1.3), trained=False)],
            epsilon=1e-5)

    def relu(self, name, x):
        return self.node("Relu", name + "/relu", [x])

    def classifier(self, x, cin):
        x = self.node("GlobalAveragePool", "average", [x])
        x = self.node("Flatten", "flatten", [x], axis=1)
        weight = self.const("classifier.weight", self.he((CLASSES, cin), cin))
        bias = self.const("classifier.bias", np.zeros(CLASSES))
        self.node("Gemm", "classifier", [x, weight, bias], OUTPUT, transB=1)


def resnet50(w):
    """He et al. 2015, table 1, stride in the 3x3 (the "v1.5" most files hold)."""
    x = w.relu("stem", w.conv_bn("stem", INPUT, 3, 64, 7, stride=2))
    x = w.node("MaxPool", "pool", [x], kernel_shape=[3, 3], strides=[2, 2],
               pads=[1, 1, 1, 1])
    cin = 64
    for stage, (blocks, mid) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)], 1):
        for block in range(blocks):
            name = f"stage{stage}/block{block}"
            stride, cout = (2 if stage > 1 and block == 0 else 1), 4 * mid
            y = w.relu(name + "/reduce", w.conv_bn(name + "/reduce", x, cin, mid, 1))
            y = w.relu(name + "/spatial",
                       w.conv_bn(name + "/spatial", y, mid, mid, 3, stride))
            # A small gain: sixteen sums of equal spread would grow 2^8-fold.
            y = w.conv_bn(name + "/expand", y, mid, cout, 1, gain=0.3)
            if block == 0:
                x = w.conv_bn(name + "/shortcut", x, cin, cout, 1, stride)
            x = w.relu(name, w.node("Add", name + "/add", [x, y]))
            cin = cout
    w.classifier(x, cin)


def mobilenetv2(w):
    """Sandler et al. 2018, table 2, width 1.0: (expansion, channels, blocks, stride)."""
    low = w.const("relu6.low", np.float32(0), trained=False)
    high = w.const("relu6.high", np.float32(6), trained=False)

    def relu6(name, x):
        return w.node("Clip", name + "/relu6", [x, low, high])

    x = relu6("stem", w.conv_bn("stem", INPUT, 3, 32, 3, stride=2))
    cin = 32
    stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
              (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for stage, (expansion, cout, blocks, first_stride) in enumerate(stages, 1):
        for block in range(blocks):
            name = f"stage{stage}/block{block}"
            stride, mid = (first_stride if block == 0 else 1), expansion * cin
            y = x
            if expansion > 1:
                y = relu6(name + "/expand", w.conv_bn(name + "/expand", y, cin, mid, 1))
            y = relu6(name + "/depthwise",
                      w.conv_bn(name + "/depthwise", y, mid, mid, 3, stride, mid))
            residual = stride == 1 and cin == cout
            y = w.conv_bn(name + "/project", y, mid, cout, 1,
                          gain=0.3 if residual else 1.0)
            x = w.node("Add", name + "/add", [x, y]) if residual else y
            cin = cout
    x = relu6("head", w.conv_bn("head", x, cin, 1280, 1))
    w.classifier(x, 1280)


def make_model(arch, image, batch, seed):
    """Returns (ModelProto, count of trained parameters)."""
    writer = Writer(seed)
    {"resnet50": resnet50, "mobilenetv2": mobilenetv2}[arch](writer)

    def value(name, shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        writer.nodes, f"random_{arch}", [value(INPUT, [batch, 3, image, image])],
        [value(OUTPUT, [batch, CLASSES])], writer.initializers)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="qopt test/Models/make_random_cnn.py")
    model.ir_version = IR_VERSION
    return model, writer.parameters


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", choices=["resnet50", "mobilenetv2"], required=True)
    parser.add_argument("--image", type=int, default=224,
                        help="height and width in pixels, >= 32 (default 224)")
    parser.add_argument("--batch", default="1",
                        help="a number >= 1, or a name for a symbolic dimension")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--calib", type=pathlib.Path,
                        help="also write this .npz: `image`, standard normal values")
    parser.add_argument("--samples", type=int, default=4)
    args = parser.parse_args()
    if args.image < 32 or args.samples < 1:
        parser.error("expected --image >= 32 and --samples >= 1")
    if not args.batch.isidentifier():
        if not args.batch.isdecimal() or int(args.batch) < 1:
            parser.error(f"expected --batch >= 1 or a name, got '{args.batch}'")
        args.batch = int(args.batch)
    return args


def main():
    args = parse_arguments()
    model, parameters = make_model(args.arch, args.image, args.batch, args.seed)
    data = model.SerializeToString(deterministic=True)
    args.out.write_bytes(data)
    print(f"{args.out}: {parameters:,} parameters, {len(data):,} bytes")
    if args.calib:
        # Its own stream: the samples do not depend on the architecture.
        rng = np.random.default_rng([args.seed, 1])
        shape = (args.samples, 3, args.image, args.image)
        np.savez_compressed(args.calib,
                            image=rng.standard_normal(shape, dtype=np.float32))


if __name__ == "__main__":
    main()
