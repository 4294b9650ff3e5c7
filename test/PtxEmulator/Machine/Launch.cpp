// SPDX-License-Identifier: Apache-2.0
#include "Launch.h"

#include "Scheduler.h"

#include <algorithm>
#include <numeric>

namespace qopt::ptx {

namespace {
/// Shared memory that a block of sm_90 can have; less on older chips, where the
/// driver refuses the launch.
constexpr uint64_t largestShared = 227 * 1024;

std::string text(Dim3 size) {
  return std::to_string(size.x) + " x " + std::to_string(size.y) + " x " + std::to_string(size.z);
}

void checkThreads(const Program &program, const LaunchOptions &options) {
  auto at = [](const std::vector<uint32_t> &sizes, size_t i) { return i < sizes.size() ? sizes[i] : 1; };
  Dim3 block = options.block;
  if (block.count() < 1 || block.count() > 1024 || options.grid.count() < 1)
    throw Error(0, "expected at least one block of 1..1024 threads, got " + text(options.grid) + " blocks of " +
                       text(block));
  const auto &wanted = program.requiredThreads;
  if (!wanted.empty() && (at(wanted, 0) != block.x || at(wanted, 1) != block.y || at(wanted, 2) != block.z))
    throw Error(0, "expected blocks of .reqntid " + std::to_string(wanted[0]) + " threads, got " + text(block));
  uint64_t most = 1;
  for (uint32_t size : program.maxThreads)
    most *= size;
  if (!program.maxThreads.empty() && block.count() > most)
    throw Error(0, "expected blocks of at most .maxntid " + std::to_string(most) + " threads, got " + text(block));
}

std::vector<uint8_t> packParams(const Program &program, const std::vector<Argument> &arguments) {
  if (arguments.size() != program.params.size())
    throw Error(0, "expected " + std::to_string(program.params.size()) + " arguments of '" + program.name + "', got " +
                       std::to_string(arguments.size()));
  std::vector<uint8_t> params(program.paramBytes);
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].size() != program.params[i].bytes)
      throw Error(0, "expected " + std::to_string(program.params[i].bytes) + " bytes as argument " +
                         std::to_string(i) + " of '" + program.name + "', got " +
                         std::to_string(arguments[i].size()));
    std::copy(arguments[i].begin(), arguments[i].end(), params.begin() + ptrdiff_t(program.params[i].offset));
  }
  return params;
}

uint64_t specialValue(Special special, const Warp &warp, uint32_t lane) {
  const Block &block = warp.block;
  uint32_t thread = warp.thread(lane);
  Dim3 size = block.blockSize;
  const uint32_t values[] = {
      thread % size.x, thread / size.x % size.y, thread / size.x / size.y, size.x, size.y, size.z,
      block.index.x, block.index.y, block.index.z, block.gridSize.x, block.gridSize.y, block.gridSize.z,
      lane, warp.index, uint32_t((size.count() + 31) / 32),
      1u << lane, (1u << lane) - 1, uint32_t((uint64_t(2) << lane) - 1),
      ~uint32_t((uint64_t(2) << lane) - 1), ~((1u << lane) - 1),
      block.dynamicShared, uint32_t(block.shared.size())};
  return values[size_t(special)];
}

/// What a register holds before it is written is anybody's guess.
void fillRows(Warp &warp) {
  const Program &program = warp.block.program;
  warp.rows.resize(size_t(program.rows) * 32);
  uint64_t guess = warp.block.random();
  for (size_t i = 0; i < program.registerMasks.size() * 32; ++i) {
    guess = guess * 6364136223846793005 + 1442695040888963407;
    warp.rows[i] = (guess >> 32 | guess << 32) & program.registerMasks[i / 32];
  }
  for (auto [row, value] : program.constants)
    std::fill_n(warp.row(row), 32, value);
  for (auto [row, special] : program.specials)
    for (uint32_t lane = 0; lane < 32; ++lane)
      warp.row(row)[lane] = specialValue(special, warp, lane);
}

void makeWarps(Block &block) {
  uint32_t threads = uint32_t(block.blockSize.count()), warps = (threads + 31) / 32;
  for (uint32_t index = 0; index < warps; ++index) {
    Warp &warp = block.warps.emplace_back(block, index);
    uint32_t lanes = std::min(32u, threads - index * 32);
    warp.alive = uint32_t(lowMask(int(lanes)));
    warp.clock.assign(2 * size_t(warps), 0);
    warp.clock[index] = 1;
    fillRows(warp);
  }
}
} // namespace

void launchKernel(const Program &program, GlobalMemory &memory, const LaunchOptions &options,
                  const std::vector<Argument> &arguments, Statistics &statistics) {
  checkThreads(program, options);
  uint64_t sharedBytes = program.staticShared + options.dynamicShared;
  if (sharedBytes > largestShared)
    throw Error(0, "expected at most " + std::to_string(largestShared) + " bytes of shared memory, got " +
                       std::to_string(sharedBytes));
  std::vector<uint8_t> params = packParams(program, arguments);
  std::mt19937_64 random(options.seed);
  std::vector<uint64_t> order(options.grid.count());
  std::iota(order.begin(), order.end(), uint64_t(0));
  std::shuffle(order.begin(), order.end(), random);
  uint32_t warps = uint32_t((options.block.count() + 31) / 32);
  for (uint64_t number : order) {
    Dim3 index{uint32_t(number % options.grid.x), uint32_t(number / options.grid.x % options.grid.y),
               uint32_t(number / options.grid.x / options.grid.y)};
    Block block{program, memory, params, options.grid, options.block, index, options.dynamicShared,
                SharedMemory(sharedBytes, warps, options.detectRaces), random, statistics, {},
                std::vector<uint8_t>(program.localBytes * options.block.count()), std::vector<Barrier>(16), {}};
    block.warps.reserve(warps);
    makeWarps(block);
    try {
      Scheduler(block, options.instructionLimit).run();
    } catch (const Error &error) {
      throw Error(error.line(), std::string(error.what()) + " [block " + text(index) + "]");
    }
  }
}

} // namespace qopt::ptx
