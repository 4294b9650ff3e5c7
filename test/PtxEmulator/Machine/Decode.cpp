// SPDX-License-Identifier: Apache-2.0
//
// A parsed function to a program: lays out its parameters and variables, gives
// rows to constants and special registers, decodes its instructions.
#include "Decoding.h"

namespace qopt::ptx {

ProgramBuilder::ProgramBuilder(const Function &function, Program &program) : function(function), program(program) {
  program.rows = uint32_t(function.registers.size());
  for (Type type : function.registers)
    program.registerMasks.push_back(lowMask(bitsOf(type)));
}

uint32_t ProgramBuilder::constantRow(uint64_t value) {
  auto [at, isNew] = constantRows.emplace(value, program.rows);
  if (isNew)
    program.constants.emplace_back(program.rows++, value);
  return at->second;
}

uint32_t ProgramBuilder::carryRow() {
  if (!carry)
    carry = program.rows++;
  return *carry;
}

uint32_t ProgramBuilder::specialRow(const std::string &name, int line) {
  static const std::map<std::string, Special> names = {
      {"%tid.x", Special::TidX},       {"%tid.y", Special::TidY},       {"%tid.z", Special::TidZ},
      {"%ntid.x", Special::NtidX},     {"%ntid.y", Special::NtidY},     {"%ntid.z", Special::NtidZ},
      {"%ctaid.x", Special::CtaidX},   {"%ctaid.y", Special::CtaidY},   {"%ctaid.z", Special::CtaidZ},
      {"%nctaid.x", Special::NctaidX}, {"%nctaid.y", Special::NctaidY}, {"%nctaid.z", Special::NctaidZ},
      {"%laneid", Special::LaneId},    {"%warpid", Special::WarpId},    {"%nwarpid", Special::NumWarps},
      {"%lanemask_eq", Special::LanemaskEq}, {"%lanemask_lt", Special::LanemaskLt},
      {"%lanemask_le", Special::LanemaskLe}, {"%lanemask_gt", Special::LanemaskGt},
      {"%lanemask_ge", Special::LanemaskGe}, {"%dynamic_smem_size", Special::DynamicShared},
      {"%total_smem_size", Special::TotalShared},
  };
  auto found = names.find(name);
  if (found == names.end())
    throw Error(line, "expected a special register that the emulator has, got '" + name + "'");
  auto [at, isNew] = specialRows.emplace(found->second, program.rows);
  if (isNew)
    program.specials.emplace_back(program.rows++, found->second);
  return at->second;
}

namespace {
uint64_t alignTo(uint64_t value, uint64_t align) { return (value + align - 1) / align * align; }

void placeParams(ProgramBuilder &builder) {
  Program &program = builder.program;
  for (const Variable &param : builder.function.params) {
    uint64_t offset = alignTo(program.paramBytes, param.align);
    builder.places[param.name] = {Space::Param, offset};
    program.params.push_back({offset, param.bytes});
    program.paramBytes = offset + param.bytes;
  }
}

void placeVariables(ProgramBuilder &builder) {
  Program &program = builder.program;
  for (const Variable &variable : builder.function.variables) {
    bool isShared = variable.space == Space::Shared;
    if (!isShared && variable.space != Space::Local)
      throw Error(variable.line, "expected a .shared or .local variable in a kernel, got '" + variable.name + "' of ." +
                                     std::string(name(variable.space)));
    uint64_t &end = isShared ? program.staticShared : program.localBytes;
    end = alignTo(end, variable.align);
    builder.places[variable.name] = {variable.space, end};
    end += variable.bytes;
  }
}

/// Dynamic shared memory begins behind the static variables.
void placeDynamicShared(ProgramBuilder &builder) {
  builder.program.staticShared = alignTo(builder.program.staticShared, 1024);
  for (auto &[name, place] : builder.places)
    if (place.space == Space::Shared && place.address == dynamicShared)
      place.address = builder.program.staticShared;
}

Inst decodeOne(const Instruction &source, ProgramBuilder &builder) {
  auto found = instructionTable().find(source.opcode);
  if (found == instructionTable().end())
    throw Error(source.line, "expected an instruction that the emulator has, got '" + source.mnemonic() + "'");
  Decoding decoding(source, builder);
  found->second(decoding);
  return std::move(decoding.inst);
}
} // namespace

Program decode(const Function &function, const std::map<std::string, ProgramBuilder::Place> &places,
               uint64_t sharedBytes) {
  Program program;
  program.staticShared = sharedBytes;
  program.name = function.name;
  program.requiredThreads = function.requiredThreads;
  program.maxThreads = function.maxThreads;
  ProgramBuilder builder(function, program);
  builder.places = places;
  placeParams(builder);
  placeVariables(builder);
  placeDynamicShared(builder);
  for (const Instruction &source : function.body)
    program.code.push_back(decodeOne(source, builder));
  // Where the text ends without one, the threads end.
  Inst end;
  end.flow = Flow::Exit;
  end.line = function.line;
  program.code.push_back(end);
  return program;
}

} // namespace qopt::ptx
