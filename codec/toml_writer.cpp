// SPDX-License-Identifier: Apache-2.0
#include "codec/toml_writer.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace nightfloat::codec::detail {

std::string toml_text(std::string_view bytes) {
  auto out = std::string{"\""};
  for (auto c : text_of(bytes)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      auto escape = std::array<char, 8>{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X",
                    static_cast<unsigned char>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string toml_number(double x) {
  auto out = std::array<char, 32>{};
  auto end = std::to_chars(out.data(), out.data() + out.size(), x).ptr;
  return {out.data(), end};
}

} // namespace nightfloat::codec::detail
