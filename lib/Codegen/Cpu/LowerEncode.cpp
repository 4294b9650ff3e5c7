// SPDX-License-Identifier: Apache-2.0
// qopt.encode: few thresholds are compared one by one, which vector units do
// without a memory access; many are searched.
#include "Codes.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

// Up to so many thresholds a select for each is faster than loads from a table.
constexpr size_t kMaxSelects = 32;

class EncodeBody {
public:
  EncodeBody(OpBuilder &b, EncodeOp op)
      : thresholds(op.getThresholds()), codes(op.getCodes()),
        width(getElementTypeOrSelf(op.getInput().getType()).getIntOrFloatBitWidth()),
        storage(getStorageElement(getElementTypeOrSelf(op.getType()))) {
    if (thresholds.size() > kMaxSelects)
      createTables(b, op.getLoc());
  }

  Value build(OpBuilder &b, Location loc, Value x) const {
    unsigned codeWidth = storage.getIntOrFloatBitWidth();
    if (thresholdTable)
      return lookUp(b, loc, codeTable,
                    searchRank(b, loc, thresholdTable, steps, x));
    Value code = intConst(b, loc, codes.front(), codeWidth);
    for (auto [threshold, next] : llvm::zip(thresholds, codes.drop_front())) {
      Value reached =
          arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, x,
                                intConst(b, loc, threshold, width));
      code = arith::SelectOp::create(b, loc, reached,
                                     intConst(b, loc, next, codeWidth), code);
    }
    return code;
  }

private:
  void createTables(OpBuilder &b, Location loc) {
    steps = llvm::Log2_64_Ceil(thresholds.size() + 1);
    // A number may reach the padding, its last entry at most: the code is that of
    // the last threshold, which it then reaches, too.
    SmallVector<int64_t> padded(thresholds);
    padded.resize((size_t{1} << steps) - 1,
                  ::qopt::numerics::intRange(width, true, false).max);
    SmallVector<int64_t> entries(codes);
    entries.resize(size_t{1} << steps, codes.back());
    thresholdTable = createInts(b, loc, b.getIntegerType(width), padded);
    codeTable = createInts(b, loc, storage, entries);
  }

  // Two's complement of the element's width, whatever its sign.
  static Value createInts(OpBuilder &b, Location loc, Type element,
                          ArrayRef<int64_t> values) {
    auto make = [&](auto zero) {
      std::vector<decltype(zero)> bytes;
      for (int64_t v : values)
        bytes.push_back(static_cast<decltype(zero)>(v));
      return createTable(b, loc, element, bytes);
    };
    switch (element.getIntOrFloatBitWidth()) {
    case 8:
      return make(uint8_t());
    case 16:
      return make(uint16_t());
    case 32:
      return make(uint32_t());
    default:
      return make(uint64_t());
    }
  }

  ArrayRef<int64_t> thresholds, codes;
  unsigned width; ///< of the input
  Type storage;   ///< of the result
  unsigned steps = 0;
  Value thresholdTable, codeTable;
};

struct EncodeLowering : OpConversionPattern<EncodeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(EncodeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    EncodeBody body(rewriter, op);
    rewriter.replaceOp(
        op, createElementwise(rewriter, op.getLoc(), type, adaptor.getInput(),
                              rewriter.getMultiDimIdentityMap(type.getRank()),
                              [&](OpBuilder &b, Location loc, ValueRange args) {
                                return body.build(b, loc, args[0]);
                              }));
    return success();
  }
};

} // namespace

void codegen::populateEncodePatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<EncodeLowering>(converter, patterns.getContext());
}
