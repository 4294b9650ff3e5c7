// SPDX-License-Identifier: Apache-2.0
//
// The tables under golden/: lines of a name and numbers, from executed
// reference implementations (see golden/README.md).
#ifndef QOPT_TEST_NUMERICS_GOLDEN_H
#define QOPT_TEST_NUMERICS_GOLDEN_H

#include "gtest/gtest.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace golden {

using Words = std::vector<std::string>;

/// All lines of a file by their first word. An absent file is a failure.
inline std::map<std::string, Words> read(const std::string &file) {
  std::map<std::string, Words> entries;
  std::ifstream in(std::string(QOPT_GOLDEN_DIR) + "/" + file);
  EXPECT_TRUE(in.good()) << file;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#')
      continue;
    std::istringstream words(line);
    std::string name;
    words >> name;
    Words &rest = entries[name];
    for (std::string word; words >> word;)
      rest.push_back(word);
  }
  return entries;
}

inline double number(const std::string &word) {
  return std::strtod(word.c_str(), nullptr); // also Inf, -Inf, NaN, -0
}

template <typename T> std::vector<T> numbers(const Words &words) {
  std::vector<T> values;
  for (const std::string &word : words)
    values.push_back(T(number(word)));
  return values;
}

/// numbers of golden/quantizers.txt.
template <typename T> std::vector<T> quantizer(const std::string &name) {
  static const std::map<std::string, Words> entries = read("quantizers.txt");
  auto it = entries.find(name);
  EXPECT_NE(it, entries.end()) << name;
  return it == entries.end() ? std::vector<T>() : numbers<T>(it->second);
}

} // namespace golden

#endif // QOPT_TEST_NUMERICS_GOLDEN_H
