// SPDX-License-Identifier: Apache-2.0
// A sweep as a page with a picture, and as text.
#include "qopt/Pipelines/Sweep.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace mlir;
using namespace mlir::qopt;

namespace {

constexpr int kLeft = 60, kTop = 20, kWidth = 720, kHeight = 400;

std::string escape(StringRef text) {
  std::string result;
  for (char c : text)
    result += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return result;
}

// Axes with a margin of 4 % around the points, linear but for perplexities,
// whose logarithms are what adds up.
struct Axes {
  double x0 = 0, x1 = 1, y0 = 0, y1 = 1;
  bool isLog;

  explicit Axes(const SweepResult &result)
      : isLog(result.kind == ScoreKind::Perplexity) {
    SmallVector<double> xs, ys{heightOf(result.floatPoint.score)};
    for (const SweepPoint &p : result.points) {
      xs.push_back(p.bitsPerParameter);
      ys.push_back(heightOf(p.score));
    }
    llvm::erase_if(ys, [](double y) { return !std::isfinite(y); });
    if (xs.empty() || ys.empty())
      return;
    fit(*llvm::min_element(xs), *llvm::max_element(xs), x0, x1);
    fit(*llvm::min_element(ys), *llvm::max_element(ys), y0, y1);
  }
  static void fit(double lo, double hi, double &from, double &to) {
    double margin = hi > lo ? 0.04 * (hi - lo) : 0.5;
    from = lo - margin;
    to = hi + margin;
  }
  double x(double bits) const { return kLeft + (bits - x0) / (x1 - x0) * kWidth; }
  double heightOf(double score) const { return isLog ? std::log(score) : score; }
  double scoreAt(double height) const { return isLog ? std::exp(height) : height; }
  double y(double score) const {
    double height = heightOf(score);
    if (!std::isfinite(height))
      height = y1;
    return kTop + (y1 - height) / (y1 - y0) * kHeight;
  }
};

const char *colourOf(size_t i) {
  static const char *const colours[] = {
      "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2",
      "#7f7f7f", "#bcbd22", "#17becf", "#393b79", "#637939", "#8c6d31", "#843c39",
      "#7b4173", "#3182bd"};
  return colours[i % std::size(colours)];
}

void drawFrame(llvm::raw_ostream &os, const Axes &axes, StringRef scoreName) {
  os << "<rect x=\"" << kLeft << "\" y=\"" << kTop << "\" width=\"" << kWidth
     << "\" height=\"" << kHeight << "\" fill=\"none\" stroke=\"#999\"/>\n";
  for (int i = 0; i <= 5; ++i) {
    double bits = axes.x0 + (axes.x1 - axes.x0) * i / 5;
    double score = axes.scoreAt(axes.y0 + (axes.y1 - axes.y0) * i / 5);
    os << llvm::format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.2f</text>\n",
                       axes.x(bits), kTop + kHeight + 16, bits)
       << llvm::format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>\n",
                       kLeft - 5, axes.y(score) + 4, score);
  }
  os << "<text x=\"" << kLeft + kWidth / 2 << "\" y=\"" << kTop + kHeight + 36
     << "\" text-anchor=\"middle\">bits per filter parameter, scales included</text>\n"
     << "<text x=\"14\" y=\"" << kTop + kHeight / 2 << "\" transform=\"rotate(-90 14 "
     << kTop + kHeight / 2 << ")\" text-anchor=\"middle\">" << scoreName << "</text>\n";
}

