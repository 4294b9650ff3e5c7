// SPDX-License-Identifier: Apache-2.0
//
// The emulator behind the names of the CUDA driver API, as a library that a
// program opens in place of libcuda.so.1: the real launch path is tested without
// a GPU. One device; work is done when somebody waits for it (Streams.h). A kernel that
// fails prints the emulator's message to stderr and, as on a device, leaves an error
// that all later calls return. Environment variables, read by cuInit:
//   QOPT_PTX_SEED        seed of the first launch, the next ones count up
//   QOPT_PTX_CAPABILITY  "8.0": compute capability, 9.0 where it is not set
//   QOPT_PTX_DEVICES     "0": a driver without a device
//   QOPT_PTX_MEMORY      bytes of device memory, 2^34 where it is not set
//   QOPT_PTX_GRAPHS      "0": streams cannot be captured
// Source: CUDA driver API reference; signatures as in its 64-bit ABI.
#include "../Emulator.h"
#include "Streams.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <regex>

using namespace qopt::ptx;

namespace {
enum Result : int {
  Success = 0, InvalidValue = 1, OutOfMemory = 2, NotInitialized = 3, InvalidDevice = 101, NoBinary = 209,
  NoDevice = 100, InvalidContext = 201, InvalidPtx = 218, InvalidHandle = 400, NotFound = 500, LaunchFailed = 719, NotSupported = 801,
  CaptureUnsupported = 900, CaptureIsolation = 905,
};

struct KernelHandle {
  std::string name;
  std::optional<uint32_t> mostDynamicShared; ///< as cuFuncSetAttribute says
};

struct Driver {
  std::mutex mutex;
  Device device;
  std::map<std::string, std::unique_ptr<KernelHandle>> functions;
  Streams streams;
  std::map<uint64_t, size_t> allocations;
  std::vector<void *> contexts; ///< the stack of all threads together
  size_t memory = size_t(1) << 34, used = 0;
  int major = 9, minor = 0, devices = 1;
  bool isInitialized = false, hasGraphs = true;
  int sticky = Success;
  uint64_t seed = 0;
  uint64_t handles = 0;
};

/// A graph and what is made of it.
struct Graph {
  std::vector<Work> work;
};

Driver &driver() {
  static Driver instance;
  return instance;
}

/// Runs `body` alone, after what every call checks.
template <class Body> int call(Body body) {
  Driver &d = driver();
  std::lock_guard<std::mutex> lock(d.mutex);
  if (!d.isInitialized)
    return NotInitialized;
  return d.sticky ? d.sticky : body(d);
}

int newHandle(void **handle) {
  return call([&](Driver &d) {
    *handle = reinterpret_cast<void *>(++d.handles);
    return int(Success);
  });
}

/// Options of cuModuleLoadDataEx: 5 and 6 are the error log and its size.
void writeLog(const std::string &text, unsigned count, const int *options, void **values) {
  char *buffer = nullptr;
  size_t size = 0;
  for (unsigned i = 0; i < count; ++i) {
    if (options[i] == 5)
      buffer = static_cast<char *>(values[i]);
    if (options[i] == 6)
      size = reinterpret_cast<uintptr_t>(values[i]);
  }
  if (buffer && size)
    std::snprintf(buffer, size, "%s", text.c_str());
}

/// Of the names of a module's kernels in the emulator.
std::string suffix(uint64_t module) { return "$m" + std::to_string(module); }

int loadModule(Driver &d, void **module, const char *image, unsigned count, const int *options, void **values) {
  // A cubin or a fat binary is for a real device only.
  if (!std::strncmp(image, "\x7f" "ELF", 4) || !std::strncmp(image, "\x50\xed\x55\xba", 4))
    return NoBinary;
  uint64_t handle = ++d.handles;
  // Two modules may have kernels of one name; the emulator tells them by names only.
  static const std::regex entry(R"((\.entry\s+)([A-Za-z_$][\w$]*))");
  std::string text = std::regex_replace(image, entry, "$1$2" + suffix(handle));
  std::string error = d.device.load(text);
  if (!error.empty()) {
    writeLog(error, count, options, values);
    return InvalidPtx;
  }
  *module = reinterpret_cast<void *>(handle);
  return Success;
}

/// Arguments are copied now, the kernel runs when its turn comes.
int launch(Driver &d, const KernelHandle &function, LaunchOptions options, void **params, Stream *stream) {
  auto sizes = d.device.parameterSizes(function.name);
  if (!sizes || (!sizes->empty() && !params))
    return InvalidValue;
  uint64_t usual = 48 * 1024, fixed = std::min(*d.device.staticSharedBytes(function.name), usual);
  uint64_t most = function.mostDynamicShared ? *function.mostDynamicShared : usual - fixed;
  if (options.dynamicShared > most)
    return InvalidValue;
  std::vector<Argument> arguments;
  for (size_t i = 0; i < sizes->size(); ++i) {
    const uint8_t *bytes = static_cast<const uint8_t *>(params[i]);
    arguments.emplace_back(bytes, bytes + (*sizes)[i]);
  }
  return d.streams.enqueue(stream, [&d, name = function.name, options, arguments]() mutable {
    options.seed = d.seed++;
    std::string error = d.device.launch(name, options, arguments).error;
    if (error.empty())
      return int(Success);
    std::string plain = name.substr(0, name.rfind("$m"));
    std::fprintf(stderr, "PTX emulator: kernel '%s': %s\n", plain.c_str(), error.c_str());
    return d.sticky = LaunchFailed;
  });
}

/// On a stream, null: the default one, which works at once.
int enqueue(void *stream, const std::function<bool(Device &)> &work) {
  return call([&](Driver &d) {
    return d.streams.enqueue(static_cast<Stream *>(stream),
                             [&d, work] { return work(d.device) ? int(Success) : d.sticky = InvalidValue; });
  });
}

/// Now, after what the default stream waits for.
int now(const std::function<bool(Device &)> &work) {
  return call([&](Driver &d) {
    int result = d.streams.synchronize(static_cast<Stream *>(nullptr));
    return result ? result : work(d.device) ? int(Success) : InvalidValue;
  });
}

auto copyIn(uint64_t to, const void *from, size_t bytes) {
  return [=](Device &device) { return device.write(to, from, bytes); };
}

auto copyOut(void *to, uint64_t from, size_t bytes) {
  return [=](Device &device) { return device.read(from, to, bytes); };
}

auto fill(uint64_t to, unsigned char value, size_t bytes) {
  return [=](Device &device) {
    std::vector<uint8_t> data(bytes, value);
    return device.write(to, data.data(), bytes);
  };
}

auto copyInside(uint64_t to, uint64_t from, size_t bytes) {
  return [=](Device &device) {
    std::vector<uint8_t> data(bytes);
    return device.read(from, data.data(), bytes) && device.write(to, data.data(), bytes);
  };
}

void readEnvironment(Driver &d) {
  if (const char *seed = std::getenv("QOPT_PTX_SEED"))
    d.seed = std::strtoull(seed, nullptr, 0);
  if (const char *capability = std::getenv("QOPT_PTX_CAPABILITY"))
    std::sscanf(capability, "%d.%d", &d.major, &d.minor);
  if (const char *devices = std::getenv("QOPT_PTX_DEVICES"))
    d.devices = std::atoi(devices);
  if (const char *memory = std::getenv("QOPT_PTX_MEMORY"))
    d.memory = std::strtoull(memory, nullptr, 0);
  if (const char *graphs = std::getenv("QOPT_PTX_GRAPHS"))
    d.hasGraphs = std::atoi(graphs) != 0;
}

constexpr std::pair<int, int> attributes[] = {
    {1, 1024}, {2, 1024}, {3, 1024}, {4, 64}, {5, 2147483647}, {6, 65535}, {7, 65535}, {8, 49152}, {10, 32},
    {12, 65536}, {13, 1000}, {16, 1}, {39, 2048}, {41, 1}, {81, 233472}, {97, 232448}};
} // namespace

