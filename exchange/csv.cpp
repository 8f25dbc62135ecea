// SPDX-License-Identifier: Apache-2.0
#include "exchange/csv.hpp"

#include "exchange/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace nightfloat::exchange {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
/// What a spreadsheet takes for the beginning of a formula, and the guard.
constexpr std::string_view dangerous = "=+-@\t\r\n'";

/// Bytes that a cell without quotes cannot hold.
constexpr auto needs_quotes = [] {
  auto out = std::array<bool, 256>{};
  for (auto c : {',', '"', '\r', '\n'})
    out[static_cast<unsigned char>(c)] = true;
  return out;
}();

/// How many bytes come before the first of them.
std::size_t plain_size(std::string_view text) noexcept {
  auto end = std::ranges::find_if(
    text, [](char c) { return needs_quotes[static_cast<unsigned char>(c)]; });
  return static_cast<std::size_t>(end - text.begin());
}

/// Whether writing has put an apostrophe before the cell.
bool is_guarded(std::string_view text) noexcept {
  return text.size() > 1 && text[0] == '\''
         && dangerous.find(text[1]) != std::string_view::npos;
}

std::string place_text(const std::string& source, csv_place x) {
  return source + ":" + std::to_string(x.line) + ":" + std::to_string(x.column);
}

/// The line after the first `lines_max` rows, where line breaks in quotes end
/// no row; 0: there are not so many. One pass over the bytes, for files far too
/// long.
std::uint32_t line_beyond(std::string_view text, std::size_t lines_max) {
  auto lines = std::size_t{0};
  auto all = std::uint32_t{1};
  auto quoted = false;
  for (auto c : text) {
    quoted = quoted != (c == '"');
    if (c != '\n')
      continue;
    if (!quoted && ++lines > lines_max)
      return all;
    ++all;
  }
  return 0;
}

} // namespace

csv_reader::csv_reader(std::string_view text, std::string source,
                       csv_limits limits)
  : text_{text}, source_{std::move(source)}, limits_{limits} {
  if (text_.starts_with(byte_order_mark))
    at_ = byte_order_mark.size();
}

failure csv_reader::wrong(csv_place where, ec code, std::string what) {
  at_ = text_.size();
  return {code, place_text(source_, where) + ": " + std::move(what)};
}

bool csv_reader::at_break() const noexcept {
  return text_[at_] == '\n' || text_.substr(at_).starts_with("\r\n");
}

void csv_reader::advance(std::size_t count) noexcept {
  auto passed = text_.substr(at_, count);
  at_ += passed.size();
  for (auto end = passed.find('\n'); end != std::string_view::npos;
       end = passed.find('\n')) {
    place_ = {place_.line + 1, 1};
    passed.remove_prefix(end + 1);
  }
  place_.column += static_cast<std::uint32_t>(passed.size());
}

result<void> csv_reader::take(csv_cell& cell, std::size_t count) {
  auto piece = text_.substr(at_, count);
  if (cell.text.size() + count > limits_.cell_bytes_max)
    return wrong(cell.place, ec::oversize,
                 "the cell is larger than "
                   + std::to_string(limits_.cell_bytes_max)
                   + " bytes, shorten it or close its quote");
  if (auto bad = first_bad_byte(piece); bad != std::string_view::npos) {
    advance(bad);
    return wrong(place_, ec::malformed,
                 "a byte that is not UTF-8, as in a Latin-1 file: save it as "
                 "UTF-8");
  }
  cell.text += piece;
  advance(count);
  return {};
}

result<void> csv_reader::quoted(csv_cell& cell) {
  advance(1);
  for (;;) {
    auto next = text_.find('"', at_);
    if (next == std::string_view::npos)
      return wrong(cell.place, ec::malformed,
                   "the quote that opens here is never closed, add one");
    if (auto ok = take(cell, next - at_); !ok)
      return ok;
    advance(1);
    if (at_ == text_.size() || text_[at_] != '"')
      break;
    if (auto ok = take(cell, 1); !ok)
      return ok;
  }
  if (at_ < text_.size() && text_[at_] != ',' && !at_break())
    return wrong(place_, ec::malformed,
                 "text after the closing quote, double the quotes inside of "
                 "the cell");
  return {};
}

