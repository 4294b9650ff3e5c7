// SPDX-License-Identifier: Apache-2.0
// A sum over a buffer, one stream per thread, the widest loads there are.
#include "ReadBandwidth.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

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

double measureReadBandwidth(size_t bytes, unsigned threads) {
  std::vector<uint64_t> data(bytes / sizeof(uint64_t), 1);
  size_t part = data.size() / threads;
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
          sink += sum(data.data() + t * part, part);
      });
    for (std::thread &worker : workers)
      worker.join();
    std::chrono::duration<double> seconds = Clock::now() - start;
    best = std::max(best, double(part * threads * sizeof(uint64_t)) * double(repeats) /
                              seconds.count());
  }
  return best;
}
