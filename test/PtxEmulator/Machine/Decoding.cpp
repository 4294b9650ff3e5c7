// SPDX-License-Identifier: Apache-2.0
#include "Decoding.h"

#include <algorithm>
#include <cstring>

namespace qopt::ptx {

Decoding::Decoding(const Instruction &source, ProgramBuilder &builder) : source(source), builder(builder) {
  inst.line = source.line;
  inst.guard = source.guard;
  inst.guardNegated = source.guardNegated;
}

void Decoding::fail(const std::string &wanted, const std::string &got) const {
  throw Error(source.line, "'" + source.mnemonic() + "': expected " + wanted + ", got " + got);
}

void Decoding::failModifier(const std::string &wanted) const {
  fail(wanted, at < source.modifiers.size() ? "'." + source.modifiers[at] + "'" : "no further modifier");
}

std::string Decoding::nextModifier() const { return at < source.modifiers.size() ? source.modifiers[at] : ""; }

bool Decoding::take(std::string_view modifier) {
  bool found = at < source.modifiers.size() && source.modifiers[at] == modifier;
  at += found;
  return found;
}

int Decoding::takeAny(std::initializer_list<std::string_view> choices) {
  int index = 0;
  for (std::string_view choice : choices) {
    if (take(choice))
      return index;
    ++index;
  }
  return -1;
}

int Decoding::takeOne(std::initializer_list<std::string_view> choices) {
  int found = takeAny(choices);
  if (found >= 0)
    return found;
  std::string wanted;
  for (std::string_view choice : choices)
    wanted += (wanted.empty() ? "." : " or .") + std::string(choice);
  failModifier(wanted);
}

std::optional<Type> Decoding::tryType() {
  auto type = parseType(nextModifier());
  at += type.has_value();
  return type;
}

Type Decoding::takeType() {
  if (auto type = tryType())
    return *type;
  failModifier("a type");
}

Type Decoding::takeType(std::initializer_list<Type> types) {
  Type type = takeType();
  if (std::find(types.begin(), types.end(), type) != types.end())
    return type;
  std::string wanted;
  for (Type allowed : types)
    wanted += (wanted.empty() ? "type ." : " or .") + std::string(name(allowed));
  fail(wanted, "'." + std::string(name(type)) + "'");
}

void Decoding::finish(size_t operands) { finish(operands, operands); }

void Decoding::finish(size_t least, size_t most) {
  if (at != source.modifiers.size())
    failModifier("no further modifier");
  if (numOperands() < least || numOperands() > most)
    fail(std::to_string(least) + (most > least ? " to " + std::to_string(most) : "") + " operands",
         std::to_string(numOperands()));
}

int Decoding::registerBits(const Operand &operand) const {
  return bitsOf(builder.function.registers[size_t(operand.reg)]);
}

uint32_t Decoding::sinkRow() { return builder.program.rows++; }

uint32_t Decoding::destinationRow(const Operand &operand, Type type, bool mayBeWider) {
  if (operand.kind == Operand::Sink)
    return sinkRow();
  if (operand.kind != Operand::Register)
    fail("a register as destination", "another operand");
  int bits = registerBits(operand), wanted = bitsOf(type);
  bool isPredicate = builder.function.registers[size_t(operand.reg)] == Type::Pred;
  bool fits = mayBeWider ? bits >= wanted : bits == wanted;
  if (!fits || isPredicate != (type == Type::Pred))
    fail("a register of " + std::to_string(wanted) + " bits as destination",
         "'" + builder.function.registerNames[size_t(operand.reg)] + "' of " + std::to_string(bits));
  return uint32_t(operand.reg);
}

namespace {
uint64_t asBits(double value, Type type) {
  uint64_t bits = 0;
  if (type == Type::F32) {
    float single = float(value);
    std::memcpy(&bits, &single, sizeof single);
  } else {
    std::memcpy(&bits, &value, sizeof value);
  }
  return bits;
}
} // namespace

uint32_t Decoding::rowOf(const Operand &operand, Type type, bool mayBeWider) {
  switch (operand.kind) {
  case Operand::Register: {
    int bits = registerBits(operand), wanted = bitsOf(type);
    bool isPredicate = builder.function.registers[size_t(operand.reg)] == Type::Pred;
    if ((mayBeWider ? bits < wanted : bits != wanted) || isPredicate != (type == Type::Pred))
      fail("a register of " + std::to_string(wanted) + " bits",
           "'" + builder.function.registerNames[size_t(operand.reg)] + "' of " + std::to_string(bits));
    return uint32_t(operand.reg);
  }
  case Operand::Integer:
    if (type == Type::F32 || type == Type::F64)
      fail("a floating point constant", "an integer");
    return constant(operand.value & lowMask(bitsOf(type)));
  case Operand::Single:
    return constant(operand.value);
  case Operand::Double: {
    double value;
    std::memcpy(&value, &operand.value, sizeof value);
    return constant(asBits(value, type));
  }
  case Operand::Symbol:
    return symbolRow(operand, type);
  default:
    fail("a register or a constant", "another operand");
  }
}

uint32_t Decoding::symbolRow(const Operand &operand, Type type) {
  auto place = builder.places.find(operand.name);
  if (place != builder.places.end())
    return constant(place->second.address + operand.value);
  if (operand.name == "WARP_SZ")
    return constant(32);
  if (operand.name[0] != '%')
    fail("the name of a register or variable", "'" + operand.name + "'");
  if (bitsOf(type) < 32)
    fail("a 32-bit type for a special register", "'." + std::string(name(type)) + "'");
  return builder.specialRow(operand.name, source.line);
}

uint32_t Decoding::destination(size_t operand, Type type) {
  inst.r.push_back(destinationRow(source.operands[operand], type, false));
  return inst.r.back();
}

uint32_t Decoding::wideDestination(size_t operand, Type type) {
  inst.r.push_back(destinationRow(source.operands[operand], type, true));
  return inst.r.back();
}

uint32_t Decoding::value(size_t operand, Type type) {
  inst.r.push_back(rowOf(source.operands[operand], type, false));
  return inst.r.back();
}

uint32_t Decoding::wideValue(size_t operand, Type type) {
  inst.r.push_back(rowOf(source.operands[operand], type, true));
  return inst.r.back();
}

uint32_t Decoding::predicate(size_t operand) {
  if (source.operands[operand].negated)
    fail("a predicate without '!'", "'!'");
  return value(operand, Type::Pred);
}

std::vector<Operand> Decoding::parts(size_t operand) const {
  const Operand &whole = source.operands[operand];
  return whole.kind == Operand::Vector ? whole.parts : std::vector<Operand>{whole};
}

void Decoding::destinations(size_t operand, Type type, size_t count) {
  auto list = parts(operand);
  if (list.size() != count)
    fail(std::to_string(count) + " registers in operand " + std::to_string(operand), std::to_string(list.size()));
  for (const Operand &part : list)
    inst.r.push_back(destinationRow(part, type, false));
}

void Decoding::values(size_t operand, Type type, size_t count) {
  auto list = parts(operand);
  if (list.size() != count)
    fail(std::to_string(count) + " values in operand " + std::to_string(operand), std::to_string(list.size()));
  for (const Operand &part : list)
    inst.r.push_back(rowOf(part, type, false));
}

void Decoding::address(size_t operand, Space space) {
  const Operand &whole = source.operands[operand];
  if (whole.kind != Operand::Address)
    fail("an address in brackets", "another operand");
  const Operand &base = whole.parts[0];
  inst.imm = int64_t(whole.value);
  if (base.kind == Operand::Register) {
    if (registerBits(base) < 32)
      fail("an address of 32 or 64 bits", std::to_string(registerBits(base)));
    inst.r.push_back(uint32_t(base.reg));
    return;
  }
  if (auto place = builder.places.find(base.name); base.kind == Operand::Symbol && place != builder.places.end()) {
    Space named = place->second.space;
    bool asGlobal = space == Space::Const && named == Space::Global;
    if (space != named && !asGlobal)
      fail("a variable of ." + std::string(name(space)), "'" + base.name + "' of ." + std::string(name(named)));
  }
  if (base.kind == Operand::Integer && space != Space::Local)
    fail("a register or variable as address", "a constant");
  inst.r.push_back(rowOf(base, Type::B64, false));
}

uint64_t Decoding::immediate(size_t operand) {
  if (source.operands[operand].kind != Operand::Integer)
    fail("an integer constant as operand " + std::to_string(operand), "another operand");
  return source.operands[operand].value;
}

uint32_t Decoding::instructionAt(const std::string &label) const {
  auto found = builder.function.labels.find(label);
  if (found == builder.function.labels.end())
    fail("a label of the function", "'" + label + "'");
  return found->second;
}

uint32_t Decoding::label(size_t operand) { return instructionAt(source.operands[operand].name); }

std::vector<uint32_t> Decoding::branchTargets(size_t operand) {
  const std::string &wanted = source.operands[operand].name;
  auto found = builder.function.branchTargets.find(wanted);
  if (found == builder.function.branchTargets.end())
    fail("the label of a .branchtargets list", "'" + wanted + "'");
  std::vector<uint32_t> targets;
  for (const std::string &label : found->second)
    targets.push_back(instructionAt(label));
  return targets;
}

} // namespace qopt::ptx
