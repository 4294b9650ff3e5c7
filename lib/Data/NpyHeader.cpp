// SPDX-License-Identifier: Apache-2.0
// A strict parser of the .npy header dictionary, e.g.
//   {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
// Keys may come in any order; each must be there exactly once.
#include "NpyHeader.h"

#include <cstring>
#include <limits>

namespace qopt::data {

namespace {
/// NumPy itself stops at 64 dimensions.
constexpr size_t kMaxRank = 64;

class DictParser {
public:
  DictParser(std::string_view text, NpyHeader &header, std::string &error)
      : text(text), header(header), error(error) {}

  bool parse() {
    if (!expect('{'))
      return false;
    while (!accept('}')) {
      std::string_view key;
      if (!parseString(key) || !expect(':') || !parseEntry(key))
        return false;
      if (!accept(',') && !peekIs('}'))
        return fail("expected ',' or '}' after an entry");
    }
    if (!seenDescr || !seenOrder || !seenShape)
      return fail("expected the keys 'descr', 'fortran_order' and 'shape'");
    skipSpace();
    return pos == text.size() || fail("expected nothing after the dictionary");
  }

private:
  bool fail(const std::string &what) {
    error = "bad .npy header: " + what + " at byte " + std::to_string(pos) +
            " of the dictionary";
    return false;
  }
  void skipSpace() {
    while (pos < text.size() && (text[pos] == ' ' || text[pos] == '\n' ||
                                 text[pos] == '\t' || text[pos] == '\r'))
      ++pos;
  }
  bool peekIs(char c) {
    skipSpace();
    return pos < text.size() && text[pos] == c;
  }
  bool accept(char c) {
    if (!peekIs(c))
      return false;
    ++pos;
    return true;
  }
  bool expect(char c) {
    return accept(c) || fail(std::string("expected '") + c + "'");
  }
  bool acceptWord(std::string_view word) {
    skipSpace();
    if (text.substr(pos, word.size()) != word)
      return false;
    pos += word.size();
    return true;
  }

  // A string without escapes: none of the values we take has any.
  bool parseString(std::string_view &out) {
    skipSpace();
    if (pos >= text.size() || (text[pos] != '\'' && text[pos] != '"'))
      return fail("expected a quoted string");
    char quote = text[pos];
    size_t end = text.find(quote, pos + 1);
    if (end == std::string_view::npos)
      return fail("expected a closing quote");
    out = text.substr(pos + 1, end - pos - 1);
    pos = end + 1;
    return true;
  }

  bool parseEntry(std::string_view key) {
    if (key == "descr")
      return once(seenDescr, key) && parseDescr();
    if (key == "fortran_order")
      return once(seenOrder, key) && parseOrder();
    if (key == "shape")
      return once(seenShape, key) && parseShape();
    return fail("expected a key of 'descr', 'fortran_order', 'shape', got '" +
                printable(key) + "'");
  }
  bool once(bool &seen, std::string_view key) {
    if (seen)
      return fail("got the key '" + std::string(key) + "' twice");
    return seen = true;
  }

  // Messages must stay one readable line whatever the file holds.
  static std::string printable(std::string_view s) {
    std::string out;
    for (char c : s.substr(0, 32))
      out += c >= 0x20 && c < 0x7f ? c : '?';
    return out;
  }

  bool parseDescr() {
    if (peekIs('['))
      return fail("expected a plain element type, got a structured one");
    std::string_view descr;
    if (!parseString(descr))
      return false;
    std::string_view base = descr;
    bool bigEndian = false;
    if (!base.empty() && std::strchr("<>=|", base[0])) {
      bigEndian = base[0] == '>';
      base.remove_prefix(1);
    }
    std::optional<DType> dtype = parseDType(base);
    if (!dtype)
      return fail("expected an element type of b1, i1, u1, i2, u2, i4, u4, i8, "
                  "u8, f2, f4, f8, got '" +
                  printable(descr) + "'");
    if (bigEndian && byteWidth(*dtype) > 1)
      return fail("expected little-endian elements, got big-endian '" +
                  printable(descr) + "'");
    header.dtype = *dtype;
    return true;
  }

  bool parseOrder() {
    if (acceptWord("True"))
      return header.fortranOrder = true;
    if (acceptWord("False")) {
      header.fortranOrder = false;
      return true;
    }
    return fail("expected True or False as fortran_order");
  }

  bool parseShape() {
    if (!expect('('))
      return false;
    while (!accept(')')) {
      int64_t dim;
      if (!parseDim(dim))
        return false;
      if (header.shape.size() == kMaxRank)
        return fail("expected at most 64 dimensions");
      header.shape.push_back(dim);
      if (!accept(',') && !peekIs(')'))
        return fail("expected ',' or ')' in the shape");
    }
    return true;
  }

  bool parseDim(int64_t &dim) {
    skipSpace();
    size_t start = pos;
    dim = 0;
    for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
      int digit = text[pos] - '0';
      if (dim > (std::numeric_limits<int64_t>::max() - digit) / 10)
        return fail("expected a dimension below 2^63");
      dim = dim * 10 + digit;
    }
    if (pos == start)
      return fail("expected a dimension (a number >= 0)");
    if (pos < text.size() && text[pos] == 'L') // written by Python 2
      ++pos;
    return true;
  }

  std::string_view text;
  NpyHeader &header;
  std::string &error;
  size_t pos = 0;
  bool seenDescr = false, seenOrder = false, seenShape = false;
};

// Data bytes of the header's shape; false when they do not fit in 63 bits.
bool computeDataBytes(NpyHeader &header) {
  uint64_t bytes = byteWidth(header.dtype);
  bool overflow = false, empty = false;
  for (int64_t dim : header.shape) {
    empty |= dim == 0;
    overflow |= __builtin_mul_overflow(bytes, uint64_t(dim), &bytes);
    overflow |= bytes > uint64_t(std::numeric_limits<int64_t>::max());
  }
  header.dataBytes = empty ? 0 : bytes;
  return empty || !overflow;
}
} // namespace

bool parseNpyHeader(const uint8_t *data, size_t size, NpyHeader &header,
                    std::string &error) {
  if (size < 10 || std::memcmp(data, "\x93NUMPY", 6) != 0) {
    error = "expected an .npy file (its magic number), got something else";
    return false;
  }
  int major = data[6];
  if (major < 1 || major > 3) {
    error = "expected .npy version 1, 2 or 3, got " + std::to_string(major);
    return false;
  }
  size_t prefix = major == 1 ? 10 : 12;
  uint64_t length = uint64_t(data[8]) | uint64_t(data[9]) << 8;
  if (major > 1 && size >= prefix)
    length |= uint64_t(data[10]) << 16 | uint64_t(data[11]) << 24;
  if (length > kMaxHeaderBytes - prefix) {
    error = "expected an .npy header of at most 64 KiB, got " +
            std::to_string(length) + " bytes";
    return false;
  }
  if (size < prefix || size - prefix < length) {
    error = "expected an .npy header of " + std::to_string(length) +
            " bytes, got a file that ends before";
    return false;
  }
  header = NpyHeader();
  header.dataOffset = prefix + length;
  std::string_view text(reinterpret_cast<const char *>(data) + prefix,
                        size_t(length));
  if (!DictParser(text, header, error).parse())
    return false;
  if (computeDataBytes(header))
    return true;
  error = "expected an array of fewer than 2^63 bytes, got a larger shape";
  return false;
}

} // namespace qopt::data
