// SPDX-License-Identifier: Apache-2.0
// Encoding, decoding and reading of vocabularies made here.
#include "qopt/Text/Tokenizer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

using namespace qopt::text;
using Ids = std::vector<int64_t>;

namespace {

struct Piece {
  std::string text;
  float score;
};

std::string littleEndian(uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i)
    bytes += static_cast<char>(value >> 8 * i & 0xff);
  return bytes;
}

std::string record(const Piece &piece) {
  uint32_t bits;
  std::memcpy(&bits, &piece.score, 4);
  return littleEndian(bits) +
         littleEndian(static_cast<uint32_t>(piece.text.size())) + piece.text;
}

// <unk>, <s>, </s>, the 256 bytes, then `more` from id 259 on.
std::string vocabulary(const std::vector<Piece> &more) {
  std::string file = littleEndian(12) + record({"<unk>", 0}) +
                     record({"\n<s>\n", 0}) + record({"\n</s>\n", 0});
  for (int b = 0; b < 256; ++b) {
    char text[8];
    std::snprintf(text, sizeof text, "<0x%02X>", b);
    file += record({text, 0});
  }
  for (const Piece &piece : more)
    file += record(piece);
  return file;
}

class TokenizerTest : public ::testing::Test {
protected:
  void make(const std::vector<Piece> &more) {
    std::string error;
    tokenizer = Tokenizer::parse(vocabulary(more), "test", error);
    ASSERT_TRUE(tokenizer) << error;
  }
  Ids encode(std::string_view text) {
    Ids ids;
    std::string error;
    EXPECT_TRUE(tokenizer->encode(text, ids, error)) << error;
    return ids;
  }
  std::string decode(const Ids &ids) {
    std::string text;
    for (size_t i = 1; i < ids.size(); ++i)
      text += tokenizer->decode(ids[i - 1], ids[i]);
    return text;
  }
  std::unique_ptr<Tokenizer> tokenizer;
};

std::string parseError(const std::string &contents) {
  std::string error = "none";
  EXPECT_FALSE(Tokenizer::parse(contents, "test", error));
  return error;
}

TEST_F(TokenizerTest, MergesTheHighestScoreFirst) {
  // 259 260 261 262   263        264        265
  make({{" ", -1}, {"a", -2}, {"b", -3}, {"c", -4}, {"ab", -5}, {"bc", -4.5f}, {" a", -9}});
  // "bc" (-4.5) before "ab" (-5): what is left is " a".
  EXPECT_EQ(encode("abc"), (Ids{1, 265, 264}));
  EXPECT_EQ(encode("ab"), (Ids{1, 259, 263}));
  EXPECT_EQ(decode(encode("abc")), "abc");
}

TEST_F(TokenizerTest, TheFirstOfEqualScores) {
  make({{" ", 0}, {"a", 0}, {"aa", -1}});
  EXPECT_EQ(encode("aaa"), (Ids{1, 259, 261, 260}));
}

TEST_F(TokenizerTest, MergesOfMerges) {
  make({{" ", 0}, {"a", 0}, {"aa", -1}, {"aaaa", -2}, {" aaaa", -3}});
  EXPECT_EQ(encode("aaaa"), (Ids{1, 263}));
  EXPECT_EQ(encode("aaaaaa"), (Ids{1, 263, 261}));
}

TEST_F(TokenizerTest, BytesWhereThereIsNoCharacter) {
  make({{" ", 0}, {"\xC3\xA4", 0}});
  // a-umlaut has a token; the euro sign and a stray continuation byte have none.
  EXPECT_EQ(encode("\xC3\xA4"), (Ids{1, 259, 260}));
  EXPECT_EQ(encode("\xE2\x82\xAC"), (Ids{1, 259, 3 + 0xE2, 3 + 0x82, 3 + 0xAC}));
  EXPECT_EQ(encode("\xAC"), (Ids{1, 259, 3 + 0xAC}));
  for (const char *text : {"\xC3\xA4", "\xE2\x82\xAC", "\xAC", "x\n\ty", " two"})
    EXPECT_EQ(decode(encode(text)), text);
}

