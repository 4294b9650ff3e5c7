// SPDX-License-Identifier: Apache-2.0
// .npy images from memory and from files; Fortran order to C order.
#include "NpyReader.h"

#include "NpyHeader.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace qopt::data {

// First index runs fastest in `in`; in C order the last one does.
static std::vector<uint8_t> transposeToCOrder(const std::vector<uint8_t> &in,
                                              const std::vector<int64_t> &shape,
                                              size_t width) {
  std::vector<uint8_t> out(in.size());
  size_t rank = shape.size();
  std::vector<size_t> strides(rank);
  size_t stride = width;
  for (size_t i = 0; i < rank; ++i) {
    strides[i] = stride;
    stride *= size_t(shape[i]);
  }
  std::vector<int64_t> index(rank, 0);
  size_t from = 0;
  for (size_t to = 0; to < out.size(); to += width) {
    std::memcpy(&out[to], &in[from], width);
    for (size_t d = rank; d-- > 0;) {
      from += strides[d];
      if (++index[d] < shape[d])
        break;
      from -= strides[d] * size_t(shape[d]);
      index[d] = 0;
    }
  }
  return out;
}

// A declared size is a claim of the file, so memory follows the bytes that
// really arrive: chunks grow with what has been read.
static bool readData(const ByteSource &source, uint64_t size,
                     std::vector<uint8_t> &bytes, std::string &error) {
  constexpr uint64_t kFirstChunk = 1 << 20;
  while (bytes.size() < size) {
    uint64_t have = bytes.size();
    uint64_t chunk = std::min(size - have, std::max(have, kFirstChunk));
    bytes.resize(size_t(have + chunk));
    int64_t got = source(&bytes[size_t(have)], size_t(chunk), error);
    if (got < 0)
      return false;
    if (uint64_t(got) < chunk) {
      error = "expected " + std::to_string(size) + " bytes of data, got " +
              std::to_string(have + uint64_t(got));
      return false;
    }
  }
  return true;
}

// Prefix first (its length field is in it), then the rest of the header.
static bool readHeader(const ByteSource &source, NpyHeader &header,
                       std::string &error) {
  std::vector<uint8_t> head(12);
  int64_t got = source(head.data(), 10, error);
  if (got < 0)
    return false;
  head.resize(size_t(got));
  if (got == 10 && head[6] >= 1 && head[6] <= 3) {
    size_t prefix = head[6] == 1 ? 10 : 12;
    head.resize(prefix);
    if (prefix > 10 && (got = source(&head[10], 2, error)) != 2) {
      if (got >= 0)
        error = "expected an .npy header, got a file that ends before";
      return false;
    }
    uint64_t length = uint64_t(head[8]) | uint64_t(head[9]) << 8;
    if (prefix == 12)
      length |= uint64_t(head[10]) << 16 | uint64_t(head[11]) << 24;
    if (length <= kMaxHeaderBytes - prefix && length > 0) {
      head.resize(prefix + size_t(length));
      got = source(&head[prefix], size_t(length), error);
      if (got < 0)
        return false;
      head.resize(prefix + size_t(got));
    }
  }
  return parseNpyHeader(head.data(), head.size(), header, error);
}

bool readNpyFrom(const ByteSource &source, uint64_t &budget, Array &result,
                 std::string &error) {
  NpyHeader header;
  if (!readHeader(source, header, error))
    return false;
  if (header.dataBytes > budget) {
    error = "expected at most " + std::to_string(budget) +
            " bytes of data (the limit of this reader), got " +
            std::to_string(header.dataBytes);
    return false;
  }
  budget -= header.dataBytes;
  result.dtype = header.dtype;
  result.shape = header.shape;
  result.bytes.clear();
  if (!readData(source, header.dataBytes, result.bytes, error))
    return false;
  uint8_t extra;
  int64_t after = source(&extra, 1, error); // also makes libzip check the CRC
  if (after != 0) {
    if (after > 0)
      error = "expected the end of the file after " +
              std::to_string(header.dataBytes) + " bytes of data, got more";
    return false;
  }
  if (header.fortranOrder && header.shape.size() > 1)
    result.bytes = transposeToCOrder(result.bytes, header.shape,
                                     byteWidth(header.dtype));
  if (header.dtype == DType::Bool)
    for (uint8_t &b : result.bytes)
      b = b != 0;
  return true;
}

bool parseNpy(const uint8_t *data, size_t size, const std::string &what,
              Array &result, std::string &error, const ReadLimits &limits) {
  size_t pos = 0;
  ByteSource source = [&](uint8_t *to, size_t n, std::string &) {
    n = std::min(n, size - pos);
    if (n)
      std::memcpy(to, data + pos, n);
    pos += n;
    return int64_t(n);
  };
  uint64_t budget = limits.maxBytes;
  std::string reason;
  if (readNpyFrom(source, budget, result, reason))
    return true;
  error = what + ": " + reason;
  return false;
}

bool readNpy(const std::string &path, Array &result, std::string &error,
             const ReadLimits &limits) {
  std::unique_ptr<FILE, int (*)(FILE *)> file(std::fopen(path.c_str(), "rb"),
                                              std::fclose);
  if (!file) {
    error = path + ": cannot open: " + std::strerror(errno);
    return false;
  }
  ByteSource source = [&](uint8_t *to, size_t n, std::string &reason) {
    size_t got = std::fread(to, 1, n, file.get());
    if (got < n && std::ferror(file.get())) {
      reason = std::string("cannot read: ") + std::strerror(errno);
      return int64_t(-1);
    }
    return int64_t(got);
  };
  uint64_t budget = limits.maxBytes;
  std::string reason;
  result.name.clear();
  if (readNpyFrom(source, budget, result, reason))
    return true;
  error = path + ": " + reason;
  return false;
}

} // namespace qopt::data