#define QOPT_DRIVER extern "C" __attribute__((visibility("default"))) int

QOPT_DRIVER cuInit(unsigned) {
  Driver &d = driver();
  std::lock_guard<std::mutex> lock(d.mutex);
  if (!d.isInitialized)
    readEnvironment(d);
  d.isInitialized = true;
  return d.devices ? Success : NoDevice;
}

QOPT_DRIVER cuDriverGetVersion(int *version) { return *version = 13000, Success; }

QOPT_DRIVER cuGetErrorName(int error, const char **name) {
  constexpr std::pair<int, const char *> names[] = {
      {Success, "CUDA_SUCCESS"}, {InvalidValue, "CUDA_ERROR_INVALID_VALUE"}, {OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NotInitialized, "CUDA_ERROR_NOT_INITIALIZED"}, {InvalidDevice, "CUDA_ERROR_INVALID_DEVICE"}, {NoDevice, "CUDA_ERROR_NO_DEVICE"},
      {NoBinary, "CUDA_ERROR_NO_BINARY_FOR_GPU"}, {InvalidPtx, "CUDA_ERROR_INVALID_PTX"},
      {InvalidHandle, "CUDA_ERROR_INVALID_HANDLE"}, {NotFound, "CUDA_ERROR_NOT_FOUND"},
      {LaunchFailed, "CUDA_ERROR_LAUNCH_FAILED"}, {NotSupported, "CUDA_ERROR_NOT_SUPPORTED"},
      {CaptureUnsupported, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"},
      {CaptureIsolation, "CUDA_ERROR_STREAM_CAPTURE_ISOLATION"}};
  for (auto [code, text] : names)
    if (code == error)
      return *name = text, Success;
  return InvalidValue;
}
QOPT_DRIVER cuGetErrorString(int error, const char **text) { return cuGetErrorName(error, text); }

QOPT_DRIVER cuDeviceGetCount(int *count) {
  return call([&](Driver &d) { return *count = d.devices, Success; });
}
QOPT_DRIVER cuDeviceGet(int *device, int ordinal) {
  return call([&](Driver &) { return ordinal ? InvalidDevice : (*device = 0, Success); });
}
QOPT_DRIVER cuDeviceGetName(char *name, int length, int) {
  return call([&](Driver &) { return std::snprintf(name, size_t(length), "PTX emulator"), Success; });
}
QOPT_DRIVER cuDeviceTotalMem_v2(size_t *bytes, int) {
  return call([&](Driver &d) { return *bytes = d.memory, Success; });
}
QOPT_DRIVER cuDeviceGetAttribute(int *value, int attribute, int) {
  return call([&](Driver &d) {
    if (attribute == 75 || attribute == 76) // compute capability
      return *value = attribute == 75 ? d.major : d.minor, Success;
    for (auto [known, is] : attributes)
      if (known == attribute)
        return *value = is, Success;
    return InvalidValue;
  });
}

QOPT_DRIVER cuDevicePrimaryCtxRetain(void **context, int) { return newHandle(context); }
QOPT_DRIVER cuDevicePrimaryCtxRelease_v2(int) { return Success; }
QOPT_DRIVER cuCtxSetCurrent(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuCtxSynchronize() { return call([](Driver &d) { return d.streams.synchronizeAll(); }); }
QOPT_DRIVER cuCtxPushCurrent_v2(void *context) {
  return call([&](Driver &d) { return d.contexts.push_back(context), Success; });
}
QOPT_DRIVER cuCtxPopCurrent_v2(void **context) {
  Driver &d = driver(); // also after a kernel that failed
  std::lock_guard<std::mutex> lock(d.mutex);
  if (d.contexts.empty())
    return InvalidContext;
  *context = d.contexts.back();
  d.contexts.pop_back();
  return Success;
}

QOPT_DRIVER cuModuleLoadDataEx(void **module, const void *image, unsigned count, int *options, void **values) {
  return call([&](Driver &d) {
    return loadModule(d, module, static_cast<const char *>(image), count, options, values);
  });
}
QOPT_DRIVER cuModuleLoadData(void **module, const void *image) {
  return cuModuleLoadDataEx(module, image, 0, nullptr, nullptr);
}
QOPT_DRIVER cuModuleUnload(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuModuleGetFunction(void **function, void *module, const char *kernel) {
  return call([&](Driver &d) {
    std::string name = kernel + suffix(reinterpret_cast<uintptr_t>(module));
    if (!d.device.parameterSizes(name))
      return NotFound;
    auto &entry = d.functions[name];
    if (!entry)
      entry = std::make_unique<KernelHandle>(KernelHandle{name, std::nullopt});
    *function = entry.get();
    return Success;
  });
}
QOPT_DRIVER cuModuleGetGlobal_v2(uint64_t *address, size_t *bytes, void *, const char *name) {
  return call([&](Driver &d) {
    auto found = d.device.variable(name);
    if (!found)
      return NotFound;
    if (address)
      *address = found->first;
    if (bytes)
      *bytes = found->second;
    return Success;
  });
}
/// Attribute 8: the most dynamic shared memory, in bytes. Without it, static and
/// dynamic shared memory together may have 48 KiB.
QOPT_DRIVER cuFuncSetAttribute(void *function, int attribute, int value) {
  return call([&](Driver &) {
    if (attribute == 8)
      static_cast<KernelHandle *>(function)->mostDynamicShared = uint32_t(value);
    return value < 0 || value > 232448 ? InvalidValue : Success;
  });
}

QOPT_DRIVER cuMemAlloc_v2(uint64_t *address, size_t bytes) {
  return call([&](Driver &d) {
    if (!bytes)
      return InvalidValue;
    if (bytes > d.memory - d.used)
      return OutOfMemory;
    *address = d.device.allocate(bytes);
    // What a program has not written is not zero on a device either.
    std::vector<uint8_t> poison(bytes, 0xa5);
    d.device.write(*address, poison.data(), bytes);
    d.used += d.allocations[*address] = bytes;
    return Success;
  });
}
QOPT_DRIVER cuMemFree_v2(uint64_t address) {
  return call([&](Driver &d) {
    int result = d.streams.synchronizeAll();
    if (!d.device.release(address))
      return int(InvalidValue);
    d.used -= d.allocations[address];
    d.allocations.erase(address);
    return result;
  });
}
QOPT_DRIVER cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) { return now(copyIn(to, from, bytes)); }
QOPT_DRIVER cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) { return now(copyOut(to, from, bytes)); }
QOPT_DRIVER cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes) { return now(copyInside(to, from, bytes)); }
QOPT_DRIVER cuMemsetD8_v2(uint64_t to, unsigned char value, size_t bytes) { return now(fill(to, value, bytes)); }
QOPT_DRIVER cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream) {
  return enqueue(stream, copyIn(to, from, bytes));
}
QOPT_DRIVER cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream) {
  return enqueue(stream, copyOut(to, from, bytes));
}
QOPT_DRIVER cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *stream) {
  return enqueue(stream, copyInside(to, from, bytes));
}
QOPT_DRIVER cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, void *stream) {
  return enqueue(stream, fill(to, value, bytes));
}

