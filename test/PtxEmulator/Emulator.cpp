// SPDX-License-Identifier: Apache-2.0
#include "Emulator.h"

#include "Machine/Launch.h"
#include "Machine/Loader.h"

namespace qopt::ptx {

struct Device::State {
  GlobalMemory memory;
  std::map<std::string, LoadedKernel> kernels;
  std::map<std::string, PlacedVariable> variables;
};

namespace {
std::string message(const Error &error, const std::vector<std::string> &lines) {
  if (error.line() <= 0 || size_t(error.line()) > lines.size())
    return error.what();
  std::string text = lines[size_t(error.line()) - 1];
  size_t start = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t\r");
  text = start == std::string::npos ? "" : text.substr(start, end - start + 1);
  return "line " + std::to_string(error.line()) + ": " + error.what() + " (" + text + ")";
}

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}
} // namespace

Device::Device() : state(std::make_unique<State>()) {}
Device::~Device() = default;

uint64_t Device::allocate(size_t bytes, std::string name) { return state->memory.allocate(bytes, std::move(name)); }

bool Device::release(uint64_t address) { return state->memory.release(address); }

bool Device::write(uint64_t address, const void *from, size_t bytes) {
  uint8_t *to = state->memory.find(address, bytes);
  if (to)
    std::memcpy(to, from, bytes);
  return to;
}

bool Device::read(uint64_t address, void *to, size_t bytes) {
  const uint8_t *from = state->memory.find(address, bytes);
  if (from)
    std::memcpy(to, from, bytes);
  return from;
}

std::string Device::load(std::string_view ptx) {
  auto lines = std::make_shared<std::vector<std::string>>(linesOf(ptx));
  try {
    for (LoadedKernel &kernel : loadModule(parseModule(ptx), state->memory, state->variables)) {
      kernel.lines = lines;
      std::string name = kernel.program.name;
      state->kernels.insert_or_assign(std::move(name), std::move(kernel));
    }
  } catch (const Error &error) {
    return message(error, *lines);
  }
  return "";
}

std::vector<std::string> Device::kernels() const {
  std::vector<std::string> names;
  for (const auto &entry : state->kernels)
    names.push_back(entry.first);
  return names;
}

std::optional<std::vector<uint64_t>> Device::parameterSizes(const std::string &kernel) const {
  auto found = state->kernels.find(kernel);
  if (found == state->kernels.end())
    return std::nullopt;
  std::vector<uint64_t> sizes;
  for (const Program::Param &param : found->second.program.params)
    sizes.push_back(param.bytes);
  return sizes;
}

std::optional<uint64_t> Device::staticSharedBytes(const std::string &kernel) const {
  auto found = state->kernels.find(kernel);
  if (found == state->kernels.end())
    return std::nullopt;
  return found->second.program.staticShared;
}

std::optional<std::pair<uint64_t, uint64_t>> Device::variable(const std::string &name) const {
  auto found = state->variables.find(name);
  if (found == state->variables.end())
    return std::nullopt;
  return std::make_pair(found->second.address, found->second.bytes);
}

LaunchResult Device::launch(const std::string &kernel, const LaunchOptions &options,
                            const std::vector<Argument> &arguments) {
  LaunchResult result;
  auto found = state->kernels.find(kernel);
  if (found == state->kernels.end()) {
    result.error = "expected the name of a loaded kernel, got '" + kernel + "'";
    return result;
  }
  try {
    launchKernel(found->second.program, state->memory, options, arguments, result.statistics);
  } catch (const Error &error) {
    result.error = message(error, *found->second.lines);
  }
  return result;
}

} // namespace qopt::ptx
