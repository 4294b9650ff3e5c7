// SPDX-License-Identifier: Apache-2.0
// qopt bench: latency, throughput, memory, share of the hardware's limit.
#include "Options.h"

#include "qopt/Pipelines/Artefact.h"
#include "qopt/Pipelines/Bench.h"
#include "qopt/Pipelines/CodeSize.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Pipelines/Profile.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;

namespace {

struct Figures {
  std::string isa;
  Timing timing;
  int64_t batch = 1, macs = 0;
  uint64_t weightBytes = 0, arenaBytes = 0, peakBytes = 0;
  double opsPerSecond = 0.0, limitOps = 0.0;
  CodeSize code;   ///< of a library
  std::string device;              ///< that it runs on
  std::vector<double> deviceTimes; ///< sorted, of a batch, there
  Profile profile; ///< of a library, if asked for
};

double share(const FunctionSamples &function, const Profile &profile) {
  return static_cast<double>(function.samples) / profile.samples;
}

void print(const Profile &profile) {
  llvm::outs() << "profile     " << profile.samples << " samples\n";
  for (const FunctionSamples &function : profile.functions)
    llvm::outs() << llvm::format("  %5.1f %%   ", 100.0 * share(function, profile))
                 << function.name << "\n";
}

void print(const Figures &f, bool json) {
  double throughput = f.batch / (f.timing.medianMicroseconds * 1e-6);
  if (json) {
    llvm::json::OStream os(llvm::outs(), 1);
    os.object([&] {
      os.attribute("isa", f.isa);
      os.attribute("batch", f.batch);
      os.attribute("calls", f.timing.calls);
      os.attribute("median_us", f.timing.medianMicroseconds);
      os.attribute("min_us", f.timing.minMicroseconds);
      os.attribute("runs_per_second", throughput);
      os.attribute("macs_per_run", f.macs);
      os.attribute("ops_per_second", f.opsPerSecond);
      if (f.device.empty())
        os.attribute("limit_ops_per_second_per_core", f.limitOps);
      if (!f.deviceTimes.empty()) {
        os.attribute("device", f.device);
        os.attribute("device_median_us", f.deviceTimes[f.deviceTimes.size() / 2]);
        os.attribute("device_min_us", f.deviceTimes.front());
      }
      os.attribute("weight_bytes", static_cast<int64_t>(f.weightBytes));
      os.attribute("arena_bytes", static_cast<int64_t>(f.arenaBytes));
      os.attribute("peak_process_bytes", static_cast<int64_t>(f.peakBytes));
      if (f.code.bytes) {
        os.attribute("code_bytes", static_cast<int64_t>(f.code.bytes));
        os.attribute("kernels", f.code.kernels);
      }
      if (f.profile.samples)
        os.attributeArray("profile", [&] {
          for (const FunctionSamples &function : f.profile.functions)
            os.object([&] {
              os.attribute("function", function.name);
              os.attribute("share", share(function, f.profile));
            });
        });
    });
    llvm::outs() << "\n";
    return;
  }
  llvm::outs() << llvm::format("latency     %.1f us median, %.1f us least, %lld calls, code path ",
                               f.timing.medianMicroseconds,
                               f.timing.minMicroseconds,
                               static_cast<long long>(f.timing.calls))
               << f.isa << "\n"
               << llvm::format("throughput  %.1f runs/s at batch %lld\n",
                               throughput, static_cast<long long>(f.batch))
               << llvm::format("memory      %.1f KiB constants, %.1f KiB "
                               "working memory a run, %.1f MiB peak of this "
                               "process\n",
                               f.weightBytes / 1024.0, f.arenaBytes / 1024.0,
                               f.peakBytes / 1048576.0);
  if (f.code.bytes)
    llvm::outs() << llvm::format(
        "code        %.1f KiB, %lld kernels, on all code paths together\n",
        f.code.bytes / 1024.0, static_cast<long long>(f.code.kernels));
  if (!f.deviceTimes.empty())
    llvm::outs() << llvm::format("device      %.1f us median, %.1f us least without copies, on ",
                                 f.deviceTimes[f.deviceTimes.size() / 2], f.deviceTimes.front())
                 << f.device << "\n";
  if (f.macs && !f.device.empty())
    llvm::outs() << llvm::format("arithmetic  %.2f M multiply-accumulates a run, %.1f GOP/s\n",
                                 f.macs * 1e-6, f.opsPerSecond * 1e-9);
  else if (f.macs)
    llvm::outs() << llvm::format(
        "arithmetic  %.2f M multiply-accumulates a run, %.1f GOP/s = %.1f %% "
        "of one core's limit (%.0f GOP/s)\n",
        f.macs * 1e-6, f.opsPerSecond * 1e-9,
        100.0 * f.opsPerSecond / f.limitOps, f.limitOps * 1e-9);
  if (f.profile.samples)
    print(f.profile);
}

} // namespace

