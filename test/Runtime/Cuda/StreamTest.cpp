// SPDX-License-Identifier: Apache-2.0
// Tensors on the device, on the user's stream. The stand-in driver works late: what is
// not waited for, or not ordered, is wrong every time.
#include "TestModel.h"

#include <dlfcn.h>

using namespace qopt::test;

namespace {

/// The driver as the user of a model has it.
struct User {
  User() {
    library = dlopen(QOPT_PTX_DRIVER, RTLD_NOW);
    call("cuInit", 0u);
  }
  template <class... Arguments> int call(const char *name, Arguments... arguments) {
    auto function = reinterpret_cast<int (*)(Arguments...)>(dlsym(library, name));
    EXPECT_NE(function, nullptr) << name;
    int code = function(arguments...);
    EXPECT_EQ(code, 0) << name;
    return code;
  }
  uint64_t allocate(size_t bytes) {
    uint64_t address = 0;
    call("cuMemAlloc_v2", &address, bytes);
    return address;
  }
  void *stream() {
    void *made = nullptr;
    call("cuStreamCreate", &made, 1u);
    return made;
  }
  void write(uint64_t to, const std::vector<int32_t> &values) {
    call("cuMemcpyHtoD_v2", to, static_cast<const void *>(values.data()), values.size() * 4);
  }
  std::vector<int32_t> read(uint64_t from, size_t count) {
    std::vector<int32_t> values(count);
    call("cuMemcpyDtoH_v2", static_cast<void *>(values.data()), from, count * 4);
    return values;
  }
  void *library;
};

int runAt(qopt_model *model, uint64_t x, uint64_t y, int64_t batch, void *stream) {
  const void *in[] = {reinterpret_cast<void *>(x)};
  void *out[] = {reinterpret_cast<void *>(y)};
  int status = qopt_run_on_stream(model, in, out, batch, stream);
  EXPECT_EQ(status, QOPT_OK) << qopt_last_error();
  return status;
}

std::vector<int32_t> samples(int64_t batch, int32_t first) {
  std::vector<int32_t> x;
  for (int64_t i = 0; i < batch * kElements; ++i)
    x.push_back(first + int32_t(11 * i));
  return x;
}

std::vector<int32_t> expected(std::vector<int32_t> x) {
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = (x[i] + kWeights[i % kElements]) * 3;
  return x;
}

TEST(CudaStream, RunsWithoutWaiting) {
  inChild({}, [] {
    TestModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    User user;
    void *stream = user.stream();
    for (int64_t batch : {1, 3, 2}) { // one lies where kernels want it, others do not
      uint64_t x = user.allocate(batch * 20), y = user.allocate(batch * 20);
      user.write(x, samples(batch, 1));
      std::vector<int32_t> before = user.read(y, batch * kElements);
      runAt(made, x, y, batch, stream);
      EXPECT_EQ(user.read(y, batch * kElements), before) << "nothing has run yet";
      user.call("cuStreamSynchronize", stream);
      EXPECT_EQ(user.read(y, batch * kElements), expected(samples(batch, 1)));
    }
    // The default stream, and an address that is a multiple of 4 only.
    uint64_t x = user.allocate(64) + 4, y = user.allocate(64) + 4;
    user.write(x, samples(1, 2));
    runAt(made, x, y, 1, nullptr);
    EXPECT_EQ(user.read(y, kElements), expected(samples(1, 2)));
    qopt_destroy(made);
  });
}

TEST(CudaStream, CallsOfOneModelAreInOrder) {
  inChild({}, [] {
    TestModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    User user;
    void *streams[] = {user.stream(), user.stream()};
    uint64_t x[2], y[2];
    for (int i : {0, 1}) {
      x[i] = user.allocate(60);
      y[i] = user.allocate(60);
      user.write(x[i], samples(3, 50 * i));
      runAt(made, x[i], y[i], 3, streams[i]); // buffers and arena are shared
    }
    // Waiting for the second is waiting for the first, too.
    user.call("cuStreamSynchronize", streams[1]);
    EXPECT_EQ(user.read(y[1], 15), expected(samples(3, 50)));
    EXPECT_EQ(user.read(y[0], 15), expected(samples(3, 0)));
    // So is a run on the host's tensors.
    runAt(made, x[0], y[1], 3, streams[0]);
    expectRun(made, 3, 9);
    EXPECT_EQ(user.read(y[1], 15), expected(samples(3, 0)));
    qopt_destroy(made);
  });
}

/// Buffers that a call on a stream makes larger are not where a graph knows them.
TEST(CudaStream, GraphsFollowTheBuffers) {
  inChild({}, [] {
    TestModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    for (int i = 0; i < 3; ++i)
      expectRun(made, 1, i);
    User user;
    uint64_t x = user.allocate(60), y = user.allocate(60);
    user.write(x, samples(3, 8));
    runAt(made, x, y, 3, user.stream());
    expectRun(made, 1, 5);
    qopt_destroy(made);
  });
}

TEST(CudaStream, CanBeCaptured) {
  inChild({}, [] {
    TestModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    User user;
    void *stream = user.stream(), *graph = nullptr, *runnable = nullptr;
    uint64_t x = user.allocate(40), y = user.allocate(40);
    runAt(made, x, y, 2, user.stream());
    user.call("cuStreamBeginCapture_v2", stream, 1);
    runAt(made, x, y, 2, stream);
    user.call("cuStreamEndCapture", stream, &graph);
    user.call("cuGraphInstantiateWithFlags", &runnable, graph, 0ull);
    for (int32_t first : {3, 4}) {
      user.write(x, samples(2, first));
      user.call("cuGraphLaunch", runnable, stream);
      user.call("cuStreamSynchronize", stream);
      EXPECT_EQ(user.read(y, 10), expected(samples(2, first)));
    }
    qopt_destroy(made);
  });
}

TEST(CudaStream, Times) {
  inChild({}, [] {
    TestModel model;
    model.addFallback();
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    double times[4] = {-1, -1, -1, -1};
    EXPECT_EQ(qopt_time_on_device(made, 2, 3, times), QOPT_ERROR_ARGUMENT);
    EXPECT_STREQ(qopt_last_error(),
                 "model 'net': expected a qopt_run of 2 samples before, got one of 0");
    expectRun(made, 2);
    EXPECT_EQ(qopt_time_on_device(made, 2, 0, times), QOPT_ERROR_ARGUMENT);
    EXPECT_EQ(qopt_time_on_device(made, 3, 1, times), QOPT_ERROR_ARGUMENT);
    ASSERT_EQ(qopt_time_on_device(made, 2, 3, times), QOPT_OK) << qopt_last_error();
    for (int i = 0; i < 3; ++i)
      EXPECT_GT(times[i], 0);
    EXPECT_EQ(times[3], -1);
    expectRun(made, 2, 5);
    qopt_destroy(made);
    EXPECT_EQ(qopt_time_on_device(nullptr, 2, 3, times), QOPT_ERROR_ARGUMENT);
    qopt_options cpu = {1, "generic"};
    made = qopt_create(&model.desc.model, &cpu);
    EXPECT_EQ(qopt_time_on_device(made, 1, 1, times), QOPT_ERROR_ARGUMENT);
    EXPECT_STREQ(qopt_last_error(),
                 "model 'net': expected a model on a GPU, got one on code path 'generic'");
    qopt_destroy(made);
  });
}

} // namespace
