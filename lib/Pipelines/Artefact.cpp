// SPDX-License-Identifier: Apache-2.0
// Files of a compiled model; see the header.
#include "qopt/Pipelines/Artefact.h"

#include "qopt/Emit/Emit.h"
#include "qopt/Emit/Files.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mlir::qopt;

static bool isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

LogicalResult mlir::qopt::setModelName(ModuleOp module, StringRef name) {
  if (!name.empty() && !isIdentifier(name))
    return module.emitError()
           << "expected a model name that is a C identifier, got '" << name
           << "'";
  if (!name.empty())
    module.setSymName(name);
  else if (!module.getSymName() || !isIdentifier(*module.getSymName()))
    module.setSymName("model");
  return success();
}

static ManifestEntries recipeEntries(const Recipe &recipe, bool quantized) {
  ManifestEntries entries;
  if (!quantized)
    return entries;
  auto json = llvm::json::parse(recipe.toJson());
  if (json)
    entries.push_back({"recipe", std::move(*json)});
  else
    llvm::consumeError(json.takeError());
  return entries;
}

// Header and manifest beside the artefact.
static llvm::Error writeSideFiles(StringRef path, const std::string &header,
                                  const std::string &manifest) {
  SmallString<128> side(path);
  llvm::sys::path::replace_extension(side, "h");
  if (llvm::Error error = writeFile(side, header))
    return error;
  llvm::sys::path::replace_extension(side, "json");
  return writeFile(side, manifest);
}

llvm::Error mlir::qopt::writeArtefact(OwningOpRef<ModuleOp> module,
                                      EmitStage stage, StringRef path,
                                      const Recipe &recipe) {
  EmitOptions options;
  options.manifest = recipeEntries(recipe, !recipe.name.empty());
  if (stage == EmitStage::LlvmIr || stage == EmitStage::Assembly) {
    auto text = stage == EmitStage::LlvmIr ? emitLLVMIR(*module, options)
                                           : emitAssembly(*module, options);
    return text ? writeFile(path, *text) : text.takeError();
  }
  auto info = readModelInfo(*module);
  if (!info)
    return info.takeError();
  std::string header = buildHeader(*info);
  std::string manifest = buildManifest(*info, options.manifest);
  LinkOptions link;
  link.modelName = info->name;
  auto object = emitObject(*module, options);
  // The object has its own copy, and the context would keep this one.
  takeWeights(*module);
  module = nullptr;
  if (!object)
    return object.takeError();
  llvm::Error error =
      stage == EmitStage::Object
          ? writeFile(path, (*object)->getBuffer())
          : linkSharedLibrary((*object)->getMemBufferRef(), path, link);
  if (error)
    return error;
  if (llvm::Error sideError = writeSideFiles(path, header, manifest)) {
    // Never a library without its header: take back what was written.
    llvm::sys::fs::remove(path);
    return sideError;
  }
  return llvm::Error::success();
}
