// SPDX-License-Identifier: Apache-2.0
// Evaluation reports as text, JSON and HTML; see the header.
#include "qopt/Pipelines/Report.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace mlir::qopt;

namespace {

std::string escape(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    switch (c) {
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '&':
      result += "&amp;";
      break;
    case '"':
      result += "&quot;";
      break;
    default:
      result += c;
    }
  }
  return result;
}

std::string number(double value, const char *format = "%.2f") {
  if (std::isinf(value))
    return value > 0 ? "exact" : "-";
  char buffer[64];
  std::snprintf(buffer, sizeof(buffer), format, value);
  return buffer;
}

std::string kibibytes(uint64_t bytes) {
  return number(bytes / 1024.0, "%.1f") + " KiB";
}

constexpr double kFullSqnr = 60.0; // dB drawn as a full bar

// Red below 10 dB, green from 40 dB on.
std::string colourOf(double sqnr) {
  double t = std::clamp((sqnr - 10.0) / 30.0, 0.0, 1.0);
  char buffer[40];
  std::snprintf(buffer, sizeof(buffer), "hsl(%d,65%%,45%%)",
                static_cast<int>(t * 120));
  return buffer;
}

void drawLayers(llvm::raw_ostream &os, llvm::ArrayRef<LayerError> layers) {
  const int row = 18, left = 260, width = 480;
  os << "<svg role=\"img\" width=\"" << left + width + 90 << "\" height=\""
     << row * layers.size() + 24 << "\" font-size=\"12\">\n";
  for (auto [i, layer] : llvm::enumerate(layers)) {
    double db = std::isinf(layer.sqnr) ? kFullSqnr : layer.sqnr;
    int length = static_cast<int>(std::clamp(db, 0.0, kFullSqnr) / kFullSqnr * width);
    int y = static_cast<int>(i) * row + 4;
    os << "<text x=\"" << left - 6 << "\" y=\"" << y + 12
       << "\" text-anchor=\"end\">" << escape(layer.name.substr(0, 40))
       << "</text><rect x=\"" << left << "\" y=\"" << y << "\" width=\"" << length
       << "\" height=\"" << row - 4 << "\" fill=\""
       << (layer.staysFloat ? "#888" : colourOf(db)) << "\"/><text x=\""
       << left + length + 4 << "\" y=\"" << y + 12 << "\">" << number(layer.sqnr)
       << (std::isinf(layer.sqnr) ? "" : " dB")
       << (layer.staysFloat ? " (float)" : "") << "</text>\n";
  }
  os << "</svg>\n";
}

std::string formOf(const LayerError &layer) {
  if (layer.byFormat)
    return "f32, by its formats";
  if (!layer.outliers.empty())
    return "integer; outliers apart: columns " + layer.outliers;
  return layer.staysFloat ? "float, by request" : "integer";
}

void writeLayerTable(llvm::raw_ostream &os, llvm::ArrayRef<LayerError> layers) {
  os << "<table><tr><th>layer</th><th>op</th><th>SQNR, dB</th><th>max "
        "|error|</th><th>float range</th><th>filter</th><th>result</th>"
        "<th>form</th></tr>\n";
  for (const LayerError &layer : layers)
    os << "<tr><td>" << escape(layer.name) << "</td><td>" << escape(layer.op)
       << "</td><td>" << number(layer.sqnr) << "</td><td>"
       << number(layer.maxAbsError, "%.4g") << "</td><td>["
       << number(layer.floatMin, "%.4g") << ", "
       << number(layer.floatMax, "%.4g") << "]</td><td>"
       << escape(layer.filter) << "</td><td>" << escape(layer.result)
       << "</td><td>" << formOf(layer)
       << "</td></tr>\n";
  os << "</table>\n";
}

// Ascending SQNR; ties by name, so that the page is the same every time.
std::vector<LayerError> worstFirst(std::vector<LayerError> layers) {
  llvm::sort(layers, [](const LayerError &a, const LayerError &b) {
    return std::tie(a.sqnr, a.name) < std::tie(b.sqnr, b.name);
  });
  return layers;
}

