// SPDX-License-Identifier: Apache-2.0
// Libraries with GPU code; see the header.
#include "qopt/Pipelines/GpuArtefact.h"

#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Emit/DeviceCode.h"
#include "qopt/Emit/Files.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/Pipelines/Artefact.h"
#include "qopt/Pipelines/GpuPipeline.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Pass/PassManager.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

//===-- Targets -----------------------------------------------------------===//

// Kernels are made of cp.async and mma.sync.
static bool hasKernels(target::Chip chip) {
  return target::supports(chip, target::AsyncCopy::CpAsync);
}

bool mlir::qopt::isGpuTarget(StringRef text) { return text.split(':').first == "nvptx"; }

static llvm::Error refuseTarget(StringRef text) {
  std::string names;
  for (const target::ChipRow &row : target::chipRows())
    if (hasKernels(row.chip))
      names += (names.empty() ? "" : ", ") + std::string(row.name);
  return llvm::createStringError("expected nvptx, or nvptx: and a list of chips (" + names +
                                 "), got '" + text + "'");
}

llvm::Expected<GpuTarget> mlir::qopt::parseGpuTarget(StringRef text) {
  std::vector<target::Chip> chips;
  GpuTarget result;
  auto [kind, list] = text.split(':');
  result.all = text == "nvptx";
  if (result.all)
    for (const target::ChipRow &row : target::chipRows())
      if (hasKernels(row.chip))
        chips.push_back(row.chip);
  SmallVector<StringRef> names;
  if (!result.all)
    list.split(names, ',');
  for (StringRef name : names) {
    auto chip = target::parseChip(std::string_view(name.data(), name.size()));
    if (kind != "nvptx" || !chip || !hasKernels(*chip) || llvm::is_contained(chips, *chip))
      return refuseTarget(text);
    chips.push_back(*chip);
  }
  llvm::sort(chips, std::greater<>()); // they are numbered in ascending order
  for (target::Chip chip : chips)
    result.chips.emplace_back(target::describe(chip).name);
  return result;
}

llvm::Error mlir::qopt::checkGpuStage(EmitStage stage) {
  if (stage <= EmitStage::Integer || stage == EmitStage::Llvm || stage == EmitStage::Ptx ||
      stage == EmitStage::Object || stage == EmitStage::Library)
    return llvm::Error::success();
  return llvm::createStringError(
      "expected --emit=float, prepared, quantized, integer, llvm (launches and kernels), ptx, "
      "object or library for a GPU, got a stage of CPUs");
}

//===-- Launch form -------------------------------------------------------===//

bool mlir::qopt::takesBuffers(ModuleOp module) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  return main && main.getNumResults() == 0 && main.getNumArguments() > 0 &&
         llvm::all_of(main.getArgumentTypes(), llvm::IsaPred<MemRefType>);
}

// What a run computes, for the manifest.
static void recordProducts(ModuleOp module) {
  int64_t macs = 0;
  bool isInteger = true;
  module.walk([&](Operation *op) {
    llvm::TypeSwitch<Operation *>(op)
        .Case<MmaMatmulOp, MmaMatmulRunsOp, MmaSparseMatmulOp, MmaFloatMatmulOp>(
            [&](auto product) {
              macs += product.getRows() * product.getColumns() * product.getDepth();
            });
    isInteger &= !isa<MmaFloatMatmulOp>(op);
  });
  Builder b(module.getContext());
  module->setAttr(kMacsAttr, b.getI64IntegerAttr(macs));
  module->setAttr(kIntegerAttr, b.getBoolAttr(isInteger));
}

LogicalResult mlir::qopt::lowerToLaunches(ModuleOp module, StringRef chip,
                                          std::optional<int64_t> promote) {
  PassManager pm(module.getContext());
  if (takesBuffers(module)) {
    recordProducts(module);
    buildKernelPipeline(pm, chip);
    buildLowerGpuKernelsPipeline(pm);
  } else {
    recordArithmetic(module);
    buildGpuCodegenPipeline(pm, chip, promote);
  }
  return pm.run(module);
}

//===-- Files -------------------------------------------------------------===//

static llvm::Error writePtx(ModuleOp module, StringRef path,
                            const GpuArtefactOptions &options) {
  const GpuTarget &target = options.target;
  if (target.chips.size() != 1)
    return llvm::createStringError(
        "expected one chip for --emit=ptx, such as --target nvptx:sm_80, got " +
        std::to_string(target.chips.size()));
  if (failed(lowerToLaunches(module, target.chips.front(), options.promote)))
    return llvm::createStringError("expected a model that compiles for the GPU, see above");
  auto text = emitPtxText(module);
  if (!text)
    return text.takeError();
  if (path != "-")
    return writeFile(path, *text);
  llvm::outs() << *text;
  return llvm::Error::success();
}

// Weights that two chips have in common are held once.
static void shareWeights(DeviceVariant &variant, const DeviceCode &code) {
  for (const DeviceVariant &other : code.variants)
    if (other.weightBytes() == variant.weightBytes()) {
      variant.weights = UnmanagedAsmResourceBlob::allocateWithAlign(other.weightBytes(), 64);
      return;
    }
}

// All chips' code, and a module that describes the model in `description`.
static llvm::Expected<DeviceCode> makeCode(ModuleOp module, const GpuArtefactOptions &options,
                                           OwningOpRef<ModuleOp> &description) {
  auto ptxas = findPtxas(options.ptxas);
  if (!ptxas)
    return ptxas.takeError();
  ArrayRef<std::string> chips = options.target.chips;
  if (options.target.all && ptxas->empty())
    chips = chips.take_back();
  DeviceCode code;
  for (const std::string &chip : chips) {
    OwningOpRef<ModuleOp> clone = module.clone();
    if (failed(lowerToLaunches(*clone, chip, options.promote)))
      return llvm::createStringError("expected a model that compiles for " + chip +
                                     ", see above");
    auto variant = makeDeviceVariant(*clone, *ptxas);
    if (!variant)
      return variant.takeError();
    shareWeights(*variant, code);
    code.variants.push_back(std::move(*variant));
    if (!description)
      description = std::move(clone);
  }
  makeDescriptionModule(*description, code.variants.front());
  return code;
}

llvm::Error mlir::qopt::writeGpuArtefact(OwningOpRef<ModuleOp> module, EmitStage stage,
                                         StringRef path, const std::optional<Recipe> &recipe,
                                         const GpuArtefactOptions &options) {
  if (stage == EmitStage::Ptx)
    return writePtx(*module, path, options);
  OwningOpRef<ModuleOp> description;
  auto code = makeCode(*module, options, description);
  if (!code)
    return code.takeError();
  if (!options.fallback)
    return writeArtefact(std::move(description), stage, path, recipe, &*code);
  if (takesBuffers(*module))
    return llvm::createStringError(
        "expected a model on tensors for --fallback cpu, got one whose 'main' takes buffers");
  description = nullptr;
  if (failed(lowerToCpu(*module, CpuTarget())))
    return llvm::createStringError("expected a model that compiles for the CPU, see above");
  return writeArtefact(std::move(module), stage, path, recipe, &*code);
}
