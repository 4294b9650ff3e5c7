// SPDX-License-Identifier: Apache-2.0
// From the bytes of an ONNX file to a Model. Tensors leave the protobuf message
// as they are converted, so that a model is in memory once, not twice.
#include "TensorLoader.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <climits>

using namespace mlir;
using namespace mlir::qopt::onnx_import;
using ::onnx::AttributeProto;

// Opsets and file format versions that this importer knows.
static constexpr int64_t kOldestOpset = 7, kNewestOpset = 28;
static constexpr int64_t kOldestIr = 3, kNewestIr = 14;

StringRef mlir::qopt::onnx_import::nameOf(NodeAttr::Kind kind) {
  static constexpr const char *names[] = {
      "an integer",         "a float",          "a string",
      "a tensor",           "a list of integers", "a list of floats",
      "a list of strings",  "a reference outside a function",
      "of another kind"};
  return names[static_cast<int>(kind)];
}

StringRef Node::label() const {
  if (!name.empty())
    return name;
  for (const std::string &output : outputs)
    if (!output.empty())
      return output;
  return opType;
}

//===-- Pieces ------------------------------------------------------------===//

static NodeAttr decodeAttribute(AttributeProto &proto,
                                 const TensorSource &source,
                                 std::string &defect) {
  using Kind = NodeAttr::Kind;
  NodeAttr result;
  if (!proto.ref_attr_name().empty()) {
    result.kind = Kind::Reference;
    result.s = proto.ref_attr_name();
    return result;
  }
  switch (proto.type()) {
  case AttributeProto::INT:
    result.kind = Kind::Int;
    result.i = proto.i();
    break;
  case AttributeProto::FLOAT:
    result.kind = Kind::Float;
    result.f = proto.f();
    break;
  case AttributeProto::STRING:
    result.kind = Kind::String;
    result.s = proto.s();
    break;
  case AttributeProto::INTS:
    result.kind = Kind::Ints;
    result.ints.assign(proto.ints().begin(), proto.ints().end());
    break;
  case AttributeProto::FLOATS:
    result.kind = Kind::Floats;
    result.floats.assign(proto.floats().begin(), proto.floats().end());
    break;
  case AttributeProto::STRINGS:
    result.kind = Kind::Strings;
    result.strings.assign(proto.strings().begin(), proto.strings().end());
    break;
  case AttributeProto::TENSOR: {
    result.kind = Kind::Tensor;
    Initializer tensor = decodeTensor(*proto.mutable_t(), source);
    result.tensor = std::move(tensor.tensor);
    if (!tensor.defect.empty())
      defect = "attribute '" + proto.name() + "': " + tensor.defect;
    break;
  }
  default:
    break;
  }
  return result;
}

static Node decodeNode(::onnx::NodeProto &proto, const TensorSource &source) {
  Node node;
  node.name = proto.name();
  node.opType = proto.op_type();
  node.domain = proto.domain() == "ai.onnx" ? "" : proto.domain();
  node.inputs.assign(proto.input().begin(), proto.input().end());
  node.outputs.assign(proto.output().begin(), proto.output().end());
  for (AttributeProto &attribute : *proto.mutable_attribute()) {
    if (!node.attributes
             .emplace(attribute.name(),
                      decodeAttribute(attribute, source, node.defect))
             .second)
      node.defect = "attribute '" + attribute.name() + "' is given twice";
  }
  return node;
}

static ValueInfo decodeValueInfo(const ::onnx::ValueInfoProto &proto) {
  ValueInfo info;
  info.name = proto.name();
  const ::onnx::TypeProto &type = proto.type();
  switch (type.value_case()) {
  case ::onnx::TypeProto::kTensorType:
    info.kind = "tensor";
    break;
  case ::onnx::TypeProto::VALUE_NOT_SET:
    return info;
  case ::onnx::TypeProto::kSequenceType:
    info.kind = "sequence";
    return info;
  case ::onnx::TypeProto::kMapType:
    info.kind = "map";
    return info;
  default:
    info.kind = "value of another kind";
    return info;
  }
  info.type = static_cast<DataType>(type.tensor_type().elem_type());
  info.hasShape = type.tensor_type().has_shape();
  for (const auto &dim : type.tensor_type().shape().dim()) {
    Dim d;
    if (dim.has_dim_value())
      d.size = dim.dim_value();
    d.symbol = dim.dim_param();
    // Some exporters write an unknown batch as -1; other negative sizes are
    // mistakes and are kept for the check.
    if (d.size < -1)
      d.symbol.clear();
    info.dims.push_back(std::move(d));
  }
  return info;
}

