// SPDX-License-Identifier: Apache-2.0
// Shared libraries: what goes into them, and where. Inputs go through a
// temporary folder, because LLD reads files only; the output is made beside its
// final place and renamed.
#include "FileSizeLimit.h"
#include "Linker.h"
#include "qopt/Emit/Files.h"

#include "llvm/ADT/ScopeExit.h"
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

/// A folder of our own that goes away with everything in it.
class TemporaryFolder {
public:
  ~TemporaryFolder() {
    if (!path.empty())
      llvm::sys::fs::remove_directories(path);
  }
  llvm::Error create() {
    if (std::error_code reason =
            llvm::sys::fs::createUniqueDirectory("qopt-link", path))
      return llvm::createStringError(
          reason, "cannot make a temporary folder: " + reason.message());
    return llvm::Error::success();
  }
  std::string file(llvm::StringRef name) const {
    llvm::SmallString<128> result(path);
    llvm::sys::path::append(result, name);
    return std::string(result);
  }

private:
  llvm::SmallString<128> path;
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

static llvm::Error prefixed(const llvm::Twine &prefix, llvm::Error error) {
  return llvm::createStringError(prefix + llvm::toString(std::move(error)));
}

llvm::Error mlir::qopt::linkSharedLibrary(llvm::MemoryBufferRef object,
                                          llvm::StringRef outputPath,
                                          const LinkOptions &options) {
  IgnoreFileSizeSignal ignore;
  std::string soname = options.soname.empty()
                           ? llvm::sys::path::filename(outputPath).str()
                           : options.soname;
  // One thread: the files are small or one large section.
  std::vector<std::string> arguments = {
      "ld.lld",        "-shared",         "-m",
      "elf_x86_64",    "--soname=" + soname, "--gc-sections",
      "--build-id=none", "-z",             "defs",
      "-z",            "relro",           "-z",
      "now",           "-z",              "noexecstack",
      "--hash-style=gnu", "--threads=1",  "--as-needed"};

  TemporaryFolder folder;
  if (llvm::Error error = folder.create())
    return error;
  std::string script = makeVersionScript(options.modelName);
  const std::pair<const char *, llvm::StringRef> inputs[] = {
      {"exports", script},
      {"model.o", object.getBuffer()},
      {"runtime.a", getRuntimeArchive()}};
  for (auto [name, contents] : inputs)
    if (llvm::Error error = writeFile(folder.file(name), contents))
      return error;
  arguments.push_back("--version-script=" + folder.file("exports"));
  arguments.push_back(folder.file("model.o"));
  arguments.push_back("--whole-archive");
  arguments.push_back(folder.file("runtime.a"));
  arguments.push_back("--no-whole-archive");
  for (const SystemLibrary &library : kNeeded) {
    std::string path = findLibrary(library.file, options.libraryDirs);
    if (path.empty())
      return llvm::createStringError(
          "cannot link '%s': '%s' is not installed (Debian package %s)",
          outputPath.str().c_str(), library.file, library.package);
    arguments.push_back(path);
  }

  auto place =
      llvm::sys::fs::TempFile::create(outputPath + ".tmp-%%%%%%%%", 0777);
  if (!place)
    return prefixed("cannot write '" + outputPath + "': ", place.takeError());
  arguments.push_back("-o");
  arguments.push_back(place->TmpName);
  if (llvm::Error error = runLinker(arguments)) {
    llvm::consumeError(place->discard());
    return prefixed("cannot link '" + outputPath + "': ", std::move(error));
  }
  if (llvm::Error error = place->keep(outputPath)) {
    llvm::consumeError(place->discard());
    return prefixed("cannot write '" + outputPath + "': ", std::move(error));
  }
  return llvm::Error::success();
}
