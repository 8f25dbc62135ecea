// SPDX-License-Identifier: Apache-2.0
#include "client/revert.hpp"

#include "broker/keys.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

class revert_command : public command {
public:
  std::string name() const override {
    return "revert";
  }

  std::string summary() const override {
    return "take the last import back, with the roster that it brought";
  }

  void declare(options& x) override {
    x.example("revert");
    x.example("revert --programme im");
  }

  int run(context& x) override {
    auto from = x.held();
    if (!from)
      return x.fail(from.error());
    auto done = client::revert(*from->ledger,
                               {.programme = from->id,
                                .number = broker::random_number(),
                                .trace = x.trace()});
    if (!done)
      return x.fail(done.error());
    if (x.print_json(*done))
      return exit_status::pass;
    print_changes(done->changes);
    std::cout << painted("reverted", tone::good) << ": programme " << from->id
              << ", version " << done->version << ", "
              << (done->roster_reverted ? "with the roster of that import"
                                        : "no roster was touched")
              << '\n';
    return exit_status::pass;
  }
};

} // namespace

void add_revert(command_list& to) {
  to.push_back(std::make_unique<revert_command>());
}

} // namespace nightfloat::cmd
