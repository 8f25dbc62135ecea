// SPDX-License-Identifier: Apache-2.0
// What may change of a roster in force, where that has a cap.
#include "domain/solve/generation_parts.hpp"
#include "domain/stage/duty_roster.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

using person_day = std::pair<person_id, date>;
using work = std::set<std::tuple<instant, instant, template_id>>;

std::map<person_day, work> by_day(const frame& x, const roster& of) {
  auto out = std::map<person_day, work>{};
  for (const auto& d : of.duties)
    out[{d.person, stage::column_day(x, d)}].insert({d.start, d.end, d.from});
  return out;
}

} // namespace

roster_changes count_changes(const frame& x, const roster& before,
                             const roster& after) {
  auto was = by_day(x, before);
  auto is = by_day(x, after);
  auto changed = std::map<person_id, std::uint64_t>{};
  for (const auto& [key, work] : was)
    if (auto at = is.find(key); at == is.end() || at->second != work)
      ++changed[key.first];
  for (const auto& [key, work] : is)
    if (!was.contains(key))
      ++changed[key.first];
  auto out = roster_changes{};
  for (const auto& [who, n] : changed) {
    out.all += n;
    if (n > out.most_each) {
      out.most_each = n;
      out.who = who;
    }
  }
  return out;
}

/// The plan stays: another week of it is other duty all week long.
result<void> generation::parts::check_caps() {
  if (!is_capped())
    return {};
  auto refuse_it = [](const std::string& what) {
    return failure{ec::invalid_argument, "generate: changes have a cap " + what,
                   0};
  };
  if (!base || base->duties.empty())
    return refuse_it("and there is no roster in force to be near to, leave it "
                     "out");
  if ((options.stages & ~stage::every_part) == 0)
    options.stages &= static_cast<stage::part_set>(~stage::plan_part);
  if (options.stages == 0)
    return refuse_it("and the plan then stays as it is, name other stages or "
                     "leave it out");
  return {};
}

/// The sentence is a proof: no roster of these days changes fewer.
failure generation::parts::too_few(const stage::lost_day& first,
                                   std::size_t count, std::uint32_t most,
                                   bool each) const {
  const auto& code = frame.where.people[first.who].code;
  return {ec::infeasible,
          "at most " + std::to_string(most) + " changes"
            + (each ? " of each person" : "")
            + " cannot hold: " + std::to_string(count)
            + (count == 1 ? " day" : " days") + (each ? " of " + code : "")
            + " cannot stay as in the roster in force, the first is "
            + (each ? "" : code + " on ") + to_string(first.day) + "; allow "
            + std::to_string(count) + " or more",
          0};
}

result<void> generation::parts::check_lost() const {
  if (!is_capped() || duties->over() == 0)
    return {};
  const auto& lost = duties->lost();
  if (options.changes_max && lost.size() > *options.changes_max)
    return too_few(lost.front(), lost.size(), *options.changes_max, false);
  auto own = lost.begin();
  while (own != lost.end()) {
    auto end = std::find_if(own, lost.end(), [&](const stage::lost_day& x) {
      return x.who != own->who;
    });
    auto n = static_cast<std::size_t>(end - own);
    if (options.changes_max_each && n > *options.changes_max_each)
      return too_few(*own, n, *options.changes_max_each, true);
    own = end;
  }
  return failure{ec::refused,
                 "no roster within so few changes is known, allow "
                 "more of them",
                 0};
}

} // namespace nightfloat::domain
