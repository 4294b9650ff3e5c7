# SPDX-License-Identifier: Apache-2.0
#
# Models that are wrong as a whole: opsets, graph structure, names, control flow,
# unsupported operators, graph inputs, and constants whose bytes do not match
# what their header says (among them data kept in other files).
"""Bad models, graphs, tensors and external data."""

import numpy as np
from onnx import AttributeProto, ModelProto, TensorProto, helper, numpy_helper

from .suite import (BOOL, CULPRIT, FLOAT, INT64, STRING, Typed, f32, graph_of, i64,
                    model_of, op, raw_tensor, scalar, value)

X = (1, 4, 8, 8)
HUGE = 2**40


def add_all(suite):
    for family in (versions, structure, names, unsupported, control_flow,
                   graph_inputs, tensors, external):
        family(suite)


def relu(opset=17, ir_version=8):
    model = op("Relu", [X], opset=opset)
    model.ir_version = ir_version
    return model


def versions(suite):
    for opset in (7, 13, 17, 21):
        suite.control(f"opset-{opset}", relu(opset, 8 if opset < 19 else 10))
    suite.maybe("opset-6", "opset 6: older than what has to be read", relu(6))
    for opset in (0, 1, -1, 9999, 2**62):
        suite.bad(f"opset-{opset}", f"opset {opset} is not supported", relu(opset))
    for ir_version in (0, -3, 9999):
        suite.bad(f"ir-version-{ir_version}", f"IR version {ir_version} does not exist",
                  relu(ir_version=ir_version))
    model = relu()
    del model.opset_import[:]
    suite.bad("opset-missing", "no operator set is named", model)
    model = relu()
    model.opset_import[0].domain = "com.example"
    suite.bad("opset-other-domain", "no version for the domain of Relu", model)
    model = relu()
    model.opset_import.add(domain="", version=13)
    suite.maybe("opset-twice", "two versions of one operator set", model)
    model = relu()
    model.ClearField("graph")
    suite.bad("graph-missing", "model without graph", model)


def chain(*edges):
    """A model of Relu nodes, one per (input, output) pair; graph x -> y."""
    nodes = [helper.make_node("Relu", [a], [b], name=f"{CULPRIT}{i or ''}")
             for i, (a, b) in enumerate(edges)]
    return model_of(graph_of(nodes))


