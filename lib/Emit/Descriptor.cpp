// SPDX-License-Identifier: Apache-2.0
// The C ABI's descriptor as LLVM constants. The struct types below are laid out
// by LLVM as C lays out those of qopt-c/Runtime.h, which is asserted.
#include "DeviceTables.h"
#include "Object.h"
#include "qopt/Emit/Emit.h"

#include "qopt-c/Runtime.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/IPO/Internalize.h"

#include <cstddef>

using namespace mlir;
using namespace mlir::qopt;

namespace {

class DescriptorBuilder {
public:
  DescriptorBuilder(llvm::Module &module, const ModelInfo &info)
      : module(module), info(info), context(module.getContext()),
        ptr(llvm::PointerType::get(context, 0)),
        i32(llvm::Type::getInt32Ty(context)),
        i64(llvm::Type::getInt64Ty(context)),
        tensorType(llvm::StructType::get(ptr, i32, i32, ptr, i64)),
        pathType(llvm::StructType::get(ptr, i32, ptr)),
        descType(llvm::StructType::get(context,
                                       {i32, ptr, i32, i32, ptr, ptr, i64, ptr,
                                        i64, i32, i32, ptr, ptr})) {
    checkLayouts();
  }

  llvm::Error build() {
    auto paths = addPaths();
    if (!paths)
      return paths.takeError();
    blobs = listWeights(info);
    weights = addWeights();
    llvm::Constant *desc = llvm::ConstantStruct::get(
        descType,
        {number(info.device ? QOPT_DEVICE_ABI_VERSION : QOPT_ABI_VERSION), addString(info.name),
         number(info.inputs.size()), number(info.outputs.size()),
         addTensors(info.inputs), addTensors(info.outputs),
         llvm::ConstantInt::get(i64, info.arenaBytes), weightsAt(info.weights),
         llvm::ConstantInt::get(i64, info.weights.size()),
         number(info.symbolicBatch), number(info.paths.size()), *paths,
         addString(info.manifest)});
    if (info.device)
      desc = extendForDevice(desc);
    addFunction(addConstant(desc, info.name + "_desc"));
    return llvm::Error::success();
  }

private:
  void checkLayouts() {
    [[maybe_unused]] const llvm::DataLayout &layout = module.getDataLayout();
    assert(layout.getTypeAllocSize(tensorType) == sizeof(qopt_tensor_info));
    assert(layout.getTypeAllocSize(pathType) == sizeof(qopt_code_path));
    assert(layout.getTypeAllocSize(descType) == sizeof(qopt_model_desc));
    assert(layout.getStructLayout(descType)->getElementOffset(12) ==
           offsetof(qopt_model_desc, manifest));
  }

  llvm::Constant *number(uint64_t value) {
    return llvm::ConstantInt::get(i32, value);
  }

  llvm::GlobalVariable *addConstant(llvm::Constant *value,
                                    const llvm::Twine &name) {
    return new llvm::GlobalVariable(module, value->getType(),
                                    /*isConstant=*/true,
                                    llvm::GlobalValue::PrivateLinkage, value,
                                    name);
  }

  llvm::Constant *addString(llvm::StringRef text) {
    return addConstant(llvm::ConstantDataArray::getString(context, text),
                       info.name + "_text");
  }

  llvm::Constant *addTensors(llvm::ArrayRef<TensorDescription> tensors) {
    if (tensors.empty())
      return llvm::ConstantPointerNull::get(ptr);
    std::vector<llvm::Constant *> rows;
    for (const TensorDescription &tensor : tensors) {
      llvm::Constant *dims = llvm::ConstantPointerNull::get(ptr);
      if (!tensor.shape.empty()) {
        std::vector<uint64_t> extents(tensor.shape.begin(), tensor.shape.end());
        dims = addConstant(llvm::ConstantDataArray::get(context, extents),
                           info.name + "_dims");
      }
      rows.push_back(llvm::ConstantStruct::get(
          tensorType,
          {addString(tensor.name), number(tensor.dtype),
           number(tensor.shape.size()), dims,
           llvm::ConstantInt::get(i64, tensor.bytes())}));
    }
    return addArray(tensorType, rows, "_tensors");
  }

  llvm::Constant *addArray(llvm::StructType *type,
                           llvm::ArrayRef<llvm::Constant *> rows,
                           llvm::StringRef suffix) {
    auto *arrayType = llvm::ArrayType::get(type, rows.size());
    return addConstant(llvm::ConstantArray::get(arrayType, rows),
                       info.name + suffix);
  }

