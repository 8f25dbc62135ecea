// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/rebase.hpp"

#include "domain/solve/frame.hpp"
#include "domain/solve/generation.hpp"
#include "domain/stage/duty_stages.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_set>
#include <utility>

namespace nightfloat::domain {

namespace {

/// All but what is of one person alone: leave and credentials.
bool same_for_all(programme a, programme b) {
  a.absences = b.absences = {};
  a.credentials = b.credentials = {};
  return a == b;
}

template <class Row>
std::vector<Row> hand_rows(std::span<const Row> rows) {
  auto out = std::vector<Row>{};
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(out),
               [](const Row& x) { return by_hand(x.source); });
  return out;
}

/// What of that person's own blocks duty, or allows it.
auto own_of(const programme& x, person_id who) {
  auto out = std::pair<std::vector<absence>, std::vector<credential>>{};
  std::copy_if(x.absences.begin(), x.absences.end(),
               std::back_inserter(out.first), [&](const absence& one) {
                 return one.person == who
                        && one.status == absence_status::approved;
               });
  std::copy_if(x.credentials.begin(), x.credentials.end(),
               std::back_inserter(out.second),
               [&](const credential& one) { return one.person == who; });
  return out;
}

/// What the search may not touch: all by hand, and of `made` the rows of those
/// whom nothing has touched, for the time being as if by hand.
roster fixed_of(const roster& kept, const roster& made,
                std::span<const person_id> people) {
  auto out = roster{};
  auto numbers = std::unordered_set<std::uint32_t>{};
  for (const auto& x : kept.duties)
    if (by_hand(x.source)) {
      out.duties.push_back(x);
      numbers.insert(x.shift.value);
    }
  for (auto x : made.duties) {
    auto touched = std::binary_search(people.begin(), people.end(), x.person);
    // A number that somebody has meanwhile given by hand is given anew.
    if (touched || by_hand(x.source) || numbers.contains(x.shift.value))
      continue;
    x.source = duty_source::manual;
    out.duties.push_back(x);
  }
  sort(out);
  return out;
}

/// Only theirs, or only those of others.
std::vector<duty> duties_of_some(const roster& x,
                                 std::span<const person_id> people,
                                 bool theirs) {
  auto out = std::vector<duty>{};
  std::ranges::copy_if(x.duties, std::back_inserter(out), [&](const duty& d) {
    return std::ranges::binary_search(people, d.person) == theirs;
  });
  return out;
}

} // namespace

ground_shift compare_ground(const programme& before, const roster& kept_before,
                            const programme& now, const roster& kept_now) {
  auto out = ground_shift{};
  out.all = !same_for_all(before, now)
            || hand_rows(std::span{kept_before.plan})
                 != hand_rows(std::span{kept_now.plan});
  if (out.all)
    return out;
  auto same_own = before.absences == now.absences
                  && before.credentials == now.credentials;
  auto same_duties = hand_rows(std::span{kept_before.duties})
                     == hand_rows(std::span{kept_now.duties});
  if (same_own && same_duties)
    return out;
  for (const auto& x : now.people)
    if ((!same_own && own_of(before, x.id) != own_of(now, x.id))
        || hand_rows(duties_of(kept_before, x.id))
             != hand_rows(duties_of(kept_now, x.id)))
      out.people.push_back(x.id);
  return out;
}

struct roster_rebase::parts {
  struct frame frame;
  roster kept;
  roster_id id{};
  std::optional<stage::constraint_use> use;
  /// Duties in force of the touched, where there are caps.
  std::vector<duty> near;
  std::optional<stage::duty_stages> duties;
};

roster_rebase::roster_rebase(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

roster_rebase::roster_rebase(roster_rebase&&) noexcept = default;
roster_rebase& roster_rebase::operator=(roster_rebase&&) noexcept = default;
roster_rebase::~roster_rebase() = default;

result<roster_rebase>
roster_rebase::begin(const programme& now, const roster& kept_now,
                     const roster& made, std::span<const person_id> people,
                     date first, date last, std::uint64_t seed,
                     const stage::constraint_set& constraints,
                     const change_caps& caps) {
  auto compiled = make_frame(now, first, last);
  if (!compiled)
    return compiled.error();
  auto x = std::make_unique<parts>();
  x->frame = std::move(*compiled);
  x->kept = kept_now;
  x->id = made.id;
  auto fixed = fixed_of(kept_now, made, people);
  if (!constraints.constraints.empty()) {
    auto use = stage::constraint_use::make(constraints);
    if (!use)
      return use.error();
    x->use = std::move(*use);
  }
  auto options = stage::duty_options{.seed = seed,
                                     .moves_max = moves_max,
                                     .quick = true,
                                     .constraints = x->use ? &*x->use
                                                           : nullptr};
  auto start = std::vector<duty>{};
  if (caps.any()) {
    x->near = duties_of_some(kept_now, people, true);
    start = duties_of_some(made, people, true);
    std::erase_if(start, [](const duty& d) { return by_hand(d.source); });
    options.near = x->near;
    options.change_price = 1;
    options.changes_max_each = caps.each;
    if (caps.all)
      options.changes_max
        = std::int64_t{*caps.all}
          - static_cast<std::int64_t>(
            count_changes(x->frame,
                          {.duties = duties_of_some(kept_now, people, false)},
                          {.duties = duties_of_some(made, people, false)})
              .all);
  }
  auto begun = stage::duty_stages::begin(
    x->frame, made.plan, std::move(fixed.duties), start,
    static_cast<stage::part_set>(stage::every_part & ~stage::plan_part),
    options);
  if (!begun)
    return begun.error();
  x->duties.emplace(std::move(*begun));
  return roster_rebase{std::move(x)};
}

bool roster_rebase::step(std::uint64_t moves) {
  auto& search = *parts_->duties;
  // Small wishes of the touched are not worth that everybody waits.
  if (search.constructed() && search.cost().hard() == 0)
    return false;
  return search.step(std::max<std::uint64_t>(moves, 1));
}

roster roster_rebase::best() const {
  auto out = roster{.id = parts_->id};
  out.duties = parts_->duties->rows();
  out.plan = parts_->duties->plan();
  for (auto& x : out.duties) {
    if (!by_hand(x.source))
      continue;
    auto own = duties_of(parts_->kept, x.person);
    if (std::find(own.begin(), own.end(), x) == own.end())
      x.source = duty_source::solver;
  }
  sort(out);
  return out;
}

} // namespace nightfloat::domain
