// SPDX-License-Identifier: Apache-2.0
#include "actors/contingency_run.hpp"

#include "actors/job_commits.hpp"
#include "actors/job_days.hpp"
#include "actors/resilience_analyser.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"

#include <utility>

namespace nightfloat::actors {

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
  if (!got && got.error().code == ec::not_found) {
    // The schedule is there before anything was imported.
    outcome_.found.unknown = "there is no programme, import one";
    return finish();
  }
  if (!got)
    return fail(got.error(), false);
  where_ = *got;
  return step_of(run_step::verb::slice);
}

run_step contingency_run::on_slice(time_point) {
  ++counter_;
  if (is_ending() || !where_)
    return step_of(run_step::verb::none);
  if (!search_)
    return begin_search();
  if (search_->step())
    return step_of(run_step::verb::slice);
  outcome_.found = risk_of(*where_, search_->take());
  return finish();
}

run_step contingency_run::begin_search() {
  outcome_.over = job_days(where_->programme->info, under_.work.run_at_ms,
                           wish_.days);
  if (outcome_.over.first > outcome_.over.last) {
    outcome_.found.version = where_->version;
    outcome_.found.unknown = "the programme's days are over";
    return finish();
  }
  auto pack = pack_of(*where_->programme);
  if (!pack)
    return fail(pack.error(), true);
  pack_ = *std::move(pack);
  search_.emplace(*where_->programme, *where_->roster, pack_, outcome_.over);
  return step_of(run_step::verb::slice);
}

run_step contingency_run::finish() {
  auto bytes = codec::encode(outcome_);
  auto change = done_commit(under_, bytes);
  // Without a programme there is nothing to keep it beside.
  if (where_)
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
  search_.reset();
  where_.reset();
}

domain::job_progress contingency_run::progress() const {
  const auto permille = is_ending() ? 1'000 : where_ ? 500 : 0;
  return {counter_, static_cast<std::uint16_t>(permille),
          is_ending() ? "end" : "contingency"};
}

} // namespace nightfloat::actors
