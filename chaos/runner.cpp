// SPDX-License-Identifier: Apache-2.0
#include "chaos/runner.hpp"

#include "chaos/arena.hpp"
#include "chaos/check_operations.hpp"
#include "chaos/elapsed.hpp"
#include "chaos/gather.hpp"
#include "chaos/history_file.hpp"
#include "chaos/judge.hpp"
#include "chaos/nemesis.hpp"
#include "chaos/opening.hpp"
#include "chaos/prober.hpp"
#include "chaos/process_series.hpp"
#include "chaos/steady.hpp"
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

constexpr std::uint64_t partial_every_us = 60'000'000;

// A cluster that lives on keeps what each run wrote.
std::string programme_name(const run_options& x) {
  return x.against.empty() ? "chaos" : "chaos-" + std::to_string(x.seed);
}

result<void> check_owner(const run_options& x) {
  if (x.against.empty())
    return {};
  if (!x.i_own_this)
    return failure{ec::invalid_argument,
                   "--against: the cluster of " + x.against
                     + " is not this run's own, and its processes would be "
                       "killed; give --i-own-this too if they are yours to "
                       "break"};
  return check_foreign(x.what);
}

class chaos_run {
public:
  explicit chaos_run(const run_options& options)
    : options_(options), programme_(programme_name(options)),
      clock_(metrics::system_clock()) {
    // nop
  }

  result<report::run_report> run() {
    auto report = steps();
    // Whatever happened, no process stays behind.
    processes_.reset();
    prober_.reset();
    arena_.reset();
    // Whatever else came of a full disk, this was why.
    if (auto ok = recorded(); !ok)
      return ok.error();
    return report;
  }

private:
  result<report::run_report> steps() {
    if (auto ok = prepare(); !ok)
      return ok.error();
    if (auto ok = start(); !ok)
      return at("start", ok.error());
    say("sample programme", 0);
    if (!options_.against.empty())
      if (auto ok = check_new(*operator_, programme_); !ok)
        return ok.error();
    auto opened = load_programme(*operator_, programme_, options_.what,
                                 options_.seed);
    if (!opened)
      return at("sample programme", opened.error());
    opening_ = std::move(*opened);
    say("first roster", 0);
    if (auto ok = first_roster(*operator_, programme_, options_.what,
                               options_.seed, history_);
        !ok)
      return at("first roster", ok.error());
    auto before = gather_rest(*operator_);
    if (!before)
      return at("steady state", before.error());
    if (auto ok = attack(); !ok)
      return ok.error();
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
    schedule_ = options_.replayed ? *options_.replayed
                                  : make_schedule(options_.what, options_.seed);
    return report::write_file(options_.directory + "/schedule.json",
                              codec::to_json_pretty(schedule_));
  }

  result<void> start() {
    say("start", 0);
    mark_start();
    keep_partial();
    auto made = arena::open({.what = options_.what,
                             .seed = options_.seed,
                             .directory = options_.directory,
                             .against = options_.against,
                             .daemon = options_.daemon,
                             .build = options_.build});
    if (!made)
      return made.error();
    arena_ = std::move(*made);
    operator_ = &arena_->operator_link();
    return {};
  }

  [[nodiscard]] workload_options load_options() const {
    return {.programme = programme_,
            .control = programme_ + "-control",
            .flood = programme_ + "-flood",
            .load = options_.what.load,
            .seed = options_.seed,
            .people = opening_.people,
            .months = opening_.months};
  }

  // Counted from where the load begins; before, from where the run does.
  void mark_start() {
    start_ = clock_.steady();
    began_ms_ = clock_.wall_ms();
  }

