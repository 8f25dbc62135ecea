// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/carried.hpp"

#include "domain/rules/context.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/stage/constraints.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_view.hpp"
#include "domain/stage/plan_layout.hpp"
#include "domain/stage/plan_view.hpp"
#include "domain/stage/scope.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

/// The constraint so that its rule is there to count by, whatever it asks for:
/// a target that everybody is held to. One that has no rule of counts prices
/// every task but being off, of which alone everybody has a history.
constraint to_count_by(const constraint& x, const frame& in) {
  auto out = x;
  out.hard = false;
  out.weight = 1;
  out.steps.clear();
  if (takes_field(x.name, "target")) {
    out.min.reset();
    out.max.reset();
    out.target = 1;
  }
  if (!takes_field(x.name, "history.task"))
    return out;
  out.history.clear();
  for (const auto& one : in.where.people)
    out.history.push_back({one.code, 1, "off"});
  return out;
}

stage_kind kind_of(const frame& x, const duty_wish& wish) {
  const auto& first = x.where.templates[wish.templates.front()];
  if (first.role == person_role::faculty)
    return stage_kind::faculty;
  return wish.width == column_width::day ? stage_kind::call : stage_kind::slots;
}

std::int64_t count(const solve::total_rule& by, const solve::task* row,
                   std::int32_t columns) {
  auto out = std::int64_t{0};
  for (auto c = 0; c < columns; ++c)
    out += by.weights[row[c]];
  return out;
}

void hold(const solve::group_rule& by, const solve::task* row,
          std::set<std::int32_t>& to) {
  for (const auto& span : by.spans)
    if (std::any_of(row + span.first, row + span.last + 1,
                    [&](solve::task t) { return solve::has(by.tasks, t); }))
      to.insert(span.first);
}

/// Of two duties in one cell a night says most, as where a problem fixes both,
/// and standby least.
int rank(const task_meaning& x) noexcept {
  return (x.traits & (is_call | is_night_float)) != 0 ? 2
         : (x.traits & is_work) != 0                  ? 1
                                                      : 0;
}

int rank(const duty& x) noexcept {
  auto night = x.kind == duty_kind::in_house_call
               || x.kind == duty_kind::night_float;
  return night ? 2 : counts(x.kind) ? 1 : 0;
}

/// The duties of the free tasks as they were, and the fixed work around them.
solve::grid worked(const duty_problem& x, std::vector<duty> free) {
  std::ranges::stable_sort(free, {}, [](const duty& d) { return rank(d); });
  auto out = grid_as_it_was(x, free);
  const auto& tasks = x.meaning.tasks;
  for (auto at = std::size_t{0}; at < out.size(); ++at)
    if (rank(tasks[x.start[at]]) > rank(tasks[out[at]]))
      out[at] = x.start[at];
  return out;
}

/// A week belongs to the row of the plan that holds its middle; off where no
/// row does.
solve::grid planned(const frame& x, const roster& of, const plan_view& view) {
  auto out = view.roster;
  const auto& in = view.problem;
  for (auto row = std::size_t{0}; row < in.who.size(); ++row) {
    auto own = plan_of(of, x.where.people[in.who[row]].id);
    for (auto k = std::size_t{0}; k < in.weeks; ++k) {
      const auto& week = x.weeks[k];
      auto middle = week.first + (week.last - week.first) / 2;
      auto on = std::ranges::find_if(own, [&](const assignment& one) {
        return one.first <= middle && middle <= one.last;
      });
      auto which = on == own.end() ? frame::npos : x.index(on->rotation);
      // The first task is to be off, which is no rotation.
      auto task = std::ranges::find(in.rotation_of, which);
      out[in.what.cell_at(row, static_cast<std::int32_t>(k))]
        = task == in.rotation_of.end()
            ? solve::off
            : static_cast<solve::task>(task - in.rotation_of.begin());
    }
  }
  return out;
}

/// One problem, what the constraints have put into it, and the roster in it.
struct counted_problem {
  const applied& put;
  const layout& where;
  const solve::problem& what;
  const solve::grid& roster;
};

class carrying {
public:
  /// `use` has those of `all`, to count by. `x` and `of` must outlive it.
  carrying(const frame& x, const roster& of, std::vector<constraint> all,
           constraint_use use)
    : x_{x}, of_{of}, all_{std::move(all)}, use_{std::move(use)} {
  }

  result<void> count_plan() {
    if (!is_asked_of(stage_kind::year))
      return {};
    auto view = plan_view_of(x_, of_, use_);
    if (!view)
      return view.error();
    if (!*view)
      return {};
    const auto& plan = **view;
    auto where = plan_layout(x_, plan.problem);
    auto grid = planned(x_, of_, plan);
    add({plan.constrained, where, plan.problem.what, grid});
    return {};
  }

