// SPDX-License-Identifier: Apache-2.0
#include "exchange/schedule_layout.hpp"

#include "exchange/cell_pieces.hpp"
#include "exchange/schedule_labels.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>

namespace nightfloat::exchange {

namespace {

using namespace domain;

/// Dates are looked for in the first rows only.
constexpr std::uint32_t header_rows_max = 50;
/// Shorter steps than this are no weeks.
constexpr int week_step_min = 5;
/// A column never speaks for more days.
constexpr int column_days_max = 42;

/// A column and the date above it.
struct dated {
  std::uint32_t column = 0;
  const sheet_cell* cell = nullptr;
  date_text text;
};

class layout_finder {
public:
  layout_finder(const sheet& x, const sheet_grid& grid, window span,
                const name_books& names)
    : sheet_{x}, grid_{grid}, span_{span}, names_{names} {
  }

  result<std::optional<schedule_layout>> find() {
    if (grid_.rows() > sheet_rows_max)
      return failure{ec::oversize,
                     sheet_.where(sheet_.cells.back()) + ": more than "
                       + std::to_string(sheet_rows_max) + " rows, remove some"};
    find_dates();
    if (dates_.empty())
      return std::optional<schedule_layout>{};
    auto is_single = dates_.size() == 1 && words_of(sheet_.name).empty();
    find_halves();
    if (!find_labels(is_single) || !has_rows())
      return std::optional<schedule_layout>{};
    if (auto ok = check_dates(); !ok)
      return ok.error();
    choose_kind();
    if (auto ok = add_columns(); !ok)
      return ok.error();
    return std::optional{std::move(out_)};
  }

private:
  std::vector<dated> dates_of(std::uint32_t row) const;
  void find_dates();
  [[nodiscard]] bool is_list(std::uint32_t row,
                             const std::vector<dated>& found) const;
  void find_halves();
  [[nodiscard]] const dated* date_over(std::uint32_t column) const;
  [[nodiscard]] result<void> check_dates() const;
  [[nodiscard]] std::span<const sheet_cell> cells_of(std::int64_t row) const;
  [[nodiscard]] bool names_somebody(std::int64_t row) const;
  [[nodiscard]] std::map<std::uint32_t, half_day>
  halves_of(std::int64_t row) const;
  [[nodiscard]] bool shows_shifts() const;
  void choose_kind();
  result<void> add_columns();
  [[nodiscard]] failure outside(const dated& x) const;
  void widen();
  bool find_labels(bool by_heading_only);
  [[nodiscard]] bool is_dated(std::uint32_t column) const;
  [[nodiscard]] bool has_rows() const;

