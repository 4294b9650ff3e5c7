// SPDX-License-Identifier: Apache-2.0
#include "Evaluate.h"

#include <gtest/gtest.h>

namespace qopt::ptx {

std::string evaluationText(const std::string &body, const std::string &declarations, const std::string &before) {
  return ".version 8.7\n.target sm_90a\n.address_size 64\n" + before +
         "\n.visible .entry k(.param .u64 in, .param .u64 out)\n{\n"
         ".reg .pred %p, %q;\n.reg .b16 %ha, %hb, %hc, %h;\n.reg .b32 %a, %b, %c, %d, %e, %f, %t, %n;\n"
         ".reg .b64 %A, %B, %C, %D, %x, %y, %z;\n" +
         declarations +
         "\nmov.u32 %t, %tid.x;\nmov.u32 %n, %ctaid.x;\nmad.lo.u32 %n, %n, 1024, %t;\n"
         "ld.param.u64 %x, [in];\nmul.wide.u32 %y, %n, 24;\nadd.u64 %x, %x, %y;\n"
         "ld.global.u64 %A, [%x];\nld.global.u64 %B, [%x+8];\nld.global.u64 %C, [%x+16];\n"
         "cvt.u32.u64 %a, %A;\ncvt.u32.u64 %b, %B;\ncvt.u32.u64 %c, %C;\n"
         "cvt.u16.u64 %ha, %A;\ncvt.u16.u64 %hb, %B;\ncvt.u16.u64 %hc, %C;\n"
         "ld.param.u64 %x, [out];\nmul.wide.u32 %y, %n, 8;\nadd.u64 %x, %x, %y;\n" +
         body + "\nst.global.u64 [%x], %D;\nret;\n}\n";
}

Evaluation evaluate(const std::string &body, const std::vector<Inputs> &inputs, const std::string &declarations,
                    uint64_t seed) {
  Device device;
  Evaluation result;
  result.error = device.load(evaluationText(body, declarations));
  if (!result.error.empty())
    return result;
  uint64_t in = device.allocate(inputs.size() * 24, "in"), out = device.allocate(inputs.size() * 8, "out");
  device.write(in, inputs.data(), inputs.size() * 24);
  LaunchOptions options;
  options.grid.x = uint32_t((inputs.size() + 1023) / 1024);
  options.block.x = uint32_t(std::min<size_t>(inputs.size(), 1024));
  options.seed = seed;
  options.instructionLimit = 1 << 20;
  result.error = device.launch("k", options, {argument(in), argument(out)}).error;
  result.results.resize(inputs.size());
  device.read(out, result.results.data(), inputs.size() * 8);
  return result;
}

std::vector<uint64_t> evaluateAll(const std::string &body, const std::vector<Inputs> &inputs) {
  std::vector<Inputs> padded = inputs;
  if (padded.size() > 1024)
    padded.resize((padded.size() + 1023) / 1024 * 1024);
  Evaluation evaluation = evaluate(body, padded);
  EXPECT_EQ(evaluation.error, "") << body;
  evaluation.results.resize(inputs.size());
  return evaluation.results;
}

std::string errorOf(const std::string &body, size_t threads, const std::string &declarations, uint64_t seed) {
  std::vector<Inputs> inputs;
  for (size_t i = 0; i < threads; ++i)
    inputs.push_back({i, i, i});
  return evaluate(body, inputs, declarations, seed).error;
}

} // namespace qopt::ptx
