// SPDX-License-Identifier: Apache-2.0
#include "client/operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/jobs.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

using domain::commit_outcome;
using domain::job_state;

std::string progress_of(const domain::job_view& x) {
  if (x.state != job_state::leased)
    return "-";
  return std::to_string(x.progress.permille / 10) + " % " + x.progress.phase;
}

/// A command about one job, named by its number.
class job_command : public command {
public:
  void declare(options& x) override {
    x.position({"JOB", "", "its number, as `queue list` shows"}, number_);
    x.example("queue list");
  }

  int run(context& x) override {
    auto id = domain::job_id{};
    if (auto wrong = read_number(number_, id.value, {1}); !wrong.empty())
      return x.fail({ec::invalid_argument, "JOB: " + wrong, 0});
    auto found = find_job(x, id);
    return found ? act(x, *found) : x.fail(found.error());
  }

protected:
  [[nodiscard]] virtual int act(context& x, const domain::job_view& job) = 0;

private:
  std::string number_;
};

class list_command : public command {
public:
  std::string name() const override {
    return "queue list";
  }

  std::string summary() const override {
    return "jobs, newest first; of all programmes unless one is named";
  }

  void declare(options& x) override {
    x.number({"--limit", "N", "jobs"}, limit_, {1, 10'000});
    x.example("queue list --limit 10");
  }

  int run(context& x) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto found = (*door)->call(client::jobs_request{.limit = limit_},
                               x.about(x.global().programme));
    if (!found)
      return x.fail(found.error());
    if (x.print_json(*found))
      return exit_status::pass;
    auto t = table{
      {">JOB", "PROGRAMME", "KIND", "STATE", ">ATTEMPTS", "PROGRESS", "LAST"}};
    for (auto& one : found->jobs)
      t.add({std::to_string(one.work.id.value), one.work.programme,
             one.work.kind, name_of(one.state), std::to_string(one.attempts),
             progress_of(one), one.last.detail},
            one.state == job_state::dead_letter ? tone::bad : tone::plain);
    t.print(std::cout);
    if (found->more)
      std::cout << "... and more, see --limit\n";
    return exit_status::pass;
  }

private:
  std::uint32_t limit_ = 100;
};

class show_command : public job_command {
public:
  std::string name() const override {
    return "queue show";
  }

  std::string summary() const override {
    return "all about one job";
  }

protected:
  int act(context& x, const domain::job_view& job) override {
    if (x.print_json(job))
      return exit_status::pass;
    auto t = table{{"JOB", std::to_string(job.work.id.value)}};
    t.add({"programme", job.work.programme});
    t.add({"kind", job.work.kind});
    t.add({"state", name_of(job.state)}, tone_of(job.state));
    t.add({"priority", std::to_string(job.work.priority)});
    t.add({"attempts", std::to_string(job.attempts) + " of "
                         + std::to_string(job.work.attempts_max)});
    t.add({"progress", progress_of(job)});
    t.add({"cancel wanted", job.cancel_wanted ? "yes" : "no"});
    if (job.last.code != ec::none || !job.last.detail.empty())
      t.add({"last",
             std::string{to_string(job.last.code)} + ": " + job.last.detail});
    t.add({"trace", job.work.trace});
    t.print(std::cout);
    return exit_status::pass;
  }
};

class cancel_command : public job_command {
public:
  std::string name() const override {
    return "queue cancel";
  }

  std::string summary() const override {
    return "end a job that waits, ask one that runs to stop";
  }

protected:
  int act(context& x, const domain::job_view& job) override {
    auto id = job.work.id;
    if (has_ended(job.state))
      return x.fail({ec::refused,
                     "job " + std::to_string(id.value) + ": has ended ("
                       + name_of(job.state) + ")",
                     0});
    auto change = domain::transaction{.programme = job.work.programme};
    change.cancel = {id};
    change.trace = x.trace();
    change.reply = domain::owed_reply{.scope = "queue.cancel",
                                      .key = client::make_key("cancel"),
                                      .fingerprint = std::to_string(id.value)};
    auto ledger = x.ledger();
    if (!ledger)
      return x.fail(ledger.error());
    auto answer = (*ledger)->commit(change);
    if (!answer)
      return x.fail(answer.error());
    if (answer->outcome == commit_outcome::unknown)
      return x.fail({ec::unknown_outcome,
                     "queue cancel: the store did not say, ask again", 0});
    if (answer->outcome != commit_outcome::committed
        && answer->outcome != commit_outcome::replayed)
      return x.fail({answer->code, answer->detail, answer->retry_after_ms});
    if (!x.print_json(client::done_reply{}))
      std::cout << (job.state == job_state::leased ? "asked to stop: job "
                                                   : "cancelled: job ")
                << id.value << '\n';
    return exit_status::pass;
  }
};

class requeue_command : public job_command {
public:
  std::string name() const override {
    return "queue requeue";
  }

  std::string summary() const override {
    return "bring a dead letter back with fresh attempts";
  }

protected:
  int act(context& x, const domain::job_view& job) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done
      = (*door)->call(client::requeue_request{.job = job.work.id},
                      x.about(job.work.programme, client::make_key("requeue")));
    if (!done)
      return x.fail(done.error());
    if (!x.print_json(*done))
      std::cout << "ready again: job " << job.work.id.value << '\n';
    return exit_status::pass;
  }
};

} // namespace

void add_queue(command_list& to) {
  to.push_back(std::make_unique<list_command>());
  to.push_back(std::make_unique<show_command>());
  to.push_back(std::make_unique<cancel_command>());
  to.push_back(std::make_unique<requeue_command>());
}

} // namespace nightfloat::cmd
