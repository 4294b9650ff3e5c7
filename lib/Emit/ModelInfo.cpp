// SPDX-License-Identifier: Apache-2.0
// Module attributes to ModelInfo.
#include "qopt/Emit/ModelInfo.h"

#include "qopt-c/Runtime.h"
#include "qopt/Emit/DeviceCode.h"
#include "qopt/Emit/ModelAttributes.h"
#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// The C ABI's bits and Target's are two spellings of one list.
static_assert(uint32_t(QOPT_CPU_AVX2) == target::kAvx2 &&
              uint32_t(QOPT_CPU_FMA) == target::kFma &&
              uint32_t(QOPT_CPU_AVX512F) == target::kAvx512f &&
              uint32_t(QOPT_CPU_AVX512BW) == target::kAvx512bw &&
              uint32_t(QOPT_CPU_AVX512DQ) == target::kAvx512dq &&
              uint32_t(QOPT_CPU_AVX512VL) == target::kAvx512vl &&
              uint32_t(QOPT_CPU_AVX512VNNI) == target::kAvx512vnni &&
              uint32_t(QOPT_CPU_AVXVNNI) == target::kAvxVnni &&
              uint32_t(QOPT_CPU_NEON_DOTPROD) == target::kNeonDotprod &&
              uint32_t(QOPT_CPU_NEON_I8MM) == target::kNeonI8mm);

namespace {
struct DtypeRow {
  uint32_t dtype;
  unsigned bytes;
  const char *name;
};
} // namespace

static constexpr DtypeRow kDtypes[] = {
    {QOPT_F32, 4, "f32"}, {QOPT_S8, 1, "s8"},   {QOPT_U8, 1, "u8"},
    {QOPT_S16, 2, "s16"}, {QOPT_U16, 2, "u16"}, {QOPT_S32, 4, "s32"},
    {QOPT_U32, 4, "u32"}, {QOPT_S64, 8, "s64"}, {QOPT_U64, 8, "u64"},
    {QOPT_BOOL, 1, "bool"}};

llvm::StringRef mlir::qopt::getDtypeName(uint32_t dtype) {
  return kDtypes[dtype].name;
}

uint64_t TensorDescription::bytes() const {
  uint64_t total = kDtypes[dtype].bytes;
  for (int64_t extent : shape)
    total *= static_cast<uint64_t>(extent);
  return total;
}

template <typename... Args>
static llvm::Error makeError(const char *format, const Args &...args) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), format,
                                 args...);
}

static std::string print(Attribute attr) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (!attr)
    return "nothing";
  attr.print(os);
  // A resource's or a large constant's text would drown the message.
  return text.size() <= 200 ? text : text.substr(0, 200) + "...";
}

static std::optional<uint32_t> getDtype(Type type) {
  if (type.isF32())
    return QOPT_F32;
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return std::nullopt;
  bool isUnsigned = integer.isUnsigned();
  switch (integer.getWidth()) {
  case 1:
    return QOPT_BOOL;
  case 8:
    return isUnsigned ? QOPT_U8 : QOPT_S8;
  case 16:
    return isUnsigned ? QOPT_U16 : QOPT_S16;
  case 32:
    return isUnsigned ? QOPT_U32 : QOPT_S32;
  case 64:
    return isUnsigned ? QOPT_U64 : QOPT_S64;
  default:
    return std::nullopt;
  }
}

static llvm::Expected<TensorDescription> readTensor(const char *list,
                                                    Attribute attr) {
  auto dict = dyn_cast<DictionaryAttr>(attr);
  auto name = dict ? dict.getAs<StringAttr>(kTensorNameKey) : StringAttr();
  auto type = dict ? dict.getAs<TypeAttr>(kTensorTypeKey) : TypeAttr();
  if (!name || !type)
    return makeError("module attribute '%s': expected {name: string, type: "
                     "type}, got %s",
                     list, print(attr).c_str());
  auto tensor = dyn_cast<RankedTensorType>(type.getValue());
  auto dtype = tensor ? getDtype(tensor.getElementType()) : std::nullopt;
  if (!dtype || !tensor.hasStaticShape())
    return makeError("module attribute '%s': '%s': expected a tensor of static "
                     "shape of f32, i1, or 8- to 64-bit integers, got %s",
                     list, name.str().c_str(), print(type).c_str());
  // NUL would cut the name in C.
  if (name.getValue().contains('\0'))
    return makeError("module attribute '%s': a name contains a NUL character",
                     list);
  return TensorDescription{name.str(), *dtype, tensor.getShape().vec()};
}

