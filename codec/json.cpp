// SPDX-License-Identifier: Apache-2.0
#include "codec/json.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace nightfloat::codec {

namespace {

template <class Number>
void append_number(std::string& out, Number x) {
  auto buffer = std::array<char, 32>{};
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr;
  out.append(buffer.data(), end);
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    case '\r':
      out += "\\r";
      break;
    default:
      if (static_cast<unsigned char>(c) >= 0x20) {
        out += c;
      } else {
        out += "\\u00";
        out += hex[static_cast<unsigned char>(c) >> 4];
        out += hex[static_cast<unsigned char>(c) & 15];
      }
  }
}

} // namespace

void json_writer::null() {
  out_ += "null";
}

void json_writer::truth(bool x) {
  out_ += x ? "true" : "false";
}

void json_writer::integer_value(std::int64_t x) {
  append_number(out_, x);
}

void json_writer::integer_value(std::uint64_t x) {
  append_number(out_, x);
}

void json_writer::number(double x) {
  if (std::isfinite(x))
    append_number(out_, x);
  else
    null();
}

void json_writer::text(std::string_view x) {
  auto shown = text_of(x);
  out_ += '"';
  for (auto c : shown)
    append_escaped(out_, c);
  out_ += '"';
}

void json_writer::begin(char bracket, bool on_one_line) {
  out_ += bracket;
  first_ = true;
  ++depth_;
  if (flat_ > 0 || on_one_line)
    ++flat_;
}

void json_writer::end(char bracket) {
  --depth_;
  if (flat_ > 0)
    --flat_;
  else if (!first_)
    line();
  out_ += bracket;
  first_ = false;
}

void json_writer::name(std::string_view x) {
  next();
  text(x);
  out_ += pretty_ ? ": " : ":";
}

void json_writer::element() {
  next();
}

void json_writer::next() {
  if (!first_)
    out_ += flat_ > 0 && pretty_ ? ", " : ",";
  first_ = false;
  if (flat_ == 0)
    line();
}

void json_writer::line() {
  if (pretty_)
    out_.append(1, '\n').append(2 * std::size_t{depth_}, ' ');
}

} // namespace nightfloat::codec
