// SPDX-License-Identifier: Apache-2.0
#include "exchange/instance_text.hpp"

#include "exchange/text.hpp"

#include <algorithm>
#include <charconv>

namespace nightfloat::exchange {

namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr std::size_t shown_bytes_max = 40;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c >= '0' && c <= '9') || c == '_';
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"))
    text.remove_prefix(3);
  return text;
}

std::string_view bare(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// For a message: a long value is cut.
std::string excerpt(std::string_view text) {
  if (text.empty())
    return "nothing";
  if (text.size() <= shown_bytes_max)
    return std::string{text};
  return std::string{text.substr(0, shown_bytes_max)} + "...";
}

failure wrong_at(const std::string& source, std::uint32_t line,
                 const std::string& what) {
  return {ec::invalid_argument,
          source + ":" + std::to_string(line) + ": " + what};
}

/// The number, or what is wrong with it.
struct read_whole {
  std::int32_t value = 0;
  std::string wrong;
};

read_whole whole(std::string_view text, const std::string& name,
                 std::int32_t min, std::int32_t max) {
  auto out = read_whole{};
  const auto* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, out.value);
  if (text.empty() || error != std::errc{} || stop != end || out.value < min
      || out.value > max)
    out.wrong = name + " is no whole number within its bounds (" + excerpt(text)
                + "), " + std::to_string(min) + " to " + std::to_string(max);
  return out;
}

} // namespace

text_lines::text_lines(std::string_view text, std::string source, char comment)
  : rest_{without_mark(text)}, source_{std::move(source)}, comment_{comment} {
}

bool text_lines::next() {
  while (!rest_.empty()) {
    auto end = std::min(rest_.find('\n'), rest_.size());
    line_ = bare(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    if (!line_.empty() && (comment_ == 0 || line_.front() != comment_))
      return true;
  }
  line_ = {};
  return false;
}

failure text_lines::wrong(const std::string& what) const {
  return wrong_at(source_, number_, what);
}

failure text_lines::ended(const std::string& missing) const {
  return wrong("the file ends without " + missing
               + ", it seems to have been cut short");
}

result<std::int32_t>
text_lines::number(std::string_view text, const std::string& name,
                   std::int32_t min, std::int32_t max) const {
  auto x = whole(text, name, min, max);
  if (!x.wrong.empty())
    return wrong(x.wrong);
  return x.value;
}

result<std::string> text_lines::name(std::string_view text,
                                     const std::string& what) const {
  auto bad = text.empty() || text.size() > name_bytes_max || text == "-"
             || text == "." || text.find_first_of(" \t:|=,") != text.npos;
  if (bad)
    return wrong(what + " is no name (" + excerpt(text) + "), 1 to "
                 + std::to_string(name_bytes_max)
                 + " bytes without blanks and :|=, and not - or .");
  return std::string{text};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  auto out = std::vector<std::string_view>{};
  for (;;) {
    auto end = text.find(separator);
    out.push_back(bare(text.substr(0, end)));
    if (end == text.npos)
      return out;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> words(std::string_view text) {
  auto out = std::vector<std::string_view>{};
  for (text = bare(text); !text.empty(); text = bare(text)) {
    auto end = static_cast<std::size_t>(
      std::find_if(text.begin(), text.end(), is_blank) - text.begin());
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

text_tokens::text_tokens(std::string_view text, std::string source,
                         char comment)
  : rest_{without_mark(text)}, source_{std::move(source)}, comment_{comment} {
  advance();
}

token text_tokens::take() {
  auto out = now_;
  advance();
  return out;
}

bool text_tokens::skip(std::string_view text) {
  if (now_.text != text)
    return false;
  advance();
  return true;
}

result<void> text_tokens::expect(std::string_view text) {
  if (skip(text))
    return {};
  if (at_end())
    return wrong("the file ends where " + std::string{text}
                 + " is expected, it seems to have been cut short");
  return wrong("expected " + std::string{text} + " (found " + excerpt(now_.text)
               + ")");
}

failure text_tokens::wrong(const std::string& what) const {
  return wrong(now_, what);
}

failure text_tokens::wrong(const token& at, const std::string& what) const {
  return wrong_at(source_, at.line, what);
}

result<std::int32_t> text_tokens::number(const std::string& name,
                                         std::int32_t min, std::int32_t max) {
  if (at_end())
    return wrong("the file ends where " + name
                 + " is expected, it seems to have been cut short");
  // A sign is a token of its own; said whole it reads better.
  auto at = take();
  auto x = whole(at.text, name, min, max);
  if (at.text == "-")
    x.wrong = name + " must not be negative";
  if (!x.wrong.empty())
    return wrong(at, x.wrong);
  return x.value;
}

void text_tokens::pass(std::size_t count) {
  count = std::min(count, rest_.size());
  line_ += static_cast<std::uint32_t>(std::count(
    rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(count), '\n'));
  rest_.remove_prefix(count);
}

bool text_tokens::pass_comment() {
  if (rest_.starts_with(comment_))
    pass(std::min(rest_.find('\n'), rest_.size()));
  else if (rest_.starts_with("/*"))
    pass(std::min(rest_.find("*/", 2), rest_.size() - 2) + 2);
  else
    return false;
  return true;
}

void text_tokens::advance() {
  while (!rest_.empty() && (is_blank(rest_.front()) || pass_comment()))
    if (!rest_.empty() && is_blank(rest_.front()))
      pass(1);
  auto length = static_cast<std::size_t>(
    std::find_if_not(rest_.begin(), rest_.end(), is_word) - rest_.begin());
  if (length == 0 && (rest_.starts_with(":=") || rest_.starts_with("..")))
    length = 2;
  if (length == 0)
    length = std::min<std::size_t>(1, rest_.size());
  now_ = {rest_.substr(0, length), line_};
  pass(length);
}

result<void> check_text(std::string_view text, const std::string& source) {
  auto bad = first_bad_byte(text);
  if (bad == std::string_view::npos)
    return {};
  auto line = 1
              + std::count(text.begin(),
                           text.begin() + static_cast<std::ptrdiff_t>(bad),
                           '\n');
  return failure{ec::malformed, source + ":" + std::to_string(line)
                                  + ": is no text in UTF-8, is this an "
                                    "instance at all"};
}

} // namespace nightfloat::exchange
