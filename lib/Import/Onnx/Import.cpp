// SPDX-License-Identifier: Apache-2.0
// The importer's driver: declares inputs, walks the nodes in order, collects
// what cannot be imported into one error, and closes the function.
#include "qopt/Import/Onnx/Import.h"

#include "InputShapes.h"
#include "NodeImporter.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

namespace {
/// A node that cannot be imported, and why.
struct Failure {
  std::string node, opType, reason;
};

class ModelImporter {
public:
  ModelImporter(Model &model, StringRef path, MLIRContext *context,
                const OnnxImportOptions &options)
      : model(model), path(path), options(options), builder(context),
        b(builder, options.maxTensorBytes) {}

  FailureOr<OwningOpRef<ModuleOp>> run();

private:
  LogicalResult fail(const Twine &message);
  Location nameLoc(StringRef name);

  LogicalResult declareInputs();
  void countUses();
  void importNode(const Node &node);
  void importInto(const Node &node, const OpRow &row);
  Tensor fetch(const std::string &name);
  void release(const Node &node);
  LogicalResult reportFailures();
  LogicalResult closeFunction();
  LogicalResult checkOutput(const ValueInfo &info, const Tensor &tensor);
  void eraseDeadOps();

  Model &model;
  StringRef path;
  const OnnxImportOptions &options;
  OpBuilder builder;
  GraphBuilder b;
  func::FuncOp function;
  std::map<std::string, Tensor> values;
  llvm::StringMap<int64_t> usesLeft;
  llvm::StringSet<> poisoned; ///< Results of nodes that failed.
  std::vector<Failure> failures;
  bool symbolicBatch = false;
};
} // namespace

// The place of errors that no node is at fault for.
static Location fileLoc(MLIRContext *context, StringRef path) {
  return FileLineColLoc::get(context, path.empty() ? "?" : path, 0, 0);
}

LogicalResult ModelImporter::fail(const Twine &message) {
  return emitError(fileLoc(builder.getContext(), path), message);
}

Location ModelImporter::nameLoc(StringRef name) {
  return NameLoc::get(builder.getStringAttr(name));
}

//===-- Inputs ------------------------------------------------------------===//

LogicalResult ModelImporter::declareInputs() {
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attrs;
  SmallVector<Location> locations;
  std::string error;
  auto inputs = resolveInputs(model, options, error);
  if (failed(inputs))
    return fail(error);
  symbolicBatch = inputs->symbolicBatch;
  for (auto [info, shape] : llvm::zip_equal(model.inputs, inputs->shapes)) {
    types.push_back(RankedTensorType::get(
        shape, getElementType(builder.getContext(), info.type)));
    SmallVector<NamedAttribute> named{builder.getNamedAttr(
        QOptDialect::kNameAttr, builder.getStringAttr(info.name))};
    if (info.type != DataType::Float)
      named.push_back(builder.getNamedAttr(
          "qopt.onnx_type", builder.getStringAttr(nameOf(info.type))));
    attrs.push_back(builder.getDictionaryAttr(named));
    locations.push_back(nameLoc(info.name));
  }
  function = func::FuncOp::create(builder, nameLoc(model.name), "main",
                                  builder.getFunctionType(types, {}));
  function.setAllArgAttrs(attrs);
  Block *block = builder.createBlock(&function.getBody(), {}, types, locations);
  for (auto [info, argument] :
       llvm::zip_equal(model.inputs, block->getArguments())) {
    Tensor tensor = b.fromValue(argument, info.type);
    tensor->name = info.name;
    values[info.name] = tensor;
  }
  return success();
}

//===-- Nodes -------------------------------------------------------------===//

void ModelImporter::countUses() {
  for (const Node &node : model.nodes)
    for (const std::string &name : node.inputs)
      ++usesLeft[name];
  for (const ValueInfo &output : model.outputs)
    ++usesLeft[output.name];
}

// Constants enter when first used; a defective one is its user's failure.
Tensor ModelImporter::fetch(const std::string &name) {
  auto it = values.find(name);
  if (it != values.end())
    return it->second;
  auto constant = model.initializers.find(name);
  if (constant == model.initializers.end())
    return nullptr;
  if (!constant->second.defect.empty()) {
    b.fail("tensor '" + name + "': " + constant->second.defect);
    return nullptr;
  }
  Tensor tensor = b.constant(std::move(constant->second.tensor));
  tensor->name = name;
  model.initializers.erase(constant);
  return values[name] = tensor;
}

