// SPDX-License-Identifier: Apache-2.0
#include "DeviceManifest.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::qopt;

static void writeImage(llvm::json::OStream &json, const DeviceImage &image) {
  json.object([&] {
    json.attribute("ptx_bytes", uint64_t(image.ptx.size()));
    json.attribute("cubin_bytes", uint64_t(image.cubin.bytes.size()));
    json.attributeArray("kernels", [&] {
      for (const KernelUse &use : image.cubin.kernels)
        json.object([&] {
          json.attribute("name", use.name);
          json.attribute("registers", use.registers);
          json.attribute("shared_bytes", use.sharedBytes);
          json.attribute("spill_bytes", use.spillBytes);
        });
    });
  });
}

static void writeVariant(llvm::json::OStream &json, const DeviceVariant &variant) {
  auto isCopy = [](const LaunchStep &step) { return step.kernel == QOPT_DEVICE_COPY; };
  uint64_t copies = llvm::count_if(variant.plan.steps, isCopy);
  json.object([&] {
    json.attribute("chip", variant.chip);
    json.attribute("launches", variant.plan.steps.size() - copies);
    json.attribute("copies", copies);
    json.attribute("arena_bytes", variant.plan.arenaBytes);
    json.attribute("weight_bytes", uint64_t(variant.weightBytes().size()));
    json.attributeArray("images", [&] {
      for (const DeviceImage &image : variant.images)
        writeImage(json, image);
    });
    json.attributeArray("kernels", [&] {
      for (const PlannedKernel &kernel : variant.plan.kernels)
        json.value(kernel.name);
    });
  });
}

void mlir::qopt::writeDevice(llvm::json::OStream &json, const DeviceCode &code) {
  json.attributeObject("device", [&] {
    json.attribute("kind", "cuda");
    json.attributeArray("chips", [&] {
      for (const DeviceVariant &variant : code.variants)
        writeVariant(json, variant);
    });
  });
}
