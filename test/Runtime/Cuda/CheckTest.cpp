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

constexpr char kMap[] = "a tensor map is none, or reaches beyond what it is of";

// One of the whole arena, 8 rows of 16 bytes.
qopt_device_tensor_map &setMap(TestModel &m) {
  static qopt_device_tensor_map map;
  map = {{QOPT_SPACE_ARENA, 0, 0}, 2, 0, {16, 8}, {16}, {16, 8}, 0};
  for (qopt_device_variant &variant : m.variants) {
    variant.num_tensor_maps = 1;
    variant.tensor_maps = &map;
  }
  return map;
}

const Case cases[] = {
    {"version", [](TestModel &m) { m.desc.model.abi_version = 2; },
     "expected a model of ABI version 1 or 3, got version 2"},
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
    {"space", [](TestModel &m) { m.arguments[0].space = 6; },
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
    {"no such tensor map", [](TestModel &m) { m.arguments[0].space = QOPT_SPACE_TENSOR_MAP; },
     "an argument is outside of what it points to"},
    {"copy to a tensor map",
     [](TestModel &m) {
       setMap(m);
       m.arguments[3] = {QOPT_SPACE_TENSOR_MAP, 0, 0};
     },
     "a step has no kernel or wrong arguments"},
    {"tensor maps", [](TestModel &m) { m.variants[0].num_tensor_maps = 1; }, "a table is missing"},
    {"tensor map's rank", [](TestModel &m) { setMap(m).rank = 0; }, kMap},
    {"tensor map of a number", [](TestModel &m) { setMap(m).base.space = QOPT_SPACE_VALUE; }, kMap},
    {"tensor map of no input", [](TestModel &m) { setMap(m).base = {QOPT_SPACE_INPUT, 1, 0}; }, kMap},
    {"tensor map's address", [](TestModel &m) { setMap(m).base.value = 8; }, kMap},
    {"tensor map's size", [](TestModel &m) { setMap(m).sizes[0] = 0; }, kMap},
    {"tensor map's stride", [](TestModel &m) { setMap(m).strides[0] = 24; }, kMap},
    {"tensor map's box", [](TestModel &m) { setMap(m).boxes[1] = 257; }, kMap},
    {"tensor map's row", [](TestModel &m) { setMap(m).boxes[0] = 8; }, kMap},
    {"tensor map's swizzle", [](TestModel &m) { setMap(m).swizzle_bytes = 16; }, kMap},
    {"tensor map's last row", [](TestModel &m) { setMap(m).sizes[1] = 9; }, kMap},
    {"tensor map's sizes", [](TestModel &m) { setMap(m).sizes[1] = UINT64_MAX; }, kMap},
};

TEST(CudaCheck, TakesTensorMaps) {
  inChild({}, [] {
    TestModel model;
    setMap(model);
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    expectRun(made, 1);
    qopt_destroy(made);
  });
}

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
