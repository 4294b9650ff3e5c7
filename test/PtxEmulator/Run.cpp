// SPDX-License-Identifier: Apache-2.0
//
// qopt-ptx-run: runs a kernel of a PTX file on the emulator.
#include "Emulator.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace qopt::ptx;

namespace {
constexpr const char *usage =
    "usage: qopt-ptx-run FILE.ptx KERNEL [options] [ARGUMENT ...]\n"
    "       qopt-ptx-run FILE.ptx              lists the kernels and their parameters\n"
    "Options: --grid=X[,Y[,Z]] --block=X[,Y[,Z]] --shared=BYTES (dynamic) --seed=N --no-races\n"
    "Arguments, one per parameter:\n"
    "  in:FILE          a buffer with the bytes of FILE\n"
    "  out:FILE:BYTES   a buffer of BYTES zeros, written to FILE afterwards\n"
    "  inout:FILE       a buffer with the bytes of FILE, written back\n"
    "  i32:N i64:N f32:X  a number\n"
    "Prints the number of executed instructions. Exit status: 0 ran to the end, 1 an\n"
    "error that the emulator found, 2 wrong usage.\n";

[[noreturn]] void die(const std::string &message) {
  std::fprintf(stderr, "qopt-ptx-run: %s\n", message.c_str());
  std::exit(2);
}

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    die("expected a file that can be read, got '" + path + "'");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

uint64_t number(const std::string &text) {
  char *end = nullptr;
  uint64_t value = std::strtoull(text.c_str(), &end, 0);
  if (text.empty() || *end)
    die("expected a number, got '" + text + "'");
  return value;
}

Dim3 size(const std::string &text) {
  Dim3 result;
  uint32_t *parts[] = {&result.x, &result.y, &result.z};
  std::stringstream stream(text);
  std::string part;
  for (size_t i = 0; std::getline(stream, part, ','); ++i) {
    if (i == 3)
      die("expected at most three sizes, got '" + text + "'");
    *parts[i] = uint32_t(number(part));
  }
  return result;
}

struct OutputFile {
  std::string path;
  uint64_t address;
  size_t bytes;
};

class Runner {
public:
  int run(int count, char **words) {
    if (count < 2)
      die(std::string("expected a PTX file\n") + usage);
    std::string error = device.load(readFile(words[1]));
    if (!error.empty()) {
      std::fprintf(stderr, "%s: %s\n", words[1], error.c_str());
      return 1;
    }
    if (count == 2)
      return list();
    for (int i = 3; i < count; ++i)
      word(words[i]);
    return launch(words[1], words[2]);
  }

private:
  int list() {
    for (const std::string &kernel : device.kernels()) {
      std::printf("%s", kernel.c_str());
      auto sizes = device.parameterSizes(kernel);
      for (uint64_t bytes : *sizes)
        std::printf(" %llu", static_cast<unsigned long long>(bytes));
      std::printf("\n");
    }
    return 0;
  }

  void word(const std::string &text) {
    size_t equals = text.find('=');
    std::string name = text.substr(0, equals), value = equals == std::string::npos ? "" : text.substr(equals + 1);
    if (name == "--grid")
      options.grid = size(value);
    else if (name == "--block")
      options.block = size(value);
    else if (name == "--shared")
      options.dynamicShared = uint32_t(number(value));
    else if (name == "--seed")
      options.seed = number(value);
    else if (name == "--no-races")
      options.detectRaces = false;
    else
      kernelArgument(text);
  }

  void kernelArgument(const std::string &text) {
    size_t colon = text.find(':');
    std::string kind = text.substr(0, colon), rest = colon == std::string::npos ? "" : text.substr(colon + 1);
    if (kind == "i32")
      arguments.push_back(argument(uint32_t(int64_t(std::strtoll(rest.c_str(), nullptr, 0)))));
    else if (kind == "i64")
      arguments.push_back(argument(int64_t(std::strtoll(rest.c_str(), nullptr, 0))));
    else if (kind == "f32")
      arguments.push_back(argument(std::strtof(rest.c_str(), nullptr)));
    else if (kind == "in" || kind == "inout")
      buffer(rest, readFile(rest), kind == "inout");
    else if (kind == "out")
      buffer(rest.substr(0, rest.rfind(':')), std::string(number(rest.substr(rest.rfind(':') + 1)), '\0'), true);
    else
      die("expected an option or an argument, got '" + text + "'\n" + usage);
  }

  void buffer(const std::string &path, const std::string &bytes, bool isWritten) {
    uint64_t address = device.allocate(bytes.size(), path);
    device.write(address, bytes.data(), bytes.size());
    arguments.push_back(argument(address));
    if (isWritten)
      outputs.push_back({path, address, bytes.size()});
  }

  int launch(const char *file, const char *kernel) {
    LaunchResult result = device.launch(kernel, options, arguments);
    if (!result.error.empty()) {
      std::fprintf(stderr, "%s: %s\n", file, result.error.c_str());
      return 1;
    }
    for (const OutputFile &output : outputs) {
      std::string bytes(output.bytes, '\0');
      device.read(output.address, bytes.data(), bytes.size());
      std::ofstream(output.path, std::ios::binary) << bytes;
    }
    const Statistics &s = result.statistics;
    std::printf("%llu thread instructions, %llu matrix products, %llu bank conflicts of ldmatrix and stmatrix\n",
                static_cast<unsigned long long>(s.threadInstructions),
                static_cast<unsigned long long>(s.matrixProducts),
                static_cast<unsigned long long>(s.matrixBankConflicts));
    return 0;
  }

  Device device;
  LaunchOptions options;
  std::vector<Argument> arguments;
  std::vector<OutputFile> outputs;
};
} // namespace

int main(int count, char **words) { return Runner().run(count, words); }