void writeSummary(llvm::raw_ostream &os, const EvaluationReport &report) {
  bool anyTokens = llvm::any_of(report.models, [](const ModelFigures &m) {
    return m.perplexity.has_value();
  });
  os << "<table><tr><th>model</th>"
     << (anyTokens ? "<th>perplexity</th>" : "")
     << "<th>top-1</th><th>top-5</th><th>samples</th>"
        "<th>constants</th><th>working memory</th><th>median latency</th>"
        "<th>code path</th></tr>\n";
  for (const ModelFigures &m : report.models) {
    os << "<tr><td>" << escape(m.name) << "</td>";
    if (anyTokens)
      os << "<td>" << (m.perplexity ? number(m.perplexity->value(), "%.3f") : "-")
         << "</td>";
    if (m.accuracy)
      os << "<td>" << number(m.accuracy->top1Percent()) << " %</td><td>"
         << number(m.accuracy->top5Percent()) << " %</td><td>"
         << m.accuracy->samples << "</td>";
    else
      os << "<td>-</td><td>-</td><td>-</td>";
    os << "<td>" << kibibytes(m.weightBytes) << "</td><td>"
       << kibibytes(m.arenaBytes) << "</td><td>"
       << (m.medianMicroseconds > 0 ? number(m.medianMicroseconds, "%.1f") + " us"
                                    : std::string("-"))
       << "</td><td>" << escape(m.isa) << "</td></tr>\n";
  }
  os << "</table>\n";
}

} // namespace

std::string EvaluationReport::toHtml() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
     << escape(title)
     << "</title><style>body{font:14px sans-serif;margin:2em;max-width:70em}"
        "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid "
        "#ccc;padding:3px 8px;text-align:right}td:first-child,th:first-child{"
        "text-align:left}</style></head><body>\n<h1>"
     << escape(title) << "</h1>\n";
  writeSummary(os, *this);
  if (agreement) {
    os << "<p>Outputs against the second model over " << agreement->runs
       << " runs: SQNR " << number(agreement->sqnr()) << " dB, largest error "
       << number(agreement->maxAbsError, "%.4g") << ", equal top-1 in "
       << agreement->equalTop1 << " of " << agreement->samples << ".</p>\n";
  }
  if (!layers.empty()) {
    os << "<h2>Which layers hurt</h2>\n<p>Signal to quantization noise of every "
          "layer's output against the float model, worst first. Bars end at "
       << static_cast<int>(kFullSqnr) << " dB; grey layers stay float.</p>\n";
    std::vector<LayerError> sorted = worstFirst(layers);
    drawLayers(os, sorted);
    os << "<h2>All layers, in order</h2>\n";
    writeLayerTable(os, layers);
    bool any = llvm::any_of(layers, [](const LayerError &l) { return l.staysFloat; });
    os << "<p>"
       << (any ? "Layers marked float were kept so by the recipe's float_nodes "
                 "or float_kinds, or by the model's author; those in f32 were given "
                 "formats that are no integers."
               : "No layer stays float.")
       << "</p>\n";
  }
  os << folds.toHtml() << "</body></html>\n";
  return text;
}

