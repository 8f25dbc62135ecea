// SPDX-License-Identifier: Apache-2.0
#include "actors/contingency_run.hpp"

#include "actors/job_commits.hpp"
#include "actors/resilience_analyser.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/ledger_time.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

/// The days from that of `at_ms` (0: the first), as the programme's clocks show
/// it, on, within the programme.
domain::window days_of(const domain::programme_info& x, std::int64_t at_ms,
                       std::uint32_t count) {
  auto first = x.first;
  if (at_ms != 0) {
    const auto found = domain::zone::find(x.zone);
    // A zone that nobody knows is UTC.
    const auto site = found ? *found : domain::zone{};
    first = std::max(first, site.local_date(domain::instant_of(at_ms)));
  }
  const auto length = std::clamp<std::int32_t>(
    static_cast<std::int32_t>(std::min(count, 36'600u)), 1, 36'600);
  return {first, std::min(x.last, first + domain::date::duration{length - 1})};
}

} // namespace

contingency_run::contingency_run(domain::lease under)
  : job_run(std::move(under)) {
  // nop
}

run_step contingency_run::begin(time_point) {
  auto wish = codec::decode<client::contingency_job>(under_.work.payload);
  if (!wish)
    return fail(at("contingency", wish.error()), true);
  wish_ = *wish;
  return step_of(run_step::verb::programme);
}

run_step contingency_run::on_programme(const result<snapshot_ptr>& got,
                                       time_point) {
  ++counter_;
  if (is_ending() || where_)
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), got.error().code == ec::not_found);
  where_ = *got;
  return step_of(run_step::verb::slice);
}

run_step contingency_run::on_slice(time_point) {
  ++counter_;
  if (is_ending() || !where_)
    return step_of(run_step::verb::none);
  auto outcome = client::contingency_result{};
  outcome.over = days_of(where_->programme->info, under_.work.run_at_ms,
                         wish_.days);
  if (outcome.over.first > outcome.over.last) {
    outcome.found.version = where_->version;
    outcome.found.unknown = "the programme's days are over";
  } else {
    auto pack = pack_of(*where_->programme);
    if (!pack)
      return fail(pack.error(), true);
    outcome.found = risk_of(*where_, *pack, outcome.over);
  }
  auto bytes = codec::encode(outcome);
  auto change = done_commit(under_, bytes);
  change.put
    = {{std::string{domain::keys::contingency_check}, std::move(bytes)}};
  return end_with(std::move(change));
}

run_step contingency_run::committed() {
  return step_of(run_step::verb::none);
}

run_step contingency_run::conflicted(const std::string& key) {
  return fail({ec::conflict, "contingency: " + key + " changed"}, false);
}

void contingency_run::let_go() {
  where_.reset();
}

domain::job_progress contingency_run::progress() const {
  const auto permille = is_ending() ? 1'000 : where_ ? 500 : 0;
  return {counter_, static_cast<std::uint16_t>(permille),
          is_ending() ? "end" : "contingency"};
}

} // namespace nightfloat::actors