def structure(suite):
    suite.control("chain", chain(("x", "a"), ("a", "y")))
    suite.maybe("order", "nodes not sorted", chain(("a", "y"), ("x", "a")))
    model = chain(("x", "a"), ("a", "y"))
    weight = numpy_helper.from_array(f32(4), "w")
    for name, why, change in [
        ("dangling", "operand nobody makes", lambda g: g.node[0].input.__setitem__(0, "gone")),
        ("operand-empty", "required operand left out",
         lambda g: g.node[0].input.__setitem__(0, "")),
        ("output-unmade", "graph output nobody makes", lambda g: g.node.pop()),
        ("output-none", "graph without outputs", lambda g: g.output.pop()),
        ("input-twice", "graph input listed twice",
         lambda g: g.input.append(value("x", FLOAT, X))),
        ("result-is-input", "a node makes the graph input", lambda g: g.node[0].output.append("x")),
        ("result-nameless", "the only result has no name",
         lambda g: g.node[1].output.__setitem__(0, "")),
        ("results-none", "a node without results", lambda g: g.node[1].output.pop()),
        ("result-is-constant", "a node makes the constant `w`",
         lambda g: (g.initializer.append(weight), g.node[0].output.__setitem__(0, "w"))),
        ("constant-twice", "two constants named `w`",
         lambda g: g.initializer.extend([weight, weight])),
        ("constant-nameless", "a constant without name",
         lambda g: g.initializer.append(numpy_helper.from_array(f32(4), ""))),
        ("op-type-empty", "a node without operator", lambda g: setattr(g.node[0], "op_type", "")),
        ("empty", "graph without nodes, inputs and outputs", lambda g: g.Clear()),
    ]:
        bad = ModelProto()
        bad.CopyFrom(model)
        change(bad.graph)
        suite.bad("graph-" + name, why, bad)
    twice = op("LeakyRelu", [X], alpha=0.5)
    twice.graph.node[0].attribute.add().CopyFrom(twice.graph.node[0].attribute[0])
    suite.bad("graph-attribute-twice", "alpha given twice", twice)
    twice = relu()
    twice.graph.output.add().CopyFrom(twice.graph.output[0])
    suite.maybe("graph-output-twice", "graph output listed twice", twice)
    suite.bad("graph-cycle-1", "a node needs its own result", chain(("y", "y")))
    suite.bad("graph-cycle-2", "two nodes need each other", chain(("a", "y"), ("y", "a")))
    ring = [(f"v{i}", f"v{(i + 1) % 500}") for i in range(500)] + [("v0", "y")]
    suite.bad("graph-cycle-500", "500 nodes in a ring", chain(*ring))
    suite.bad("graph-result-twice", "two nodes make `a`",
              chain(("x", "a"), ("x", "a"), ("a", "y")))
    suite.bad("graph-result-twice-in-node", "one node makes `a` twice", model_of(graph_of(
        [helper.make_node("Split", ["x"], ["a", "a"], name=CULPRIT, axis=1),
         helper.make_node("Relu", ["a"], ["y"])])))
    suite.bad("graph-weight-missing", "the weight is not in the file", model_of(graph_of(
        [helper.make_node("Conv", ["x", "weight"], ["y"], name=CULPRIT)])))
    suite.bad("graph-conv-one-operand", "Conv without weight", op("Conv", [X]))


def names(suite):
    """`QQQQ` becomes four bytes that are no UTF-8; lengths stay right."""
    def spoil(model):
        data = model.SerializeToString(deterministic=True)
        if b"QQQQ" not in data:
            raise ValueError("no name to spoil")
        return data.replace(b"QQQQ", b"\xff\xfe\xc0\x80")

    named = chain(("x", "y"))
    named.graph.node[0].name = "QQQQ"
    symbolic = model_of(graph_of([helper.make_node("Relu", ["x"], ["y"])],
                                 [value("x", FLOAT, ["QQQQ", 4])]))
    for name, model in [("node", named), ("value", chain(("x", "QQQQ"), ("QQQQ", "y"))),
                        ("dimension", symbolic), ("operator", op("QQQQ", [X])),
                        ("domain", op("Relu", [X], domain="QQQQ"))]:
        suite.bad("utf8-" + name, f"{name} name is not UTF-8", spoil(model))
    for name, text in [("long", "n" * 1_000_000), ("control", "a\nb\x00c\x1b[31m"),
                       ("quotes", 'a"b\\c%s{0}')]:
        suite.maybe("name-" + name, "legal but awkward value name",
                    chain(("x", text), (text, "y")))


def unsupported(suite):
    kinds = {"StringNormalizer": "", "NonMaxSuppression": "", "RandomNormalLike": "",
             "TreeEnsembleClassifier": "ai.onnx.ml", "FusedMatMul": "com.microsoft",
             "NoSuchOperator": "", "Frobnicate": "com.example"}
    labels = [f"layer/{kind.lower()}" for kind in kinds]
    nodes, previous = [], "x"
    for (kind, domain), label in zip(kinds.items(), labels):
        nodes.append(helper.make_node("Relu", [previous], [label + ":in"]))
        nodes.append(helper.make_node(kind, [label + ":in"], [label + ":out"],
                                      name=label, domain=domain))
        previous = label + ":out"
    nodes.append(helper.make_node("Relu", [previous], ["y"]))
    suite.bad("unsupported-many", "one error has to list all seven nodes",
              model_of(graph_of(nodes), domains=sorted(set(kinds.values()) - {""})), labels)
    for kind, domain in kinds.items():
        suite.bad("unsupported-" + kind.lower(), f"operator {domain}::{kind}",
                  op(kind, [X], domain=domain), [CULPRIT])
    call = helper.make_node("Again", ["x"], ["y"], name=CULPRIT, domain="local")
    recursive = model_of(graph_of([call]), domains=["local"])
    recursive.functions.append(helper.make_function(
        "local", "Again", ["x"], ["y"], [call], recursive.opset_import))
    suite.bad("function-recursive", "a model function calls itself", recursive)


