# SPDX-License-Identifier: Apache-2.0
#
# Which node tests qopt has to pass, and why the others are not asked for.
# qopt is a static compiler: shapes, axes, pads and the like have to be known
# when it compiles. The node tests hand them over as run-time inputs, because a
# test of one operator has no other place for them; here they become constants of
# the model, as they are in real ones.
"""Scope of the conformance suite."""

import numpy as np
import onnx

from . import tensors

# A node test declares the version that brought the newest definition of its
# operator. Where that is older than qopt's oldest and still held in the latter,
# the case is run as that.
OLDEST_OPSET = 7

# Operators that qopt imports.
COMPUTED = set("""
Conv ConvTranspose Gemm MatMul
Add Sub Mul Div Pow Mod Sum Max Min Mean Neg Abs Sign Sqrt Exp Log Reciprocal Floor Ceil Round
Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh
Relu LeakyRelu PRelu Clip Sigmoid Tanh HardSwish HardSigmoid Elu Celu Selu Softplus Softsign
Mish Gelu Swish ThresholdedRelu Softmax LogSoftmax
MaxPool AveragePool GlobalMaxPool GlobalAveragePool BatchNormalization
Concat Split Slice Pad Reshape Flatten Transpose Squeeze Unsqueeze Gather Resize Upsample Tile
Expand DepthToSpace SpaceToDepth Cast CastLike Identity Dropout Constant ConstantOfShape
ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceSumSquare
ReduceLogSum ReduceLogSumExp
QuantizeLinear DequantizeLinear QLinearConv QLinearMatMul MatMulInteger ConvInteger
DynamicQuantizeLinear Equal Less LessOrEqual Greater GreaterOrEqual And Or Xor Not Where Trilu
IsNaN CumSum LayerNormalization RMSNormalization Attention RotaryEmbedding""".split())
# Shape arithmetic: computed while importing, from constants and shapes.
FOLDED = {"Shape", "Size", "Range"}
# Of these the contents of the inputs do not matter.
SHAPE_ONLY = {"Shape", "Size"}

# What qopt does not compute while importing, even from constants.
NEVER_FOLDED = set("""Conv ConvTranspose Gemm MatMul Softmax LogSoftmax MaxPool AveragePool
GlobalMaxPool GlobalAveragePool Resize Upsample QLinearConv QLinearMatMul MatMulInteger
ConvInteger DynamicQuantizeLinear LayerNormalization RMSNormalization Attention
RotaryEmbedding""".split())

# Inputs that say how an operator works, by position.
PARAMETERS = {
    "Reshape": [1], "Expand": [1], "Tile": [1], "Slice": [1, 2, 3, 4], "Pad": [1, 2, 3],
    "Resize": [1, 2, 3], "Upsample": [1], "Split": [1], "Squeeze": [1], "Unsqueeze": [1],
    "ConstantOfShape": [0], "Trilu": [1], "CumSum": [1], "Range": [0, 1, 2], "Dropout": [1, 2],
    "QLinearConv": [1, 2, 4, 5, 6, 7], "QLinearMatMul": [1, 2, 4, 5, 6, 7],
    **{op: [1] for op in COMPUTED if op.startswith("Reduce")}}


def _operator(node):
    domain = "" if node.domain == "ai.onnx" else node.domain
    return f"{domain}.{node.op_type}" if domain else node.op_type


def _opset_reason(case):
    opset = max([o.version for o in case.model.opset_import
                 if o.domain in ("", "ai.onnx")], default=0)
    if opset >= OLDEST_OPSET:
        return None
    for node in case.model.graph.node:
        versions = [onnx.defs.get_schema(node.op_type, v, "").since_version
                    for v in (opset, OLDEST_OPSET)]
        if versions[0] != versions[1]:
            return f"{node.op_type} of opset {opset}, which opset {OLDEST_OPSET} changed"
    return None


def _attribute(node, name, default):
    for attribute in node.attribute:
        if attribute.name == name:
            return attribute.i
    return default


def _value_reason(case):
    for value in case.inputs + case.outputs:
        if value.elem_type is None:
            return "sequence, optional or map values"
        if value.elem_type in tensors.REFUSED:
            return f"element type {tensors.NAMES[value.elem_type]}"
    return None


def _mode_reason(case, node, used):
    """Modes of an operator in scope that belong to training or to run-time shapes."""
    if node.op_type == "BatchNormalization" and (
            _attribute(node, "training_mode", 0) or any(o in used for o in node.output[1:])):
        return "BatchNormalization in training mode"
    if node.op_type == "Dropout" and len(node.input) > 2:
        given = {v.name: v.proto for v in case.inputs}
        constants = [given.get(name) for name in node.input[1:3]]
        training = constants[1] is not None and tensors.decode(constants[1]).any()
        ratio = 0.5 if constants[0] is None else float(tensors.decode(constants[0]).max())
        if training and ratio != 0:
            return "Dropout in training mode (random)"
    if node.op_type in ("Cast", "CastLike") and tensors.FLOAT4 in {
            v.elem_type for v in case.outputs} and any(
                np.isnan(tensors.decode(v.proto)).any() for v in case.inputs
                if v.proto is not None and v.elem_type in (1, 10)):
        return "NaN cast to float4e2m1, which has none (0 here, -0 there)"
    if node.op_type == "MaxPool" and any(o in used for o in node.output[1:]):
        return "MaxPool with the output Indices"
    return None


def _wanted_names(node):
    """Operands of a node that have to be known when qopt compiles."""
    if node.op_type in SHAPE_ONLY:
        return set()
    positions = (range(len(node.input)) if node.op_type in FOLDED
                 else PARAMETERS.get(node.op_type, []))
    return {node.input[i] for i in positions if i < len(node.input)} - {""}


def constant_inputs(case):
    """Names of graph inputs that become constants of the prepared model: those that are
    parameters, and those that parameters are computed from."""
    producers = {o: node for node in case.model.graph.node for o in node.output}
    names, todo = set(), set()
    for node in case.model.graph.node:
        todo |= _wanted_names(node)
    while todo:
        name = todo.pop()
        names.add(name)
        producer = producers.get(name)
        if producer and producer.op_type not in SHAPE_ONLY | NEVER_FOLDED:
            todo |= set(producer.input) - names - {""}
    return names & {v.name for v in case.inputs}


def _run_time_reason(case):
    """Parameters, or operands of shape arithmetic, that are computed at run time."""
    known = constant_inputs(case) | {t.name for t in case.model.graph.initializer} | {""}
    for node in case.model.graph.node:
        op = node.op_type
        if not known.issuperset(_wanted_names(node)):
            what = "operands" if op in FOLDED else "parameters"
            return f"{what} of {op} computed at run time"
        foldable = op not in NEVER_FOLDED and known.issuperset(node.input)
        if op in SHAPE_ONLY or foldable:
            known.update(node.output)
    return None


def out_of_scope_reason(case):
    """Why the case is not asked for; None if it is in scope."""
    reason = _value_reason(case)
    if reason:
        return reason
    operators = sorted({_operator(n) for n in case.model.graph.node})
    for operator in operators:
        if operator not in COMPUTED | FOLDED:
            return f"operator {operator}"
    reason = _opset_reason(case)
    if reason:
        return reason
    used = {o.name for o in case.model.graph.output}
    for node in case.model.graph.node:
        used.update(node.input)
    for node in case.model.graph.node:
        reason = _mode_reason(case, node, used)
        if reason:
            return reason
    return _run_time_reason(case)
