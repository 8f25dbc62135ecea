// SPDX-License-Identifier: Apache-2.0
#include "codec/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace nightfloat::codec {

namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789+/";

/// How many bytes the character that begins with `lead` has, 0: none does.
std::size_t width_of(unsigned char lead) noexcept {
  if (lead < 0x80)
    return 1;
  if (lead >= 0xc2 && lead < 0xe0)
    return 2;
  if (lead >= 0xe0 && lead < 0xf0)
    return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

} // namespace

bool is_utf8(std::string_view x) noexcept {
  for (auto i = std::size_t{0}; i < x.size();) {
    auto lead = static_cast<unsigned char>(x[i]);
    auto width = width_of(lead);
    if (width == 0 || width > x.size() - i)
      return false;
    for (auto k = std::size_t{1}; k < width; ++k) {
      if ((static_cast<unsigned char>(x[i + k]) & 0xc0) != 0x80)
        return false;
    }
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    auto second = width > 1 ? static_cast<unsigned char>(x[i + 1]) : 0;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)
        || (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
      return false;
    i += width;
  }
  return true;
}

std::string_view clipped(std::string_view x, std::size_t bytes_max) noexcept {
  if (x.size() <= bytes_max)
    return x;
  // A character has three bytes behind its first at most.
  auto first = bytes_max - std::min<std::size_t>(bytes_max, 3);
  auto end = bytes_max;
  while (end > first && (static_cast<unsigned char>(x[end]) & 0xc0) == 0x80)
    --end;
  return x.substr(0, end);
}

std::string text_of(std::string_view bytes) {
  if (is_utf8(bytes) && !bytes.starts_with(base64_mark))
    return std::string{bytes};
  return std::string{base64_mark} + to_base64(bytes);
}

result<std::string> bytes_of(std::string_view text) {
  if (!text.starts_with(base64_mark))
    return std::string{text};
  return from_base64(text.substr(base64_mark.size()));
}

std::string to_base64(std::string_view bytes) {
  auto out = std::string{};
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (auto i = std::size_t{0}; i < bytes.size(); i += 3) {
    auto block = std::uint32_t{0};
    for (auto k = std::size_t{0}; k < 3; ++k) {
      auto in = i + k < bytes.size();
      block = block << 8 | (in ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (auto k = std::size_t{0}; k < 4; ++k) {
      auto in = i + k <= bytes.size();
      out += in ? digits[block >> (18 - 6 * k) & 0x3f] : '=';
    }
  }
  return out;
}

result<std::string> from_base64(std::string_view text) {
  auto bad = [](const char* why) {
    return failure{ec::invalid_argument, std::string{"no base64: "} + why};
  };
  if (text.size() % 4 != 0)
    return bad("length is no multiple of 4");
  auto padding = std::size_t{0};
  while (padding < 2 && padding < text.size()
         && text[text.size() - 1 - padding] == '=')
    ++padding;
  auto out = std::string{};
  out.reserve(text.size() / 4 * 3);
  auto block = std::uint32_t{0};
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    auto padded = i >= text.size() - padding;
    auto digit = padded ? 0 : digits.find(text[i]);
    if (digit == std::string_view::npos)
      return bad("a character that is none of its 64");
    block = block << 6 | static_cast<std::uint32_t>(digit);
    if (i % 4 == 3) {
      for (auto shift : {16, 8, 0})
        out += static_cast<char>(block >> shift & 0xff);
      block = 0;
    }
  }
  // Bits under the padding must be zero: one text for one string.
  for (auto i = std::size_t{0}; i < padding; ++i) {
    if (out.back() != 0)
      return bad("bits behind the end");
    out.pop_back();
  }
  if (to_base64(out) != text)
    return bad("bits behind the end");
  return out;
}

std::optional<ec> parse_ec(std::string_view name) noexcept {
  for (auto i = 0; i <= static_cast<int>(ec::io_failed); ++i) {
    if (name == to_string(static_cast<ec>(i)))
      return static_cast<ec>(i);
  }
  return std::nullopt;
}

std::string listed(std::span<const std::string_view> names) {
  auto all = std::string{};
  for (auto name : names)
    all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

} // namespace nightfloat::codec
