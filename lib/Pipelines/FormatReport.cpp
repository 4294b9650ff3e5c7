// SPDX-License-Identifier: Apache-2.0
// Formats of layers as text and JSON; see the header.
#include "qopt/Pipelines/FormatReport.h"

#include "qopt/Analysis/StorageBits.h"
#include "qopt/IR/OutlierSplit.h"
#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/IR/Spelling.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;

static std::string spell(Value value) {
  if (QType type = getQType(value))
    return spellType(type);
  return stageOf(value.getType()) == Stage::Float ? "f32" : "";
}

// The format of a result is that of the codes it becomes, where it is only read
// to be quantized.
static std::string spellResult(Operation *op) {
  Value result = op->getResult(0);
  if (isa<MatmulOp>(op) && getElementTypeOrSelf(result.getType()).isInteger(32))
    return "f32"; // sums of codes under scales of rows and columns
  if (result.hasOneUse())
    if (auto quantize = dyn_cast<QuantizeOp>(*result.user_begin()))
      return spell(quantize.getResult());
  return spell(result);
}

// A constant filter, as codes or numbers, or empty.
static std::string spellFilter(Operation *op) {
  if (!isa<ConvOp, MatmulOp, MatmulRunsOp>(op))
    return "";
  Value filter = op->getOperand(1);
  if (auto codes = filter.getDefiningOp<CodesOp>())
    filter = codes.getInput();
  if (auto dequantize = filter.getDefiningOp<DequantizeOp>())
    filter = dequantize.getInput();
  auto assemble = filter.getDefiningOp<AssembleOp>();
  bool isConstant =
      assemble ? bool(getConstant(assemble.getCodes())) : bool(getConstant(filter));
  return isConstant ? spell(filter) : "";
}

std::string LayerOutliers::spellColumns() const {
  if (!columns)
    return "found in every run";
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(*columns, os);
  return text;
}

// A split layer ends in the sum of its halves, or in integer sums of both.
static std::optional<LayerOutliers> readOutliers(Operation *op) {
  Attribute columns = op->getAttr(kOutliersAttr);
  if (!columns)
    return std::nullopt;
  LayerOutliers layer{getNodeName(op), "s16", std::nullopt};
  if (auto sum = dyn_cast<BinaryOp>(op))
    if (auto half = sum.getRhs().getDefiningOp())
      if (auto text = half->getAttrOfType<StringAttr>(kOutlierHalfAttr))
        layer.half = text.str();
  if (auto array = dyn_cast<DenseI64ArrayAttr>(columns))
    layer.columns.emplace(array.asArrayRef());
  return layer;
}

FormatReport mlir::qopt::reportFormats(func::FuncOp function) {
  llvm::StringMap<double> bits;
  for (const FilterBits &filter : countStorage(function).filters)
    bits[filter.node] = filter.bits.perParameter();
  FormatReport report;
  function.walk([&](Operation *op) {
    if (auto split = readOutliers(op))
      report.outliers.push_back(std::move(*split));
    if (!isa<QOptDialect>(op->getDialect()) || op->getNumResults() != 1 ||
        isa<ConstantOp, QuantizeOp, DequantizeOp, RequantizeOp, AssembleOp,
            CodesOp, ChooseScalesOp, DequantizeSumsOp>(op))
      return;
    LayerFormats layer{getNodeName(op), op->getName().stripDialect().str(),
                       spellFilter(op), spellResult(op), std::nullopt};
    if (layer.filter.empty() && (layer.result.empty() || layer.result == "f32"))
      return;
    if (auto found = bits.find(layer.node);
        found != bits.end() && !layer.filter.empty())
      layer.bitsPerParameter = found->second;
    report.layers.push_back(std::move(layer));
  });
  return report;
}

std::string FormatReport::toText() const {
  size_t nodeWidth = 5, filterWidth = 6;
  for (const LayerFormats &layer : layers) {
    nodeWidth = std::max(nodeWidth, layer.node.size());
    filterWidth = std::max(filterWidth, layer.filter.size());
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  auto row = [&](StringRef node, StringRef op, StringRef filter, StringRef bits,
                 StringRef result) {
    os << llvm::left_justify(node, nodeWidth) << "  "
       << llvm::left_justify(op, 10) << "  "
       << llvm::left_justify(filter, filterWidth) << "  "
       << llvm::right_justify(bits, 6) << "  " << result << "\n";
  };
  row("layer", "op", "filter", "bits", "result");
  for (const LayerFormats &layer : layers) {
    std::string bits;
    if (layer.bitsPerParameter)
      llvm::raw_string_ostream(bits)
          << llvm::format("%.2f", *layer.bitsPerParameter);
    row(layer.node, layer.op, layer.filter, bits, layer.result);
  }
  if (!outliers.empty())
    os << "columns of outliers\n";
  for (const LayerOutliers &layer : outliers) {
    os << llvm::left_justify(layer.node, nodeWidth) << "  " << layer.half << "  ";
    os << layer.spellColumns() << "\n";
  }
  return text;
}

static void writeOutliers(llvm::json::OStream &json, const LayerOutliers &split) {
  json.attribute("outliers", split.half);
  if (!split.columns) {
    json.attribute("outlier_columns", "dynamic");
    return;
  }
  json.attributeArray("outlier_columns", [&] {
    for (int64_t column : *split.columns)
      json.value(column);
  });
}

std::string FormatReport::toJson() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  llvm::StringMap<const LayerOutliers *> outliersOf;
  for (const LayerOutliers &split : outliers)
    outliersOf[split.node] = &split;
  json.array([&] {
    for (const LayerFormats &layer : layers)
      json.object([&] {
        json.attribute("node", layer.node);
        json.attribute("op", layer.op);
        if (!layer.filter.empty())
          json.attribute("filter", layer.filter);
        if (layer.bitsPerParameter)
          json.attribute("bits_per_parameter", *layer.bitsPerParameter);
        json.attribute("result", layer.result);
        // Said once of a layer, whose halves bear one name.
        auto split = outliersOf.find(layer.node);
        if (split == outliersOf.end() || layer.filter.empty())
          return;
        writeOutliers(json, *split->second);
        outliersOf.erase(split);
      });
  });
  return text + "\n";
}
