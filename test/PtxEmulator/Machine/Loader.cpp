// SPDX-License-Identifier: Apache-2.0
#include "Loader.h"

#include "Decoding.h"

#include <algorithm>

namespace qopt::ptx {

namespace {
using Places = std::map<std::string, ProgramBuilder::Place>;

uint64_t placeShared(const Module &module, Places &places) {
  uint64_t end = 0;
  for (const Variable &variable : module.variables) {
    if (variable.space != Space::Shared)
      continue;
    if (variable.bytes == 0) {
      places[variable.name] = {Space::Shared, dynamicShared};
      continue;
    }
    end = (end + variable.align - 1) / variable.align * variable.align;
    places[variable.name] = {Space::Shared, end};
    end += variable.bytes;
  }
  return end;
}

void relocate(const Variable &variable, const Places &places, uint8_t *data) {
  for (const Variable::Relocation &relocation : variable.relocations) {
    auto target = places.find(relocation.symbol);
    if (target == places.end())
      throw Error(variable.line, "expected the name of a variable, got '" + relocation.symbol + "'");
    uint64_t address = target->second.address + relocation.addend;
    for (int byte = 0; byte < relocation.bytes; ++byte)
      data[relocation.offset + uint64_t(byte)] = uint8_t(address >> (8 * byte));
  }
}

void placeGlobals(const Module &module, GlobalMemory &memory, Places &places) {
  for (const Variable &variable : module.variables) {
    if (variable.space == Space::Shared)
      continue;
    if (variable.isExtern)
      throw Error(variable.line, "expected a variable of this module, got the .extern '" + variable.name + "'");
    places[variable.name] = {variable.space, memory.allocate(variable.bytes, variable.name)};
  }
  for (const Variable &variable : module.variables) {
    if (variable.space == Space::Shared)
      continue;
    uint8_t *data = memory.find(places[variable.name].address, variable.bytes);
    std::copy(variable.init.begin(), variable.init.end(), data);
    relocate(variable, places, data);
  }
}
} // namespace

std::vector<LoadedKernel> loadModule(const Module &module, GlobalMemory &memory,
                                     std::map<std::string, PlacedVariable> &variables) {
  Places places;
  uint64_t sharedBytes = placeShared(module, places);
  placeGlobals(module, memory, places);
  std::vector<LoadedKernel> kernels;
  for (const Function &function : module.functions)
    if (function.isEntry && function.hasBody)
      kernels.push_back({decode(function, places, sharedBytes), nullptr});
  for (const Variable &variable : module.variables)
    if (variable.space != Space::Shared)
      variables[variable.name] = {places[variable.name].address, variable.bytes};
  return kernels;
}

} // namespace qopt::ptx