  result<void> count_duties() {
    auto wishes = wishes_of(x_, every_part);
    for (const auto& wish : wishes)
      made_[kind_of(x_, wish)].insert(wish.templates.begin(),
                                      wish.templates.end());
    for (const auto& wish : wishes)
      if (is_asked_of(kind_of(x_, wish)))
        if (auto ok = count_wish(wish); !ok)
          return ok;
    return {};
  }

  result<std::vector<carried_history>> done() const {
    auto made = kinds_of(every_part);
    if (auto ok = use_.settle(made); !ok)
      return ok.error();
    if (entries_.empty()) {
      auto why = use_.left_out(made);
      return failure{ec::not_found, why.empty()
                                      ? "no constraint counts anything here"
                                      : why.front().why};
    }
    auto out = std::vector<carried_history>{};
    for (const auto& [key, found] : entries_) {
      auto history = history_of(all_[key.first], found);
      if (!history)
        return history.error();
      out.push_back({called(all_[key.first]), key.second, std::move(*history)});
    }
    return out;
  }

private:
  /// By the codes of person and task.
  using counts = std::map<std::pair<std::string, std::string>, std::int64_t>;

  struct entry {
    counts now;
    /// By person: spans of days that hold something, by their first column;
    /// what two problems have of one span counts once.
    std::map<std::string, std::set<std::int32_t>> held;
    /// Entries of the constraint's own history that hold there, by index.
    std::set<std::size_t> before;
  };

  [[nodiscard]] bool is_asked_of(stage_kind kind) const {
    return std::ranges::any_of(all_, [&](const constraint& one) {
      return one.stage == stage_kind::any || one.stage == kind;
    });
  }

  result<void> count_wish(const duty_wish& wish) {
    auto kind = kind_of(x_, wish);
    auto part = part_of_roster(wish, kind);
    auto view = view_of(x_, part, wish, &use_);
    if (!view)
      return view.error();
    const auto& problem = view->problem;
    if (problem.empty()) {
      use_.nobody(kind);
      return {};
    }
    std::erase_if(part.duties, [](const duty& d) { return by_hand(d.source); });
    auto grid = worked(problem, std::move(part.duties));
    add({view->constrained, problem.meaning, problem.what, grid});
    for (auto who : problem.meaning.who)
      seen_[kind].insert(x_.where.people[who].id);
    return {};
  }

  /// What counts in that problem and in no other of its stage: shifts of its
  /// templates, free where they are what the template says and else fixed as
  /// what they are, and work of none of the stage's templates.
  [[nodiscard]] roster part_of_roster(const duty_wish& wish, stage_kind kind) {
    auto out = roster{.duties = {}, .plan = of_.plan};
    for (auto d : of_.duties) {
      auto which = x_.index(d.from);
      auto own = std::ranges::binary_search(wish.templates, which);
      auto others = made_[kind].contains(which);
      if (!own && (others || seen_[kind].contains(d.person)))
        continue;
      d.source = own && is_as_made(d, which) ? duty_source::solver
                                             : duty_source::manual;
      out.duties.push_back(d);
    }
    return out;
  }

  [[nodiscard]] bool is_as_made(const duty& x, std::size_t which) const {
    auto day = day_of(x_, which, x.start);
    return day >= 0 && day < x_.days && x_.start(which, day) == x.start
           && x_.where.templates[which].kind == x.kind;
  }

  void add(const counted_problem& in) {
    for (auto i = std::size_t{0}; i < all_.size(); ++i) {
      const auto& name = called(all_[i]);
      auto found = std::ranges::find(in.put.names, name);
      if (found == in.put.names.end()
          || std::ranges::find(in.put.skipped, name, &skipped_constraint::name)
               != in.put.skipped.end())
        continue;
      auto from = static_cast<std::uint32_t>(found - in.put.names.begin());
      auto& to = entries_[{i, in.where.kind()}];
      if (takes_field(all_[i].name, "history.task"))
        add_tasks(all_[i], in, from, to);
      else
        add_rows(all_[i], in, from, to);
    }
  }

  static void add_rows(const constraint& what, const counted_problem& in,
                       std::uint32_t from, entry& to) {
    for (auto row = std::size_t{0}; row < in.where.who.size(); ++row)
      count_row(in, row, from, to);
    if (!takes_field(what.name, "history.once"))
      for (auto i = std::size_t{0}; i < what.history.size(); ++i)
        to.before.insert(i);
  }

