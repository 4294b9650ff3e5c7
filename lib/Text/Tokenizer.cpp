// SPDX-License-Identifier: Apache-2.0
// Encoding and decoding; see the header. The rules are those of llama2.c's run.c.
#include "qopt/Text/Tokenizer.h"

#include <cassert>
#include <cstdio>

using namespace qopt::text;

int64_t Tokenizer::find(const std::string &piece) const {
  auto it = idOf.find(piece);
  return it == idOf.end() ? -1 : it->second;
}

static std::string bytePiece(uint8_t byte) {
  char text[8];
  std::snprintf(text, sizeof text, "<0x%02X>", byte);
  return text;
}

static bool isContinuation(char c) {
  return (static_cast<uint8_t>(c) & 0xC0) == 0x80;
}

bool Tokenizer::splitCharacters(const std::string &text,
                                std::vector<int64_t> &ids,
                                std::string &error) const {
  for (size_t at = 0, end; at < text.size(); at = end) {
    for (end = at + 1;
         end < text.size() && end - at < 4 && isContinuation(text[end]);)
      ++end;
    if (int64_t id = find(text.substr(at, end - at)); id >= 0) {
      ids.push_back(id);
      continue;
    }
    for (size_t i = at; i < end; ++i) {
      std::string piece = bytePiece(static_cast<uint8_t>(text[i]));
      int64_t id = find(piece);
      if (id < 0) {
        error = "expected a token for every byte of the text, got none for " +
                piece + " at byte " + std::to_string(i);
        return false;
      }
      ids.push_back(id);
    }
  }
  return true;
}

// The first of the neighbours that make the token of highest score, over and over.
// Only the pairs beside a merge change, so each pair is looked up once.
void Tokenizer::mergePairs(std::vector<int64_t> &ids) const {
  constexpr float kLeast = -1e10f;
  auto merged = [&](size_t i) {
    return i + 1 < ids.size() ? find(pieces[ids[i]] + pieces[ids[i + 1]]) : -1;
  };
  std::vector<int64_t> pairs;
  for (size_t i = 0; i < ids.size(); ++i)
    pairs.push_back(merged(i));
  while (true) {
    float bestScore = kLeast;
    size_t best = ids.size();
    for (size_t i = 0; i < ids.size(); ++i)
      if (pairs[i] >= 0 && scores[pairs[i]] > bestScore) {
        bestScore = scores[pairs[i]];
        best = i;
      }
    if (best == ids.size())
      return;
    ids[best] = pairs[best];
    ids.erase(ids.begin() + best + 1);
    pairs.erase(pairs.begin() + best + 1);
    pairs[best] = merged(best);
    if (best > 0)
      pairs[best - 1] = merged(best - 1);
  }
}

bool Tokenizer::encode(std::string_view text, std::vector<int64_t> &ids,
                       std::string &error) const {
  ids.assign(1, kBegin);
  if (text.empty())
    return true;
  // The space is a character of its own, whatever byte comes next.
  if (!splitCharacters(" ", ids, error) ||
      !splitCharacters(std::string(text), ids, error))
    return false;
  mergePairs(ids);
  return true;
}

std::string Tokenizer::decode(int64_t previous, int64_t id) const {
  assert(id >= 0 && id < size() && previous >= 0 && previous < size());
  if (id == kBegin || id == kEnd)
    return "";
  const std::string &piece = pieces[id];
  unsigned byte;
  int read = 0;
  if (piece.size() == 6 &&
      std::sscanf(piece.c_str(), "<0x%2X>%n", &byte, &read) == 1 && read == 6)
    return std::string(1, static_cast<char>(byte));
  if (previous == kBegin && !piece.empty() && piece.front() == ' ')
    return piece.substr(1);
  return piece;
}
