// SPDX-License-Identifier: Apache-2.0
// qopt sweep: accuracy against total bits.
#include "Options.h"

#include "qopt/Pipelines/Sweep.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;

// Entries of a list, separated by the commas that stand outside of brackets:
// `s4,codebook<[0.0, 1.0]>` are two.
static std::vector<std::string> splitList(ArrayRef<std::string> texts) {
  std::vector<std::string> entries;
  for (StringRef text : texts) {
    int depth = 0;
    std::string entry;
    for (char c : text) {
      depth += (c == '<' || c == '[') - (c == '>' || c == ']');
      if (c == ',' && depth == 0)
        entries.push_back(std::exchange(entry, ""));
      else
        entry += c;
    }
    entries.push_back(entry);
  }
  return entries;
}

static std::vector<SweepConfig> getConfigs(const Options &options) {
  if (options.formats.empty() && options.granularities.empty())
    return getDefaultSweep();
  std::vector<std::string> formats = splitList(options.formats);
  std::vector<std::string> granularities = splitList(options.granularities);
  // What is not given is taken from the default sweep.
  for (const SweepConfig &config : getDefaultSweep()) {
    if (options.formats.empty() && !llvm::is_contained(formats, config.format))
      formats.push_back(config.format);
    if (options.granularities.empty() &&
        !llvm::is_contained(granularities, config.granularity))
      granularities.push_back(config.granularity);
  }
  return crossSweep(formats, granularities);
}

int driver::runSweepCommand(const Options &options) {
  if (options.data.empty())
    return usage("expected data (--data)");
  if (options.jobs < 0)
    return usage("expected --jobs >= 0, got " + llvm::Twine(options.jobs));
  auto load = getLoadOptions(options);
  if (!load)
    return fail(load.takeError());
  DriverContext context;
  auto module = loadModule(options.model, context.get(), *load);
  if (failed(module) || failed(prepare(**module)))
    return kFailure;
  SweepOptions sweep;
  sweep.search = options.search;
  sweep.limit = options.limit;
  sweep.jobs = options.jobs;
  sweep.csvPath = options.csv;
  auto result = runSweep(**module, llvm::sys::path::filename(options.model),
                         options.data, getConfigs(options), sweep);
  if (!result)
    return fail(result.takeError());
  llvm::outs() << toText(*result);
  if (!options.output.empty())
    if (llvm::Error error = writeText(toHtml(*result), options.output))
      return fail(std::move(error));
  return 0;
}
