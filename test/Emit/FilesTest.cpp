// SPDX-License-Identifier: Apache-2.0
// Files are written whole or not at all.
#include "TestFolder.h"
#include "qopt/Emit/Files.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

using namespace mlir::qopt;
using namespace mlir::qopt::test;

namespace {
/// Lowers the limit of file sizes, as a stand-in for a full disk.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit now = {bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before); }

private:
  rlimit before;
};
} // namespace

TEST(WriteFile, WritesAndReplaces) {
  TestFolder folder;
  EXPECT_FALSE(llvm::errorToBool(writeFile(folder.path("f"), "one")));
  EXPECT_EQ(folder.read("f"), "one");
  EXPECT_FALSE(llvm::errorToBool(writeFile(folder.path("f"), "two!")));
  EXPECT_EQ(folder.read("f"), "two!");
  EXPECT_EQ(folder.list(), std::vector<std::string>{"f"});
}

TEST(WriteFile, HonoursUmask) {
  TestFolder folder;
  mode_t before = umask(027);
  EXPECT_FALSE(llvm::errorToBool(writeFile(folder.path("f"), "x")));
  umask(before);
  struct stat status;
  ASSERT_EQ(stat(folder.path("f").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(WriteFile, TooLargeLeavesTheOldFile) {
  TestFolder folder;
  ASSERT_FALSE(llvm::errorToBool(writeFile(folder.path("f"), "old")));
  std::string text;
  {
    FileSizeLimit limit(4096);
    text = llvm::toString(
        writeFile(folder.path("f"), std::string(100000, 'x')));
  }
  EXPECT_NE(text.find("cannot write"), std::string::npos) << text;
  EXPECT_NE(text.find("File too large"), std::string::npos) << text;
  EXPECT_EQ(folder.read("f"), "old");
  EXPECT_EQ(folder.list(), std::vector<std::string>{"f"});
}

static bool isDevice(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISCHR(status.st_mode);
}

// A device is written to, never replaced.
TEST(WriteFile, FullDevice) {
  if (!isDevice("/dev/full") || access("/dev/full", W_OK))
    GTEST_SKIP() << "no /dev/full";
  std::string text = llvm::toString(writeFile("/dev/full", "x"));
  EXPECT_NE(text.find("No space left on device"), std::string::npos) << text;
  EXPECT_TRUE(isDevice("/dev/full"));
}

TEST(WriteFile, PipeStaysAPipe) {
  TestFolder folder;
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = folder.read("pipe"); });
  EXPECT_FALSE(llvm::errorToBool(writeFile(folder.path("pipe"), "through")));
  reader.join();
  EXPECT_EQ(read, "through");
}

TEST(WriteFile, MissingFolder) {
  TestFolder folder;
  std::string text = llvm::toString(writeFile(folder.path("no/f"), "x"));
  EXPECT_NE(text.find("No such file or directory"), std::string::npos) << text;
}

TEST(WriteFile, FolderInTheWay) {
  TestFolder folder;
  ASSERT_FALSE(llvm::sys::fs::create_directory(folder.path("f")));
  std::string text = llvm::toString(writeFile(folder.path("f"), "x"));
  EXPECT_NE(text.find("Is a directory"), std::string::npos) << text;
  EXPECT_EQ(folder.list(), std::vector<std::string>{"f"});
}

TEST(WriteFile, ReadOnlyFolder) {
  if (geteuid() == 0)
    GTEST_SKIP() << "root may write anywhere";
  TestFolder folder;
  ASSERT_FALSE(llvm::sys::fs::create_directory(folder.path("d")));
  chmod(folder.path("d").c_str(), 0555);
  std::string text = llvm::toString(writeFile(folder.path("d/f"), "x"));
  EXPECT_NE(text.find("Permission denied"), std::string::npos) << text;
}

TEST(LinkSharedLibrary, TooLargeLeavesNothing) {
  TestFolder folder;
  LinkOptions options;
  options.modelName = "m";
  std::string text;
  {
    // Enough for the version script, not for the runtime's archive.
    FileSizeLimit limit(1024);
    text = llvm::toString(linkSharedLibrary(llvm::MemoryBufferRef("x", "x"),
                                            folder.path("m.so"), options));
  }
  EXPECT_NE(text.find("File too large"), std::string::npos) << text;
  EXPECT_TRUE(folder.list().empty());
}

TEST(Embedded, ArchiveAndHeader) {
  EXPECT_TRUE(getRuntimeArchive().starts_with("!<arch>\n"));
  EXPECT_TRUE(getRuntimeHeader().starts_with("/* SPDX-License-Identifier"));
  EXPECT_TRUE(getRuntimeHeader().ends_with("#endif /* QOPT_C_RUNTIME_H */\n"));
}
