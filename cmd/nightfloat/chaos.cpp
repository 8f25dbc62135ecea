// SPDX-License-Identifier: Apache-2.0
#include "chaos/cluster.hpp"
#include "chaos/files.hpp"
#include "chaos/runner.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/interruption.hpp"
#include "cmd/nightfloat/reporting.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/json.hpp"
#include "codec/toml.hpp"

#include <algorithm>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace nightfloat::cmd {

namespace {

class chaos_run_command : public command {
public:
  std::string name() const override {
    return "chaos run";
  }

  std::string summary() const override {
    return "break a cluster of its own under load, and judge what it kept";
  }

  void declare(options& x) override {
    x.optional_position(
      {"PLAN", "", "a TOML file, e.g. config/chaos/kill-workers.toml"},
      plan_file_);
    x.path({"--replay", "FILE",
            "the schedule.json of a run, made again instead of a plan"},
           replay_file_);
    x.flag({"--schedule", "", "print the schedule as JSON, and run nothing"},
           only_schedule_);
    x.number(
      {"--seed", "N", "draws the schedule and the load", "drawn and printed"},
      seed_);
    x.number({"--duration", "SECONDS",
              "time under faults; the demanded kills scale with it",
              "the plan's"},
             duration_s_, {1, 86'400});
    x.path({"--out", "DIR", "where cluster, history and report go; empty",
            "chaos-PLAN-SEED"},
           wanted_.directory);
    x.path({"--against", "DIR",
            "directory of a cluster of `nightfloat up` that runs; only "
            "kill, restart_loop, pause and slow",
            "a cluster of its own"},
           wanted_.against);
    x.flag({"--i-own-this", "",
            "the processes of --against may be killed and stopped"},
           wanted_.i_own_this);
    x.path({"--history", "DIR",
            "also keep the run's figures in this folder, "
            "for `report history`",
            "none"},
           history_);
    x.path({"--daemon", "FILE", "the nightfloatd that is put to the test",
            "beside this program"},
           wanted_.daemon);
    x.example("chaos run config/chaos/kill-workers.toml");
    x.example("chaos run config/chaos/kill-workers.toml --seed 7 "
              "--duration 20");
    x.example("chaos run --replay chaos-network-7/schedule.json");
    x.example("chaos run kills.toml --against /tmp/trial --i-own-this");
  }

  int run(context& x) override {
    if (auto ok = check_together(); !ok)
      return x.fail(ok.error());
    if (auto ok = replay_file_.empty() ? draw() : replay(); !ok)
      return fail_of_file(x, ok.error());
    complete();
    if (only_schedule_) {
      std::cout << codec::to_json_pretty(*wanted_.replayed);
      return exit_status::pass;
    }
    std::cerr << "plan " << wanted_.what.name << ", seed " << wanted_.seed
              << ", " << wanted_.replayed->faults.size()
              << " faults scheduled, into " << wanted_.directory << '\n';
    auto report = attempt();
    if (!report)
      return x.fail(report.error());
    if (!x.print_json(*report)) {
      print_report(*report);
      std::cout << "report: " << wanted_.directory << "/report.html\n";
    }
    if (!keep_history(*report, history_))
      return exit_status::could_not_run;
    return is_good(*report) ? exit_status::pass : exit_status::verdict_failed;
  }

private:
  [[nodiscard]] result<void> check_together() const {
    if (replay_file_.empty() && plan_file_.empty())
      return failure{ec::invalid_argument,
                     "PLAN: is missing, name a file of config/chaos or give "
                     "--replay"};
    if (!replay_file_.empty()
        && (!plan_file_.empty() || seed_ != 0 || duration_s_ != 0))
      return failure{ec::invalid_argument,
                     "--replay: the file says plan, seed and duration, leave "
                     "them out"};
    return {};
  }

  result<void> draw() {
    auto plan = codec::load_toml<chaos::plan>(plan_file_);
    if (!plan)
      return plan.error();
    while (seed_ == 0)
      seed_ = std::random_device{}();
    if (duration_s_ != 0 && plan->duration_s != 0)
      *plan = chaos::scaled(std::move(*plan), duration_s_);
    if (auto ok = chaos::check(*plan); !ok)
      return at(plan_file_, ok.error());
    *plan = chaos::drawn(std::move(*plan), seed_);
    if (auto ok = fit_workers(*plan); !ok)
      return ok;
    wanted_.replayed = chaos::make_schedule(*plan, seed_);
    return {};
  }

  // A cluster that runs has as many workers as it has.
  result<void> fit_workers(chaos::plan& what) const {
    if (wanted_.against.empty() || !wanted_.i_own_this)
      return {};
    auto there = chaos::cluster::attach(wanted_.against);
    if (!there)
      return at("--against", there.error());
    what.cluster.workers = static_cast<std::uint32_t>(std::ranges::count(
      there->record().members, "worker", &chaos::member::role));
    if (auto ok = chaos::check(what); !ok)
      return at(wanted_.against, ok.error());
    return {};
  }

  result<void> replay() {
    // An hour's is more than a megabyte.
    auto text = chaos::read_file(replay_file_, codec::json_bytes_max);
    if (!text)
      return text.error();
    auto found = chaos::read_schedule(*text);
    if (!found)
      return at(replay_file_, found.error());
    wanted_.replayed = std::move(*found);
    return {};
  }

  void complete() {
    wanted_.what = wanted_.replayed->plan;
    wanted_.seed = wanted_.replayed->seed;
    const auto& name = wanted_.what.name;
    if (wanted_.directory.empty())
      wanted_.directory = "chaos-" + name + "-" + std::to_string(wanted_.seed);
    wanted_.build = NIGHTFLOAT_VERSION;
    wanted_.command = replay_file_.empty()
                        ? "nightfloat chaos run " + plan_file_ + " --seed "
                            + std::to_string(wanted_.seed) + " --duration "
                            + std::to_string(wanted_.what.duration_s)
                        : "nightfloat chaos run --replay " + replay_file_;
    if (!wanted_.against.empty())
      wanted_.command += " --against " + wanted_.against + " --i-own-this";
  }

  [[nodiscard]] cut_run when_cut() const {
    return {.left = wanted_.against.empty()
                      ? "every process of the run was killed, its disk "
                        "unmounted"
                      : "the cluster was left as it is, `nightfloat up` starts "
                        "what was killed, kill -CONT wakes what stands still",
            .report = wanted_.directory + "/report.json"};
  }

  result<report::run_report> attempt() {
    auto cut = interruption{when_cut()};
    wanted_.stop = &cut.asked();
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
  std::string replay_file_;
  bool only_schedule_ = false;
  std::string history_;
  std::uint64_t seed_ = 0;
  std::uint32_t duration_s_ = 0;
};

} // namespace

void add_chaos(command_list& to) {
  to.push_back(std::make_unique<chaos_run_command>());
}

} // namespace nightfloat::cmd
