// SPDX-License-Identifier: Apache-2.0
#pragma once

// The door to Clp, the linear solver of COIN-OR: a programme that grows by
// columns and is solved again from where it was. Numbers are checked before
// they get there, because Clp aborts on some; it prints nothing.

#include "domain/error.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

constexpr double unbounded = std::numeric_limits<double>::infinity();

struct lp_bounds {
  double low = 0;
  double high = unbounded;
};

struct lp_entry {
  std::uint32_t row = 0;
  double value = 1;
};

struct lp_column {
  double cost = 0;
  lp_bounds bounds;
  /// Of each row one at most.
  std::vector<lp_entry> entries;
};

/// What a programme minimizes, and under which rows.
struct linear_programme {
  std::vector<lp_bounds> rows;
  std::vector<lp_column> columns;
};

/// Fails with `invalid_argument` where a number is no number, a bound is over
/// the other or an entry has no row of its own.
[[nodiscard]] result<void> check(std::span<const lp_column> columns,
                                 std::size_t rows);

[[nodiscard]] result<void> check(const linear_programme& x);

enum class lp_status : std::uint8_t {
  solved,
  infeasible,
  endless,
  /// Asked to, or Clp gave up: values and duals mean nothing.
  stopped,
};

/// Asked after each iteration; true ends the work.
using stop_request = std::function<bool()>;

/// Not thread-safe; movable.
class cbc_lp {
public:
  /// Of those rows and no column yet.
  [[nodiscard]] static result<cbc_lp> make(std::span<const lp_bounds> rows);

  cbc_lp(cbc_lp&&) noexcept;
  cbc_lp& operator=(cbc_lp&&) noexcept;
  ~cbc_lp();

  /// Fails as `check` does and changes nothing then.
  [[nodiscard]] result<void> add(std::span<const lp_column> columns);

  /// REQUIRES that the column is there and low <= high.
  void bound(std::size_t column, lp_bounds bounds);

  /// Takes out columns; those after them move up. REQUIRES them in order.
  void remove(std::span<const std::uint32_t> columns);

  [[nodiscard]] std::size_t columns() const noexcept;

  lp_status solve(const stop_request& stop = {});

  /// Of the last solution; REQUIRES that it was solved.
  [[nodiscard]] double objective() const noexcept;
  [[nodiscard]] std::span<const double> values() const noexcept;
  [[nodiscard]] std::span<const double> duals() const noexcept;
  [[nodiscard]] std::span<const double> reduced_costs() const noexcept;
  [[nodiscard]] std::uint64_t iterations() const noexcept;

  /// What it holds, about: the matrix twice, as Clp does, and some numbers for
  /// each row and column.
  [[nodiscard]] std::size_t bytes() const noexcept;

private:
  struct parts;
  explicit cbc_lp(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain::solve
