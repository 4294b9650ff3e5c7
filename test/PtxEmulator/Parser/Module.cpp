// SPDX-License-Identifier: Apache-2.0
//
// The outermost level of PTX text: directives, variables, functions.
#include "Module.h"

#include "Cursor.h"
#include "Declarations.h"
#include "FunctionParser.h"

namespace qopt::ptx {

std::string Instruction::mnemonic() const {
  std::string result = opcode;
  for (const std::string &modifier : modifiers)
    result += "." + modifier;
  return result;
}

namespace {
class ModuleParser {
public:
  explicit ModuleParser(std::string_view text) : cursor(tokenize(text)) { splitLines(text); }

  Module run() {
    while (!cursor.isAtEnd())
      statement();
    return std::move(module);
  }

private:
  void splitLines(std::string_view text) {
    for (size_t at = 0; at <= text.size();) {
      size_t end = std::min(text.find('\n', at), text.size());
      module.lines.emplace_back(text.substr(at, end - at));
      at = end + 1;
    }
  }

  void statement() {
    if (cursor.accept(";"))
      return;
    Token token = cursor.expect(Token::Dotted, "a directive");
    if (token.text == "version")
      module.version = versionNumber();
    else if (token.text == "target")
      target();
    else if (token.text == "address_size")
      addressSize();
    else if (token.text == "file" || token.text == "loc")
      skipLine(token.line);
    else if (token.text == "section")
      skipSection();
    else
      linkedStatement(token);
  }

  /// "8.3" comes as one decimal.
  std::string versionNumber() { return cursor.take().text; }

  void target() {
    module.target = cursor.expect(Token::Identifier, "a target").text;
    while (cursor.accept(","))
      cursor.take();
  }

  void addressSize() {
    Token size = cursor.expect(Token::Integer, "an address size");
    if (size.value != 64)
      throw Error(size.line, "expected .address_size 64, got " + size.text);
  }

  void skipLine(int line) {
    while (!cursor.isAtEnd() && cursor.peek().line == line)
      cursor.take();
  }

  void skipSection() {
    while (!cursor.isAtEnd() && !cursor.accept("}"))
      cursor.take();
  }

  void linkedStatement(Token token) {
    bool isExtern = false;
    while (token.text == "visible" || token.text == "extern" || token.text == "weak" || token.text == "common") {
      isExtern |= token.text == "extern";
      token = cursor.expect(Token::Dotted, "a directive");
    }
    if (token.text == "entry" || token.text == "func")
      return function(token.text == "entry");
    for (Space space : {Space::Global, Space::Const, Space::Shared})
      if (token.text == name(space))
        return variables(space, isExtern);
    throw Error(token.line, "expected a directive of a module, got '." + token.text + "'");
  }

  void variables(Space space, bool isExtern) {
    do {
      Variable variable = parseVariable(cursor, space);
      variable.isExtern = isExtern;
      module.variables.push_back(std::move(variable));
    } while (cursor.accept(","));
    cursor.expect(";");
  }

  std::vector<Variable> parameters() {
    std::vector<Variable> result;
    cursor.expect("(");
    while (!cursor.accept(")")) {
      if (!cursor.acceptDotted("param"))
        cursor.fail("'.param'");
      result.push_back(parseVariable(cursor, Space::Param));
      if (!cursor.is(")"))
        cursor.expect(",");
    }
    return result;
  }

  void function(bool isEntry) {
    Function result;
    result.isEntry = isEntry;
    result.line = cursor.peek().line;
    if (!isEntry && cursor.is("("))
      result.results = parameters();
    result.name = cursor.expect(Token::Identifier, "the name of a function").text;
    if (cursor.is("("))
      result.params = parameters();
    attributes(result);
    if (!cursor.accept(";")) {
      result.hasBody = true;
      parseBody(cursor, result);
    }
    module.functions.push_back(std::move(result));
  }

  void attributes(Function &function) {
    while (cursor.peek().kind == Token::Dotted) {
      Token token = cursor.take();
      if (token.text == "maxntid")
        function.maxThreads = numbers();
      else if (token.text == "reqntid")
        function.requiredThreads = numbers();
      else if (token.text == "minnctapersm" || token.text == "maxnreg" || token.text == "maxnctapersm")
        numbers();
      else if (token.text != "noreturn")
        throw Error(token.line, "expected an attribute of a function, got '." + token.text + "'");
    }
  }

  std::vector<uint32_t> numbers() {
    std::vector<uint32_t> result;
    do
      result.push_back(uint32_t(cursor.expect(Token::Integer, "a number").value));
    while (cursor.accept(","));
    return result;
  }

  Cursor cursor;
  Module module;
};
} // namespace

Module parseModule(std::string_view text) { return ModuleParser(text).run(); }

} // namespace qopt::ptx
