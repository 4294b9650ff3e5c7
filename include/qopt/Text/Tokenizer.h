// SPDX-License-Identifier: Apache-2.0
// Text to token ids and back, by byte-pair encoding with scores as the Llama
// family has it (llama2.c's run.c and its tokenizer file).
#ifndef QOPT_TEXT_TOKENIZER_H
#define QOPT_TEXT_TOKENIZER_H

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace qopt::text {

class Tokenizer {
public:
  /// Ids with a meaning of their own in this family: both end a text.
  static constexpr int64_t kBegin = 1, kEnd = 2;

  /// Reads llama2.c's file: i32 length of the longest token, then until the end of
  /// the file one record per token: f32 score, i32 length, that many bytes; all
  /// little-endian. On failure returns null and sets `error` to one line that names
  /// the file and says what was wanted and what was got: a file that cannot be read
  /// or ends within a record, lengths outside [0, longest], a longest token outside
  /// [1, 65536], a score that is NaN, less than 3 tokens.
  static std::unique_ptr<Tokenizer> load(const std::string &path,
                                         std::string &error);
  /// The same of a file's contents; `what` stands for the file in messages.
  static std::unique_ptr<Tokenizer> parse(std::string_view contents,
                                          const std::string &what,
                                          std::string &error);

  int64_t size() const { return static_cast<int64_t>(pieces.size()); }

  /// The ids of `text`, kBegin first. A text that is not empty is read with a space
  /// before it. Each UTF-8 character (a lead byte and up to 3 continuation bytes)
  /// is its own token where there is one, else its bytes are, as `<0xXX>`. Then,
  /// again and again, the neighbours whose concatenation is the token of highest
  /// score (above -1e10; the first of equals) become that token. Of equal pieces
  /// the lowest id is meant. On failure (a byte that no token stands for) returns
  /// false and sets `error`; `ids` is then unspecified.
  bool encode(std::string_view text, std::vector<int64_t> &ids,
              std::string &error) const;

  /// The bytes that `id` adds to a text after `previous` (asserted: ids of this
  /// vocabulary): its piece, without a leading space after kBegin; the byte of a
  /// piece `<0xXX>`; nothing for kBegin and kEnd.
  std::string decode(int64_t previous, int64_t id) const;

private:
  int64_t find(const std::string &piece) const;
  bool splitCharacters(const std::string &text, std::vector<int64_t> &ids,
                       std::string &error) const;
  void mergePairs(std::vector<int64_t> &ids) const;

  std::vector<std::string> pieces;
  std::vector<float> scores;
  std::unordered_map<std::string, int64_t> idOf; ///< the lowest id of each piece
};

} // namespace qopt::text

#endif // QOPT_TEXT_TOKENIZER_H
