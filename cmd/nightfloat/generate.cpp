// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/jobs.hpp"
#include "codec/bytes.hpp"
#include "domain/stage/part.hpp"

#include <boost/describe/class.hpp>

#include <atomic>
#include <csignal>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

using domain::commit_outcome;

std::atomic<bool> stop_wanted{false};

struct generate_page {
  std::string programme;
  domain::job_id job{};
  std::string key;
  std::string state;
  client::generate_result result;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(generate_page, (),
                      (programme, job, key, state, result, detail))

class generate_command : public command {
public:
  std::string name() const override {
    return "generate";
  }

  std::string summary() const override {
    return "make a roster as a job of the queue, and wait for it";
  }

  void declare(options& x) override {
    x.date({"--first", "DATE", "first day", "of the programme"}, work_.first);
    x.date({"--last", "DATE", "last day, included", "of the programme"},
           work_.last);
    x.number({"--seed", "N", "the same seed makes the same roster"},
             work_.seed);
    x.number({"--budget", "SECONDS", "how long the search may take"}, budget_s_,
             {1, 3'600});
    x.number({"--priority", "N", "0 (last) to 9 (first)"}, priority_, {0, 9});
    x.text({"--key", "KEY", "idempotency key: the same key is the same job",
            "a random one"},
           key_);
    x.flag({"--no-wait", "", "submit only"}, no_wait_);
    x.flag({"--publish-worse", "", "publish even in place of a better roster"},
           work_.publish_worse);
    x.text({"--stages", "A,B,..",
            "make only some of plan, nights, days, half-days, faculty; the "
            "rest stays as it is",
            "all"},
           stages_);
    x.number({"--show", "N", "unmet demands shown"}, show_, {0, 100'000});
    x.example("generate");
    x.example("generate --seed 7 --budget 10 --key july");
    x.example("generate --budget 5 --publish-worse");
    x.example("generate --stages nights,days");
  }

  int run(context& x) override;

private:
  struct submitted {
    domain::job_id job{};
    /// It had ended before: its result.
    std::optional<client::generate_result> result;
  };

  result<submitted> submit(context& x, const std::string& programme);
  int wait(context& x, generate_page page);
  int finish(context& x, const generate_page& page) const;
  void print(const generate_page& page) const;

  client::generate_job work_;
  std::string stages_;
  std::uint32_t budget_s_ = 30;
  std::uint32_t priority_ = 5;
  std::string key_;
  bool no_wait_ = false;
  std::uint32_t show_ = 20;
};

/// FNV-1a of the canonical request: programme and work, nothing random.
std::string fingerprint(const std::string& programme,
                        const std::string& payload) {
  auto hash = std::uint64_t{14695981039346656037U};
  for (auto c : programme + '\n' + payload)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return std::to_string(hash);
}

result<generate_command::submitted>
generate_command::submit(context& x, const std::string& programme) {
  work_.budget_ms = budget_s_ * 1'000;
  auto change = domain::transaction{.programme = programme};
  auto job = domain::job{.id = {broker::random_number()},
                         .programme = programme,
                         .kind = std::string{client::generate_job::kind},
                         .priority = static_cast<std::uint8_t>(priority_),
                         .payload = codec::encode(work_),
                         .trace = x.trace()};
  // Construction and publication come on top of the search.
  job.attempt_ms_max = work_.budget_ms + 300'000;
  change.reserve
    = domain::reservation{.scope = "generate",
                          .key = key_,
                          .fingerprint = fingerprint(programme, job.payload),
                          .job = job.id};
  change.trace = x.trace();
  auto id = job.id;
  change.submit.push_back(std::move(job));
  auto ledger = x.ledger();
  if (!ledger)
    return ledger.error();
  auto answer = (*ledger)->commit(change);
  if (!answer)
    return answer.error();
  if (answer->outcome == commit_outcome::committed)
    return submitted{.job = id};
  if (answer->outcome == commit_outcome::replayed) {
    auto done = codec::decode<client::generate_result>(answer->body);
    if (answer->status != ec::none || !done)
      return failure{
        answer->status == ec::none ? ec::malformed : answer->status,
        "generate: the key " + key_ + " was answered before: "
          + (answer->detail.empty() ? answer->body : answer->detail),
        0};
    // A roster bears the number of the job that wrote it.
    return submitted{.job = {done->roster.value}, .result = std::move(*done)};
  }
  // The key's own job still runs: attach to it.
  if (answer->code == ec::in_progress && answer->pending.assigned())
    return submitted{.job = answer->pending};
  if (answer->outcome == commit_outcome::unknown)
    return failure{ec::unknown_outcome,
                   "generate: the store did not say whether the job was "
                   "submitted",
                   0};
  return failure{answer->code, answer->detail, answer->retry_after_ms};
}

int generate_command::run(context& x) {
  auto id = x.programme();
  if (!id)
    return x.fail(id.error());
  auto stages = domain::stage::parse_parts(stages_);
  if (!stages)
    return x.fail(at("--stages", stages.error()));
  if (!stages_.empty())
    work_.stages = *stages;
  if (key_.empty())
    key_ = client::make_key("generate");
  auto begun = submit(x, *id);
  if (!begun)
    return x.fail(begun.error(), key_);
  auto page = generate_page{.programme = *id, .job = begun->job, .key = key_};
  if (begun->result) {
    page.state = "completed";
    page.result = std::move(*begun->result);
    return finish(x, page);
  }
  if (!no_wait_)
    return wait(x, std::move(page));
  page.state = "submitted";
  if (!x.print_json(page))
    std::cout << "submitted: job " << page.job.value << ", key " << page.key
              << "; see `nightfloat queue show " << page.job.value << "`\n";
  return exit_status::pass;
}

int generate_command::wait(context& x, generate_page page) {
  std::signal(SIGINT, [](int) { stop_wanted = true; });
  auto bar = progress_bar{"generating"};
  auto ended = wait_for_job(x, page.job, [&](auto& job) {
    bar.show(job.progress.permille, 1'000, job.progress.phase);
    return !stop_wanted.load();
  });
  bar.wipe();
  std::signal(SIGINT, SIG_DFL);
  if (!ended)
    return x.fail(ended.error(), key_);
  page.state = name_of(ended->state);
  page.detail = ended->last.detail;
  if (ended->state == domain::job_state::completed) {
    auto result = codec::decode<client::generate_result>(ended->last.result);
    if (!result)
      return x.fail(at("result of the job", std::move(result).error()));
    page.result = std::move(*result);
  }
  return finish(x, page);
}

int generate_command::finish(context& x, const generate_page& page) const {
  if (!x.print_json(page))
    print(page);
  if (page.state != "completed")
    return exit_status::could_not_run;
  return page.result.feasible && page.result.published
           ? exit_status::pass
           : exit_status::verdict_failed;
}

void generate_command::print(const generate_page& page) const {
  if (page.state != "completed") {
    std::cout << painted(page.state, tone::bad) << ": job " << page.job.value
              << (page.detail.empty() ? "" : ": " + page.detail) << '\n';
    return;
  }
  auto& x = page.result;
  if (!x.published)
    std::cout << painted(x.kept_why, tone::doubtful)
              << "; --publish-worse publishes it all the same, another --seed "
                 "or a larger --budget may do better\n";
  std::cout << (x.feasible ? painted("feasible", tone::good)
                           : painted("not feasible", tone::bad))
            << ": roster " << x.roster.value << " of programme "
            << page.programme << ", version " << x.version << ", "
            << counted(x.duties, "duty", "duties") << ", cost " << x.cost
            << "\nseed " << x.seed << ", " << x.iterations << " moves in "
            << duration(std::chrono::milliseconds{
                 static_cast<std::int64_t>(x.spent_ms)})
            << ", key " << page.key << '\n';
  auto n = std::min<std::size_t>(show_, x.unmet.size());
  if (!x.unmet.empty())
    std::cout << "unmet:\n";
  for (auto i = std::size_t{0}; i < n; ++i)
    std::cout << "  " << x.unmet[i] << '\n';
  if (n < x.unmet.size())
    std::cout << "  ... and " << x.unmet.size() - n << " more, --show "
              << x.unmet.size() << " shows all\n";
}

} // namespace

void add_generate(command_list& to) {
  to.push_back(std::make_unique<generate_command>());
}

} // namespace nightfloat::cmd
