// SPDX-License-Identifier: Apache-2.0
// What the import function of an operator sees: its node's inputs and
// attributes, checked on access, and the graph builder.
#ifndef QOPT_LIB_IMPORT_ONNX_NODEIMPORTER_H
#define QOPT_LIB_IMPORT_ONNX_NODEIMPORTER_H

#include "GraphBuilder.h"
#include "Model.h"

#include "llvm/ADT/StringSet.h"

namespace mlir::qopt::onnx_import {

/// Accessors record the first problem and go on with a harmless value, so that
/// an import function reads its attributes first and asks `failed()` once.
class NodeImporter {
public:
  NodeImporter(const Node &node, int64_t opset, GraphBuilder &builder,
               SmallVector<Tensor> inputs, SmallVector<bool> outputUsed)
      : b(builder), opset(opset), node(node), operands(std::move(inputs)),
        outputUsed(std::move(outputUsed)), results(node.outputs.size()) {}

  GraphBuilder &b;
  const int64_t opset;

  void fail(const Twine &reason) { b.fail(reason); }
  bool failed() const { return b.hasFailed(); }

  //===-- Inputs ----------------------------------------------------------===//

  /// Inputs up to the last one given.
  size_t numInputs() const { return operands.size(); }
  bool has(size_t i) const { return i < operands.size() && operands[i]; }
  /// Requires has(i).
  const Tensor &input(size_t i) const { return operands[i]; }
  ArrayRef<Tensor> inputs() const { return operands; }
  /// Contents of integer input i; an error where it is computed at run time.
  std::optional<SmallVector<int64_t>> constantInts(size_t i);
  /// Contents of floating input i as floats; likewise.
  std::optional<std::vector<float>> constantFloats(size_t i);
  /// One number, from a constant input of one element.
  std::optional<double> constantScalar(size_t i);

  /// Errors unless input i has this property (or is absent).
  void requireFloating(size_t i);
  void requireRank(size_t i, int64_t rank);
  void requireShape(size_t i, ArrayRef<int64_t> shape);
  void requireType(size_t i, DataType type);
  void requireOneType();
  /// No infinity or NaN where the input is constant: weights of a network.
  void requireFinite(size_t i);

  //===-- Attributes ------------------------------------------------------===//

  bool hasAttr(StringRef name) const { return node.attributes.count(name.str()); }
  int64_t getInt(StringRef name, int64_t fallback);
  bool getFlag(StringRef name, bool fallback);
  double getFloat(StringRef name, double fallback);
  std::string getString(StringRef name, StringRef fallback);
  /// A list, or `fallback` where it is absent.
  SmallVector<int64_t> getInts(StringRef name, ArrayRef<int64_t> fallback);
  /// The same for lists of which each entry lies in [low, 2^31) and that have
  /// one entry per entry of `fallback`.
  SmallVector<int64_t> getSizes(StringRef name, ArrayRef<int64_t> fallback,
                                int64_t low);
  const NodeAttr *getAttr(StringRef name);
  /// Attributes that say nothing to this importer.
  void ignoreAttr(StringRef name) { read.insert(name); }
  /// Fails on an attribute that nobody has read: its meaning would be lost.
  void checkAllAttributesRead();

  /// An axis in [-rank, rank) counted from the front; 0 after an error.
  int64_t normalizeAxis(int64_t axis, int64_t rank);
  /// Several, sorted; an error where one comes twice.
  SmallVector<int64_t> normalizeAxes(ArrayRef<int64_t> axes, int64_t rank);

  //===-- Outputs ---------------------------------------------------------===//

  size_t numOutputs() const { return node.outputs.size(); }
  bool isUsed(size_t i) const { return i < outputUsed.size() && outputUsed[i]; }
  void setOutput(size_t i, Tensor tensor) {
    if (i < results.size())
      results[i] = std::move(tensor);
  }
  ArrayRef<Tensor> outputs() const { return results; }

private:
  const NodeAttr *find(StringRef name, NodeAttr::Kind kind);
  std::string describeInput(size_t i) const;

  const Node &node;
  SmallVector<Tensor> operands;
  SmallVector<bool> outputUsed;
  SmallVector<Tensor> results;
  llvm::StringSet<> read;
};

/// One row of the operator table: versions (inclusive) and arities for which
/// `import` holds.
struct OpRow {
  const char *opType;
  int16_t firstOpset, lastOpset;
  int16_t minInputs, maxInputs;
  int16_t maxOutputs;
  void (*import)(NodeImporter &);
};
constexpr int16_t kNewest = 9999, kVariadic = 9999;

/// Rows of each family; the table is their union.
ArrayRef<OpRow> getConvOps();
ArrayRef<OpRow> getMatmulOps();
ArrayRef<OpRow> getPoolOps();
ArrayRef<OpRow> getActivationOps();
ArrayRef<OpRow> getArithmeticOps();
ArrayRef<OpRow> getNormalizationOps();
ArrayRef<OpRow> getTransformerNormOps();
ArrayRef<OpRow> getAttentionOps();
ArrayRef<OpRow> getContribAttentionOps();
ArrayRef<OpRow> getReduceOps();
ArrayRef<OpRow> getShapeOps();
ArrayRef<OpRow> getIndexOps();
ArrayRef<OpRow> getConstantOps();
ArrayRef<OpRow> getResizeOps();
ArrayRef<OpRow> getQuantOps();
ArrayRef<OpRow> getIntegerOps();

/// Whether the operator only moves or converts elements, so that codes of small
/// floats may enter it.
bool takesSmallFloats(StringRef opType);

/// The row for an operator: of the default domain its name, of com.microsoft
/// "com.microsoft." and its name (of any version). Null and a reason if none.
const OpRow *findOp(StringRef opType, int64_t opset, std::string &reason);
constexpr const char *kContribDomain = "com.microsoft";

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_NODEIMPORTER_H
