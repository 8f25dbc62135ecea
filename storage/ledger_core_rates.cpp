// SPDX-License-Identifier: Apache-2.0
//
// How fast jobs of a kind are handed out.
#include "codec/bytes.hpp"
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

namespace {

constexpr auto rates_max = std::size_t{1'024};
constexpr auto jobs_max = std::uint32_t{1'000'000};
constexpr auto per_ms_max = std::uint32_t{86'400'000};

std::int64_t us_of(steady_time x) {
  return std::chrono::duration_cast<std::chrono::microseconds>(
           x.time_since_epoch())
    .count();
}

pace pace_of(const domain::rate_terms& x) {
  return {std::int64_t{x.per_ms} * 1'000 / x.jobs,
          x.burst == 0 ? x.jobs : x.burst};
}

} // namespace

result<void> ledger_core::limit_rate(const std::string& kind,
                                     const domain::rate_terms& x) {
  if (!is_kind(kind))
    return failure{ec::invalid_argument,
                   "limit: the kind is wrong, give 1 to 64 bytes without "
                   "control characters"};
  if (x.jobs > jobs_max || x.burst > jobs_max || x.per_ms == 0
      || x.per_ms > per_ms_max)
    return failure{ec::invalid_argument,
                   "limit: the rate is wrong, give up to "
                     + std::to_string(jobs_max) + " jobs in 1 to "
                     + std::to_string(per_ms_max) + " ms"};
  const auto now = rate_changes_.find(kind);
  const auto is_known = rates_.contains(kind)
                        || (now != rate_changes_.end()
                            && now->second.jobs != 0);
  if (x.jobs != 0 && !is_known
      && rates_.size() + rate_changes_.size() >= rates_max)
    return failure{ec::refused, "limit: too many kinds have a rate (at most "
                                  + std::to_string(rates_max)
                                  + "), lift one first"};
  auto row = layout::kind_rate(kind);
  if (x.jobs == 0)
    rows_.erase(std::move(row));
  else
    rows_.put(std::move(row), codec::encode(x));
  rate_changes_.insert_or_assign(kind, x);
  return {};
}

void ledger_core::adopt_rates() {
  for (const auto& [kind, x] : std::exchange(rate_changes_, {})) {
    const auto known = rates_.find(kind);
    if (x.jobs == 0) {
      rates_.erase(kind);
    } else if (known == rates_.end()) {
      rates_.emplace(kind, kind_rate{x, pace_of(x)});
    } else {
      known->second.terms = x;
      known->second.tokens.change(pace_of(x), us_of(now_.steady));
    }
  }
}

result<void> ledger_core::load_rates() {
  rates_.clear();
  rate_changes_.clear();
  return base_->scan(prefix_range(layout::kind_rates), scan_order::ascending,
                     [&](std::string_view key, std::string_view value) {
                       auto x = codec::decode<domain::rate_terms>(value);
                       if (!x || x->jobs == 0)
                         return true;
                       // What was handed out before is not known any more.
                       auto tokens = pace_of(*x);
                       tokens.empty(us_of(now_.steady));
                       rates_.emplace(key.substr(1), kind_rate{*x, tokens});
                       return true;
                     });
}

std::int64_t ledger_core::rate_wait_us(const std::string& kind, moment now,
                                       std::uint64_t nth) const {
  const auto found = rates_.find(kind);
  return found == rates_.end()
           ? 0
           : found->second.tokens.wait_us(us_of(now.steady), nth);
}

/// False: its rate lets none of the kind go yet. When it does, a turn is due
/// for the claims that wait.
bool ledger_core::may_go(const std::string& kind, moment now) {
  const auto wait = rate_wait_us(kind, now);
  if (wait > 0 && jobs_.ready(kind) > 0)
    claims_at_ = std::min(claims_at_,
                          now.steady + std::chrono::microseconds{wait});
  return wait == 0;
}

/// One of the kind goes; false: the next has to wait.
bool ledger_core::take_turn(const std::string& kind, moment now) {
  const auto found = rates_.find(kind);
  if (found == rates_.end())
    return true;
  found->second.tokens.take(us_of(now.steady));
  return may_go(kind, now);
}

} // namespace nightfloat::storage
