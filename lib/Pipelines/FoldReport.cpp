// SPDX-License-Identifier: Apache-2.0
// Folds as text, HTML and JSON; see the header.
#include "qopt/Pipelines/FoldReport.h"

#include "qopt/IR/FoldRecord.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;

FoldReport mlir::qopt::reportFolds(func::FuncOp function) {
  FoldReport report;
  auto list = function->getAttrOfType<ArrayAttr>(kFoldsAttr);
  for (Attribute attr : list ? list.getValue() : ArrayRef<Attribute>()) {
    auto dictionary = dyn_cast<DictionaryAttr>(attr);
    if (!dictionary)
      continue;
    FoldEntry entry;
    for (NamedAttribute named : dictionary) {
      StringRef name = named.getName();
      if (auto text = dyn_cast<StringAttr>(named.getValue())) {
        if (name == "method")
          entry.method = text.str();
        else if (name == "at")
          entry.at = text.str();
        else if (name == "refused")
          entry.refused = text.str();
      } else if (auto number = dyn_cast<FloatAttr>(named.getValue())) {
        entry.numbers.push_back({name.str(), number.getValueAsDouble()});
      } else if (auto names = dyn_cast<ArrayAttr>(named.getValue());
                 names && name == "readers") {
        for (Attribute reader : names)
          if (auto text = dyn_cast<StringAttr>(reader))
            entry.readers.push_back(text.str());
      }
    }
    report.entries.push_back(std::move(entry));
  }
  return report;
}

// "alpha 0.65, error_before 0.009", or why there is no group.
static std::string describe(const FoldEntry &entry) {
  if (!entry.refused.empty())
    return "no: " + entry.refused;
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleave(
      entry.numbers, os,
      [&](const auto &number) {
        os << number.first << " " << llvm::format("%.4g", number.second);
      },
      ", ");
  return text;
}

std::string FoldReport::toText() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (!entries.empty())
    os << "folds:\n";
  for (const FoldEntry &entry : entries) {
    os << "  " << llvm::left_justify(entry.method, 9) << " "
       << llvm::left_justify(entry.at, 28) << " " << describe(entry);
    if (!entry.readers.empty())
      os << (entry.numbers.empty() ? "-> " : " -> ")
         << llvm::join(entry.readers, " ");
    os << "\n";
  }
  return text;
}

std::string FoldReport::toHtml() const {
  if (entries.empty())
    return "";
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "<h2>Folded scales</h2>\n<table><tr><th>at</th><th>method</th>"
        "<th>result</th><th>read by</th></tr>\n";
  for (const FoldEntry &entry : entries) {
    os << "<tr><td>";
    llvm::printHTMLEscaped(entry.at, os);
    os << "</td><td>" << entry.method << "</td><td>";
    llvm::printHTMLEscaped(describe(entry), os);
    os << "</td><td>";
    llvm::printHTMLEscaped(llvm::join(entry.readers, " "), os);
    os << "</td></tr>\n";
  }
  os << "</table>\n";
  return text;
}

void FoldReport::write(llvm::json::OStream &json) const {
  json.array([&] {
    for (const FoldEntry &entry : entries)
      json.object([&] {
        json.attribute("method", entry.method);
        json.attribute("at", entry.at);
        if (!entry.refused.empty()) {
          json.attribute("refused", entry.refused);
          return;
        }
        json.attributeArray("readers", [&] {
          for (const std::string &reader : entry.readers)
            json.value(reader);
        });
        for (const auto &[name, value] : entry.numbers)
          json.attribute(name, value);
      });
  });
}

std::string FoldReport::toJson() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  write(json);
  return text + "\n";
}
