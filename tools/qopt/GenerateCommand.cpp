// SPDX-License-Identifier: Apache-2.0
// qopt generate: text from a language model, token by token.
#include "Options.h"

#include "qopt/Pipelines/Generate.h"
#include "qopt/Text/Tokenizer.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;
using ::qopt::text::Tokenizer;

namespace {

// A model ready to take tokens; the module lives as long as an interpreter needs.
struct TextModel {
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<Runner> runner;
  std::unique_ptr<TextSession> session;
};

// nullopt after an error was printed.
std::optional<TextModel> open(const Options &options, DriverContext &context) {
  RunnerOptions how;
  how.threads = options.threads;
  how.isa = options.isa;
  TextModel model;
  llvm::Expected<std::unique_ptr<Runner>> runner = nullptr;
  if (getModelKind(options.model) == ModelKind::Library) {
    runner = createLibraryRunner(options.model, how);
  } else {
    auto module = loadRunnable(options, options.model, context.get());
    if (failed(module))
      return std::nullopt;
    model.module = std::move(*module);
    runner = options.engine == "reference"
                 ? createReferenceRunner(*getMain(*model.module))
                 : createJitRunner(*model.module, how);
  }
  if (!runner) {
    fail(runner.takeError());
    return std::nullopt;
  }
  model.runner = std::move(*runner);
  auto session = createTextSession(*model.runner);
  if (!session) {
    fail(session.takeError());
    return std::nullopt;
  }
  model.session = std::move(*session);
  return model;
}

// What a terminal can show: control characters other than white space are left
// out, as llama2.c does.
std::string printable(const std::string &piece) {
  auto byte = static_cast<unsigned char>(piece.empty() ? 'x' : piece.front());
  bool control = piece.size() == 1 && (byte < 32 || byte == 127) &&
                 !(byte >= 9 && byte <= 13);
  return control ? "" : piece;
}

std::optional<int64_t> firstDifference(llvm::ArrayRef<int64_t> a,
                                       llvm::ArrayRef<int64_t> b) {
  size_t both = std::min(a.size(), b.size());
  for (size_t i = 0; i < both; ++i)
    if (a[i] != b[i])
      return i;
  if (a.size() != b.size())
    return both;
  return std::nullopt;
}

struct Report {
  std::vector<int64_t> prompt;
  Generated made;
  std::string text, isa;
  bool cached = false;
  uint64_t cacheBytes = 0;
  std::optional<std::vector<int64_t>> other;

  double perSecond() const {
    return made.seconds > 0 ? made.tokens.size() / made.seconds : 0;
  }
};

const char *whyStopped(const Generated &made) {
  return made.ended ? "end" : made.full ? "full" : "tokens";
}

void printJson(const Report &report) {
  auto list = [](llvm::json::OStream &os, llvm::ArrayRef<int64_t> ids) {
    for (int64_t id : ids)
      os.value(id);
  };
  llvm::json::OStream os(llvm::outs(), 1);
  os.object([&] {
    os.attributeArray("prompt", [&] { list(os, report.prompt); });
    os.attributeArray("tokens", [&] { list(os, report.made.tokens); });
    os.attribute("text", llvm::json::fixUTF8(report.text));
    os.attribute("stopped_by", whyStopped(report.made));
    os.attribute("isa", report.isa);
    os.attribute("cached", report.cached);
    os.attribute("cache_bytes", static_cast<int64_t>(report.cacheBytes));
    os.attribute("tokens_per_second", report.perSecond());
    if (!report.other)
      return;
    os.attributeArray("other_tokens", [&] { list(os, *report.other); });
    auto at = firstDifference(report.made.tokens, *report.other);
    os.attribute("first_difference",
                 at ? llvm::json::Value(*at) : llvm::json::Value(nullptr));
  });
  llvm::outs() << "\n";
}

void printComparison(const Report &report, StringRef name) {
  auto at = firstDifference(report.made.tokens, *report.other);
  if (!at) {
    llvm::errs() << "the same " << report.made.tokens.size() << " tokens as "
                 << name << "\n";
    return;
  }
  auto tokenAt = [&](llvm::ArrayRef<int64_t> ids) {
    return *at < static_cast<int64_t>(ids.size()) ? std::to_string(ids[*at])
                                                  : std::string("the end");
  };
  llvm::errs() << "first difference from " << name << " at token " << *at << ": "
               << tokenAt(report.made.tokens) << ", not "
               << tokenAt(*report.other) << "\n";
}

// The same text of the other model.
llvm::Expected<std::vector<int64_t>> runOther(const Options &options,
                                              DriverContext &context,
                                              llvm::ArrayRef<int64_t> prompt,
                                              const GenerateOptions &how) {
  Options other = options;
  other.recipe.clear();
  other.kvCache.clear();
  if (options.compare != "float")
    other.model = options.compare;
  auto model = open(other, context);
  if (!model)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "expected a model to compare with, got '" +
                                       options.compare + "'");
  auto made = generate(*model->session, prompt, how, [](int64_t, int64_t) {});
  if (!made)
    return made.takeError();
  return made->tokens;
}

