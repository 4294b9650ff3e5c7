// SPDX-License-Identifier: Apache-2.0
// Static shapes for a model's inputs.
#include "InputShapes.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static bool hasSymbolicBatch(const ValueInfo &info) {
  return info.hasShape && !info.dims.empty() && info.dims.front().size == -1;
}

// The batch is symbolic when axis 0 of all inputs is, under one name that has
// no size, and axis 0 of all outputs is. The outputs' names differ in the files
// of some exporters.
static bool isBatchSymbolic(const Model &model,
                            const OnnxImportOptions &options) {
  if (model.inputs.empty() || options.batch ||
      !llvm::all_of(model.inputs, hasSymbolicBatch))
    return false;
  StringRef symbol = model.inputs.front().dims.front().symbol;
  return !options.dims.contains(symbol) &&
         llvm::all_of(model.inputs,
                      [&](const ValueInfo &input) {
                        return input.dims.front().symbol == symbol;
                      }) &&
         llvm::all_of(model.outputs, [](const ValueInfo &output) {
           return !output.hasShape || hasSymbolicBatch(output);
         });
}

static std::string checkType(const ValueInfo &info,
                             const OnnxImportOptions &options) {
  if (info.kind != "tensor")
    return "to be a tensor, got " +
           (info.kind.empty() ? "no type" : "a " + info.kind);
  if (!isSupported(info.type))
    return "of a number type, got " + nameOf(info.type);
  return info.hasShape ? "" : "with a shape, got none";
}

// The size of one dimension; nullopt and a complaint where it is unknown.
static std::optional<int64_t> resolveDim(const Dim &dim, size_t axis,
                                         bool symbolicBatch,
                                         const OnnxImportOptions &options,
                                         std::string &complaint) {
  int64_t size = dim.size;
  auto given = options.dims.find(dim.symbol);
  if (size == -1 && !dim.symbol.empty() && given != options.dims.end())
    size = given->second;
  else if (size == -1 && axis == 0 && (symbolicBatch || options.batch))
    size = options.batch.value_or(1);
  if (size >= 0)
    return size;
  if (size < -1)
    complaint = "with sizes >= 0, got " + std::to_string(size);
  else
    complaint = "with a known size along axis " + std::to_string(axis) +
                ", got " +
                (dim.symbol.empty() ? "an unnamed symbol"
                                    : "'" + dim.symbol + "'") +
                "; give one with --dim NAME=SIZE" +
                (axis == 0 ? " or --batch SIZE" : "");
  return std::nullopt;
}

// Whether a dimension of some input is symbolic and satisfies `isWanted`.
static bool anySymbolicDim(const Model &model,
                           llvm::function_ref<bool(const Dim &, size_t)> isWanted) {
  for (const ValueInfo &input : model.inputs)
    for (auto [axis, dim] : llvm::enumerate(input.dims))
      if (dim.size == -1 && isWanted(dim, axis))
        return true;
  return false;
}

// An option that changes nothing was meant for another model.
static std::string checkOptions(const Model &model,
                                const OnnxImportOptions &options) {
  if (options.batch && *options.batch < 1)
    return "expected a batch of at least 1, got " +
           std::to_string(*options.batch);
  for (const auto &entry : options.dims)
    if (entry.second < 1)
      return ("expected a size of at least 1 for dimension '" + entry.first() +
              "', got " + Twine(entry.second))
          .str();
    else if (!anySymbolicDim(model, [&](const Dim &dim, size_t) {
               return dim.symbol == entry.first();
             }))
      return ("expected an input with a symbolic dimension '" + entry.first() +
              "', got none")
          .str();
  if (options.batch && !anySymbolicDim(model, [](const Dim &, size_t axis) {
        return axis == 0;
      }))
    return "expected an input with a symbolic batch to be fixed at " +
           std::to_string(*options.batch) + ", got none";
  return "";
}

FailureOr<InputShapes>
mlir::qopt::onnx_import::resolveInputs(const Model &model,
                                       const OnnxImportOptions &options,
                                       std::string &error) {
  error = checkOptions(model, options);
  if (!error.empty())
    return failure();
  InputShapes result;
  result.symbolicBatch = isBatchSymbolic(model, options);
  for (const ValueInfo &info : model.inputs) {
    std::string complaint = checkType(info, options);
    Shape shape;
    for (size_t axis = 0; axis < info.dims.size() && complaint.empty(); ++axis)
      shape.push_back(resolveDim(info.dims[axis], axis, result.symbolicBatch,
                                 options, complaint)
                          .value_or(0));
    if (complaint.empty() &&
        !fitsInto(options.maxTensorBytes, info.type, shape))
      complaint = "of at most " + std::to_string(options.maxTensorBytes) +
                  " bytes, got shape " + str(shape);
    if (!complaint.empty()) {
      error = "expected input '" + info.name + "' " + complaint;
      return failure();
    }
    result.shapes.push_back(std::move(shape));
  }
  return result;
}