  /// The qopt_device_model_desc around a qopt_model_desc.
  llvm::Constant *extendForDevice(llvm::Constant *desc) {
    auto *type = llvm::StructType::get(descType, ptr, i32, ptr);
    assert(module.getDataLayout().getTypeAllocSize(type) == sizeof(qopt_device_model_desc));
    auto *backend = new llvm::GlobalVariable(
        module, llvm::Type::getInt8Ty(context), /*isConstant=*/true,
        llvm::GlobalValue::ExternalLinkage, nullptr, "qopt_cuda_backend");
    llvm::Constant *variants =
        addDeviceVariants(module, info.name, *info.device, [&](const DeviceVariant &variant) {
          return weightsAt(variant.weightBytes());
        });
    return llvm::ConstantStruct::get(
        type, {desc, backend, number(info.device->variants.size()), variants});
  }

  /// Where a blob is in the section; null for none.
  llvm::Constant *weightsAt(llvm::ArrayRef<char> bytes) {
    if (bytes.empty())
      return llvm::ConstantPointerNull::get(ptr);
    size_t i = llvm::find(blobs, bytes) - blobs.begin();
    uint64_t offset = placeWeights(blobs)[i];
    if (offset == 0)
      return weights;
    return llvm::ConstantExpr::getGetElementPtr(llvm::Type::getInt8Ty(context), weights,
                                                llvm::ConstantInt::get(i64, offset));
  }

  llvm::Expected<llvm::Constant *> addPaths() {
    if (info.paths.empty())
      return llvm::ConstantPointerNull::get(ptr);
    auto *entryType =
        llvm::FunctionType::get(i32, {ptr, ptr, ptr, ptr, ptr}, false);
    std::vector<llvm::Constant *> rows;
    for (const CodePath &path : info.paths) {
      llvm::Function *entry = module.getFunction(path.symbol);
      if (!entry || entry->isDeclaration())
        return llvm::createStringError(
            "model '%s': expected a definition of entry '%s', got %s",
            info.name.c_str(), path.symbol.c_str(),
            entry ? "a declaration" : "nothing");
      if (entry->getFunctionType() != entryType) {
        std::string got;
        llvm::raw_string_ostream(got) << *entry->getFunctionType();
        return llvm::createStringError(
            "model '%s': expected entry '%s' of type i32 (ptr, ptr, ptr, ptr, "
            "ptr), got %s",
            info.name.c_str(), path.symbol.c_str(), got.c_str());
      }
      rows.push_back(llvm::ConstantStruct::get(
          pathType, {addString(path.isa), number(path.features), entry}));
    }
    return addArray(pathType, rows, "_paths");
  }

  llvm::Constant *addWeights() {
    if (blobs.empty())
      return llvm::ConstantPointerNull::get(ptr);
    auto *type = llvm::ArrayType::get(llvm::Type::getInt8Ty(context),
                                      placeWeights(blobs).back() + blobs.back().size());
    if (info.externalWeights)
      return new llvm::GlobalVariable(module, type, /*isConstant=*/true,
                                      llvm::GlobalValue::ExternalLinkage,
                                      nullptr, info.name + "_weights");
    auto *global = addConstant(llvm::ConstantAggregateZero::get(type),
                               info.name + "_weights");
    // A local symbol, so that the section can be found in assembly listings;
    // external contents, so that no pass believes the zeros.
    global->setLinkage(llvm::GlobalValue::InternalLinkage);
    global->setExternallyInitialized(true);
    global->setSection(kWeightsSection);
    global->setAlignment(llvm::Align(4096));
    // Sections of large data lie apart from the code: more than 2 GB of weights
    // do not push it out of reach of its own constants.
    global->setCodeModel(llvm::CodeModel::Large);
    return global;
  }

  void addFunction(llvm::Constant *desc) {
    auto *function = llvm::Function::Create(
        llvm::FunctionType::get(ptr, false), llvm::GlobalValue::ExternalLinkage,
        info.name + "_model", module);
    llvm::IRBuilder<> builder(
        llvm::BasicBlock::Create(context, "entry", function));
    builder.CreateRet(desc);
  }

  llvm::Module &module;
  const ModelInfo &info;
  llvm::LLVMContext &context;
  llvm::PointerType *ptr;
  llvm::Type *i32, *i64;
  llvm::StructType *tensorType, *pathType, *descType;
  std::vector<llvm::ArrayRef<char>> blobs; ///< in the section of weights
  llvm::Constant *weights = nullptr;       ///< which begins here
};

} // namespace

llvm::Error mlir::qopt::addModelDescriptor(llvm::Module &module,
                                           const ModelInfo &info) {
  std::string exported = info.name + "_model";
  if (module.getNamedValue(exported))
    return llvm::createStringError("model '%s': the module already has a "
                                   "symbol '%s'",
                                   info.name.c_str(), exported.c_str());
  if (llvm::Error error = DescriptorBuilder(module, info).build())
    return error;
  llvm::internalizeModule(module, [&](const llvm::GlobalValue &value) {
    return value.getName() == exported;
  });
  return llvm::Error::success();
}
