// SPDX-License-Identifier: Apache-2.0
// Objects linked into shared libraries: what they export and need, and that
// they run after dlopen and from a C program.
#include "TestFolder.h"
#include "TestModels.h"
#include "qopt/Emit/Files.h"

#include "qopt-c/Runtime.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Program.h"

#include <dlfcn.h>
#include <sys/stat.h>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::test;

/// The model with some text replaced and a declaration added.
static std::string replaced(StringRef from, StringRef to,
                            StringRef declaration = "") {
  std::string text = kAddModel;
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos);
  text.replace(at, from.size(), to.str());
  size_t body = text.find("llvm.func");
  text.insert(body, declaration.str() + "\n  ");
  return text;
}

static bool link(const TestFolder &folder, StringRef name,
                 StringRef text = kAddModel) {
  auto object = compile(text);
  if (!object)
    return false;
  LinkOptions options;
  options.modelName = "add";
  llvm::Error error =
      linkSharedLibrary(object->getMemBufferRef(), folder.path(name), options);
  if (!error)
    return true;
  ADD_FAILURE() << llvm::toString(std::move(error));
  return false;
}

namespace {
/// The functions of a library opened with dlopen.
struct Library {
  explicit Library(const std::string &path)
      : handle(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_TRUE(handle) << dlerror();
    if (!handle)
      return;
    describe = find<const qopt_model_desc *()>("add_model");
    create = find<decltype(qopt_create)>("qopt_create");
    run = find<decltype(qopt_run)>("qopt_run");
    destroy = find<decltype(qopt_destroy)>("qopt_destroy");
    lastError = find<decltype(qopt_last_error)>("qopt_last_error");
  }
  ~Library() {
    if (handle)
      dlclose(handle);
  }
  template <typename F>
  F *find(const char *name) {
    void *address = dlsym(handle, name);
    EXPECT_TRUE(address) << name;
    return reinterpret_cast<F *>(address);
  }

  void *handle;
  const qopt_model_desc *(*describe)() = nullptr;
  decltype(qopt_create) *create = nullptr;
  decltype(qopt_run) *run = nullptr;
  decltype(qopt_destroy) *destroy = nullptr;
  decltype(qopt_last_error) *lastError = nullptr;
};
} // namespace

TEST(Library, RunsAfterDlopen) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  Library library(folder.path("add.so"));
  ASSERT_TRUE(library.handle);
  qopt_options options = {2, "generic"};
  qopt_model *model = library.create(library.describe(), &options);
  ASSERT_TRUE(model) << library.lastError();
  int32_t a[] = {1, 2, 3, 4, 5, 6, 7, 8}, b[] = {10, 20, 30, 40, 50, 60, 70, 80};
  int32_t y[8];
  const void *in[] = {a, b};
  void *out[] = {y};
  EXPECT_EQ(library.run(model, in, out, 2), 0) << library.lastError();
  EXPECT_EQ(y[0], 12);
  EXPECT_EQ(y[7], 92);
  library.destroy(model);
}

TEST(Library, ExportsTheInterfaceOnly) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  auto file = llvm::object::ObjectFile::createObjectFile(folder.path("add.so"));
  ASSERT_TRUE(bool(file));
  auto *elf = cast<llvm::object::ELFObjectFileBase>(file->getBinary());
  std::vector<std::string> exported;
  for (llvm::object::ELFSymbolRef symbol : elf->getDynamicSymbolIterators())
    if (!(llvm::cantFail(symbol.getFlags()) &
          llvm::object::BasicSymbolRef::SF_Undefined))
      exported.push_back(llvm::cantFail(symbol.getName()).str());
  llvm::sort(exported);
  EXPECT_EQ(exported,
            (std::vector<std::string>{"add_model", "qopt_cpu_features",
                                      "qopt_create", "qopt_destroy", "qopt_isa",
                                      "qopt_last_error", "qopt_run",
                                      "qopt_set_session"}));
}

/// "NEEDED libc.so.6", "SONAME add.so": what the loader sees, in order.
static std::vector<std::string> getDynamicStrings(const std::string &path) {
  auto file = llvm::cantFail(llvm::object::ObjectFile::createObjectFile(path));
  auto *object = cast<llvm::object::ELF64LEObjectFile>(file.getBinary());
  const auto &elf = object->getELFFile();
  auto entries = llvm::cantFail(elf.dynamicEntries());
  StringRef table;
  for (const auto &entry : entries)
    if (entry.getTag() == llvm::ELF::DT_STRTAB)
      table = reinterpret_cast<const char *>(
          llvm::cantFail(elf.toMappedAddr(entry.getPtr())));
  std::vector<std::string> strings;
  for (const auto &entry : entries) {
    const char *text = table.data() + entry.getVal();
    if (entry.getTag() == llvm::ELF::DT_NEEDED)
      strings.push_back(std::string("NEEDED ") + text);
    if (entry.getTag() == llvm::ELF::DT_SONAME)
      strings.push_back(std::string("SONAME ") + text);
  }
  return strings;
}

