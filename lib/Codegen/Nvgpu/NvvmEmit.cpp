// SPDX-License-Identifier: Apache-2.0
#include "NvvmEmit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr unsigned kGlobal = 1, kShared = 3; // LLVM's address spaces

NvvmEmit::NvvmEmit(gpu::GPUFuncOp kernel)
    : ImplicitLocOpBuilder(kernel.getLoc(), kernel.getContext()), kernel(kernel) {
  setInsertionPointToEnd(&kernel.getBody().front());
}

//===-- Arithmetic --------------------------------------------------------===//

Value NvvmEmit::integer(Type type, int64_t value) {
  return arith::ConstantOp::create(*this, getIntegerAttr(type, value));
}
Value NvvmEmit::add(Value a, Value b) {
  return createOrFold<arith::AddIOp>(a, b);
}
Value NvvmEmit::mul(Value a, Value b) {
  return createOrFold<arith::MulIOp>(a, b);
}
Value NvvmEmit::bitAnd(Value a, int64_t b) {
  return createOrFold<arith::AndIOp>(a, integer(a.getType(), b));
}
Value NvvmEmit::bitAnd(Value a, Value b) {
  return createOrFold<arith::AndIOp>(a, b);
}
Value NvvmEmit::bitXor(Value a, Value b) {
  return createOrFold<arith::XOrIOp>(a, b);
}
Value NvvmEmit::bitOr(Value a, Value b) {
  return createOrFold<arith::OrIOp>(a, b);
}
Value NvvmEmit::shiftLeft(Value a, int64_t by) {
  return createOrFold<arith::ShLIOp>(a, integer(a.getType(), by));
}
Value NvvmEmit::shiftRight(Value a, int64_t by) {
  return createOrFold<arith::ShRUIOp>(a, integer(a.getType(), by));
}
Value NvvmEmit::shiftRightSigned(Value a, Value by) {
  return createOrFold<arith::ShRSIOp>(a, by);
}
Value NvvmEmit::below(Value a, int64_t b) {
  return createOrFold<arith::CmpIOp>(arith::CmpIPredicate::ult, a,
                                     integer(a.getType(), b));
}
Value NvvmEmit::both(Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return createOrFold<arith::AndIOp>(a, b);
}
Value NvvmEmit::select(Value condition, Value yes, Value no) {
  return createOrFold<arith::SelectOp>(condition, yes, no);
}
Value NvvmEmit::signExtend64(Value a) {
  return createOrFold<arith::ExtSIOp>(getI64Type(), a);
}
Value NvvmEmit::zeroExtend64(Value a) {
  return createOrFold<arith::ExtUIOp>(getI64Type(), a);
}

//===-- f32 ---------------------------------------------------------------===//

Value NvvmEmit::toFloat(Value integer) {
  return arith::SIToFPOp::create(*this, getF32Type(), integer);
}
Value NvvmEmit::mulFloat(Value a, Value b) {
  return arith::MulFOp::create(*this, a, b);
}
Value NvvmEmit::addFloat(Value a, Value b) {
  return arith::AddFOp::create(*this, a, b);
}
Value NvvmEmit::fusedFloat(Value a, float b, float c) {
  auto number = [&](float value) -> Value {
    return arith::ConstantOp::create(*this, getF32FloatAttr(value));
  };
  return LLVM::FMAOp::create(*this, a, number(b), number(c));
}
Value NvvmEmit::asFloat(Value word) {
  return createOrFold<arith::BitcastOp>(getF32Type(), word);
}

//===-- Control -----------------------------------------------------------===//

void NvvmEmit::when(Value condition, function_ref<void()> body) {
  if (!condition)
    return body();
  auto branch = scf::IfOp::create(*this, condition, /*withElseRegion=*/false);
  InsertionGuard guard(*this);
  setInsertionPointToStart(branch.thenBlock());
  body();
}

SmallVector<Value>
NvvmEmit::loop(Value begin, Value end, ArrayRef<Value> init,
               function_ref<SmallVector<Value>(Value, ArrayRef<Value>)> body) {
  auto loop = scf::ForOp::create(*this, begin, end, word(1), init);
  {
    InsertionGuard guard(*this);
    setInsertionPointToStart(loop.getBody());
    SmallVector<Value> carried(loop.getRegionIterArgs().begin(),
                               loop.getRegionIterArgs().end());
    SmallVector<Value> next = body(loop.getInductionVar(), carried);
    if (!next.empty()) // else the terminator is there already
      scf::YieldOp::create(*this, next);
  }
  return SmallVector<Value>(loop.getResults());
}

