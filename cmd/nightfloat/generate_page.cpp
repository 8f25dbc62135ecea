// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/generate_page.hpp"

#include "cmd/nightfloat/command.hpp"
#include "cmd/nightfloat/jobs.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

void print_draft(const client::generate_result& x) {
  auto number = std::to_string(x.roster.value);
  std::cout << painted("draft", tone::strong)
            << ": nothing was published; see `nightfloat roster draft diff "
            << number << "`, then `nightfloat roster draft publish " << number
            << "`\n";
  if (!x.kept_why.empty())
    std::cout << painted(x.kept_why, tone::doubtful)
              << "; it is published with --publish-worse alone\n";
}

/// A bound that lies so much lower says hardly anything; in thousandths.
constexpr auto gap_worth_telling = std::int64_t{500};

/// `, bound 870, gap 8.0 %`. Where something is broken there is no gap: what
/// the bound says of rosters that break less is not known.
std::string bound_words(std::int64_t hard, std::int64_t soft, bool bounded,
                        std::int64_t bound) {
  if (!bounded)
    return ", bound not computed";
  if (hard > 0)
    return "; none that breaks no more costs less than "
           + std::to_string(bound);
  auto out = ", bound " + std::to_string(bound);
  auto gap = soft <= bound ? 0 : (soft - bound) * 1'000 / soft;
  out += ", gap " + std::to_string(gap / 10) + '.' + std::to_string(gap % 10)
         + " %";
  return gap > gap_worth_telling ? out + ", too low to tell how good this is"
                                 : out;
}

/// Of rosters that break no more, all duties under this plan; then stage by
/// stage.
void print_bounds(const client::generate_result& x) {
  const auto& cost = x.search_cost;
  if (!cost.computed || x.stages.empty())
    return;
  const auto& least = x.search_bound;
  std::cout << "duties of this plan: cost "
            << cost_words({cost.hard, cost.soft})
            << bound_words(cost.hard, cost.soft, least.computed, least.soft)
            << '\n';
  for (const auto& one : x.stages)
    std::cout << "  " << one.stage << ": cost "
              << cost_words({one.hard, one.soft})
              << bound_words(one.hard, one.soft, one.bounded, one.bound)
              << '\n';
}

void print_constraints(const client::generate_result& x) {
  for (const auto& one : x.left_out)
    std::cout << painted("left out", tone::doubtful) << ": " << one << '\n';
  if (!x.constraint_costs.empty())
    std::cout << "constraints:\n";
  for (const auto& one : x.constraint_costs)
    std::cout << "  " << one.name << ' ' << cost_words({one.hard, one.soft})
              << '\n';
}

} // namespace

void take_result(generate_page& to, client::generate_result result) {
  to.state = name_of(domain::job_state::completed);
  to.gap_permille
    = gap_permille({.cost = result.search_cost, .bound = result.search_bound});
  to.result = std::move(result);
}

int verdict_of(const generate_page& page) {
  if (page.state != "completed")
    return exit_status::could_not_run;
  return page.result.feasible && (page.result.published || page.result.draft)
           ? exit_status::pass
           : exit_status::verdict_failed;
}

void print(const generate_page& page, std::size_t show) {
  if (page.state != "completed") {
    std::cout << painted(page.state, tone::bad) << ": job " << page.job.value
              << (page.detail.empty() ? "" : ": " + page.detail) << '\n';
    return;
  }
  auto& x = page.result;
  if (x.draft)
    print_draft(x);
  else if (!x.published)
    std::cout << painted(x.kept_why, tone::doubtful)
              << "; --publish-worse publishes it all the same, another --seed "
                 "or a larger --budget may do better\n";
  std::cout << (x.feasible ? painted("feasible", tone::good)
                           : painted("not feasible", tone::bad))
            << ": roster " << x.roster.value << " of programme "
            << page.programme << ", version " << x.version << ", "
            << counted(x.duties, "duty", "duties") << ", cost " << x.cost
            << "\nseed " << x.seed << ", " << x.iterations << " moves in "
            << duration(std::chrono::milliseconds{
                 static_cast<std::int64_t>(x.spent_ms)})
            << ", key " << page.key << '\n';
  if (x.changes > 0)
    std::cout << counted(x.changes, "duty", "duties")
              << " other than in the roster in force before, on "
              << counted(x.changed_days, "day", "days")
              << " of people, at most " << x.changed_days_each
              << " of one person\n";
  if (!x.feasible && !x.bound_told.empty())
    std::cout << x.bound_told << '\n';
  if (!x.cap_told.empty())
    std::cout << painted(x.cap_told, tone::doubtful) << '\n';
  if (x.resumed)
    std::cout << "resumed: it went on from what an earlier attempt had put by"
              << (x.resumed_from.computed
                    ? ", cost "
                        + cost_words({x.resumed_from.hard, x.resumed_from.soft})
                    : std::string{})
              << '\n';
  print_bounds(x);
  print_constraints(x);
  auto n = std::min(show, x.unmet.size());
  if (!x.unmet.empty())
    std::cout << "unmet (`nightfloat explain unmet"
              << (x.draft ? " --draft " + std::to_string(x.roster.value) : "")
              << "` says why):\n";
  for (auto i = std::size_t{0}; i < n; ++i)
    std::cout << "  " << x.unmet[i] << '\n';
  if (n < x.unmet.size())
    std::cout << "  ... and " << x.unmet.size() - n << " more, --show "
              << x.unmet.size() << " shows all\n";
}

} // namespace nightfloat::cmd
