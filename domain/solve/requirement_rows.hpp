// SPDX-License-Identifier: Apache-2.0
#pragma once

// Requirements as rows of a programme: a 0/1 column for each task that a
// person may do on a day which some requirement is about, and rows that hold
// exactly where the requirement does. Days that nobody asks about have no
// columns, and tasks that no requirement tells apart have one, so that a few
// requirements make a small programme of any horizon.

#include "domain/solve/cbc_lp.hpp"
#include "domain/solve/requirement.hpp"

#include <span>
#include <unordered_map>
#include <vector>

namespace nightfloat::domain::solve {

class requirement_rows {
public:
  /// Runs are looked at within days [within.first, within.last] alone: less
  /// than they ask for where that is not the horizon. It is left unfinished
  /// where it would have more than `columns_max` columns, or many times as many
  /// entries on the way, and where `stop` says so, which is asked now and then.
  /// Keeps references.
  requirement_rows(const requirements& of, std::span<const requirement> kept,
                   day_span within, std::size_t columns_max,
                   stop_request stop = {});

  /// It was not left unfinished. Nothing else may be asked of one that was.
  [[nodiscard]] bool is_whole() const noexcept {
    return !ended_;
  }

  /// All rows hold; costs nothing. Every column is to be whole.
  [[nodiscard]] linear_programme strict() const;

  /// Rows of requirements may be broken at a price of 1 a unit; the columns of
  /// `strict` come first. What it costs is 0 where whole numbers may not be
  /// needed for all of them to hold, and above 0 where they cannot hold.
  [[nodiscard]] linear_programme elastic() const;

  /// By row: which requirement; npos: each person does one thing a day.
  [[nodiscard]] std::span<const std::size_t> owners() const noexcept {
    return owners_;
  }

  [[nodiscard]] std::size_t columns() const noexcept {
    return kept_.size();
  }

  static constexpr auto nobody = static_cast<std::size_t>(-1);

private:
  /// Coefficients by column.
  struct line {
    std::vector<lp_entry> entries;
    lp_bounds bounds;
  };

  void add(const requirement& x);
  void demand_rows(const requirement& x);
  void cell_rows(const requirement& x);
  void next_rows(const requirement& x);
  void run_rows(const requirement& x);
  void shortest(const requirement& x, const run_rule& rule);
  void longest(const requirement& x, const run_rule& rule);
  void total_rows(const requirement& x);
  void group_rows(const requirement& x);
  void window_rows(const requirement& x);
  void clash_rows(const requirement& x);
  void order_rows(const requirement& x);
  void spread_rows(const requirement& x);
  void pair_rows(const requirement& x);

  /// The first column of the cell, made where it is not there yet.
  std::size_t cell(std::uint32_t who, std::int32_t day);
  /// Adds `value` for each task of the set that the person may do there.
  void put(line& to, std::uint32_t who, std::int32_t day, task_set set,
           double value = 1);
  void weigh(line& to, std::uint32_t who, std::int32_t day,
             const std::vector<std::int32_t>& weights);
  void close(line& x, double low, double high);
  void entered(std::size_t entries);
  void ask(std::size_t entries);
  void gather();
  [[nodiscard]] linear_programme laid(bool elastic) const;

  const requirements* of_;
  const problem* x_;
  day_span within_;
  std::size_t columns_max_;
  stop_request stop_;
  std::size_t owner_ = nobody;
  std::size_t columns_ = 0;
  /// So far, and looked at since `stop` was asked.
  std::size_t entries_ = 0;
  std::size_t looked_at_ = 0;
  bool ended_ = false;
  /// By cell: its first column.
  std::unordered_map<std::size_t, std::size_t> cell_from_;
  std::vector<line> lines_;
  /// The entries of each column that is needed.
  std::vector<std::vector<lp_entry>> kept_;
  std::vector<std::size_t> owners_;
};

} // namespace nightfloat::domain::solve
