// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/what_if.hpp"

#include "domain/duty_order.hpp"
#include "domain/rules/rows.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace nightfloat::domain {

namespace {

// No averaging window is longer.
constexpr auto reach_max = minutes{62 * 1440};

class collected final : public remark_sink {
public:
  explicit collected(bool all) : remark_sink{!all}, all_{all} {
  }

  bool take(const remark& x) override {
    if (all_ || is_against(x.severity))
      list.push_back(x);
    return true;
  }

  std::vector<remark> list;

private:
  bool all_;
};

std::int64_t excess(const remark& x) noexcept {
  return std::abs(x.measured - x.limit);
}

/// What breaks a rule weighs more than what nobody knows, and that more than
/// what only warns.
int gravity(severity x) noexcept {
  if (!is_against(x))
    return 0;
  return x == severity::unknown ? 1 : 2;
}

bool same_window(const remark& a, const remark& b) noexcept {
  return a.rule == b.rule && a.from == b.from && a.to == b.to;
}

/// Whether `old` already was as bad as `now`, by the same limit. That only the
/// pack's own was broken excuses no breach of the common requirements.
bool as_bad(const remark& old, const remark& now) noexcept {
  return old.rule == now.rule && old.clause == now.clause
         && (now.own || !old.own)
         && gravity(old.severity) >= gravity(now.severity)
         && excess(old) >= excess(now);
}

/// Of the same window only its own remarks excuse, e.g. of an average, and no
/// more than they are: a third shift at the same hours is one more. Else one
/// that is no longer there, e.g. of a stretch that begins later now.
bool was_so(const remark& now, const std::vector<remark>& before,
            const std::vector<remark>& after) {
  auto is_same = [&](const remark& other) {
    return same_window(other, now);
  };
  auto as_bad_there = [&](const std::vector<remark>& all) {
    return std::ranges::count_if(all, [&](const remark& other) {
      return is_same(other) && as_bad(other, now);
    });
  };
  if (std::ranges::any_of(before, is_same))
    return as_bad_there(before) >= as_bad_there(after);
  return std::ranges::any_of(before, [&](const auto& old) {
    return as_bad(old, now) && old.from < now.to && now.from < old.to
           && std::ranges::none_of(
             after, [&](const auto& other) { return same_window(old, other); });
  });
}

/// Those that are against it.
std::vector<remark> serious(const std::vector<remark>& all) {
  auto out = std::vector<remark>{};
  std::ranges::copy_if(all, std::back_inserter(out),
                       [](const remark& x) { return is_against(x.severity); });
  return out;
}

person_view view_before(const rule_context& context,
                        const before_and_after& x) {
  auto out = view_of(context, *x.who, x.before, x.plan, x.over);
  out.days = x.days_before;
  return out;
}

person_view view_after(const rule_context& context, const before_and_after& x) {
  auto out = view_of(context, *x.who, x.after, x.plan, x.over);
  out.days = x.days_after;
  return out;
}

} // namespace

result<what_if> what_if::make(const programme& where, const roster& what,
                              const rule_pack& pack,
                              std::optional<change_terms> how) {
  auto context = rule_context::make(where, pack);
  if (!context)
    return context.error();
  auto shared = std::make_shared<const rule_context>(*std::move(context));
  auto out = what_if{std::move(shared), where, what};
  out.how_ = how;
  return out;
}

what_if::what_if(std::shared_ptr<const rule_context> context,
                 const programme& where, const roster& what)
  : context_{std::move(context)}, where_{&where}, what_{&what} {
  auto own = std::vector<own_rows>{};
  own.reserve(context_->people.size());
  auto work = std::span<const duty>{what.duties};
  auto plan = std::span<const assignment>{what.plan};
  for (const auto& who : context_->people)
    own.push_back({take_rows(work, who.id), take_rows(plan, who.id)});
  own_ = std::make_shared<const std::vector<own_rows>>(std::move(own));
}

what_if what_if::on(const roster& what) const {
  auto out = what_if{context_, *where_, what};
  out.how_ = how_;
  return out;
}

