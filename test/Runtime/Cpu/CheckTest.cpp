// SPDX-License-Identifier: Apache-2.0
// Descriptors, options and arguments that are wrong, each with its message.
#include "TestModel.h"

#include "qopt/Target/Cpu.h"

#include <cstdlib>
#include <functional>
#include <limits>
#include <thread>

using namespace qopt::test;

TEST(Create, RefusesMalformedDescriptors) {
  struct Case {
    std::function<void(TestModel &)> spoil;
    const char *message;
  };
  const std::string malformed = "model 'sum': malformed descriptor: ";
  const Case cases[] = {
      {[](TestModel &m) { m.desc.inputs = nullptr; },
       "no input or output table"},
      {[](TestModel &m) { m.desc.outputs = nullptr; },
       "no input or output table"},
      {[](TestModel &m) { m.desc.weight_bytes = 1; }, "no weights"},
      {[](TestModel &m) { m.desc.num_paths = 0; }, "no code paths"},
      {[](TestModel &m) { m.desc.paths = nullptr; }, "no code paths"},
      {[](TestModel &m) { m.paths[1].entry = nullptr; },
       "a code path has no name or no entry"},
      {[](TestModel &m) { m.paths[0].isa = nullptr; },
       "a code path has no name or no entry"},
      {[](TestModel &m) { m.inputs[1].name = nullptr; }, "a tensor has no name"},
      {[](TestModel &m) { m.outputs[0].dtype = 10; },
       "a tensor has an unknown element type"},
      {[](TestModel &m) { m.outputs[0].dims = nullptr; },
       "a tensor has no dimensions"},
      {[](TestModel &m) { m.dims[1] = -3; },
       "a tensor's dimension is negative or too large"},
      {[](TestModel &m) { m.dims[0] = std::numeric_limits<int64_t>::max(); },
       "a tensor's dimension is negative or too large"},
      {[](TestModel &m) { m.inputs[0].bytes = 7; },
       "a tensor's byte size does not match its dimensions"},
  };
  for (const Case &c : cases) {
    TestModel model;
    c.spoil(model);
    EXPECT_EQ(refuse(&model.desc), malformed + c.message);
  }
}

TEST(Create, RefusesNullNamelessAndOtherVersions) {
  EXPECT_EQ(refuse(nullptr), "expected a model descriptor, got NULL");
  TestModel model;
  model.desc.name = nullptr;
  EXPECT_EQ(refuse(&model.desc), "model '?': malformed descriptor: no name");
  model.desc.abi_version = 77;
  EXPECT_EQ(refuse(&model.desc),
            "expected a model of ABI version 1 or 3, got version 77");
}

TEST(Create, RefusesBadOptions) {
  TestModel model;
  for (int32_t threads : {-1, 5000}) {
    qopt_options options = {threads, nullptr};
    EXPECT_EQ(refuse(&model.desc, &options),
              "model 'sum': expected 0 to 4096 threads, got " +
                  std::to_string(threads));
  }
  qopt_options unknown = {0, "mips"};
  EXPECT_EQ(refuse(&model.desc, &unknown),
            "model 'sum': expected one of its code paths (impossible, "
            "generic), got 'mips' (options.isa)");
  qopt_options empty = {0, ""};
  EXPECT_NE(refuse(&model.desc, &empty).find("got '' (options.isa)"),
            std::string::npos);
  qopt_options impossible = {0, "impossible"};
  EXPECT_EQ(refuse(&model.desc, &impossible)
                .find("model 'sum': code path 'impossible' (options.isa) needs "
                      "CPU features 0x80000000, this CPU has 0x"),
            0u);
}

TEST(Create, RefusesHugeArenas) {
  TestModel model;
  for (uint64_t bytes : {~uint64_t(0), ~uint64_t(0) - 100, uint64_t(1) << 62}) {
    model.desc.arena_bytes = bytes;
    EXPECT_EQ(refuse(&model.desc), "model 'sum': no memory for 1 arenas of " +
                                       std::to_string(bytes) + " bytes");
  }
}

TEST(Create, NoRunnablePath) {
  TestModel model;
  model.desc.num_paths = 1;
  EXPECT_NE(
      refuse(&model.desc).find(") runs none of its code paths (impossible)"),
      std::string::npos);
}

namespace {
struct Environment {
  explicit Environment(const char *isa) { setenv("QOPT_ISA", isa, 1); }
  ~Environment() { unsetenv("QOPT_ISA"); }
};
} // namespace

TEST(Create, EnvironmentForcesThePath) {
  TestModel model;
  {
    Environment isa("mips");
    EXPECT_EQ(refuse(&model.desc),
              "model 'sum': expected one of its code paths (impossible, "
              "generic), got 'mips' (environment variable QOPT_ISA)");
    // Options are more specific than the environment.
    qopt_options options = {0, "generic"};
    qopt_model *made = qopt_create(&model.desc, &options);
    ASSERT_TRUE(made);
    EXPECT_STREQ(qopt_isa(made), "generic");
    qopt_destroy(made);
  }
  for (const char *text : {"generic", ""}) {
    Environment isa(text);
    qopt_model *made = qopt_create(&model.desc, nullptr);
    ASSERT_TRUE(made) << qopt_last_error();
    EXPECT_STREQ(qopt_isa(made), "generic");
    qopt_destroy(made);
  }
}

