// SPDX-License-Identifier: Apache-2.0
//
// Masks and compression of N:M lines; see the header.
#include "qopt/Numerics/Blocks/NofM.h"

#include "qopt/Numerics/Blocks/PackedCodes.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace qopt::numerics {

int NofM::indexBits() const {
  int bits = 0;
  while ((1 << bits) < group)
    ++bits;
  return bits;
}

std::string check(const NofM &pattern) {
  if (pattern.kept >= 1 && pattern.kept < pattern.group && pattern.group <= 256)
    return "";
  return "expected N:M with 1 <= N < M <= 256, got " +
         std::to_string(pattern.kept) + ":" + std::to_string(pattern.group);
}

namespace {
/// Digits alone, at most four of them; -1 otherwise.
int readNumber(const std::string &text) {
  if (text.empty() || text.size() > 4 ||
      text.find_first_not_of("0123456789") != std::string::npos)
    return -1;
  return std::stoi(text);
}

/// |x|, with every NaN above infinity and equal to every other.
double rankOf(float x) {
  if (x != x)
    return std::numeric_limits<double>::infinity();
  return std::min(std::fabs(double(x)), std::numeric_limits<double>::max());
}
} // namespace

bool parseNofM(const std::string &text, NofM &pattern, std::string &error) {
  size_t colon = text.find(':');
  NofM read = {-1, -1};
  if (colon != std::string::npos)
    read = {readNumber(text.substr(0, colon)), readNumber(text.substr(colon + 1))};
  error = read.kept < 0 || read.group < 0
              ? "expected N:M such as 2:4, got '" + text + "'"
              : check(read);
  if (error.empty())
    pattern = read;
  return error.empty();
}

std::vector<bool> keepLargest(const float *x, size_t n, size_t stride,
                              const NofM &pattern) {
  auto group = size_t(pattern.group);
  std::vector<bool> keep(n, false);
  std::vector<size_t> order;
  for (size_t begin = 0; begin < n; begin += group) {
    order.resize(std::min(group, n - begin));
    std::iota(order.begin(), order.end(), begin);
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      double first = rankOf(x[a * stride]), second = rankOf(x[b * stride]);
      return first > second || (first == second && a < b);
    });
    for (size_t i = 0; i < std::min(order.size(), size_t(pattern.kept)); ++i)
      keep[order[i]] = true;
  }
  return keep;
}

size_t findDenseRun(const int64_t *codes, size_t n, size_t stride, int64_t zero,
                    const NofM &pattern) {
  auto group = size_t(pattern.group);
  for (size_t begin = 0; begin < n; begin += group) {
    int count = 0;
    for (size_t i = begin; i < std::min(begin + group, n); ++i)
      count += codes[i * stride] != zero;
    if (count > pattern.kept)
      return begin;
  }
  return n;
}

SparseLine compress(const uint16_t *codes, size_t n, uint16_t zero,
                    const NofM &pattern) {
  auto group = size_t(pattern.group), kept = size_t(pattern.kept);
  SparseLine line;
  for (size_t begin = 0; begin < n; begin += group) {
    size_t length = std::min(group, n - begin);
    std::vector<bool> chosen(group, false);
    size_t count = 0;
    for (size_t i = 0; i < length; ++i)
      if (codes[begin + i] != zero) {
        chosen[i] = true;
        ++count;
      }
    assert(count <= kept && "a line without dense runs");
    for (size_t i = 0; count < kept; ++i)
      if (!chosen[i]) {
        chosen[i] = true;
        ++count;
      }
    for (size_t i = 0; i < group; ++i)
      if (chosen[i]) {
        line.values.push_back(i < length ? codes[begin + i] : zero);
        line.positions.push_back(uint8_t(i));
      }
  }
  return line;
}

std::vector<uint16_t> expand(const SparseLine &line, size_t n, uint16_t zero,
                             const NofM &pattern) {
  std::vector<uint16_t> codes(n, zero);
  for (size_t i = 0; i < line.values.size(); ++i) {
    size_t at = i / size_t(pattern.kept) * size_t(pattern.group) +
                line.positions[i];
    if (at < n)
      codes[at] = line.values[i];
  }
  return codes;
}

std::vector<uint8_t> packPositions(const SparseLine &line,
                                   const NofM &pattern) {
  std::vector<uint16_t> wide(line.positions.begin(), line.positions.end());
  return packCodes(wide.data(), wide.size(), pattern.indexBits(),
                   BitOrder::LowFirst);
}

std::vector<uint8_t> unpackPositions(const std::vector<uint8_t> &bytes,
                                     size_t count, const NofM &pattern) {
  auto wide = unpackCodes(bytes.data(), count, pattern.indexBits(),
                          BitOrder::LowFirst);
  return {wide.begin(), wide.end()};
}

int64_t sparseBits(int64_t n, int bits, const NofM &pattern) {
  int64_t runs = (n + pattern.group - 1) / pattern.group;
  return runs * pattern.kept * (bits + pattern.indexBits());
}

} // namespace qopt::numerics
