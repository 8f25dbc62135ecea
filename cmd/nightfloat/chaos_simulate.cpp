// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/run.hpp"
#include "chaos/simulation/shrink.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/interruption.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "domain/digest.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

namespace nightfloat::cmd {

namespace {

struct simulation_failure {
  std::uint64_t seed = 0;
  std::string why;
  /// The smallest schedule found that fails alike.
  std::string replay;
  std::uint64_t faults = 0;
  std::uint64_t acts = 0;
};
BOOST_DESCRIBE_STRUCT(simulation_failure, (), (seed, why, replay, faults, acts))

struct simulation_report {
  std::uint64_t from = 0;
  std::uint64_t seeds_wanted = 0;
  /// That were run: fewer where it was cut.
  std::uint64_t seeds = 0;
  bool partial = false;
  std::uint64_t failed = 0;
  std::uint64_t simulated_ms = 0;
  std::uint64_t elapsed_ms = 0;
  std::uint64_t seeds_a_minute = 0;
  std::uint64_t simulated_s_a_second = 0;
  std::uint64_t events = 0;
  std::uint64_t operations = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t faults = 0;
  /// The hash of the last seed, to compare two builds by.
  std::uint64_t hash = 0;
  std::vector<simulation_failure> failures;
};
BOOST_DESCRIBE_STRUCT(simulation_report, (),
                      (from, seeds_wanted, seeds, partial, failed, simulated_ms,
                       elapsed_ms, seeds_a_minute, simulated_s_a_second, events,
                       operations, acknowledged, faults, hash, failures))

constexpr auto shrink_runs = std::uint32_t{400};

class chaos_simulate_command : public command {
public:
  std::string name() const override {
    return "chaos simulate";
  }

  std::string summary() const override {
    return "run clusters on virtual time, a seed each, and judge them";
  }

  void declare(options& x) override {
    x.number({"--seeds", "N", "how many seeds"}, seeds_, {1, 100'000'000});
    x.number({"--seed", "N", "the first of them"}, from_);
    x.renamed("--from", "--seed");
    x.number({"--duration", "SECONDS",
              "simulated time under load and faults, each", "3 to 12, drawn"},
             drawing_.seconds, {1, 3'600});
    x.renamed("--seconds", "--duration");
    x.path({"--replay", "FILE", "run this schedule instead, twice"}, replay_);
    x.path({"--out", "DIR", "where schedules of seeds that fail are put", "."},
           out_);
    x.example("chaos simulate --seeds 1000");
    x.example("chaos simulate --seeds 1 --seed 4711 --duration 30");
    x.note("A seed that fails is run again, made small and written to "
           "simulation-SEED.json; --replay runs such a file. Ctrl-C ends it "
           "after the seed that runs, and what was found so far is told.");
  }

  int run(context& x) override {
    if (!replay_.empty())
      return run_replay(x);
    auto report = simulation_report{.from = from_, .seeds_wanted = seeds_};
    const auto began = std::chrono::steady_clock::now();
    run_seeds(report);
    const auto spent = std::chrono::steady_clock::now() - began;
    report.elapsed_ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(spent).count() + 1);
    report.seeds_a_minute = report.seeds * 60'000 / report.elapsed_ms;
    report.simulated_s_a_second = report.simulated_ms / report.elapsed_ms;
    if (!x.print_json(report))
      print(report);
    return report.failed == 0 && !report.partial ? exit_status::pass
                                                 : exit_status::verdict_failed;
  }

private:
  void run_seeds(simulation_report& to) {
    auto cut = interruption{};
    auto bar = progress_bar{"simulate"};
    while (to.seeds < seeds_ && !cut.asked()) {
      const auto seed = from_ + to.seeds++;
      one(seed, to);
      bar.show(to.seeds, seeds_, "seed " + std::to_string(seed));
    }
    to.partial = to.seeds < seeds_;
  }

  int run_replay(context& x) {
    auto plan = simulation::read_schedule(replay_);
    if (!plan)
      return fail_of_file(x, plan.error());
    const auto first = simulation::run(*plan);
    const auto again = simulation::run(*plan);
    if (!x.print_json(first)) {
      for (const auto& c : first.checks)
        for (const auto& t : c.traces)
          std::cout << c.name << ": " << t << '\n';
      std::cout << "seed " << first.seed << ", hash " << domain::hex(first.hash)
                << ", " << first.simulated_ms
                << " ms simulated: " << (first.passed ? "passed" : first.why)
                << '\n';
    }
    if (first.hash != again.hash)
      return x.fail({ec::corrupt, "simulate: the same schedule had another "
                                  "history the second time ("
                                    + domain::hex(again.hash)
                                    + "), something reads a clock, an address "
                                      "or chance of its own"});
    return first.passed ? exit_status::pass : exit_status::verdict_failed;
  }

  void one(std::uint64_t seed, simulation_report& to) {
    const auto plan = simulation::draw(seed, drawing_);
    const auto how = simulation::run(plan);
    to.simulated_ms += how.simulated_ms;
    to.events += how.events;
    to.operations += how.operations;
    to.acknowledged += how.acknowledged;
    to.faults += how.faults;
    to.hash = how.hash;
    if (how.passed)
      return;
    ++to.failed;
    if (to.failures.size() < 10)
      to.failures.push_back(keep(plan));
  }

  simulation_failure keep(const simulation::schedule& plan) {
    auto small = simulation::shrink(plan, simulation::run, shrink_runs);
    small.least.note = small.last.why;
    auto out = simulation_failure{.seed = plan.seed, .why = small.last.why};
    out.faults = small.least.faults.size();
    out.acts = small.least.acts.size();
    out.replay = out_ + "/simulation-" + std::to_string(plan.seed) + ".json";
    if (auto done = simulation::write_schedule(out.replay, small.least); !done)
      out.replay = "not written: " + done.error().detail;
    return out;
  }

  static void print(const simulation_report& r) {
    for (const auto& f : r.failures)
      std::cout << "seed " << f.seed << ": " << f.why << "\n  " << f.replay
                << " (" << f.faults << " faults, " << f.acts << " acts)\n";
    if (r.partial)
      std::cout << painted("cut", tone::doubtful) << ": after " << r.seeds
                << " of " << r.seeds_wanted << " seeds\n";
    std::cout << r.seeds << " seeds from " << r.from << ", " << r.failed
              << " failed; " << r.operations << " operations, "
              << r.acknowledged << " acknowledged, " << r.faults << " faults, "
              << r.events << " events\n"
              << r.seeds_a_minute << " seeds a minute, "
              << r.simulated_s_a_second << " simulated seconds a second, hash "
              << domain::hex(r.hash) << '\n';
  }

  simulation::draw_options drawing_;
  std::uint64_t seeds_ = 1'000;
  std::uint64_t from_ = 1;
  std::string replay_;
  std::string out_ = ".";
};

} // namespace

void add_chaos_simulate(command_list& to) {
  to.push_back(std::make_unique<chaos_simulate_command>());
}

} // namespace nightfloat::cmd
