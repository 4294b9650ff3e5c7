// SPDX-License-Identifier: Apache-2.0
#include "FunctionParser.h"

#include "Declarations.h"

namespace qopt::ptx {

namespace {
class BodyParser {
public:
  BodyParser(Cursor &cursor, Function &function) : cursor(cursor), function(function) {}

  void block() {
    cursor.expect("{");
    scopes.emplace_back();
    while (!cursor.accept("}")) {
      if (cursor.isAtEnd())
        cursor.fail("'}'");
      statement();
    }
    scopes.pop_back();
  }

private:
  /// What a name of a scope stands for: a register, or a variable's or label's
  /// name that is unique in the function.
  struct Scope {
    std::map<std::string, int> registers;
    std::map<std::string, std::string> names;
  };

  void statement() {
    if (cursor.is("{"))
      return block();
    if (cursor.accept(";"))
      return;
    if (cursor.peek().kind == Token::Dotted)
      return directive();
    bool isLabel = cursor.peek().kind == Token::Identifier && cursor.peek(1).text == ":" &&
                   cursor.peek(1).kind == Token::Punctuation;
    if (isLabel)
      return label();
    instruction();
  }

  void directive() {
    if (cursor.acceptDotted("reg"))
      return registers();
    if (auto space = acceptSpace(cursor)) {
      do
        variable(parseVariable(cursor, *space));
      while (cursor.accept(","));
      return cursor.expect(";");
    }
    Token token = cursor.take();
    if (token.text == "loc" || token.text == "file")
      return skipLine(token.line);
    if (token.text != "pragma")
      throw Error(token.line, "expected a directive of a function body, got '." + token.text + "'");
    cursor.expect(Token::String, "the text of a pragma");
    cursor.expect(";");
  }

  void skipLine(int line) {
    while (!cursor.isAtEnd() && cursor.peek().line == line)
      cursor.take();
  }

  /// `.reg .b32 %r<100>, %x;`
  void registers() {
    Token typeName = cursor.expect(Token::Dotted, "the type of registers");
    auto type = parseType(typeName.text);
    if (!type)
      throw Error(typeName.line, "expected the type of registers, got '." + typeName.text + "'");
    do {
      std::string name = cursor.expect(Token::Identifier, "the name of a register").text;
      if (!cursor.accept("<")) {
        declare(name, *type);
        continue;
      }
      uint64_t count = cursor.expect(Token::Integer, "a number of registers").value;
      for (uint64_t i = 0; i < count; ++i)
        declare(name + std::to_string(i), *type);
      cursor.expect(">");
    } while (cursor.accept(","));
    cursor.expect(";");
  }

  void declare(const std::string &name, Type type) {
    if (!scopes.back().registers.emplace(name, int(function.registers.size())).second)
      cursor.fail("a register name that is new in its scope (not " + name + ")");
    function.registers.push_back(type);
    function.registerNames.push_back(name);
  }

  void variable(Variable variable) {
    std::string unique = unused(variable.name);
    scopes.back().names[variable.name] = unique;
    variable.name = unique;
    function.variables.push_back(std::move(variable));
  }

  /// Names of inner scopes get a suffix no PTX name has.
  std::string unused(const std::string &name) {
    return scopes.size() == 1 ? name : name + "#" + std::to_string(++uniqueNames);
  }

  void label() {
    Token token = cursor.take();
    cursor.expect(":");
    if (cursor.acceptDotted("branchtargets"))
      return branchTargets(token.text);
    std::string name = resolve(token.text);
    if (name == token.text && scopes.size() > 1) {
      name = unused(token.text);
      scopes.back().names[token.text] = name;
    }
    if (!function.labels.emplace(name, uint32_t(function.body.size())).second)
      throw Error(token.line, "expected a label that is new, got '" + token.text + "' again");
  }

  /// `list: .branchtargets a, b, c;`
  void branchTargets(const std::string &name) {
    std::vector<std::string> &targets = function.branchTargets[name];
    do
      targets.push_back(resolve(cursor.expect(Token::Identifier, "a label").text));
    while (cursor.accept(","));
    cursor.expect(";");
  }

  std::string resolve(const std::string &name) const {
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope)
      if (auto found = scope->names.find(name); found != scope->names.end())
        return found->second;
    return name;
  }

  int findRegister(const std::string &name) const {
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope)
      if (auto found = scope->registers.find(name); found != scope->registers.end())
        return found->second;
    return -1;
  }