TEST(Library, NeedsOpenMPAndLibcOnly) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  EXPECT_EQ(getDynamicStrings(folder.path("add.so")),
            (std::vector<std::string>{"NEEDED libomp.so.5", "NEEDED libc.so.6",
                                      "NEEDED ld-linux-x86-64.so.2",
                                      "SONAME add.so"}));
}

TEST(Library, IsReproducible) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  std::string first = folder.read("add.so");
  ASSERT_TRUE(link(folder, "add.so"));
  EXPECT_TRUE(first == folder.read("add.so"));
  EXPECT_EQ(folder.list(), std::vector<std::string>{"add.so"});
}

TEST(Library, HoldsNoPathOfItsMaking) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  std::string bytes = folder.read("add.so");
  EXPECT_EQ(bytes.find("/tmp"), std::string::npos);
  EXPECT_EQ(bytes.find(QOPT_SOURCE_DIR), std::string::npos);
}

TEST(Library, UndefinedSymbolIsTheLinkersError) {
  TestFolder folder;
  auto object = compile(replaced("llvm.store volatile %s, %pt",
                                 "llvm.call @nowhere() : () -> ()\n"
                                 "    llvm.store volatile %s, %pt",
                                 "llvm.func @nowhere()"));
  ASSERT_TRUE(object);
  LinkOptions options;
  options.modelName = "add";
  std::string text = llvm::toString(linkSharedLibrary(
      object->getMemBufferRef(), folder.path("add.so"), options));
  EXPECT_NE(text.find("cannot link"), std::string::npos) << text;
  EXPECT_NE(text.find("undefined symbol: nowhere"), std::string::npos) << text;
  EXPECT_NE(text.find("model.o"), std::string::npos) << text;
  EXPECT_EQ(text.find("/proc/"), std::string::npos) << text;
  EXPECT_TRUE(folder.list().empty());
}

TEST(Library, NotAnObjectIsTheLinkersError) {
  TestFolder folder;
  LinkOptions options;
  options.modelName = "add";
  std::string text = llvm::toString(
      linkSharedLibrary(llvm::MemoryBufferRef("neither ELF nor archive", "x"),
                        folder.path("add.so"), options));
  EXPECT_NE(text.find("cannot link"), std::string::npos) << text;
  EXPECT_TRUE(folder.list().empty());
}

TEST(Library, MissingFolderIsAnError) {
  TestFolder folder;
  auto object = compile();
  ASSERT_TRUE(object);
  LinkOptions options;
  options.modelName = "add";
  std::string text = llvm::toString(linkSharedLibrary(
      object->getMemBufferRef(), folder.path("no/add.so"), options));
  EXPECT_NE(text.find("cannot write"), std::string::npos) << text;
  EXPECT_NE(text.find("No such file or directory"), std::string::npos) << text;
}

TEST(Library, NameIsFound) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "other.so"));
  auto name = findModelName(folder.path("other.so"));
  ASSERT_TRUE(bool(name)) << llvm::toString(name.takeError());
  EXPECT_EQ(*name, "add");
}

TEST(Library, NoModelInsideIsAnError) {
  TestFolder folder;
  ASSERT_FALSE(llvm::errorToBool(writeFile(folder.path("junk.so"), "junk")));
  struct Case {
    std::string path, message;
  };
  auto object = compile();
  ASSERT_TRUE(object);
  ASSERT_FALSE(llvm::errorToBool(
      writeFile(folder.path("add.o"), object->getBuffer())));
  const Case cases[] = {
      {folder.path("no.so"), "No such file or directory"},
      {folder.path("junk.so"), "expected a compiled model library"},
      {folder.path("add.o"), "expected a library, got another kind of ELF file"},
      {QOPT_LIBOMP, "expected one exported function '<name>_model', got none"}};
  for (const Case &c : cases) {
    auto name = findModelName(c.path);
    ASSERT_FALSE(bool(name)) << c.path;
    std::string text = llvm::toString(name.takeError());
    EXPECT_NE(text.find(c.message), std::string::npos) << text;
    EXPECT_NE(text.find(c.path), std::string::npos) << text;
  }
}

