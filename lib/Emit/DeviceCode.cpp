// SPDX-License-Identifier: Apache-2.0
// One chip's part of a model library from a module in launch form.
#include "qopt/Emit/DeviceCode.h"

#include "qopt/Emit/ModelAttributes.h"
#include "qopt/Emit/ModelInfo.h"
#include "qopt/Emit/Ptx.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qopt;

llvm::Expected<std::string> mlir::qopt::emitPtxText(ModuleOp module) {
  std::string text;
  for (auto kernels : module.getOps<gpu::GPUModuleOp>()) {
    auto ptx = emitPtx(kernels);
    if (!ptx)
      return ptx.takeError();
    text += *ptx;
  }
  return text;
}

// "sm_90a": compute capability 9.0, of this chip only.
static llvm::Error readChip(StringRef chip, DeviceVariant &variant) {
  StringRef digits = chip;
  bool isChip = digits.consume_front("sm_");
  variant.exact = digits.consume_back("a");
  uint32_t number = 0;
  if (!isChip || digits.getAsInteger(10, number) || number < 10)
    return llvm::createStringError("expected a chip such as sm_80 or sm_90a, got '" + chip + "'");
  variant.chip = chip.str();
  variant.major = number / 10;
  variant.minor = number % 10;
  return llvm::Error::success();
}

static llvm::Error readTargets(ModuleOp module, DeviceVariant &variant) {
  StringRef chip;
  for (auto kernels : module.getOps<gpu::GPUModuleOp>()) {
    ArrayAttr targets = kernels.getTargetsAttr();
    auto target = targets && targets.size() == 1 ? dyn_cast<NVVM::NVVMTargetAttr>(targets[0])
                                                 : NVVM::NVVMTargetAttr();
    if (!target || (!chip.empty() && target.getChip() != chip))
      return llvm::createStringError(
          "launch form: expected one #nvvm.target, the same of all gpu.modules, got another of '" +
          kernels.getName() + "'");
    chip = target.getChip();
  }
  if (chip.empty())
    return llvm::createStringError("launch form: expected a gpu.module, got none");
  return readChip(chip, variant);
}

llvm::Expected<DeviceVariant> mlir::qopt::makeDeviceVariant(ModuleOp module, StringRef ptxas) {
  DeviceVariant variant;
  if (llvm::Error error = readTargets(module, variant))
    return error;
  auto plan = readLaunchPlan(module);
  if (!plan)
    return plan.takeError();
  variant.plan = std::move(*plan);
  for (auto kernels : module.getOps<gpu::GPUModuleOp>()) {
    auto ptx = emitPtx(kernels);
    if (!ptx)
      return ptx.takeError();
    DeviceImage image;
    if (!ptxas.empty()) {
      auto cubin = assemble(*ptx, variant.chip, ptxas);
      if (!cubin)
        return cubin.takeError();
      image.cubin = std::move(*cubin);
    }
    if (ptxas.empty() || !variant.exact)
      image.ptx = std::move(*ptx);
    variant.images.push_back(std::move(image));
  }
  variant.weights = takeWeights(module);
  return variant;
}

//===-- What describes the model ------------------------------------------===//

// As LowerToLinalg leaves them; made from the types where nobody did.
static ArrayAttr describe(func::FuncOp func, StringRef attribute, bool results) {
  if (auto known = func->getAttrOfType<ArrayAttr>(attribute))
    return known;
  Builder b(func.getContext());
  SmallVector<Attribute> rows;
  for (BlockArgument argument : func.getArguments()) {
    unsigned i = argument.getArgNumber();
    if (func.getArgAttr(i, "qopt.arena") || func.getArgAttr(i, "qopt.weights") ||
        bool(func.getArgAttr(i, "qopt.result")) != results)
      continue;
    auto type = cast<MemRefType>(argument.getType());
    auto name = func.getArgAttrOfType<StringAttr>(i, "qopt.name");
    if (!name)
      name = b.getStringAttr((results ? "output" : "input") + llvm::Twine(rows.size()));
    Type tensor = RankedTensorType::get(type.getShape(), type.getElementType());
    rows.push_back(b.getDictionaryAttr({b.getNamedAttr(kTensorNameKey, name),
                                        b.getNamedAttr(kTensorTypeKey, TypeAttr::get(tensor))}));
  }
  return b.getArrayAttr(rows);
}

void mlir::qopt::makeDescriptionModule(ModuleOp module, const DeviceVariant &variant) {
  Builder b(module.getContext());
  for (auto func : module.getOps<func::FuncOp>()) {
    if (func.isExternal())
      continue;
    module->setAttr(kInputsAttr, describe(func, kInputsAttr, false));
    module->setAttr(kOutputsAttr, describe(func, kOutputsAttr, true));
    if (func->hasAttr(kSymbolicBatchAttr))
      module->setAttr(kSymbolicBatchAttr, b.getUnitAttr());
    if (Attribute live = func->getAttr(kArenaLiveBytesAttr))
      module->setAttr(kArenaLiveBytesAttr, live);
  }
  module->setAttr(kArenaBytesAttr,
                  b.getI64IntegerAttr(static_cast<int64_t>(variant.plan.arenaBytes)));
  module->setAttr(kEntriesAttr, b.getArrayAttr({}));
  llvm::ArrayRef<char> weights = variant.weightBytes();
  if (weights.empty()) {
    module->removeAttr(kWeightsAttr);
  } else {
    auto type = RankedTensorType::get({static_cast<int64_t>(weights.size())}, b.getI8Type());
    module->setAttr(kWeightsAttr,
                    DenseResourceElementsAttr::get(
                        type, "qopt_device_weights",
                        UnmanagedAsmResourceBlob::allocateWithAlign(weights, 64)));
  }
  module.getBodyRegion().front().clear();
}
