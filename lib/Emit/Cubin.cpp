// SPDX-License-Identifier: Apache-2.0
// The vendor's assembler, where it is installed: PTX text to machine code of a chip.
#include "qopt/Emit/DeviceCode.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>

using namespace mlir;
using namespace mlir::qopt;

llvm::Expected<std::string> mlir::qopt::findPtxas(StringRef asked) {
  if (asked == "none")
    return std::string();
  if (!asked.empty()) {
    if (llvm::sys::fs::can_execute(asked))
      return asked.str();
    return llvm::createStringError("expected the path of ptxas or 'none', got '" +
                                   asked + "', which is no program");
  }
  if (auto found = llvm::sys::findProgramByName("ptxas")) // in PATH
    return *found;
  std::string home;
  if (const char *set = std::getenv("CUDA_HOME"))
    home = std::string(set) + "/bin";
  StringRef dirs[] = {home, "/usr/local/cuda/bin"};
  if (auto found = llvm::sys::findProgramByName("ptxas", dirs))
    return *found;
  return std::string();
}

// "Used 40 registers, ..., 1024 bytes smem", "0 bytes spill stores": the number before.
static uint32_t numberBefore(StringRef line, StringRef unit) {
  size_t at = line.find(unit);
  if (at == StringRef::npos)
    return 0;
  StringRef head = line.take_front(at).rtrim();
  uint32_t number = 0;
  head.substr(head.find_last_not_of("0123456789") + 1).getAsInteger(10, number);
  return number;
}

static std::vector<KernelUse> readUses(StringRef report) {
  std::vector<KernelUse> uses;
  SmallVector<StringRef> lines;
  report.split(lines, '\n');
  for (StringRef line : lines) {
    constexpr StringLiteral begin = "Compiling entry function '";
    if (size_t at = line.find(begin); at != StringRef::npos)
      uses.push_back({line.substr(at + begin.size()).split('\'').first.str()});
    if (uses.empty())
      continue;
    uses.back().spillBytes += numberBefore(line, "bytes spill stores") +
                              numberBefore(line, "bytes spill loads");
    if (uint32_t registers = numberBefore(line, "registers"))
      uses.back().registers = registers;
    if (uint32_t bytes = numberBefore(line, "bytes smem"))
      uses.back().sharedBytes = bytes;
  }
  return uses;
}

static llvm::Expected<std::string> readText(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return llvm::createFileError(path, file.getError());
  return (*file)->getBuffer().str();
}

llvm::Expected<Cubin> mlir::qopt::assemble(StringRef ptx, StringRef chip, StringRef ptxas) {
  SmallString<128> dir;
  if (std::error_code code = llvm::sys::fs::createUniqueDirectory("qopt-ptxas", dir))
    return llvm::createStringError(code, "temporary folder for ptxas");
  llvm::scope_exit clean([&] { llvm::sys::fs::remove_directories(dir); });
  std::string base = dir.str().str();
  // A name in the cubin is that of the file, which must not be one of this run.
  std::string source = base + "/kernels.ptx", output = base + "/kernels.cubin",
              report = base + "/report";
  {
    std::error_code code;
    llvm::raw_fd_ostream os(source, code);
    os << ptx;
    os.close();
    if (code || os.has_error())
      return llvm::createStringError("cannot write '" + source + "' for ptxas");
  }
  std::string arch = ("--gpu-name=" + chip).str();
  StringRef arguments[] = {ptxas, "-v", "-O3", arch, source, "--output-file", output};
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(report), StringRef(report)};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(ptxas, arguments, std::nullopt, redirects,
                                         /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message);
  auto text = readText(report);
  if (!text)
    return text.takeError();
  if (status != 0)
    return llvm::createStringError("expected kernels that ptxas assembles for " + chip +
                                   ", got: " + message + StringRef(*text).trim());
  auto bytes = readText(output);
  if (!bytes)
    return bytes.takeError();
  Cubin cubin;
  cubin.bytes.assign(bytes->begin(), bytes->end());
  cubin.kernels = readUses(*text);
  return cubin;
}
