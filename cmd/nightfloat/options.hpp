// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a command may be given. Commands declare their options here and know
// nothing of the parser behind (`command_line.cpp`), which is slow to compile;
// `help.cpp` prints the same declarations.

#include "domain/time.hpp"

#include <cstdint>
#include <functional>
#include <string>
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
  void texts(option_text text, std::vector<std::string>& to);
  void number(option_text text, std::uint64_t& to, bounds allowed = {});
  void number(option_text text, std::uint32_t& to, bounds allowed = {});
  void choice(option_text text, std::string& to,
              std::vector<std::string> allowed);
  /// `--key`, an idempotency key; `meaning` goes on in help. An empty one is
  /// refused: it would be a new key each time.
  void key(const std::string& meaning, std::string& to);

  /// `2026-07-01`
  void date(option_text text, domain::date& to);

  /// A spelling of before: it is refused with the one of today.
  void renamed(std::string before, const std::string& now);

  /// What follows the command without a name, in the order of declaration.
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

  [[nodiscard]] const std::vector<std::string>& examples() const noexcept {
    return examples_;
  }

  [[nodiscard]] const std::vector<std::string>& notes() const noexcept {
    return notes_;
  }

private:
  std::vector<option> all_;
  std::vector<std::string> examples_;
  std::vector<std::string> notes_;
};

/// Reads a whole number within the bounds; returns what is wrong, or nothing.
[[nodiscard]] std::string read_number(const std::string& text,
                                      std::uint64_t& to, bounds allowed);

} // namespace nightfloat::cmd