static Function decodeFunction(::onnx::FunctionProto &proto,
                               const TensorSource &source) {
  Function function;
  function.name = proto.name();
  function.domain = proto.domain() == "ai.onnx" ? "" : proto.domain();
  function.inputs.assign(proto.input().begin(), proto.input().end());
  function.outputs.assign(proto.output().begin(), proto.output().end());
  for (auto &node : *proto.mutable_node())
    function.nodes.push_back(decodeNode(node, source));
  for (const auto &opset : proto.opset_import())
    if (opset.domain().empty() || opset.domain() == "ai.onnx")
      function.opset = opset.version();
  // Newer than Debian's protobuf schema of ONNX.
  constexpr int kAttributeProtoField = 11;
  const auto &unknown = proto.unknown_fields();
  for (int i = 0; i < unknown.field_count(); ++i)
    if (unknown.field(i).number() == kAttributeProtoField)
      function.defect = "has default attribute values, which are not supported";
  return function;
}

//===-- Checks ------------------------------------------------------------===//

static LogicalResult checkVersions(const ::onnx::ModelProto &proto,
                                   Model &model, std::string &error) {
  if (proto.ir_version() < kOldestIr || proto.ir_version() > kNewestIr) {
    error = "expected an ONNX file of IR version " +
            std::to_string(kOldestIr) + " to " + std::to_string(kNewestIr) +
            ", got " + std::to_string(proto.ir_version());
    return failure();
  }
  for (const auto &opset : proto.opset_import())
    if (opset.domain().empty() || opset.domain() == "ai.onnx")
      model.opset = std::max<int64_t>(model.opset, opset.version());
  if (model.opset < kOldestOpset || model.opset > kNewestOpset) {
    error = "expected opset " + std::to_string(kOldestOpset) + " to " +
            std::to_string(kNewestOpset) + " of the default domain, got " +
            (model.opset ? std::to_string(model.opset) : "none");
    return failure();
  }
  if (proto.has_graph())
    return success();
  error = "expected a graph, got a model without one";
  return failure();
}

static bool isUtf8(StringRef text) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.begin());
  return llvm::isLegalUTF8String(
      &begin, reinterpret_cast<const llvm::UTF8 *>(text.end()));
}

static LogicalResult checkNames(const Model &model, std::string &error) {
  auto check = [&](StringRef what, StringRef text) {
    if (!isUtf8(text))
      error = ("expected a " + what + " in UTF-8, got other bytes").str();
  };
  auto checkNode = [&](const Node &node) {
    check("node name", node.name);
    check("operator name", node.opType);
    check("operator domain", node.domain);
    for (const auto *names : {&node.inputs, &node.outputs})
      for (const std::string &name : *names)
        check("value name", name);
  };
  llvm::for_each(model.nodes, checkNode);
  for (const Function &function : model.functions)
    llvm::for_each(function.nodes, checkNode);
  for (const auto *values : {&model.inputs, &model.outputs})
    for (const ValueInfo &value : *values) {
      check("value name", value.name);
      for (const Dim &dim : value.dims)
        check("dimension name", dim.symbol);
    }
  for (const auto &entry : model.initializers)
    check("tensor name", entry.first);
  return success(error.empty());
}

//===-- The graph ---------------------------------------------------------===//

