// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::cmd {

namespace {

constexpr auto redraw_after = std::chrono::milliseconds{50};

bool stdout_has_colours() {
  static const auto has = isatty(STDOUT_FILENO) == 1
                          && std::getenv("NO_COLOR") == nullptr;
  return has;
}

bool begins_code_point(char c) {
  return (c & 0xc0) != 0x80;
}

/// Code points, which is what names need; wide glyphs are not expected.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
    std::count_if(text.begin(), text.end(), begins_code_point));
}

/// What fits on a line of stderr, whose last column would wrap; 0: unknown.
std::size_t columns_of_stderr() {
  auto size = winsize{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1
           ? size.ws_col - 1u
           : 0;
}

std::string two(std::int64_t a, const char* x, std::int64_t b, const char* y) {
  auto out = std::to_string(a) + " " + x;
  return b == 0 ? out : out + " " + std::to_string(b) + " " + y;
}

} // namespace

std::string painted(std::string_view text, tone x) {
  constexpr auto codes = std::array{"0", "1", "2", "32", "31", "33"};
  if (x == tone::plain || !stdout_has_colours())
    return std::string{text};
  return std::string{"\x1b["} + codes[static_cast<std::size_t>(x)] + "m"
         + std::string{text} + "\x1b[0m";
}

std::string counted(std::uint64_t n, std::string_view one,
                    std::string_view many) {
  return std::to_string(n) + " " + std::string{n == 1 ? one : many};
}

std::string formatted(const char* format, double x) {
  auto out = std::array<char, 64>{};
  std::snprintf(out.data(), out.size(), format, x);
  return out.data();
}

std::string_view clipped(std::string_view text, std::size_t columns) {
  auto left = columns;
  for (auto i = std::size_t{0}; columns != 0 && i < text.size(); ++i)
    if (begins_code_point(text[i]) && left-- == 0)
      return text.substr(0, i);
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  auto out = std::string{};
  for (const auto& word : words)
    out += (out.empty() ? "" : ", ") + word;
  return out;
}

void print_rest(std::ostream& out, std::size_t all, std::size_t shown,
                std::string_view indent) {
  if (shown < all)
    out << indent << "... and " << all - shown << " more, --show " << all
        << " shows all\n";
}

std::string quantity(std::int64_t n, std::string_view unit) {
  if (unit != "minutes")
    return std::to_string(n) + " " + std::string{unit};
  if (n < 0)
    return "-" + quantity(-n, unit);
  return n < 60 ? std::to_string(n) + " min" : two(n / 60, "h", n % 60, "min");
}

std::string duration(std::chrono::milliseconds x) {
  auto ms = x.count();
  if (ms < 1'000)
    return std::to_string(ms) + " ms";
  if (ms < 60'000)
    return formatted("%.1f s", static_cast<double>(ms) / 1'000);
  auto s = ms / 1'000;
  if (s < 3'600)
    return two(s / 60, "min", s % 60, "s");
  if (s < 86'400)
    return two(s / 3'600, "h", s % 3'600 / 60, "min");
  return two(s / 86'400, "d", s % 86'400 / 3'600, "h");
}

std::string bytes(std::uint64_t n) {
  constexpr auto units = std::array{"B", "KiB", "MiB", "GiB", "TiB"};
  auto x = static_cast<double>(n);
  auto i = std::size_t{0};
  for (; x >= 1'024 && i + 1 < units.size(); ++i)
    x /= 1'024;
  return i == 0 ? std::to_string(n) + " B" : formatted("%.1f ", x) + units[i];
}

std::string percent_of(std::uint32_t permille) {
  return std::to_string(permille / 10) + '.' + std::to_string(permille % 10)
         + " %";
}

table::table(std::vector<std::string> header) {
  for (auto& cell : header) {
    right_.push_back(cell.starts_with('>'));
    if (right_.back())
      cell.erase(0, 1);
  }
  lines_.push_back({std::move(header), tone::strong});
}

void table::add(std::vector<std::string> row, tone x) {
  row.resize(right_.size());
  lines_.push_back({std::move(row), x});
}

void table::print(std::ostream& out) const {
  auto widths = std::vector<std::size_t>(right_.size());
  for (auto& row : lines_)
    for (auto i = std::size_t{0}; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row.cells[i]));
  for (auto& row : lines_) {
    auto text = std::string{};
    for (auto i = std::size_t{0}; i < widths.size(); ++i) {
      auto pad = std::string(widths[i] - width_of(row.cells[i]), ' ');
      text += i == 0 ? "" : "  ";
      text += right_[i] ? pad + row.cells[i] : row.cells[i] + pad;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << painted(text, row.paint) << '\n';
  }
}

progress_bar::progress_bar(std::string label, std::size_t cells)
  : label_{std::move(label)}, cells_{cells}, is_terminal_{isatty(STDERR_FILENO)
                                                          == 1},
    begun_{std::chrono::steady_clock::now()} {
  // Draws nothing before the first `show`.
}

progress_bar::~progress_bar() {
  wipe();
}

void progress_bar::wipe() {
  if (is_drawn_)
    std::cerr << "\r\x1b[K" << std::flush;
  is_drawn_ = false;
}

void progress_bar::show(std::uint64_t done, std::uint64_t whole,
                        std::string_view phase) {
  auto now = std::chrono::steady_clock::now();
  if (!is_terminal_ || (is_drawn_ && now - drawn_ < redraw_after))
    return;
  whole = std::max<std::uint64_t>(whole, 1);
  done = std::min(done, whole);
  auto cells = cells_ * done / whole;
  auto spent
    = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_);
  auto line = label_ + " [" + std::string(cells, '#')
              + std::string(cells_ - cells, '.') + "] "
              + std::to_string(100 * done / whole) + " %  " + duration(spent)
              + "  " + std::string{phase};
  // A line that wraps is not wiped whole: each next one would scroll.
  std::cerr << "\r\x1b[K" << clipped(line, columns_of_stderr()) << std::flush;
  is_drawn_ = true;
  drawn_ = now;
}

} // namespace nightfloat::cmd