  result<void> attack() {
    mark_start();
    auto load = workload{arena_->load_link(), clock_, load_options(), history_};
    prober_ = std::make_unique<prober>(*operator_, clock_, programme_, start_);
    processes_ = std::make_unique<process_watch>(*operator_, clock_, start_);
    load.start(start_);
    say("steady state", 0);
    const auto& what = options_.what;
    auto zero = std::chrono::seconds{what.warm_up_s + what.steady.time_s};
    wait_until(start_ + zero);
    if (auto ok = ask_steady(); !ok)
      return ok;
    evil_ = std::make_unique<nemesis>(arena_->reach(), clock_, start_, zero);
    say("faults", 0);
    evil_->run(schedule_, [this] { return is_over(); });
    wait_until(start_ + zero + std::chrono::seconds{what.duration_s});
    say("heal", 900);
    seen_.calm.warm_until_us
      = std::uint64_t{what.warm_up_s + what.steady.time_s} * 1'000'000;
    seen_.calm.healed_us = elapsed_us(start_, clock_.steady());
    // Recoveries need a little more probing after the last fault, and goodput
    // its time to come back.
    auto heal_s = what.load.goodput_percent == 0 ? what.heal_s
                                                 : std::max(what.heal_s, 6u);
    wait_until(clock_.steady() + std::chrono::seconds{heal_s});
    seen_.calm.ended_us = elapsed_us(start_, clock_.steady());
    load.stop();
    load.add_to(seen_);
    prober_->stop();
    processes_->stop();
    faults_ = evil_->done();
    evil_.reset();
    return {};
  }

  void wait_until(std::chrono::steady_clock::time_point when) {
    while (!is_over() && clock_.steady() < when)
      std::this_thread::sleep_for(5ms);
  }

  result<void> ask_steady() {
    const auto& wanted = options_.what.steady;
    if (wanted.time_s == 0 || is_over())
      return {};
    auto from = std::uint64_t{options_.what.warm_up_s} * 1'000'000;
    auto found = fit_baseline(wanted, history_.outline(), from,
                              from + std::uint64_t{wanted.time_s} * 1'000'000);
    if (!found)
      return found.error();
    baseline_ = *found;
    return {};
  }

  // Asked all the time on this thread: what is to be done each second and each
  // minute is done here.
  bool is_over() {
    auto now = clock_.steady();
    if (now >= next_look_) {
      next_look_ = now + 1s;
      look(elapsed_us(start_, now));
    }
    return stopped() || !aborted_.empty();
  }

  // What is not recorded cannot be proved: the run is not worth its time.
  result<void> recorded() const {
    if (auto ok = lines_.state(); !ok)
      return at("recorder", ok.error());
    return {};
  }

  void give_up_unrecorded() {
    if (auto ok = recorded(); !ok && aborted_.empty())
      aborted_ = ok.error().detail;
  }

  void look(std::uint64_t now_us) {
    const auto& what = options_.what;
    give_up_unrecorded();
    if (processes_)
      processes_->set_members(arena_->cluster().record().members);
    auto window = std::uint64_t{what.abort.window_s} * 1'000'000;
    if (evil_ && aborted_.empty())
      aborted_ = reason_to_abort(
        what.abort,
        prober_->bystander_calls(now_us > window ? now_us - window : 0),
        now_us);
    auto whole_us
      = std::uint64_t{what.warm_up_s + what.steady.time_s + what.duration_s}
        * 1'000'000;
    if (evil_)
      say("faults", static_cast<std::uint32_t>(
                      std::min<std::uint64_t>(now_us * 900 / whole_us, 900)));
    if (now_us / partial_every_us == partials_)
      return;
    partials_ = now_us / partial_every_us;
    keep_partial();
  }

  // What is known while the run goes on, so that a run that is cut leaves it.
  void keep_partial() const {
    auto seen = evidence{};
    seen.history = history_.outline();
    auto out = judged(seen, {}, evil_ ? evil_->done() : faults_);
    out.partial = true;
    if (aborted_.empty()) {
      out.verdict = "unknown";
      out.because = "the run was not over when this was written";
    }
    if (auto ok = report::write(out, options_.directory); !ok)
      spdlog::error("report not written: why=\"{}\"", ok.error().detail);
  }