// The runtime and the compiler's table name the same bits.
TEST(CpuFeatures, BestPathIsRunnable) {
  uint32_t features = qopt_cpu_features();
  const qopt::target::IsaRow &row =
      qopt::target::describe(qopt::target::bestIsa(features));
  EXPECT_EQ(row.cpu & features, row.cpu);
#if defined(__x86_64__)
  EXPECT_EQ(bool(features & QOPT_CPU_FMA),
            bool(__builtin_cpu_supports("fma")));
  EXPECT_EQ(bool(features & QOPT_CPU_AVX2),
            bool(__builtin_cpu_supports("avx2")));
  EXPECT_EQ(bool(features & QOPT_CPU_AVX512F),
            bool(__builtin_cpu_supports("avx512f")));
  EXPECT_EQ(bool(features & QOPT_CPU_AVX512VNNI),
            bool(__builtin_cpu_supports("avx512vnni")));
  EXPECT_EQ(bool(features & QOPT_CPU_AVXVNNI),
            bool(__builtin_cpu_supports("avxvnni")));
#endif
}

namespace {
class RunArguments : public ::testing::Test {
protected:
  RunArguments() : model(qopt_create(&description.desc, nullptr)) {}
  ~RunArguments() override { qopt_destroy(model); }

  /// The message of a run that must be refused and leave y alone.
  std::string refuseRun(const void *const *inputs, void *const *outputs,
                        int64_t batch = 1) {
    y[0] = 99;
    EXPECT_EQ(qopt_run(model, inputs, outputs, batch), QOPT_ERROR_ARGUMENT);
    EXPECT_EQ(y[0], 99);
    return qopt_last_error();
  }

  TestModel description;
  qopt_model *model;
  alignas(8) int16_t x0[12] = {}, x1[12] = {}, y[12] = {};
  const void *in[2] = {x0, x1};
  void *out[1] = {y};
};
} // namespace

TEST_F(RunArguments, Null) {
  EXPECT_EQ(qopt_run(nullptr, in, out, 1), QOPT_ERROR_ARGUMENT);
  EXPECT_STREQ(qopt_last_error(), "expected a model, got NULL");
  EXPECT_EQ(refuseRun(nullptr, out),
            "model 'sum': expected 2 input pointers, got NULL");
  EXPECT_EQ(refuseRun(in, nullptr),
            "model 'sum': expected 1 output pointers, got NULL");
  in[1] = nullptr;
  EXPECT_EQ(refuseRun(in, out),
            "model 'sum': input 1 ('x1'): expected a pointer, got NULL");
  in[1] = x1;
  out[0] = nullptr;
  EXPECT_EQ(refuseRun(in, out),
            "model 'sum': output 0 ('y'): expected a pointer, got NULL");
  EXPECT_EQ(qopt_isa(nullptr), nullptr);
  qopt_set_session(nullptr, nullptr);
  qopt_destroy(nullptr);
}

TEST_F(RunArguments, Batch) {
  for (int64_t batch : {int64_t(0), int64_t(-3)})
    EXPECT_EQ(refuseRun(in, out, batch),
              "model 'sum': expected a batch of at least 1, got " +
                  std::to_string(batch));
  int64_t huge = std::numeric_limits<int64_t>::max() / 2;
  EXPECT_EQ(refuseRun(in, out, huge),
            "model 'sum': input 0 ('x0'): a batch of " + std::to_string(huge) +
                " does not fit the address space");
}

TEST_F(RunArguments, Alignment) {
  in[0] = reinterpret_cast<const char *>(x0) + 1;
  EXPECT_EQ(refuseRun(in, out).find("model 'sum': input 0 ('x0'): expected a "
                                    "pointer aligned to 2 bytes, got 0x"),
            0u);
}

TEST_F(RunArguments, Overlap) {
  in[1] = y + 2;
  EXPECT_EQ(refuseRun(in, out),
            "model 'sum': output 0 ('y') overlaps input 1 ('x1')");
  // Apart for one sample, not for two.
  in[1] = y + 3;
  EXPECT_EQ(qopt_run(model, in, out, 1), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(refuseRun(in, out, 2),
            "model 'sum': output 0 ('y') overlaps input 1 ('x1')");
  // Inputs may be the same tensor.
  in[1] = x0;
  EXPECT_EQ(qopt_run(model, in, out, 2), QOPT_OK) << qopt_last_error();
}

TEST(LastError, IsPerThread) {
  refuse(nullptr);
  std::string other = "?";
  std::thread([&] { other = qopt_last_error(); }).join();
  EXPECT_EQ(other, "");
  EXPECT_STRNE(qopt_last_error(), "");
}

TEST(LastError, LongNamesAreCut) {
  TestModel model;
  std::string name(5000, 'n');
  model.desc.name = name.c_str();
  model.desc.num_paths = 0;
  EXPECT_EQ(refuse(&model.desc).size(), 1023u);
}
