// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/run.hpp"

#include "chaos/simulation/audit.hpp"
#include "chaos/simulation/cluster.hpp"
#include "chaos/simulation/quiet.hpp"
#include "chaos/simulation/ward.hpp"
#include "client/operations.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace nightfloat::simulation {

namespace {

class simulated_run {
public:
  explicit simulated_run(const schedule& plan)
    : plan_{plan}, world_{plan.seed}, record_{world_}, cluster_{world_, plan,
                                                                record_} {
  }

  outcome go() {
    auto out = outcome{.seed = plan_.seed, .why = {}, .checks = {}};
    if (!begin())
      return fail(out, "no liveness: a cluster without faults did not take "
                       "its first change");
    break_it();
    cluster_.heal();
    const auto healed = world_.spent();
    auto late = converge();
    out.converged_ms = ms(world_.spent() - healed);
    if (late.empty()) {
      for (auto& x : cluster_.clients())
        x->ask_all_again();
      if (!until([this] { return is_calm(); }, bound()))
        late = what_waits();
    }
    judge(out, late);
    return out;
  }

private:
  static std::uint64_t ms(microseconds x) {
    return static_cast<std::uint64_t>(x.count()) / 1'000;
  }

  /// What has not ended in time; empty: all has. One bound for all of it.
  std::string converge() {
    const auto limit = bound();
    // Who still has to pause a kind does so first.
    if (!until([this] { return all_told(); }, limit))
      return what_waits();
    resume_kinds();
    return until([this] { return is_calm(); }, limit) ? "" : what_waits();
  }

  /// When what begins now must have ended.
  [[nodiscard]] time_point bound() const {
    return world_.now() + milliseconds{plan_.size.liveness_bound_ms}
           + work_in(plan_);
  }

  template <class Done>
  bool until(Done done, time_point limit) {
    while (!done())
      if (world_.now() >= limit || !world_.run_next(limit))
        return done();
    return true;
  }

  bool begin() {
    auto& first = *cluster_.clients().front();
    if (plan_.size.actors)
      return import_ward(world_, first.store(), plan_.size.owners).has_value();
    auto ready = 0;
    first.set_up([&](bool ok) { ready = ok ? 1 : -1; });
    return until([&] { return ready != 0; }, bound()) && ready == 1;
  }

  void break_it() {
    begun_ = world_.now();
    for (auto x : plan_.acts) {
      x.at_ms += static_cast<std::uint32_t>(ms(world_.spent()));
      if (x.client < cluster_.clients().size())
        cluster_.clients()[x.client]->give(x);
    }
    for (const auto& x : plan_.faults)
      world_.at(begun_ + milliseconds{x.at_ms}, nobody,
                [this, x] { cluster_.strike(x); });
    world_.run_until(begun_ + milliseconds{plan_.faults_ms});
  }

  /// What a client paused must not keep the jobs from ending.
  void resume_kinds() {
    cluster_.clients().front()->store().ask(
      client::pause_request{plan_.size.actors
                              ? std::string{client::generate_job::kind}
                              : std::string{work_kind},
                            false},
      {.programme = programme, .key = {}, .trace = {}},
      [this](const result<client::done_reply>& how) {
        if (!how)
          world_.after(milliseconds{100}, nobody, [this] { resume_kinds(); });
        else
          resumed_ = true;
      });
  }

  bool all_told() {
    return std::ranges::all_of(cluster_.clients(),
                               [](const auto& x) { return x->is_idle(); });
  }

  bool is_calm() {
    return what_waits().empty();
  }

  /// What keeps the run from being over; empty: nothing does.
  std::string what_waits() {
    if (cluster_.store() == nullptr)
      return "the store is dead";
    if (!all_told())
      return "a client has not had its answers";
    if (!resumed_)
      return "a paused kind could not be resumed";
    const auto x = cluster_.store()->ledger().stats();
    if (!x.serving)
      return "the store does not serve";
    if (x.waiting + x.jobs_ready + x.jobs_delayed + x.jobs_leased
          + x.jobs_waiting
        == 0)
      return {};
    return "jobs have not ended: " + std::to_string(x.jobs_ready) + " ready, "
           + std::to_string(x.jobs_delayed) + " delayed, "
           + std::to_string(x.jobs_leased) + " leased, "
           + std::to_string(x.jobs_waiting) + " waiting";
  }

  static outcome fail(outcome out, std::string why) {
    out.why = std::move(why);
    return out;
  }

  void judge(outcome& out, const std::string& late) {
    out.simulated_ms = ms(world_.spent());
    out.events = world_.events();
    out.faults = cluster_.struck();
    out.operations = record_.done().size();
    for (const auto& x : record_.done())
      out.acknowledged += x.end == chaos::operation_end::ok ? 1 : 0;
    out.checks = audit(cluster_, record_, late, plan_);
    out.hash = record_.hash();
    out.why = first_offence(out.checks);
    out.passed = out.why.empty();
  }

  const schedule& plan_;
  world world_;
  record record_;
  cluster cluster_;
  time_point begun_{};
  bool resumed_ = false;
};

} // namespace

std::string first_offence(const std::vector<chaos::check_result>& checks) {
  // The first change, without which no run begins, is in feed and rows.
  constexpr auto always = std::array<std::string_view, 4>{
    "tokens", "conservation", "rows", "versions"};
  for (const auto& x : checks)
    if (x.verdict == chaos::verdict::invalid)
      return x.name + ": " + (x.traces.empty() ? x.claim : x.traces.front());
  for (const auto& x : checks)
    if (x.verdict == chaos::verdict::unknown
        && std::ranges::find(always, x.name) != always.end())
      return x.name + ": nothing was examined";
  return {};
}

outcome run(const schedule& plan) {
  const auto hushed = quiet{};
  return simulated_run{plan}.go();
}

} // namespace nightfloat::simulation
