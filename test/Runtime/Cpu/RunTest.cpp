// SPDX-License-Identifier: Apache-2.0
// Batches, threads, arenas, sessions and failures of the runtime.
#include "TestModel.h"

#include <omp.h>

#include <atomic>
#include <cfenv>
#include <mutex>
#include <set>
#include <thread>

using namespace qopt::test;

namespace {
/// What a probing entry saw, handed to it by a constant address: entries get no
/// session when samples run in parallel.
struct Probe {
  std::mutex mutex;
  std::set<uint8_t *> arenas;
  std::multiset<int> innerThreads;
  std::vector<int16_t> order;
  int32_t failAt = -1;
};
Probe *probe = nullptr;
} // namespace

/// y = 2 * x; records arena, threads available inside, and order.
static int32_t probeEntry(void *const *in, void *const *out, uint8_t *arena,
                          const uint8_t *, void *) {
  int16_t x = *static_cast<const int16_t *>(in[0]);
  *static_cast<int16_t *>(out[0]) = int16_t(2 * x);
  for (int i = 0; i < 100; ++i)
    arena[i] = uint8_t(x);
  std::atomic<int> threads{0}, strange{0};
#pragma omp parallel
  {
    threads++;
    volatile float one = 1.0f, three = 3.0f;
    strange += one / three != 1.0f / 3.0f;
  }
  if (strange)
    return 1001;
  for (int i = 0; i < 100; ++i)
    if (arena[i] != uint8_t(x))
      return 1000;
  std::lock_guard<std::mutex> lock(probe->mutex);
  probe->arenas.insert(arena);
  probe->innerThreads.insert(threads);
  probe->order.push_back(x);
  return probe->failAt >= 0 && x >= probe->failAt ? x : 0;
}

namespace {
class Run : public ::testing::Test {
protected:
  Run() { probe = &seen; }
  ~Run() override {
    qopt_destroy(model);
    probe = nullptr;
  }

  /// Runs samples 0, 1, ...; qopt_run's result. Outputs are checked if it is 0.
  int run(int threads, int64_t batch) {
    qopt_options options = {threads, nullptr};
    if (!model)
      model = qopt_create(&desc, &options);
    EXPECT_TRUE(model) << qopt_last_error();
    std::vector<int16_t> x(batch), y(batch, -1);
    for (int64_t i = 0; i < batch; ++i)
      x[i] = int16_t(i);
    const void *in[] = {x.data()};
    void *out[] = {y.data()};
    int status = qopt_run(model, in, out, batch);
    for (int64_t i = 0; status == QOPT_OK && i < batch; ++i)
      EXPECT_EQ(y[i], 2 * i);
    return status;
  }

  Probe seen;
  qopt_tensor_info input = {"x", QOPT_S16, 0, nullptr, 2};
  qopt_tensor_info output = {"y", QOPT_S16, 0, nullptr, 2};
  qopt_code_path path = {"generic", 0, probeEntry};
  qopt_model_desc desc = {QOPT_ABI_VERSION, "probe", 1,     1,   &input,
                          &output,          100,     nullptr, 0, 1,
                          1,                &path,   "{}"};
  qopt_model *model = nullptr;
};
} // namespace

