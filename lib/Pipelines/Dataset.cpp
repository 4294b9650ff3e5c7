// SPDX-License-Identifier: Apache-2.0
// Samples for a model's inputs; see the header.
#include "qopt/Pipelines/Dataset.h"

#include "qopt/Data/Npz.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace mlir::qopt;
using namespace ::qopt::data;

static llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

static std::string describeShape(llvm::ArrayRef<int64_t> shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? "," : "") + std::to_string(shape[i]);
  return text + "]";
}

int64_t Port::elements() const {
  int64_t n = 1;
  for (int64_t d : shape)
    n *= d;
  return n;
}

size_t Port::bytes() const { return elements() * byteWidth(dtype); }

llvm::Expected<Dataset> Dataset::load(const std::string &path,
                                      llvm::ArrayRef<Port> inputs) {
  std::vector<Array> file;
  std::string error;
  if (!readArrays(path, file, error))
    return makeError(error);
  Dataset dataset;
  dataset.ports.assign(inputs.begin(), inputs.end());
  if (llvm::Error e = dataset.bindLabels(file))
    return std::move(e);
  if (llvm::Error e = dataset.bind(std::move(file), path))
    return std::move(e);
  int64_t labels = static_cast<int64_t>(dataset.labelValues.size());
  if (labels != 0 && labels < dataset.samples())
    return makeError("expected a label for each of " +
                     llvm::Twine(dataset.samples()) + " samples, got " +
                     llvm::Twine(labels));
  if (labels)
    dataset.labelValues.resize(dataset.samples());
  return dataset;
}

llvm::Error Dataset::bindLabels(std::vector<Array> &file) {
  auto found = llvm::find_if(
      file, [](const Array &a) { return a.name == "labels"; });
  if (found == file.end() ||
      llvm::any_of(ports, [](const Port &p) { return p.name == "labels"; }))
    return llvm::Error::success();
  auto values = toInts(*found);
  if (!values)
    return makeError("expected integer labels, got " + describe(*found));
  labelValues = std::move(*values);
  file.erase(found);
  return llvm::Error::success();
}

llvm::Error Dataset::bind(std::vector<Array> file, const std::string &path) {
  std::string names;
  for (const Array &a : file)
    names += (names.empty() ? "" : ", ") + ("'" + a.name + "'");
  for (size_t i = 0; i < ports.size(); ++i) {
    auto found = llvm::find_if(
        file, [&](const Array &a) { return a.name == ports[i].name; });
    bool only = ports.size() == 1 && file.size() == 1;
    if (found == file.end() && only &&
        (file[0].name.empty() || file[0].name == "arr_0"))
      found = file.begin();
    if (found == file.end())
      return makeError("expected an array named '" + ports[i].name +
                       "' like the model's input in '" + path + "', got " +
                       (names.empty() ? "none" : names));
    arrays.push_back(*found);
    if (llvm::Error e = checkShape(i))
      return e;
  }
  return llvm::Error::success();
}

llvm::Error Dataset::checkShape(size_t index) {
  const Port &port = ports[index];
  const Array &array = arrays[index];
  int64_t wanted = port.elements();
  int64_t rows = array.shape.empty() ? 1 : array.shape[0];
  int64_t perRow = rows > 0 ? array.count() / rows : 0;
  auto mismatch = [&] {
    return makeError("expected samples of shape " + describeShape(port.shape) +
                     " along axis 0 for input '" + port.name + "', got " +
                     describe(array));
  };
  if (perRow == 0 || wanted == 0 || wanted % perRow != 0)
    return mismatch();
  // Trailing dimensions must agree but for sizes of 1, not just the count.
  auto squeezed = [](llvm::ArrayRef<int64_t> shape) {
    std::vector<int64_t> result;
    for (int64_t d : shape)
      if (d != 1)
        result.push_back(d);
    return result;
  };
  int64_t perRun = wanted / perRow;
  llvm::ArrayRef<int64_t> row(array.shape);
  std::vector<int64_t> run = squeezed(row.empty() ? row : row.drop_front());
  if (perRun != 1)
    run.insert(run.begin(), perRun);
  if (run != squeezed(port.shape))
    return mismatch();
  int64_t runs = rows / perRun;
  if (runs == 0 || (index > 0 && (runs != numRuns)))
    return makeError("expected " +
                     (index ? llvm::Twine(numRuns) : llvm::Twine("at least one")) +
                     " runs of " + llvm::Twine(perRun) + " samples for input '" +
                     port.name + "', got " + describe(array));
  if (index == 0) {
    numRuns = runs;
    rowsPerRun = perRun;
  }
  return llvm::Error::success();
}

// Integer element `value` into the port's type, saturating.
static void storeInteger(uint8_t *out, DType dtype, int64_t value) {
  auto store = [&](auto typed) { std::memcpy(out, &typed, sizeof(typed)); };
  auto clamp = [&](int64_t lo, int64_t hi) {
    return std::min(std::max(value, lo), hi);
  };
  switch (dtype) {
  case DType::Bool:
    return store(static_cast<uint8_t>(value != 0));
  case DType::I8:
    return store(static_cast<int8_t>(clamp(INT8_MIN, INT8_MAX)));
  case DType::U8:
    return store(static_cast<uint8_t>(clamp(0, UINT8_MAX)));
  case DType::I16:
    return store(static_cast<int16_t>(clamp(INT16_MIN, INT16_MAX)));
  case DType::U16:
    return store(static_cast<uint16_t>(clamp(0, UINT16_MAX)));
  case DType::I32:
    return store(static_cast<int32_t>(clamp(INT32_MIN, INT32_MAX)));
  case DType::U32:
    return store(static_cast<uint32_t>(clamp(0, UINT32_MAX)));
  default:
    return store(value);
  }
}

std::vector<uint8_t> Dataset::get(size_t index, int64_t first,
                                  int64_t count) const {
  const Port &port = ports[index];
  const Array &array = arrays[index];
  int64_t elements = port.elements();
  size_t sourceBytes = elements * byteWidth(array.dtype);
  // A view of the wanted runs as an array of its own, so that conversion sees
  // no more than these.
  Array part;
  part.dtype = array.dtype;
  part.shape = {count, elements};
  auto begin = array.bytes.begin() + first * sourceBytes;
  part.bytes.assign(begin, begin + count * sourceBytes);
  if (part.dtype == port.dtype)
    return std::move(part.bytes);
  std::vector<uint8_t> result(count * port.bytes());
  if (port.dtype == DType::F32) {
    std::vector<float> floats = toFloats(part);
    std::memcpy(result.data(), floats.data(), result.size());
    return result;
  }
  size_t width = byteWidth(port.dtype);
  if (auto ints = toInts(part)) {
    for (size_t i = 0; i < ints->size(); ++i)
      storeInteger(&result[i * width], port.dtype, (*ints)[i]);
    return result;
  }
  std::vector<float> floats = toFloats(part);
  for (size_t i = 0; i < floats.size(); ++i)
    storeInteger(&result[i * width], port.dtype,
                 std::isfinite(floats[i]) ? std::llrint(floats[i]) : 0);
  return result;
}