std::string EvaluationReport::toJson() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 1);
  auto finite = [](double v) { return std::isfinite(v) ? v : 999.0; };
  json.object([&] {
    json.attribute("title", title);
    json.attributeArray("models", [&] {
      for (const ModelFigures &m : models)
        json.object([&] {
          json.attribute("name", m.name);
          if (m.accuracy) {
            json.attribute("top1_percent", m.accuracy->top1Percent());
            json.attribute("top5_percent", m.accuracy->top5Percent());
            json.attribute("samples", m.accuracy->samples);
          }
          if (m.perplexity) {
            double value = m.perplexity->value();
            if (std::isfinite(value))
              json.attribute("perplexity", value);
            else
              json.attribute("perplexity", nullptr);
            json.attribute("tokens", m.perplexity->tokens);
          }
          json.attribute("weight_bytes", static_cast<int64_t>(m.weightBytes));
          json.attribute("arena_bytes", static_cast<int64_t>(m.arenaBytes));
          json.attribute("median_us", m.medianMicroseconds);
          json.attribute("isa", m.isa);
        });
    });
    if (agreement)
      json.attributeObject("agreement", [&] {
        json.attribute("runs", agreement->runs);
        json.attribute("compared_bytes",
                       static_cast<int64_t>(agreement->comparedBytes));
        json.attribute("differing_bytes",
                       static_cast<int64_t>(agreement->differingBytes));
        json.attribute("max_abs_error", agreement->maxAbsError);
        json.attribute("sqnr_db", finite(agreement->sqnr()));
        json.attribute("equal_top1", agreement->equalTop1);
      });
    if (!folds.entries.empty()) {
      json.attributeBegin("folds");
      folds.write(json);
      json.attributeEnd();
    }
    json.attributeArray("layers", [&] {
      for (const LayerError &layer : layers)
        json.object([&] {
          json.attribute("name", layer.name);
          json.attribute("op", layer.op);
          if (!layer.filter.empty())
            json.attribute("filter", layer.filter);
          if (!layer.result.empty())
            json.attribute("result", layer.result);
          if (!layer.outliers.empty())
            json.attribute("outlier_columns", layer.outliers);
          json.attribute("sqnr_db", finite(layer.sqnr));
          json.attribute("max_abs_error", layer.maxAbsError);
          json.attribute("float_min", layer.floatMin);
          json.attribute("float_max", layer.floatMax);
          json.attribute("stays_float", layer.staysFloat);
          json.attribute("form", layer.byFormat     ? "f32"
                                 : layer.staysFloat ? "float"
                                                    : "integer");
        });
    });
  });
  return text + "\n";
}

std::string EvaluationReport::toText() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const ModelFigures &m : models) {
    os << llvm::left_justify(m.name, 36);
    if (m.accuracy)
      os << " top-1 " << number(m.accuracy->top1Percent()) << " %  top-5 "
         << number(m.accuracy->top5Percent()) << " %  (" << m.accuracy->samples
         << " samples)";
    if (m.perplexity)
      os << " perplexity " << llvm::format("%.3f", m.perplexity->value()) << " ("
         << m.perplexity->tokens << " tokens)";
    os << "  constants " << kibibytes(m.weightBytes) << "  " << m.isa << "\n";
  }
  if (agreement)
    os << "outputs: SQNR " << number(agreement->sqnr()) << " dB, max |error| "
       << number(agreement->maxAbsError, "%.4g") << ", differing bytes "
       << agreement->differingBytes << " of " << agreement->comparedBytes
       << ", equal top-1 " << agreement->equalTop1 << "/" << agreement->samples
       << "\n";
  os << folds.toText();
  if (!layers.empty())
    os << "worst layers:\n";
  std::vector<LayerError> sorted = worstFirst(layers);
  for (const LayerError &layer : llvm::ArrayRef(sorted).take_front(8))
    os << "  " << llvm::left_justify(layer.name, 40) << " "
       << llvm::left_justify(layer.op, 14) << " " << number(layer.sqnr)
       << " dB" << (layer.byFormat     ? "  (f32)"
                     : layer.staysFloat ? "  (float)"
                                        : "")
       << "\n";
  bool anySplit = llvm::any_of(
      layers, [](const LayerError &layer) { return !layer.outliers.empty(); });
  if (anySplit)
    os << "columns of outliers:\n";
  for (const LayerError &layer : layers)
    if (!layer.outliers.empty())
      os << "  " << llvm::left_justify(layer.name, 40) << " " << layer.outliers
         << "\n";
  return text;
}