int run(const Options &options, const Tokenizer &tokenizer,
        const GenerateOptions &how) {
  Report report;
  std::string error;
  if (!tokenizer.encode(options.prompt, report.prompt, error))
    return fail(error);
  // Remarks would stand in the middle of the text.
  DriverContext context(/*remarks=*/false);
  auto model = open(options, context);
  if (!model)
    return kFailure;
  TextSession &session = *model->session;
  if (session.vocabulary() != tokenizer.size())
    return fail("expected a tokenizer of the model's " +
                llvm::Twine(session.vocabulary()) + " tokens, got one of " +
                llvm::Twine(tokenizer.size()));
  auto show = [&](const std::string &piece) {
    if (options.json)
      return;
    llvm::outs() << printable(piece);
    llvm::outs().flush();
  };
  for (size_t i = 1; i < report.prompt.size(); ++i)
    show(tokenizer.decode(report.prompt[i - 1], report.prompt[i]));
  auto made = generate(session, report.prompt, how,
                       [&](int64_t previous, int64_t token) {
                         std::string piece = tokenizer.decode(previous, token);
                         report.text += piece;
                         show(piece);
                       });
  if (!options.json)
    llvm::outs() << "\n";
  if (!made)
    return fail(made.takeError());
  report.made = std::move(*made);
  report.isa = model->runner->isa();
  report.cached = session.isCached();
  report.cacheBytes = session.cacheBytes();
  if (!options.compare.empty()) {
    auto other = runOther(options, context, report.prompt, how);
    if (!other)
      return fail(other.takeError());
    report.other = std::move(*other);
  }
  if (options.json) {
    printJson(report);
    return 0;
  }
  if (report.other)
    printComparison(report, options.compare);
  if (llvm::errs().is_displayed())
    llvm::errs() << llvm::format("%.1f tokens/s\n", report.perSecond());
  return 0;
}

} // namespace

int driver::runGenerate(const Options &options) {
  if (options.tokenizer.empty())
    return usage("expected the model's tokenizer (--tokenizer), got none");
  if (options.engine != "jit" && options.engine != "reference")
    return usage("expected --engine jit or reference, got '" + options.engine +
                 "'");
  if (options.tokens < -1)
    return usage("expected --tokens >= 0, got " + llvm::Twine(options.tokens));
  GenerateOptions how;
  how.sampling = {options.temperature, options.topP, options.seed};
  how.tokens = options.tokens;
  how.endTokens = {Tokenizer::kBegin, Tokenizer::kEnd};
  if (std::string error = ::qopt::numerics::check(how.sampling); !error.empty())
    return usage(error);
  std::string error;
  auto tokenizer = Tokenizer::load(options.tokenizer, error);
  if (!tokenizer)
    return fail(error);
  Options withStep = options;
  withStep.step = !options.noCache;
  return run(withStep, *tokenizer, how);
}
