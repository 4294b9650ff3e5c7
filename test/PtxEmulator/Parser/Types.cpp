// SPDX-License-Identifier: Apache-2.0
#include "Types.h"

namespace qopt::ptx {

namespace {
struct Row {
  Type type;
  std::string_view name;
  int bits;
};
constexpr Row rows[] = {
    {Type::Pred, "pred", 1},     {Type::B1, "b1", 1},         {Type::B8, "b8", 8},
    {Type::B16, "b16", 16},      {Type::B32, "b32", 32},      {Type::B64, "b64", 64},
    {Type::B128, "b128", 128},   {Type::U4, "u4", 4},         {Type::S4, "s4", 4},
    {Type::U8, "u8", 8},         {Type::U16, "u16", 16},      {Type::U32, "u32", 32},
    {Type::U64, "u64", 64},      {Type::S8, "s8", 8},         {Type::S16, "s16", 16},
    {Type::S32, "s32", 32},      {Type::S64, "s64", 64},      {Type::F16, "f16", 16},
    {Type::F16x2, "f16x2", 32},  {Type::BF16, "bf16", 16},    {Type::BF16x2, "bf16x2", 32},
    {Type::F32, "f32", 32},      {Type::F64, "f64", 64},      {Type::E4M3, "e4m3", 8},
    {Type::E5M2, "e5m2", 8},     {Type::E4M3x2, "e4m3x2", 16}, {Type::E5M2x2, "e5m2x2", 16},
};
const Row &rowOf(Type type) {
  for (const Row &row : rows)
    if (row.type == type)
      return row;
  return rows[0];
}
} // namespace

std::optional<Type> parseType(std::string_view name) {
  for (const Row &row : rows)
    if (row.name == name)
      return row.type;
  return std::nullopt;
}

std::string_view name(Type type) { return rowOf(type).name; }

int bitsOf(Type type) { return rowOf(type).bits; }

bool isSigned(Type type) {
  return type == Type::S4 || (type >= Type::S8 && type <= Type::S64);
}

bool isFloat(Type type) { return type >= Type::F16; }

} // namespace qopt::ptx