// The output is a device: an error, and it stays a device.
TEST(Library, FullDevice) {
  struct stat status;
  if (stat("/dev/full", &status) || !S_ISCHR(status.st_mode))
    GTEST_SKIP() << "no /dev/full";
  auto object = compile();
  ASSERT_TRUE(object);
  LinkOptions options;
  options.modelName = "add";
  EXPECT_EQ(llvm::toString(linkSharedLibrary(object->getMemBufferRef(),
                                             "/dev/full", options)),
            "cannot link '/dev/full': No space left on device");
  ASSERT_EQ(stat("/dev/full", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

// A failed link must not take away what worked before.
TEST(Library, FailureKeepsTheOldFile) {
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  std::string before = folder.read("add.so");
  LinkOptions options;
  options.modelName = "add";
  EXPECT_TRUE(llvm::errorToBool(
      linkSharedLibrary(llvm::MemoryBufferRef("junk", "x"),
                        folder.path("add.so"), options)));
  EXPECT_TRUE(before == folder.read("add.so"));
  EXPECT_EQ(folder.list(), std::vector<std::string>{"add.so"});
}

static constexpr char kProgram[] = R"c(
#include "add.h"
#include <stdio.h>
int main(void) {
  int32_t a[ADD_INPUT0_ELEMENTS] = {1, 2, 3, 4};
  int32_t b[ADD_INPUT1_ELEMENTS] = {10, 20, 30, 40};
  int32_t sum[ADD_OUTPUT0_ELEMENTS];
  const int64_t dims[ADD_OUTPUT0_RANK] = ADD_OUTPUT0_DIMS;
  const void *in[ADD_NUM_INPUTS] = {a, b};
  void *out[ADD_NUM_OUTPUTS] = {sum};
  qopt_options options = {1, "generic"};
  qopt_model *model = qopt_create(add_model(), &options);
  int failed = !model || qopt_run(model, in, out, 1);
  if (failed) { fprintf(stderr, "%s\n", qopt_last_error()); return 1; }
  printf("%s %d:", ADD_INPUT1_NAME, (int)dims[1]);
  for (int i = 0; i < ADD_OUTPUT0_ELEMENTS; ++i) printf(" %d", sum[i]);
  printf("\n");
  qopt_destroy(model);
  return 0;
}
)c";

static int execute(const TestFolder &folder,
                   const std::vector<std::string> &command,
                   std::string &message) {
  std::vector<StringRef> args(command.begin(), command.end());
  std::string output = folder.path("output");
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(output),
                                          StringRef(output)};
  int code = llvm::sys::ExecuteAndWait(args[0], args, std::nullopt, redirects);
  message = folder.read("output");
  return code;
}

/// Writes add.h; the header's text.
static std::string writeHeader(const TestFolder &folder) {
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  std::string text =
      buildHeader(llvm::cantFail(readModelInfo(*module)), "add");
  EXPECT_FALSE(llvm::errorToBool(writeFile(folder.path("add.h"), text)));
  return text;
}

/// Builds main.c with `extra` arguments and runs it; what it printed.
static std::string runProgram(const TestFolder &folder, StringRef program,
                              std::vector<std::string> extra) {
  EXPECT_FALSE(llvm::errorToBool(writeFile(folder.path("main.c"), program)));
  auto compiler = llvm::sys::findProgramByName("cc");
  std::vector<std::string> command = {
      *compiler,  "-std=c11", "-Wall",   "-Wextra",
      "-Werror", "-pedantic", "-o",      folder.path("main"),
      folder.path("main.c")};
  command.insert(command.end(), extra.begin(), extra.end());
  std::string message;
  if (execute(folder, command, message) ||
      execute(folder, {folder.path("main")}, message))
    ADD_FAILURE() << message;
  return message;
}

static bool hasCompiler() {
  return bool(llvm::sys::findProgramByName("cc"));
}

TEST(Library, CProgramRuns) {
  if (!hasCompiler())
    GTEST_SKIP() << "no C compiler on PATH";
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  writeHeader(folder);
  EXPECT_EQ(runProgram(folder, kProgram,
                       {folder.path("add.so"), "-Wl,-rpath," + folder.path("")}),
            "b:0 4: 12 24 36 48\n");
}

// The example in the header's comment is a program that works.
TEST(Library, HeadersExampleRuns) {
  if (!hasCompiler())
    GTEST_SKIP() << "no C compiler on PATH";
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  std::string header = writeHeader(folder), program;
  SmallVector<StringRef> lines;
  StringRef(header).split(lines, '\n');
  bool inside = false;
  for (StringRef line : lines) {
    if (line == " */")
      break;
    inside |= line.contains("#include \"add.h\"");
    if (inside)
      program += line.drop_front(2).str() + "\n";
  }
  EXPECT_EQ(runProgram(folder, program,
                       {folder.path("add.so"), "-Wl,-rpath," + folder.path("")}),
            "");
}

// The object is for users, too: they link it with the runtime's archive.
TEST(Object, LinksStatically) {
  if (!hasCompiler())
    GTEST_SKIP() << "no C compiler on PATH";
  TestFolder folder;
  writeHeader(folder);
  auto object = compile();
  ASSERT_TRUE(object);
  ASSERT_FALSE(llvm::errorToBool(
      writeFile(folder.path("add.o"), object->getBuffer())));
  ASSERT_FALSE(llvm::errorToBool(
      writeFile(folder.path("libqopt.a"), getRuntimeArchive())));
  EXPECT_EQ(runProgram(folder, kProgram,
                       {folder.path("add.o"), folder.path("libqopt.a"),
                        QOPT_LIBOMP}),
            "b:0 4: 12 24 36 48\n");
}

// The program knows nothing of OpenMP: its runtime comes and goes with the
// library, and its threads must not outlive their code.
TEST(Library, OpensAndClosesManyTimes) {
  if (!hasCompiler())
    GTEST_SKIP() << "no C compiler on PATH";
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  writeHeader(folder);
  std::string program = R"c(
#define _GNU_SOURCE
#include "add.h"
#include <dlfcn.h>
#include <sys/stat.h>
#include <stdio.h>
#include <string.h>
static int use(void) {
  void *lib = dlopen(LIBRARY, RTLD_NOW);
  if (!lib) { printf("%s\n", dlerror()); return 1; }
  const qopt_model_desc *(*describe)(void);
  qopt_model *(*create)(const qopt_model_desc *, const qopt_options *);
  int (*run)(qopt_model *, const void *const *, void *const *, int64_t);
  void (*destroy)(qopt_model *);
  void *f[4] = {dlsym(lib, "add_model"), dlsym(lib, "qopt_create"),
                dlsym(lib, "qopt_run"), dlsym(lib, "qopt_destroy")};
  memcpy(&describe, &f[0], sizeof(f[0]));
  memcpy(&create, &f[1], sizeof(f[1]));
  memcpy(&run, &f[2], sizeof(f[2]));
  memcpy(&destroy, &f[3], sizeof(f[3]));
  static int32_t a[64], b[64], y[64];
  const void *in[] = {a, b};
  void *out[] = {y};
  qopt_options options = {4, "generic"};
  qopt_model *m = create(describe(), &options);
  int failed = !m || run(m, in, out, 16) || y[63] != 4;
  destroy(m);
  return failed | dlclose(lib);
}
int main(void) {
  int failed = 0;
  for (int i = 0; i < 20; ++i) failed |= use();
  printf("%d\n", failed);
  return failed;
}
)c";
  EXPECT_EQ(runProgram(folder, program,
                       {"-DLIBRARY=\"" + folder.path("add.so") + "\"", "-ldl"}),
            "0\n");
}