static LogicalResult decodeInitializers(::onnx::GraphProto &graph,
                                        const TensorSource &source,
                                        Model &model, std::string &error) {
  for (auto &proto : *graph.mutable_initializer()) {
    std::string name = proto.name();
    if (name.empty()) {
      error = "expected a name for every tensor, got an empty one";
      return failure();
    }
    if (!model.initializers.emplace(name, decodeTensor(proto, source)).second) {
      error = "expected one tensor '" + name + "', got two";
      return failure();
    }
  }
  for (const auto &sparse : graph.sparse_initializer()) {
    Initializer entry;
    entry.defect = "sparse tensors are not supported";
    if (!model.initializers.emplace(sparse.values().name(), entry).second) {
      error = "expected one tensor '" + sparse.values().name() + "', got two";
      return failure();
    }
  }
  return success();
}

static FailureOr<Model> decodeModel(::onnx::ModelProto &proto, StringRef name,
                                    const TensorSource &source,
                                    std::string &error) {
  Model model;
  model.name = llvm::sys::path::stem(name).str();
  if (failed(checkVersions(proto, model, error)))
    return failure();
  ::onnx::GraphProto &graph = *proto.mutable_graph();
  if (failed(decodeInitializers(graph, source, model, error)))
    return failure();
  graph.clear_initializer();
  for (auto &node : *graph.mutable_node())
    model.nodes.push_back(decodeNode(node, source));
  for (auto &function : *proto.mutable_functions())
    model.functions.push_back(decodeFunction(function, source));
  for (const auto &value : graph.output())
    model.outputs.push_back(decodeValueInfo(value));
  for (const auto &value : graph.input())
    // Before IR version 4 every constant was listed as an input too.
    if (!model.initializers.count(value.name()))
      model.inputs.push_back(decodeValueInfo(value));
  if (failed(checkNames(model, error)))
    return failure();
  return model;
}

// Parses without copying tensors twice; protobuf's own messages are silenced,
// because every failure is reported by our caller.
static LogicalResult parse(google::protobuf::io::ZeroCopyInputStream &stream,
                           ::onnx::ModelProto &proto, std::string &error) {
  google::protobuf::LogSilencer silence;
  google::protobuf::io::CodedInputStream coded(&stream);
  coded.SetTotalBytesLimit(INT_MAX);
  coded.SetRecursionLimit(100);
  if (proto.ParseFromCodedStream(&coded) && coded.ConsumedEntireMessage())
    return success();
  error = "expected an ONNX model, got a file that is damaged, nested too "
          "deeply, larger than 2 GB or of another kind";
  return failure();
}

FailureOr<Model> mlir::qopt::onnx_import::loadModelFromBuffer(
    StringRef bytes, StringRef name, const LoadLimits &limits,
    std::string &error) {
  if (bytes.size() > INT_MAX) {
    error = "expected a model of at most 2 GB, got more";
    return failure();
  }
  google::protobuf::io::ArrayInputStream stream(bytes.data(), bytes.size());
  ::onnx::ModelProto proto;
  if (failed(parse(stream, proto, error)))
    return failure();
  return decodeModel(proto, name, {"", false, limits.maxTensorBytes}, error);
}

FailureOr<Model> mlir::qopt::onnx_import::loadModel(StringRef path,
                                                    const LoadLimits &limits,
                                                    std::string &error) {
  // Not a pipe or a device: those may never end.
  llvm::sys::fs::file_status status;
  if (std::error_code code = llvm::sys::fs::status(path, status)) {
    error = "cannot open file: " + code.message();
    return failure();
  }
  if (status.type() != llvm::sys::fs::file_type::regular_file) {
    error = "expected a regular file, got something else";
    return failure();
  }
  int fd = -1;
  if (std::error_code code = llvm::sys::fs::openFileForRead(path, fd)) {
    error = "cannot open file: " + code.message();
    return failure();
  }
  ::onnx::ModelProto proto;
  {
    google::protobuf::io::FileInputStream stream(fd, 1 << 20);
    stream.SetCloseOnDelete(true);
    if (failed(parse(stream, proto, error)))
      return failure();
  }
  std::string folder = llvm::sys::path::parent_path(path).str();
  return decodeModel(proto, path, {folder, true, limits.maxTensorBytes},
                     error);
}