//===-- Memory ------------------------------------------------------------===//

// By way of an integer: the generic address of global memory is its address there.
Value NvvmEmit::globalPointer(Value memref) {
  Value index = memref::ExtractAlignedPointerAsIndexOp::create(*this, memref);
  Value address = arith::IndexCastOp::create(*this, getI64Type(), index);
  return LLVM::IntToPtrOp::create(
      *this, LLVM::LLVMPointerType::get(getContext(), kGlobal), address);
}

Value NvvmEmit::addGlobal(StringRef suffix, int64_t bytes, Attribute values,
                          unsigned align, unsigned space) {
  auto type = LLVM::LLVMArrayType::get(getI8Type(), bytes);
  auto module = kernel->getParentOfType<gpu::GPUModuleOp>();
  OpBuilder detached(getContext());
  auto global = LLVM::GlobalOp::create(
      detached, getLoc(), type, /*isConstant=*/static_cast<bool>(values),
      LLVM::Linkage::Internal, (kernel.getName() + suffix).str(), values, align, space);
  // Renames where the name is taken.
  SymbolTable(module).insert(global, Block::iterator(kernel.getOperation()));
  return LLVM::AddressOfOp::create(*this, global);
}

Value NvvmEmit::sharedMemory(int64_t bytes) {
  return addGlobal("_shared", bytes, Attribute(), /*align=*/128, kShared);
}

Value NvvmEmit::constantBytes(ArrayRef<uint8_t> bytes) {
  auto type = RankedTensorType::get({static_cast<int64_t>(bytes.size())}, getI8Type());
  return addGlobal("_bytes", type.getNumElements(),
                   DenseElementsAttr::getFromRawBuffer(
                       type, ArrayRef(reinterpret_cast<const char *>(bytes.data()), bytes.size())),
                   /*align=*/16, kGlobal);
}

Value NvvmEmit::advance(Value pointer, Value bytes) {
  return LLVM::GEPOp::create(*this, pointer.getType(), getI8Type(), pointer,
                             ValueRange{bytes});
}
Value NvvmEmit::load(Type type, Value pointer, unsigned align) {
  return LLVM::LoadOp::create(*this, type, pointer, align);
}
void NvvmEmit::store(Value value, Value pointer, unsigned align) {
  LLVM::StoreOp::create(*this, value, pointer, align);
}

SmallVector<Value> NvvmEmit::loadConstants(Type type, Value pointer,
                                           int64_t count) {
  auto loadOne = [&](Type loaded, Value at, unsigned bytes) -> Value {
    return LLVM::LoadOp::create(*this, loaded, at, bytes, /*isVolatile=*/false,
                                /*isNonTemporal=*/false, /*isInvariant=*/true);
  };
  if (count == 1)
    return {loadOne(type, pointer, 4)};
  int64_t together = std::min<int64_t>(count, 4);
  assert(count % together == 0 && "whole loads");
  SmallVector<Value> values;
  for (int64_t first = 0; first < count; first += together) {
    Value loaded = loadOne(VectorType::get(together, type),
                           first ? advance(pointer, 4 * first) : pointer,
                           4 * together);
    for (int64_t i = 0; i < together; ++i)
      values.push_back(LLVM::ExtractElementOp::create(*this, loaded, word(i)));
  }
  return values;
}

SmallVector<Value> NvvmEmit::loadTogether(Type type, Value pointer, int64_t count) {
  Value loaded = load(VectorType::get(count, type), pointer, 4 * count);
  SmallVector<Value> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(LLVM::ExtractElementOp::create(*this, loaded, word(i)));
  return values;
}

void NvvmEmit::storeTogether(ArrayRef<Value> values, Value pointer) {
  if (values.size() == 1)
    return store(values.front(), pointer, 4);
  auto type = VectorType::get(values.size(), values.front().getType());
  Value all = LLVM::PoisonOp::create(*this, type);
  for (auto [i, value] : llvm::enumerate(values))
    all = LLVM::InsertElementOp::create(*this, all, value, word(i));
  store(all, pointer, 4 * values.size());
}

//===-- The chip ----------------------------------------------------------===//

template <typename Op> Value NvvmEmit::special() {
  return Op::create(*this, getI32Type());
}
Value NvvmEmit::threadIndex() { return special<NVVM::ThreadIdXOp>(); }
Value NvvmEmit::blockX() { return special<NVVM::BlockIdXOp>(); }
Value NvvmEmit::blockY() { return special<NVVM::BlockIdYOp>(); }
Value NvvmEmit::blockZ() { return special<NVVM::BlockIdZOp>(); }

