// SPDX-License-Identifier: Apache-2.0
// Finding a driver, a device and code for it; and what is said where there is none.
#include "TestModel.h"

using namespace qopt::test;

namespace {

TEST(CudaDriver, IsMissing) {
  inChild({{"QOPT_CUDA_DRIVER", "/nowhere/libcuda.so.1"}}, [] {
    TestModel model;
    EXPECT_EQ(refuse(model), "no CUDA driver: /nowhere/libcuda.so.1: cannot open shared object "
                             "file: No such file or directory");
    model.addFallback();
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    expectRun(made, 2);
    EXPECT_STREQ(qopt_isa(made), "generic");
    EXPECT_EQ(qopt_device_description(made), nullptr);
    qopt_destroy(made);
    qopt_options forced = {1, "cuda"};
    EXPECT_NE(refuse(model, &forced).find("no CUDA driver"), std::string::npos);
    setenv("QOPT_ISA", "cuda", 1);
    EXPECT_NE(refuse(model).find("no CUDA driver"), std::string::npos);
  });
}

TEST(CudaDriver, IsAnotherLibrary) {
  inChild({{"QOPT_CUDA_DRIVER", "libm.so.6"}}, [] {
    TestModel model;
    EXPECT_EQ(refuse(model),
              "expected a CUDA driver, got 'libm.so.6' without the function cuInit");
  });
}

TEST(CudaDriver, HasNoDevice) {
  inChild({{"QOPT_PTX_DEVICES", "0"}}, [] {
    TestModel model;
    EXPECT_EQ(refuse(model), "no CUDA device: cuInit: CUDA_ERROR_NO_DEVICE (100): "
                             "CUDA_ERROR_NO_DEVICE");
    model.addFallback();
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    expectRun(made, 1);
    qopt_destroy(made);
  });
}

TEST(CudaDriver, OrdinalOfTheDevice) {
  for (const char *wrong : {"1", "-1", "x", "0x", " "})
    inChild({{"QOPT_CUDA_DEVICE", wrong}}, [&] {
      TestModel model;
      model.addFallback(); // which does not hide a wrong setting
      EXPECT_EQ(refuse(model),
                std::string("environment variable QOPT_CUDA_DEVICE: expected 0 to 0, got '") +
                    wrong + "'");
    });
  inChild({{"QOPT_CUDA_DEVICE", "0"}}, [] {
    TestModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    expectRun(made, 1);
    qopt_destroy(made);
  });
}

/// What a device of a compute capability runs.
std::string description(const std::string &capability, const TestModel &model) {
  std::string result;
  int pipes[2];
  EXPECT_EQ(pipe(pipes), 0);
  inChild({{"QOPT_PTX_CAPABILITY", capability}}, [&] {
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    std::string text = made ? qopt_device_description(made) : qopt_last_error();
    if (made)
      expectRun(made, 1);
    EXPECT_EQ(write(pipes[1], text.data(), text.size()), ssize_t(text.size()));
    qopt_destroy(made);
  });
  char text[1024];
  ssize_t size = read(pipes[0], text, sizeof(text));
  close(pipes[0]);
  close(pipes[1]);
  return size < 0 ? "" : std::string(text, size);
}

TEST(CudaDriver, ChoosesTheVariant) {
  TestModel model;
  EXPECT_EQ(description("9.0", model), "PTX emulator: PTX of sm_90a");
  EXPECT_EQ(description("8.0", model), "PTX emulator: PTX of sm_80");
  EXPECT_EQ(description("8.6", model), "PTX emulator: PTX of sm_80");
  EXPECT_EQ(description("10.0", model), "PTX emulator: PTX of sm_80");
  EXPECT_EQ(description("7.5", model),
            "model 'net': expected a device that runs code for one of sm_90a, sm_80, got "
            "'PTX emulator' of compute capability 7.5");
}

const uint8_t elf[] = {0x7f, 'E', 'L', 'F'};

TEST(CudaDriver, TakesPtxWhereACubinDoesNotServe) {
  TestModel model;
  // The stand-in driver takes no cubins, as a driver does that is too old for one.
  for (auto &image : model.images) {
    image.cubin = elf;
    image.cubin_bytes = sizeof(elf);
  }
  EXPECT_EQ(description("9.0", model), "PTX emulator: PTX of sm_90a");
  EXPECT_EQ(description("8.6", model), "PTX emulator: PTX of sm_80");
  // Of this chip only, and without PTX: not for others.
  model.images[0].ptx = nullptr;
  EXPECT_EQ(description("9.1", model), "PTX emulator: PTX of sm_80");
  std::string no_binary = "model 'net': the driver loads the cubin of sm_90a: "
                          "CUDA_ERROR_NO_BINARY_FOR_GPU (209)";
  EXPECT_EQ(description("9.0", model).substr(0, no_binary.size()), no_binary);
  // Machine code runs on later devices of the same major number, and no others.
  model.images[1].ptx = nullptr;
  EXPECT_NE(description("8.9", model).find("the cubin of sm_80"), std::string::npos);
  EXPECT_NE(description("10.0", model).find("expected a device"), std::string::npos);
}

TEST(CudaDriver, SaysWhyItRefusesPtx) {
  TestModel model;
  std::string broken(kPtx);
  broken.replace(broken.find("add.u32"), 7, "add.u99");
  model.images[0].ptx = broken.c_str();
  std::string text = description("9.0", model);
  EXPECT_EQ(text.find("model 'net': the driver compiles PTX of sm_90a: line "), 0u) << text;
  EXPECT_NE(text.find("CUDA_ERROR_INVALID_PTX (218)"), std::string::npos) << text;
  model.images[0].ptx = kPtx;
  model.kernels[1].name = "nothing";
  text = description("9.0", model);
  EXPECT_EQ(text.find("model 'net': kernel 'nothing': CUDA_ERROR_NOT_FOUND (500)"), 0u) << text;
}

TEST(CudaDriver, CodePathsByName) {
  inChild({}, [] {
    TestModel model;
    qopt_options options = {1, "avx2"};
    EXPECT_EQ(refuse(model, &options),
              "model 'net': expected one of its code paths (cuda), got 'avx2' (options.isa)");
    model.addFallback();
    EXPECT_EQ(refuse(model, &options), "model 'net': expected one of its code paths (cuda, "
                                       "generic), got 'avx2' (options.isa)");
    options.isa = "generic";
    qopt_model *made = qopt_create(&model.desc.model, &options);
    expectRun(made, 3);
    EXPECT_STREQ(qopt_isa(made), "generic");
    qopt_destroy(made);
    options.isa = "cuda";
    made = qopt_create(&model.desc.model, &options);
    expectRun(made, 3);
    EXPECT_STREQ(qopt_isa(made), "cuda");
    qopt_destroy(made);
  });
}

} // namespace