def control_flow(suite):
    def subgraph(inputs, outputs, *edges):
        nodes = [helper.make_node("Identity", [a], [b]) for a, b in edges]
        return helper.make_graph(nodes, "body", inputs, outputs)

    def branch(**attributes):
        return op("If", [Typed(BOOL)], rank=1, **attributes)

    constant = helper.make_node("Constant", [], ["t"],
                                value=numpy_helper.from_array(f32(1)))
    good = helper.make_graph([constant], "body", [], [value("t", FLOAT, [1])])
    outer = subgraph([], [value("t", FLOAT, [1])], ("gone", "t"))
    forever = subgraph([value("i", INT64, []), value("c", BOOL, []), value("v", FLOAT, [1])],
                       [value("c2", BOOL, []), value("v2", FLOAT, [1])],
                       ("c", "c2"), ("v", "v2"))
    for name, why, model in [
        ("if-no-else", "If without else_branch", branch(then_branch=good)),
        ("if-outer", "a branch uses a value nobody makes",
         branch(then_branch=outer, else_branch=outer)),
        ("if-empty", "branches are empty graphs",
         branch(then_branch=helper.make_graph([], "", [], []),
                else_branch=helper.make_graph([], "", [], []))),
        ("if-condition", "condition of float",
         op("If", [(1,)], then_branch=good, else_branch=good)),
        ("loop-forever", "Loop without trip count whose condition stays true",
         op("Loop", [None, scalar(True, np.bool_), f32(1)], rank=1, body=forever)),
        ("loop-no-body", "Loop without body",
         op("Loop", [i64(3).reshape(()), None, f32(1)], rank=1)),
        ("loop-carried", "body carries no value, node carries one",
         op("Loop", [i64(3).reshape(()), None, f32(1)], rank=1,
            body=subgraph([value("i", INT64, []), value("c", BOOL, [])],
                          [value("c2", BOOL, [])], ("c", "c2")))),
        ("scan-inputs", "num_scan_inputs -1", op("Scan", [X], body=good, num_scan_inputs=-1)),
    ]:
        suite.bad(name, why, model)
    suite.maybe("if-nested-30", "30 nested If: within what protobuf reads", nested_if(30))
    for depth in (200, 5000):
        suite.bad(f"if-nested-{depth}", f"{depth} nested If", nested_if(depth))


def nested_if(depth):
    """`depth` If nodes, each in the then-branch of the next; written as bytes,
    because protobuf itself gives up at a depth of 100 messages."""
    def field(number, payload):
        length, size = len(payload), b""
        while length > 127:
            size += bytes([length & 127 | 128])
            length >>= 7
        return bytes([number << 3 | 2]) + size + bytes([length]) + payload

    result = value("y", FLOAT, [None] * 4).SerializeToString()
    leaf = helper.make_node("Relu", ["x"], ["y"]).SerializeToString()
    graph_tail = field(2, b"body") + field(12, result)
    graph = leaf_graph = field(1, leaf) + graph_tail
    kind = bytes([20 << 3 & 127 | 128, 20 << 3 >> 7, AttributeProto.GRAPH])
    for _ in range(depth):
        branches = field(5, field(1, b"then_branch") + field(6, graph) + kind)
        branches += field(5, field(1, b"else_branch") + field(6, leaf_graph) + kind)
        node = field(1, b"c") + field(2, b"y") + field(3, b"deep") + field(4, b"If")
        graph = field(1, node + branches) + graph_tail
    inputs = [value("x", FLOAT, X), value("c", BOOL, [])]
    graph += b"".join(field(11, v.SerializeToString()) for v in inputs)
    return b"\x08\x08" + field(7, graph) + field(8, b"\x10\x11")