// Whole pieces of 16 bytes bypass the first-level cache; smaller ones cannot.
void NvvmEmit::copyAsync(Value shared, Value global, unsigned bytes,
                         Value valid) {
  NVVM::CpAsyncOp::create(*this, shared, global, bytes,
                          bytes == 16 ? NVVM::LoadCacheModifierKind::CG
                                      : NVVM::LoadCacheModifierKind::CA,
                          valid);
}
void NvvmEmit::commitCopies() { NVVM::CpAsyncCommitGroupOp::create(*this); }
void NvvmEmit::waitCopies(unsigned pending) {
  NVVM::CpAsyncWaitGroupOp::create(*this, pending);
}
void NvvmEmit::barrier() { gpu::BarrierOp::create(*this); }

static SmallVector<Value> membersOf(OpBuilder &builder, Location loc,
                                    Value structure) {
  auto type = cast<LLVM::LLVMStructType>(structure.getType());
  SmallVector<Value> members;
  for (int64_t i = 0, e = type.getBody().size(); i < e; ++i)
    members.push_back(
        LLVM::ExtractValueOp::create(builder, loc, structure, i));
  return members;
}

static Type fourWords(MLIRContext *context) {
  return LLVM::LLVMStructType::getLiteral(
      context, SmallVector<Type>(4, IntegerType::get(context, 32)));
}

SmallVector<Value> NvvmEmit::loadMatrices(Value shared) {
  auto shape = NVVM::LdStMatrixShapeAttr::get(getContext(), 8, 8);
  Value words = NVVM::LdMatrixOp::create(
      *this, fourWords(getContext()), shared, /*num=*/4u, NVVM::MMALayout::row,
      shape, NVVM::LdStMatrixEltType::B16);
  return membersOf(*this, getLoc(), words);
}

static NVVM::MMATypes toNvvm(target::MmaType type) {
  std::string_view spelling = target::name(type);
  std::optional<NVVM::MMATypes> found = NVVM::symbolizeMMATypes(
      llvm::StringRef(spelling.data(), spelling.size()));
  assert(found && "the NVVM dialect has every type of mma.sync's table");
  return *found;
}

void NvvmEmit::multiply(const target::MmaRow &row, ValueRange a, ValueRange b,
                        MutableArrayRef<Value> sums) {
  assert(row.kind == target::MmaKind::Mma && "dense, of one warp");
  if (row.acc == target::MmaType::F32)
    return multiplyFloats(row, a, b, sums);
  Value product = NVVM::MmaOp::create(
      *this, fourWords(getContext()), a, b, ValueRange(ArrayRef<Value>(sums)),
      ArrayRef<int64_t>{row.m, row.n, row.k}, std::nullopt,
      NVVM::MMAIntOverflow::wrapped,
      std::array<NVVM::MMATypes, 2>{toNvvm(row.a), toNvvm(row.b)},
      std::array<NVVM::MMALayout, 2>{NVVM::MMALayout::row, NVVM::MMALayout::col});
  llvm::copy(membersOf(*this, getLoc(), product), sums.begin());
}

// Intrinsics: the dialect's op has no 8-bit floats. f16 operands are vectors there, all
// others words.
void NvvmEmit::multiplyFloats(const target::MmaRow &row, ValueRange a, ValueRange b,
                              MutableArrayRef<Value> sums) {
  std::string name;
  llvm::raw_string_ostream os(name);
  auto text = [](target::MmaType type) {
    return llvm::StringRef(target::name(type).data(), target::name(type).size());
  };
  os << "llvm.nvvm.mma.m" << row.m << "n" << row.n << "k" << row.k << ".row.col.";
  if (row.a == target::MmaType::F16)
    os << "f32.f32";
  else if (row.a == target::MmaType::BF16)
    os << "bf16";
  else
    os << "f32." << text(row.a) << "." << text(row.b) << ".f32";
  auto halves = VectorType::get(2, getF16Type());
  SmallVector<Value> operands;
  for (ValueRange words : {a, b})
    for (Value word : words)
      operands.push_back(row.a == target::MmaType::F16
                             ? LLVM::BitcastOp::create(*this, halves, word).getRes()
                             : word);
  operands.append(sums.begin(), sums.end());
  auto type = LLVM::LLVMStructType::getLiteral(getContext(),
                                               SmallVector<Type>(4, getF32Type()));
  auto product = LLVM::CallIntrinsicOp::create(*this, type, getStringAttr(name), operands);
  llvm::copy(membersOf(*this, getLoc(), product.getResult(0)), sums.begin());
}