// Gives the memory of values back that no later node reads.
void ModelImporter::release(const Node &node) {
  for (const std::string &name : node.inputs)
    if (--usesLeft[name] == 0)
      values.erase(name);
}

void ModelImporter::importNode(const Node &node) {
  b.startNode(nameLoc(node.label()));
  std::string reason = node.defect;
  const OpRow *row = nullptr;
  if (!node.domain.empty() && node.domain != kContribDomain)
    reason = "operators of domain '" + node.domain + "' are not supported";
  else if (reason.empty())
    row = findOp(node.domain.empty() ? node.opType
                                     : node.domain + "." + node.opType,
                 model.opset, reason);
  if (row)
    importInto(node, *row);
  else
    b.fail(reason);
  if (b.hasFailed() && !b.getReason().empty())
    failures.push_back({node.label().str(), node.opType, b.getReason().str()});
  for (const std::string &name : node.outputs)
    if (!values.count(name))
      poisoned.insert(name);
  release(node);
}

static std::string range(int64_t low, int64_t high, StringRef what) {
  std::string text = std::to_string(low);
  if (high >= kVariadic)
    text += " or more";
  else if (high != low)
    text += " to " + std::to_string(high);
  return text + " " + what.str();
}

void ModelImporter::importInto(const Node &node, const OpRow &row) {
  SmallVector<Tensor> inputs;
  for (const std::string &name : node.inputs) {
    // What a failed node should have made is not this node's failure.
    if (poisoned.contains(name))
      return;
    inputs.push_back(name.empty() ? nullptr : fetch(name));
  }
  while (!inputs.empty() && !inputs.back() && !b.hasFailed())
    inputs.pop_back();
  if (b.hasFailed())
    return;
  for (const Tensor &input : inputs)
    if (input && isSmallFloat(input->type) && !takesSmallFloats(row.opType))
      return b.fail("expected inputs of a type to compute with, got " +
                    nameOf(input->type) + "; Cast or DequantizeLinear makes " +
                    "floats of it");
  int64_t count = inputs.size(), outputs = node.outputs.size();
  if (count < row.minInputs || count > row.maxInputs)
    return b.fail("expected " +
                  range(row.minInputs, row.maxInputs, "inputs") + ", got " +
                  Twine(count));
  for (int64_t i = 0; i < row.minInputs; ++i)
    if (!inputs[i])
      return b.fail("expected input " + Twine(i) + ", got none");
  if (outputs < 1 || outputs > row.maxOutputs)
    return b.fail("expected " + range(1, row.maxOutputs, "outputs") +
                  ", got " + Twine(outputs));
  SmallVector<bool> used;
  for (const std::string &name : node.outputs)
    used.push_back(!name.empty() && usesLeft.lookup(name) > 0);
  NodeImporter importer(node, model.opset, b, std::move(inputs), used);
  row.import(importer);
  if (!b.hasFailed())
    importer.checkAllAttributesRead();
  if (b.hasFailed())
    return;
  for (auto [i, name] : llvm::enumerate(node.outputs)) {
    if (!used[i])
      continue;
    if (!importer.outputs()[i])
      return b.fail("output " + Twine(i) + " ('" + name +
                    "') is not supported");
    Tensor result = importer.outputs()[i];
    if (result->name.empty())
      result->name = name;
    values[name] = std::move(result);
  }
}

LogicalResult ModelImporter::reportFailures() {
  if (failures.empty())
    return success();
  auto describe = [](const Failure &f) {
    return f.opType + " node '" + f.node + "': " + f.reason;
  };
  if (failures.size() == 1)
    return emitError(
        NameLoc::get(
            builder.getStringAttr(failures.front().node),
            fileLoc(builder.getContext(), path)),
        describe(failures.front()));
  InFlightDiagnostic error =
      emitError(fileLoc(builder.getContext(), path))
      << "the model has " << failures.size()
      << " nodes that cannot be imported:";
  for (const Failure &f : failures)
    error << "\n  " << describe(f);
  return error;
}

//===-- Outputs -----------------------------------------------------------===//

