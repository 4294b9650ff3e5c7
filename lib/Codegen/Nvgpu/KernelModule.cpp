// SPDX-License-Identifier: Apache-2.0
#include "KernelModule.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static StringRef text(std::string_view view) { return {view.data(), view.size()}; }

FailureOr<target::Chip> mlir::qopt::parseChip(Operation *op, StringRef name) {
  if (auto chip = target::parseChip({name.data(), name.size()}))
    return *chip;
  InFlightDiagnostic error = op->emitError() << "expected a chip (";
  llvm::interleaveComma(target::chipRows(), error, [&](const target::ChipRow &row) {
    error << text(row.name);
  });
  return error << "), got '" << name << "'";
}

gpu::GPUModuleOp mlir::qopt::getKernelModule(ModuleOp module, target::Chip chip) {
  MLIRContext *context = module.getContext();
  const target::ChipRow &row = target::describe(chip);
  auto attr = NVVM::NVVMTargetAttr::get(context, /*optLevel=*/3,
                                        "nvptx64-nvidia-cuda", text(row.name),
                                        text(row.features));
  OpBuilder builder(context);
  ArrayAttr targets = builder.getArrayAttr({attr});
  for (auto known : module.getOps<gpu::GPUModuleOp>())
    if (known.getName().starts_with(kKernelModule) && known.getTargetsAttr() == targets)
      return known;
  auto kernels = gpu::GPUModuleOp::create(builder, module.getLoc(), kKernelModule,
                                          ArrayRef<Attribute>{attr});
  SymbolTable(module).insert(kernels); // renames where the name is taken
  module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                  builder.getUnitAttr());
  return kernels;
}
