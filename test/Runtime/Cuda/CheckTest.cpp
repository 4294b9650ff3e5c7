// SPDX-License-Identifier: Apache-2.0
// Descriptors that are not in order are refused before anything is read through them.
#include "TestModel.h"

using namespace qopt::test;

namespace {

struct Case {
  const char *name;
  void (*spoil)(TestModel &model);
  const char *expected;
};

const Case cases[] = {
    {"version", [](TestModel &m) { m.desc.model.abi_version = 3; },
     "expected a model of ABI version 1 or 2, got version 3"},
    {"backend", [](TestModel &m) { m.desc.backend = nullptr; }, "no backend"},
    {"variants", [](TestModel &m) { m.desc.num_variants = 0; }, "no code for any chip"},
    {"paths", [](TestModel &m) { m.desc.model.num_paths = 1; }, "no code paths"},
    {"chip", [](TestModel &m) { m.variants[1].chip = nullptr; }, "variant '?': no chip"},
    {"weights", [](TestModel &m) { m.variants[0].weights = nullptr; },
     "variant 'sm_90a': no weights"},
    {"images", [](TestModel &m) { m.variants[0].images = nullptr; }, "a table is missing"},
    {"kernels", [](TestModel &m) { m.variants[0].kernels = nullptr; }, "a table is missing"},
    {"steps", [](TestModel &m) { m.variants[0].steps = nullptr; }, "a table is missing"},
    {"arguments", [](TestModel &m) { m.variants[0].arguments = nullptr; }, "a table is missing"},
    {"image", [](TestModel &m) { m.images[0].ptx = nullptr; },
     "an image has neither a cubin nor PTX"},
    {"kernel", [](TestModel &m) { m.kernels[0].name = nullptr; },
     "a kernel has no name or no image"},
    {"kernel's image", [](TestModel &m) { m.kernels[0].image = 1; },
     "a kernel has no name or no image"},
    {"step's kernel", [](TestModel &m) { m.steps[0].kernel = 2; },
     "a step has no kernel or wrong arguments"},
    {"step's arguments", [](TestModel &m) { m.steps[2].num_arguments = 4; },
     "a step has no kernel or wrong arguments"},
    {"first argument", [](TestModel &m) { m.steps[2].first_argument = UINT32_MAX; },
     "a step has no kernel or wrong arguments"},
    {"copy of one", [](TestModel &m) { m.steps[1].num_arguments = 1; },
     "a step has no kernel or wrong arguments"},
    {"copy to a number", [](TestModel &m) { m.arguments[3].space = QOPT_SPACE_VALUE; },
     "a step has no kernel or wrong arguments"},
    {"space", [](TestModel &m) { m.arguments[0].space = 5; },
     "an argument is outside of what it points to"},
    {"input", [](TestModel &m) { m.arguments[0].index = 1; },
     "an argument is outside of what it points to"},
    {"offset in the input", [](TestModel &m) { m.arguments[0].value = 21; },
     "an argument is outside of what it points to"},
    {"output", [](TestModel &m) { m.arguments[7].index = 1; },
     "an argument is outside of what it points to"},
    {"offset in the weights", [](TestModel &m) { m.arguments[1].value = 21; },
     "an argument is outside of what it points to"},
    {"offset in the arena", [](TestModel &m) { m.arguments[2].value = 129; },
     "an argument is outside of what it points to"},
};

TEST(CudaCheck, RefusesMalformedDescriptors) {
  inChild({}, [] {
    for (const Case &c : cases) {
      TestModel model;
      c.spoil(model);
      std::string text = refuse(model);
      EXPECT_NE(text.find(c.expected), std::string::npos) << c.name << ": " << text;
    }
  });
}

} // namespace