result<void> csv_reader::plain(csv_cell& cell) {
  if (auto ok = take(cell, plain_size(text_.substr(at_))); !ok)
    return ok;
  if (at_ < text_.size() && text_[at_] == '"')
    return wrong(place_, ec::malformed,
                 "a quote inside of a cell that has none around it, put the "
                 "cell in quotes and double this one");
  if (at_ < text_.size() && text_[at_] == '\r' && !at_break())
    return wrong(place_, ec::malformed,
                 "a carriage return without a line feed, end lines with one "
                 "or both");
  return {};
}

result<bool> csv_reader::next(std::vector<csv_cell>& cells) {
  if (text_.size() > limits_.bytes_max)
    return wrong({1, 1}, ec::oversize,
                 std::to_string(text_.size()) + " bytes are too many (at most "
                   + std::to_string(limits_.bytes_max) + "), split the file");
  while (at_ < text_.size() && at_break())
    advance(text_[at_] == '\n' ? 1 : 2);
  if (at_ >= text_.size()) {
    cells.clear();
    return false;
  }
  if (++rows_ > limits_.rows_max)
    return wrong(place_, ec::oversize,
                 "more than " + std::to_string(limits_.rows_max)
                   + " rows, split the file");
  for (std::size_t count = 0;;) {
    if (count == limits_.columns_max)
      return wrong(place_, ec::oversize,
                   "more than " + std::to_string(limits_.columns_max)
                     + " columns, remove some");
    // Those of the row before are kept for their memory.
    if (count == cells.size())
      cells.emplace_back();
    auto& cell = cells[count++];
    cell.text.clear();
    cell.place = place_;
    auto in_quotes = at_ < text_.size() && text_[at_] == '"';
    if (auto ok = in_quotes ? quoted(cell) : plain(cell); !ok)
      return ok.error();
    if (is_guarded(cell.text))
      cell.text.erase(0, 1);
    if (at_ < text_.size() && text_[at_] == ',') {
      advance(1);
      continue;
    }
    if (at_ < text_.size())
      advance(text_[at_] == '\n' ? 1 : 2);
    cells.resize(count);
    return true;
  }
}

result<csv_table> csv_table::parse(std::string_view text, std::string source,
                                   const csv_columns& columns,
                                   csv_limits limits) {
  NIGHTFLOAT_EXPECT(limits.bytes_max <= UINT32_MAX);
  auto out = csv_table{};
  out.source_ = source;
  // The header is no row.
  if (text.size() <= limits.bytes_max) {
    if (auto line = line_beyond(text, limits.rows_max + 1); line != 0)
      return failure{ec::oversize, place_text(out.source_, {.line = line})
                                     + ": more than "
                                     + std::to_string(limits.rows_max)
                                     + " rows, split the file"};
  }
  ++limits.rows_max;
  auto reader = csv_reader{text, std::move(source), limits};
  auto cells = std::vector<csv_cell>{};
  auto any = reader.next(cells);
  if (!any)
    return any.error();
  if (auto ok = out.take_header(cells, columns); !ok)
    return ok.error();
  for (;;) {
    any = reader.next(cells);
    if (!any)
      return any.error();
    if (!*any)
      return out;
    if (cells.size() != out.header_.size())
      return failure{ec::invalid_argument,
                     place_text(out.source_, cells.front().place) + ": "
                       + std::to_string(cells.size()) + " cells where the "
                       + "header has " + std::to_string(out.header_.size())
                       + ", put cells with commas in quotes"};
    out.store(cells);
  }
}