what_if what_if::under(std::optional<change_terms> how) const {
  auto out = *this;
  out.how_ = how;
  return out;
}

const what_if::own_rows& what_if::rows_of(const person_facts& who) const {
  auto index = &who - context_->people.data();
  NIGHTFLOAT_EXPECT(index >= 0
                    && static_cast<std::size_t>(index) < own_->size());
  return (*own_)[static_cast<std::size_t>(index)];
}

void what_if::around(const person_facts& who, const duty_change& x,
                     before_and_after& room) const {
  auto own = rows_of(who).duties;
  auto from = instant::max();
  auto to = instant::min();
  for (auto all : {&x.gone, &x.come})
    for (const auto& work : *all)
      if (work.person == who.id) {
        from = std::min(from, work.start);
        to = std::max(to, work.end);
      }
  auto first = std::ranges::lower_bound(own, from - reach_max, {},
                                        &duty::start);
  auto after = std::ranges::upper_bound(first, own.end(), to + reach_max, {},
                                        &duty::start);
  room.who = &who;
  room.plan = rows_of(who).plan;
  fill(room, own, {first, after}, x);
  // Days without a plan are cut anew from where duties begin.
  auto recut = room.days_before != room.days_after;
  if (recut)
    fill(room, own, own, x);
  room.over = hull(room.days_before, room.days_after);
  auto before = view_before(*context_, room);
  auto now = view_after(*context_, room);
  if (!recut)
    room.over = hull(touched_days(before, from, to),
                     touched_days(now, from, to));
}

/// `near` are those of `own` that are copied.
void what_if::fill(before_and_after& room, std::span<const duty> own,
                   std::span<const duty> near, const duty_change& x) const {
  room.before = near;
  room.after.assign(near.begin(), near.end());
  for (const auto& work : x.gone)
    if (work.person == room.who->id)
      std::erase(room.after, work);
  for (const auto& work : x.come)
    if (work.person == room.who->id)
      room.after.insert(std::ranges::upper_bound(room.after, work, precedes),
                        work);
  auto reach = [&](window& days, const duty& work) {
    auto day = context_->day_of(work.start);
    days = hull(days, {day, day});
  };
  room.days_before = context_->span;
  room.days_after = context_->span;
  if (!own.empty()) {
    reach(room.days_before, own.front());
    reach(room.days_before, own.back());
  }
  // What is not copied stays where it is.
  if (!room.after.empty()) {
    auto is_first = near.data() == own.data();
    auto is_last = near.data() + near.size() == own.data() + own.size();
    reach(room.days_after, is_first ? room.after.front() : own.front());
    reach(room.days_after, is_last ? room.after.back() : own.back());
  } else if (near.size() < own.size()) {
    room.days_after = room.days_before;
  }
}

std::optional<finding> what_if::busy(const person_facts& who,
                                     const duty_change& x,
                                     before_and_after& room) const {
  constexpr auto two_days = minutes{2 * 1440};
  auto own = rows_of(who).duties;
  auto from = instant::max();
  auto to = instant::min();
  for (const auto& work : x.come) {
    from = std::min(from, work.start);
    to = std::max(to, work.end);
  }
  auto first = std::ranges::lower_bound(own, from - two_days, {}, &duty::start);
  auto after = std::ranges::lower_bound(first, own.end(), to, {}, &duty::start);
  room.who = &who;
  room.plan = {};
  fill(room, own, {first, after}, x);
  room.over = {context_->day_of(from), context_->day_of(to)};
  auto now = collected{false};
  auto view = view_after(*context_, room);
  static_cast<void>(check_double_booking(view, now));
  if (now.list.empty())
    return std::nullopt;
  auto before = collected{false};
  static_cast<void>(check_double_booking(view_before(*context_, room), before));
  for (const auto& one : now.list)
    if (!was_so(one, before.list, now.list))
      return in_words(view, one);
  return std::nullopt;
}

