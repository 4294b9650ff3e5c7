// SPDX-License-Identifier: Apache-2.0
// Fills the weights' section of a finished object. LLVM would hold each byte of
// a constant several times (in the context, in a fragment, in the output); a
// section of zeros costs nothing until it is written out.
#include "Object.h"

#include "llvm/Object/ELFObjectFile.h"

using namespace mlir;

llvm::Error mlir::qopt::fillWeights(llvm::SmallVectorImpl<char> &object,
                                    llvm::ArrayRef<char> weights) {
  if (weights.empty())
    return llvm::Error::success();
  llvm::MemoryBufferRef buffer(llvm::StringRef(object.data(), object.size()),
                               "object");
  auto file = llvm::object::ObjectFile::createELFObjectFile(buffer);
  if (!file)
    return file.takeError();
  for (const llvm::object::SectionRef &section : (*file)->sections()) {
    auto name = section.getName();
    if (!name)
      return name.takeError();
    if (*name != kWeightsSection)
      continue;
    auto contents = section.getContents();
    if (!contents)
      return contents.takeError();
    if (contents->size() != weights.size())
      return llvm::createStringError(
          "expected %zu bytes in section '%s', got %zu", weights.size(),
          kWeightsSection, contents->size());
    std::copy(weights.begin(), weights.end(),
              object.data() + (contents->data() - buffer.getBufferStart()));
    return llvm::Error::success();
  }
  return llvm::createStringError("expected a section '%s', got none",
                                 kWeightsSection);
}
