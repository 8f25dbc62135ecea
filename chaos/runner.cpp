// SPDX-License-Identifier: Apache-2.0
#include "chaos/runner.hpp"

#include "chaos/cluster.hpp"
#include "chaos/gather.hpp"
#include "chaos/history_file.hpp"
#include "chaos/judge.hpp"
#include "chaos/nemesis.hpp"
#include "chaos/prober.hpp"
#include "chaos/workload.hpp"
#include "client/connected_ledger.hpp"
#include "client/publish.hpp"
#include "codec/json.hpp"
#include "domain/sample.hpp"
#include "metrics/clock.hpp"
#include "report/whole_file.hpp"
#include "report/written.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

constexpr auto ready_limit = 30s;
constexpr auto drain_limit = 10s;
const auto programme_name = std::string{"chaos"};

class chaos_run {
public:
  explicit chaos_run(const run_options& options)
    : options_(options), clock_(metrics::system_clock()) {
    // nop
  }

  result<report::run_report> run() {
    auto report = steps();
    // Whatever happened, no process stays behind.
    prober_.reset();
    link_.reset();
    operator_.reset();
    if (cluster_)
      end_cluster();
    return report;
  }

private:
  result<report::run_report> steps() {
    if (auto ok = prepare(); !ok)
      return ok.error();
    if (auto ok = start(); !ok)
      return at("start", ok.error());
    if (auto ok = load_programme(); !ok)
      return at("sample programme", ok.error());
    if (auto ok = first_roster(); !ok)
      return at("first roster", ok.error());
    auto before = gather_processes(*operator_);
    if (!before)
      return at("steady state", before.error());
    sessions_ = gather_sessions(*operator_);
    attack();
    return prove(*before);
  }

  result<void> prepare() {
    namespace fs = std::filesystem;
    auto error = std::error_code{};
    fs::create_directories(options_.directory, error);
    if (error || !fs::is_empty(options_.directory, error))
      return failure{ec::io_failed, options_.directory
                                      + ": must be a directory of its own "
                                        "that is empty, choose another"};
    if (auto ok = lines_.open(options_.directory + "/history.jsonl"); !ok)
      return ok;
    history_.record_to([this](std::string_view line) { lines_.write(line); });
    schedule_ = make_schedule(options_.what, options_.seed);
    return report::write_file(options_.directory + "/schedule.json",
                              codec::to_json_pretty(schedule_));
  }

  result<void> start() {
    say("start", 0);
    auto wanted = cluster_options{};
    wanted.dir = options_.directory + "/cluster";
    wanted.daemon = options_.daemon;
    wanted.workers = options_.what.cluster.workers;
    wanted.faults = true;
    wanted.end_with_parent = true;
    // The feed is examined from its first item on.
    wanted.base.store.history_items = 1'000'000'000;
    wanted.base.store.visibility_timeout_ms
      = options_.what.cluster.visibility_timeout_ms;
    auto made = cluster::open(std::move(wanted));
    if (!made)
      return made.error();
    cluster_.emplace(std::move(*made));
    for (const auto& name : cluster_->names())
      if (auto ok = cluster_->start(name); !ok)
        return ok.error();
    if (auto ok = cluster_->wait_ready(ready_limit); !ok)
      return ok;
    return connect();
  }

  result<void> connect() {
    for (auto* x : {&link_, &operator_}) {
      auto opened = client::connection::open(
        cluster_->network(), {.role = "client", .build = options_.build});
      if (!opened)
        return opened.error();
      *x = std::move(*opened);
      if (auto ok = (*x)->wait_open(5s); !ok)
        return ok;
    }
    return {};
  }