def graph_inputs(suite):
    def typed(info):
        return model_of(graph_of([helper.make_node("Relu", ["x"], ["y"], name=CULPRIT)], [info]))

    sequence = value("x")
    sequence.type.sequence_type.elem_type.tensor_type.elem_type = FLOAT
    mapping = value("x")
    mapping.type.map_type.key_type = STRING
    typeless = value("x")
    typeless.ClearField("type")
    for name, why, model in [
        ("sequence", "graph input is a sequence", typed(sequence)),
        ("map", "graph input is a map", typed(mapping)),
        ("typeless", "graph input without type", typed(typeless)),
        ("element-undefined", "element type 0", typed(value("x", 0, X))),
        ("element-unknown", "element type 99", typed(value("x", 99, X))),
        ("negative-size", "size -4", typed(value("x", FLOAT, [1, -4, 8]))),
        ("overflow", "2^80 numbers", typed(value("x", FLOAT, [HUGE, HUGE]))),
        ("wraps", "2^64 numbers: the count wraps to 0", typed(value("x", FLOAT, [2**32, 2**32]))),
    ]:
        suite.bad("input-" + name, why, model)
    for name, why, shape in [("rankless", "rank unknown", None),
                             ("batch-zero", "batch of 0", [0, 4, 8, 8]),
                             ("rank-64", "64 dimensions", [1] * 64)]:
        suite.maybe("input-" + name, why, typed(value("x", FLOAT, shape)))
    model = relu()
    model.graph.output[0].CopyFrom(value("out0", FLOAT, [1, 5, 8, 8]))
    suite.maybe("output-shape", "declared 5 channels, computed 4", model)
    suite.bad("output-rank", "declared rank 2 of a Conv with rank 4", conv_declared([1, 6]))


def conv_declared(shape):
    model = op("Conv", [X, f32(6, 4, 3, 3)])
    model.graph.output[0].CopyFrom(value("out0", FLOAT, shape))
    return model


def tensors(suite):
    raw = f32(6, 4, 3, 3).tobytes()
    dims = [6, 4, 3, 3]

    def conv(tensor):
        return op("Conv", [X, tensor])

    def stored(data_type=FLOAT, dims=dims, **fields):
        tensor = raw_tensor("", data_type, dims)
        for key, content in fields.items():
            getattr(tensor, key).extend(content)
        return tensor

    both = raw_tensor("", FLOAT, dims, raw)
    both.float_data.extend([1.0] * 216)
    segment = raw_tensor("", FLOAT, dims, raw)
    segment.segment.begin, segment.segment.end = 0, 10
    suite.control("tensor-typed-field", conv(stored(float_data=[0.5] * 216)))
    for name, why, tensor in [
        ("raw-short", "4 bytes too few", raw_tensor("", FLOAT, dims, raw[:-4])),
        ("raw-odd", "3 bytes too few", raw_tensor("", FLOAT, dims, raw[:-3])),
        ("raw-long", "4 bytes too many", raw_tensor("", FLOAT, dims, raw + b"\0" * 4)),
        ("raw-none", "no data", raw_tensor("", FLOAT, dims)),
        ("raw-twice", "raw_data and float_data", both),
        ("dims-negative", "size -6", raw_tensor("", FLOAT, [-6, 4, 3, 3], raw)),
        ("dims-both-negative", "sizes -6 and -4: the count is right",
         raw_tensor("", FLOAT, [-6, -4, 3, 3], raw)),
        ("dims-enormous", "2^40 outputs announced", raw_tensor("", FLOAT, [HUGE, 4, 3, 3], raw)),
        ("dims-wrap-zero", "the count wraps to 0: no data looks right",
         raw_tensor("", FLOAT, [2**32, 2**32, 3, 3], b"")),
        ("dims-wrap-right", "the byte count wraps to what is there",
         raw_tensor("", FLOAT, [2**62 + 6, 4, 3, 3], raw)),
        ("dims-none", "a scalar header over 216 numbers", raw_tensor("", FLOAT, [], raw)),
        ("floats-few", "215 of 216 numbers", stored(float_data=[1.0] * 215)),
        ("floats-many", "217 of 216 numbers", stored(float_data=[1.0] * 217)),
        ("field-wrong", "float tensor kept as int32_data", stored(int32_data=[1] * 216)),
        ("type-undefined", "element type 0", raw_tensor("", 0, dims, raw)),
        ("type-unknown", "element type 99", raw_tensor("", 99, dims, raw)),
        ("type-negative", "element type -1", raw_tensor("", -1, dims, raw)),
        ("type-string", "weights of text", stored(STRING, string_data=[b"1"] * 216)),
        ("type-double", "float input, double weight", raw_tensor("", 11, dims, raw * 2)),
        ("type-complex", "complex weights", raw_tensor("", 14, dims, raw * 2)),
        ("segment", "only a segment of the tensor", segment),
    ]:
        suite.bad("tensor-" + name, why, conv(tensor))
    model = op("Relu", [X])
    model.graph.node[0].input[0] = "sparse"
    model.graph.sparse_initializer.append(helper.make_sparse_tensor(
        numpy_helper.from_array(f32(2), "sparse"),
        numpy_helper.from_array(i64(1, 900), "sparse.indices"), [4]))
    suite.bad("tensor-sparse-index", "sparse index 900 of 4", model)


