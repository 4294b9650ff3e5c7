// SPDX-License-Identifier: Apache-2.0
#include "Declarations.h"

#include <cstring>

namespace qopt::ptx {

std::string_view name(Space space) {
  constexpr std::string_view names[] = {"generic", "global", "const", "shared", "local", "param"};
  return names[size_t(space)];
}

std::optional<Space> acceptSpace(Cursor &cursor) {
  for (Space space : {Space::Global, Space::Const, Space::Shared, Space::Local, Space::Param})
    if (cursor.acceptDotted(name(space)))
      return space;
  return std::nullopt;
}

namespace {
class VariableParser {
public:
  VariableParser(Cursor &cursor, Space space) : cursor(cursor) {
    variable.space = space;
    variable.line = cursor.peek().line;
  }

  Variable run() {
    parseAttributes();
    variable.name = cursor.expect(Token::Identifier, "the name of a variable").text;
    parseExtents();
    variable.align = std::max<uint64_t>(variable.align, 1);
    if (cursor.accept("="))
      parseInitializer();
    return std::move(variable);
  }

private:
  void parseAttributes() {
    bool typed = false;
    while (cursor.peek().kind == Token::Dotted) {
      Token token = cursor.take();
      if (token.text == "align") {
        variable.align = cursor.expect(Token::Integer, "an alignment").value;
      } else if (token.text == "v2" || token.text == "v4") {
        element *= token.text == "v2" ? 2 : 4;
      } else if (token.text == "ptr") {
        parsePointer();
      } else if (auto type = parseType(token.text)) {
        scalar = *type;
        typed = true;
      } else {
        throw Error(token.line, "expected a type or '.align' of a variable, got '." + token.text + "'");
      }
    }
    if (!typed)
      cursor.fail("the type of a variable");
    element *= uint64_t(bytesOf(scalar));
    variable.bytes = element;
    variable.align = std::max(variable.align, element);
  }

  /// What a pointer parameter points to says nothing about the parameter.
  void parsePointer() {
    acceptSpace(cursor);
    if (cursor.acceptDotted("align"))
      cursor.expect(Token::Integer, "an alignment");
  }

  void parseExtents() {
    while (cursor.accept("[")) {
      uint64_t extent = 0;
      if (cursor.peek().kind == Token::Integer)
        extent = cursor.take().value;
      variable.bytes *= extent;
      cursor.expect("]");
    }
  }

  void parseInitializer() {
    parseValues();
    if (variable.init.size() > variable.bytes)
      throw Error(variable.line, "expected at most " + std::to_string(variable.bytes) + " bytes to initialize '" +
                                     variable.name + "', got " + std::to_string(variable.init.size()));
  }

  void parseValues() {
    if (!cursor.accept("{"))
      return parseValue();
    while (!cursor.accept("}")) {
      parseValues();
      if (!cursor.is("}"))
        cursor.expect(",");
    }
  }

  void parseValue() {
    bool negative = cursor.accept("-");
    Token token = cursor.take();
    if (token.kind == Token::Identifier)
      return parseAddress(token);
    bool isNumber = token.kind == Token::Integer || token.kind == Token::Float || token.kind == Token::SingleFloat;
    if (!isNumber)
      throw Error(token.line, "expected a number as initializer, got '" + token.text + "'");
    uint64_t value = token.kind == Token::Float && scalar == Type::F32 ? single(token.value) : token.value;
    append(negative ? ~value + 1 : value);
  }

  static uint64_t single(uint64_t bits) {
    double wide;
    std::memcpy(&wide, &bits, sizeof wide);
    float narrow = float(wide);
    uint32_t result;
    std::memcpy(&result, &narrow, sizeof result);
    return result;
  }

  void parseAddress(Token token) {
    bool generic = token.text == "generic";
    if (generic) {
      cursor.expect("(");
      token = cursor.expect(Token::Identifier, "the name of a variable");
      cursor.expect(")");
    }
    uint64_t addend = cursor.accept("+") ? cursor.expect(Token::Integer, "an offset").value : 0;
    variable.relocations.push_back({variable.init.size(), token.text, addend, bytesOf(scalar)});
    append(0);
  }

  void append(uint64_t value) {
    for (int byte = 0; byte < bytesOf(scalar); ++byte)
      variable.init.push_back(byte < 8 ? uint8_t(value >> (8 * byte)) : 0);
  }

  Cursor &cursor;
  Variable variable;
  Type scalar = Type::B8;
  uint64_t element = 1;
};
} // namespace

Variable parseVariable(Cursor &cursor, Space space) { return VariableParser(cursor, space).run(); }

} // namespace qopt::ptx
