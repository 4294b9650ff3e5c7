// SPDX-License-Identifier: Apache-2.0
// The manifest's JSON; see the header.
#include "Case.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace json = llvm::json;
using namespace conformance;

namespace conformance {

static bool fromJSON(const json::Value &value, Output &output, json::Path path) {
  json::ObjectMapper map(value, path);
  Tolerance &t = output.tolerance;
  return map && map.map("path", output.path) &&
         map.mapOptional("relative", t.relative) &&
         map.mapOptional("absolute", t.absolute) &&
         map.mapOptional("of_range", t.ofRange);
}

static bool fromJSON(const json::Value &value, Case &entry, json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("name", entry.name) && map.map("model", entry.model) &&
         map.map("inputs", entry.inputs) && map.map("outputs", entry.outputs);
}

} // namespace conformance

static void makeAbsolute(std::string &path, llvm::StringRef folder) {
  if (llvm::sys::path::is_absolute(path))
    return;
  llvm::SmallString<128> full(folder);
  llvm::sys::path::append(full, path);
  path = full.str().str();
}

llvm::Expected<std::vector<Case>>
conformance::readManifest(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   "expected a readable manifest '" + path +
                                       "', got: " +
                                       buffer.getError().message());
  auto value = json::parse((*buffer)->getBuffer());
  if (!value)
    return value.takeError();
  std::vector<Case> cases;
  json::Path::Root root("manifest");
  json::ObjectMapper map(*value, root);
  if (!map || !map.map("cases", cases))
    return root.getError();
  llvm::StringRef folder = llvm::sys::path::parent_path(path);
  for (Case &entry : cases) {
    makeAbsolute(entry.model, folder);
    for (std::string &input : entry.inputs)
      makeAbsolute(input, folder);
    for (Output &output : entry.outputs)
      makeAbsolute(output.path, folder);
  }
  return cases;
}
