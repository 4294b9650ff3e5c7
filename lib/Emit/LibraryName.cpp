// SPDX-License-Identifier: Apache-2.0
// Which model a library holds, from its dynamic symbols alone: a user may have
// renamed the file, and opening it would run its initialisers.
#include "qopt/Emit/Files.h"

#include "llvm/Object/ELFObjectFile.h"

using namespace mlir;
using llvm::object::ELF64LEObjectFile;

static llvm::Error makeError(llvm::StringRef path, const llvm::Twine &text) {
  return llvm::createStringError("'" + path + "': " + text);
}

static llvm::Expected<std::vector<std::string>>
findModels(const ELF64LEObjectFile &file) {
  std::vector<std::string> names;
  for (llvm::object::ELFSymbolRef symbol : file.getDynamicSymbolIterators()) {
    auto flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    auto name = symbol.getName();
    if (!name)
      return name.takeError();
    if (!(*flags & llvm::object::BasicSymbolRef::SF_Undefined) &&
        symbol.getELFType() == llvm::ELF::STT_FUNC &&
        name->size() > 6 && name->ends_with("_model"))
      names.push_back(name->drop_back(6).str());
  }
  return names;
}

/// A segment beyond the end of a truncated file is a bus error when the loader
/// touches it.
static llvm::Error checkSegments(const llvm::object::ELF64LEFile &file,
                                 uint64_t size) {
  auto headers = file.program_headers();
  if (!headers)
    return headers.takeError();
  for (const auto &header : *headers)
    if (header.p_type == llvm::ELF::PT_LOAD &&
        (header.p_offset > size || header.p_filesz > size - header.p_offset))
      return llvm::createStringError(
          "expected a whole library, got one that ends before its code or data");
  return llvm::Error::success();
}

llvm::Expected<std::string>
mlir::qopt::findModelName(llvm::StringRef libraryPath) {
  auto buffer = llvm::MemoryBuffer::getFile(libraryPath, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return makeError(libraryPath, buffer.getError().message());
  auto binary =
      llvm::object::ObjectFile::createELFObjectFile((*buffer)->getMemBufferRef());
  if (!binary)
    return makeError(libraryPath,
                     "expected a compiled model library (ELF, x86-64), got: " +
                         llvm::toString(binary.takeError()));
  auto *file = llvm::dyn_cast<ELF64LEObjectFile>(binary->get());
  if (!file || file->getELFFile().getHeader().e_machine != llvm::ELF::EM_X86_64)
    return makeError(libraryPath, "expected an ELF file for x86-64, got one "
                                  "for another machine");
  if (file->getELFFile().getHeader().e_type != llvm::ELF::ET_DYN)
    return makeError(libraryPath,
                     "expected a library, got another kind of ELF file");
  if (llvm::Error error = checkSegments(file->getELFFile(),
                                        (*buffer)->getBufferSize()))
    return makeError(libraryPath, llvm::toString(std::move(error)));
  auto names = findModels(*file);
  if (!names)
    return makeError(libraryPath, llvm::toString(names.takeError()));
  if (names->size() != 1)
    return makeError(libraryPath,
                     "expected one exported function '<name>_model', got " +
                         (names->empty() ? std::string("none")
                                         : std::to_string(names->size())));
  return names->front();
}
