// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "client/drafts.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

class roster_revert_command : public command {
public:
  std::string name() const override {
    return "roster revert";
  }

  std::string summary() const override {
    return "put the roster before the one in force back; again: the other one";
  }

  void declare(options& x) override {
    x.key(": the same key is the same change", key_);
    x.example("roster revert");
    x.example("roster revert --key oops");
  }

  int run(context& x) override {
    auto from = x.held();
    if (!from)
      return x.fail(from.error());
    if (key_.empty())
      key_ = client::make_key("roster");
    auto done = client::revert_roster(*from->ledger,
                                      {.programme = from->id,
                                       .key = key_,
                                       .number = broker::random_number(),
                                       .trace = x.trace()});
    if (!done)
      return x.fail(done.error(), key_);
    if (x.print_json(*done))
      return exit_status::pass;
    // The second answer to a key has none.
    if (!done->changes.empty())
      print_changes(done->changes);
    std::cout << painted("reverted", tone::good) << ": roster "
              << done->roster.value << " of programme " << from->id
              << " is in force again, version " << done->version << '\n';
    return exit_status::pass;
  }

private:
  std::string key_;
};

} // namespace

void add_roster_revert(command_list& to) {
  to.push_back(std::make_unique<roster_revert_command>());
}

} // namespace nightfloat::cmd
