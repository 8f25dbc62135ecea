// SPDX-License-Identifier: Apache-2.0
#include "exchange/schedule_labels.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace nightfloat::exchange {

namespace {

constexpr auto code_words
  = std::to_array<std::string_view>({"code", "id", "abbreviation"});
constexpr auto name_words = std::to_array<std::string_view>(
  {"name", "person", "resident", "residents", "faculty", "staff", "provider",
   "people", "physician"});

bool says(const std::vector<std::string>& words, const auto& list) {
  return !words.empty() && std::ranges::find(list, words.back()) != list.end();
}

} // namespace

bool is_heading(std::string_view text) {
  auto words = words_of(text);
  return says(words, code_words) || says(words, name_words);
}

label_columns headed_labels(const sheet_grid& grid, std::uint32_t top,
                            std::uint32_t end,
                            const std::set<std::uint32_t>& dated) {
  auto out = label_columns{};
  for (auto row = top; row < end; ++row)
    for (auto c = std::uint32_t{0}; c < grid.columns(); ++c) {
      const auto* cell = grid.at(row, c);
      if (cell == nullptr || dated.contains(c))
        continue;
      auto words = words_of(cell->text);
      if (!out.code && says(words, code_words))
        out.code = c;
      else if (!out.name && says(words, name_words))
        out.name = c;
    }
  return out;
}

label_columns likely_labels(const sheet& x, std::uint32_t first_row,
                            const std::set<std::uint32_t>& dated,
                            const name_book& people) {
  struct tally {
    std::uint32_t seen = 0;
    std::uint32_t codes = 0;
    std::uint32_t names = 0;
  };
  auto tallies = std::map<std::uint32_t, tally>{};
  auto tried = std::uint32_t{0};
  for (const auto& cell : x.cells) {
    if (cell.row < first_row || dated.contains(cell.column))
      continue;
    auto& here = tallies[cell.column];
    if (here.seen++ >= rows_tried_max || tried++ >= cells_tried_max)
      continue;
    auto guess = people.find(cell.text);
    here.codes += guess.how == likeness::code ? 1 : 0;
    here.names += guess.how == likeness::name || guess.how == likeness::alike;
  }
  auto out = label_columns{};
  auto best = tally{};
  for (const auto& [column, here] : tallies) {
    if (here.codes > best.codes) {
      best.codes = here.codes;
      out.code = column;
    }
    if (here.names > best.names && here.codes == 0) {
      best.names = here.names;
      out.name = column;
    }
  }
  return out;
}

} // namespace nightfloat::exchange
