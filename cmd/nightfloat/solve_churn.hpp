// SPDX-License-Identifier: Apache-2.0
#pragma once

// `--base ROSTER` of `nightfloat solve`: stay near a roster that people know.

#include "cmd/nightfloat/options.hpp"
#include "cmd/nightfloat/solving.hpp"
#include "domain/solve/churn.hpp"
#include "domain/solve/naming.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::cmd {

struct change_view {
  std::string who;
  std::string day;
  std::string was;
  std::string is;
  /// What was there is not allowed any more.
  bool forced = false;
};
BOOST_DESCRIBE_STRUCT(change_view, (), (who, day, was, is, forced))

struct churn_view {
  std::string base;
  /// Of one change; all of them are part of the cost.
  std::int64_t price = 0;
  std::uint64_t count = 0;
  std::uint64_t forced = 0;
  std::uint64_t people = 0;
  bool caps_hold = true;
  /// The dearest that was tried to hold the caps, in so many searches.
  std::int64_t price_most = 0;
  std::uint64_t searches = 0;
  std::vector<change_view> changes;
};
BOOST_DESCRIBE_STRUCT(churn_view, (),
                      (base, price, count, forced, people, caps_hold,
                       price_most, searches, changes))

/// The options that say how near.
class nearness {
public:
  void declare(options& x);

  [[nodiscard]] bool is_wanted() const noexcept {
    return !base_.empty();
  }

  [[nodiscard]] domain::solve::churn_caps caps() const noexcept;

  /// Fails with `invalid_argument` where there is no base for the others.
  [[nodiscard]] result<void> check_together() const;

  /// Reads the roster and puts prices and locks into the problem. Fails as
  /// `read_roster` and churn's functions do, naming the option.
  [[nodiscard]] result<void> apply(solvable& to);

  [[nodiscard]] const domain::solve::grid& base() const noexcept {
    return roster_;
  }

  [[nodiscard]] domain::solve::score price() const noexcept {
    return price_used_;
  }

  [[nodiscard]] churn_view view(const domain::solve::problem& x,
                                const domain::solve::churn_result& found,
                                const domain::solve::naming& names) const;

private:
  [[nodiscard]] result<void> lock(solvable& to) const;
  [[nodiscard]] result<std::int32_t> day(const solvable& x, const char* option,
                                         const std::string& text,
                                         std::int32_t beyond) const;

  std::string base_;
  std::string price_;
  std::string most_;
  std::string most_each_;
  std::string locked_before_;
  std::string frozen_;
  domain::solve::grid roster_;
  domain::solve::score price_used_;
};

void print(const churn_view& x, std::size_t show);

} // namespace nightfloat::cmd
