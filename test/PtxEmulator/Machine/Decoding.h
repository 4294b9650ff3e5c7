// SPDX-License-Identifier: Apache-2.0
//
// Decoding of one instruction: its modifiers are taken one by one, in PTX'
// order; what is left over is an error, so nothing is silently ignored.
#ifndef QOPT_TEST_PTXEMULATOR_MACHINE_DECODING_H
#define QOPT_TEST_PTXEMULATOR_MACHINE_DECODING_H

#include "../Parser/Error.h"
#include "Program.h"

#include <initializer_list>
#include <map>

namespace qopt::ptx {

/// What an instruction may refer to by name, and the program it goes to.
class ProgramBuilder {
public:
  ProgramBuilder(const Function &function, Program &program);

  /// Row of a constant, of a special register ("%tid.x").
  uint32_t constantRow(uint64_t value);
  uint32_t specialRow(const std::string &name, int line);
  /// The row of the condition code.
  uint32_t carryRow();
  /// A variable's address in its own space.
  struct Place {
    Space space;
    uint64_t address;
  };
  std::map<std::string, Place> places;
  const Function &function;
  Program &program;

private:
  std::map<uint64_t, uint32_t> constantRows;
  std::map<Special, uint32_t> specialRows;
  std::optional<uint32_t> carry;
};

class Decoding {
public:
  Decoding(const Instruction &source, ProgramBuilder &builder);

  Inst inst;
  const Instruction &source;

  // Modifiers.
  bool take(std::string_view modifier);
  /// The first of `choices` that is next: its index; -1: none.
  int takeAny(std::initializer_list<std::string_view> choices);
  /// As takeAny; none is an error.
  int takeOne(std::initializer_list<std::string_view> choices);
  std::optional<Type> tryType();
  Type takeType();
  /// takeType that must be one of `types`.
  Type takeType(std::initializer_list<Type> types);
  std::string nextModifier() const;
  /// All modifiers are taken and there are `operands` operands.
  void finish(size_t operands);
  void finish(size_t least, size_t most);
  size_t numOperands() const { return source.operands.size(); }

  // Operands: each appends to inst.r and returns the row.
  /// A register of exactly the type's width.
  uint32_t destination(size_t operand, Type type);
  /// A register at least as wide as the type (ld, cvt).
  uint32_t wideDestination(size_t operand, Type type);
  uint32_t value(size_t operand, Type type);
  uint32_t wideValue(size_t operand, Type type);
  uint32_t predicate(size_t operand);
  /// The parts of a vector operand, or the operand itself.
  std::vector<Operand> parts(size_t operand) const;
  void destinations(size_t operand, Type type, size_t count);
  void values(size_t operand, Type type, size_t count);
  /// [base + offset]: the base's row to inst.r, the offset to inst.imm. Returns
  /// the space of a variable that is named, or `space`.
  void address(size_t operand, Space space);
  uint64_t immediate(size_t operand);
  uint32_t label(size_t operand);
  /// The instructions of a .branchtargets list.
  std::vector<uint32_t> branchTargets(size_t operand);

  uint32_t rowOf(const Operand &operand, Type type, bool mayBeWider);
  uint32_t destinationRow(const Operand &operand, Type type, bool mayBeWider);
  /// A row for a destination that is not wanted ('_').
  uint32_t sinkRow();
  uint32_t carryRow() { return builder.carryRow(); }
  uint32_t constant(uint64_t value) { return builder.constantRow(value); }
  int registerBits(const Operand &operand) const;
  const ProgramBuilder &names() const { return builder; }

  [[noreturn]] void fail(const std::string &wanted, const std::string &got) const;
  [[noreturn]] void failModifier(const std::string &wanted) const;

private:
  uint32_t instructionAt(const std::string &label) const;
  uint32_t symbolRow(const Operand &operand, Type type);
  ProgramBuilder &builder;
  size_t at = 0;
};

/// Decodes into decoding.inst.
using Decoder = void (*)(Decoding &);
using InstructionTable = std::map<std::string, Decoder, std::less<>>;
/// Every instruction that the emulator has.
const InstructionTable &instructionTable();

/// The address of a Place in dynamic shared memory, before it is laid out.
constexpr uint64_t dynamicShared = ~uint64_t(0);
/// Rows and code of `function`; `places` knows the module's variables, of which
/// the shared ones take `sharedBytes`.
Program decode(const Function &function, const std::map<std::string, ProgramBuilder::Place> &places,
               uint64_t sharedBytes);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MACHINE_DECODING_H