  result<void> load_programme() {
    say("sample programme", 0);
    auto wanted = domain::sample_options{};
    wanted.residents = options_.what.cluster.residents;
    wanted.faculty = std::max(options_.what.cluster.faculty,
                              domain::sample_faculty(wanted.residents));
    wanted.seed = options_.seed;
    auto made = domain::make_sample(wanted);
    if (!made)
      return made.error();
    auto& info = made->info;
    auto days = static_cast<std::int32_t>(options_.what.cluster.days);
    info.last = std::min(info.last,
                         info.first + domain::date::duration{days - 1});
    // What residents owe in a year cannot be met in a piece of it.
    if (days < 365)
      made->requirements.clear();
    people_ = static_cast<std::uint32_t>(made->people.size());
    auto month = domain::month_of(domain::instant{info.first});
    for (; domain::month_start(month) <= domain::instant{info.last};
         month = domain::next_month(month))
      months_.push_back(month);
    auto request = client::publish_request{};
    request.programme = programme_name;
    request.content = std::move(*made);
    request.number = options_.seed | 1;
    auto ledger = client::connected_ledger{*operator_, 10s,
                                           client::make_trace()};
    auto done = client::publish(ledger, std::move(request), {});
    if (!done)
      return done.error();
    return {};
  }

  // Filed in the history too, so that the job is held to its promises.
  result<void> first_roster() {
    say("first roster", 0);
    auto op = operation{};
    op.kind = operation_kind::generate;
    op.key = "chaos-first-" + std::to_string(options_.seed);
    op.trace = client::make_trace();
    op.programme = programme_name;
    auto work = client::generate_job{};
    work.seed = options_.seed;
    work.budget_ms = options_.what.load.generate_budget_ms;
    auto change = generate_submission(programme_name, op, work);
    op.job = change.submit.front().id;
    auto got = operator_->commit(change, 10s);
    if (!got)
      return got.error();
    op.version = got->version;
    op.end = operation_end::ok;
    history_.add(op);
    return wait_completed(op.job);
  }

  result<void> wait_completed(domain::job_id job) {
    auto request = client::jobs_request{};
    request.job = job;
    for (auto waited = 0ms; waited < 60s; waited += 50ms) {
      auto jobs = operator_->call(request, {.programme = programme_name});
      auto state = jobs && !jobs->jobs.empty() ? jobs->jobs[0].state
                                               : domain::job_state::ready;
      if (state == domain::job_state::completed)
        return {};
      if (domain::has_ended(state))
        return failure{ec::refused, "the job ended without a roster: "
                                      + jobs->jobs[0].last.detail};
      std::this_thread::sleep_for(50ms);
    }
    return failure{ec::timed_out, "the job did not end in 60 s, see the "
                                  "workers' logs"};
  }

  void attack() {
    start_ = clock_.steady();
    began_ms_ = clock_.wall_ms();
    auto load = workload{*link_,
                         clock_,
                         {.programme = programme_name,
                          .load = options_.what.load,
                          .seed = options_.seed,
                          .people = people_,
                          .months = months_},
                         history_};
    prober_ = std::make_unique<prober>(*operator_, clock_, programme_name,
                                       start_);
    load.start(start_);
    auto zero = std::chrono::milliseconds{options_.what.warm_up_s * 1'000};
    auto evil = nemesis{*cluster_, *operator_, clock_, start_, zero};
    say("faults", 0);
    evil.run(schedule_, stopped());
    auto end = start_ + zero
               + std::chrono::milliseconds{options_.what.duration_s * 1'000};
    while (!stopped() && clock_.steady() < end)
      std::this_thread::sleep_for(20ms);
    say("heal", 900);
    auto since = [&] {
      return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady()
                                                              - start_)
          .count());
    };
    seen_.calm.warm_until_us
      = static_cast<std::uint64_t>(options_.what.warm_up_s) * 1'000'000;
    seen_.calm.healed_us = since();
    // Recoveries need a little more probing after the last fault, and goodput
    // its time to come back.
    if (!stopped())
      std::this_thread::sleep_for(options_.what.load.goodput_percent == 0 ? 2s
                                                                          : 6s);
    seen_.calm.ended_us = since();
    load.stop();
    load.add_to(seen_);
    prober_->stop();
    faults_ = evil.done();
  }