/// Flag 1: does not block the default stream.
QOPT_DRIVER cuStreamCreate(void **stream, unsigned flags) {
  return call([&](Driver &d) { return *stream = d.streams.create(flags != 1), Success; });
}
QOPT_DRIVER cuStreamDestroy_v2(void *stream) {
  return call([&](Driver &d) { return d.streams.destroy(static_cast<Stream *>(stream)), Success; });
}
QOPT_DRIVER cuStreamSynchronize(void *stream) {
  return call([&](Driver &d) { return d.streams.synchronize(static_cast<Stream *>(stream)); });
}
QOPT_DRIVER cuStreamWaitEvent(void *stream, void *event, unsigned) {
  return call([&](Driver &d) {
    auto *s = static_cast<Stream *>(stream);
    return s && s->isCapturing ? CaptureIsolation : d.streams.wait(s, static_cast<Event *>(event));
  });
}
QOPT_DRIVER cuEventCreate(void **event, unsigned) {
  return call([&](Driver &d) { return *event = d.streams.createEvent(), Success; });
}
QOPT_DRIVER cuEventDestroy_v2(void *event) {
  return call([&](Driver &d) { return d.streams.destroyEvent(static_cast<Event *>(event)), Success; });
}
QOPT_DRIVER cuEventRecord(void *event, void *stream) {
  return call([&](Driver &d) { return d.streams.record(static_cast<Event *>(event), static_cast<Stream *>(stream)); });
}
QOPT_DRIVER cuEventSynchronize(void *event) {
  return call([&](Driver &d) { return d.streams.synchronize(static_cast<Event *>(event)); });
}
QOPT_DRIVER cuEventElapsedTime(float *milliseconds, void *begin, void *end) {
  return call([&](Driver &) {
    std::chrono::duration<float, std::milli> time = static_cast<Event *>(end)->time - static_cast<Event *>(begin)->time;
    return *milliseconds = time.count(), Success;
  });
}