TEST_F(Run, OneSampleGetsAllThreads) {
  ASSERT_EQ(run(3, 1), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(seen.innerThreads, (std::multiset<int>{3}));
  EXPECT_EQ(reinterpret_cast<uintptr_t>(*seen.arenas.begin()) % 64, 0u);
}

TEST_F(Run, FullRoundsRunApart) {
  ASSERT_EQ(run(4, 8), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(seen.innerThreads.count(1), 8u);
  EXPECT_EQ(seen.arenas.size(), 4u);
}

TEST_F(Run, LonelyRestGetsAllThreads) {
  ASSERT_EQ(run(4, 9), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(seen.innerThreads.count(1), 8u);
  EXPECT_EQ(seen.innerThreads.count(4), 1u);
}

TEST_F(Run, LargeRestRunsApart) {
  ASSERT_EQ(run(4, 6), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(seen.innerThreads.count(1), 6u);
}

TEST_F(Run, SingleThreadIsOneArena) {
  ASSERT_EQ(run(1, 5), QOPT_OK) << qopt_last_error();
  EXPECT_EQ(seen.innerThreads.count(1), 5u);
  EXPECT_EQ(seen.arenas.size(), 1u);
}

TEST_F(Run, NestedParallelismOfTheCallerIsNotUsed) {
  int levels = omp_get_max_active_levels();
  omp_set_max_active_levels(4);
  ASSERT_EQ(run(2, 4), QOPT_OK) << qopt_last_error();
  omp_set_max_active_levels(levels);
  EXPECT_EQ(seen.innerThreads.count(1), 4u);
}

// The entry divides: it would see the caller's rounding.
TEST_F(Run, CallersSettingsAreNotUsedAndRestored) {
  int threads = omp_get_max_threads();
  omp_set_num_threads(5);
  std::fesetround(FE_DOWNWARD);
  int status = run(3, 4);
  volatile float one = 1.0f, three = 3.0f;
  volatile float quotient = one / three; // volatile: computed here, not later
  std::fesetround(FE_TONEAREST);
  ASSERT_EQ(status, QOPT_OK) << qopt_last_error();
  EXPECT_LT(quotient, 1.0f / 3.0f);
  EXPECT_EQ(omp_get_max_threads(), 5);
  omp_set_num_threads(threads);
}

TEST_F(Run, GrowingBatchesOnOneModel) {
  for (int64_t batch : {1, 2, 3, 100, 7, 1000})
    ASSERT_EQ(run(3, batch), QOPT_OK) << qopt_last_error();
  EXPECT_LE(seen.arenas.size(), 3u);
}

TEST_F(Run, SessionMeansOrder) {
  qopt_options options = {4, nullptr};
  model = qopt_create(&desc, &options);
  int session = 0;
  qopt_set_session(model, &session);
  ASSERT_EQ(run(4, 16), QOPT_OK) << qopt_last_error();
  EXPECT_TRUE(std::is_sorted(seen.order.begin(), seen.order.end()));
  EXPECT_EQ(seen.arenas.size(), 1u);
}

// Whatever the timing, the first sample that failed is reported.
TEST_F(Run, FirstFailureIsReported) {
  seen.failAt = 5;
  for (int repeat = 0; repeat < 20; ++repeat) {
    ASSERT_EQ(run(4, 40), QOPT_ERROR_MODEL);
    EXPECT_STREQ(qopt_last_error(),
                 "model 'probe': code path 'generic' failed with code 5 at "
                 "sample 5");
  }
}

namespace {
// Says where the weights are and whether they are 1, 2, 3, ...
int32_t weightsEntry(void *const *, void *const *out, uint8_t *, const uint8_t *weights, void *) {
  int32_t wrong = 0;
  for (size_t i = 0; i < 10; ++i)
    wrong |= weights[i] != i + 1;
  *static_cast<const uint8_t **>(out[0]) = weights;
  return wrong;
}

struct Weighted : TestModel {
  explicit Weighted(size_t bytes) : weights(bytes) {
    for (size_t i = 0; i < bytes; ++i)
      weights[i] = uint8_t(i + 1);
    paths[0] = {"generic", 0, weightsEntry};
    desc.num_paths = 1;
    desc.weights = weights.data();
    desc.weight_bytes = bytes;
    desc.num_inputs = 0;
    outputs[0] = {"at", QOPT_U64, 0, dims, 8};
  }
  const uint8_t *usedBy(qopt_model *model) {
    const uint8_t *at = nullptr;
    void *out[] = {&at};
    EXPECT_EQ(qopt_run(model, nullptr, out, 1), QOPT_OK) << qopt_last_error();
    return at;
  }
  std::vector<uint8_t> weights;
};
} // namespace

// Copies, where there are any, are shared and outlive any one model.
TEST(Weights, LargeOnesAreSharedByModels) {
  Weighted m(size_t(5) << 20);
  qopt_model *first = qopt_create(&m.desc, nullptr), *second = qopt_create(&m.desc, nullptr);
  ASSERT_TRUE(first && second) << qopt_last_error();
  const uint8_t *at = m.usedBy(first);
  EXPECT_EQ(m.usedBy(second), at);
  qopt_destroy(first);
  EXPECT_EQ(m.usedBy(second), at);
  qopt_destroy(second);
}

TEST(Weights, SmallOnesAndForbiddenCopiesStay) {
  Weighted small(4096), large(size_t(5) << 20);
  qopt_model *model = qopt_create(&small.desc, nullptr);
  EXPECT_EQ(small.usedBy(model), small.weights.data());
  qopt_destroy(model);
  setenv("QOPT_HUGE_PAGES", "0", 1);
  model = qopt_create(&large.desc, nullptr);
  unsetenv("QOPT_HUGE_PAGES");
  EXPECT_EQ(large.usedBy(model), large.weights.data());
  qopt_destroy(model);
}

TEST(RunConcurrently, SeveralModels) {
  TestModel description;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      qopt_options options = {2, nullptr};
      qopt_model *model = qopt_create(&description.desc, &options);
      std::vector<int16_t> x0(300, int16_t(t)), x1(300, 10), y(300);
      const void *in[] = {x0.data(), x1.data()};
      void *out[] = {y.data()};
      for (int repeat = 0; repeat < 50; ++repeat) {
        wrong += qopt_run(model, in, out, 100) != QOPT_OK;
        for (int16_t value : y)
          wrong += value != t + 10;
      }
      qopt_destroy(model);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}
