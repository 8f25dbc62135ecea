// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/reporting.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "report/kept_runs.hpp"
#include "report/written.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::cmd {

namespace {

/// The last values as a row of bars, between the least and the most of all.
std::string drawn(const std::vector<double>& xs) {
  static const auto bars = std::vector<std::string>{"▁", "▂", "▃", "▄",
                                                    "▅", "▆", "▇", "█"};
  constexpr auto columns = std::size_t{24};
  auto [least, most] = std::ranges::minmax(xs);
  auto from = xs.size() > columns ? xs.size() - columns : 0;
  auto out = std::string{};
  for (auto i = from; i < xs.size(); ++i) {
    auto share = most > least ? (xs[i] - least) / (most - least) : 0.5;
    out += bars[static_cast<std::size_t>(share * 7.0 + 0.5)];
  }
  return out;
}

class report_history_command : public command {
public:
  std::string name() const override {
    return "report history";
  }

  std::string summary() const override {
    return "how the runs of a folder went over time, and where they changed";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "the folder that --history of the runs named"},
               directory_);
    x.texts({"--add", "RUN",
             "first keep this run's directory in it; again for "
             "more"},
            add_);
    x.number({"--least", "PERCENT", "a smaller change counts as none"}, least_,
             {0, 1'000});
    x.flag({"--all", "", "also the metrics that never changed"}, all_);
    x.example("report history runs --add soak-peak-7");
    x.example("report history runs --all");
    x.example("report history runs --json");
    x.note("Change points as Apache Otava finds them (E-divisive means, "
           "Student's t-test, p at most 0.001); the folder's otava.yaml is for "
           "Otava itself. Ends with 1 if the last change of a metric is for "
           "the worse. Deleting a run's .run.json takes it out.");
  }

  int run(context& x) override {
    for (const auto& place : add_) {
      auto run = report::read(place);
      if (!run)
        return fail_of_file(x, run.error());
      if (auto ok = report::keep(*run, directory_); !ok)
        return fail_of_file(x, ok.error());
    }
    auto runs = report::kept_runs(directory_);
    if (!runs)
      return fail_of_file(x, runs.error());
    if (runs->empty())
      return x.fail({ec::not_found,
                     directory_
                       + ": holds no run, keep one in it with --add RUN, or "
                         "with --history of the next",
                     0});
    auto found = report::histories_of(*runs, {.least = least_ / 100.0});
    if (!x.print_json(found))
      for (const auto& scenario : found)
        print(scenario);
    return std::ranges::any_of(found, is_worse) ? exit_status::verdict_failed
                                                : exit_status::pass;
  }

private:
  static bool is_worse(const report::scenario_history& x) {
    auto last = std::map<std::string, bool>{};
    for (const auto& c : x.changes)
      last[c.metric] = c.regressed;
    return std::ranges::any_of(last, [](auto& m) { return m.second; });
  }

  void print(const report::scenario_history& x) const {
    std::cout << painted(x.scenario, tone::strong) << ", "
              << counted(x.runs, "run", "runs") << '\n';
    auto rows = table{{"METRIC", "OVER TIME", ">FIRST", ">LAST"}};
    auto shown = false;
    for (const auto& m : x.metrics) {
      auto changed = std::ranges::find(x.changes, m.metric,
                                       &report::history_change::metric)
                     != x.changes.end();
      if (!changed && !all_)
        continue;
      rows.add({m.metric, drawn(m.value), measured(m.value.front(), m.unit),
                measured(m.value.back(), m.unit)});
      shown = true;
    }
    if (shown)
      rows.print(std::cout);
    for (const auto& c : x.changes)
      std::cout << painted(c.regressed ? "worse" : "changed",
                           c.regressed ? tone::bad : tone::plain)
                << ": " << c.metric << " from " << measured(c.before, c.unit)
                << " to " << measured(c.after, c.unit) << " with the run of "
                << c.started << ", build " << c.build << '\n';
    if (x.changes.empty())
      std::cout << "no change\n";
  }

  std::string directory_;
  std::vector<std::string> add_;
  std::uint32_t least_ = 5;
  bool all_ = false;
};

} // namespace

void add_report_history(command_list& to) {
  to.push_back(std::make_unique<report_history_command>());
}

} // namespace nightfloat::cmd
