// SPDX-License-Identifier: Apache-2.0
// A sum over a buffer, one stream per thread, the widest loads there are, and huge
// pages where the system has them: small ones cost a fifth of what memory gives.
#include "ReadBandwidth.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <thread>
#include <vector>

#include <sys/mman.h>

using Clock = std::chrono::steady_clock;

// Eight sums, so that additions never wait for one another.
__attribute__((target_clones("avx512f", "avx2", "default"))) static uint64_t
sum(const uint64_t *data, size_t count) {
  uint64_t sums[64] = {};
  for (size_t i = 0; i + 64 <= count; i += 64)
    for (size_t j = 0; j < 64; ++j)
      sums[j] += data[i + j];
  uint64_t total = 0;
  for (uint64_t s : sums)
    total += s;
  return total;
}

using Buffer = std::unique_ptr<uint64_t, decltype(&std::free)>;

static Buffer allocate(size_t count) {
  constexpr size_t kHugePage = size_t(1) << 21;
  size_t bytes = (count * sizeof(uint64_t) + kHugePage - 1) / kHugePage * kHugePage;
  Buffer buffer(static_cast<uint64_t *>(std::aligned_alloc(kHugePage, bytes)), std::free);
  if (!buffer)
    throw std::bad_alloc();
  madvise(buffer.get(), bytes, MADV_HUGEPAGE); // or small ones
  std::fill_n(buffer.get(), count, 1);
  return buffer;
}

double measureReadBandwidth(size_t bytes, unsigned threads) {
  size_t count = bytes / sizeof(uint64_t), part = count / threads;
  Buffer data = allocate(count);
  // At least 64 MB per pass, so that starting threads does not count.
  size_t repeats = std::max<size_t>(1, (size_t(1) << 26) / std::max<size_t>(bytes, 1));
  std::atomic<uint64_t> sink{0};
  double best = 0;
  for (int pass = 0; pass < 15; ++pass) {
    auto start = Clock::now();
    std::vector<std::thread> workers;
    for (unsigned t = 0; t < threads; ++t)
      workers.emplace_back([&, t] {
        for (size_t r = 0; r < repeats; ++r)
          sink += sum(data.get() + t * part, part);
      });
    for (std::thread &worker : workers)
      worker.join();
    std::chrono::duration<double> seconds = Clock::now() - start;
    best = std::max(best, double(part * threads * sizeof(uint64_t)) * double(repeats) /
                              seconds.count());
  }
  return best;
}
