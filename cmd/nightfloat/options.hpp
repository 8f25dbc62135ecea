// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a command may be given. Commands declare their options here and know
// nothing of the parser behind (`command_line.cpp`), which is slow to compile;
// `help.cpp` prints the same declarations.

#include "codec/text.hpp"
#include "domain/error.hpp"
#include "domain/rules/freeze.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::cmd {

struct bounds {
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;
};

/// How an option reads in help and messages.
struct option_text {
  /// `--workers`, or `DIR` for a position.
  std::string name{};
  /// What stands for its value in help: `N`, `SECONDS`, `DIR`.
  std::string value{};
  std::string help{};
  /// Shown as the default; empty: the value that the target holds, if any.
  std::string fallback{};
};

/// One declared option or position.
struct option {
  option_text text;
  bool is_flag = false;
  bool is_position = false;
  bool is_required = false;
  /// Each time it is given adds to what it was given before.
  bool is_repeated = false;
  /// Taken, and not listed in help.
  bool is_hidden = false;
  /// Takes the given text; returns what is wrong with it, or nothing.
  std::function<std::string(const std::string&)> accept;
};

/// The targets must outlive the parse.
class options {
public:
  void flag(option_text text, bool& to);
  void text(option_text text, std::string& to);
  /// A file or directory. An empty one is refused: a shell's variable that is
  /// unset would name another than was meant.
  void path(option_text text, std::string& to);
  void texts(option_text text, std::vector<std::string>& to);
  void number(option_text text, std::uint64_t& to, bounds allowed = {});
  void number(option_text text, std::uint32_t& to, bounds allowed = {});
  void choice(option_text text, std::string& to,
              std::vector<std::string> allowed);
  /// One of the names of an enumeration.
  template <class E>
  void choice(option_text text, E& to);
  /// `--key`, an idempotency key; `meaning` goes on in help. An empty one is
  /// refused: it would be a new key each time.
  void key(const std::string& meaning, std::string& to);
  /// `--code` and `--reason`, why a day changes that does not change any more.
  void reason(domain::change_code& code, std::string& words);

  /// `2026-07-01`
  void date(option_text text, domain::date& to);

  /// Two of them that are in order where both are given.
  void days(option_text first, domain::date& from, option_text last,
            domain::date& to);

  /// `--first` and `--last`; a day that is not given is that of `whole`.
  void days(domain::date& from, domain::date& to,
            const std::string& whole = "of the programme");

  /// A spelling of before: it is refused with the one of today.
  void renamed(std::string before, const std::string& now);

  /// What follows the command without a name, in the order of declaration. An
  /// empty one is refused, as an empty path is.
  void position(option_text text, std::string& to);
  void optional_position(option_text text, std::string& to);

  /// Of text that has to be a whole number within the bounds; empty where it is
  /// not given.
  void number_text(option_text text, std::string& to, bounds allowed);

  /// A line that runs as it stands, after `nightfloat `.
  void example(std::string line);

  /// A paragraph of the help page, below the summary.
  void note(std::string paragraph);

  [[nodiscard]] const std::vector<option>& all() const noexcept {
    return all_;
  }

  /// What is wrong with options that were accepted one by one, or nothing.
  [[nodiscard]] std::string wrong_together() const;

  [[nodiscard]] const std::vector<std::string>& examples() const noexcept {
    return examples_;
  }

  [[nodiscard]] const std::vector<std::string>& notes() const noexcept {
    return notes_;
  }

private:
  std::vector<option> all_;
  std::vector<std::function<std::string()>> checks_;
  std::vector<std::string> examples_;
  std::vector<std::string> notes_;
};

template <class E>
void options::choice(option_text text, E& to) {
  if (text.fallback.empty())
    text.fallback = codec::name_of(to);
  text.help += " (" + codec::names_of<E>() + ")";
  all_.push_back({.text = std::move(text), .accept = [&to](auto& given) {
                    return codec::find_name(given, to)
                             ? std::string{}
                             : "is unknown (" + given + "), one of "
                                 + codec::names_of<E>();
                  }});
}

/// Reads a whole number within the bounds; returns what is wrong, or nothing.
[[nodiscard]] std::string read_number(const std::string& text,
                                      std::uint64_t& to, bounds allowed);

/// The id, 1 or more, that was given as `place`, an option or position. Fails
/// with `invalid_argument`.
template <class Id>
[[nodiscard]] result<Id>
read_id(const std::string& place, const std::string& text) {
  auto out = Id{};
  if (auto wrong = read_number(text, out.value, {1}); !wrong.empty())
    return failure{ec::invalid_argument, place + ": " + wrong, 0};
  return out;
}

} // namespace nightfloat::cmd
