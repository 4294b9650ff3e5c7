// SPDX-License-Identifier: Apache-2.0
// Prints what the machine can do, as JSON: operations per second of the best dot
// instruction and of f32 arithmetic, and bytes read per second from a buffer.
//   qopt-bench-limits --num-threads=2 --bytes=100000000
#include "ReadBandwidth.h"

#include "qopt-c/Runtime.h"
#include "qopt/Pipelines/Bench.h"
#include "qopt/Target/Cpu.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <thread>

namespace cl = llvm::cl;

static cl::opt<unsigned> threads("num-threads", cl::init(1), cl::desc("that work at a time"));
static cl::opt<size_t> bytes("bytes", cl::init(size_t(100) << 20), cl::desc("of the buffer"));

// The slowest thread counts: work is shared out evenly.
static double peak(llvm::StringRef isa, bool integer) {
  std::vector<double> rates(threads);
  std::vector<std::thread> workers;
  for (double &rate : rates)
    workers.emplace_back([&] { rate = mlir::qopt::probePeakOps(isa, integer); });
  for (std::thread &worker : workers)
    worker.join();
  return *std::min_element(rates.begin(), rates.end()) * threads;
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "limits of this machine\n");
  std::string_view name =
      qopt::target::describe(qopt::target::bestIsa(qopt_cpu_features())).name;
  llvm::StringRef isa(name.data(), name.size());
  llvm::outs() << llvm::formatv(
      "{{\"isa\": \"{0}\", \"threads\": {1}, \"dot_ops\": {2:e}, \"f32_ops\": {3:e}, "
      "\"read_bytes\": {4:e}}\n",
      isa, threads.getValue(), peak(isa, true), peak(isa, false),
      measureReadBandwidth(bytes, threads));
}