// What the file declares of an output must agree with what was computed: in
// type and rank, and softly in sizes, which exporters often leave stale.
LogicalResult ModelImporter::checkOutput(const ValueInfo &info,
                                         const Tensor &tensor) {
  if (info.type != DataType::Undefined && info.type != tensor->type)
    return fail("expected output '" + info.name + "' of type " +
                nameOf(info.type) + ", got " + nameOf(tensor->type));
  if (!info.hasShape)
    return success();
  if (static_cast<int64_t>(info.dims.size()) != tensor->rank())
    return fail("expected output '" + info.name + "' of rank " +
                Twine(info.dims.size()) + ", got shape " + str(tensor->shape));
  for (auto [axis, dim] : llvm::enumerate(info.dims))
    if (dim.size >= 0 && dim.size != tensor->shape[axis] && !options.batch)
      emitWarning(fileLoc(builder.getContext(), path))
          << "output '" << info.name << "' is declared with size " << dim.size
          << " along axis " << axis << " and computed with size "
          << tensor->shape[axis];
  return success();
}

LogicalResult ModelImporter::closeFunction() {
  SmallVector<Value> results;
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attrs;
  for (const ValueInfo &info : model.outputs) {
    b.startNode(nameLoc(info.name));
    Tensor tensor = fetch(info.name);
    Value value = b.materialize(tensor);
    if (!value)
      return fail("output '" + info.name + "': " + b.getReason());
    if (failed(checkOutput(info, tensor)))
      return failure();
    // Every sample of a symbolic batch must leave one sample at each output.
    if (symbolicBatch && (tensor->rank() == 0 || tensor->shape.front() != 1))
      return fail("expected output '" + info.name +
                  "' to have the symbolic batch as axis 0, got shape " +
                  str(tensor->shape) +
                  " for a batch of 1; give a size with --batch SIZE");
    results.push_back(value);
    types.push_back(value.getType());
    SmallVector<NamedAttribute> named{builder.getNamedAttr(
        QOptDialect::kNameAttr, builder.getStringAttr(info.name))};
    if (tensor->type != DataType::Float)
      named.push_back(builder.getNamedAttr(
          "qopt.onnx_type", builder.getStringAttr(nameOf(tensor->type))));
    attrs.push_back(builder.getDictionaryAttr(named));
  }
  func::ReturnOp::create(builder, nameLoc(model.name), results);
  function.setType(
      builder.getFunctionType(function.getArgumentTypes(), types));
  function.setAllResultAttrs(attrs);
  if (symbolicBatch)
    function->setAttr(QOptDialect::kBatchAttr, builder.getUnitAttr());
  return success();
}

// Ops of which only the shape was used.
void ModelImporter::eraseDeadOps() {
  Block &block = function.getBody().front();
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(block.getOperations())))
    if (isOpTriviallyDead(&op))
      op.erase();
}

// A model's name as a C identifier.
static std::string sanitize(StringRef name) {
  std::string result;
  for (char c : name)
    result += llvm::isAlnum(c) ? c : '_';
  if (result.empty() || llvm::isDigit(result.front()))
    result.insert(0, "m_");
  return result;
}

FailureOr<OwningOpRef<ModuleOp>> ModelImporter::run() {
  std::string error;
  if (failed(inlineFunctions(model, error)) ||
      failed(checkAndSortGraph(model, error)))
    return fail(error);
  OwningOpRef<ModuleOp> module =
      ModuleOp::create(builder, nameLoc(model.name), sanitize(model.name));
  builder.setInsertionPointToEnd(module->getBody());
  if (failed(declareInputs()))
    return failure();
  countUses();
  for (const Node &node : model.nodes)
    importNode(node);
  if (failed(reportFailures()) || failed(closeFunction()))
    return failure();
  eraseDeadOps();
  if (failed(verify(*module)))
    return failure();
  return module;
}

//===-- Entry points ------------------------------------------------------===//

static FailureOr<OwningOpRef<ModuleOp>>
importLoaded(FailureOr<Model> model, StringRef name, const std::string &error,
             MLIRContext *context, const OnnxImportOptions &options) {
  context->loadDialect<QOptDialect, func::FuncDialect>();
  if (succeeded(model))
    return ModelImporter(*model, name, context, options).run();
  return emitError(fileLoc(context, name), error);
}

FailureOr<OwningOpRef<ModuleOp>>
mlir::qopt::importOnnx(StringRef path, MLIRContext *context,
                       const OnnxImportOptions &options) {
  std::string error;
  auto model = loadModel(path, {options.maxTensorBytes}, error);
  return importLoaded(std::move(model), path, error, context, options);
}

FailureOr<OwningOpRef<ModuleOp>>
mlir::qopt::importOnnxBuffer(StringRef bytes, StringRef name,
                             MLIRContext *context,
                             const OnnxImportOptions &options) {
  std::string error;
  auto model =
      loadModelFromBuffer(bytes, name, {options.maxTensorBytes}, error);
  return importLoaded(std::move(model), name, error, context, options);
}
