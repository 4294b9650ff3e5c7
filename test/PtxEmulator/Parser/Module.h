// SPDX-License-Identifier: Apache-2.0
//
// A PTX module as parsed: variables, functions and their instructions, with
// register names resolved to numbers and nothing interpreted yet.
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_MODULE_H
#define QOPT_TEST_PTXEMULATOR_PARSER_MODULE_H

#include "Types.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qopt::ptx {

/// PTX' state spaces that variables live in.
enum class Space : uint8_t { Generic, Global, Const, Shared, Local, Param };
std::string_view name(Space space);

struct Operand {
  enum Kind {
    Register,  ///< `reg`; negated: !%p
    Integer,   ///< `value`
    Single,    ///< `value`: bits of an f32
    Double,    ///< `value`: bits of an f64
    Symbol,    ///< `name`: a variable, label, function or special register, + value
    Address,   ///< [parts[0] + value], further parts: [tensorMap, {coordinates}]
    Vector,    ///< {parts}
    Pair,      ///< parts[0] | parts[1]: setp's two results, shfl's predicate
    Sink,      ///< _
    Arguments, ///< (parts): of a call
  };
  Kind kind = Sink;
  int reg = -1;
  bool negated = false;
  uint64_t value = 0;
  std::string name;
  std::vector<Operand> parts;
};

struct Instruction {
  int line = 0;
  /// Register number of the guard @%p, -1 without; negated: @!%p.
  int guard = -1;
  bool guardNegated = false;
  std::string opcode;                 ///< "mma"
  std::vector<std::string> modifiers; ///< {"sync", "aligned", ...}
  std::vector<Operand> operands;
  /// "mma.sync.aligned. ..." for messages.
  std::string mnemonic() const;
};

struct Variable {
  /// An initializer's element that is an address: symbol + addend at `offset`.
  struct Relocation {
    uint64_t offset;
    std::string symbol;
    uint64_t addend;
    int bytes;
  };
  std::string name;
  Space space = Space::Global;
  uint64_t bytes = 0; ///< 0: an array without size, of dynamic shared memory
  uint64_t align = 1;
  bool isExtern = false;
  std::vector<uint8_t> init; ///< may be shorter than `bytes`: zeros follow
  std::vector<Relocation> relocations;
  int line = 0;
};

struct Function {
  std::string name;
  bool isEntry = false;
  bool hasBody = false;
  std::vector<Variable> params;  ///< in order; space Param
  std::vector<Variable> results; ///< of a .func
  std::vector<Type> registers;   ///< by number
  std::vector<std::string> registerNames;
  std::vector<Variable> variables; ///< .shared, .local, .param of the body
  std::vector<Instruction> body;
  /// Label -> index of the instruction that follows.
  std::map<std::string, uint32_t> labels;
  /// Label of a .branchtargets list -> its labels.
  std::map<std::string, std::vector<std::string>> branchTargets;
  /// Numbers of .reqntid and .maxntid, empty where absent.
  std::vector<uint32_t> requiredThreads, maxThreads;
  int line = 0;
};

struct Module {
  std::string version, target;
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::vector<std::string> lines; ///< of the text, for messages
};

/// Throws Error at the first offence against PTX' syntax.
Module parseModule(std::string_view text);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_MODULE_H
