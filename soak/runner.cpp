// SPDX-License-Identifier: Apache-2.0
#include "soak/runner.hpp"

#include "metrics/clock.hpp"
#include "report/written.hpp"
#include "soak/faults.hpp"
#include "soak/pieces.hpp"
#include "soak/report_files.hpp"
#include "soak/spikes.hpp"
#include "soak/summary.hpp"
#include "soak/watcher.hpp"
#include "soak/world.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

constexpr auto sample_limit = 800ms;
constexpr auto report_interval_s = 60.0;

/// Beyond the load's own seed: each begins with keys of its own.
constexpr auto warm_up_seed = 1u;
constexpr auto setup_seed = 3u;
constexpr auto teardown_seed = 4u;

/// After so much of a drain or a rest a cut is heard; fewer seconds than these
/// are not looked at.
constexpr auto piece_s = 3.0;

using samples = std::vector<std::vector<chaos::process_sample>>;

class soak_run {
public:
  explicit soak_run(const run_options& options)
    : options_(options), clock_(metrics::system_clock()),
      world_({.terms = options.what.cluster,
              .seed = options.seed,
              .directory = options.directory + "/cluster",
              .against = options.against,
              .daemon = options.daemon,
              .build = options.build,
              .faults = has_fault(options.what, "slow"),
              .relayed = has_fault(options.what, "reconnect"),
              .on_phase = [this](std::string_view x) {
                begin(x);
              }}) {
  }

  result<run_result> run() {
    auto got = steps();
    watcher_.reset();
    // Whatever happened, no process stays behind.
    world_.close();
    return got;
  }

private:
  result<run_result> steps() {
    if (auto ok = make_directory(options_.directory); !ok)
      return ok.error();
    report_ = report_head(options_);
    mark_start();
    if (auto ok = world_.open(); !ok)
      return ok.error();
    watch();
    if (auto ok = warm_up(); !ok)
      return ok.error();
    auto ready = make_ready(options_.what, world_.under_load());
    if (!ready)
      return ready.error();
    ready_ = std::move(*ready);
    if (auto ok = once(ready_->setup, setup_seed); !ok)
      return at("setup", ok.error());
    auto load = soak::load{*ready_, world_.under_load(), clock_, options_.seed};
    begin("load");
    load_ = &load;
    window_.from_s = now_s();
    auto how = options_.what.faults.empty() ? load_and_spikes()
                                            : load_and_faults();
    window_.until_s = now_s();
    window_.operations = static_cast<double>(load.answered());
    add_phase("load", window_.from_s);
    return finish(after_load(how));
  }

