// SPDX-License-Identifier: Apache-2.0
#pragma once

// `--explain WHO@DAY` of `nightfloat solve`: why a person, or a demand, has
// what the roster gives it.

#include "domain/solve/explain.hpp"
#include "exchange/instance.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace nightfloat::cmd {

/// What is asked: a person's day, or the demands of a task there.
struct why_query {
  std::string text;
  bool is_person = true;
  std::uint32_t who = 0;
  domain::solve::task_set tasks = 0;
  std::int32_t day = 0;
};

struct why_price {
  /// Who would do what.
  std::string what;
  std::int64_t broken = 0;
  std::int64_t cost = 0;
  std::string sentence;
  /// Rules that cost more or less then, the dearest first; of the first few
  /// alone.
  std::vector<std::string> rules;
};
BOOST_DESCRIBE_STRUCT(why_price, (), (what, broken, cost, sentence, rules))

struct why_view {
  std::string place;
  std::string sentence;
  /// Other tasks of the person; empty for a demand.
  std::vector<why_price> tasks;
  std::vector<why_price> people;
  std::uint64_t barred = 0;
};
BOOST_DESCRIBE_STRUCT(why_view, (), (place, sentence, tasks, people, barred))

/// Reads `PERSON@DAY` or `TASK@DAY`, days as the format numbers them. Fails
/// with `invalid_argument`, naming what is unknown.
[[nodiscard]] result<why_query> read_why(const exchange::instance& x,
                                         const std::string& text);

/// One view of a person's cell; of a task one for each demand on it.
[[nodiscard]] std::vector<why_view> explain(const exchange::instance& x,
                                            const domain::solve::grid& roster,
                                            const std::vector<why_query>& asked,
                                            const domain::solve::naming& names);

void print(const std::vector<why_view>& all, std::size_t show);

} // namespace nightfloat::cmd
