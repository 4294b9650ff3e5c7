// SPDX-License-Identifier: Apache-2.0
// Reading and writing the table of a sweep; see the header.
#include "SweepTable.h"

#include "qopt/Emit/Files.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr llvm::StringLiteral kHeader =
    "key;format;granularity;bits_per_parameter;entropy_bits_per_parameter;"
    "total_bits;score";

llvm::Expected<SweepTable> SweepTable::open(std::string path, std::string key) {
  SweepTable table;
  table.path = std::move(path);
  table.key = std::move(key);
  if (table.path.empty() || !llvm::sys::fs::exists(table.path))
    return table;
  auto buffer = llvm::MemoryBuffer::getFile(table.path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   "expected a readable table, got '%s'",
                                   table.path.c_str());
  if (llvm::Error error = table.parse((*buffer)->getBuffer()))
    return std::move(error);
  return table;
}

llvm::Error SweepTable::parse(StringRef text) {
  SmallVector<StringRef> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  auto refuse = [&](const llvm::Twine &got) {
    return llvm::createStringError("expected the table of a sweep in '" + path +
                                   "', got " + got);
  };
  if (lines.empty() || lines.front() != kHeader)
    return refuse("another first line");
  for (StringRef line : ArrayRef(lines).drop_front()) {
    SmallVector<StringRef> cells;
    line.split(cells, ';');
    SweepPoint point;
    if (cells.size() != 7 || cells[3].getAsDouble(point.bitsPerParameter) ||
        cells[4].getAsDouble(point.entropyBits) ||
        cells[5].getAsInteger(10, point.totalBits) ||
        cells[6].getAsDouble(point.score))
      return refuse("the line '" + line + "'");
    point.config = {cells[1].str(), cells[2].str()};
    if (cells[0] == key)
      points.push_back(std::move(point));
  }
  return llvm::Error::success();
}

std::optional<SweepPoint> SweepTable::find(const SweepConfig &config) const {
  for (const SweepPoint &p : points)
    if (p.config.format == config.format &&
        p.config.granularity == config.granularity)
      return p;
  return std::nullopt;
}

llvm::Error SweepTable::add(const SweepPoint &point) {
  points.push_back(point);
  if (path.empty())
    return llvm::Error::success();
  return writeFile(path, [&](llvm::raw_ostream &os) {
    os << kHeader << "\n";
    for (const SweepPoint &p : points)
      os << key << ";" << p.config.format << ";" << p.config.granularity << ";"
         << llvm::format("%.17g;%.17g;", p.bitsPerParameter, p.entropyBits)
         << p.totalBits << llvm::format(";%.17g\n", p.score);
    return llvm::Error::success();
  });
}