TEST(Library, HeaderCompilesAsCxx) {
  auto compiler = llvm::sys::findProgramByName("c++");
  if (!compiler)
    GTEST_SKIP() << "no C++ compiler on PATH";
  TestFolder folder;
  auto context = makeContext();
  auto module = parse(*context, kAddModel);
  ModelInfo info = llvm::cantFail(readModelInfo(*module));
  // A name that would end comments and literals if it were not escaped.
  info.inputs[0].name = "a\"*/\n\\?" "?/";
  ASSERT_FALSE(llvm::errorToBool(writeFile(folder.path("add.h"), buildHeader(info))));
  ASSERT_FALSE(llvm::errorToBool(writeFile(
      folder.path("main.cpp"),
      "#include \"add.h\"\n"
      "static_assert(sizeof(ADD_INPUT0_NAME) == 10, \"escapes\");\n")));
  std::string message;
  EXPECT_EQ(execute(folder,
                    {*compiler, "-std=c++11", "-Wall", "-Wextra", "-Werror",
                     "-fsyntax-only", folder.path("main.cpp")},
                    message),
            0)
      << message;
}

static llvm::cl::opt<int> someOption("qopt-emit-test-option",
                                     llvm::cl::init(1));

// LLD resets all options of llvm::cl: those of the caller must survive.
TEST(Library, CallersOptionsSurvive) {
  const char *argv[] = {"test", "-qopt-emit-test-option=7"};
  ASSERT_TRUE(llvm::cl::ParseCommandLineOptions(2, argv));
  TestFolder folder;
  ASSERT_TRUE(link(folder, "add.so"));
  EXPECT_EQ(someOption, 7);
}