QOPT_DRIVER cuStreamBeginCapture_v2(void *stream, int) {
  return call([&](Driver &d) {
    auto *s = static_cast<Stream *>(stream);
    if (!s || s->isCapturing || !d.hasGraphs)
      return CaptureUnsupported;
    s->isCapturing = true;
    return Success;
  });
}
QOPT_DRIVER cuStreamIsCapturing(void *stream, int *state) {
  return call([&](Driver &) { return *state = stream && static_cast<Stream *>(stream)->isCapturing, Success; });
}
QOPT_DRIVER cuStreamEndCapture(void *stream, void **graph) {
  return call([&](Driver &) {
    auto *s = static_cast<Stream *>(stream);
    if (!s || !s->isCapturing)
      return InvalidValue;
    *graph = new Graph{std::move(s->captured)};
    s->captured.clear();
    s->isCapturing = false;
    return Success;
  });
}
QOPT_DRIVER cuGraphInstantiateWithFlags(void **made, void *graph, unsigned long long) {
  return call([&](Driver &) { return *made = new Graph(*static_cast<Graph *>(graph)), Success; });
}
QOPT_DRIVER cuGraphLaunch(void *graph, void *stream) {
  return call([&](Driver &d) {
    return d.streams.enqueue(static_cast<Stream *>(stream), [work = static_cast<Graph *>(graph)->work] {
      for (const Work &piece : work)
        if (int result = piece())
          return result;
      return int(Success);
    });
  });
}
QOPT_DRIVER cuGraphDestroy(void *graph) { return delete static_cast<Graph *>(graph), Success; }
QOPT_DRIVER cuGraphExecDestroy(void *graph) { return delete static_cast<Graph *>(graph), Success; }