  /// Rules of one constraint differ in what they cost, not in what they count.
  static void count_row(const counted_problem& in, std::size_t row,
                        std::uint32_t from, entry& to) {
    using enum solve::rule_kind;
    auto which = in.what.people[row].contract;
    const auto& rules = in.what.contracts[which];
    const auto* tasks = &in.roster[in.what.cell_at(row, 0)];
    const auto& code = in.where.person_of(row).code;
    for (auto i = 0U; i < rules.totals.size(); ++i)
      if (in.put.tags.of_rule(total, which, i) == from) {
        to.now[{code, {}}] += count(rules.totals[i], tasks, in.what.days);
        return;
      }
    for (auto i = 0U; i < rules.groups.size(); ++i)
      if (in.put.tags.of_rule(group, which, i) == from)
        return hold(rules.groups[i], tasks, to.held[code]);
  }

  /// A task counts in the cells in which the constraint prices it.
  static void add_tasks(const constraint& what, const counted_problem& in,
                        std::uint32_t from, entry& to) {
    auto columns = static_cast<std::int32_t>(in.where.columns.size());
    for (auto row = std::size_t{0}; row < in.where.who.size(); ++row)
      for (auto c = 0; c < columns; ++c) {
        auto cell = in.what.cell_at(row, c);
        auto task = in.roster[cell];
        auto all = in.put.tags.of_cell(cell * in.what.tasks.size() + task);
        const auto& code = in.where.tasks[task].code;
        if (is_named(in.where, code)
            && std::ranges::find(all, from, &tagged_price::from) != all.end())
          to.now[{in.where.person_of(row).code, code}] += 1;
      }
    // A code of another stage has no meaning in this one.
    for (auto i = std::size_t{0}; i < what.history.size(); ++i)
      if (const auto& task = what.history[i].task;
          task == "off" || trait_of(task) != 0 || is_named(in.where, task))
        to.before.insert(i);
  }

  /// Of a template or a rotation, not of fixed work.
  static bool is_named(const layout& where, const std::string& code) {
    return std::ranges::any_of(where.tasks, [&](const task_meaning& one) {
      return one.code == code && one.which != frame::npos;
    });
  }

  static result<std::vector<past_count>> history_of(const constraint& what,
                                                    const entry& of) {
    auto sums = of.now;
    for (const auto& [who, spans] : of.held)
      sums[{who, {}}] += static_cast<std::int64_t>(spans.size());
    for (auto i : of.before)
      sums[{what.history[i].person, what.history[i].task}]
        += what.history[i].count;
    auto out = std::vector<past_count>{};
    for (const auto& [who, sum] : sums) {
      if (sum > number_max)
        return failure{ec::oversize,
                       "constraint " + called(what) + ": history: " + who.first
                         + " has " + std::to_string(sum)
                         + ", more than it takes (at most "
                         + std::to_string(number_max)
                         + "), carry fewer days, or weigh in larger units"};
      if (sum != 0)
        out.push_back({who.first, static_cast<std::int32_t>(sum), who.second});
    }
    return out;
  }

  const frame& x_;
  const roster& of_;
  std::vector<constraint> all_;
  constraint_use use_;
  /// By stage: the templates of its problems, and who has been a row of one.
  std::map<stage_kind, std::set<std::size_t>> made_;
  std::map<stage_kind, std::set<person_id>> seen_;
  /// By index of the constraint, and stage.
  std::map<std::pair<std::size_t, stage_kind>, entry> entries_;
};

} // namespace

result<std::vector<carried_history>> carried(const frame& x, const roster& of,
                                             const constraint_set& set) {
  if (auto ok = check(set); !ok)
    return at("carry", ok.error());
  auto all = std::vector<constraint>{};
  auto asked = constraint_set{.name = set.name, .constraints = {}};
  for (const auto& one : set.constraints)
    if (one.enabled && takes_field(one.name, "history")) {
      all.push_back(one);
      asked.constraints.push_back(to_count_by(one, x));
    }
  if (all.empty())
    return failure{ec::not_found, "carry: no constraint of the set " + set.name
                                    + " takes a history, give one that does, "
                                      "docs/constraints.md lists them"};
  auto use = constraint_use::make(std::move(asked));
  if (!use)
    return at("carry", use.error());
  auto work = carrying{x, of, std::move(all), std::move(*use)};
  if (auto ok = work.count_plan(); !ok)
    return at("carry", ok.error());
  if (auto ok = work.count_duties(); !ok)
    return at("carry", ok.error());
  auto out = work.done();
  if (!out)
    return at("carry", out.error());
  return out;
}

} // namespace nightfloat::domain::stage