TEST_F(TokenizerTest, EveryByteSurvives) {
  make({{" ", 0}});
  std::string all;
  for (int b = 255; b >= 0; --b)
    all += static_cast<char>(b);
  EXPECT_EQ(decode(encode(all)), all);
}

TEST_F(TokenizerTest, BeginAndEnd) {
  make({{" ", 0}, {" a", 0}, {"a", 0}});
  EXPECT_EQ(encode(""), Ids{1});
  EXPECT_EQ(tokenizer->decode(1, 260), "a") << "no leading space at the start";
  EXPECT_EQ(tokenizer->decode(261, 260), " a");
  EXPECT_EQ(tokenizer->decode(261, 2), "");
  EXPECT_EQ(tokenizer->decode(261, 1), "");
}

TEST_F(TokenizerTest, LowestIdOfEqualPieces) {
  make({{" ", 0}, {"a", 0}, {"a", 5}});
  EXPECT_EQ(encode("a"), (Ids{1, 259, 260}));
}

TEST(TokenizerFile, MissingBytes) {
  std::string error;
  std::string file = littleEndian(5) + record({"<unk>", 0}) + record({"b", 0}) +
                     record({"c", 0}) + record({"x", 0});
  auto tokenizer = Tokenizer::parse(file, "test", error);
  ASSERT_TRUE(tokenizer) << error;
  Ids ids;
  EXPECT_FALSE(tokenizer->encode("x", ids, error));
  EXPECT_EQ(error, "expected a token for every byte of the text, got none for "
                   "<0x20> at byte 0");
}

TEST(TokenizerFile, Refuses) {
  std::string head = littleEndian(5);
  Piece piece{"abc", 0};
  EXPECT_EQ(parseError("ab"), "tokenizer file 'test': expected the length of the "
                              "longest token, got 2 bytes");
  EXPECT_EQ(parseError(littleEndian(0)),
            "tokenizer file 'test': expected a longest token of 1 to 65536 bytes, "
            "got 0");
  EXPECT_EQ(parseError(littleEndian(0x80000000u)),
            "tokenizer file 'test': expected a longest token of 1 to 65536 bytes, "
            "got -2147483648");
  EXPECT_EQ(parseError(head + record(piece) + "12345"),
            "tokenizer file 'test': expected score and length of token 1, got the "
            "end of the file");
  EXPECT_EQ(parseError(head + littleEndian(0) + littleEndian(6)),
            "tokenizer file 'test': expected at most 5 bytes in token 0, got 6");
  EXPECT_EQ(parseError(head + littleEndian(0) + littleEndian(0xffffffffu)),
            "tokenizer file 'test': expected at most 5 bytes in token 0, got -1");
  EXPECT_EQ(parseError(head + littleEndian(0) + littleEndian(3) + "ab"),
            "tokenizer file 'test': expected 3 bytes of token 0, got 2");
  EXPECT_EQ(parseError(head + littleEndian(0x7fc00000u) + littleEndian(0)),
            "tokenizer file 'test': expected a number as score of token 0, got NaN");
  EXPECT_EQ(parseError(head + record(piece) + record(piece)),
            "tokenizer file 'test': expected at least 3 tokens, got 2");
}

TEST(TokenizerFile, Loads) {
  std::string path = ::testing::TempDir() + "/qopt-tokenizer.bin", error;
  std::ofstream(path, std::ios::binary) << vocabulary({{" ", 0}});
  auto tokenizer = Tokenizer::load(path, error);
  ASSERT_TRUE(tokenizer) << error;
  EXPECT_EQ(tokenizer->size(), 260);
  EXPECT_FALSE(Tokenizer::load(path + ".none", error));
  EXPECT_NE(error.find("expected a readable tokenizer file of at most 1 GiB, got '"),
            std::string::npos)
      << error;
}

} // namespace
