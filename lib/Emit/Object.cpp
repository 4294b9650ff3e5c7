// SPDX-License-Identifier: Apache-2.0
// Fills the weights' section of a finished object. LLVM would hold each byte of
// a constant several times (in the context, in a fragment, in the output); a
// section of zeros costs nothing until it is written out.
#include "Object.h"
#include "qopt/Emit/ModelInfo.h"

#include "llvm/Object/ELFObjectFile.h"

using namespace mlir;

llvm::Error mlir::qopt::fillWeights(llvm::SmallVectorImpl<char> &object,
                                    llvm::ArrayRef<llvm::ArrayRef<char>> blobs) {
  if (blobs.empty())
    return llvm::Error::success();
  std::vector<uint64_t> offsets = placeWeights(blobs);
  size_t size = offsets.back() + blobs.back().size();
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
    if (contents->size() != size)
      return llvm::createStringError(
          "expected %zu bytes in section '%s', got %zu", size, kWeightsSection,
          contents->size());
    char *begin = object.data() + (contents->data() - buffer.getBufferStart());
    for (auto [blob, offset] : llvm::zip_equal(blobs, offsets))
      std::copy(blob.begin(), blob.end(), begin + offset);
    return llvm::Error::success();
  }
  return llvm::createStringError("expected a section '%s', got none",
                                 kWeightsSection);
}