static llvm::Expected<std::vector<TensorDescription>>
readTensors(ModuleOp module, const char *list) {
  auto array = module->getAttrOfType<ArrayAttr>(list);
  if (!array)
    return makeError("module attribute '%s': expected an array, got %s", list,
                     print(module->getAttr(list)).c_str());
  std::vector<TensorDescription> tensors;
  for (Attribute attr : array) {
    auto tensor = readTensor(list, attr);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

static llvm::Expected<CodePath> readPath(Attribute attr, target::Arch arch) {
  auto dict = dyn_cast<DictionaryAttr>(attr);
  auto isa = dict ? dict.getAs<StringAttr>(kEntryIsaKey) : StringAttr();
  Attribute symbol = dict ? dict.get(kEntrySymbolKey) : Attribute();
  auto text = dyn_cast_or_null<StringAttr>(symbol);
  if (auto ref = dyn_cast_or_null<FlatSymbolRefAttr>(symbol))
    text = ref.getAttr();
  if (!isa || !text)
    return makeError("module attribute '%s': expected {isa: string, symbol: "
                     "symbol}, got %s",
                     kEntriesAttr, print(attr).c_str());
  auto known = target::parseIsa(isa.getValue());
  if (!known || !target::belongsTo(target::describe(*known), arch)) {
    std::vector<std::string_view> all = target::isaNames(arch);
    std::reverse(all.begin(), all.end());
    std::string names = llvm::join(all, ", ");
    return makeError("module attribute '%s': expected an instruction set (%s), "
                     "got '%s'",
                     kEntriesAttr, names.c_str(), isa.str().c_str());
  }
  return CodePath{isa.str(), target::describe(*known).cpu, text.str()};
}

// Absent: x86-64.
static llvm::Error readArch(ModuleOp module, target::Arch &arch) {
  Attribute attr = module->getAttr(LLVM::LLVMDialect::getTargetTripleAttrName());
  if (!attr)
    return llvm::Error::success();
  auto text = dyn_cast<StringAttr>(attr);
  auto known = text ? target::parseTriple(text.getValue()) : std::nullopt;
  if (known) {
    arch = *known;
    return llvm::Error::success();
  }
  std::vector<std::string_view> triples;
  for (const target::ArchRow &row : target::archRows())
    triples.push_back(row.triple);
  return makeError("module attribute '%s': expected one of %s, got %s",
                   LLVM::LLVMDialect::getTargetTripleAttrName().str().c_str(),
                   llvm::join(triples, ", ").c_str(), print(attr).c_str());
}

static llvm::Error readPaths(ModuleOp module, target::Arch arch, bool mayBeNone,
                             std::vector<CodePath> &paths) {
  auto array = module->getAttrOfType<ArrayAttr>(kEntriesAttr);
  if (!array || (array.empty() && !mayBeNone))
    return makeError("module attribute '%s': expected a non-empty array, got "
                     "%s",
                     kEntriesAttr, print(module->getAttr(kEntriesAttr)).c_str());
  for (Attribute attr : array) {
    auto path = readPath(attr, arch);
    if (!path)
      return path.takeError();
    for (const CodePath &other : paths)
      if (other.isa == path->isa)
        return makeError("module attribute '%s': '%s' appears twice",
                         kEntriesAttr, path->isa.c_str());
    paths.push_back(std::move(*path));
  }
  return llvm::Error::success();
}

static llvm::Error readName(ModuleOp module, std::string &name) {
  if (auto attr = module->getAttrOfType<StringAttr>(kModelNameAttr))
    name = attr.str();
  else if (auto symbol = module.getSymName())
    name = symbol->str();
  bool valid = !name.empty() && !llvm::isDigit(name[0]) &&
               llvm::all_of(name, [](char c) {
                 return llvm::isAlnum(c) || c == '_';
               });
  if (valid)
    return llvm::Error::success();
  return makeError("module attribute '%s', or the module's name: expected a C "
                   "identifier, got '%s'",
                   kModelNameAttr, name.c_str());
}

static llvm::Error readWeights(ModuleOp module, llvm::ArrayRef<char> &weights) {
  Attribute attr = module->getAttr(kWeightsAttr);
  if (!attr)
    return llvm::Error::success();
  auto elements = dyn_cast<ElementsAttr>(attr);
  if (elements && elements.getElementType().isInteger(8)) {
    auto size = static_cast<size_t>(elements.getNumElements());
    if (auto dense = dyn_cast<DenseElementsAttr>(attr);
        dense && (!dense.isSplat() || size == 1)) {
      weights = dense.getRawData();
      return llvm::Error::success();
    }
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
      AsmResourceBlob *blob = resource.getRawHandle().getBlob();
      if (blob && blob->getData().size() == size) {
        weights = blob->getData();
        return llvm::Error::success();
      }
    }
  }
  return makeError("module attribute '%s': expected tensor<Nxi8> with N bytes "
                   "at hand, got %s",
                   kWeightsAttr, print(attr).c_str());
}

AsmResourceBlob mlir::qopt::takeWeights(ModuleOp module) {
  if (auto resource =
          module->getAttrOfType<DenseResourceElementsAttr>(kWeightsAttr)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return AsmResourceBlob();
    AsmResourceBlob taken = std::move(*blob);
    // What was moved from would still point to the bytes.
    resource.getRawHandle().getResource()->setBlob(AsmResourceBlob());
    return taken;
  }
  llvm::ArrayRef<char> weights;
  llvm::consumeError(readWeights(module, weights));
  if (weights.empty())
    return AsmResourceBlob();
  return HeapAsmResourceBlob::allocateAndCopyWithAlign(weights, 64);
}

std::vector<llvm::ArrayRef<char>> mlir::qopt::listWeights(const ModelInfo &info) {
  std::vector<llvm::ArrayRef<char>> blobs;
  if (!info.weights.empty())
    blobs.push_back(info.weights);
  if (info.device)
    for (const DeviceVariant &variant : info.device->variants)
      if (llvm::ArrayRef<char> bytes = variant.weightBytes();
          !bytes.empty() && !llvm::is_contained(blobs, bytes))
        blobs.push_back(bytes);
  return blobs;
}

std::vector<uint64_t> mlir::qopt::placeWeights(llvm::ArrayRef<llvm::ArrayRef<char>> blobs) {
  std::vector<uint64_t> offsets;
  uint64_t end = 0;
  for (llvm::ArrayRef<char> blob : blobs) {
    offsets.push_back(llvm::alignTo(end, 4096));
    end = offsets.back() + blob.size();
  }
  return offsets;
}

// A number of bytes; nullopt where the attribute is not given.
static llvm::Expected<std::optional<uint64_t>> readBytes(ModuleOp module,
                                                         const char *name) {
  Attribute attr = module->getAttr(name);
  if (!attr)
    return std::nullopt;
  auto bytes = dyn_cast<IntegerAttr>(attr);
  if (!bytes || bytes.getValue().getSignificantBits() > 64 ||
      bytes.getValue().isNegative())
    return makeError("module attribute '%s': expected an integer of at least "
                     "0, got %s",
                     name, print(attr).c_str());
  return bytes.getValue().getZExtValue();
}

llvm::Expected<ModelInfo> mlir::qopt::readModelInfo(ModuleOp module,
                                                    const DeviceCode *device) {
  ModelInfo info;
  info.device = device;
  if (llvm::Error error = readName(module, info.name))
    return error;
  auto inputs = readTensors(module, kInputsAttr);
  if (!inputs)
    return inputs.takeError();
  info.inputs = std::move(*inputs);
  auto outputs = readTensors(module, kOutputsAttr);
  if (!outputs)
    return outputs.takeError();
  info.outputs = std::move(*outputs);
  auto arena = readBytes(module, kArenaBytesAttr);
  if (!arena)
    return arena.takeError();
  info.arenaBytes = arena->value_or(0);
  auto live = readBytes(module, kArenaLiveBytesAttr);
  if (!live)
    return live.takeError();
  info.arenaLiveBytes = *live;
  info.symbolicBatch = module->hasAttr(kSymbolicBatchAttr);
  if (llvm::Error error = readArch(module, info.arch))
    return error;
  if (llvm::Error error = readPaths(module, info.arch, device, info.paths))
    return error;
  if (llvm::Error error = readWeights(module, info.weights))
    return error;
  return info;
}
