// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lines, fields and tokens of the instance formats. Every error names file
// and line; nothing is believed that is not within its bounds.

#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

/// The largest instance file that is read.
constexpr std::size_t instance_bytes_max = 64u << 20;

/// The lines of a text that say something: trimmed, without comments.
class text_lines {
public:
  /// `text` must outlive it. A line that begins with `comment` says nothing;
  /// 0: every line says something.
  text_lines(std::string_view text, std::string source, char comment = 0);

  /// Goes to the next line; false at the end.
  bool next();

  [[nodiscard]] std::string_view text() const noexcept {
    return line_;
  }

  /// `file:line: what`, with `invalid_argument`.
  [[nodiscard]] failure wrong(const std::string& what) const;

  /// The same for a file that ends where it should go on.
  [[nodiscard]] failure ended(const std::string& missing) const;

  /// A whole number within the bounds, called `name` in what is said.
  [[nodiscard]] result<std::int32_t>
  number(std::string_view text, const std::string& name, std::int32_t min,
         std::int32_t max) const;

  /// A name that a roster file can hold: no blanks, none of `:|=,`, neither
  /// `-` nor `.`, and at most 64 bytes.
  [[nodiscard]] result<std::string> name(std::string_view text,
                                         const std::string& what) const;

private:
  std::string_view rest_;
  std::string source_;
  char comment_;
  std::string_view line_;
  std::uint32_t number_ = 0;
};

/// What lies between the separators, each trimmed.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text,
                                                  char separator);

/// What lies between blanks.
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);

/// A word (letters, digits, `_`), `:=`, `..` or one other character.
struct token {
  std::string_view text;
  std::uint32_t line = 1;
};

/// The tokens of a text one after another. Comments run from `comment` to the
/// end of the line, or from `/*` to `*/`.
class text_tokens {
public:
  /// `text` must outlive it.
  text_tokens(std::string_view text, std::string source, char comment);

  /// The one that comes; empty at the end.
  [[nodiscard]] const token& now() const noexcept {
    return now_;
  }

  [[nodiscard]] bool at_end() const noexcept {
    return now_.text.empty();
  }

  /// Goes on; returns what was there.
  token take();

  /// Whether `text` comes; then goes on.
  bool skip(std::string_view text);

  /// Fails unless `text` comes.
  result<void> expect(std::string_view text);

  /// `file:line: what` of the token that comes, with `invalid_argument`.
  [[nodiscard]] failure wrong(const std::string& what) const;
  [[nodiscard]] failure wrong(const token& at, const std::string& what) const;

  /// Takes a whole number within the bounds.
  result<std::int32_t> number(const std::string& name, std::int32_t min,
                              std::int32_t max);

private:
  void advance();
  void pass(std::size_t count);
  bool pass_comment();

  std::string_view rest_;
  std::string source_;
  char comment_;
  std::uint32_t line_ = 1;
  token now_;
};

/// Fails with `malformed`, naming the line, where `text` is no UTF-8 or holds
/// a NUL.
[[nodiscard]] result<void> check_text(std::string_view text,
                                      const std::string& source);

} // namespace nightfloat::exchange
