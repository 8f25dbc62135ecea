// SPDX-License-Identifier: Apache-2.0

// Single edits of a roster that keeps its findings current.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/validate_parts.hpp"
#include "bench/validate_rosters.hpp"
#include "domain/rules/live_roster.hpp"
#include "domain/rules/validate.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace nightfloat::bench {

namespace {

using namespace domain;

/// Takes, puts and gives of residents' shifts at random.
class editor {
public:
  editor(const rostered& x, live_roster& live) : live_{live} {
    for (const auto& work : x.what.duties)
      if (work.kind != duty_kind::supervision)
        duties_.push_back(work);
    residents_ = static_cast<std::uint32_t>(
      std::ranges::count(x.where.people, person_role::resident, &person::role));
  }

  /// Adds the microseconds of an edit and of its undoing, as of somebody who
  /// tries what fits; without the words of what they changed.
  void try_one(std::vector<double>& spent) {
    const auto& work = duties_[engine_() % duties_.size()];
    auto to = somebody();
    if (turn_++ % 2 == 0 || to == work.person) {
      spent.push_back(once_us([&] { done(live_.take(work.shift)); }));
      spent.push_back(once_us([&] { done(live_.put(work)); }));
      return;
    }
    for (auto who : {to, work.person})
      spent.push_back(once_us([&] { done(live_.give(work.shift, who)); }));
  }

  /// The same of one that stays. After many of them work is heaped on people
  /// at random, and much is broken.
  double edit() {
    auto& work = duties_[engine_() % duties_.size()];
    auto kind = turn_++ % 4;
    if (kind == 0 && !taken_) {
      taken_ = work;
      return once_us([&] { done(live_.take(work.shift)); });
    }
    if (kind == 1 && taken_) {
      auto back = *std::exchange(taken_, std::nullopt);
      return once_us([&] { done(live_.put(back)); });
    }
    if (taken_ && taken_->shift == work.shift)
      return edit();
    auto to = somebody();
    if (to == work.person)
      return edit();
    work.person = to;
    return once_us([&] { done(live_.give(work.shift, to)); });
  }

private:
  person_id somebody() {
    return {static_cast<std::uint32_t>(engine_() % residents_) + 1};
  }

  static void done(const result<void>& x) {
    need(x.has_value(), "an edit was refused");
  }

  live_roster& live_;
  std::vector<duty> duties_;
  std::optional<duty> taken_;
  std::uint32_t residents_ = 0;
  std::size_t turn_ = 0;
  std::mt19937_64 engine_{1};
};

} // namespace

void measure_edits() {
  auto x = make_rostered({.days = 365});
  auto pack = acgme_2025();
  auto live = live_roster::make(x.where, x.what, pack, x.all());
  need(live.has_value(), "no live roster");
  context("validate.live_bytes_interval",
          static_cast<double>(live->bytes())
            / static_cast<double>(live->duties()),
          "B");
  auto edit = editor{x, *live};
  auto all = std::vector<double>{};
  for (auto i = 0; i < 25'000; ++i)
    edit.try_one(all);
  figure({"validate.edit_p50", quantile(all, 0.5), "us", target::at_most, 5});
  figure({"validate.edit_p99", quantile(all, 0.99), "us", target::at_most, 50});
  need(live->findings() == validate(x.where, x.what, pack, x.all()),
       "what was undone is not as it was");
  all.clear();
  for (auto i = 0; i < 50'000; ++i)
    all.push_back(edit.edit());
  context("validate.edit_heaped_p50", quantile(all, 0.5), "us");
  context("validate.edit_heaped_p99", quantile(all, 0.99), "us");
  auto words = std::vector<double>{};
  for (auto i = 0; i < 1'000; ++i) {
    static_cast<void>(edit.edit());
    words.push_back(once_us([&] { static_cast<void>(live->changes()); }));
  }
  context("validate.edit_words_p50", quantile(words, 0.5), "us");
  auto what = live->what();
  need(live->findings() == validate(x.where, what, pack, x.all()),
       "the live roster says something else than validate");
  context("validate.edit_digest", digest_of(live->findings()), "digest");
}

} // namespace nightfloat::bench
