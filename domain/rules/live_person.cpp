// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/live_person.hpp"

#include "domain/duty_order.hpp"
#include "domain/rules/day_balance.hpp"
#include "domain/rules/roster_words.hpp"
#include "domain/rules/rows.hpp"
#include "domain/rules/unknowns.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain {

namespace {

constexpr auto stranger_row = std::uint8_t{0xff};

/// The rows of the rules, and those of what is unknown.
std::span<const person_rule> all_rows() {
  static const auto rows = [] {
    auto out = std::vector<person_rule>{};
    for (auto some : {person_rules(), unknown_rules()})
      out.insert(out.end(), some.begin(), some.end());
    return out;
  }();
  return rows;
}

std::uint64_t digest_of(std::span<const duty> all) noexcept {
  // Whoever adds a field to a duty adds it here.
  static_assert(sizeof(duty) == 32);
  constexpr auto odd = 0x9e37'79b9'7f4a'7c15U;
  auto out = std::uint64_t{all.size()};
  auto mix = [&](std::uint64_t high, std::uint64_t low) {
    out = (out ^ high << 32 ^ low) * odd;
    out ^= out >> 29;
  };
  auto minute = [](instant x) {
    return static_cast<std::uint32_t>(x.time_since_epoch().count());
  };
  for (const auto& x : all) {
    mix(x.shift.value, minute(x.start));
    mix(x.from.value, minute(x.end));
    mix(x.rotation.value, x.site.value);
    mix(static_cast<std::uint64_t>(x.kind),
        static_cast<std::uint64_t>(x.source) << 8
          | static_cast<std::uint64_t>(x.actual));
  }
  return out;
}

/// Says the same of the same duties, wherever in the order they are now.
bool alike(const kept_remark& a, const kept_remark& b) noexcept {
  if (a.digest != b.digest || a.row != b.row || a.what.from != b.what.from)
    return false;
  auto same = a.what;
  same.duty_first = b.what.duty_first;
  same.duty_after = b.what.duty_after;
  return same == b.what;
}

/// Keeps what meets the window asked for.
class keeper final : public remark_sink {
public:
  keeper(const person_view& asked, std::vector<kept_remark>& out)
    : asked_{asked}, out_{out} {
  }

  bool take(const remark& x) override {
    if (!meets(asked_, x.from, x.to))
      return true;
    auto about = asked_.duties.subspan(x.duty_first,
                                       x.duty_after - x.duty_first);
    out_.push_back({x, digest_of(about), row});
    return true;
  }

  std::uint8_t row = 0;

private:
  const person_view& asked_;
  std::vector<kept_remark>& out_;
};

} // namespace

std::size_t live_person::insert(const duty& work) {
  auto at = std::ranges::upper_bound(duties_, work, precedes) - duties_.begin();
  // Grown by little: most of a roster's bytes are these.
  if (duties_.size() == duties_.capacity())
    duties_.reserve(duties_.size() + duties_.size() / 16 + 4);
  duties_.insert(duties_.begin() + at, work);
  longest_ = std::max(longest_, work.end - work.start);
  return static_cast<std::size_t>(at);
}

std::size_t live_person::erase(const duty& work) {
  auto at = std::ranges::lower_bound(duties_, work, precedes);
  at = std::find(at, duties_.end(), work);
  NIGHTFLOAT_EXPECT(at != duties_.end());
  auto place = at - duties_.begin();
  duties_.erase(at);
  return static_cast<std::size_t>(place);
}

void live_person::put(const duty& work) {
  auto at = insert(work);
  for (auto& x : remarks_) {
    x.what.duty_first += x.what.duty_first >= at ? 1 : 0;
    x.what.duty_after += x.what.duty_after > at ? 1 : 0;
  }
}

void live_person::take(const duty& work) {
  auto at = erase(work);
  for (auto& x : remarks_) {
    x.what.duty_first -= x.what.duty_first > at ? 1 : 0;
    x.what.duty_after -= x.what.duty_after > at ? 1 : 0;
  }
}

void live_person::put_back(const duty& work) {
  insert(work);
}

void live_person::take_back(const duty& work) {
  erase(work);
}

std::size_t live_person::bytes() const noexcept {
  return sizeof *this + duties_.capacity() * sizeof(duty)
         + plan_.capacity() * sizeof(assignment)
         + remarks_.capacity() * sizeof(kept_remark)
         + balance_.capacity() * sizeof(std::int16_t);
}

person_judge::person_judge(const rule_context& context, window over)
  : context_{context}, over_{over}, from_{context.midnight(over.first)},
    to_{context.midnight(over.last + one_day)} {
}

window person_judge::days(const live_person& x) const {
  auto out = context_.span;
  auto reach = [&](instant when) {
    auto day = context_.day_of(when);
    out = hull(out, {day, day});
  };
  if (!x.duties_.empty()) {
    reach(x.duties_.front().start);
    reach(x.duties_.back().start);
  }
  return out;
}

