// SPDX-License-Identifier: Apache-2.0
// The steps between model files; see the header.
#include "qopt/Pipelines/Workflow.h"

#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Pipelines/Artefact.h"
#include "qopt/Pipelines/Bench.h"
#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Quantize/Smooth/Passes.h"
#include "qopt/Sequence/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static constexpr std::pair<const char *, EmitStage> kStages[] = {
    {"float", EmitStage::Float},         {"prepared", EmitStage::Prepared},
    {"quantized", EmitStage::Quantized}, {"integer", EmitStage::Integer},
    {"linalg", EmitStage::Linalg},       {"llvm", EmitStage::Llvm},
    {"llvm-ir", EmitStage::LlvmIr},      {"asm", EmitStage::Assembly},
    {"ptx", EmitStage::Ptx},             {"object", EmitStage::Object},
    {"library", EmitStage::Library}};

std::optional<EmitStage> mlir::qopt::parseEmitStage(StringRef text) {
  for (auto [name, stage] : kStages)
    if (text == name)
      return stage;
  return std::nullopt;
}

std::string mlir::qopt::listEmitStages() {
  std::string list;
  for (auto [name, stage] : kStages)
    list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

LogicalResult mlir::qopt::prepare(ModuleOp module, bool keepFilters) {
  PassManager pm(module.getContext());
  buildPreparePipeline(pm, keepFilters);
  return pm.run(module);
}

LogicalResult mlir::qopt::injectOutliers(ModuleOp module, int64_t channels,
                                         double factor) {
  InjectOutliersOptions inject;
  inject.channels = channels;
  inject.factor = factor;
  inject.compensate = true; // of a post-norm block the residual reads the norm, too
  PassManager pm(module.getContext());
  buildPreparePipeline(pm);
  pm.addNestedPass<func::FuncOp>(createInjectOutliers(inject));
  return pm.run(module);
}

LogicalResult mlir::qopt::quantize(ModuleOp module,
                                   const std::optional<Recipe> &recipe,
                                   const RangeSource &ranges) {
  if (failed(prepare(module)))
    return failure();
  auto main = getMain(module);
  if (failed(main))
    return failure();
  PassManager pm(module.getContext());
  if (isQuantizedFunction(*main)) {
    if (recipe)
      return module.emitError()
             << "expected a float model for recipe '" << recipe->name
             << "', got one that is already quantized; leave the recipe out to "
                "keep its own scales";
    buildFusePipeline(pm);
    return pm.run(module);
  }
  if (!recipe)
    return module.emitError() << "expected a recipe to quantize a float model, "
                                 "got none (try --recipe int8)";
  if (failed(foldAndAnnotate(module, *recipe, ranges)))
    return failure();
  if (recipe->isWeightOnly())
    buildWeightOnlyPipeline(pm, *recipe);
  else
    buildQuantizePipeline(pm, *recipe);
  if (failed(pm.run(module)))
    return failure();
  clearChannels(*main);
  return success();
}

LogicalResult mlir::qopt::makeStepModel(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addNestedPass<func::FuncOp>(createMakeStepModel());
  return pm.run(module);
}

LogicalResult mlir::qopt::quantizeKvCache(ModuleOp module, StringRef format) {
  PassManager pm(module.getContext());
  Recipe recipe;
  recipe.kvCache = format.str();
  addKvCache(pm.nest<func::FuncOp>(), recipe);
  return pm.run(module);
}

LogicalResult mlir::qopt::lowerToInteger(ModuleOp module,
                                         const Recipe &recipe) {
  PassManager pm(module.getContext());
  buildIntegerPipeline(pm, recipe, /*allowFloat=*/true);
  if (failed(pm.run(module)))
    return failure();
  auto main = getMain(module);
  if (failed(main))
    return failure();
  markIntegerStage(*main);
  return success();
}

// What a run computes, for the manifest: code does not tell any more.
void mlir::qopt::recordArithmetic(ModuleOp module) {
  auto main = getMain(module);
  if (failed(main))
    return;
  Builder b(module.getContext());
  module->setAttr(kMacsAttr, b.getI64IntegerAttr(countMacs(*main)));
  module->setAttr(kIntegerAttr, b.getBoolAttr(isQuantizedFunction(*main)));
}

// The best code path decides: whoever compiles for machines without it says so.
static bool compressesSparse(const CpuTarget &target) {
  return llvm::any_of(target.isas, [](const std::string &name) {
    auto isa = target::parseIsa(name);
    return isa && target::expandsSparseWeights(*isa);
  });
}

LogicalResult mlir::qopt::lowerToCpu(ModuleOp module, const CpuTarget &target,
                                     bool toLinalg) {
  PassManager pm(module.getContext());
  recordArithmetic(module);
  buildLayoutPipeline(pm, compressesSparse(target));
  if (toLinalg) {
    buildLinalgPipeline(pm);
  } else {
    CpuCodegenOptions options;
    options.arch = target::describe(target.arch).name;
    options.isas.assign(target.isas.begin(), target.isas.end());
    options.parallel = target.parallel;
    buildCpuCodegenPipeline(pm, options);
  }
  return pm.run(module);
}

CpuTarget::CpuTarget(target::Arch arch) : arch(arch) {
  for (std::string_view name : target::isaNames(arch))
    isas.emplace_back(name);
}

static std::string listTargets() {
  std::string text = "cpu";
  for (const target::ArchRow &arch : target::archRows())
    text += ", cpu:" + std::string(arch.name);
  for (const target::IsaRow &isa : target::isaRows())
    text += ", cpu:" + std::string(isa.name);
  for (const target::ArchRow &arch : target::archRows())
    text += ", cpu:" + std::string(arch.name) + ":generic";
  return text;
}

// An instruction set names its architecture; one of all architectures means the
// default one, or that named before it.
static std::optional<CpuTarget> findTarget(StringRef arch, StringRef isa) {
  auto knownArch = target::parseArch(arch.empty() ? "x86_64" : arch);
  auto knownIsa = target::parseIsa(isa);
  if (!knownArch || (!isa.empty() && !knownIsa))
    return std::nullopt;
  if (isa.empty())
    return CpuTarget(*knownArch);
  const target::IsaRow &row = target::describe(*knownIsa);
  if (arch.empty() && row.arch != target::Arch::Any)
    knownArch = row.arch;
  if (!target::belongsTo(row, *knownArch))
    return std::nullopt;
  CpuTarget result(*knownArch);
  result.isas = {isa.str()};
  return result;
}

llvm::Expected<CpuTarget> mlir::qopt::parseTarget(StringRef text) {
  SmallVector<StringRef> words;
  text.split(words, ':');
  std::optional<CpuTarget> found;
  if (words.front() == "cpu" && words.size() == 1)
    found = CpuTarget();
  else if (words.front() == "cpu" && words.size() == 2)
    found = target::parseArch(words[1]) ? findTarget(words[1], "")
            : words[1].empty()          ? std::nullopt
                                        : findTarget("", words[1]);
  else if (words.front() == "cpu" && words.size() == 3 && !words[1].empty() &&
           !words[2].empty())
    found = findTarget(words[1], words[2]);
  if (found)
    return *found;
  return llvm::createStringError("expected one of the targets " +
                                 listTargets() + ", got '" + text + "'");
}