  void instruction() {
    Instruction result;
    result.line = cursor.peek().line;
    if (cursor.accept("@"))
      guard(result);
    result.opcode = cursor.expect(Token::Identifier, "an instruction").text;
    while (cursor.peek().kind == Token::Dotted)
      result.modifiers.push_back(cursor.take().text);
    if (result.opcode == "bra")
      declareForwardLabel();
    if (!cursor.is(";")) {
      do
        result.operands.push_back(operand());
      while (cursor.accept(","));
    }
    cursor.expect(";");
    function.body.push_back(std::move(result));
  }

  /// A label of an inner scope may be used before it stands there.
  void declareForwardLabel() {
    std::string name = cursor.peek().text;
    if (scopes.size() == 1 || resolve(name) != name || !standsInScope(name))
      return;
    scopes.back().names[name] = unused(name);
  }

  /// Whether `name:` follows before the scope's '}'.
  bool standsInScope(const std::string &name) const {
    int depth = 0;
    for (size_t i = 0; cursor.peek(i).kind != Token::End && depth >= 0; ++i) {
      const Token &token = cursor.peek(i);
      if (token.kind == Token::Punctuation && token.text == "{")
        ++depth;
      else if (token.kind == Token::Punctuation && token.text == "}")
        --depth;
      else if (depth == 0 && token.text == name && cursor.peek(i + 1).text == ":")
        return true;
    }
    return false;
  }

  void guard(Instruction &result) {
    result.guardNegated = cursor.accept("!");
    Token token = cursor.expect(Token::Identifier, "a predicate register");
    result.guard = findRegister(token.text);
    if (result.guard < 0 || function.registers[size_t(result.guard)] != Type::Pred)
      throw Error(token.line, "expected a predicate register after '@', got '" + token.text + "'");
  }

  Operand operand() {
    Operand first = simple();
    if (!cursor.accept("|"))
      return first;
    Operand pair;
    pair.kind = Operand::Pair;
    pair.parts = {first, simple()};
    return pair;
  }

  Operand simple() {
    if (cursor.accept("["))
      return address();
    if (cursor.accept("{"))
      return list(Operand::Vector, "}");
    if (cursor.accept("("))
      return list(Operand::Arguments, ")");
    if (cursor.accept("!")) {
      Operand inner = simple();
      inner.negated = true;
      return inner;
    }
    return scalar();
  }

  Operand list(Operand::Kind kind, std::string_view end) {
    Operand result;
    result.kind = kind;
    if (!cursor.is(end)) {
      do
        result.parts.push_back(simple());
      while (cursor.accept(","));
    }
    cursor.expect(end);
    return result;
  }

  Operand address() {
    Operand result;
    result.kind = Operand::Address;
    result.parts.push_back(scalar());
    result.value = result.parts[0].kind == Operand::Register ? offset() : 0;
    while (cursor.accept(","))
      result.parts.push_back(simple());
    cursor.expect("]");
    return result;
  }

  /// PTX has [%r+-4], not [%r-4].
  uint64_t offset() {
    if (!cursor.accept("+"))
      return 0;
    bool minus = cursor.accept("-");
    uint64_t value = cursor.expect(Token::Integer, "an offset").value;
    return minus ? ~value + 1 : value;
  }

  Operand scalar() {
    bool minus = cursor.accept("-");
    Token token = cursor.take();
    Operand result;
    result.value = token.value;
    switch (token.kind) {
    case Token::Integer:
      result.kind = Operand::Integer;
      result.value = minus ? ~token.value + 1 : token.value;
      return result;
    case Token::SingleFloat:
      result.kind = Operand::Single;
      result.value ^= minus ? uint64_t(1) << 31 : 0;
      return result;
    case Token::Float:
      result.kind = Operand::Double;
      result.value ^= minus ? uint64_t(1) << 63 : 0;
      return result;
    case Token::Identifier:
      return named(token);
    default:
      throw Error(token.line, "expected an operand, got '" + token.text + "'");
    }
  }

  Operand named(const Token &token) {
    Operand result;
    result.reg = findRegister(token.text);
    if (token.text == "_")
      return result;
    if (result.reg >= 0) {
      result.kind = Operand::Register;
      return result;
    }
    result.kind = Operand::Symbol;
    result.name = resolve(token.text);
    while (token.text[0] == '%' && cursor.peek().kind == Token::Dotted)
      result.name += "." + cursor.take().text;
    result.value = offset();
    return result;
  }

  Cursor &cursor;
  Function &function;
  std::vector<Scope> scopes;
  int uniqueNames = 0;
};
} // namespace

void parseBody(Cursor &cursor, Function &function) { BodyParser(cursor, function).block(); }

} // namespace qopt::ptx
