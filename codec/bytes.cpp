// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"

#include "codec/tags.hpp"

#include <array>

namespace nightfloat::codec {

using namespace tags;

namespace {

/// Writes `tag` and the `Width` low bytes of `x`, most significant first.
template <std::size_t Width>
void put(std::string& out, std::uint8_t tag, std::uint64_t x) {
  auto bytes = std::array<char, Width + 1>{};
  bytes[0] = static_cast<char>(tag);
  for (auto i = Width; i > 0; --i, x >>= 8)
    bytes[i] = static_cast<char>(x & 0xff);
  out.append(bytes.data(), bytes.size());
}

/// Counts are 32 bits wide; an object of 4 GiB in memory is a bug of ours.
void put_count(std::string& out, std::uint8_t tag16, std::size_t count) {
  NIGHTFLOAT_EXPECT(count <= 0xffff'ffff);
  if (count <= 0xffff)
    put<2>(out, tag16, count);
  else
    put<4>(out, tag16 + 1, count);
}

} // namespace

void write_wide(std::string& out, std::uint64_t x) {
  if (x <= 0x7f)
    out.push_back(static_cast<char>(x));
  else if (x <= 0xff)
    put<1>(out, uint8, x);
  else if (x <= 0xffff)
    put<2>(out, uint8 + 1, x);
  else if (x <= 0xffff'ffff)
    put<4>(out, uint8 + 2, x);
  else
    put<8>(out, uint8 + 3, x);
}

void write_negative(std::string& out, std::int64_t x) {
  auto raw = static_cast<std::uint64_t>(x);
  if (x >= -32)
    out.push_back(static_cast<char>(x));
  else if (x >= std::numeric_limits<std::int8_t>::min())
    put<1>(out, int8, raw);
  else if (x >= std::numeric_limits<std::int16_t>::min())
    put<2>(out, int8 + 1, raw);
  else if (x >= std::numeric_limits<std::int32_t>::min())
    put<4>(out, int8 + 2, raw);
  else
    put<8>(out, int8 + 3, raw);
}

void write_nil(std::string& out) {
  out.push_back(static_cast<char>(nil));
}

void write_bool(std::string& out, bool x) {
  out.push_back(static_cast<char>(x ? yes : no));
}

void write_double(std::string& out, double x) {
  put<8>(out, float64, std::bit_cast<std::uint64_t>(x));
}

void write_text(std::string& out, std::string_view x) {
  if (x.size() < 32)
    out.push_back(static_cast<char>(fix_str | x.size()));
  else if (x.size() <= 0xff)
    put<1>(out, str8, x.size());
  else
    put_count(out, str8 + 1, x.size());
  out.append(x);
}

void write_blob(std::string& out, const std::uint8_t* data, std::size_t size) {
  if (size <= 0xff)
    put<1>(out, bin8, size);
  else
    put_count(out, bin8 + 1, size);
  out.append(reinterpret_cast<const char*>(data), size);
}

void write_array(std::string& out, std::size_t count) {
  if (count < 16)
    out.push_back(static_cast<char>(fix_array | count));
  else
    put_count(out, array16, count);
}

} // namespace nightfloat::codec
