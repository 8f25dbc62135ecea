// SPDX-License-Identifier: Apache-2.0
// Kinds of job: how they stand, pause and resume.

#include "client/operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <chrono>
#include <iostream>

namespace nightfloat::cmd {

namespace {

std::string time_of(std::int64_t ms, const char* unknown) {
  return ms < 0 ? unknown : duration(std::chrono::milliseconds{ms});
}

class stats_command : public command {
public:
  std::string name() const override {
    return "queue stats";
  }

  std::string summary() const override {
    return "how each kind of job stands, over all programmes";
  }

  void declare(options& x) override {
    x.example("queue stats");
  }

  int run(context& x) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto said = (*door)->call(client::queue_stats_request{}, x.about({}));
    if (!said)
      return x.fail(said.error());
    if (x.print_json(*said))
      return exit_status::pass;
    auto t = table{{"KIND", ">READY", ">DELAYED", ">WAITING", ">RUNNING",
                    ">DRAINS IN", ">ASKED FOR", "PAUSED"}};
    for (const auto& one : said->kinds)
      t.add({one.kind, std::to_string(one.ready), std::to_string(one.delayed),
             std::to_string(one.waiting), std::to_string(one.leased),
             time_of(one.drains_in_ms, "unknown"),
             one.asked_ms_ago < 0 ? "never"
                                  : time_of(one.asked_ms_ago, "") + " ago",
             one.paused ? "yes" : "no"},
            one.paused ? tone::doubtful : tone::plain);
    t.print(std::cout);
    return exit_status::pass;
  }
};

/// `queue pause` and `queue resume`.
class pause_command : public command {
public:
  explicit pause_command(bool pauses) : pauses_{pauses} {
  }

  std::string name() const override {
    return pauses_ ? "queue pause" : "queue resume";
  }

  std::string summary() const override {
    return pauses_ ? "hand out no more jobs of a kind; what runs goes on"
                   : "hand out jobs of a kind again";
  }

  void declare(options& x) override {
    x.position({"KIND", "", "kind of job, as `queue stats` shows"}, kind_);
    x.example(name() + " generate");
  }

  int run(context& x) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done = (*door)->call(
      client::pause_request{.kind = kind_, .paused = pauses_},
      x.about({}, client::make_key(pauses_ ? "pause" : "resume")));
    if (!done)
      return x.fail(done.error());
    if (!x.print_json(*done))
      std::cout << (pauses_ ? "paused: " : "resumed: ") << kind_ << '\n';
    return exit_status::pass;
  }

private:
  bool pauses_ = true;
  std::string kind_;
};

} // namespace

void add_queue_kinds(command_list& to) {
  to.push_back(std::make_unique<stats_command>());
  to.push_back(std::make_unique<pause_command>(true));
  to.push_back(std::make_unique<pause_command>(false));
}

} // namespace nightfloat::cmd
