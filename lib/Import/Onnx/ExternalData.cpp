// SPDX-License-Identifier: Apache-2.0
// Tensors kept in files beside the model. A model is untrusted input: what it
// names must be a regular file inside the model's own folder, links resolved.
#include "TensorLoader.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <optional>

using namespace mlir;
using namespace mlir::qopt::onnx_import;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {
struct Reference {
  std::string location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};
} // namespace

static LogicalResult parseReference(const ::onnx::TensorProto &proto,
                                    Reference &ref, std::string &error) {
  for (const auto &entry : proto.external_data()) {
    if (entry.key() == "location") {
      ref.location = entry.value();
    } else if (entry.key() == "offset" || entry.key() == "length") {
      uint64_t number = 0;
      if (StringRef(entry.value()).getAsInteger(10, number)) {
        error = "expected an external " + entry.key() +
                " that is a number of bytes, got '" + entry.value() + "'";
        return failure();
      }
      if (entry.key() == "offset")
        ref.offset = number;
      else
        ref.length = number;
    }
  }
  if (!ref.location.empty() && !StringRef(ref.location).contains('\0'))
    return success();
  error = "expected the name of an external file, got '" + ref.location + "'";
  return failure();
}

// The file's real path, provided it is a regular file below the folder.
static FailureOr<std::string> resolveInside(StringRef folder,
                                            StringRef location,
                                            std::string &error) {
  if (path::is_absolute(location)) {
    error = ("expected an external file relative to the model, got '" +
             location + "'")
                .str();
    return failure();
  }
  SmallString<256> joined(folder.empty() ? "." : folder), root, file;
  path::append(joined, location);
  if (fs::real_path(folder.empty() ? "." : folder, root) ||
      fs::real_path(joined, file)) {
    error = ("expected an external file '" + location +
             "' beside the model, got none")
                .str();
    return failure();
  }
  StringRef rest = file;
  if (!rest.consume_front(root) ||
      (!path::is_separator(rest.empty() ? '\0' : rest.front()) &&
       !root.str().ends_with("/"))) {
    error = ("expected an external file inside the model's folder, got '" +
             location + "' outside it")
                .str();
    return failure();
  }
  if (!fs::is_regular_file(file)) {
    error = ("expected a regular external file, got '" + location + "'").str();
    return failure();
  }
  return file.str().str();
}

static FailureOr<std::string> readRange(StringRef file, uint64_t offset,
                                        uint64_t length, std::string &error) {
  auto handle = fs::openNativeFileForRead(file);
  if (!handle) {
    error = "cannot open external file: " + llvm::toString(handle.takeError());
    return failure();
  }
  std::string bytes(length, '\0');
  uint64_t done = 0;
  while (done < length) {
    // The system call takes at most 2^31 bytes at a time.
    size_t chunk = std::min<uint64_t>(length - done, 1 << 30);
    auto read = fs::readNativeFileSlice(
        *handle, MutableArrayRef<char>(bytes.data() + done, chunk),
        offset + done);
    if (!read || *read == 0) {
      error = "cannot read external file: " +
              (read ? std::string("it ended early")
                    : llvm::toString(read.takeError()));
      fs::closeFile(*handle);
      return failure();
    }
    done += *read;
  }
  fs::closeFile(*handle);
  return bytes;
}

FailureOr<std::string> mlir::qopt::onnx_import::readExternalData(
    const ::onnx::TensorProto &proto, const TensorSource &source,
    uint64_t wantedBytes, std::string &error) {
  if (!source.allowExternal) {
    error = "expected the data inside the model, got a reference to a file";
    return failure();
  }
  Reference ref;
  if (failed(parseReference(proto, ref, error)))
    return failure();
  auto file = resolveInside(source.folder, ref.location, error);
  if (failed(file))
    return failure();
  uint64_t size = 0;
  if (std::error_code code = fs::file_size(*file, size)) {
    error = "cannot read external file '" + ref.location +
            "': " + code.message();
    return failure();
  }
  if (ref.length && *ref.length != wantedBytes) {
    error = "expected " + std::to_string(wantedBytes) +
            " bytes of external data, got length " +
            std::to_string(*ref.length);
    return failure();
  }
  if (ref.offset > size || size - ref.offset < wantedBytes) {
    error = "expected " + std::to_string(wantedBytes) + " bytes at offset " +
            std::to_string(ref.offset) + " of external file '" + ref.location +
            "', got a file of " + std::to_string(size);
    return failure();
  }
  return readRange(*file, ref.offset, wantedBytes, error);
}
