// SPDX-License-Identifier: Apache-2.0
// Look-up of an operator's import function by name and opset version.
#include "NodeImporter.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace mlir::qopt::onnx_import;

namespace {
using Table = llvm::StringMap<SmallVector<const OpRow *, 2>>;
} // namespace

static Table buildTable() {
  Table table;
  for (ArrayRef<OpRow> family :
       {getConvOps(), getMatmulOps(), getPoolOps(), getActivationOps(),
        getArithmeticOps(), getNormalizationOps(), getTransformerNormOps(), getAttentionOps(), getContribAttentionOps(),
        getReduceOps(),
        getShapeOps(), getIndexOps(), getConstantOps(), getResizeOps(),
        getQuantOps(), getIntegerOps()})
    for (const OpRow &row : family)
      table[row.opType].push_back(&row);
  return table;
}

bool mlir::qopt::onnx_import::takesSmallFloats(StringRef opType) {
  static const llvm::StringSet<> ops = {
      "Cast",         "CastLike",         "Concat",       "ConstantOfShape",
      "DepthToSpace", "DequantizeLinear", "Expand",       "Flatten",
      "Gather",       "Identity",         "QuantizeLinear", "Reshape",
      "Shape",        "Size",             "Slice",        "SpaceToDepth",
      "Split",        "Squeeze",          "Tile",         "Transpose",
      "Unsqueeze"};
  return ops.contains(opType);
}

const OpRow *mlir::qopt::onnx_import::findOp(StringRef opType, int64_t opset,
                                             std::string &reason) {
  static const Table table = buildTable();
  auto it = table.find(opType);
  if (it == table.end()) {
    reason = "this operator is not supported";
    return nullptr;
  }
  for (const OpRow *row : it->second)
    if (opset >= row->firstOpset && opset <= row->lastOpset)
      return row;
  reason = "this operator does not exist or is not supported in opset " +
           std::to_string(opset);
  return nullptr;
}
