// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The first byte of each MessagePack family, as its specification names them.
namespace nightfloat::codec::tags {

constexpr std::uint8_t fix_array = 0x90, fix_map = 0x80, fix_str = 0xa0;
constexpr std::uint8_t nil = 0xc0, never = 0xc1, no = 0xc2, yes = 0xc3;
constexpr std::uint8_t bin8 = 0xc4, ext8 = 0xc7, float32 = 0xca;
constexpr std::uint8_t float64 = 0xcb, uint8 = 0xcc, int8 = 0xd0;
constexpr std::uint8_t fix_ext1 = 0xd4, str8 = 0xd9, array16 = 0xdc;
constexpr std::uint8_t map16 = 0xde, fix_negative = 0xe0;

} // namespace nightfloat::codec::tags
