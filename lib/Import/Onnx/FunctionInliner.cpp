// SPDX-License-Identifier: Apache-2.0
// Calls of functions that the model defines are replaced by the functions'
// nodes: what follows sees operators only.
#include "Model.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace mlir::qopt::onnx_import;

namespace {
class Inliner {
public:
  Inliner(Model &model, std::string &error) : model(model), error(error) {
    for (const Function &function : model.functions)
      functions[key(function.domain, function.name)] = &function;
  }

  LogicalResult run() {
    std::vector<Node> nodes = std::move(model.nodes);
    model.nodes.clear();
    for (Node &node : nodes)
      if (failed(add(std::move(node))))
        return failure();
    return success();
  }

private:
  // No model needs more; a few functions that call each other twice would make
  // exponentially many nodes.
  static constexpr size_t kMaxNodes = 1 << 20;

  static std::string key(StringRef domain, StringRef name) {
    return (domain + "::" + name).str();
  }

  LogicalResult add(Node node);
  LogicalResult expand(const Node &call, const Function &function);
  Node instantiate(const Node &inner, const Node &call,
                   const llvm::StringMap<std::string> &names,
                   StringRef prefix);

  Model &model;
  std::string &error;
  llvm::StringMap<const Function *> functions;
  std::vector<const Function *> open; ///< Being expanded, outermost first.
  llvm::StringSet<> prefixes;
};
} // namespace

LogicalResult Inliner::add(Node node) {
  const Function *function = functions.lookup(key(node.domain, node.opType));
  if (function)
    return expand(node, *function);
  if (model.nodes.size() >= kMaxNodes) {
    error = "expected at most " + std::to_string(kMaxNodes) +
            " nodes, got more after function calls were replaced";
    return failure();
  }
  model.nodes.push_back(std::move(node));
  return success();
}

LogicalResult Inliner::expand(const Node &call, const Function &function) {
  std::string what = "function " + function.name + ", called by node '" +
                     call.label().str() + "', ";
  if (llvm::is_contained(open, &function))
    error = what + "calls itself";
  else if (!function.defect.empty())
    error = what + function.defect;
  else if (function.opset != 0 && function.opset != model.opset)
    error = what + "uses opset " + std::to_string(function.opset) +
            " in a model of opset " + std::to_string(model.opset);
  else if (call.inputs.size() > function.inputs.size() ||
           call.outputs.size() > function.outputs.size())
    error = what + "has fewer inputs or outputs than the call";
  if (!error.empty())
    return failure();
  std::string prefix = call.label().str() + "/";
  for (unsigned i = 2; !prefixes.insert(prefix).second; ++i)
    prefix = call.label().str() + "." + std::to_string(i) + "/";
  llvm::StringMap<std::string> names;
  for (auto [i, name] : llvm::enumerate(function.inputs))
    names[name] = i < call.inputs.size() ? call.inputs[i] : "";
  for (auto [i, name] : llvm::enumerate(function.outputs))
    if (i < call.outputs.size() && !call.outputs[i].empty())
      names[name] = call.outputs[i];
  open.push_back(&function);
  for (const Node &inner : function.nodes)
    if (failed(add(instantiate(inner, call, names, prefix))))
      return failure();
  open.pop_back();
  return success();
}

Node Inliner::instantiate(const Node &inner, const Node &call,
                          const llvm::StringMap<std::string> &names,
                          StringRef prefix) {
  Node node = inner;
  node.name = (prefix + inner.label()).str();
  auto rename = [&](std::string &name) {
    auto outer = names.find(name);
    if (outer != names.end())
      name = outer->second;
    else if (!name.empty())
      name.insert(0, prefix.str());
  };
  llvm::for_each(node.inputs, rename);
  llvm::for_each(node.outputs, rename);
  node.attributes.clear();
  for (const auto &[name, attribute] : inner.attributes) {
    if (attribute.kind != NodeAttr::Kind::Reference) {
      node.attributes.emplace(name, attribute);
      continue;
    }
    // What the call does not give is not there.
    auto given = call.attributes.find(attribute.s);
    if (given != call.attributes.end())
      node.attributes.emplace(name, given->second);
  }
  return node;
}

LogicalResult mlir::qopt::onnx_import::inlineFunctions(Model &model,
                                                       std::string &error) {
  return model.functions.empty() ? success() : Inliner(model, error).run();
}
