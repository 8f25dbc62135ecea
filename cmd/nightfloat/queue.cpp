// SPDX-License-Identifier: Apache-2.0
#include "client/operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/jobs.hpp"
#include "cmd/nightfloat/people.hpp"

#include <chrono>
#include <iostream>

namespace nightfloat::cmd {

namespace {

using domain::commit_outcome;
using domain::job_state;

std::string progress_of(const domain::job_view& x) {
  if (x.state != job_state::leased)
    return "-";
  return std::to_string(x.progress.permille / 10) + " % "
         + (x.progress.cost.computed ? progress_words(x.progress)
                                     : x.progress.phase);
}

/// `worker_lost: its worker died`
std::string outcome_of(const domain::past_attempt& x) {
  auto out = std::string{x.code == ec::none ? "completed" : to_string(x.code)};
  return x.detail.empty() ? out : out + ": " + x.detail;
}

/// When each ended, where the store noted it; in UTC where the job's programme
/// is not there to name a clock: an import may have failed.
void add_attempts(table& to, context& x, const domain::job_view& job) {
  if (job.history.empty())
    return;
  auto names = load_directory(x, job.work.programme);
  for (const auto& one : job.history) {
    auto when = names ? ledger_time(*names, one.ended_ms)
                      : ledger_time(one.ended_ms);
    to.add({"ended", (one.ended_ms == 0 ? std::string{} : when + ": ")
                       + outcome_of(one)},
           one.code == ec::none ? tone::plain : tone::doubtful);
  }
}

class queue_list_command : public command {
public:
  std::string name() const override {
    return "queue list";
  }

  std::string summary() const override {
    return "jobs, newest first; of all programmes unless one is named";
  }

  void declare(options& x) override {
    x.number({"--limit", "N", "jobs"}, limit_, {1, page_max});
    x.example("queue list --limit 10");
  }

  int run(context& x) override {
    auto of = x.programme_if_named();
    if (!of)
      return x.fail(of.error());
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto found = (*door)->call(client::jobs_request{.limit = limit_},
                               x.about(*of));
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
      std::cout << (found->jobs.size() == limit_ && limit_ < page_max
                      ? "... and more, see --limit\n"
                      : "... and more, see `nightfloat queue show JOB`\n");
    return exit_status::pass;
  }

private:
  /// The most that the store puts on a page (docs/queue.md).
  static constexpr std::uint32_t page_max = 1'000;

  std::uint32_t limit_ = 100;
};

class queue_show_command : public job_command {
public:
  std::string name() const override {
    return "queue show";
  }

  std::string summary() const override {
    return "all about one job";
  }

protected:
  int act(context& x, domain::job_id id) override {
    auto found = find_job(x, id);
    if (!found)
      return x.fail(found.error());
    const auto& job = *found;
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
    if (!job.work.after.empty())
      t.add({"after", numbers_of(job.work.after)});
    if (!job.work.unique.empty())
      t.add({"unique", job.work.unique});
    t.add({"trace", job.work.trace});
    add_attempts(t, x, job);
    t.print(std::cout);
    return exit_status::pass;
  }
};

class queue_explain_command : public job_command {
public:
  std::string name() const override {
    return "queue explain";
  }

  std::string summary() const override {
    return "why a job does not run, and when it will";
  }

protected:
  int act(context& x, domain::job_id id) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto said = (*door)->call(client::explain_request{.job = id}, x.about({}));
    if (!said)
      return x.fail(said.error());
    if (x.print_json(*said))
      return exit_status::pass;
    std::cout << painted(name_of(said->job.state), tone_of(said->job.state))
              << ": " << said->detail << '\n';
    for (const auto& one : said->awaits)
      std::cout << "  waits for job " << one.job.value << " ("
                << name_of(one.state) << ")\n";
    if (said->starts_in_ms > 0)
      std::cout << "  starts in about "
                << duration(std::chrono::milliseconds{said->starts_in_ms})
                << '\n';
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
  int act(context& x, domain::job_id id) override {
    auto found = find_job(x, id);
    if (!found)
      return x.fail(found.error());
    const auto& job = *found;
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
  int act(context& x, domain::job_id id) override {
    auto found = find_job(x, id);
    if (!found)
      return x.fail(found.error());
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done = (*door)->call(
      client::requeue_request{.job = id},
      x.about(found->work.programme, client::make_key("requeue")));
    if (!done)
      return x.fail(done.error());
    if (!x.print_json(*done))
      std::cout << "back in the queue: job " << id.value << '\n';
    return exit_status::pass;
  }
};

} // namespace

void add_queue(command_list& to) {
  to.push_back(std::make_unique<queue_list_command>());
  to.push_back(std::make_unique<queue_show_command>());
  to.push_back(std::make_unique<queue_explain_command>());
  to.push_back(std::make_unique<cancel_command>());
  to.push_back(std::make_unique<requeue_command>());
}

} // namespace nightfloat::cmd