  result<report::run_report> prove(const at_rest& before) {
    say("drain", 920);
    give_up_unrecorded();
    keep_partial();
    auto& seen = seen_;
    seen.history = history_.take();
    if (auto ok = arena_->cluster().wait_ready(ready_limit); !ok)
      return at("heal", ok.error());
    auto limit = std::chrono::seconds{options_.what.drain_s};
    auto drained = wait_no_live_job(*operator_, limit);
    say("ask again", 940);
    if (auto ok = gather(*operator_, 10s, seen); !ok)
      return ok.error();
    auto after = gather_rest(*operator_);
    if (!after)
      return at("after the drain", after.error());
    seen.leftovers = compare_rest(before, *after);
    seen.leftovers.push_back({"live jobs", 0, drained ? 0 : 1, 0});
    operator_ = nullptr;
    ended_ = arena_->close();
    seen.leftovers.push_back({"processes that had to be killed at the end", 0,
                              static_cast<std::int64_t>(ended_.killed.size()),
                              0});
    seen.falls = falls_of(ended_.ends, faults_, !options_.against.empty());
    return write_report(seen);
  }

  report::run_report judged(const evidence& seen,
                            const std::vector<check_result>& checks,
                            const std::vector<fault_record>& done) const {
    auto faults = std::vector<judged_fault>{};
    for (const auto& x : done)
      faults.push_back({x, within_life(done, x, recovery_of(x))});
    auto out = judge(options_.what, seen, checks, faults);
    out.seed = options_.seed;
    out.build = options_.build;
    out.command = options_.command;
    out.partial = stopped() || !aborted_.empty();
    out.started = report::utc(began_ms_);
    out.ran_s = std::chrono::duration<double>{clock_.steady() - start_}.count();
    add_goodput(out, options_.what, baseline_, seen.history);
    if (processes_)
      for (auto& x : processes_->all())
        out.timeline.push_back(std::move(x));
    if (!aborted_.empty()) {
      out.verdict = "invalid";
      out.because = aborted_;
    }
    return out;
  }

  result<report::run_report> write_report(evidence& seen) {
    auto out = judged(seen, check_all(seen), faults_);
    // First, because it is small: a disk that is full may have room for it.
    if (auto ok = report::write(out, options_.directory); !ok)
      return ok.error();
    // Beside a history that breaks off the rest would be judged wrongly.
    if (auto ok = recorded(); !ok)
      return ok.error();
    if (auto ok = save_evidence(std::move(seen), options_.directory); !ok)
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
        return prober_->worker_back_us(x.at_us, x.pid_after);
      default:
        return 0;
    }
  }

  [[nodiscard]] bool stopped() const {
    return options_.stop != nullptr && *options_.stop;
  }

  void say(std::string_view phase, std::uint32_t permille) const {
    if (options_.on_progress)
      options_.on_progress(phase, permille);
  }

  const run_options& options_;
  std::string programme_;
  const metrics::clock& clock_;
  schedule schedule_;
  std::unique_ptr<arena> arena_;
  /// The arena's, while it is open.
  client::connection* operator_ = nullptr;
  std::unique_ptr<prober> prober_;
  std::unique_ptr<process_watch> processes_;
  std::unique_ptr<nemesis> evil_;
  baseline baseline_;
  /// Why the run was given up.
  std::string aborted_;
  std::chrono::steady_clock::time_point next_look_{};
  std::uint64_t partials_ = 0;
  opening opening_;
  std::chrono::steady_clock::time_point start_{};
  std::int64_t began_ms_ = 0;
  history_file lines_;
  history history_;
  evidence seen_;
  std::vector<fault_record> faults_;
  drain_report ended_;
};

} // namespace

result<report::run_report> run(const run_options& options) {
  if (auto ok = check(options.what); !ok)
    return ok.error();
  if (auto ok = check_owner(options); !ok)
    return ok.error();
  return chaos_run{options}.run();
}

} // namespace nightfloat::chaos
