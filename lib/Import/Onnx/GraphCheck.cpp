// SPDX-License-Identifier: Apache-2.0
// Structure of the graph before any operator is looked at: every value is made
// once and by someone, outputs exist, nodes are in an order that can be computed.
#include "Model.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

#include <queue>

using namespace mlir;
using namespace mlir::qopt::onnx_import;

namespace {
/// Who makes a value: the index of a node, or one of these.
enum : int64_t { kInput = -1, kConstant = -2 };
using Producers = llvm::StringMap<int64_t>;
} // namespace

static std::string describe(const Node &node) {
  return node.opType + " node '" + node.label().str() + "'";
}

static LogicalResult addProducer(Producers &producers, StringRef name,
                                 int64_t producer, const Twine &what,
                                 std::string &error) {
  if (producers.try_emplace(name, producer).second)
    return success();
  error = ("expected one maker of value '" + name + "', got a second: " + what)
              .str();
  return failure();
}

static LogicalResult collectProducers(const Model &model, Producers &producers,
                                      std::string &error) {
  for (const auto &entry : model.initializers)
    producers.try_emplace(entry.first, kConstant);
  for (const ValueInfo &input : model.inputs) {
    if (input.name.empty()) {
      error = "expected a name for every graph input, got an empty one";
      return failure();
    }
    if (failed(addProducer(producers, input.name, kInput, "a graph input",
                           error)))
      return failure();
  }
  for (auto [i, node] : llvm::enumerate(model.nodes))
    for (const std::string &name : node.outputs)
      if (!name.empty() &&
          failed(addProducer(producers, name, i, describe(node), error)))
        return failure();
  return success();
}

static LogicalResult checkUses(const Model &model, const Producers &producers,
                               std::string &error) {
  for (const Node &node : model.nodes)
    for (const std::string &name : node.inputs)
      if (!name.empty() && !producers.contains(name)) {
        error = describe(node) + " uses value '" + name +
                "', which nothing makes";
        return failure();
      }
  if (model.outputs.empty()) {
    error = "expected at least one graph output, got none";
    return failure();
  }
  for (const ValueInfo &output : model.outputs)
    if (!producers.contains(output.name)) {
      error = "expected graph output '" + output.name +
              "' to be computed, got no node that makes it";
      return failure();
    }
  return success();
}

// Nodes that some output depends on.
static std::vector<bool> findLive(const Model &model,
                                  const Producers &producers) {
  std::vector<bool> live(model.nodes.size(), false);
  std::vector<int64_t> work;
  auto visit = [&](const std::string &name) {
    if (name.empty())
      return;
    int64_t producer = producers.lookup(name);
    if (producer >= 0 && !live[producer]) {
      live[producer] = true;
      work.push_back(producer);
    }
  };
  for (const ValueInfo &output : model.outputs)
    visit(output.name);
  while (!work.empty()) {
    int64_t node = work.back();
    work.pop_back();
    for (const std::string &name : model.nodes[node].inputs)
      visit(name);
  }
  return live;
}

// Kahn's algorithm, smallest file position first: a sorted file stays as it is.
static LogicalResult sortNodes(Model &model, const Producers &producers,
                               const std::vector<bool> &live,
                               std::string &error) {
  size_t count = model.nodes.size();
  std::vector<std::vector<size_t>> users(count);
  std::vector<size_t> waitsFor(count, 0);
  std::priority_queue<size_t, std::vector<size_t>, std::greater<size_t>> ready;
  size_t wanted = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!live[i])
      continue;
    ++wanted;
    for (const std::string &name : model.nodes[i].inputs) {
      int64_t producer = name.empty() ? kInput : producers.lookup(name);
      if (producer < 0)
        continue;
      users[producer].push_back(i);
      ++waitsFor[i];
    }
    if (waitsFor[i] == 0)
      ready.push(i);
  }
  std::vector<Node> sorted;
  while (!ready.empty()) {
    size_t i = ready.top();
    ready.pop();
    for (size_t user : users[i])
      if (--waitsFor[user] == 0)
        ready.push(user);
    sorted.push_back(std::move(model.nodes[i]));
  }
  if (sorted.size() == wanted) {
    model.nodes = std::move(sorted);
    return success();
  }
  for (size_t i = 0; i < count; ++i)
    if (live[i] && waitsFor[i] > 0) {
      error = "expected a graph without cycles, got one that " +
              describe(model.nodes[i]) + " is part of or depends on";
      break;
    }
  return failure();
}

LogicalResult mlir::qopt::onnx_import::checkAndSortGraph(Model &model,
                                                         std::string &error) {
  Producers producers;
  if (failed(collectProducers(model, producers, error)) ||
      failed(checkUses(model, producers, error)))
    return failure();
  return sortNodes(model, producers, findLive(model, producers), error);
}
