// SPDX-License-Identifier: Apache-2.0
// Sampling by SIGPROF; addresses become names through the library's symbol table.
#include "qopt/Pipelines/Profile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <atomic>
#include <csignal>
#include <dlfcn.h>
#include <map>
#include <sys/time.h>
#include <ucontext.h>

using namespace mlir::qopt;
using namespace llvm::object;

namespace {

//===-- Taking samples ----------------------------------------------------===//

// Written by the signal handler, which may do no more than this.
constexpr size_t kMostSamples = 1 << 16;
std::atomic<uintptr_t> addresses[kMostSamples];
std::atomic<size_t> taken;

uintptr_t programCounter(const ucontext_t &context) {
#if defined(__x86_64__)
  return static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<uintptr_t>(context.uc_mcontext.pc);
#else
  return 0;
#endif
}

void takeSample(int, siginfo_t *, void *context) {
  size_t index = taken.fetch_add(1, std::memory_order_relaxed);
  if (index < kMostSamples)
    addresses[index].store(programCounter(*static_cast<ucontext_t *>(context)),
                           std::memory_order_relaxed);
}

/// While it lives, samples are taken.
class Sampling {
public:
  Sampling() {
    taken = 0;
    struct sigaction action = {};
    action.sa_sigaction = takeSample;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGPROF, &action, &before);
    setTimer(1000);
  }
  ~Sampling() {
    setTimer(0);
    // A signal on its way must not end the process, as the default action does.
    if (before.sa_handler == SIG_DFL)
      before.sa_handler = SIG_IGN;
    sigaction(SIGPROF, &before, nullptr);
  }

private:
  static void setTimer(suseconds_t microseconds) {
    itimerval timer = {{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_PROF, &timer, nullptr);
  }
  struct sigaction before = {};
};

//===-- Names -------------------------------------------------------------===//

struct Function {
  uint64_t end = 0;
  std::string name;
};

/// Functions of a library by their first address, as in the file.
using FunctionTable = std::map<uint64_t, Function>;

llvm::Error addFunction(const ELFSymbolRef &symbol, FunctionTable &table) {
  auto type = symbol.getType();
  if (!type)
    return type.takeError();
  if (*type != SymbolRef::ST_Function || !symbol.getSize())
    return llvm::Error::success();
  auto name = symbol.getName();
  auto address = symbol.getAddress();
  if (!name || !address)
    return llvm::joinErrors(name.takeError(), address.takeError());
  table[*address] = {*address + symbol.getSize(), name->str()};
  return llvm::Error::success();
}

llvm::Expected<FunctionTable> readFunctions(llvm::StringRef path) {
  auto file = ObjectFile::createObjectFile(path);
  if (!file)
    return llvm::createFileError(path, file.takeError());
  FunctionTable table;
  auto *elf = llvm::dyn_cast<ELFObjectFileBase>(file->getBinary());
  if (!elf)
    return llvm::createStringError("expected '" + path + "' to be an ELF library");
  for (const ELFSymbolRef &symbol : elf->symbols())
    if (llvm::Error error = addFunction(symbol, table))
      return llvm::createFileError(path, std::move(error));
  return table;
}

/// `library`: where the model's library lies in memory.
std::string nameOf(uintptr_t address, const void *library, const FunctionTable &table) {
  Dl_info info = {};
  if (!dladdr(reinterpret_cast<void *>(address), &info) || !info.dli_fname)
    return "elsewhere";
  if (info.dli_fbase != library)
    return llvm::sys::path::filename(info.dli_fname).str();
  uint64_t offset = address - reinterpret_cast<uintptr_t>(info.dli_fbase);
  auto after = table.upper_bound(offset);
  if (after == table.begin() || offset >= std::prev(after)->second.end)
    return llvm::sys::path::filename(info.dli_fname).str();
  return std::prev(after)->second.name;
}

/// Where a library that is open in this process lies, or null.
const void *findBase(llvm::StringRef path) {
  void *handle = dlopen(path.str().c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (!handle)
    return nullptr;
  Dl_info info = {};
  void *symbol = dlsym(handle, "qopt_run");
  bool found = symbol && dladdr(symbol, &info);
  dlclose(handle);
  return found ? info.dli_fbase : nullptr;
}

Profile count(const void *library, const FunctionTable &table) {
  std::map<std::string, int64_t> counts;
  size_t samples = std::min(taken.load(), kMostSamples);
  for (size_t i = 0; i < samples; ++i)
    ++counts[nameOf(addresses[i].load(), library, table)];
  Profile profile;
  profile.samples = static_cast<int64_t>(samples);
  for (const auto &[name, number] : counts)
    profile.functions.push_back({name, number});
  llvm::sort(profile.functions, [](const auto &a, const auto &b) {
    return a.samples != b.samples ? a.samples > b.samples : a.name < b.name;
  });
  return profile;
}

} // namespace

llvm::Expected<Profile> mlir::qopt::profileLibrary(Runner &runner, llvm::StringRef library,
                                                   const BenchOptions &options) {
#if !defined(__x86_64__) && !defined(__aarch64__)
  return llvm::createStringError("expected an x86-64 or AArch64 processor for a profile");
#endif
  llvm::SmallString<128> absolute(library);
  if (std::error_code code = llvm::sys::fs::make_absolute(absolute))
    return llvm::createFileError(library, code);
  auto table = readFunctions(absolute);
  if (!table)
    return table.takeError();
  const void *base = findBase(absolute);
  if (!base)
    return llvm::createStringError("expected '" + library + "' to be the model that runs");
  {
    Sampling sampling;
    auto timing = timeRunner(runner, options);
    if (!timing)
      return timing.takeError();
  }
  Profile profile = count(base, *table);
  if (!profile.samples)
    return llvm::createStringError("expected samples, got none: the runs took too little time");
  return profile;
}
