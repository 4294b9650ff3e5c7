// SPDX-License-Identifier: Apache-2.0
// Shared libraries: what goes into them, and where. The output is made beside
// its final place and renamed.
#include "FileSizeLimit.h"
#include "Linker.h"
#include "MemoryFile.h"
#include "OutputFile.h"
#include "qopt/Emit/Files.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {

/// What the library needs at run time, and who has it on Debian.
struct SystemLibrary {
  const char *file;
  const char *package;
};
} // namespace

// The loader serves thread-local variables.
static constexpr SystemLibrary kNeeded[] = {
    {"libomp.so.5", "libomp-22-dev"},
    {"libm.so.6", "libc6"},
    {"libc.so.6", "libc6"},
    {"ld-linux-x86-64.so.2", "libc6"}};

static constexpr const char *kSystemDirs[] = {
    "/usr/lib/llvm-22/lib",      "/usr/lib/x86_64-linux-gnu",
    "/lib/x86_64-linux-gnu",     "/usr/local/lib",
    "/usr/lib64",                "/lib64",
    "/usr/lib",                  "/lib"};

static std::string findLibrary(llvm::StringRef file,
                               llvm::ArrayRef<std::string> dirs) {
  std::vector<std::string> all(dirs.begin(), dirs.end());
  all.insert(all.end(), std::begin(kSystemDirs), std::end(kSystemDirs));
  for (const std::string &dir : all) {
    llvm::SmallString<128> path(dir);
    llvm::sys::path::append(path, file);
    if (llvm::sys::fs::exists(path))
      return std::string(path);
  }
  return "";
}

static std::string makeVersionScript(llvm::StringRef modelName) {
  return ("{\n  global: " + modelName + "_model; qopt_*;\n  local: *;\n};\n")
      .str();
}

static std::vector<std::string> getFlags(llvm::StringRef soname) {
  // One thread: the files are small or one large section. Output to "-", that
  // is written, because LLD maps files, and then a full disk is a signal.
  return {"ld.lld",
          "-shared",
          "-m",
          "elf_x86_64",
          ("--soname=" + soname).str(),
          "--gc-sections",
          "--build-id=none",
          "-z",
          "defs",
          "-z",
          "relro",
          "-z",
          "now",
          "-z",
          "noexecstack",
          "--hash-style=gnu",
          "--eh-frame-hdr",
          "--threads=1",
          "--as-needed",
          "-o",
          "-"};
}

static llvm::Error addSystemLibraries(std::vector<std::string> &arguments,
                                      const LinkOptions &options) {
  for (const SystemLibrary &library : kNeeded) {
    std::string path = findLibrary(library.file, options.libraryDirs);
    if (path.empty())
      return llvm::createStringError(
          "'%s' is not installed (Debian package %s)", library.file,
          library.package);
    arguments.push_back(path);
  }
  return llvm::Error::success();
}

static llvm::Error linkTo(int fd, llvm::StringRef soname,
                          llvm::StringRef object, const LinkOptions &options) {
  std::string script = makeVersionScript(options.modelName);
  std::pair<const char *, llvm::StringRef> contents[] = {
      {"exports", script},
      {"model.o", object},
      {"runtime.a", getRuntimeArchive()},
      {"cuda.a", getCudaArchive()}};
  std::vector<MemoryFile> inputs;
  for (auto [name, bytes] : contents) {
    auto file = MemoryFile::create(name, bytes);
    if (!file)
      return file.takeError();
    inputs.push_back(std::move(*file));
  }
  std::vector<std::string> arguments = getFlags(soname);
  arguments.push_back("--version-script=" + inputs[0].path());
  arguments.push_back(inputs[1].path());
  arguments.push_back("--whole-archive");
  arguments.push_back(inputs[2].path());
  if (options.device)
    arguments.push_back(inputs[3].path());
  arguments.push_back("--no-whole-archive");
  if (llvm::Error error = addSystemLibraries(arguments, options))
    return error;
  llvm::Error error = runLinker(arguments, fd);
  if (!error)
    return error;
  // Users know the files by their names only.
  std::string text = llvm::toString(std::move(error));
  for (const MemoryFile &input : inputs)
    for (size_t at; (at = text.find(input.path())) != std::string::npos;)
      text.replace(at, input.path().size(), input.getName());
  return llvm::createStringError(text);
}

llvm::Error mlir::qopt::linkSharedLibrary(llvm::MemoryBufferRef object,
                                          llvm::StringRef outputPath,
                                          const LinkOptions &options) {
  IgnoreFileSizeSignal ignore;
  llvm::StringRef soname = options.soname;
  if (soname.empty())
    soname = llvm::sys::path::filename(outputPath);
  auto file = OutputFile::create(outputPath, /*mode=*/0777);
  if (!file)
    return file.takeError();
  if (llvm::Error error =
          linkTo(file->getDescriptor(), soname, object.getBuffer(), options))
    return makeFileError("link", outputPath, std::move(error));
  return file->keep();
}