void drawPicture(llvm::raw_ostream &os, const SweepResult &result,
                 ArrayRef<size_t> front, StringRef scoreName) {
  Axes axes(result);
  os << "<svg role=\"img\" width=\"" << kLeft + kWidth + 170 << "\" height=\""
     << kTop + kHeight + 50 << "\" font-size=\"11\">\n";
  drawFrame(os, axes, scoreName);
  double level = axes.y(result.floatPoint.score);
  os << llvm::format("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" "
                     "stroke=\"#999\" stroke-dasharray=\"4 3\"/>\n",
                     kLeft, level, kLeft + kWidth, level);
  os << "<polyline fill=\"none\" stroke=\"#000\" stroke-width=\"1.2\" points=\"";
  for (size_t i : front)
    os << llvm::format("%.1f,%.1f ", axes.x(result.points[i].bitsPerParameter),
                       axes.y(result.points[i].score));
  os << "\"/>\n";
  llvm::MapVector<StringRef, size_t> formats;
  for (const SweepPoint &p : result.points) {
    size_t index = formats.insert({p.config.format, formats.size()}).first->second;
    os << llvm::format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"",
                       axes.x(p.bitsPerParameter), axes.y(p.score))
       << colourOf(index) << "\"><title>" << escape(p.config.format) << " "
       << escape(p.config.granularity)
       << llvm::format(": %.3f bits, %.2f</title></circle>\n", p.bitsPerParameter,
                       p.score);
  }
  for (auto [format, index] : formats)
    os << "<circle cx=\"" << kLeft + kWidth + 16 << "\" cy=\"" << kTop + 8 + 16 * index
       << "\" r=\"4\" fill=\"" << colourOf(index) << "\"/><text x=\""
       << kLeft + kWidth + 26 << "\" y=\"" << kTop + 12 + 16 * index << "\">"
       << escape(format) << "</text>\n";
  os << "</svg>\n";
}

StringRef scoreNameOf(const SweepResult &result) {
  switch (result.kind) {
  case ScoreKind::Top1:
    return "top-1, %";
  case ScoreKind::Perplexity:
    return "perplexity";
  case ScoreKind::Sqnr:
    return "SQNR against float, dB";
  }
  llvm_unreachable("a kind of score without a name");
}

} // namespace

std::string mlir::qopt::toHtml(const SweepResult &result) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::vector<size_t> front = paretoFront(result.points, result.kind);
  std::set<size_t> onFront(front.begin(), front.end());
  StringRef scoreName = scoreNameOf(result);
  std::string title = "qopt sweep of " + escape(result.model);
  os << "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
     << title
     << "</title><style>body{font:14px sans-serif;margin:2em}table{border-collapse:"
        "collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:3px 8px;"
        "text-align:right}td:first-child,th:first-child{text-align:left}"
        ".front{font-weight:bold}</style></head><body>\n<h1>"
     << title << "</h1>\n<p>Every point is the model with its filters in one format "
        "and granularity. The black line is the Pareto front, the dashed one the "
        "float model.</p>\n";
  drawPicture(os, result, front, scoreName);
  os << "<table><tr><th>format</th><th>granularity</th><th>bits/parameter</th>"
        "<th>entropy bits/parameter</th><th>KiB of constants</th><th>"
     << scoreName << "</th></tr>\n";
  auto row = [&](const SweepPoint &p, bool isFront) {
    os << "<tr" << (isFront ? " class=\"front\"" : "") << "><td>"
       << escape(p.config.format) << "</td><td>" << escape(p.config.granularity)
       << llvm::format("</td><td>%.3f</td><td>%.3f</td><td>%.1f</td><td>%.2f</td></tr>\n",
                       p.bitsPerParameter, p.entropyBits, p.totalBits / 8192.0,
                       p.score);
  };
  row(result.floatPoint, false);
  for (auto [i, p] : llvm::enumerate(result.points))
    row(p, onFront.count(i));
  os << "</table>\n</body></html>\n";
  return text;
}

std::string mlir::qopt::toText(const SweepResult &result) {
  std::string text;
  llvm::raw_string_ostream os(text);
  std::vector<size_t> front = paretoFront(result.points, result.kind);
  std::set<size_t> onFront(front.begin(), front.end());
  os << llvm::format("%-16s%-12s%12s%12s%12s  %s\n", "format", "granularity",
                     "bits/param", "entropy", "KiB", scoreNameOf(result).data());
  auto row = [&](const SweepPoint &p, StringRef mark) {
    os << llvm::format("%-16s%-12s%12.3f%12.3f%12.1f  %.2f%s\n",
                       p.config.format.c_str(), p.config.granularity.c_str(),
                       p.bitsPerParameter, p.entropyBits, p.totalBits / 8192.0,
                       p.score, mark.data());
  };
  row(result.floatPoint, "");
  for (auto [i, p] : llvm::enumerate(result.points))
    row(p, onFront.count(i) ? "  *" : "");
  os << "* on the Pareto front\n";
  return text;
}
