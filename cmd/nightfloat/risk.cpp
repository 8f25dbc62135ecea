// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <algorithm>
#include <iostream>

namespace nightfloat::cmd {

namespace {

class risk_command : public command {
public:
  std::string name() const override {
    return "risk";
  }

  std::string summary() const override {
    return "N-1: what falls short when any one person is lost";
  }

  void declare(options& x) override {
    x.days(wanted_.first, wanted_.last);
    x.number({"--show", "N", "people shown, the most critical first"}, show_,
             {1, 100'000});
    x.example("risk");
    x.example("risk --first 2026-07-01 --last 2026-07-28");
  }

  int run(context& x) override {
    auto id = x.programme();
    if (!id)
      return x.fail(id.error());
    auto door = x.door();
    if (!door)
      return x.fail(door.error());
    auto answer = (*door)->call(wanted_, x.about(*id));
    if (!answer)
      return x.fail(answer.error());
    auto verdict = answer->n1_pass && answer->unknown.empty()
                     ? exit_status::pass
                     : exit_status::verdict_failed;
    if (!x.print_json(*answer))
      print(*id, *answer);
    return verdict;
  }

private:
  void print(const std::string& id, const client::risk_reply& x) const {
    if (!x.unknown.empty()) {
      std::cout << painted("unknown", tone::doubtful) << ": " << x.unknown
                << '\n';
      // Of some days it may be known all the same.
      if (x.people.empty())
        return;
    }
    std::cout << "programme " << id << ", version " << x.version << ": each of "
              << counted(x.people.size(), "person", "people")
              << " lost once, computed in " << x.spent_us / 1'000 << " ms\n"
              << counted(x.base_gaps, "demand is", "demands are")
              << " short before anybody is lost\n\n";
    auto sorted = x.people;
    std::stable_sort(sorted.begin(), sorted.end(), [](auto& a, auto& b) {
      return std::pair{a.short_achievable, a.lost}
             > std::pair{b.short_achievable, b.lost};
    });
    auto t = table{{"WHO", ">LOST", ">FILLED AGAIN", ">SHORT (HOURS IGNORED)",
                    ">SHORT (RULES HOLD)"}};
    auto n = std::min<std::size_t>(show_, sorted.size());
    for (auto i = std::size_t{0}; i < n; ++i) {
      auto& one = sorted[i];
      t.add({one.code, std::to_string(one.lost),
             std::to_string(one.redispatched),
             std::to_string(one.short_optimistic),
             std::to_string(one.short_achievable)},
            one.short_achievable != 0 ? tone::doubtful : tone::plain);
    }
    t.print(std::cout);
    print_rest(std::cout, sorted.size(), n);
    std::cout << '\n' << said_of(x) << '\n';
  }

  static std::string said_of(const client::risk_reply& x) {
    if (x.n1_pass)
      return painted("N-1: pass", tone::good);
    auto is_short = std::ranges::any_of(
      x.people, [](const auto& one) { return one.short_achievable != 0; });
    return is_short ? painted("N-1: not passed", tone::bad)
                    : painted("N-1: unknown", tone::doubtful);
  }

  client::risk_request wanted_;
  std::uint32_t show_ = 20;
};

} // namespace

void add_risk(command_list& to) {
  to.push_back(std::make_unique<risk_command>());
}

} // namespace nightfloat::cmd
