// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/soak_map.hpp"

#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/interruption.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/json.hpp"
#include "codec/toml.hpp"
#include "report/whole_file.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <random>
#include <string>

namespace nightfloat::cmd {

namespace {

class soak_map_command : public command {
public:
  std::string name() const override {
    return "soak map";
  }

  std::string summary() const override {
    return "find the load up to which a cluster comes back from a shock";
  }

  void declare(options& x) override {
    x.position({"SCENARIO", "", "whose flows and cluster are used"}, file_);
    x.number({"--rate-max", "N", "iterations a second at the ramp's end"},
             rate_max_, {1, 1'000'000});
    x.number({"--ramp", "SECONDS", "how long the ramp takes"}, ramp_s_,
             {5, 86'400});
    x.number({"--p99-max", "MS", "above it, the capacity is passed"}, p99_ms_,
             {1, 3'600'000});
    x.number({"--hold", "SECONDS", "how long it may take to come back"},
             hold_s_, {5, 86'400});
    x.text({"--triggers", "LIST", "only these, with commas between", "all"},
           triggers_);
    x.text({"--loads", "LIST", "shares of the capacity, with commas between",
            "0.5,0.7,0.8,0.9"},
           shares_);
    x.number({"--seed", "N", "draws what users do", "drawn and printed"},
             wanted_.base.seed);
    x.path({"--out", "DIR", "where map and runs go; empty", "map-SEED"},
           wanted_.base.directory);
    x.path({"--daemon", "FILE", "the nightfloatd that is put to the test",
            "beside this program"},
           wanted_.base.daemon);
    x.note("At 0.5, 0.7, 0.8 and 0.9 of the capacity, for each trigger (a "
           "spike, half of the workers killed, the store and the broker "
           "stopped for a while, a slow storage, empty caches, and clients "
           "that all connect again), the load is held after the trigger is "
           "gone. The safe load is the highest at which all were recovered "
           "from. Ctrl-C leaves the map so far.");
    x.example("soak map config/soak/concurrent-users.toml --hold 20");
    x.example("soak map config/soak/ci.toml --triggers storage,caches "
              "--loads 0.5");
  }

  int run(context& x) override {
    auto read = codec::load_toml<soak::scenario>(file_);
    if (!read)
      return x.fail(read.error());
    if (auto ok = soak::check(*read); !ok)
      return x.fail(at(file_, ok.error()));
    complete(std::move(*read));
    if (auto ok = choose(); !ok)
      return x.fail(ok.error());
    auto cut = interruption{when_cut()};
    wanted_.base.stop = &cut.asked();
    std::cerr << "seed " << wanted_.base.seed << ", into "
              << wanted_.base.directory << '\n';
    wanted_.on_cell = [](const soak::map_cell& c) {
      std::cerr << formatted("%.0f%% ", c.share * 100) << c.trigger << ": "
                << c.verdict << '\n';
    };
    auto got = soak::draw_map(wanted_);
    if (!got)
      return x.fail(got.error());
    if (auto ok = report::write_file(wanted_.base.directory + "/map.json",
                                     codec::to_json_pretty(*got));
        !ok)
      return x.fail(ok.error());
    if (!x.print_json(*got))
      print(*got);
    return got->safe_load > 0 ? exit_status::pass : exit_status::verdict_failed;
  }

private:
  static std::vector<std::string> parts(const std::string& list) {
    auto out = std::vector<std::string>{};
    for (auto from = std::size_t{0}; from < list.size();) {
      auto comma = std::min(list.find(',', from), list.size());
      out.push_back(list.substr(from, comma - from));
      from = comma + 1;
    }
    return out;
  }

  result<void> choose() {
    wanted_.wanted = parts(triggers_);
    if (shares_.empty())
      return {};
    wanted_.shares.clear();
    for (const auto& text : parts(shares_)) {
      auto share = 0.0;
      auto end = text.data() + text.size();
      auto got = std::from_chars(text.data(), end, share);
      if (got.ec != std::errc{} || got.ptr != end || !(share > 0) || share > 2)
        return failure{ec::invalid_argument,
                       "--loads: is no share (" + text
                         + "), write more than 0, at most 2",
                       0};
      wanted_.shares.push_back(share);
    }
    return {};
  }

  void complete(soak::scenario what) {
    auto& base = wanted_.base;
    base.what = std::move(what);
    while (base.seed == 0)
      base.seed = std::random_device{}();
    if (base.directory.empty())
      base.directory = "map-" + std::to_string(base.seed);
    base.build = NIGHTFLOAT_VERSION;
    wanted_.rate_max = rate_max_;
    wanted_.ramp_s = ramp_s_;
    wanted_.p99_ms_max = p99_ms_;
    wanted_.hold_s = hold_s_;
    base.command = map_command_line(wanted_, file_, triggers_, shares_);
  }

  [[nodiscard]] cut_run when_cut() const {
    const auto& directory = wanted_.base.directory;
    return {.left = "every process of its run was killed, the runs so far lie "
                    "in "
                    + directory,
            .report = directory + "/map.json"};
  }

  void print(const soak::metastability_map& x) const {
    auto rows = table{
      {">LOAD", ">RATE", "TRIGGER", "VERDICT", ">BACK", ">BACK AT LOAD"}};
    for (const auto& c : x.cells)
      rows.add(
        {formatted("%.0f%%", c.share * 100), formatted("%.1f/s", c.rate),
         c.trigger, c.verdict,
         c.verdict == "recovered" ? formatted("%.0f s", c.recovered_s) : "",
         formatted("%.0f%%", c.recovered_share * 100)},
        c.verdict == "recovered" ? tone::good : tone::bad);
    rows.print(std::cout);
    if (x.capacity == 0) {
      std::cout << "cut before the capacity was known\n";
      return;
    }
    std::cout << "\ncapacity " << formatted("%.1f", x.capacity)
              << " iterations a second"
              << (x.capacity > 0.95 * rate_max_
                    ? " (all of the ramp: give a higher --rate-max), "
                    : ", ")
              << (x.partial ? "cut before the safe load was known"
                            : "safe load " + formatted("%.1f", x.safe_load))
              << '\n';
  }

  soak::map_options wanted_{.base = {.seed = 0}};
  std::string file_;
  std::string triggers_;
  std::string shares_;
  std::uint32_t rate_max_ = 200;
  std::uint32_t ramp_s_ = 30;
  std::uint32_t p99_ms_ = 1'000;
  std::uint32_t hold_s_ = 60;
};

} // namespace

std::string
map_command_line(const soak::map_options& x, const std::string& scenario,
                 const std::string& triggers, const std::string& loads) {
  auto out = "nightfloat soak map " + scenario + " --seed "
             + std::to_string(x.base.seed)
             + formatted(" --rate-max %.0f", x.rate_max)
             + formatted(" --ramp %.0f", x.ramp_s)
             + formatted(" --p99-max %.0f", x.p99_ms_max)
             + formatted(" --hold %.0f", x.hold_s);
  if (!triggers.empty())
    out += " --triggers " + triggers;
  return loads.empty() ? out : out + " --loads " + loads;
}

void add_soak_map(command_list& to) {
  to.push_back(std::make_unique<soak_map_command>());
}

} // namespace nightfloat::cmd
