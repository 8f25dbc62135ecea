// SPDX-License-Identifier: Apache-2.0
#pragma once

// Output for people: colours and bars where a terminal is, plain text where
// none is.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::cmd {

/// Libraries' log lines go to stderr, and only those of at least `level`;
/// what a command has to say, it says itself.
void quieten_logs(const std::string& level);

enum class tone { plain, strong, faint, good, bad, doubtful };

/// `text` in the colour of `x` if stdout is a terminal and NO_COLOR is unset.
[[nodiscard]] std::string painted(std::string_view text, tone x);

/// `1 person`, `2 people`.
[[nodiscard]] std::string counted(std::uint64_t n, std::string_view one,
                                  std::string_view many);

/// The first `columns` code points of `text`; 0: all of them.
[[nodiscard]] std::string_view clipped(std::string_view text,
                                       std::size_t columns);

/// `a, b, c`
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

/// `x` as printf's `format` of one double writes it, e.g. `%.1f s`; at most 63
/// bytes of it.
[[nodiscard]] std::string formatted(const char* format, double x);

/// `82 h 10 min`, `3 days`; minutes are rounded nowhere.
[[nodiscard]] std::string quantity(std::int64_t n, std::string_view unit);

/// `1.2 s`, `340 ms`, `2 d 3 h`.
[[nodiscard]] std::string duration(std::chrono::milliseconds x);

/// `12.3 MiB`
[[nodiscard]] std::string bytes(std::uint64_t n);

/// `12.3 %` of 123 thousandths.
[[nodiscard]] std::string percent_of(std::uint32_t permille);

/// Columns as wide as their widest cell; the first row is the header.
class table {
public:
  /// A header that begins with `>` aligns its column to the right.
  explicit table(std::vector<std::string> header);

  void add(std::vector<std::string> row, tone x = tone::plain);

  void print(std::ostream& out) const;

private:
  struct line {
    std::vector<std::string> cells;
    tone paint = tone::plain;
  };

  std::vector<bool> right_;
  std::vector<line> lines_;
};

/// Where a list ended before its end: how many are left out, and the --show
/// that shows `all`. Silent where all were shown.
void print_rest(std::ostream& out, std::size_t all, std::size_t shown,
                std::string_view indent = {});

/// A bar on stderr that its destructor wipes, never wider than the terminal;
/// silent where stderr is none.
class progress_bar {
public:
  explicit progress_bar(std::string label, std::size_t cells = 30);
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar();

  /// Takes it off the screen; the next `show` draws it again.
  void wipe();

  void show(std::uint64_t done, std::uint64_t whole,
            std::string_view phase = {});

private:
  std::string label_;
  std::size_t cells_;
  bool is_terminal_ = false;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point drawn_;
};

} // namespace nightfloat::cmd
