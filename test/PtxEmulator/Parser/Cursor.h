// SPDX-License-Identifier: Apache-2.0
//
// A position in a list of tokens.
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_CURSOR_H
#define QOPT_TEST_PTXEMULATOR_PARSER_CURSOR_H

#include "Error.h"
#include "Lexer.h"

namespace qopt::ptx {

class Cursor {
public:
  explicit Cursor(std::vector<Token> tokens) : tokens(std::move(tokens)) {}

  const Token &peek(size_t ahead = 0) const {
    return tokens[at + ahead < tokens.size() ? at + ahead : tokens.size() - 1];
  }
  Token take() {
    Token token = peek();
    if (at + 1 < tokens.size())
      ++at;
    return token;
  }
  bool isAtEnd() const { return peek().kind == Token::End; }
  bool is(std::string_view punctuation) const {
    return peek().kind == Token::Punctuation && peek().text == punctuation;
  }
  bool isDotted(std::string_view text) const {
    return peek().kind == Token::Dotted && peek().text == text;
  }
  bool accept(std::string_view punctuation) { return is(punctuation) && (take(), true); }
  bool acceptDotted(std::string_view text) { return isDotted(text) && (take(), true); }
  void expect(std::string_view punctuation) {
    if (!accept(punctuation))
      fail("'" + std::string(punctuation) + "'");
  }
  /// The next token, which must be of `kind`; `wanted` names it in the message.
  Token expect(Token::Kind kind, const std::string &wanted) {
    if (peek().kind != kind)
      fail(wanted);
    return take();
  }
  [[noreturn]] void fail(const std::string &wanted) const {
    std::string dot = peek().kind == Token::Dotted ? "." : "";
    throw Error(peek().line, "expected " + wanted + ", got '" + dot + peek().text + "'");
  }

private:
  std::vector<Token> tokens;
  size_t at = 0;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_CURSOR_H
