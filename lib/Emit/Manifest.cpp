// SPDX-License-Identifier: Apache-2.0
// The JSON manifest.
#include "DeviceManifest.h"
#include "qopt/Emit/ModelInfo.h"

#include "qopt-c/Runtime.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace mlir::qopt;

// Tensor names are arbitrary bytes to us; JSON takes UTF-8 only.
static std::string toUtf8(llvm::StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

static void writeTensors(llvm::json::OStream &json, llvm::StringRef key,
                         llvm::ArrayRef<TensorDescription> tensors) {
  json.attributeArray(key, [&] {
    for (const TensorDescription &tensor : tensors)
      json.object([&] {
        json.attribute("name", toUtf8(tensor.name));
        json.attribute("dtype", getDtypeName(tensor.dtype));
        json.attributeArray("shape", [&] {
          for (int64_t extent : tensor.shape)
            json.value(extent);
        });
        json.attribute("bytes", tensor.bytes());
      });
  });
}

static std::string hashWeights(llvm::ArrayRef<char> weights) {
  auto digest = llvm::SHA256::hash(
      llvm::ArrayRef(reinterpret_cast<const uint8_t *>(weights.data()),
                     weights.size()));
  return llvm::toHex(digest, /*LowerCase=*/true);
}

std::string mlir::qopt::buildManifest(const ModelInfo &info,
                                      const ManifestEntries &extra) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", info.name);
    json.attribute("abi_version", info.device ? QOPT_DEVICE_ABI_VERSION : QOPT_ABI_VERSION);
    writeTensors(json, "inputs", info.inputs);
    writeTensors(json, "outputs", info.outputs);
    json.attribute("symbolic_batch", info.symbolicBatch);
    json.attributeArray("code_paths", [&] {
      if (info.device)
        json.value("cuda");
      for (const CodePath &path : info.paths)
        json.value(path.isa);
    });
    json.attribute("arena_bytes", info.arenaBytes);
    if (info.arenaLiveBytes)
      json.attribute("arena_live_bytes", *info.arenaLiveBytes);
    json.attribute("weight_bytes", uint64_t(info.weights.size()));
    json.attribute("weights_sha256", hashWeights(info.weights));
    if (info.device)
      writeDevice(json, *info.device);
    for (const auto &[key, value] : extra)
      json.attribute(toUtf8(key), value);
  });
  os << '\n';
  return text;
}
