// SPDX-License-Identifier: Apache-2.0
// Kernels that take tensor maps: a map is made for where its tensor is, and made again
// where that changes.
#include "TestModel.h"

#include <dlfcn.h>

using namespace qopt::test;

namespace {

/// The model's first kernel, with x read by a tensor copy of 32 bytes; 12 are beyond it.
constexpr char kAdd[] = R"(
.version 8.7
.target sm_90a
.address_size 64
.visible .entry add(.param .align 64 .b8 x[128], .param .u64 b, .param .u64 y)
{
  .reg .b64 %rd<8>;
  .reg .b32 %r<12>;
  .reg .pred %p, %q;
  .shared .align 128 .b8 tile[32];
  .shared .align 8 .b8 bar[8];
  mov.u32 %r1, %tid.x;
  mov.u32 %r2, tile;
  mov.u32 %r3, bar;
  mov.u32 %r4, 0;
  setp.ne.u32 %p, %r1, 0;
  @%p bra ready;
  mbarrier.init.shared.b64 [%r3], 1;
  mbarrier.arrive.expect_tx.shared.b64 _, [%r3], 32;
  mov.b64 %rd1, x;
  cvta.param.u64 %rd1, %rd1;
  cp.async.bulk.tensor.1d.shared::cluster.global.mbarrier::complete_tx::bytes [%r2], [%rd1, {%r4}], [%r3];
ready:
  bar.sync 0;
again:
  mbarrier.try_wait.parity.shared.b64 %q, [%r3], 0;
  @!%q bra again;
  mad.lo.u32 %r5, %r1, 4, %r2;
  ld.shared.u32 %r6, [%r5];
  mul.wide.u32 %rd2, %r1, 4;
  ld.param.u64 %rd3, [b];
  ld.param.u64 %rd4, [y];
  add.s64 %rd3, %rd3, %rd2;
  add.s64 %rd4, %rd4, %rd2;
  ld.global.u32 %r7, [%rd3];
  add.u32 %r8, %r6, %r7;
  st.global.u32 [%rd4], %r8;
  ret;
}
)";

struct MapModel : TestModel {
  std::string text = kAdd + std::string(kPtx).substr(std::string(kPtx).find(".visible .entry scale"));
  qopt_device_tensor_map map = {{QOPT_SPACE_INPUT, 0, 0}, 1, 0, {20}, {}, {32}, 0};

  MapModel() {
    images[0].ptx = text.c_str();
    arguments[0] = {QOPT_SPACE_TENSOR_MAP, 0, 0};
    variants[0].num_tensor_maps = 1;
    variants[0].tensor_maps = &map;
    desc.num_variants = 1;
  }
};

// Samples of a batch lie at different places; larger batches lie elsewhere.
TEST(CudaTensorMap, IsWhereTheTensorIs) {
  for (const char *graphs : {"0", "1"})
    inChild({{"QOPT_CUDA_GRAPHS", graphs}}, [] {
      MapModel model;
      qopt_model *made = qopt_create(&model.desc.model, nullptr);
      for (int64_t batch : {1, 1, 1, 3, 3, 3, 2, 7, 1, 1})
        expectRun(made, batch, int32_t(100 * batch));
      qopt_destroy(made);
    });
}

TEST(CudaTensorMap, FollowsTheCallersTensors) {
  inChild({}, [] {
    MapModel model;
    qopt_model *made = qopt_create(&model.desc.model, nullptr);
    ASSERT_NE(made, nullptr) << qopt_last_error();
    void *driver = dlopen(QOPT_PTX_DRIVER, RTLD_NOW);
    auto allocate = reinterpret_cast<int (*)(uint64_t *, size_t)>(dlsym(driver, "cuMemAlloc_v2"));
    auto write = reinterpret_cast<int (*)(uint64_t, const void *, size_t)>(dlsym(driver, "cuMemcpyHtoD_v2"));
    auto read = reinterpret_cast<int (*)(void *, uint64_t, size_t)>(dlsym(driver, "cuMemcpyDtoH_v2"));
    expectRun(made, 1); // a context exists
    uint64_t y = 0, x[2] = {};
    for (uint64_t *tensor : {&x[0], &x[1], &y})
      allocate(tensor, 32);
    for (int run = 0; run < 4; ++run) {
      int32_t values[kElements], results[kElements] = {};
      for (int i = 0; i < kElements; ++i)
        values[i] = 1000 * run + i;
      write(x[run % 2], values, sizeof values);
      const void *in[] = {reinterpret_cast<void *>(x[run % 2])};
      void *out[] = {reinterpret_cast<void *>(y)};
      ASSERT_EQ(qopt_run_on_stream(made, in, out, 1, nullptr), QOPT_OK) << qopt_last_error();
      read(results, y, sizeof results);
      for (int i = 0; i < kElements; ++i)
        EXPECT_EQ(results[i], (values[i] + kWeights[i]) * 3) << run;
    }
    qopt_destroy(made);
  });
}

} // namespace
