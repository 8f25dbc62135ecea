// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/interruption.hpp"
#include "cmd/nightfloat/reporting.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/toml.hpp"
#include "soak/runner.hpp"
#include "soak/summary.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <random>
#include <string>

namespace nightfloat::cmd {

namespace {

class soak_run_command : public command {
public:
  std::string name() const override {
    return "soak run";
  }

  std::string summary() const override {
    return "load a cluster for minutes or hours, judge what that did to it";
  }

  void declare(options& x) override {
    x.position({"SCENARIO", "", "a TOML file, e.g. config/soak/spike.toml"},
               file_);
    x.text({"--scale", "X", "all times and iterations by so much", "1"},
           scale_);
    x.flag({"--short", "", "the scale that the scenario calls short"}, short_);
    x.number({"--duration", "SECONDS", "the scale at which the load lasts this",
              "the scenario's"},
             duration_s_, {1, 864'000});
    x.number({"--seed", "N", "draws what users do", "drawn and printed"},
             wanted_.seed);
    x.path({"--out", "DIR", "where cluster and report go; empty",
            "soak-SCENARIO-SEED"},
           wanted_.directory);
    x.path({"--against", "DIR", "directory of a cluster that runs",
            "one of its own"},
           wanted_.against);
    x.path({"--history", "DIR",
            "also keep the run's figures in this folder, "
            "for `report history`",
            "none"},
           history_);
    x.path({"--daemon", "FILE", "the nightfloatd that is put to the test",
            "beside this program"},
           wanted_.daemon);
    x.note("Ends with k6's codes: 0, 99 (a threshold), 100 (no cluster or "
           "setup), 101 (teardown), 103 (the generator could not keep the "
           "rate), 105 (cut by a signal), 107 (the scenario is wrong); with "
           "130 where a second signal ended it at once; and with 1 for a "
           "leak, a cluster that became worse, or a run that is not valid "
           "otherwise.");
    x.example("soak run config/soak/spike.toml --short");
    x.example("soak run config/soak/soak.toml --duration 180 --seed 7");
    x.example("soak run config/soak/peak-load.toml --history runs");
  }

  int run(context& x) override {
    if (auto ok = complete(); !ok) {
      x.fail(ok.error());
      return soak::exit_code::scenario_wrong;
    }
    std::cerr << "scenario " << wanted_.what.name << ", seed " << wanted_.seed
              << ", into " << wanted_.directory << '\n';
    auto got = attempt();
    if (!got) {
      x.fail(got.error());
      return got.error().code == ec::configuration
               ? soak::exit_code::scenario_wrong
               : soak::exit_code::setup_failed;
    }
    if (!x.print_json(got->report))
      print(got->report);
    if (!keep_history(got->report, history_))
      return soak::exit_code::teardown_failed;
    return got->exit;
  }

private:
  result<void> complete() {
    auto read = codec::load_toml<soak::scenario>(file_);
    if (!read)
      return read.error();
    if (auto ok = soak::check(*read); !ok)
      return at(file_, ok.error());
    auto by_how_much = read_scale(*read);
    if (!by_how_much)
      return by_how_much.error();
    auto scale = *by_how_much;
    wanted_.what = soak::scaled(std::move(*read), scale);
    while (wanted_.seed == 0)
      wanted_.seed = std::random_device{}();
    auto seed = std::to_string(wanted_.seed);
    if (wanted_.directory.empty())
      wanted_.directory = "soak-" + wanted_.what.name + "-" + seed;
    wanted_.command
      = "nightfloat soak run " + file_ + " --seed " + seed
        + (scale == 1.0 ? std::string{} : formatted(" --scale %g", scale))
        + (wanted_.against.empty() ? std::string{}
                                   : " --against " + wanted_.against);
    wanted_.build = NIGHTFLOAT_VERSION;
    return {};
  }

  result<double> read_scale(const soak::scenario& what) const {
    if ((!scale_.empty()) + short_ + (duration_s_ != 0) > 1)
      return failure{ec::configuration,
                     "--scale, --short, --duration: give one of them", 0};
    if (short_)
      return what.short_scale;
    if (auto whole = soak::length_s(what); duration_s_ != 0 && whole > 0)
      return duration_s_ / whole;
    if (scale_.empty())
      return 1.0;
    auto scale = 0.0;
    auto end = scale_.data() + scale_.size();
    auto got = std::from_chars(scale_.data(), end, scale);
    if (got.ec != std::errc{} || got.ptr != end || !(scale > 0)
        || scale > 1'000)
      return failure{ec::configuration,
                     "--scale: is no scale (" + scale_
                       + "), write more than 0, at most 1000",
                     0};
    return scale;
  }

  [[nodiscard]] cut_run when_cut() const {
    return {.left = wanted_.against.empty()
                      ? "every process of the run was killed"
                      : "the cluster of " + wanted_.against + " runs on",
            .report = wanted_.directory + "/report.json"};
  }

  result<soak::run_result> attempt() {
    auto cut = interruption{when_cut()};
    wanted_.stop = &cut.asked();
    auto bar = progress_bar{"soak"};
    wanted_.on_progress = [&bar](const soak::progress& p) {
      auto text = std::array<char, 96>{};
      std::snprintf(text.data(), text.size(),
                    "%.*s %u users %llu/s p95 %.1f ms failed %llu",
                    static_cast<int>(p.phase.size()), p.phase.data(),
                    p.seen.vus, static_cast<unsigned long long>(p.seen.ok),
                    static_cast<double>(p.seen.p95_us) / 1'000,
                    static_cast<unsigned long long>(p.seen.failed));
      auto loads = p.phase == "load" && p.length_s > 0;
      auto done = loads ? std::min(p.at_s / p.length_s, 1.0) * 1'000 : 0.0;
      bar.show(static_cast<std::uint32_t>(done), 1'000, text.data());
    };
    auto got = soak::run(wanted_);
    wanted_.on_progress = {};
    return got;
  }

  void print(const report::run_report& r) const {
    std::cout << soak::summary_of(r) << "report: " << wanted_.directory
              << "/report.html\n"
              << painted("verdict: " + r.verdict, tone_of(r.verdict)) << ", "
              << r.because << '\n';
  }

  soak::run_options wanted_{.seed = 0};
  std::string file_;
  std::string scale_;
  std::string history_;
  std::uint32_t duration_s_ = 0;
  bool short_ = false;
};

} // namespace

void add_soak(command_list& to) {
  to.push_back(std::make_unique<soak_run_command>());
}

} // namespace nightfloat::cmd
