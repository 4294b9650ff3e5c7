// SPDX-License-Identifier: Apache-2.0
// C++ access to the files of Embedded.c.
#include "qopt/Emit/Files.h"

using namespace mlir;

extern "C" {
extern const char qopt_embedded_archive[], qopt_embedded_archive_end[];
extern const char qopt_embedded_cuda[], qopt_embedded_cuda_end[];
extern const char qopt_embedded_device[], qopt_embedded_device_end[];
extern const char qopt_embedded_header[], qopt_embedded_header_end[];
}

llvm::StringRef mlir::qopt::getRuntimeArchive() {
  return {qopt_embedded_archive,
          size_t(qopt_embedded_archive_end - qopt_embedded_archive)};
}

llvm::StringRef mlir::qopt::getCudaArchive() {
  return {qopt_embedded_cuda,
          size_t(qopt_embedded_cuda_end - qopt_embedded_cuda)};
}

llvm::StringRef mlir::qopt::getDeviceHeader() {
  return {qopt_embedded_device,
          size_t(qopt_embedded_device_end - qopt_embedded_device)};
}

llvm::StringRef mlir::qopt::getRuntimeHeader() {
  return {qopt_embedded_header,
          size_t(qopt_embedded_header_end - qopt_embedded_header)};
}