def external(suite):
    """The files that these name: see EXTERNAL_FILES. Sizes are in bytes."""
    def conv(**keys):
        tensor = TensorProto(data_type=FLOAT, dims=[6, 4, 3, 3],
                             data_location=TensorProto.EXTERNAL)
        for key, content in keys.items():
            tensor.external_data.add(key=key, value=str(content))
        return op("Conv", [X, tensor])

    def at(location="weights.bin", offset=0, length=864):
        return conv(location=location, offset=offset, length=length)

    suite.control("external", at(), folder=FOLDER)
    for name, why, model in [
        ("parent", "data outside the folder: ../", at("../outside.bin")),
        ("parent-inside", "data outside the folder: sub/../../", at("sub/../../outside.bin")),
        ("absolute", "data at an absolute path", at("/etc/passwd", 0, 864)),
        ("device", "data is an endless device", at("/dev/zero")),
        ("missing", "data file does not exist", at("no-such-file.bin")),
        ("short", "data file of 860 bytes, 864 wanted", at("short.bin")),
        ("folder", "data is a folder", at(".")),
        ("no-location", "no location", conv(offset=0, length=864)),
        ("location-empty", "location is empty", at("")),
        ("location-nul", "location holds a NUL", at("weights.bin\0.txt")),
        ("offset-end", "offset 4 leaves 860 bytes", at(offset=4)),
        ("offset-beyond", "offset 2^40", at(offset=HUGE)),
        ("offset-negative", "offset -864", at(offset=-864)),
        ("offset-overflow", "offset + length overflows", at(offset=2**63 - 1)),
        ("offset-text", "offset `first`", at(offset="first")),
        ("length-short", "length 860, 864 wanted", at(length=860)),
        ("length-long", "length 2^40", at(length=HUGE)),
        ("length-negative", "length -1", at(length=-1)),
    ]:
        suite.bad(f"{FOLDER}/{name}", why, model)


# Models with external data have a folder of their own: outside.bin exists, so
# that refusing it shows a check of the path and not just a missing file.
FOLDER = "external"
_WEIGHTS = f32(6, 4, 3, 3).tobytes()
EXTERNAL_FILES = {"outside.bin": _WEIGHTS,
                  FOLDER + "/weights.bin": _WEIGHTS,
                  FOLDER + "/short.bin": _WEIGHTS[:-4],
                  FOLDER + "/sub/weights.bin": _WEIGHTS}