QOPT_DRIVER cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                           unsigned blockY, unsigned blockZ, unsigned sharedBytes, void *stream,
                           void **params, void **extra) {
  return call([&](Driver &d) {
    if (extra)
      return int(NotSupported);
    LaunchOptions options;
    options.grid = {gridX, gridY, gridZ};
    options.block = {blockX, blockY, blockZ};
    options.dynamicShared = sharedBytes;
    return launch(d, *static_cast<KernelHandle *>(function), options, params, static_cast<Stream *>(stream));
  });
}

QOPT_DRIVER cuTensorMapEncodeTiled(void *to, int type, uint32_t rank, void *address, const uint64_t *size,
                                   const uint64_t *stride, const uint32_t *box, const uint32_t *elementStride,
                                   int interleave, int swizzle, int, int fillKind) {
  constexpr uint32_t bytes[] = {1, 2, 4, 4, 8, 8, 2, 4, 8, 2, 4, 4, 4}, swizzles[] = {0, 32, 64, 128};
  if (type < 0 || type > 12 || rank < 1 || rank > 5 || interleave || fillKind || swizzle < 0 || swizzle > 3)
    return NotSupported;
  TensorMap map;
  map.rank = rank;
  map.elementBytes = bytes[type];
  map.address = reinterpret_cast<uintptr_t>(address);
  map.swizzleBytes = swizzles[swizzle];
  for (uint32_t i = 0; i < rank; ++i) {
    map.size[i] = size[i];
    map.box[i] = box[i];
    if (i + 1 < rank)
      map.stride[i] = stride[i];
    if (elementStride[i] != 1)
      return NotSupported;
  }
  if (!check(map).empty())
    return InvalidValue;
  auto encoded = encode(map);
  std::memcpy(to, encoded.data(), encoded.size());
  return Success;
}
