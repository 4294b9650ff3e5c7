// SPDX-License-Identifier: Apache-2.0
// Models from files; see the header.
#include "qopt/Pipelines/Load.h"

#include "qopt/Import/Onnx/Import.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace mlir::qopt;

ModelKind mlir::qopt::getModelKind(StringRef path) {
  if (path.ends_with(".onnx"))
    return ModelKind::Onnx;
  if (path.ends_with(".mlir") || path.ends_with(".mlirbc"))
    return ModelKind::Mlir;
  if (path.ends_with(".so"))
    return ModelKind::Library;
  return ModelKind::Unknown;
}

FailureOr<OwningOpRef<ModuleOp>>
mlir::qopt::loadModule(StringRef path, MLIRContext *context,
                       const LoadOptions &options) {
  Location loc = FileLineColLoc::get(context, path, 0, 0);
  switch (getModelKind(path)) {
  case ModelKind::Onnx: {
    OnnxImportOptions import;
    import.batch = options.batch;
    import.dims = options.dims;
    return importOnnx(path, context, import);
  }
  case ModelKind::Mlir: {
    ParserConfig config(context);
    OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(path, config);
    if (!module)
      return emitError(loc) << "expected a readable MLIR module in '" << path
                            << "'";
    return module;
  }
  case ModelKind::Library:
    return emitError(loc) << "expected a model as .onnx, .mlir or .mlirbc, got "
                             "the compiled library '"
                          << path << "'";
  case ModelKind::Unknown:
    return emitError(loc) << "expected a model file named .onnx, .mlir or "
                             ".mlirbc, got '"
                          << path << "'";
  }
  llvm_unreachable("all kinds are handled");
}

FailureOr<func::FuncOp> mlir::qopt::getMain(ModuleOp module) {
  auto func = module.lookupSymbol<func::FuncOp>("main");
  if (!func || func.isExternal())
    return module.emitError() << "expected a function 'main' with a body in the "
                                 "model, got none";
  for (TypeRange types : {TypeRange(func.getArgumentTypes()),
                          TypeRange(func.getResultTypes())})
    for (Type type : types) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      if (!tensor || !tensor.hasStaticShape() ||
          !isa<FloatType, IntegerType>(tensor.getElementType()))
        return func.emitError() << "expected static float or integer tensors as "
                                   "arguments and results of 'main', got "
                                << type;
    }
  return func;
}
