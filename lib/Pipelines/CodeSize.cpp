// SPDX-License-Identifier: Apache-2.0
// Code size from the sections and symbols of an object file.
#include "qopt/Pipelines/CodeSize.h"

#include "qopt/Target/Cpu.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ObjectFile.h"

using namespace mlir::qopt;
using namespace llvm::object;

// Kernels are local functions whose names end in their instruction set (and a number
// where two share a name); the runtime's own functions have the prefix only.
static bool namesInstructionSet(llvm::StringRef name) {
  return llvm::any_of(::qopt::target::isaRows(), [&](const auto &row) {
    size_t at = name.rfind(row.name);
    return at != llvm::StringRef::npos &&
           name.drop_front(at + row.name.size()).ltrim("_0123456789").empty();
  });
}

static llvm::Expected<bool> isKernel(const SymbolRef &symbol) {
  auto type = symbol.getType();
  if (!type)
    return type.takeError();
  auto flags = symbol.getFlags();
  if (!flags)
    return flags.takeError();
  auto name = symbol.getName();
  if (!name)
    return name.takeError();
  return *type == SymbolRef::ST_Function && !(*flags & SymbolRef::SF_Global) &&
         name->starts_with("qopt_") && namesInstructionSet(*name);
}

llvm::Expected<CodeSize> mlir::qopt::measureCode(llvm::StringRef path) {
  auto file = ObjectFile::createObjectFile(path);
  if (!file)
    return llvm::createFileError(path, file.takeError());
  CodeSize size;
  for (const SectionRef &section : file->getBinary()->sections())
    if (section.isText())
      size.bytes += section.getSize();
  for (const SymbolRef &symbol : file->getBinary()->symbols()) {
    auto kernel = isKernel(symbol);
    if (!kernel)
      return llvm::createFileError(path, kernel.takeError());
    size.kernels += *kernel;
  }
  return size;
}
