// SPDX-License-Identifier: Apache-2.0
//
// The emulator behind the names of the CUDA driver API, as a library that a
// program opens in place of libcuda.so.1: the real launch path is tested without
// a GPU. One device of compute capability 9.0. Work is done before a call returns;
// streams and events are names. A kernel that fails prints the emulator's message
// to stderr and, as on a device, leaves an error that all later calls return.
// QOPT_PTX_SEED: seed of the first launch, the next ones count up.
// Source: CUDA driver API reference; signatures as in its 64-bit ABI.
#include "../Emulator.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>

using namespace qopt::ptx;

namespace {
enum Result : int {
  Success = 0, InvalidValue = 1, OutOfMemory = 2, NotInitialized = 3, InvalidDevice = 101, NoBinary = 209,
  InvalidPtx = 218, InvalidHandle = 400, NotFound = 500, LaunchFailed = 719, NotSupported = 801,
};

struct KernelHandle {
  std::string name;
  std::optional<uint32_t> mostDynamicShared; ///< as cuFuncSetAttribute says
};

struct Driver {
  std::mutex mutex;
  Device device;
  std::map<std::string, std::unique_ptr<KernelHandle>> functions;
  bool isInitialized = false;
  int sticky = Success;
  uint64_t seed = 0;
  uint64_t handles = 0;
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

int loadModule(Driver &d, void **module, const char *image, unsigned count, const int *options, void **values) {
  // A cubin or a fat binary is for a real device only.
  if (!std::strncmp(image, "\x7f" "ELF", 4) || !std::strncmp(image, "\x50\xed\x55\xba", 4))
    return NoBinary;
  std::string error = d.device.load(image);
  if (!error.empty()) {
    writeLog(error, count, options, values);
    return InvalidPtx;
  }
  *module = reinterpret_cast<void *>(++d.handles);
  return Success;
}

int launch(Driver &d, const KernelHandle &function, LaunchOptions options, void **params) {
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
  options.seed = d.seed++;
  std::string error = d.device.launch(function.name, options, arguments).error;
  if (error.empty())
    return Success;
  std::fprintf(stderr, "PTX emulator: kernel '%s': %s\n", function.name.c_str(), error.c_str());
  return d.sticky = LaunchFailed;
}

int copyIn(uint64_t to, const void *from, size_t bytes) {
  return call([&](Driver &d) { return d.device.write(to, from, bytes) ? Success : InvalidValue; });
}

int copyOut(void *to, uint64_t from, size_t bytes) {
  return call([&](Driver &d) { return d.device.read(from, to, bytes) ? Success : InvalidValue; });
}

int fill(uint64_t to, unsigned char value, size_t bytes) {
  std::vector<uint8_t> data(bytes, value);
  return copyIn(to, data.data(), bytes);
}

int copyInside(uint64_t to, uint64_t from, size_t bytes) {
  std::vector<uint8_t> data(bytes);
  int result = copyOut(data.data(), from, bytes);
  return result ? result : copyIn(to, data.data(), bytes);
}

constexpr std::pair<int, int> attributes[] = {
    {1, 1024}, {2, 1024}, {3, 1024}, {4, 64}, {5, 2147483647}, {6, 65535}, {7, 65535}, {8, 49152}, {10, 32},
    {12, 65536}, {16, 1}, {39, 2048}, {41, 1}, {75, 9}, {76, 0}, {81, 233472}, {97, 232448}};
} // namespace

#define QOPT_DRIVER extern "C" __attribute__((visibility("default"))) int

QOPT_DRIVER cuInit(unsigned) {
  Driver &d = driver();
  std::lock_guard<std::mutex> lock(d.mutex);
  if (const char *seed = std::getenv("QOPT_PTX_SEED"); seed && !d.isInitialized)
    d.seed = std::strtoull(seed, nullptr, 0);
  d.isInitialized = true;
  return Success;
}

QOPT_DRIVER cuDriverGetVersion(int *version) { return *version = 13000, Success; }

QOPT_DRIVER cuGetErrorName(int error, const char **name) {
  constexpr std::pair<int, const char *> names[] = {
      {Success, "CUDA_SUCCESS"}, {InvalidValue, "CUDA_ERROR_INVALID_VALUE"}, {OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NotInitialized, "CUDA_ERROR_NOT_INITIALIZED"}, {InvalidDevice, "CUDA_ERROR_INVALID_DEVICE"},
      {NoBinary, "CUDA_ERROR_NO_BINARY_FOR_GPU"}, {InvalidPtx, "CUDA_ERROR_INVALID_PTX"},
      {InvalidHandle, "CUDA_ERROR_INVALID_HANDLE"}, {NotFound, "CUDA_ERROR_NOT_FOUND"},
      {LaunchFailed, "CUDA_ERROR_LAUNCH_FAILED"}, {NotSupported, "CUDA_ERROR_NOT_SUPPORTED"}};
  for (auto [code, text] : names)
    if (code == error)
      return *name = text, Success;
  return InvalidValue;
}
QOPT_DRIVER cuGetErrorString(int error, const char **text) { return cuGetErrorName(error, text); }

QOPT_DRIVER cuDeviceGetCount(int *count) {
  return call([&](Driver &) { return *count = 1, Success; });
}
QOPT_DRIVER cuDeviceGet(int *device, int ordinal) {
  return call([&](Driver &) { return ordinal ? InvalidDevice : (*device = 0, Success); });
}
QOPT_DRIVER cuDeviceGetName(char *name, int length, int) {
  return call([&](Driver &) { return std::snprintf(name, size_t(length), "PTX emulator"), Success; });
}
QOPT_DRIVER cuDeviceTotalMem_v2(size_t *bytes, int) {
  return call([&](Driver &) { return *bytes = size_t(1) << 34, Success; });
}
QOPT_DRIVER cuDeviceGetAttribute(int *value, int attribute, int) {
  return call([&](Driver &) {
    for (auto [known, is] : attributes)
      if (known == attribute)
        return *value = is, Success;
    return InvalidValue;
  });
}

QOPT_DRIVER cuDevicePrimaryCtxRetain(void **context, int) { return newHandle(context); }
QOPT_DRIVER cuDevicePrimaryCtxRelease_v2(int) { return Success; }
QOPT_DRIVER cuCtxSetCurrent(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuCtxSynchronize() { return call([](Driver &) { return Success; }); }

QOPT_DRIVER cuModuleLoadDataEx(void **module, const void *image, unsigned count, int *options, void **values) {
  return call([&](Driver &d) {
    return loadModule(d, module, static_cast<const char *>(image), count, options, values);
  });
}
QOPT_DRIVER cuModuleLoadData(void **module, const void *image) {
  return cuModuleLoadDataEx(module, image, 0, nullptr, nullptr);
}
QOPT_DRIVER cuModuleUnload(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuModuleGetFunction(void **function, void *, const char *name) {
  return call([&](Driver &d) {
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
  return call([&](Driver &d) { return bytes ? (*address = d.device.allocate(bytes), Success) : InvalidValue; });
}
QOPT_DRIVER cuMemFree_v2(uint64_t address) {
  return call([&](Driver &d) { return d.device.release(address) ? Success : InvalidValue; });
}
QOPT_DRIVER cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) { return copyIn(to, from, bytes); }
QOPT_DRIVER cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) { return copyOut(to, from, bytes); }
QOPT_DRIVER cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes) { return copyInside(to, from, bytes); }
QOPT_DRIVER cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *) { return copyIn(to, from, bytes); }
QOPT_DRIVER cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *) { return copyOut(to, from, bytes); }
QOPT_DRIVER cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *) { return copyInside(to, from, bytes); }
QOPT_DRIVER cuMemsetD8_v2(uint64_t to, unsigned char value, size_t bytes) { return fill(to, value, bytes); }
QOPT_DRIVER cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, void *) { return fill(to, value, bytes); }

QOPT_DRIVER cuStreamCreate(void **stream, unsigned) { return newHandle(stream); }
QOPT_DRIVER cuStreamDestroy_v2(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuStreamSynchronize(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuEventCreate(void **event, unsigned) { return newHandle(event); }
QOPT_DRIVER cuEventDestroy_v2(void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuEventRecord(void *, void *) { return call([](Driver &) { return Success; }); }
QOPT_DRIVER cuEventSynchronize(void *) { return call([](Driver &) { return Success; }); }

QOPT_DRIVER cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                           unsigned blockY, unsigned blockZ, unsigned sharedBytes, void *, void **params,
                           void **extra) {
  return call([&](Driver &d) {
    if (extra)
      return int(NotSupported);
    LaunchOptions options;
    options.grid = {gridX, gridY, gridZ};
    options.block = {blockX, blockY, blockZ};
    options.dynamicShared = sharedBytes;
    return launch(d, *static_cast<KernelHandle *>(function), options, params);
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