  const sheet& sheet_;
  const sheet_grid& grid_;
  window span_;
  name_books names_;
  schedule_layout out_;
  std::vector<dated> dates_;
  std::uint32_t date_row_ = 0;
  std::map<std::uint32_t, half_day> halves_;
};

std::vector<dated> layout_finder::dates_of(std::uint32_t row) const {
  auto out = std::vector<dated>{};
  for (auto column = std::uint32_t{0}; column < grid_.columns(); ++column) {
    const auto* cell = grid_.at(row, column);
    if (cell == nullptr)
      continue;
    auto text = read_date(cell->text, span_);
    if (text.is != date_text::kind::none)
      out.push_back({column, cell, text});
  }
  return out;
}

/// The row with most of them that is a header: it names nobody, and what
/// stands around are no dates, as in a list of leave.
void layout_finder::find_dates() {
  auto rows = std::min(grid_.rows(), header_rows_max);
  for (auto row = std::uint32_t{0}; row < rows; ++row)
    if (auto found = dates_of(row); found.size() > dates_.size()
                                    && !names_somebody(row)
                                    && !is_list(row, found)) {
      dates_ = std::move(found);
      date_row_ = row;
    }
  out_.first_row = date_row_ + 1;
}

bool layout_finder::is_list(std::uint32_t row,
                            const std::vector<dated>& found) const {
  auto last = std::min(grid_.rows(), row + rows_tried_max);
  auto filled = std::size_t{0};
  auto dates = std::size_t{0};
  auto look = [&](std::uint32_t at) {
    for (const auto& x : found)
      if (const auto* cell = grid_.at(at, x.column)) {
        auto is_date = read_date(cell->text, span_).is != date_text::kind::none;
        dates += is_date;
        // What heads the list does not speak against it.
        filled += is_date || at > row;
      }
  };
  if (row > 0)
    look(row - 1);
  for (auto below = row + 1; below < last && filled < cells_tried_max; ++below)
    look(below);
  return 2 * dates > filled;
}

std::span<const sheet_cell> layout_finder::cells_of(std::int64_t row) const {
  auto row_of = [](const sheet_cell& x) {
    return std::int64_t{x.row};
  };
  auto first = std::ranges::lower_bound(sheet_.cells, row, {}, row_of);
  return {first, std::ranges::upper_bound(sheet_.cells, row, {}, row_of)};
}

bool layout_finder::names_somebody(std::int64_t row) const {
  return std::ranges::any_of(cells_of(row), [&](const auto& x) {
    return names_.people.is_exact(x.text);
  });
}

/// The columns of a row that say AM or PM. A shift may be called so, too: a
/// row of them that has a label is a person's, even one who is misspelt.
std::map<std::uint32_t, half_day>
layout_finder::halves_of(std::int64_t row) const {
  auto out = std::map<std::uint32_t, half_day>{};
  auto are_shifts = false;
  for (auto c = dates_.front().column; c < grid_.columns(); ++c)
    if (const auto* cell = grid_.at(static_cast<std::uint32_t>(row), c))
      if (auto half = read_half(cell->text)) {
        out[c] = *half;
        are_shifts = are_shifts || names_.shifts.is_exact(cell->text);
      }
  auto is_labelled = std::ranges::any_of(cells_of(row), [&](const auto& x) {
    return !out.contains(x.column) && !is_heading(x.text);
  });
  if (are_shifts && is_labelled)
    out.clear();
  return out;
}

/// The date of a column: its own, or that to its left; null where there is
/// neither.
const dated* layout_finder::date_over(std::uint32_t column) const {
  auto own = std::find_if(dates_.rbegin(), dates_.rend(), [&](const dated& x) {
    return x.column <= column && column - x.column < 2;
  });
  return own == dates_.rend() ? nullptr : &*own;
}

/// AM and PM stand with the dates or in a row near by; a column without a date
/// of its own takes that to its left.
void layout_finder::find_halves() {
  for (const auto& x : dates_)
    if (x.text.half)
      halves_[x.column] = *x.text.half;
  for (auto step : {1, 2, -1, -2}) {
    auto row = static_cast<std::int64_t>(date_row_) + step;
    if (!halves_.empty() || row < 0 || names_somebody(row))
      continue;
    auto found = halves_of(row);
    std::erase_if(found,
                  [&](const auto& x) { return date_over(x.first) == nullptr; });
    if (found.size() < dates_.size())
      continue;
    halves_ = std::move(found);
    if (step > 0)
      out_.first_row = static_cast<std::uint32_t>(row) + 1;
  }
  auto all = std::vector<dated>{};
  for (const auto& [column, half] : halves_) {
    all.push_back(*date_over(column));
    all.back().column = column;
    all.back().text.half = half;
  }
  if (!halves_.empty())
    dates_ = std::move(all);
}

result<void> layout_finder::check_dates() const {
  for (const auto& x : dates_) {
    if (x.text.is == date_text::kind::no_such)
      return sheet_.wrong(*x.cell, "there is no day '" + x.cell->text
                                     + "', correct the date");
    if (x.text.is == date_text::kind::ambiguous)
      return sheet_.wrong(*x.cell, "'" + x.cell->text
                                     + "' is in several years of the "
                                       "programme, write the year");
  }
  return {};
}

/// Whether more of the entries are shifts than rotations.
bool layout_finder::shows_shifts() const {
  auto shifts = 0;
  auto rotations = 0;
  for (const auto& x : sheet_.cells) {
    if (x.row < out_.first_row || !is_dated(x.column))
      continue;
    for (const auto& piece : pieces_of(x.text)) {
      // Of a week a part is days, of a day it is hours.
      auto has_hours = piece.part.find(':') != std::string::npos;
      shifts += has_hours || names_.shifts.is_exact(piece.name) ? 1 : 0;
      rotations += names_.rotations.is_exact(piece.name) ? 1 : 0;
    }
  }
  return shifts > rotations;
}

/// The first and the last week of a programme may be short: one date, or two
/// near each other, do not tell weeks from days.
void layout_finder::choose_kind() {
  if (!halves_.empty()) {
    out_.kind = schedule_kind::slots;
    return;
  }
  auto sorted = std::vector<date>{};
  for (const auto& x : dates_)
    sorted.push_back(x.text.day);
  std::ranges::sort(sorted);
  auto wide = std::size_t{0};
  for (std::size_t i = 1; i < sorted.size(); ++i)
    if ((sorted[i] - sorted[i - 1]).count() >= week_step_min)
      ++wide;
  auto words = words_of(sheet_.name);
  auto says_weeks = std::ranges::find(words, "weeks") != words.end();
  auto is_clear = wide > 0 || sorted.size() > 2;
  auto is_weeks = is_clear ? 2 * wide >= sorted.size() - 1
                           : says_weeks || (words.empty() && !shows_shifts());
  out_.kind = is_weeks ? schedule_kind::weeks : schedule_kind::days;
}

result<void> layout_finder::add_columns() {
  auto seen = std::map<std::pair<date, half_day>, const sheet_cell*>{};
  for (const auto& x : dates_) {
    auto half = x.text.half.value_or(half_day::am);
    auto [other, fresh] = seen.emplace(std::pair{x.text.day, half}, x.cell);
    if (!fresh)
      return sheet_.wrong(
        *x.cell, to_string(x.text.day) + " has another column already, see "
                   + sheet_.where(*other->second) + ": remove one");
    auto days = window{x.text.day, x.text.day};
    out_.columns.push_back({x.column, days, half, days});
    // A week may begin before the programme does.
    auto early = date::duration{out_.kind == schedule_kind::weeks ? 6 : 0};
    if (x.text.day < span_.first - early || x.text.day > span_.last)
      return outside(x);
  }
  std::ranges::sort(out_.columns, [](const auto& a, const auto& b) {
    return std::tie(a.days.first, a.half) < std::tie(b.days.first, b.half);
  });
  if (out_.kind == schedule_kind::weeks)
    widen();
  // Its next column ends a week, perhaps before the programme begins.
  for (const auto& x : out_.columns)
    if (x.days.last < x.days.first)
      return outside(*std::ranges::find(dates_, x.column, &dated::column));
  return {};
}

failure layout_finder::outside(const dated& x) const {
  return sheet_.wrong(
    *x.cell, to_string(x.text.day) + " is not within the programme ("
               + to_string(span_.first) + " to " + to_string(span_.last)
               + "), correct it or remove the column");
}

/// A column reaches to the next, but not further than columns usually do: a
/// week that was taken out of the sheet must not become the one before it.
/// Short weeks do not tell how far that is.
void layout_finder::widen() {
  auto steps = std::map<int, int>{};
  auto& all = out_.columns;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (auto step = (all[i].days.first - all[i - 1].days.first).count();
        step >= week_step_min)
      ++steps[step];
  auto usual = std::ranges::max_element(steps, {},
                                        [](const auto& x) { return x.second; });
  auto step = usual == steps.end() ? 7
                                   : std::min(usual->first, column_days_max);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& x = all[i].days;
    x.last = x.first + date::duration{step - 1};
    if (i + 1 < all.size())
      x.last = std::min(x.last, all[i + 1].days.first - date::duration{1});
    all[i].written = x;
    x.first = std::max(x.first, span_.first);
    x.last = std::min(x.last, span_.last);
  }
}

bool layout_finder::is_dated(std::uint32_t column) const {
  return std::ranges::any_of(dates_,
                             [&](const auto& x) { return x.column == column; });
}

/// Whether a column says who, and any row below has it.
bool layout_finder::has_rows() const {
  return std::ranges::any_of(sheet_.cells, [&](const auto& x) {
    return x.row >= out_.first_row
           && (x.column == out_.code_column || x.column == out_.name_column);
  });
}

/// False: one date alone makes no schedule without a heading.
bool layout_finder::find_labels(bool by_heading_only) {
  auto dated = std::set<std::uint32_t>{};
  for (const auto& x : dates_)
    dated.insert(x.column);
  auto top = date_row_ > 2 ? date_row_ - 2 : 0;
  auto found = headed_labels(grid_, top, out_.first_row, dated);
  auto is_headed = found.code || found.name;
  if (!is_headed && !by_heading_only)
    found = likely_labels(sheet_, out_.first_row, dated, names_.people);
  out_.code_column = found.code;
  out_.name_column = found.name;
  return is_headed || !by_heading_only;
}

} // namespace

result<std::optional<schedule_layout>>
find_layout(const sheet& x, const sheet_grid& grid, window span,
            const name_books& names) {
  return layout_finder{x, grid, span, names}.find();
}

bool is_header(const schedule_layout& x, const sheet_grid& grid,
               std::uint32_t row, window span, const name_books& names) {
  const auto& entries = x.kind == schedule_kind::weeks ? names.rotations
                                                       : names.shifts;
  auto filled = std::size_t{0};
  auto heads = std::size_t{0};
  for (const auto& column : x.columns) {
    const auto* cell = grid.at(row, column.column);
    if (cell == nullptr)
      continue;
    ++filled;
    if (entries.is_exact(cell->text))
      continue;
    auto text = read_date(cell->text, span);
    if (text.is == date_text::kind::date
        || text.is == date_text::kind::ambiguous || read_half(cell->text)
        || is_weekday(cell->text))
      ++heads;
  }
  return filled > 0 && 2 * heads > filled;
}

} // namespace nightfloat::exchange
