// SPDX-License-Identifier: Apache-2.0
// Deterministic, atomic writing of .npy and .npz.
#include "qopt/Data/Npz.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>

namespace qopt::data {

std::vector<uint8_t> serializeNpy(const Array &array) {
  assert(array.bytes.size() ==
             size_t(array.count()) * byteWidth(array.dtype) &&
         "bytes fill the shape");
  std::string text = "{'descr': '";
  text += byteWidth(array.dtype) == 1 ? '|' : '<';
  text += name(array.dtype);
  text += "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < array.shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(array.shape[i]);
  text += array.shape.size() == 1 ? ",), }" : "), }";
  constexpr size_t kPrefix = 10, kAlignment = 64;
  while ((kPrefix + text.size() + 1) % kAlignment != 0)
    text += ' ';
  text += '\n';
  std::vector<uint8_t> out = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  out.push_back(uint8_t(text.size() & 0xff));
  out.push_back(uint8_t(text.size() >> 8));
  out.insert(out.end(), text.begin(), text.end());
  out.insert(out.end(), array.bytes.begin(), array.bytes.end());
  return out;
}

static bool writeBytes(const char *path, const std::vector<uint8_t> &bytes,
                       std::string &reason) {
  FILE *file = std::fopen(path, "wb");
  bool ok = file &&
            std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (!ok)
    reason = std::strerror(errno);
  if (file && std::fclose(file) != 0 && ok) {
    reason = std::strerror(errno);
    ok = false;
  }
  return ok;
}

// Writes a fresh file beside `path`, then renames it into place. What is no
// regular file is written to directly: a rename would replace a device or pipe.
static bool replaceFile(const std::string &path,
                        const std::vector<uint8_t> &bytes, std::string &error) {
  struct stat status;
  bool inPlace =
      ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  std::string temporary =
      inPlace ? path : path + ".tmp" + std::to_string(::getpid());
  std::string reason;
  bool ok = writeBytes(temporary.c_str(), bytes, reason);
  if (ok && !inPlace && std::rename(temporary.c_str(), path.c_str()) != 0) {
    reason = std::strerror(errno);
    ok = false;
  }
  if (!ok) {
    if (!inPlace)
      std::remove(temporary.c_str());
    error = path + ": cannot write: " + reason;
  }
  return ok;
}

bool writeNpy(const std::string &path, const Array &array,
              std::string &error) {
  return replaceFile(path, serializeNpy(array), error);
}

static bool addMember(zip_t *archive, const std::string &name,
                      const std::vector<uint8_t> &image, bool deflate,
                      std::string &why) {
  // The buffer is only read when the archive is closed: it must outlive that.
  zip_source_t *source =
      zip_source_buffer(archive, image.data(), image.size(), 0);
  zip_int64_t index =
      source ? zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8)
             : -1;
  if (index < 0) {
    why = zip_strerror(archive);
    if (source)
      zip_source_free(source);
    return false;
  }
  constexpr uint16_t kMidnight = 0, kJanuary1980 = 1 << 5 | 1;
  if (zip_set_file_compression(archive, uint64_t(index),
                               deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE,
                               0) == 0 &&
      zip_file_set_dostime(archive, uint64_t(index), kMidnight, kJanuary1980,
                           0) == 0)
    return true;
  why = zip_strerror(archive);
  return false;
}

// Adds the members and closes the archive, which writes it to its source.
static bool fillArchive(zip_t *archive, const std::vector<Array> &arrays,
                        bool deflate, std::string &why) {
  std::vector<std::vector<uint8_t>> images;
  images.reserve(arrays.size());
  for (const Array &array : arrays) {
    images.push_back(serializeNpy(array));
    if (!addMember(archive, array.name + ".npy", images.back(), deflate, why)) {
      zip_discard(archive);
      return false;
    }
  }
  if (zip_close(archive) == 0)
    return true;
  why = zip_strerror(archive);
  zip_discard(archive);
  return false;
}

static bool readSource(zip_source_t *source, std::vector<uint8_t> &bytes) {
  zip_stat_t status;
  if (zip_source_stat(source, &status) != 0 || zip_source_open(source) != 0)
    return false;
  bytes.resize(status.size);
  zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  return got >= 0 && static_cast<size_t>(got) == bytes.size();
}

// The archive in memory: libzip itself writes to regular files only.
static bool buildArchive(const std::vector<Array> &arrays, bool deflate,
                         std::vector<uint8_t> &bytes, std::string &why) {
  zip_error_t reason;
  zip_error_init(&reason);
  zip_source_t *source = zip_source_buffer_create(nullptr, 0, 0, &reason);
  zip_t *archive =
      source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &reason)
             : nullptr;
  bool ok = false;
  if (archive) {
    zip_source_keep(source); // closing the archive gives its own reference up
    ok = fillArchive(archive, arrays, deflate, why);
    if (ok && !readSource(source, bytes)) {
      why = zip_error_strerror(zip_source_error(source));
      ok = false;
    }
  } else {
    why = zip_error_strerror(&reason);
  }
  if (source)
    zip_source_free(source);
  zip_error_fini(&reason);
  return ok;
}

bool writeNpz(const std::string &path, const std::vector<Array> &arrays,
              std::string &error, bool deflate) {
  if (arrays.empty()) {
    error = path + ": cannot write: expected at least one array, got none";
    return false;
  }
  std::set<std::string> names;
  for (const Array &array : arrays)
    if (array.name.empty() || !names.insert(array.name).second) {
      error = path + ": cannot write: expected unique, non-empty array names, "
                     "got '" +
              array.name + "'" + (array.name.empty() ? "" : " twice");
      return false;
    }
  std::vector<uint8_t> bytes;
  std::string why;
  if (buildArchive(arrays, deflate, bytes, why))
    return replaceFile(path, bytes, error);
  error = path + ": cannot write: " + why;
  return false;
}

} // namespace qopt::data