person_view person_judge::view(const live_person& x) const {
  return {.context = context_,
          .who = *x.who_,
          .duties = x.duties_,
          .plan = x.plan_,
          .leave = context_.leave_of(*x.who_),
          .over = over_,
          .from = from_,
          .to = to_,
          .longest = x.longest_,
          .days = days(x),
          .balanced = x.balanced_};
}

/// Brings the balance of the days to what there is after the edit.
void person_judge::keep_balance(live_person& x) {
  auto now = view(x);
  auto whole = now.days;
  if (anew_ || days_ != whole || x.balance_.empty()) {
    domain::keep_balance(now, x.balance_);
    x.balanced_ = now.balanced;
    return;
  }
  auto edited = window{std::max(whole.first, context_.day_of(edit_from_)),
                       std::min(whole.last, context_.day_of(edit_to_))};
  if (edited.last < edited.first)
    return;
  auto all = std::span{x.balance_};
  auto first = static_cast<std::size_t>((edited.first - whole.first).count());
  auto after = static_cast<std::size_t>((edited.last - whole.first).count())
               + 1;
  balance_days(now, edited, all.subspan(first, after - first));
  // Where all was balanced, only what meets these days may no longer be.
  if (x.balanced_) {
    first -= std::min(first, balanced_days - 1);
    after = std::min(all.size(), after + balanced_days - 1);
    all = all.subspan(first, after - first);
  }
  x.balanced_ = is_balanced(all);
}

void person_judge::begin(const live_person& x, instant from, instant to) {
  before_ = x.remarks_;
  anew_ = x.who_ == nullptr;
  edit_from_ = from;
  edit_to_ = to;
  if (anew_)
    return;
  auto now = view(x);
  days_ = now.days;
  touched_ = touched_days(now, from, to);
}

void person_judge::begin_anew(const live_person& x) {
  before_ = x.remarks_;
  anew_ = true;
  days_ = days(x);
}

void person_judge::judge(const live_person& x, const person_view& near) {
  auto asked = view(x);
  auto sink = keeper{asked, fresh_};
  for (const auto& row : all_rows()) {
    if (applies(row, *x.who_))
      static_cast<void>(
        row.check(row.reach == reach::person ? asked : near, sink));
    ++sink.row;
  }
}

void person_judge::judge_stranger(const live_person& x) {
  if (x.duties_.empty() && x.plan_.empty())
    return;
  auto first = std::span{x.duties_}.first(x.duties_.empty() ? 0 : 1);
  fresh_.push_back({.what = stranger(context_, x.duties_, x.plan_),
                    .digest = digest_of(first),
                    .row = stranger_row});
}

/// Replaces what was said of the time that `near` asked about (null: of all).
void person_judge::settle(live_person& x, const person_view* near,
                          remark_changes& out) {
  auto rows = all_rows();
  auto kept = std::size_t{0};
  for (auto i = std::size_t{0}; i < before_.size(); ++i) {
    const auto& old = before_[i];
    if (near != nullptr && rows[old.row].reach != reach::person
        && !meets(*near, old.what.from, old.what.to)) {
      x.remarks_[kept++] = x.remarks_[i];
      continue;
    }
    auto is_same = [&](const kept_remark& now) {
      return alike(old, now);
    };
    if (near == nullptr || std::ranges::none_of(fresh_, is_same))
      out.gone.push_back(old);
  }
  x.remarks_.resize(kept);
  for (const auto& now : fresh_) {
    auto was = [&](const kept_remark& old) {
      return alike(old, now);
    };
    if (near == nullptr || std::ranges::none_of(before_, was))
      out.come.push_back(now);
  }
  x.remarks_.insert(x.remarks_.end(), fresh_.begin(), fresh_.end());
}

void person_judge::finish(live_person& x, remark_changes& out) {
  fresh_.clear();
  if (x.who_ == nullptr) {
    judge_stranger(x);
    settle(x, nullptr, out);
    return;
  }
  keep_balance(x);
  auto near = view(x);
  auto far = hull(near.days, hull(days_, over_));
  if (!anew_ && days_ == near.days)
    near.over = hull(touched_, touched_days(near, edit_from_, edit_to_));
  else
    near.over = {far.first - one_day, far.last + one_day};
  near.from = context_.midnight(near.over.first);
  near.to = context_.midnight(near.over.last + one_day);
  judge(x, near);
  settle(x, anew_ ? nullptr : &near, out);
}

finding person_judge::in_words(const live_person& x,
                               const kept_remark& what) const {
  if (x.who_ == nullptr)
    return stranger_in_words(x.id_, what.what.from, what.what.to);
  return domain::in_words(view(x), what.what);
}

} // namespace nightfloat::domain
