// SPDX-License-Identifier: Apache-2.0
// An ONNX model as plain data: all that the importer needs to know of the file,
// free of protobuf, whose headers stay in the loader's sources.
#ifndef QOPT_LIB_IMPORT_ONNX_MODEL_H
#define QOPT_LIB_IMPORT_ONNX_MODEL_H

#include "HostTensor.h"

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringMap.h"

#include <map>
#include <string>
#include <vector>

namespace mlir::qopt::onnx_import {

struct NodeAttr {
  enum class Kind {
    Int, Float, String, Tensor, Ints, Floats, Strings,
    Reference, ///< `s` names an attribute of the enclosing function.
    Other,     ///< Graphs, sparse tensors, types.
  };
  Kind kind = Kind::Other;
  int64_t i = 0;
  float f = 0;
  std::string s;
  HostTensor tensor;
  std::vector<int64_t> ints;
  std::vector<float> floats;
  std::vector<std::string> strings;
};

/// What `kind` is called in messages: "an integer", "a list of floats", ...
StringRef nameOf(NodeAttr::Kind kind);

struct Node {
  std::string name;   ///< As in the file; may be empty.
  std::string opType;
  std::string domain; ///< "" for the default domain, however it was spelled.
  std::vector<std::string> inputs, outputs; ///< "" where left out.
  std::map<std::string, NodeAttr> attributes;
  /// Why this node cannot be imported, found while loading; empty if fine.
  std::string defect;

  /// The name, or the first output's, or (where all are left out) the operator.
  StringRef label() const;
};

struct Dim {
  int64_t size = -1; ///< -1: symbolic.
  std::string symbol; ///< May be empty.
};

struct ValueInfo {
  std::string name;
  DataType type = DataType::Undefined;
  std::string kind; ///< "tensor", "sequence", ..., or "" where not given.
  bool hasShape = false;
  std::vector<Dim> dims;
};

/// A constant of the graph, or why it is unusable.
struct Initializer {
  HostTensor tensor;
  std::string defect;
};

/// A function of the model itself, called like an operator.
struct Function {
  std::string name, domain;
  std::vector<std::string> inputs, outputs;
  std::vector<Node> nodes;
  int64_t opset = 0;  ///< Of the default domain; 0 where it names none.
  std::string defect; ///< Why it cannot be used; empty if fine.
};

struct Model {
  std::string name; ///< For messages and for the module: the file's stem.
  int64_t opset = 0;
  std::vector<ValueInfo> inputs, outputs;
  std::map<std::string, Initializer> initializers;
  std::vector<Node> nodes;
  std::vector<Function> functions;
};

/// Limits while loading.
struct LoadLimits {
  uint64_t maxTensorBytes;
};

/// Reads the model at `path`; external tensors are looked up in its folder.
/// On failure `error` says why.
FailureOr<Model> loadModel(StringRef path, const LoadLimits &limits,
                           std::string &error);
/// Reads a serialized model; it must hold all its tensors.
FailureOr<Model> loadModelFromBuffer(StringRef bytes, StringRef name,
                                     const LoadLimits &limits,
                                     std::string &error);

/// Replaces calls of the model's functions by their nodes. On failure `error`
/// says why.
LogicalResult inlineFunctions(Model &model, std::string &error);

/// Checks names and edges, drops nodes that no output needs and sorts the rest
/// so that every node follows those it uses (keeping the file's order where
/// possible). On failure `error` says why.
LogicalResult checkAndSortGraph(Model &model, std::string &error);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_MODEL_H
