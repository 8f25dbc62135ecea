// SPDX-License-Identifier: Apache-2.0
#include "chaos/history_file.hpp"
#include "chaos/judge.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "report/written.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <iostream>
#include <string>

namespace nightfloat::cmd {

namespace {

std::string word(chaos::verdict x) {
  return boost::describe::enum_to_string(x, "?");
}

tone verdict_tone(chaos::verdict x) {
  return x == chaos::verdict::valid     ? tone::good
         : x == chaos::verdict::invalid ? tone::bad
                                        : tone::doubtful;
}

/// What `--json` prints.
struct checked {
  /// Of the invariants alone.
  chaos::verdict verdict = chaos::verdict::unknown;
  /// What its report says against the run itself; empty: nothing.
  std::string objection;
  std::vector<chaos::check_result> checks;
};
BOOST_DESCRIBE_STRUCT(checked, (), (verdict, objection, checks))

/// Faults, minima and cuts are judged by the run alone: of them its report
/// tells, if it was kept.
std::string objection_in(const std::string& directory) {
  auto report = report::read(directory);
  if (report)
    return chaos::other_objection(*report);
  return report.error().code == ec::not_found ? "" : report.error().detail;
}

class chaos_check_command : public command {
public:
  std::string name() const override {
    return "chaos check";
  }

  std::string summary() const override {
    return "judge again the invariants of a chaos run, by what it left";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "the run's directory: what `chaos run --out` named"},
               directory_);
    x.example("chaos check chaos-kill-workers-7");
  }

  int run(context& x) override {
    auto seen = chaos::load_evidence(directory_);
    if (!seen)
      return fail_of_file(x, seen.error());
    auto result = checked{};
    result.checks = chaos::check_all(*seen);
    result.verdict = chaos::worst(result.checks);
    result.objection = objection_in(directory_);
    if (!x.print_json(result))
      print(result);
    return result.verdict == chaos::verdict::valid && result.objection.empty()
             ? exit_status::pass
             : exit_status::verdict_failed;
  }

private:
  static void print(const checked& x) {
    auto lines = table{{"INVARIANT", "VERDICT", ">EXAMINED", ">BROKEN"}};
    for (const auto& c : x.checks)
      lines.add({c.claim, word(c.verdict), std::to_string(c.examined),
                 std::to_string(c.broken)},
                verdict_tone(c.verdict));
    lines.print(std::cout);
    for (const auto& c : x.checks)
      for (const auto& t : c.traces)
        std::cout << "  " << c.name << ": " << t << '\n';
    std::cout
      << painted("verdict: " + word(x.verdict), verdict_tone(x.verdict))
      << ", of the invariants alone: whether the run was good is in its "
         "report\n";
    if (!x.objection.empty())
      std::cout << painted("the run: " + x.objection, tone::bad) << '\n';
  }

  std::string directory_;
};

} // namespace

void add_chaos_check(command_list& to) {
  to.push_back(std::make_unique<chaos_check_command>());
}

} // namespace nightfloat::cmd
