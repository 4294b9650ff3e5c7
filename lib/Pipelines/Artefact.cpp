// SPDX-License-Identifier: Apache-2.0
// Files of a compiled model; see the header.
#include "qopt/Pipelines/Artefact.h"

#include "qopt/Emit/Emit.h"
#include "qopt/Emit/Files.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

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

llvm::Error mlir::qopt::checkStage(EmitStage stage, const CpuTarget &target) {
  if (stage == EmitStage::Ptx)
    return llvm::createStringError(
        "expected a target of GPUs for --emit=ptx, such as nvptx:sm_80, got one of CPUs");
  if (stage != EmitStage::Library || target.arch == target::Arch::X86_64)
    return llvm::Error::success();
  const target::ArchRow &arch = target::describe(target.arch);
  std::string name(arch.name), triple(arch.triple);
  return llvm::createStringError(
      "expected --emit=object for " + name +
      ", got library: only x86_64 libraries are linked here. Link the object with "
      "the runtime, qopt's lib/Runtime/Cpu/*.c, by a compiler for " +
      triple);
}

static ManifestEntries recipeEntries(const std::optional<Recipe> &recipe) {
  ManifestEntries entries;
  if (!recipe)
    return entries;
  auto json = llvm::json::parse(recipe->toJson());
  if (json)
    entries.push_back({"recipe", std::move(*json)});
  else
    llvm::consumeError(json.takeError());
  return entries;
}

// What `qopt bench` needs to know of a library.
static void addArithmetic(ModuleOp module, ManifestEntries &entries) {
  if (auto macs = module->getAttrOfType<IntegerAttr>(kMacsAttr))
    entries.push_back({"macs_per_run", macs.getInt()});
  if (auto integer = module->getAttrOfType<BoolAttr>(kIntegerAttr))
    entries.push_back({"integer", integer.getValue()});
}

static std::string sidePath(StringRef path, StringRef extension) {
  SmallString<128> side(path);
  llvm::sys::path::replace_extension(side, extension);
  return side.str().str();
}

Arithmetic mlir::qopt::readArithmetic(StringRef path) {
  Arithmetic result;
  auto file = llvm::MemoryBuffer::getFile(sidePath(path, "json"));
  if (!file)
    return result;
  auto json = llvm::json::parse((*file)->getBuffer());
  if (!json) {
    llvm::consumeError(json.takeError());
    return result;
  }
  if (const llvm::json::Object *entries = json->getAsObject()) {
    result.macs = entries->getInteger("macs_per_run").value_or(0);
    result.integer = entries->getBoolean("integer").value_or(true);
  }
  return result;
}

// Header and manifest beside the artefact: both or none.
static llvm::Error writeSideFiles(StringRef path, const std::string &header,
                                  const std::string &manifest) {
  if (llvm::Error error = writeFile(sidePath(path, "h"), header))
    return error;
  llvm::Error error = writeFile(sidePath(path, "json"), manifest);
  if (error)
    llvm::sys::fs::remove(sidePath(path, "h"));
  return error;
}

static llvm::Error writeCodeText(ModuleOp module, EmitStage stage,
                                 StringRef path, const EmitOptions &options) {
  auto text = stage == EmitStage::LlvmIr ? emitLLVMIR(module, options)
                                         : emitAssembly(module, options);
  if (!text)
    return text.takeError();
  if (path != "-")
    return writeFile(path, *text);
  llvm::outs() << *text;
  return llvm::Error::success();
}

// The artefact must not be one of the files beside it, nor go where none can be.
static llvm::Error checkPath(StringRef path) {
  llvm::sys::fs::file_status status;
  bool replaceable =
      llvm::sys::fs::status(path, status) ||
      status.type() == llvm::sys::fs::file_type::regular_file;
  if (replaceable && path != "-" && path != sidePath(path, "h") &&
      path != sidePath(path, "json"))
    return llvm::Error::success();
  return llvm::createStringError(
      "expected a file name for code, such as model.so or model.o, got '" +
      path + "'");
}

llvm::Error mlir::qopt::writeArtefact(OwningOpRef<ModuleOp> module,
                                      EmitStage stage, StringRef path,
                                      const std::optional<Recipe> &recipe,
                                      const DeviceCode *device) {
  EmitOptions options;
  options.device = device;
  options.manifest = recipeEntries(recipe);
  addArithmetic(*module, options.manifest);
  if (stage == EmitStage::LlvmIr || stage == EmitStage::Assembly)
    return writeCodeText(*module, stage, path, options);
  if (llvm::Error error = checkPath(path))
    return error;
  auto info = readModelInfo(*module, device);
  if (!info)
    return info.takeError();
  std::string header = buildHeader(*info, llvm::sys::path::stem(path));
  std::string manifest = buildManifest(*info, options.manifest);
  LinkOptions link;
  link.modelName = info->name;
  link.device = device != nullptr;
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
