// SPDX-License-Identifier: Apache-2.0
// Faults planted in PTX text.
#ifndef QOPT_TEST_CODEGEN_NVGPU_MUTATE_H
#define QOPT_TEST_CODEGEN_NVGPU_MUTATE_H

#include <gtest/gtest.h>

#include <string>

namespace mlir::qopt {

inline size_t count(const std::string &text, const std::string &part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

/// Every `part` replaced by `by`; there is one.
inline std::string replaceAll(std::string text, const std::string &part, const std::string &by) {
  EXPECT_NE(text.find(part), std::string::npos) << part;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size()))
    text.replace(at, part.size(), by);
  return text;
}

/// The last `part` replaced by `by`; there is one.
inline std::string replaceLast(std::string text, const std::string &part, const std::string &by) {
  size_t at = text.rfind(part);
  EXPECT_NE(at, std::string::npos) << part;
  return at == std::string::npos ? text : text.replace(at, part.size(), by);
}

/// Without the lines that hold `part`; there is one.
inline std::string dropLines(const std::string &text, const std::string &part) {
  std::string kept;
  size_t dropped = 0;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    end = end == std::string::npos ? text.size() : end + 1;
    std::string line = text.substr(at, end - at);
    if (line.find(part) == std::string::npos)
      kept += line;
    else
      ++dropped;
    at = end;
  }
  EXPECT_GT(dropped, 0u) << part;
  return kept;
}

struct Mutation {
  const char *name;
  std::string (*apply)(const std::string &);
};

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_MUTATE_H
