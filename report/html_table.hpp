// SPDX-License-Identifier: Apache-2.0
#pragma once

// Tables and figures of the page.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::report {

/// Four significant digits, never an exponent: `0.00123`, `12.3`, `12345`.
[[nodiscard]] std::string figure(double x);

/// `1:02:03` or `2:03`, of seconds.
[[nodiscard]] std::string clock_time(double seconds);

/// good, bad or unsure: how a verdict is painted.
[[nodiscard]] std::string_view mood(std::string_view verdict);

/// A word in the colour of its verdict; escaped.
[[nodiscard]] std::string badge(std::string_view verdict);

/// Rows of cells that are HTML already.
class html_table {
public:
  /// A header that begins with `>` aligns its column to the right.
  explicit html_table(std::vector<std::string_view> header);

  html_table& row(const std::vector<std::string>& cells);

  [[nodiscard]] bool empty() const noexcept {
    return rows_ == 0;
  }

  /// The table in a box that scrolls sideways where it is too wide.
  [[nodiscard]] std::string text() const;

private:
  std::vector<bool> right_;
  std::string out_;
  std::size_t rows_ = 0;
};

/// A headed section; empty where `body` is.
[[nodiscard]] std::string section(std::string_view title,
                                  const std::string& body);

/// What is long and seldom looked at, folded away.
[[nodiscard]] std::string fold(std::string_view summary,
                               const std::string& body);

} // namespace nightfloat::report
