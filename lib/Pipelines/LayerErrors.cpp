// SPDX-License-Identifier: Apache-2.0
// What every layer lost: float and quantized function side by side in the
// interpreter.
#include "qopt/Pipelines/Evaluate.h"

#include "qopt/IR/FoldRecord.h"
#include "qopt/IR/IntegerForm.h"
#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/Pipelines/FormatReport.h"
#include "qopt/Pipelines/Progress.h"
#include "qopt/Reference/Interpreter.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;

namespace {

std::string describeOp(Operation *op) {
  std::string text = op->getName().stripDialect().str();
  llvm::TypeSwitch<Operation *>(op)
      .Case<DequantizeSumsOp, MatmulRunsOp>([&](auto) { text = "matmul"; })
      .Case([&](UnaryOp o) { text = stringifyUnaryKind(o.getKind()).str(); })
      .Case([&](BinaryOp o) { text = stringifyBinaryKind(o.getKind()).str(); })
      .Case([&](PoolOp o) {
        text = (stringifyPoolKind(o.getKind()) + " pool").str();
      })
      .Case([&](ReduceOp o) {
        text = ("reduce " + stringifyReduceKind(o.getKind())).str();
      });
  return text;
}

// The clamp that alone reads `op`: what it clips off is no error of `op`.
bool isReadByClampOnly(Operation *op) {
  auto clamp = op->hasOneUse() ? dyn_cast<UnaryOp>(*op->user_begin()) : nullptr;
  return clamp && stageOf(clamp.getType()) == Stage::Quantized &&
         (clamp.getKind() == UnaryKind::relu ||
          clamp.getKind() == UnaryKind::clip);
}

bool isLayer(Operation *op) {
  return isa<QOptDialect>(op->getDialect()) &&
         !isa<ConstantOp, QuantizeOp, DequantizeOp, AssembleOp, CodesOp,
              ObserveOp, RequantizeOp, ChooseScalesOp>(op) &&
         op->getNumResults() == 1 && !isReadByClampOnly(op);
}

struct Sums {
  double signal = 0.0, noise = 0.0, maxError = 0.0;
  double lo = std::numeric_limits<double>::infinity();
  double hi = -std::numeric_limits<double>::infinity();
};

void accumulate(Sums &sums, const std::vector<double> &wanted,
                const std::vector<double> &got) {
  for (size_t i = 0; i < wanted.size(); ++i) {
    double error = got[i] - wanted[i];
    sums.signal += wanted[i] * wanted[i];
    sums.noise += error * error;
    sums.maxError = std::max(sums.maxError, std::abs(error));
    sums.lo = std::min(sums.lo, wanted[i]);
    sums.hi = std::max(sums.hi, wanted[i]);
  }
}

// Last layer of every node name, in program order.
llvm::MapVector<StringRef, Operation *> lastLayers(func::FuncOp func,
                                                   llvm::StringMap<char> &names) {
  llvm::MapVector<StringRef, Operation *> layers;
  func.walk([&](Operation *op) {
    if (!isLayer(op))
      return;
    StringRef name = names.try_emplace(getNodeName(op), 0).first->first();
    layers[name] = op;
  });
  return layers;
}

// Nodes whose results were divided by channel have no counterpart in the float model.
void dropScaled(func::FuncOp func,
                llvm::MapVector<StringRef, Operation *> &layers) {
  auto folds = func->getAttrOfType<ArrayAttr>(kFoldsAttr);
  for (Attribute attr : folds ? folds.getValue() : ArrayRef<Attribute>()) {
    auto entry = dyn_cast<DictionaryAttr>(attr);
    auto names = entry ? entry.getAs<ArrayAttr>("scaled") : ArrayAttr();
    for (Attribute name : names ? names.getValue() : ArrayRef<Attribute>())
      if (auto text = dyn_cast<StringAttr>(name))
        layers.erase(text.getValue());
  }
}

SmallVector<Tensor> argumentsOf(func::FuncOp main, const Dataset &data,
                                int64_t run) {
  SmallVector<Tensor> arguments;
  for (auto [i, type] : llvm::enumerate(main.getArgumentTypes())) {
    auto tensor = cast<RankedTensorType>(type);
    std::vector<uint8_t> bytes = data.get(i, run, 1);
    arguments.emplace_back(
        tensor.getElementType(), tensor.getShape(),
        ArrayRef<char>(reinterpret_cast<const char *>(bytes.data()),
                       bytes.size()));
  }
  return arguments;
}

} // namespace

