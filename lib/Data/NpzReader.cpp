// SPDX-License-Identifier: Apache-2.0
// .npz archives through libzip.
#include "NpyReader.h"

#include <zip.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace qopt::data {

namespace {
struct CloseArchive {
  void operator()(zip_t *archive) const { zip_discard(archive); }
};
struct CloseMember {
  void operator()(zip_file_t *file) const { zip_fclose(file); }
};
using ArchivePtr = std::unique_ptr<zip_t, CloseArchive>;
using MemberPtr = std::unique_ptr<zip_file_t, CloseMember>;
} // namespace

static ArchivePtr openArchive(const std::string &path, std::string &error) {
  int code = 0;
  ArchivePtr archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive) {
    zip_error_t reason;
    zip_error_init_with_code(&reason, code);
    error = path + ": cannot open as .npz: " + zip_error_strerror(&reason);
    zip_error_fini(&reason);
  }
  return archive;
}

static bool readMember(zip_t *archive, uint64_t index, uint64_t &budget,
                       Array &result, std::string &error) {
  MemberPtr member(zip_fopen_index(archive, index, 0));
  if (!member) {
    error = std::string("cannot open: ") + zip_strerror(archive);
    return false;
  }
  ByteSource source = [&](uint8_t *to, size_t n, std::string &reason) {
    size_t have = 0;
    while (have < n) { // libzip may return short counts before the end
      zip_int64_t got = zip_fread(member.get(), to + have, n - have);
      if (got < 0) {
        reason = std::string("cannot read: ") +
                 zip_file_strerror(member.get());
        return int64_t(-1);
      }
      if (got == 0)
        break;
      have += size_t(got);
    }
    return int64_t(have);
  };
  return readNpyFrom(source, budget, result, error);
}

// "images.npy" -> "images"; false for members that are not arrays.
static bool stripSuffix(std::string &name) {
  constexpr std::string_view suffix = ".npy";
  if (name.size() < suffix.size() ||
      name.compare(name.size() - suffix.size(), suffix.size(), suffix) != 0)
    return false;
  name.resize(name.size() - suffix.size());
  return true;
}

bool readNpz(const std::string &path, std::vector<Array> &result,
             std::string &error, const ReadLimits &limits) {
  ArchivePtr archive = openArchive(path, error);
  if (!archive)
    return false;
  uint64_t count = uint64_t(zip_get_num_entries(archive.get(), 0));
  if (count > limits.maxArrays) {
    error = path + ": expected at most " + std::to_string(limits.maxArrays) +
            " arrays, got " + std::to_string(count);
    return false;
  }
  result.clear();
  uint64_t budget = limits.maxBytes;
  for (uint64_t i = 0; i < count; ++i) {
    const char *name = zip_get_name(archive.get(), i, ZIP_FL_ENC_GUESS);
    Array array;
    array.name = name ? name : "";
    std::string where = path + ": '" + array.name + "': ", reason;
    if (!stripSuffix(array.name)) {
      error = where + "expected a member called <name>.npy";
      return false;
    }
    if (!readMember(archive.get(), i, budget, array, reason)) {
      error = where + reason;
      return false;
    }
    result.push_back(std::move(array));
  }
  return true;
}

bool readArrays(const std::string &path, std::vector<Array> &result,
                std::string &error, const ReadLimits &limits) {
  unsigned char magic[2] = {0, 0};
  if (FILE *file = std::fopen(path.c_str(), "rb")) {
    size_t got = std::fread(magic, 1, 2, file);
    std::fclose(file);
    if (got == 2 && magic[0] == 'P' && magic[1] == 'K')
      return readNpz(path, result, error, limits);
    if (got == 2 && magic[0] == 0x93) {
      result.assign(1, Array());
      return readNpy(path, result[0], error, limits);
    }
    error = path + ": expected an .npz or .npy file, got something else";
    return false;
  }
  error = path + ": cannot open: " + std::strerror(errno);
  return false;
}

} // namespace qopt::data