  result<report::run_report>
  prove(const std::vector<client::process_status>& before) {
    say("drain", 920);
    auto& seen = seen_;
    seen.history = history_.all();
    if (auto ok = cluster_->wait_ready(ready_limit); !ok)
      return at("heal", ok.error());
    auto limit = std::chrono::seconds{options_.what.drain_s};
    auto drained = wait_no_live_job(*operator_, programme_name, limit);
    say("ask again", 940);
    if (auto ok = gather(*operator_, 10s, seen); !ok)
      return ok.error();
    auto after = gather_processes(*operator_);
    if (!after)
      return at("after the drain", after.error());
    seen.leftovers = compare_processes(before, *after);
    seen.leftovers.push_back({"live jobs", 0, drained ? 0 : 1, 0});
    seen.leftovers.push_back(
      {"store sessions in use", sessions_, gather_sessions(*operator_), 0});
    link_.reset();
    operator_.reset();
    end_cluster();
    seen.leftovers.push_back({"processes that had to be killed at the end", 0,
                              static_cast<std::int64_t>(ended_.killed.size()),
                              0});
    return write_report(seen);
  }

  result<report::run_report> write_report(const evidence& seen) {
    auto faults = std::vector<judged_fault>{};
    for (const auto& x : faults_)
      faults.push_back({x, recovery_of(x)});
    auto out = judge(options_.what, seen, check_all(seen), faults);
    out.seed = options_.seed;
    out.build = options_.build;
    out.command = options_.command;
    out.partial = stopped();
    out.started = report::utc(began_ms_);
    out.ran_s = std::chrono::duration<double>{clock_.steady() - start_}.count();
    if (auto ok = lines_.state(); !ok)
      return ok.error();
    if (auto ok = save_evidence(seen, options_.directory); !ok)
      return ok.error();
    if (auto ok = report::write(out, options_.directory); !ok)
      return ok.error();
    say("done", 1'000);
    return out;
  }

  std::uint64_t recovery_of(const fault_record& x) const {
    if (x.planned.fault != fault_kind::kill || !x.took_effect)
      return 0;
    switch (x.planned.target) {
      case target_role::store:
        return prober_->store_back_us(x.at_us);
      case target_role::broker:
        return prober_->broker_back_us(x.at_us);
      case target_role::worker:
        break;
    }
    return prober_->worker_back_us(x.at_us, x.pid_after);
  }

  void end_cluster() {
    auto drained = cluster_->drain(drain_limit);
    if (drained)
      ended_ = *drained;
    else
      spdlog::error("cluster did not end: why={}", drained.error().detail);
    cluster_.reset();
  }

  const std::atomic<bool>& stopped() const {
    static const auto never = std::atomic<bool>{false};
    return options_.stop == nullptr ? never : *options_.stop;
  }

  void say(std::string_view phase, std::uint32_t permille) const {
    if (options_.on_progress)
      options_.on_progress(phase, permille);
  }

  const run_options& options_;
  const metrics::clock& clock_;
  schedule schedule_;
  std::optional<cluster> cluster_;
  std::unique_ptr<client::connection> link_;
  std::unique_ptr<client::connection> operator_;
  std::unique_ptr<prober> prober_;
  std::uint32_t people_ = 0;
  std::vector<std::uint32_t> months_;
  std::chrono::steady_clock::time_point start_{};
  std::int64_t began_ms_ = 0;
  history_file lines_;
  history history_;
  evidence seen_;
  std::int64_t sessions_ = 0;
  std::vector<fault_record> faults_;
  drain_report ended_;
};

} // namespace

result<report::run_report> run(const run_options& options) {
  if (auto ok = check(options.what); !ok)
    return ok.error();
  return chaos_run{options}.run();
}

} // namespace nightfloat::chaos
