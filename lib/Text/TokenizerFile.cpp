// SPDX-License-Identifier: Apache-2.0
// Reading of llama2.c's tokenizer file; the contents come from users.
#include "qopt/Text/Tokenizer.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

using namespace qopt::text;

namespace {

constexpr int64_t kLongestToken = 65536;
constexpr uint64_t kLargestFile = uint64_t(1) << 30;

// Takes little-endian numbers from the front of a file's contents.
class Reader {
public:
  explicit Reader(std::string_view rest) : rest(rest) {}

  bool atEnd() const { return rest.empty(); }
  size_t left() const { return rest.size(); }
  bool take(uint32_t &value) {
    if (rest.size() < 4)
      return false;
    value = 0;
    for (int i = 3; i >= 0; --i)
      value = value << 8 | static_cast<uint8_t>(rest[i]);
    rest.remove_prefix(4);
    return true;
  }
  bool take(size_t bytes, std::string &value) {
    if (rest.size() < bytes)
      return false;
    value.assign(rest.substr(0, bytes));
    rest.remove_prefix(bytes);
    return true;
  }

private:
  std::string_view rest;
};

float asFloat(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

} // namespace

std::unique_ptr<Tokenizer> Tokenizer::load(const std::string &path,
                                           std::string &error) {
  std::ifstream file(path, std::ios::binary);
  std::string contents;
  char block[65536];
  while (file && contents.size() <= kLargestFile) {
    file.read(block, sizeof block);
    contents.append(block, static_cast<size_t>(file.gcount()));
  }
  if (!file.eof() || contents.size() > kLargestFile) {
    error = "expected a readable tokenizer file of at most 1 GiB, got '" + path +
            "'" + (errno ? std::string(": ") + std::strerror(errno) : "");
    return nullptr;
  }
  return parse(contents, path, error);
}

std::unique_ptr<Tokenizer> Tokenizer::parse(std::string_view contents,
                                            const std::string &what,
                                            std::string &error) {
  auto refuse = [&](const std::string &text) {
    error = "tokenizer file '" + what + "': expected " + text;
    return nullptr;
  };
  Reader reader(contents);
  uint32_t longest;
  if (!reader.take(longest))
    return refuse("the length of the longest token, got " +
                  std::to_string(contents.size()) + " bytes");
  if (static_cast<int32_t>(longest) < 1 || longest > kLongestToken)
    return refuse("a longest token of 1 to 65536 bytes, got " +
                  std::to_string(static_cast<int32_t>(longest)));
  std::unique_ptr<Tokenizer> result(new Tokenizer);
  while (!reader.atEnd()) {
    std::string token = "token " + std::to_string(result->size());
    uint32_t score, length;
    if (!reader.take(score) || !reader.take(length))
      return refuse("score and length of " + token + ", got the end of the file");
    if (std::isnan(asFloat(score)))
      return refuse("a number as score of " + token + ", got NaN");
    if (length > longest)
      return refuse("at most " + std::to_string(longest) + " bytes in " + token +
                    ", got " + std::to_string(static_cast<int32_t>(length)));
    std::string piece;
    if (!reader.take(length, piece))
      return refuse(std::to_string(length) + " bytes of " + token + ", got " +
                    std::to_string(reader.left()));
    result->idOf.emplace(piece, result->size());
    result->pieces.push_back(std::move(piece));
    result->scores.push_back(asFloat(score));
  }
  if (result->size() <= kEnd)
    return refuse("at least 3 tokens, got " + std::to_string(result->size()));
  return result;
}
