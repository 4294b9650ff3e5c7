// SPDX-License-Identifier: Apache-2.0
// Checked access to a node's inputs and attributes.
#include "NodeImporter.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- Inputs ------------------------------------------------------------===//

std::string NodeImporter::describeInput(size_t i) const {
  std::string text = "input " + std::to_string(i);
  if (i < node.inputs.size() && !node.inputs[i].empty())
    text += " ('" + node.inputs[i] + "')";
  return text;
}

std::optional<SmallVector<int64_t>> NodeImporter::constantInts(size_t i) {
  if (!isIntegral(input(i)->type)) {
    fail("expected " + describeInput(i) + " of an integer type, got " +
         nameOf(input(i)->type));
    return std::nullopt;
  }
  if (auto contents = b.getContents(input(i)))
    return contents->ints();
  fail("expected " + describeInput(i) +
       " to be constant, got a value computed at run time");
  return std::nullopt;
}

std::optional<std::vector<float>> NodeImporter::constantFloats(size_t i) {
  requireFloating(i);
  if (failed())
    return std::nullopt;
  if (auto contents = b.getContents(input(i)))
    return contents->floats();
  fail("expected " + describeInput(i) +
       " to be constant, got a value computed at run time");
  return std::nullopt;
}

std::optional<double> NodeImporter::constantScalar(size_t i) {
  auto contents = b.getContents(input(i));
  if (!contents)
    fail("expected " + describeInput(i) +
         " to be constant, got a value computed at run time");
  else if (contents->numElements() != 1)
    fail("expected " + describeInput(i) + " to be one number, got shape " +
         str(contents->shape()));
  else
    return contents->floatAt(0);
  return std::nullopt;
}

void NodeImporter::requireFloating(size_t i) {
  if (has(i) && !isFloating(input(i)->type))
    fail("expected " + describeInput(i) + " of a floating-point type, got " +
         nameOf(input(i)->type));
}

void NodeImporter::requireRank(size_t i, int64_t rank) {
  if (has(i) && input(i)->rank() != rank)
    fail("expected " + describeInput(i) + " of rank " + Twine(rank) +
         ", got shape " + str(input(i)->shape));
}

void NodeImporter::requireShape(size_t i, ArrayRef<int64_t> shape) {
  if (has(i) && ArrayRef<int64_t>(input(i)->shape) != shape)
    fail("expected " + describeInput(i) + " of shape " + str(shape) +
         ", got " + str(input(i)->shape));
}

void NodeImporter::requireType(size_t i, DataType type) {
  if (has(i) && input(i)->type != type)
    fail("expected " + describeInput(i) + " of type " + nameOf(type) +
         ", got " + nameOf(input(i)->type));
}

void NodeImporter::requireOneType() {
  for (size_t i = 1; i < numInputs(); ++i)
    requireType(i, input(0)->type);
}

void NodeImporter::requireFinite(size_t i) {
  if (!has(i) || !input(i)->constant || !isFloating(input(i)->type))
    return;
  for (float value : input(i)->constant->as<float>())
    if (!std::isfinite(value))
      return fail("expected finite numbers in " + describeInput(i) + ", got " +
                  (std::isnan(value) ? "NaN" : "infinity"));
}

//===-- Attributes --------------------------------------------------------===//

const NodeAttr *NodeImporter::getAttr(StringRef name) {
  read.insert(name);
  auto it = node.attributes.find(name.str());
  return it == node.attributes.end() ? nullptr : &it->second;
}

const NodeAttr *NodeImporter::find(StringRef name, NodeAttr::Kind kind) {
  const NodeAttr *attribute = getAttr(name);
  if (!attribute || attribute->kind == kind)
    return attribute;
  fail("expected attribute '" + name + "' to be " + nameOf(kind) +
       ", got one that is " + nameOf(attribute->kind));
  return nullptr;
}

int64_t NodeImporter::getInt(StringRef name, int64_t fallback) {
  const NodeAttr *attribute = find(name, NodeAttr::Kind::Int);
  return attribute ? attribute->i : fallback;
}

bool NodeImporter::getFlag(StringRef name, bool fallback) {
  int64_t value = getInt(name, fallback);
  if (value != 0 && value != 1)
    fail("expected attribute '" + name + "' to be 0 or 1, got " +
         Twine(value));
  return value != 0;
}

double NodeImporter::getFloat(StringRef name, double fallback) {
  const NodeAttr *attribute = find(name, NodeAttr::Kind::Float);
  if (!attribute)
    return fallback;
  if (std::isnan(attribute->f))
    fail("expected attribute '" + name + "' to be a number, got NaN");
  return attribute->f;
}

std::string NodeImporter::getString(StringRef name, StringRef fallback) {
  const NodeAttr *attribute = find(name, NodeAttr::Kind::String);
  return attribute ? attribute->s : fallback.str();
}

SmallVector<int64_t> NodeImporter::getInts(StringRef name,
                                           ArrayRef<int64_t> fallback) {
  const NodeAttr *attribute = find(name, NodeAttr::Kind::Ints);
  if (!attribute)
    return SmallVector<int64_t>(fallback);
  return SmallVector<int64_t>(attribute->ints.begin(), attribute->ints.end());
}

SmallVector<int64_t> NodeImporter::getSizes(StringRef name,
                                            ArrayRef<int64_t> fallback,
                                            int64_t low) {
  SmallVector<int64_t> values = getInts(name, fallback);
  if (values.size() != fallback.size()) {
    fail("expected " + Twine(fallback.size()) + " entries in attribute '" +
         name + "', got " + str(values));
    return SmallVector<int64_t>(fallback);
  }
  for (int64_t value : values)
    if (value < low || value >= int64_t{1} << 31) {
      fail("expected entries of attribute '" + name + "' in [" + Twine(low) +
           ", 2^31), got " + str(values));
      return SmallVector<int64_t>(fallback);
    }
  return values;
}

void NodeImporter::checkAllAttributesRead() {
  for (const auto &entry : node.attributes)
    if (!read.contains(entry.first))
      fail("attribute '" + entry.first + "' is unknown in opset " +
           Twine(opset));
}

int64_t NodeImporter::normalizeAxis(int64_t axis, int64_t rank) {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  fail("expected an axis in [" + Twine(-rank) + ", " + Twine(rank) +
       "), got " + Twine(axis));
  return 0;
}

SmallVector<int64_t> NodeImporter::normalizeAxes(ArrayRef<int64_t> axes,
                                                 int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t axis : axes)
    result.push_back(normalizeAxis(axis, rank));
  llvm::sort(result);
  if (!failed() && std::adjacent_find(result.begin(), result.end()) != result.end())
    fail("expected different axes, got " + str(axes));
  return result;
}