void NvvmEmit::multiplySparse(const target::MmaRow &row, ValueRange a, ValueRange b,
                              Value metadata, MutableArrayRef<Value> sums) {
  assert(row.kind == target::MmaKind::MmaSparse && row.acc == target::MmaType::S32);
  auto product = NVVM::MmaSpOp::create(
      *this, fourWords(getContext()), a, b, ValueRange(ArrayRef<Value>(sums)), metadata,
      /*selector=*/word(0), ArrayRef<int64_t>{row.m, row.n, row.k},
      NVVM::MMAIntOverflow::wrapped,
      std::array<NVVM::MMATypes, 2>{toNvvm(row.a), toNvvm(row.b)});
  product.setOrderedMetadata(true); // else it is emulated from sm_100 on
  llvm::copy(membersOf(*this, getLoc(), product), sums.begin());
}

Value NvvmEmit::convertToHalves(target::MmaType type, Value four, bool isUpper) {
  Value two = arith::TruncIOp::create(*this, getIntegerType(16),
                                      isUpper ? shiftRight(four, 16) : four);
  auto halves = VectorType::get(2, getF16Type());
  llvm::StringRef name = type == target::MmaType::E4M3 ? "llvm.nvvm.e4m3x2.to.f16x2.rn"
                                                       : "llvm.nvvm.e5m2x2.to.f16x2.rn";
  auto converted =
      LLVM::CallIntrinsicOp::create(*this, halves, getStringAttr(name), ValueRange{two});
  return LLVM::BitcastOp::create(*this, getI32Type(), converted.getResult(0));
}

Value NvvmEmit::mulHalves(Value halves, float factor) {
  auto type = VectorType::get(2, getF16Type());
  Value numbers = LLVM::BitcastOp::create(*this, type, halves);
  auto splat = DenseElementsAttr::get(type, APFloat(APFloat::IEEEhalf(), std::to_string(factor)));
  Value factors = arith::ConstantOp::create(*this, splat);
  return LLVM::BitcastOp::create(*this, getI32Type(),
                                 arith::MulFOp::create(*this, numbers, factors));
}

Value NvvmEmit::dot4(Value a, bool isUnsigned, Value b, Value sum) {
  auto bytes = VectorType::get(4, getI8Type());
  auto split = [&](Value value) -> Value {
    return LLVM::BitcastOp::create(*this, bytes, value);
  };
  auto type = isUnsigned ? NVVM::DotAccumulateType::UNSIGNED
                         : NVVM::DotAccumulateType::SIGNED;
  return NVVM::DotAccumulate4WayOp::create(*this, getI32Type(), split(a), type,
                                           split(b),
                                           NVVM::DotAccumulateType::SIGNED, sum);
}

Value NvvmEmit::shuffleXor(Value value, int64_t mask) {
  return NVVM::ShflOp::create(*this, value.getType(), word(-1), value, word(mask),
                              word(target::kWarpThreads - 1),
                              NVVM::ShflKind::bfly, UnitAttr());
}

Value NvvmEmit::shuffleFrom(Value value, Value source) {
  return NVVM::ShflOp::create(*this, value.getType(), word(-1), value, source,
                              word(target::kWarpThreads - 1), NVVM::ShflKind::idx,
                              UnitAttr());
}

Value NvvmEmit::permute(Value low, Value high, Value selector) {
  return NVVM::PermuteOp::create(*this, getI32Type(), low, high, selector,
                                 NVVM::PermuteMode::DEFAULT);
}

// The first operand is the upper byte; the third's lower half moves up.
Value NvvmEmit::packSaturated(ArrayRef<Value> four, bool isUnsigned) {
  auto pack = [&](Value upper, Value lower, Value above) -> Value {
    auto text = isUnsigned ? "cvt.pack.sat.u8.s32.b32 $0, $1, $2, $3;"
                           : "cvt.pack.sat.s8.s32.b32 $0, $1, $2, $3;";
    auto dialect =
        LLVM::AsmDialectAttr::get(getContext(), LLVM::AsmDialect::AD_ATT);
    return LLVM::InlineAsmOp::create(
               *this, getI32Type(), ValueRange{upper, lower, above}, text,
               "=r,r,r,r", /*has_side_effects=*/false, /*is_align_stack=*/false,
               LLVM::tailcallkind::TailCallKind::None, dialect, ArrayAttr())
        .getRes();
  };
  return pack(four[1], four[0], pack(four[3], four[2], word(0)));
}
