// SPDX-License-Identifier: Apache-2.0
// Runners of compiled code: in this process, and from a library file. Both go
// through the C ABI that users call.
#include "qopt/Pipelines/Runner.h"

#include "qopt-c/Device.h"
#include "qopt/Emit/Emit.h"
#include "qopt/Emit/Files.h"
#include "qopt/Emit/JitModel.h"
#include "qopt/Pipelines/Artefact.h"
#include "qopt/Pipelines/Workflow.h"
#include "qopt/Target/Cpu.h"

#include "qopt/Calibrate/Statistics.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstdlib>

#include <dlfcn.h>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::data::DType;

/// Called by instrumented code with the session given to qopt_set_session.
extern "C" void qopt_observe(void *session, int64_t id, const float *data,
                             int64_t count) {
  static_cast<CalibrationSession *>(session)->observe(id, data, count);
}

namespace {

llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

DType toDType(uint32_t dtype) {
  switch (dtype) {
  case QOPT_F32:
    return DType::F32;
  case QOPT_S8:
    return DType::I8;
  case QOPT_U8:
    return DType::U8;
  case QOPT_S16:
    return DType::I16;
  case QOPT_U16:
    return DType::U16;
  case QOPT_S32:
    return DType::I32;
  case QOPT_U32:
    return DType::U32;
  case QOPT_S64:
    return DType::I64;
  case QOPT_U64:
    return DType::U64;
  default:
    return DType::Bool;
  }
}

// The runtime's functions, from this executable or from a model library.
struct RuntimeApi {
  decltype(&qopt_create) create = qopt_create;
  decltype(&qopt_run) run = qopt_run;
  decltype(&qopt_destroy) destroy = qopt_destroy;
  decltype(&qopt_last_error) lastError = qopt_last_error;
  decltype(&qopt_isa) isa = qopt_isa;
  decltype(&qopt_set_session) setSession = qopt_set_session;
  /// Of libraries with code for GPUs only.
  decltype(&qopt_time_on_device) timeOnDevice = nullptr;
  decltype(&qopt_device_description) device = nullptr;
};

class CompiledRunner final : public Runner {
public:
  /// `owner` keeps the code alive.
  CompiledRunner(const qopt_model_desc *desc, RuntimeApi api,
                 std::shared_ptr<void> owner)
      : desc(desc), api(api), owner(std::move(owner)) {
    for (uint32_t i = 0; i < desc->num_inputs; ++i)
      inputPorts.push_back(makePort(desc->inputs[i]));
    for (uint32_t i = 0; i < desc->num_outputs; ++i)
      outputPorts.push_back(makePort(desc->outputs[i]));
  }

  ~CompiledRunner() override { api.destroy(model); }

  llvm::Error open(const RunnerOptions &options) {
    qopt_options c{};
    c.threads = options.threads;
    c.isa = options.isa.empty() ? nullptr : options.isa.c_str();
    model = api.create(desc, &c);
    if (!model)
      return makeError(api.lastError());
    if (options.session)
      api.setSession(model, options.session);
    return llvm::Error::success();
  }

  std::string isa() const override { return api.isa(model); }
  uint64_t weightBytes() const override { return desc->weight_bytes; }
  uint64_t arenaBytes() const override { return desc->arena_bytes; }

  std::string device() const override {
    const char *text = api.device ? api.device(model) : nullptr;
    return text ? text : "";
  }
  llvm::Expected<std::vector<double>> timeOnDevice(int64_t batch, int calls) override {
    std::vector<double> times;
    if (device().empty())
      return times;
    times.resize(calls);
    if (api.timeOnDevice(model, batch, calls, times.data()))
      return makeError(api.lastError());
    return times;
  }

  llvm::Error run(llvm::ArrayRef<const void *> inputs,
                  llvm::ArrayRef<void *> outputs, int64_t count) override {
    if (api.run(model, inputs.data(), outputs.data(), count))
      return makeError(api.lastError());
    return llvm::Error::success();
  }

private:
  static Port makePort(const qopt_tensor_info &info) {
    return {info.name, toDType(info.dtype),
            std::vector<int64_t>(info.dims, info.dims + info.rank)};
  }

