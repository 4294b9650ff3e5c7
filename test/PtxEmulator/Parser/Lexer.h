// SPDX-License-Identifier: Apache-2.0
//
// PTX text to tokens. Source: PTX ISA, "Syntax": comments as in C, identifiers
// with $, _ and %, integer constants in four bases with an optional U, floats in
// decimal and as bit patterns (0f, 0d).
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_LEXER_H
#define QOPT_TEST_PTXEMULATOR_PARSER_LEXER_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qopt::ptx {

struct Token {
  enum Kind {
    Identifier,  ///< ld, %r1, $L__BB0_2
    Dotted,      ///< ".global", ".shared::cta": text without the dot
    Integer,     ///< value: two's complement
    Float,       ///< value: bits of the f64 of a decimal or 0d constant
    SingleFloat, ///< value: bits of a 0f constant
    String,      ///< text without the quotes
    Punctuation, ///< one character in text
    End,
  };
  Kind kind;
  std::string text;
  uint64_t value;
  int line; ///< from 1
};

/// The tokens, the last of kind End. Throws Error at what PTX does not have.
std::vector<Token> tokenize(std::string_view text);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_LEXER_H