  // What the load itself does to the cluster.
  load_end load_and_spikes() {
    faults_.episodes = spikes_of(options_.what);
    for (const auto& x : faults_.episodes) {
      auto line = report::fault_line{};
      line.fault = x.fault;
      line.target = x.target;
      line.at_ms = static_cast<std::uint64_t>(x.at_s * 1'000);
      line.until_ms = static_cast<std::uint64_t>(x.healed_s * 1'000);
      line.took_effect = line.healed = true;
      faults_.lines.push_back(std::move(line));
      load_->count_tenths();
    }
    return load_alone();
  }

  load_end load_alone() {
    return load_->run(stopped(),
                      [this](const second_counts& x) { on_second("load", x); });
  }

  // Processes end with the thread that starts them, so this one has the
  // faults and another the load.
  load_end load_and_faults() {
    auto how = load_end::whole;
    auto ended = std::atomic<bool>{false};
    load_->count_tenths();
    auto start = clock_.steady();
    auto side = std::thread{[&] {
      how = load_alone();
      ended = true;
    }};
    auto planned = make_schedule(options_.what.faults);
    faults_ = carry_out(planned, world_, clock_, start, ended);
    side.join();
    // Who cuts a run knows what did not come.
    if (how != load_end::stopped)
      add_missed(planned, faults_);
    // After its length the load's users only finish.
    end_at(std::min(load_->ran_s(), length_s(options_.what)), faults_);
    return how;
  }

  void mark_start() {
    zero_ = clock_.steady();
    report_.started = report::utc(clock_.wall_ms());
  }

  // What it took to get here is no part of the run.
  void watch() {
    mark_start();
    written_s_ = 0;
    watcher_ = std::make_unique<watcher>(
      chaos::sampler{world_.own_link(), [this] { return world_.members(); },
                     sample_limit},
      clock_, zero_);
  }

  // Caches fill, arenas grow: what is measured is what comes after.
  result<void> warm_up() {
    auto wanted = options_.what.leak.warm_up_s;
    auto whole = length_s(options_.what);
    auto from = now_s();
    if (wanted > 0 && whole > 0) {
      auto ready = make_ready(scaled(options_.what, wanted / whole),
                              world_.under_load());
      if (!ready)
        return ready.error();
      ready->thresholds.clear();
      auto load = soak::load{*ready, world_.under_load(), clock_,
                             options_.seed + warm_up_seed};
      begin("warm-up");
      load.run(stopped(),
               [this](const second_counts& x) { on_second("warm-up", x); });
      add_phase("warm-up", from);
    }
    if (options_.what.leak.judged && !stopped())
      rest_.drained_before = look(rest_.before);
    return {};
  }

  bool look(samples& to) {
    auto from = now_s();
    begin("drain");
    auto drained = drain();
    add_phase("drain", from);
    from = now_s();
    begin("rest");
    rest(to);
    add_phase("rest", from);
    return drained;
  }

  bool drain() {
    return in_pieces(options_.what.drain_s, piece_s, stopped(), [&](double s) {
      write_if_due();
      return world_.drain(
        std::chrono::milliseconds{static_cast<std::int64_t>(s * 1'000)});
    });
  }

  void rest(samples& to) {
    in_pieces(options_.what.rest_s, piece_s, stopped(), [&](double s) {
      write_if_due();
      std::ranges::move(watcher_->look(s), std::back_inserter(to));
      return false;
    });
  }

  void on_second(std::string_view phase, const second_counts& x) {
    auto at = now_s();
    watcher_->with([&](timeline& to) { to.add(x, at); });
    tell(phase, x);
    write_if_due();
  }

  void write_if_due() {
    if (now_s() - written_s_ >= report_interval_s)
      write_partial();
  }

  // Whoever cuts the run, however, finds what was known.
  void write_partial() {
    written_s_ = now_s();
    auto so_far = report_;
    so_far.partial = true;
    so_far.verdict = "unknown";
    so_far.because = "the run was not over when this was written, but in its "
                     "phase \""
                     + phase_ + "\"";
    auto loaded = window_.until_s > 0;
    fill(so_far, loaded ? load_->ran_s() : written_s_ - window_.from_s);
    // A disk that is full now may have room at the end.
    static_cast<void>(write(so_far));
  }

  // A cut after the load leaves as little to judge as one within it.
  load_end after_load(load_end how) {
    if (options_.what.leak.judged && !stopped())
      rest_.drained_after = look(rest_.after);
    if (auto ok = once(ready_->teardown, teardown_seed); !ok)
      report_.findings.push_back({"teardown", ok.error().detail, {}});
    return stopped() ? load_end::stopped : how;
  }

  result<void> once(const std::vector<ready_step>& steps, std::uint64_t seed) {
    if (stopped())
      return {};
    return run_once(steps, world_.under_load(), options_.seed + seed);
  }

  void fill(report::run_report& to, double seconds) {
    to.ran_s = now_s();
    if (load_ != nullptr)
      load_->with_meters([&](const ready_scenario& x) {
        to.thresholds = judge_thresholds(x, seconds);
        add_meters(x, seconds, to);
        add_failures(*load_, to);
      });
    if (watcher_)
      watcher_->with([&](timeline& seen) { to.timeline = seen.all(); });
  }

  result<run_result> finish(load_end how) {
    tell("verdict", {});
    auto& load = *load_;
    fill(report_, load.ran_s());
    report_.partial = how == load_end::stopped;
    if (auto by = load.aborted_by()) {
      // It may hold again by the end.
      auto& row = report_.thresholds[*by];
      row.aborted = true;
      row.ok = false;
    }
    watcher_->with([&](timeline& seen) {
      add_recovery(seen, faults_, load, window_, report_);
      if (how != load_end::whole)
        return;
      add_trends(seen, window_, report_);
      add_leaks(seen, rest_, window_, options_.what.leak, report_);
    });
    add_deaths();
    add_generator();
    report_.facts.push_back(
      {"heap counters",
       "glibc mallinfo2 of each process, less memtables, block "
       "cache and kept rows of the store"});
    conclude(report_);
    if (auto ok = write(report_); !ok)
      return ok.error();
    if (auto ok = write_spectra(ready_->meters, options_.directory); !ok)
      return ok.error();
    return run_result{report_, exit_of(report_, how)};
  }

  // Whom a fault ended has been started again by now.
  void add_deaths() {
    if (!options_.against.empty())
      return;
    auto& all = world_.processes();
    for (const auto& name : all.names())
      if (all.find(name) == nullptr)
        report_.findings.push_back(
          {"died",
           name + " ended during the run, see " + all.log_file(name),
           {}});
  }

  void add_generator() {
    auto cores = std::vector<double>{};
    watcher_->with([&](timeline& seen) {
      for (const auto& x :
           seen.points("cpu", "generator", window_.from_s, window_.until_s))
        cores.push_back(x.value);
    });
    const auto* dropped = ready_->meters.find("dropped_iterations");
    auto seen
      = generator_evidence{.arrivals = load_->arrivals(),
                           .dropped = static_cast<std::uint64_t>(dropped->sum),
                           .lag_p99_us = load_->lag().quantile(0.99),
                           .cores = median_of(cores)};
    if (auto why = judge_generator(seen); !why.empty())
      report_.findings.push_back({"generator", why, {}});
    report_.facts.push_back(
      {"generator lag p99", std::to_string(seen.lag_p99_us) + " us"});
    report_.facts.push_back({"generator cores", std::to_string(seen.cores)});
  }

  result<void> write(const report::run_report& x) const {
    return report::write(x, options_.directory);
  }

  void add_phase(const char* name, double from) {
    report_.phases.push_back({name, from, now_s()});
  }

  double now_s() const {
    return std::chrono::duration<double>(clock_.steady() - zero_).count();
  }

  void begin(std::string_view phase) {
    phase_ = phase;
    tell(phase, {});
    write_partial();
  }

  void tell(std::string_view phase, const second_counts& x) const {
    if (options_.on_progress)
      options_.on_progress(
        {phase, static_cast<double>(x.second + 1), length_s(options_.what), x});
  }

  const std::atomic<bool>& stopped() const {
    static const auto never = std::atomic<bool>{false};
    return options_.stop == nullptr ? never : *options_.stop;
  }

  const run_options& options_;
  const metrics::clock& clock_;
  world world_;
  metrics::clock::time_point zero_{};
  std::unique_ptr<watcher> watcher_;
  std::optional<ready_scenario> ready_;
  /// From the load on.
  soak::load* load_ = nullptr;
  std::string phase_;
  load_window window_;
  rest_evidence rest_;
  faults_done faults_;
  report::run_report report_;
  double written_s_ = 0;
};

} // namespace

result<run_result> run(const run_options& options) {
  if (auto ok = check(options.what); !ok)
    return ok.error();
  if (!options.against.empty() && !options.what.faults.empty())
    return failure{ec::configuration,
                   "faults: only for a cluster of its own, leave --against "
                   "out",
                   0};
  return soak_run{options}.run();
}

int exit_of(const report::run_report& x, load_end how) {
  auto is = [&](const char* kind) {
    return std::ranges::find(x.findings, kind, &report::finding_line::kind)
           != x.findings.end();
  };
  if (how == load_end::stopped)
    return exit_code::external_abort;
  if (how == load_end::aborted || x.verdict == "failed")
    return exit_code::thresholds;
  if (is("generator"))
    return exit_code::generator;
  if (is("teardown"))
    return exit_code::teardown_failed;
  return x.verdict == "passed" ? exit_code::passed : exit_code::verdict;
}

} // namespace nightfloat::soak
