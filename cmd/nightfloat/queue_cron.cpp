// SPDX-License-Identifier: Apache-2.0
// Jobs that recur: `queue cron add`, `list`, `pause`, `resume`, `remove`.

#include "client/operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/job_payload.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"
#include "domain/clock.hpp"
#include "domain/ledger_time.hpp"

#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

/// `2026-07-01 14:00` on the clock that the line follows.
std::string cron_time(const domain::schedule& x, std::int64_t ms,
                      const char* never) {
  if (ms == 0)
    return never;
  auto clock = domain::zone::find(x.zone);
  return clock ? domain::local_text(*clock, domain::instant_of(ms))
               : ledger_time(ms);
}

class cron_add_command : public command {
public:
  std::string name() const override {
    return "queue cron add";
  }

  std::string summary() const override {
    return "submit a job again and again, when a cron line says so";
  }

  void declare(options& x) override {
    x.position({"NAME", "", "what the schedule is called in its programme"},
               what_.name);
    x.position({"LINE", "", "minute hour day month weekday, in quotes"},
               what_.line);
    x.position({"KIND", "", "which work (" + job_kinds() + ")"},
               what_.work.kind);
    x.text({"--zone", "ZONE", "whose clocks the line follows"}, what_.zone);
    x.choice(
      {"--misfire", "POLICY", "what is made up for of times that were missed"},
      what_.misfire);
    x.text({"--payload", "JSON", "what the work is asked for", "{}"}, payload_);
    x.number({"--priority", "N", "0 (last) to 9 (first)"}, priority_, {0, 9});
    x.number({"--attempts", "N", "attempts before it is a dead letter"},
             what_.work.attempts_max, {1, 1'000});
    x.number({"--limit", "SECONDS", "hard limit of one attempt"}, limit_s_,
             {1, 86'400});
    x.flag({"--replace", "", "take the place of the schedule of this name"},
           replace_);
    x.example("queue cron add nightly '30 3 * * *' purge");
    x.example("queue cron add weekly '0 7 * * mon' purge "
              "--zone America/Chicago");
  }

  int run(context& x) override;

private:
  domain::schedule what_;
  std::string payload_ = "{}";
  std::uint32_t priority_ = 5;
  std::uint32_t limit_s_ = 600;
  bool replace_ = false;
};

int cron_add_command::run(context& x) {
  auto programme = x.programme();
  if (!programme)
    return x.fail(programme.error());
  auto payload = job_payload(what_.work.kind, payload_);
  if (!payload)
    return x.fail(payload.error());
  what_.work.payload = std::move(*payload);
  what_.work.priority = static_cast<std::uint8_t>(priority_);
  what_.work.attempt_ms_max = limit_s_ * 1'000;
  auto door = x.store_door();
  if (!door)
    return x.fail(door.error());
  auto done = (*door)->call(
    client::cron_put_request{.what = what_, .replace = replace_},
    x.about(*programme, client::make_key("cron")));
  if (!done)
    return x.fail(done.error());
  if (!x.print_json(*done))
    std::cout << "scheduled: " << what_.name
              << "; see `nightfloat queue cron list`\n";
  return exit_status::pass;
}

class cron_list_command : public command {
public:
  std::string name() const override {
    return "queue cron list";
  }

  std::string summary() const override {
    return "schedules, and when each is due next";
  }

  void declare(options& x) override {
    x.example("queue cron list");
  }

  int run(context& x) override {
    auto of = x.programme_if_named();
    if (!of)
      return x.fail(of.error());
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto said = (*door)->call(client::cron_list_request{}, x.about(*of));
    if (!said)
      return x.fail(said.error());
    if (x.print_json(*said))
      return exit_status::pass;
    auto t = table{{"PROGRAMME", "NAME", "LINE", "ZONE", "KIND", "MISFIRE",
                    "NEXT", "LAST", "MISSED"}};
    for (const auto& one : said->schedules)
      t.add({one.programme, one.what.name, one.what.line, one.what.zone,
             one.what.work.kind, std::string{codec::name_of(one.what.misfire)},
             one.paused ? "paused" : cron_time(one.what, one.next_ms, "never"),
             cron_time(one.what, one.fired_ms, "-"),
             cron_time(one.what, one.missed_ms, "-")},
            one.next_ms == 0 ? tone::doubtful : tone::plain);
    t.print(std::cout);
    for (const auto& one : said->schedules)
      if (!one.trouble.empty())
        std::cout << one.what.name << ": " << one.trouble << '\n';
    return exit_status::pass;
  }
};

/// `pause`, `resume` and `remove`.
class cron_change_command : public command {
public:
  enum class verb { pause, resume, remove };

  explicit cron_change_command(verb what) : what_{what} {
  }

  std::string name() const override {
    return std::string{"queue cron "} + word();
  }

  std::string summary() const override {
    switch (what_) {
      case verb::pause:
        return "submit nothing for a schedule until it is resumed";
      case verb::resume:
        return "on with a schedule; what it missed is not made up for";
      case verb::remove:
        return "forget a schedule; jobs that it submitted stay";
    }
    return {};
  }

  void declare(options& x) override {
    x.position({"NAME", "", "as `queue cron list` shows"}, name_);
    x.example(name() + " nightly");
  }

  int run(context& x) override {
    auto programme = x.programme();
    if (!programme)
      return x.fail(programme.error());
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    const auto about = x.about(*programme, client::make_key("cron"));
    auto done = what_ == verb::remove
                  ? (*door)->call(client::cron_remove_request{name_}, about)
                  : (*door)->call(
                    client::cron_pause_request{.name = name_,
                                               .paused = what_ == verb::pause},
                    about);
    if (!done)
      return x.fail(done.error());
    if (!x.print_json(*done))
      std::cout << word() << "d: " << name_ << '\n';
    return exit_status::pass;
  }

private:
  [[nodiscard]] const char* word() const noexcept {
    return what_ == verb::pause    ? "pause"
           : what_ == verb::resume ? "resume"
                                   : "remove";
  }

  verb what_;
  std::string name_;
};

} // namespace

void add_queue_cron(command_list& to) {
  using verb = cron_change_command::verb;
  to.push_back(std::make_unique<cron_add_command>());
  to.push_back(std::make_unique<cron_list_command>());
  for (auto what : {verb::pause, verb::resume, verb::remove})
    to.push_back(std::make_unique<cron_change_command>(what));
}

} // namespace nightfloat::cmd