void what_if::judge(const before_and_after& x, std::vector<finding>& against,
                    std::vector<finding>* cautions) const {
  auto now = collected{cautions != nullptr};
  auto view = view_after(*context_, x);
  static_cast<void>(check_person(view, now));
  if (now.list.empty())
    return;
  auto before_it = [&](bool all) {
    auto out = collected{all};
    static_cast<void>(check_person(view_before(*context_, x), out));
    return std::move(out.list);
  };
  auto add = [&](const std::vector<remark>& old, const std::vector<remark>& all,
                 std::vector<finding>& out) {
    for (const auto& one : all)
      if (!was_so(one, old, all))
        out.push_back(in_words(view, one));
  };
  // What only warns neither excuses what is against it nor hides an excuse.
  auto broken = serious(now.list);
  auto said = against.size();
  if (!broken.empty())
    add(before_it(false), broken, against);
  if (against.size() > said || broken.size() == now.list.size())
    return;
  auto before = before_it(true);
  for (const auto& one : now.list)
    if (!is_against(one.severity) && !was_so(one, before, now.list))
      cautions->push_back(in_words(view, one));
}

std::vector<remark> what_if::remarks(const before_and_after& x,
                                     bool after) const {
  auto out = collected{true};
  static_cast<void>(check_person(
    after ? view_after(*context_, x) : view_before(*context_, x), out));
  return std::move(out.list);
}

std::optional<finding> what_if::unfit(const person_facts& who,
                                      std::span<const duty> parts) const {
  auto all = collected{false};
  for (auto part : parts) {
    auto other = context_->person_of(part.person);
    part.person = who.id;
    auto alone = std::span<const duty>{&part, 1};
    auto day = context_->day_of(part.start);
    auto view = domain::view_of(*context_, who, alone, rows_of(who).plan,
                                {day, context_->day_of(part.end)});
    // Whose a shift without a template is, its holder's role says.
    if (context_->template_of(part.from) == nullptr && other != nullptr
        && other->role != who.role)
      static_cast<void>(all.take({.rule = rule::eligibility,
                                  .severity = severity::policy,
                                  .from = part.start,
                                  .to = part.end,
                                  .duty_after = 1}));
    for (const auto& row : person_rules())
      if (row.reach == reach::duty && applies(row, who))
        static_cast<void>(row.check(view, all));
    if (!all.list.empty())
      return in_words(
        view, *std::ranges::max_element(all.list, {}, [](const remark& one) {
          return gravity(one.severity);
        }));
  }
  return std::nullopt;
}

std::vector<finding> what_if::worse(const duty_change& x, bool one) const {
  auto out = std::vector<finding>{};
  auto seen = std::vector<person_id>{};
  auto room = before_and_after{};
  for (auto all : {&x.come, &x.gone})
    for (const auto& work : *all) {
      auto who = context_->person_of(work.person);
      if (who == nullptr || std::ranges::find(seen, who->id) != seen.end())
        continue;
      seen.push_back(who->id);
      around(*who, x, room);
      judge(room, out);
      if (one && !out.empty())
        return out;
    }
  judge_units(x, out);
  judge_cover(x, out);
  judge_frozen(x, out, nullptr);
  return out;
}

std::vector<finding> what_if::worse(const duty_change& x) const {
  return worse(x, false);
}

std::optional<finding> what_if::first_worse(const duty_change& x) const {
  auto all = worse(x, true);
  return all.empty() ? std::nullopt : std::optional{std::move(all.front())};
}

result<std::vector<duty>> parts_of(const roster& what, shift_id shift) {
  auto out = std::vector<duty>{};
  std::ranges::copy_if(what.duties, std::back_inserter(out),
                       [&](const auto& x) { return x.shift == shift; });
  if (out.empty())
    return failure{ec::not_found, "shift " + std::to_string(shift.value)
                                    + " is not on the roster, name one that "
                                      "is"};
  return out;
}

std::vector<duty> parts_of(const roster& what, person_id who, shift_id shift) {
  auto out = std::vector<duty>{};
  std::ranges::copy_if(duties_of(what, who), std::back_inserter(out),
                       [&](const auto& x) { return x.shift == shift; });
  return out;
}

} // namespace nightfloat::domain
