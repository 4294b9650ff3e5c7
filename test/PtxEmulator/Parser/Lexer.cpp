// SPDX-License-Identifier: Apache-2.0
#include "Lexer.h"

#include "Error.h"

#include <cctype>
#include <cstdlib>
#include <cstring>

namespace qopt::ptx {

namespace {
bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }
bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

class Lexer {
public:
  explicit Lexer(std::string_view text) : text(text) {}

  std::vector<Token> run() {
    while (skipSpace(), at < text.size())
      tokens.push_back(next());
    tokens.push_back({Token::End, "end of file", 0, line});
    return std::move(tokens);
  }

private:
  char peek(size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool startsWith(std::string_view prefix) const { return text.substr(at, prefix.size()) == prefix; }

  void skipSpace() {
    while (at < text.size()) {
      if (startsWith("//")) {
        at = std::min(text.find('\n', at), text.size());
      } else if (startsWith("/*")) {
        skipBlockComment();
      } else if (std::isspace(static_cast<unsigned char>(peek())) || peek() == '\0') {
        line += peek() == '\n';
        ++at;
      } else {
        return;
      }
    }
  }

  void skipBlockComment() {
    size_t end = text.find("*/", at + 2);
    if (end == std::string_view::npos)
      throw Error(line, "expected '*/' before the end of the file, got an open comment");
    for (; at < end + 2; ++at)
      line += text[at] == '\n';
  }

  Token next() {
    char c = peek();
    if (c == '"')
      return string();
    // ".2d" after a word is a modifier, never a number: PTX' decimals start
    // with a digit.
    if (c == '.')
      return dotted();
    if (isDigit(c))
      return number();
    if (isWord(c) || c == '%')
      return word();
    if (!std::strchr("{}[](),;:<>=@!+-|*~&^", c))
      throw Error(line, std::string("expected PTX, got the character '") + c + "'");
    ++at;
    return {Token::Punctuation, std::string(1, c), 0, line};
  }

  Token word() {
    size_t start = at++;
    while (isWord(peek()) || peek() == '%')
      ++at;
    return {Token::Identifier, std::string(text.substr(start, at - start)), 0, line};
  }

  Token dotted() {
    size_t start = ++at;
    while (isWord(peek()) || (startsWith("::") && isWord(peek(2))))
      at += peek() == ':' ? 2 : 1;
    if (start == at)
      throw Error(line, "expected a name after '.', got none");
    return {Token::Dotted, std::string(text.substr(start, at - start)), 0, line};
  }

  Token string() {
    size_t end = text.find('"', at + 1);
    if (end == std::string_view::npos)
      throw Error(line, "expected '\"' before the end of the file, got an open string");
    Token token{Token::String, std::string(text.substr(at + 1, end - at - 1)), 0, line};
    at = end + 1;
    return token;
  }

  Token bits(Token::Kind kind, size_t digits) {
    std::string hex(text.substr(at + 2, digits));
    at += 2 + digits;
    char *end = nullptr;
    uint64_t value = std::strtoull(hex.c_str(), &end, 16);
    if (hex.size() != digits || *end || isWord(peek()))
      throw Error(line, "expected " + std::to_string(digits) + " hexadecimal digits, got '" + hex + "'");
    return {kind, hex, value, line};
  }

  Token number() {
    char second = char(std::tolower(static_cast<unsigned char>(peek(1))));
    if (peek() == '0' && second == 'f')
      return bits(Token::SingleFloat, 8);
    if (peek() == '0' && second == 'd')
      return bits(Token::Float, 16);
    std::string rest(text.substr(at, 64));
    bool binary = peek() == '0' && second == 'b';
    char *end = nullptr;
    uint64_t value = binary ? std::strtoull(rest.c_str() + 2, &end, 2) : std::strtoull(rest.c_str(), &end, 0);
    if (second != 'x' && !binary && (*end == '.' || *end == 'e' || *end == 'E'))
      return decimal(rest);
    at += size_t(end - rest.c_str());
    if (peek() == 'U')
      ++at;
    if (isWord(peek()))
      throw Error(line, "expected a number, got '" + rest.substr(0, rest.find_first_of(" ,;\n")) + "'");
    return {Token::Integer, rest.substr(0, size_t(end - rest.c_str())), value, line};
  }

  Token decimal(const std::string &rest) {
    char *end = nullptr;
    double value = std::strtod(rest.c_str(), &end);
    uint64_t asBits;
    std::memcpy(&asBits, &value, sizeof asBits);
    at += size_t(end - rest.c_str());
    return {Token::Float, rest.substr(0, size_t(end - rest.c_str())), asBits, line};
  }

  std::string_view text;
  size_t at = 0;
  int line = 1;
  std::vector<Token> tokens;
};
} // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

} // namespace qopt::ptx
