// SPDX-License-Identifier: Apache-2.0
#include "MmaHarness.h"

#include <array>

namespace qopt::ptx {

int Layout::numValues() const {
  int count = 1;
  for (auto [extent, stride] : values)
    count *= extent;
  return count;
}

int Layout::offset(int laneNumber, int value) const {
  int result = laneNumber % 4 * lane[0] + laneNumber / 4 * lane[1];
  for (auto [extent, stride] : values) {
    result += value % extent * stride;
    value /= extent;
  }
  return result;
}

Layouts layoutsOf(int m, int k, int e) {
  Layouts result;
  result.a = {{m * e, 1}, {{e, m}}};
  if (m == 16)
    result.a.values.push_back({2, 8});
  if (k > 4 * e)
    result.a.values.push_back({k / (4 * e), m * 4 * e});
  result.b = {{8 * e, 1}, {{e, 8}}};
  if (k > 4 * e)
    result.b.values.push_back({k / (4 * e), 8 * 4 * e});
  result.c = {{2 * m, 1}, {{2, m}}};
  if (m == 16)
    result.c.values.push_back({2, 8});
  return result;
}

Registers toRegisters(const std::vector<uint32_t> &matrix, int rows, int columns, int bits, const Layout &layout) {
  int perRegister = 32 / bits;
  Registers result(size_t(layout.numValues() / perRegister));
  for (auto &row : result)
    row.fill(0);
  for (int lane = 0; lane < 32; ++lane)
    for (int value = 0; value < layout.numValues(); ++value) {
      int offset = layout.offset(lane, value), row = offset % rows, column = offset / rows;
      uint32_t element = matrix[size_t(row * columns + column)] & uint32_t(lowMask(bits));
      result[size_t(value / perRegister)][size_t(lane)] |= element << (value % perRegister * bits);
    }
  return result;
}

std::vector<uint32_t> fromRegisters(const Registers &registers, int rows, int columns, int bits, const Layout &layout) {
  int perRegister = 32 / bits;
  std::vector<uint32_t> result(size_t(rows * columns));
  for (int lane = 0; lane < 32; ++lane)
    for (int value = 0; value < layout.numValues(); ++value) {
      int offset = layout.offset(lane, value), row = offset % rows, column = offset / rows;
      uint32_t word = registers[size_t(value / perRegister)][size_t(lane)];
      result[size_t(row * columns + column)] = word >> (value % perRegister * bits) & uint32_t(lowMask(bits));
    }
  return result;
}

namespace {
std::string vectorOf(const std::string &name, size_t count) {
  std::string text = "{";
  for (size_t i = 0; i < count; ++i)
    text += (i ? ", %" : "%") + name + std::to_string(i);
  return text + "}";
}

/// Loads registers `name`0.. from consecutive words of 32 lanes each.
std::string loads(const std::string &name, size_t count, size_t &word) {
  std::string text;
  for (size_t i = 0; i < count; ++i, ++word)
    text += "ld.global.b32 %" + name + std::to_string(i) + ", [%in+" + std::to_string(word * 128) + "];\n";
  return text;
}
} // namespace

MmaRun runMma(const std::string &mnemonic, const Registers &a, const Registers &b, const Registers &c,
              const std::string &tail, const std::array<uint32_t, 32> &metadata) {
  size_t word = 0, d = c.size();
  std::string text = ".version 8.7\n.target sm_90a\n.address_size 64\n.visible .entry k(.param .u64 in, .param .u64 "
                     "out)\n{\n.reg .b32 %a<8>, %b<8>, %c<8>, %d<8>, %t, %meta;\n.reg .b64 %in, %out;\n"
                     "mov.u32 %t, %tid.x;\nld.param.u64 %in, [in];\nmad.wide.u32 %in, %t, 4, %in;\n"
                     "ld.param.u64 %out, [out];\nmad.wide.u32 %out, %t, 4, %out;\n";
  text += loads("a", a.size(), word) + loads("b", b.size(), word) + loads("c", c.size(), word);
  text += "ld.global.b32 %meta, [%in+" + std::to_string(word * 128) + "];\n";
  text += mnemonic + " " + vectorOf("d", d) + ", " + vectorOf("a", a.size()) + ", " + vectorOf("b", b.size()) + ", " +
          vectorOf("c", c.size()) + tail + ";\n";
  for (size_t i = 0; i < d; ++i)
    text += "st.global.b32 [%out+" + std::to_string(i * 128) + "], %d" + std::to_string(i) + ";\n";
  text += "ret;\n}\n";

  Registers input = a;
  input.insert(input.end(), b.begin(), b.end());
  input.insert(input.end(), c.begin(), c.end());
  input.push_back(metadata);
  Device device;
  MmaRun run;
  run.error = device.load(text);
  if (!run.error.empty())
    return run;
  uint64_t in = device.allocate(input.size() * 128, "in"), out = device.allocate(d * 128, "out");
  device.write(in, input.data(), input.size() * 128);
  LaunchOptions options;
  options.block.x = 32;
  run.error = device.launch("k", options, {argument(in), argument(out)}).error;
  run.d.resize(d);
  device.read(out, run.d.data(), d * 128);
  return run;
}

} // namespace qopt::ptx
