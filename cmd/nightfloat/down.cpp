// SPDX-License-Identifier: Apache-2.0
#include "chaos/cluster.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

class down_command : public command {
public:
  std::string name() const override {
    return "down";
  }

  std::string summary() const override {
    return "drain and end all processes; the ledger stays";
  }

  void declare(options& x) override {
    x.number({"--drain-within", "SECONDS",
              "how long each group (workers, broker, store) may drain before "
              "it is killed"},
             limit_s_, {0, 3'600});
    x.example("down");
    x.example("down --drain-within 60 --dir /tmp/trial");
  }

  int run(context& x) override {
    auto dir = x.dir();
    if (!dir)
      return x.fail(dir.error());
    auto cluster = chaos::cluster::attach(*dir);
    if (!cluster && cluster.error().code == ec::not_found) {
      if (!x.print_json(chaos::drain_report{}))
        std::cout << "nothing runs in " << *dir << '\n';
      return exit_status::pass;
    }
    if (!cluster)
      return fail_of_file(x, cluster.error());
    auto report = cluster->drain(std::chrono::seconds{limit_s_});
    if (!report)
      return x.fail(report.error());
    if (!x.print_json(*report))
      print(*report);
    return report->killed.empty() ? exit_status::pass
                                  : exit_status::verdict_failed;
  }

private:
  void print(const chaos::drain_report& x) const {
    for (auto& name : x.drained)
      std::cout << name << ": drained\n";
    for (auto& name : x.gone)
      std::cout << name << ": had ended before\n";
    for (auto& name : x.killed)
      std::cout << painted(name + ": killed, it had not drained within "
                             + std::to_string(limit_s_) + " s",
                           tone::bad)
                << '\n';
  }

  std::uint32_t limit_s_ = 15;
};

} // namespace

void add_down(command_list& to) {
  to.push_back(std::make_unique<down_command>());
}

} // namespace nightfloat::cmd