llvm::Expected<std::vector<LayerError>>
mlir::qopt::measureLayers(func::FuncOp floatMain, func::FuncOp quantizedMain,
                          const Dataset &data, int64_t limit) {
  llvm::StringMap<char> names;
  auto floatLayers = lastLayers(floatMain, names);
  auto quantizedLayers = lastLayers(quantizedMain, names);
  dropScaled(quantizedMain, quantizedLayers);
  llvm::DenseMap<Operation *, StringRef> nameOf;
  for (auto &[name, op] : floatLayers)
    nameOf[op] = name;
  for (auto &[name, op] : quantizedLayers)
    if (floatLayers.count(name))
      nameOf[op] = name;

  llvm::StringMap<Sums> sums;
  llvm::StringMap<std::vector<double>> wanted;
  Interpreter floatInterpreter(floatMain), quantizedInterpreter(quantizedMain);
  floatInterpreter.setObserver([&](Operation *op, const Tensor &value) {
    auto found = nameOf.find(op);
    if (found != nameOf.end())
      wanted[found->second] = toReals(value);
  });
  quantizedInterpreter.setObserver([&](Operation *op, const Tensor &value) {
    auto found = nameOf.find(op);
    if (found == nameOf.end())
      return;
    const std::vector<double> &reference = wanted[found->second];
    std::vector<double> got = toReals(value);
    // A layer whose shape changed between the forms has no counterpart.
    if (got.size() == reference.size())
      accumulate(sums[found->second], reference, got);
  });
  int64_t runs = std::min(limit, data.runs());
  Progress progress("layers", runs);
  for (int64_t run = 0; run < runs; ++run) {
    if (failed(floatInterpreter.run(argumentsOf(floatMain, data, run))) ||
        failed(quantizedInterpreter.run(argumentsOf(quantizedMain, data, run))))
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "expected both models to run in the interpreter, see above");
    progress.update(run + 1);
  }
  llvm::StringMap<LayerFormats> formats;
  FormatReport report = reportFormats(quantizedMain);
  llvm::StringMap<std::string> outliers;
  for (const LayerOutliers &split : report.outliers)
    outliers[split.node] = split.spellColumns();
  for (LayerFormats &row : report.layers) {
    LayerFormats &formatsOfNode = formats[row.node];
    if (!row.filter.empty())
      formatsOfNode.filter = row.filter;
    formatsOfNode.result = row.result;
  }
  std::vector<LayerError> layers;
  for (auto &[name, op] : quantizedLayers) {
    auto found = sums.find(name);
    if (found == sums.end())
      continue;
    const Sums &s = found->second;
    LayerError layer;
    layer.name = name.str();
    layer.op = describeOp(op);
    if (auto known = formats.find(name); known != formats.end()) {
      layer.filter = known->second.filter;
      layer.result = known->second.result;
    }
    layer.sqnr = s.noise == 0.0 ? std::numeric_limits<double>::infinity()
                                : 10.0 * std::log10(s.signal / s.noise);
    layer.maxAbsError = s.maxError;
    layer.floatMin = s.lo;
    layer.floatMax = s.hi;
    layer.staysFloat = stageOf(op->getResult(0).getType()) == Stage::Float &&
                       !isa<DequantizeSumsOp, MatmulRunsOp>(op);
    layer.byFormat = isFloatByFormat(op);
    layer.outliers = outliers.lookup(name);
    // The sum of both halves: what most of it is made of.
    if (!layer.outliers.empty()) {
      layer.op = "matmul";
      layer.staysFloat = false;
    }
    layers.push_back(layer);
  }
  return layers;
}