void csv_table::store(const std::vector<csv_cell>& cells) {
  for (const auto& x : cells) {
    cells_.push_back({.begin = static_cast<std::uint32_t>(texts_.size()),
                      .size = static_cast<std::uint32_t>(x.text.size()),
                      .place = x.place});
    texts_ += x.text;
  }
}

result<void> csv_table::take_header(const std::vector<csv_cell>& cells,
                                    const csv_columns& columns) {
  auto list = [](const std::vector<std::string_view>& names) {
    auto out = std::string{};
    for (auto name : names)
      out.append(out.empty() ? "" : ", ").append(name);
    return out;
  };
  auto holds = [](const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& cell : cells) {
    auto name = trimmed(cell.text);
    auto bad = [&](const std::string& what) {
      return failure{ec::invalid_argument, place_text(source_, cell.place)
                                             + ": column '" + std::string{name}
                                             + "' " + what};
    };
    if (holds(header_, name))
      return bad("is there twice, remove one");
    if (!holds(columns.required, name) && !holds(columns.optional, name))
      return bad("is unknown, the columns are " + list(columns.required)
                 + (columns.optional.empty()
                      ? ""
                      : " and possibly " + list(columns.optional)));
    header_.emplace_back(name);
  }
  for (auto name : columns.required)
    if (!holds(header_, name))
      return failure{ec::invalid_argument, source_ + ":1:1: column '"
                                             + std::string{name}
                                             + "' is missing, the columns are "
                                             + list(columns.required)};
  return {};
}

std::size_t csv_table::index(std::string_view column) const noexcept {
  return static_cast<std::size_t>(
    std::find(header_.begin(), header_.end(), column) - header_.begin());
}

bool csv_table::has(std::string_view column) const noexcept {
  return index(column) < header_.size();
}

std::string csv_table::text(std::size_t row, std::string_view column) const {
  auto i = index(column);
  if (i >= header_.size())
    return {};
  const auto& cell = cells_[row * header_.size() + i];
  return texts_.substr(cell.begin, cell.size);
}

std::string csv_table::where(std::size_t row, std::string_view column) const {
  auto i = index(column);
  auto at = row * header_.size() + (i < header_.size() ? i : 0);
  return place_text(source_, cells_[at].place);
}

failure csv_table::wrong(std::size_t row, std::string_view column,
                         std::string what) const {
  return {ec::invalid_argument, where(row, column) + ": " + std::move(what)};
}

result<std::uint64_t>
csv_table::number(std::size_t row, std::string_view column, std::uint64_t min,
                  std::uint64_t max) const {
  const auto& cell = text(row, column);
  auto value = std::uint64_t{0};
  auto end = cell.data() + cell.size();
  auto read = std::from_chars(cell.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < min || value > max)
    return wrong(row, column,
                 std::string{column} + " '" + cell
                   + "' is not a whole number within " + std::to_string(min)
                   + ".." + std::to_string(max) + ", write one");
  return value;
}

void append_row(std::string& out, std::span<const std::string> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0)
      out += ',';
    auto cell = guarded(cells[i]);
    auto alone = cells.size() == 1 && cell.empty();
    if (!alone && plain_size(cell) == cell.size()
        && (i > 0 || !cell.starts_with(byte_order_mark))) {
      out += cell;
      continue;
    }
    out += '"';
    for (auto c : cell) {
      if (c == '"')
        out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
}

void append_row(std::string& out, std::initializer_list<std::string> cells) {
  append_row(out, std::span{cells.begin(), cells.size()});
}

std::string guarded(std::string_view text) {
  auto risky = [&](std::size_t i) {
    return i < text.size() && dangerous.find(text[i]) != std::string_view::npos;
  };
  // An apostrophe of the text's own is only guarded where reading would take
  // it for the guard.
  if (risky(0) && (text[0] != '\'' || risky(1)))
    return "'" + std::string{text};
  return std::string{text};
}

std::string unguarded(std::string_view text) {
  return std::string{is_guarded(text) ? text.substr(1) : text};
}

} // namespace nightfloat::exchange
