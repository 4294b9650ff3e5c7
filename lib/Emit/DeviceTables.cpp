// SPDX-License-Identifier: Apache-2.0
// The tables of qopt-c/Device.h. LLVM lays the structs out as C does, which is asserted.
#include "DeviceTables.h"

#include "llvm/IR/Constants.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {

class TableBuilder {
public:
  TableBuilder(llvm::Module &module, StringRef name)
      : module(module), name(name), context(module.getContext()),
        ptr(llvm::PointerType::get(context, 0)), i32(llvm::Type::getInt32Ty(context)),
        i64(llvm::Type::getInt64Ty(context)), triple(llvm::ArrayType::get(i32, 3)),
        argumentType(llvm::StructType::get(i32, i32, i64)),
        stepType(llvm::StructType::get(i32, triple, triple, i32, i32, i32, i64)),
        imageType(llvm::StructType::get(ptr, i64, ptr)),
        kernelType(llvm::StructType::get(ptr, i32)),
        mapType(llvm::StructType::get(argumentType, i32, i32, llvm::ArrayType::get(i64, 5),
                                      llvm::ArrayType::get(i64, 4),
                                      llvm::ArrayType::get(i32, 5), i32)),
        variantType(llvm::StructType::get(context, {ptr, i32, i32, i32, i32, i32, i32, i32, i32,
                                                    ptr, ptr, ptr, ptr, ptr, i64, ptr, i64})) {
    [[maybe_unused]] const llvm::DataLayout &layout = module.getDataLayout();
    assert(layout.getTypeAllocSize(argumentType) == sizeof(qopt_device_argument));
    assert(layout.getTypeAllocSize(stepType) == sizeof(qopt_device_step));
    assert(layout.getTypeAllocSize(imageType) == sizeof(qopt_device_image));
    assert(layout.getTypeAllocSize(kernelType) == sizeof(qopt_device_kernel));
    assert(layout.getTypeAllocSize(mapType) == sizeof(qopt_device_tensor_map));
    assert(layout.getTypeAllocSize(variantType) == sizeof(qopt_device_variant));
  }

  llvm::Constant *addVariant(const DeviceVariant &variant, llvm::Constant *weights);
  llvm::Constant *addArray(llvm::StructType *type, ArrayRef<llvm::Constant *> rows);
  llvm::StructType *getVariantType() { return variantType; }

private:
  llvm::Constant *number(uint64_t value) { return llvm::ConstantInt::get(i32, value); }
  llvm::Constant *wide(uint64_t value) { return llvm::ConstantInt::get(i64, value); }
  llvm::Constant *sizes(const std::array<uint32_t, 3> &values) {
    return llvm::ConstantArray::get(triple,
                                    {number(values[0]), number(values[1]), number(values[2])});
  }
  llvm::Constant *addBytes(StringRef bytes, bool endsInNul, unsigned align);
  llvm::Constant *addGlobal(llvm::Constant *value, unsigned align);
  llvm::Constant *addImages(const DeviceVariant &variant);
  llvm::Constant *addKernels(const LaunchPlan &plan);
  llvm::Constant *addSteps(const LaunchPlan &plan);
  llvm::Constant *addArguments(const LaunchPlan &plan, uint32_t &count);
  llvm::Constant *argumentRow(const qopt_device_argument &argument) {
    return llvm::ConstantStruct::get(
        argumentType, {number(argument.space), number(argument.index), wide(argument.value)});
  }
  llvm::Constant *addTensorMaps(const LaunchPlan &plan);

  llvm::Module &module;
  StringRef name;
  llvm::LLVMContext &context;
  llvm::PointerType *ptr;
  llvm::Type *i32, *i64;
  llvm::ArrayType *triple;
  llvm::StructType *argumentType, *stepType, *imageType, *kernelType, *mapType, *variantType;
};

} // namespace

llvm::Constant *TableBuilder::addGlobal(llvm::Constant *value, unsigned align) {
  auto *global = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                          llvm::GlobalValue::PrivateLinkage, value,
                                          name + "_device");
  if (align)
    global->setAlignment(llvm::Align(align));
  return global;
}

llvm::Constant *TableBuilder::addBytes(StringRef bytes, bool endsInNul, unsigned align) {
  if (bytes.empty())
    return llvm::ConstantPointerNull::get(ptr);
  return addGlobal(llvm::ConstantDataArray::getString(context, bytes, endsInNul), align);
}

