// SPDX-License-Identifier: Apache-2.0
#include "chaos/runner.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/reporting.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/toml.hpp"

#include <atomic>
#include <csignal>
#include <iostream>
#include <random>
#include <string>

namespace nightfloat::cmd {

namespace {

std::atomic<bool> cut = false;

void cut_the_run(int) {
  cut = true;
}

class chaos_run_command : public command {
public:
  std::string name() const override {
    return "chaos run";
  }

  std::string summary() const override {
    return "break a cluster of its own under load, and judge what it kept";
  }

  void declare(options& x) override {
    x.position({"PLAN", "", "a TOML file, e.g. config/chaos/kill-workers.toml"},
               plan_file_);
    x.number(
      {"--seed", "N", "draws the schedule and the load", "drawn and printed"},
      seed_);
    x.number({"--duration", "SECONDS",
              "time under faults; the demanded kills scale with it",
              "the plan's"},
             duration_s_, {1, 86'400});
    x.text({"--out", "DIR", "where cluster, history and report go; empty",
            "chaos-PLAN-SEED"},
           wanted_.directory);
    x.text({"--daemon", "FILE", "the nightfloatd that is put to the test",
            "beside this program"},
           wanted_.daemon);
    x.example("chaos run config/chaos/kill-workers.toml");
    x.example("chaos run config/chaos/kill-workers.toml --seed 7 "
              "--duration 20");
  }

  int run(context& x) override {
    auto plan = codec::load_toml<chaos::plan>(plan_file_);
    if (!plan)
      return x.fail(plan.error());
    wanted_.what = std::move(*plan);
    complete();
    if (auto ok = chaos::check(wanted_.what); !ok)
      return x.fail(at(plan_file_, ok.error()));
    std::signal(SIGINT, cut_the_run);
    std::signal(SIGTERM, cut_the_run);
    std::cerr << "plan " << wanted_.what.name << ", seed " << seed_ << ", into "
              << wanted_.directory << '\n';
    auto report = attempt();
    if (!report)
      return x.fail(report.error());
    if (!x.print_json(*report)) {
      print_report(*report);
      std::cout << "report: " << wanted_.directory << "/report.html\n";
    }
    return is_good(*report) ? exit_status::pass : exit_status::verdict_failed;
  }

private:
  void complete() {
    auto& what = wanted_.what;
    if (duration_s_ != 0 && what.duration_s != 0) {
      what.kills_min = static_cast<std::uint32_t>(
        std::uint64_t{what.kills_min} * duration_s_ / what.duration_s);
      what.duration_s = duration_s_;
    }
    while (seed_ == 0)
      seed_ = std::random_device{}();
    wanted_.seed = seed_;
    if (wanted_.directory.empty())
      wanted_.directory = "chaos-" + what.name + "-" + std::to_string(seed_);
    wanted_.build = NIGHTFLOAT_VERSION;
    wanted_.command = "nightfloat chaos run " + plan_file_ + " --seed "
                      + std::to_string(seed_) + " --duration "
                      + std::to_string(what.duration_s);
    wanted_.stop = &cut;
  }

  result<report::run_report> attempt() {
    auto bar = progress_bar{"chaos"};
    wanted_.on_progress = [&bar](std::string_view phase,
                                 std::uint32_t permille) {
      bar.show(permille, 1'000, phase);
    };
    auto got = chaos::run(wanted_);
    wanted_.on_progress = {};
    return got;
  }

  chaos::run_options wanted_;
  std::string plan_file_;
  std::uint64_t seed_ = 0;
  std::uint32_t duration_s_ = 0;
};

} // namespace

void add_chaos(command_list& to) {
  to.push_back(std::make_unique<chaos_run_command>());
}

} // namespace nightfloat::cmd
