// SPDX-License-Identifier: Apache-2.0
// oneDNN (Debian's libdnnl-dev) behind four C functions for peer_onednn.py:
// weights reordered once into the library's own layout, then one primitive per
// run.
#include <cstring>
#include <dnnl.hpp>
#include <memory>
#include <vector>

using namespace dnnl;
using type = memory::data_type;
using tag = memory::format_tag;

namespace {

struct Layer {
  primitive run;
  std::unordered_map<int, memory> arguments;
};

struct Chain {
  engine cpu{engine::kind::cpu, 0};
  stream queue{cpu};
  std::vector<Layer> layers;
  memory last;

  memory prepack(const void *weights, const memory::desc &plain,
                 const memory::desc &packed) {
    memory from(plain, cpu, const_cast<void *>(weights)), to(packed, cpu);
    reorder(from, to).execute(queue, from, to);
    queue.wait();
    return to;
  }
  memory copyOf(const memory::desc &desc, const void *data) {
    memory result(desc, cpu);
    std::memcpy(result.get_data_handle(), data, desc.get_size());
    return result;
  }
};

memory::dims strides2d(int64_t columns) { return {columns, 1}; }

} // namespace

extern "C" {

// y[m, n] = x[m, k] . w[k, n]; s32 without scales, else rounded to the input's
// type by one scale per column and the result's zero point.
void *onednn_product(int64_t m, int64_t k, int64_t n, int isSigned,
                     const void *x, const void *w, const float *scales,
                     int32_t inputZero, int32_t resultZero) {
  auto chain = std::make_unique<Chain>();
  type code = isSigned ? type::s8 : type::u8;
  memory::desc src({m, k}, code, strides2d(k)), plain({k, n}, type::s8, strides2d(n)),
      any({k, n}, type::s8, tag::any), dst({m, n}, scales ? code : type::s32, strides2d(n));
  primitive_attr attr;
  if (scales) {
    attr.set_output_scales(1 << 1, std::vector<float>(scales, scales + n));
    attr.set_zero_points(DNNL_ARG_SRC, 0, {inputZero});
    attr.set_zero_points(DNNL_ARG_DST, 0, {resultZero});
  }
  matmul::primitive_desc desc(matmul::desc(src, any, dst), attr, chain->cpu);
  memory packed = chain->prepack(w, plain, desc.weights_desc());
  chain->last = memory(dst, chain->cpu);
  chain->layers.push_back({matmul(desc),
                           {{DNNL_ARG_SRC, chain->copyOf(src, x)},
                            {DNNL_ARG_WEIGHTS, packed},
                            {DNNL_ARG_DST, chain->last}}});
  return chain.release();
}

// A chain of `count` convolutions without bias on an NHWC input; `sizes` has
// (in, out, size, out size, kernel, stride, groups) per layer, `scales` one
// factor per output channel. Activations keep the input's type.
void *onednn_convolutions(int count, const int64_t *sizes, int isSigned,
                          const void *x, const void *const *weights,
                          const float *const *scales) {
  auto chain = std::make_unique<Chain>();
  type code = isSigned ? type::s8 : type::u8;
  memory::desc src({1, sizes[0], sizes[2], sizes[2]}, code, tag::nhwc);
  memory value = chain->copyOf(src, x);
  for (int i = 0; i < count; ++i, sizes += 7) {
    int64_t c = sizes[0], f = sizes[1], size = sizes[2], out = sizes[3], kernel = sizes[4],
            stride = sizes[5], groups = sizes[6], pad = kernel / 2;
    int64_t after = (out - 1) * stride + kernel - size - pad;
    memory::dims shape = groups == 1
                             ? memory::dims{f, c, kernel, kernel}
                             : memory::dims{groups, f / groups, c / groups, kernel, kernel};
    memory::desc plain(shape, type::s8, groups == 1 ? tag::oihw : tag::goihw),
        any(shape, type::s8, tag::any);
    memory::desc anySrc({1, c, size, size}, code, tag::nhwc);
    memory::desc dst({1, f, out, out}, code, tag::nhwc);
    primitive_attr attr;
    attr.set_output_scales(1 << 1, std::vector<float>(scales[i], scales[i] + f));
    convolution_forward::desc op(prop_kind::forward_inference, algorithm::convolution_direct,
                                 anySrc, any, dst, {stride, stride}, {pad, pad}, {after, after});
    convolution_forward::primitive_desc desc(op, attr, chain->cpu);
    memory packed = chain->prepack(weights[i], plain, desc.weights_desc());
    memory result(dst, chain->cpu);
    chain->layers.push_back(
        {convolution_forward(desc),
         {{DNNL_ARG_SRC, value}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_DST, result}}});
    value = chain->last = result;
  }
  return chain.release();
}

void onednn_run(void *handle) {
  auto *chain = static_cast<Chain *>(handle);
  for (Layer &layer : chain->layers)
    layer.run.execute(chain->queue, layer.arguments);
  chain->queue.wait();
}

void onednn_output(void *handle, void *out) {
  memory &last = static_cast<Chain *>(handle)->last;
  std::memcpy(out, last.get_data_handle(), last.get_desc().get_size());
}
}