llvm::Constant *TableBuilder::addArray(llvm::StructType *type, ArrayRef<llvm::Constant *> rows) {
  if (rows.empty())
    return llvm::ConstantPointerNull::get(ptr);
  return addGlobal(llvm::ConstantArray::get(llvm::ArrayType::get(type, rows.size()), rows), 0);
}

llvm::Constant *TableBuilder::addImages(const DeviceVariant &variant) {
  std::vector<llvm::Constant *> rows;
  for (const DeviceImage &image : variant.images) {
    StringRef cubin(image.cubin.bytes.data(), image.cubin.bytes.size());
    // A cubin is an ELF file, which the driver may read in place.
    rows.push_back(llvm::ConstantStruct::get(
        imageType, {addBytes(cubin, false, 64), wide(cubin.size()), addBytes(image.ptx, true, 1)}));
  }
  return addArray(imageType, rows);
}

llvm::Constant *TableBuilder::addKernels(const LaunchPlan &plan) {
  std::vector<llvm::Constant *> rows;
  for (const PlannedKernel &kernel : plan.kernels)
    rows.push_back(llvm::ConstantStruct::get(
        kernelType, {addBytes(kernel.name, true, 1), number(kernel.image)}));
  return addArray(kernelType, rows);
}

llvm::Constant *TableBuilder::addSteps(const LaunchPlan &plan) {
  std::vector<llvm::Constant *> rows;
  uint32_t first = 0;
  for (const LaunchStep &step : plan.steps) {
    uint32_t count = step.arguments.size();
    rows.push_back(llvm::ConstantStruct::get(
        stepType, {number(step.kernel), sizes(step.grid), sizes(step.block),
                   number(step.sharedBytes), number(first), number(count),
                   wide(step.copyBytes)}));
    first += count;
  }
  return addArray(stepType, rows);
}

llvm::Constant *TableBuilder::addArguments(const LaunchPlan &plan, uint32_t &count) {
  std::vector<llvm::Constant *> rows;
  for (const LaunchStep &step : plan.steps)
    for (const qopt_device_argument &argument : step.arguments)
      rows.push_back(argumentRow(argument));
  count = rows.size();
  return addArray(argumentType, rows);
}

llvm::Constant *TableBuilder::addTensorMaps(const LaunchPlan &plan) {
  std::vector<llvm::Constant *> rows;
  for (const qopt_device_tensor_map &map : plan.tensorMaps)
    rows.push_back(llvm::ConstantStruct::get(
        mapType, {argumentRow(map.base), number(map.rank), number(map.swizzle_bytes),
                  llvm::ConstantDataArray::get(context, llvm::ArrayRef(map.sizes)),
                  llvm::ConstantDataArray::get(context, llvm::ArrayRef(map.strides)),
                  llvm::ConstantDataArray::get(context, llvm::ArrayRef(map.boxes)), number(0)}));
  return addArray(mapType, rows);
}

llvm::Constant *TableBuilder::addVariant(const DeviceVariant &variant, llvm::Constant *weights) {
  const LaunchPlan &plan = variant.plan;
  uint32_t arguments = 0;
  llvm::Constant *argumentTable = addArguments(plan, arguments);
  return llvm::ConstantStruct::get(
      variantType,
      {addBytes(variant.chip, true, 1), number(variant.major), number(variant.minor),
       number(variant.exact), number(variant.images.size()), number(plan.kernels.size()),
       number(plan.steps.size()), number(arguments), number(plan.tensorMaps.size()),
       addImages(variant), addKernels(plan), addSteps(plan), argumentTable,
       addTensorMaps(plan), wide(plan.arenaBytes), weights,
       wide(variant.weightBytes().size())});
}

llvm::Constant *mlir::qopt::addDeviceVariants(
    llvm::Module &module, StringRef name, const DeviceCode &code,
    llvm::function_ref<llvm::Constant *(const DeviceVariant &)> weights) {
  TableBuilder builder(module, name);
  std::vector<llvm::Constant *> rows;
  for (const DeviceVariant &variant : code.variants)
    rows.push_back(builder.addVariant(variant, weights(variant)));
  return builder.addArray(builder.getVariantType(), rows);
}
