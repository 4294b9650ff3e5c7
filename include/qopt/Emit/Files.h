// SPDX-License-Identifier: Apache-2.0
// Files that a user asked for: whole or not at all.
#ifndef QOPT_EMIT_FILES_H
#define QOPT_EMIT_FILES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace mlir::qopt {

/// Writes a temporary file beside `path` and renames it. On an error (no such
/// folder, no permission, disk full, file size limit) nothing is left behind
/// and a file that was there stays. What is no regular file (/dev/stdout) is
/// written to directly.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents);

/// The same for contents that are too large to be held twice. An error of
/// `write` counts like one of the disk.
llvm::Error
writeFile(llvm::StringRef path,
          llvm::function_ref<llvm::Error(llvm::raw_ostream &)> write);

struct LinkOptions {
  /// Exported beside the runtime's functions: `<name>_model`.
  std::string modelName;
  /// DT_SONAME; empty: the output path's last component.
  std::string soname;
  /// The object holds code for GPUs (EmitOptions::device): what runs it is linked, too.
  bool device = false;
  /// Searched for libomp.so.5 and glibc's libraries before the system's folders.
  std::vector<std::string> libraryDirs;
};

/// Links an object of emitObject with the runtime (embedded in this program)
/// into a shared library that needs LLVM's OpenMP and glibc only: those of
/// libomp.so.5, libm.so.6, libc.so.6 and the loader that it uses.
/// What runs models on GPUs is linked where the object refers to it.
/// The linker is LLD, part of this program, in a forked child: no compiler is
/// needed, and its state is not this process's. Same object, same bytes. Errors
/// as writeFile, and the linker's own messages.
llvm::Error linkSharedLibrary(llvm::MemoryBufferRef object,
                              llvm::StringRef outputPath,
                              const LinkOptions &options);

/// The name of the model in a library: of the one exported function
/// `<name>_model`. Reads the file, runs nothing of it. An error if the file is
/// no whole x86-64 ELF library, or exports none or several such functions.
llvm::Expected<std::string> findModelName(llvm::StringRef libraryPath);

/// The bytes of libQOptRuntimeCpu.a and libQOptRuntimeCuda.a and the text of
/// qopt-c/Runtime.h and qopt-c/Device.h as they were when this program was built.
llvm::StringRef getRuntimeArchive();
llvm::StringRef getCudaArchive();
llvm::StringRef getRuntimeHeader();
llvm::StringRef getDeviceHeader();

} // namespace mlir::qopt

#endif // QOPT_EMIT_FILES_H