  const qopt_model_desc *desc;
  RuntimeApi api;
  std::shared_ptr<void> owner;
  qopt_model *model = nullptr;
};

llvm::Expected<std::unique_ptr<Runner>> makeRunner(const qopt_model_desc *desc,
                                                   RuntimeApi api,
                                                   std::shared_ptr<void> owner,
                                                   const RunnerOptions &options) {
  auto runner = std::make_unique<CompiledRunner>(desc, api, std::move(owner));
  if (llvm::Error error = runner->open(options))
    return std::move(error);
  return std::move(runner);
}

// The one code path that will run. A name that is none stays out of it: the
// runtime refuses it, naming those that there are.
std::vector<std::string> isasToCompile(const RunnerOptions &options) {
  if (!options.compiledIsas.empty())
    return options.compiledIsas;
  namespace target = ::qopt::target;
  const char *forced = options.isa.empty() ? std::getenv("QOPT_ISA")
                                           : options.isa.c_str();
  if (forced && *forced)
    return llvm::is_contained(CpuTarget().isas, forced)
               ? std::vector<std::string>{forced}
               : CpuTarget().isas;
  target::Isa best = target::bestIsa(qopt_cpu_features());
  return {std::string(target::describe(best).name)};
}

} // namespace

llvm::Expected<std::unique_ptr<Runner>>
mlir::qopt::createJitRunner(ModuleOp module, const RunnerOptions &options) {
  CpuTarget target;
  target.isas = isasToCompile(options);
  OwningOpRef<ModuleOp> clone = module.clone();
  if (failed(setModelName(*clone, "")))
    return makeError("expected a module that can be named");
  if (failed(lowerToCpu(*clone, target)))
    return makeError("expected a model that compiles for the CPU, see above");
  JitOptions jitOptions;
  jitOptions.observe = reinterpret_cast<void *>(&qopt_observe);
  auto jit = JitModel::compile(*clone, EmitOptions(), jitOptions);
  clone = nullptr;
  if (!jit)
    return jit.takeError();
  const qopt_model_desc *desc = (*jit)->desc();
  return makeRunner(desc, RuntimeApi(), std::shared_ptr<JitModel>(std::move(*jit)),
                    options);
}

//===-- Libraries ---------------------------------------------------------===//

llvm::Expected<std::unique_ptr<Runner>>
mlir::qopt::createLibraryRunner(llvm::StringRef path,
                                const RunnerOptions &options) {
  SmallString<128> absolute(path);
  if (std::error_code code = llvm::sys::fs::make_absolute(absolute))
    return makeError("expected a readable library '" + path +
                     "', got: " + code.message());
  // Looked at before it is opened: opening runs what is in it, and crashes
  // where it ends too early.
  auto name = findModelName(absolute);
  if (!name)
    return name.takeError();
  void *handle = dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return makeError(llvm::Twine("expected a compiled model library, got: ") +
                     dlerror());
  std::shared_ptr<void> owner(handle, [](void *h) { dlclose(h); });
  std::string symbol = *name + "_model";
  auto describe = reinterpret_cast<const qopt_model_desc *(*)(void)>(
      dlsym(handle, symbol.c_str()));
  if (!describe)
    return makeError("expected a library that exports '" + symbol + "', got '" +
                     path + "' without it");
  RuntimeApi api;
  auto bind = [&](auto &function, const char *name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(
        dlsym(handle, name));
    return function != nullptr;
  };
  if (!bind(api.create, "qopt_create") || !bind(api.run, "qopt_run") ||
      !bind(api.destroy, "qopt_destroy") || !bind(api.isa, "qopt_isa") ||
      !bind(api.lastError, "qopt_last_error") ||
      !bind(api.setSession, "qopt_set_session"))
    return makeError("expected a library with the qopt runtime, got '" + path +
                     "' without it");
  const qopt_model_desc *desc = describe();
  if (!desc || (desc->abi_version != QOPT_ABI_VERSION &&
                desc->abi_version != QOPT_DEVICE_ABI_VERSION))
    return makeError("expected a library of ABI version " +
                     llvm::Twine(QOPT_ABI_VERSION) + " or " +
                     llvm::Twine(QOPT_DEVICE_ABI_VERSION) + ", got another");
  if (desc->abi_version == QOPT_DEVICE_ABI_VERSION &&
      (!bind(api.timeOnDevice, "qopt_time_on_device") ||
       !bind(api.device, "qopt_device_description")))
    return makeError("expected a library with the qopt runtime for GPUs, got '" + path +
                     "' without it");
  return makeRunner(desc, api, std::move(owner), options);
}
