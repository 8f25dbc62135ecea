// SPDX-License-Identifier: Apache-2.0
// Kinds of job: how they stand, pause and resume, and how fast they go.

#include "client/operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/job_payload.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <chrono>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace nightfloat::cmd {

namespace {

constexpr auto drain_interval = std::chrono::milliseconds{100};

std::string duration_or(std::int64_t ms, const char* unknown) {
  return ms < 0 ? unknown : duration(std::chrono::milliseconds{ms});
}

/// `3 in 60 s`, and when the next may go.
std::string rate_of(const domain::kind_stats& x) {
  if (x.rate.jobs == 0)
    return "-";
  auto text = std::to_string(x.rate.jobs) + " in "
              + duration_or(x.rate.per_ms, "");
  if (x.rate_wait_ms > 0)
    text += ", next in " + duration_or(x.rate_wait_ms, "");
  return text;
}

void print_stats(const client::queue_stats& x) {
  auto t
    = table{{"KIND", ">READY", ">DELAYED", ">WAITING", ">RUNNING", ">DRAINS IN",
             ">ASKED FOR", "RATE", ">RETRIES WAIT", "PAUSED"}};
  for (const auto& one : x.kinds)
    t.add({one.kind, std::to_string(one.ready), std::to_string(one.delayed),
           std::to_string(one.waiting), std::to_string(one.leased),
           duration_or(one.drains_in_ms, "unknown"),
           one.asked_ms_ago < 0 ? "never"
                                : duration_or(one.asked_ms_ago, "") + " ago",
           rate_of(one),
           one.retry_wait_ms == 0 ? "-" : duration_or(one.retry_wait_ms, ""),
           one.paused ? "yes" : "no"},
          one.paused ? tone::doubtful : tone::plain);
  t.print(std::cout);
}

class queue_stats_command : public command {
public:
  std::string name() const override {
    return "queue stats";
  }

  std::string summary() const override {
    return "how each kind of job stands, over all programmes";
  }

  void declare(options& x) override {
    x.number({"--watch", "SECONDS", "show it again and again", "once"},
             watch_s_, {1, 3'600});
    x.number({"--count", "N", "stop after so many", "never"}, count_,
             {1, 1'000'000});
    x.example("queue stats");
    x.example("queue stats --watch 2");
  }

  int run(context& x) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    for (auto shown = std::uint32_t{1};; ++shown) {
      auto said = (*door)->call(client::queue_stats_request{}, x.about({}));
      if (!said)
        return x.fail(said.error());
      const auto live = watch_s_ != 0 && ::isatty(STDOUT_FILENO) != 0;
      // Over what was there before, without a flicker.
      if (live && !x.global().json)
        std::cout << "\x1b[H\x1b[2J";
      if (!x.print_json(*said))
        print_stats(*said);
      std::cout.flush();
      // Nobody reads any more, or nothing can be written.
      auto unread = !std::cout;
      if (unread || watch_s_ == 0 || shown == count_)
        return exit_status::pass;
      std::this_thread::sleep_for(std::chrono::seconds{watch_s_});
    }
  }

private:
  std::uint32_t watch_s_ = 0;
  std::uint32_t count_ = 0;
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
    x.position({"KIND", "", "which work (" + job_kinds() + ")"}, kind_);
    if (pauses_)
      x.flag({"--wait", "", "until no job of the kind runs (--timeout)"},
             waits_);
    x.example(name() + " generate");
    if (pauses_)
      x.example(name() + " generate --wait --timeout 600");
  }

  int run(context& x) override {
    if (auto known = check_job_kind(kind_); !known)
      return x.fail(known.error());
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done = (*door)->call(
      client::pause_request{.kind = kind_, .paused = pauses_},
      x.about({}, client::make_key(pauses_ ? "pause" : "resume")));
    if (!done)
      return x.fail(done.error());
    if (waits_)
      if (auto drained = drain(x, **door); !drained)
        return x.fail(drained.error());
    if (!x.print_json(*done))
      std::cout << (waits_    ? "paused, and none runs: "
                    : pauses_ ? "paused: "
                              : "resumed: ")
                << kind_ << '\n';
    return exit_status::pass;
  }

private:
  /// Waits until nothing of the kind runs.
  result<void> drain(const context& x, client::connection& door) const {
    const auto until = std::chrono::steady_clock::now() + x.timeout();
    for (;;) {
      auto said = door.call(client::queue_stats_request{}, x.about({}));
      if (!said)
        return said.error();
      auto running = std::uint64_t{0};
      for (const auto& one : said->kinds)
        running += one.kind == kind_ ? one.leased : 0;
      if (running == 0)
        return {};
      if (std::chrono::steady_clock::now() >= until)
        return failure{ec::timed_out,
                       "queue pause: the kind is paused, and jobs of it still "
                       "run ("
                         + std::to_string(running)
                         + "), wait longer with --timeout or cancel them"};
      std::this_thread::sleep_for(drain_interval);
    }
  }

  bool pauses_ = true;
  bool waits_ = false;
  std::string kind_;
};

class limit_command : public command {
public:
  std::string name() const override {
    return "queue limit";
  }

  std::string summary() const override {
    return "hand out jobs of a kind no faster than this; 0 lifts the limit";
  }

  void declare(options& x) override {
    x.position({"KIND", "", "which work (" + job_kinds() + ")"}, kind_);
    x.position({"JOBS", "", "so many, in the time of --per"}, jobs_);
    x.number({"--per", "SECONDS", "the time in which they may start"}, per_s_,
             {1, 86'400});
    x.number({"--burst", "N", "so many at once", "JOBS"}, rate_.burst,
             {1, 1'000'000});
    x.example("queue limit generate 10 --per 60 --burst 2");
    x.example("queue limit generate 0");
  }

  int run(context& x) override {
    if (auto known = check_job_kind(kind_); !known)
      return x.fail(known.error());
    auto jobs = std::uint64_t{0};
    if (auto wrong = read_number(jobs_, jobs, {0, 1'000'000}); !wrong.empty())
      return x.fail({ec::invalid_argument, "JOBS: " + wrong, 0});
    rate_.jobs = static_cast<std::uint32_t>(jobs);
    rate_.per_ms = per_s_ * 1'000;
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done
      = (*door)->call(client::limit_request{.kind = kind_, .rate = rate_},
                      x.about({}, client::make_key("limit")));
    if (!done)
      return x.fail(done.error());
    if (!x.print_json(*done))
      std::cout << (jobs == 0 ? "not limited: " : "limited: ") << kind_ << '\n';
    return exit_status::pass;
  }

private:
  std::string kind_;
  std::string jobs_;
  std::uint32_t per_s_ = 60;
  domain::rate_terms rate_;
};

} // namespace

void add_queue_kinds(command_list& to) {
  to.push_back(std::make_unique<queue_stats_command>());
  to.push_back(std::make_unique<pause_command>(true));
  to.push_back(std::make_unique<pause_command>(false));
  to.push_back(std::make_unique<limit_command>());
}

} // namespace nightfloat::cmd