int driver::runBench(const Options &options) {
  if (options.profile && getModelKind(options.model) != ModelKind::Library)
    return usage("expected a compiled library for --profile, got '" + options.model + "'");
  RunnerOptions runnerOptions;
  runnerOptions.threads = options.threads;
  runnerOptions.isa = options.isa;
  DriverContext context;
  Figures figures;
  // --batch is the number of runs per call here, not a shape.
  Options loadOptions = options;
  loadOptions.batch = 0;
  figures.batch = std::max<int64_t>(options.batch, 1);
  llvm::Expected<std::unique_ptr<Runner>> runner = nullptr;
  bool integer = true;
  if (getModelKind(options.model) == ModelKind::Library) {
    runner = createLibraryRunner(options.model, runnerOptions);
    if (runner) { // a library, so its sections can be read
      auto code = measureCode(options.model);
      if (!code)
        return fail(code.takeError());
      figures.code = *code;
      Arithmetic arithmetic = readArithmetic(options.model);
      figures.macs = arithmetic.macs;
      integer = arithmetic.integer;
    }
  } else {
    auto target = parseTarget(options.target);
    if (!target)
      return fail(target.takeError());
    if (target->arch != ::qopt::target::Arch::X86_64)
      return fail(llvm::createStringError(
          "expected a target that this machine runs, got '" + options.target +
          "'"));
    runnerOptions.compiledIsas = target->isas;
    auto module = loadRunnable(loadOptions, options.model, context.get());
    if (failed(module))
      return kFailure;
    auto main = getMain(**module);
    if (failed(main))
      return kFailure;
    figures.macs = countMacs(*main);
    integer = isQuantizedFunction(*main);
    runner = createJitRunner(**module, runnerOptions);
  }
  if (!runner)
    return fail(runner.takeError());
  BenchOptions bench = {figures.batch, options.repeat, 2.0};
  auto timing = timeRunner(**runner, bench);
  if (!timing)
    return fail(timing.takeError());
  if (options.profile) { // a run of its own: samples cost time
    bench.repeat = 0;
    auto profile = profileLibrary(**runner, options.model, bench);
    if (!profile)
      return fail(profile.takeError());
    figures.profile = std::move(*profile);
  }
  figures.timing = *timing;
  figures.device = (*runner)->device();
  auto deviceTimes = (*runner)->timeOnDevice(
      figures.batch, static_cast<int>(std::clamp<int64_t>(timing->calls, 1, 1000)));
  if (!deviceTimes)
    return fail(deviceTimes.takeError());
  figures.deviceTimes = std::move(*deviceTimes);
  llvm::sort(figures.deviceTimes);
  figures.isa = (*runner)->isa();
  figures.weightBytes = (*runner)->weightBytes();
  figures.arenaBytes = (*runner)->arenaBytes();
  figures.peakBytes = peakMemoryBytes();
  if (figures.macs) {
    // On a GPU what runs there counts, not the way to it.
    double microseconds = figures.deviceTimes.empty()
                              ? timing->medianMicroseconds
                              : figures.deviceTimes[figures.deviceTimes.size() / 2];
    figures.opsPerSecond = 2.0 * figures.macs * figures.batch / (microseconds * 1e-6);
    if (figures.device.empty())
      figures.limitOps = probePeakOps(figures.isa, integer);
  }
  print(figures, options.json);
  return 0;
}
