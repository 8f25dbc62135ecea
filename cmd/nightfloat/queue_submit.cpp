// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "client/operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/job_payload.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

using domain::commit_outcome;

struct submit_page {
  std::string programme;
  domain::job_id job{};
  std::string key;
  /// Another job has the unique name: `job` is that one.
  bool attached = false;
};
BOOST_DESCRIBE_STRUCT(submit_page, (), (programme, job, key, attached))

/// Which job it came to: a repeat is the first one, and one whose unique name
/// is taken is the one that has it.
result<void> take_answer(const domain::commit_answer& x, submit_page& page) {
  if (x.outcome == commit_outcome::replayed) {
    auto wrong = read_number(x.body, page.job.value, {1});
    if (!wrong.empty())
      return failure{ec::malformed, "queue submit: the stored reply " + wrong};
  } else if (x.code == ec::in_progress && x.pending.assigned()) {
    page.job = x.pending;
    page.attached = true;
  } else if (x.outcome != commit_outcome::committed) {
    return failure{x.code, x.detail, x.retry_after_ms};
  }
  return {};
}

class submit_command : public command {
public:
  std::string name() const override {
    return "queue submit";
  }

  std::string summary() const override {
    return "submit a job on terms of its own, and do not wait for it";
  }

  void declare(options& x) override {
    x.position({"KIND", "", "which work (" + job_kinds() + ")"}, kind_);
    x.text({"--payload", "JSON", "what the work is asked for", "{}"}, payload_);
    x.number({"--priority", "N", "0 (last) to 9 (first)"}, priority_, {0, 9});
    x.number({"--delay", "SECONDS", "not before so long from now"}, delay_s_,
             {0, 31'622'400});
    x.texts({"--after", "JOB", "run when this one has completed; repeatable"},
            after_);
    x.text({"--unique", "NAME", "only one of its kind at a time has this name"},
           unique_);
    x.number({"--attempts", "N", "attempts before it is a dead letter"},
             attempts_, {1, 1'000});
    x.number({"--limit", "SECONDS", "hard limit of one attempt"}, limit_s_,
             {1, 86'400});
    x.number(
      {"--soft-limit", "SECONDS", "when an attempt is asked to stop", "never"},
      soft_limit_s_, {1, 86'400});
    x.key(": the same key is the same job", key_);
    x.example("queue submit purge");
    x.example("queue submit purge --after 7 --delay 60 --unique nightly");
  }

  int run(context& x) override;

private:
  [[nodiscard]] result<domain::job> job_of(const context& x) const;
  result<void> put_off(context& x, const std::string& programme,
                       domain::job& work) const;
  int say(const context& x, const submit_page& page) const;

  std::string kind_;
  std::string payload_ = "{}";
  std::uint32_t priority_ = 5;
  std::uint32_t delay_s_ = 0;
  std::vector<std::string> after_;
  std::string unique_;
  std::uint32_t attempts_ = 5;
  std::uint32_t limit_s_ = 600;
  std::uint32_t soft_limit_s_ = 0;
  std::string key_;
};

result<domain::job> submit_command::job_of(const context& x) const {
  auto work = domain::job{.id = {broker::random_number()},
                          .kind = kind_,
                          .priority = static_cast<std::uint8_t>(priority_),
                          .attempts_max = attempts_,
                          .attempt_ms_max = limit_s_ * 1'000,
                          .trace = x.trace(),
                          .unique = unique_,
                          .attempt_soft_ms = soft_limit_s_ * 1'000};
  auto payload = job_payload(kind_, payload_);
  if (!payload)
    return payload.error();
  work.payload = std::move(*payload);
  for (const auto& one : after_) {
    auto id = read_id<domain::job_id>("--after", one);
    if (!id)
      return id.error();
    work.after.push_back(*id);
  }
  return work;
}

/// A job's time is ledger time, which our clock may be behind: then the delay
/// counts from the newest that the store is known to have reached.
result<void> submit_command::put_off(context& x, const std::string& programme,
                                     domain::job& work) const {
  using namespace std::chrono;
  if (delay_s_ == 0)
    return {};
  auto ledger = x.ledger();
  if (!ledger)
    return ledger.error();
  auto seen = (*ledger)->read(programme,
                              {std::string{domain::keys::programme_current}});
  if (!seen)
    return seen.error();
  auto now = floor<milliseconds>(system_clock::now().time_since_epoch());
  now = std::max(now, milliseconds{seen->ledger_time_ms});
  work.run_at_ms = milliseconds{now + seconds{delay_s_}}.count();
  return {};
}

int submit_command::run(context& x) {
  auto programme = x.programme();
  if (!programme)
    return x.fail(programme.error());
  auto work = job_of(x);
  if (!work)
    return x.fail(work.error());
  if (auto ok = put_off(x, *programme, *work); !ok)
    return x.fail(ok.error());
  if (key_.empty())
    key_ = client::make_key("submit");
  auto page
    = submit_page{.programme = *programme, .job = work->id, .key = key_};
  auto terms = *work;
  terms.id = {};
  terms.run_at_ms = delay_s_;
  terms.trace.clear();
  auto change = domain::transaction{.programme = *programme};
  change.submit = {std::move(*work)};
  change.trace = x.trace();
  change.reply = domain::owed_reply{.scope = "queue.submit",
                                    .key = key_,
                                    .fingerprint = codec::encode(terms),
                                    .body = std::to_string(page.job.value)};
  auto ledger = x.ledger();
  if (!ledger)
    return x.fail(ledger.error());
  auto answer = (*ledger)->commit(change);
  if (!answer)
    return x.fail(answer.error(), key_);
  if (answer->outcome == commit_outcome::unknown)
    return x.fail({ec::unknown_outcome,
                   "queue submit: the store did not say, ask again", 0},
                  key_);
  if (auto read = take_answer(*answer, page); !read)
    return x.fail(read.error());
  return say(x, page);
}

int submit_command::say(const context& x, const submit_page& page) const {
  if (x.print_json(page))
    return exit_status::pass;
  std::cout << (page.attached ? "runs already: job " : "submitted: job ")
            << page.job.value;
  if (!page.attached)
    std::cout << ", key " << page.key;
  std::cout << "; see `nightfloat queue explain " << page.job.value << "`\n";
  return exit_status::pass;
}

} // namespace

void add_queue_submit(command_list& to) {
  to.push_back(std::make_unique<submit_command>());
}

} // namespace nightfloat::cmd
