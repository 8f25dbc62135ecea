// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/generate_alternatives.hpp"
#include "cmd/nightfloat/generate_page.hpp"
#include "cmd/nightfloat/interruption.hpp"
#include "cmd/nightfloat/jobs.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "codec/bytes.hpp"
#include "config/constraint_set.hpp"
#include "domain/digest.hpp"
#include "domain/stage/part.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

using domain::commit_outcome;

/// With --json, a line on stderr each time that something moved.
struct progress_line {
  std::string state;
  domain::job_progress progress;
  /// Nothing: there is no bound to compare with.
  std::optional<std::uint32_t> gap_permille;
};
BOOST_DESCRIBE_STRUCT(progress_line, (), (state, progress, gap_permille))

constexpr auto line_every = std::chrono::seconds{1};

class generate_command : public command {
public:
  std::string name() const override {
    return "generate";
  }

  std::string summary() const override {
    return "make a roster as a job of the queue, and wait for it";
  }

  void declare(options& x) override {
    x.note("While it runs a line shows the best roster so far: its cost "
           "(broken demands, then the price of wishes), the bound and the gap "
           "where the search knows one, and the places that are still unmet. "
           "With --json the same is a line on stderr each second.");
    x.note("That roster is put by every few seconds. Where its worker dies, "
           "another goes on from there with the rest of the budget and says "
           "that it resumed.");
    x.note("It is published at once, unless it lacks more than the roster in "
           "force. With --draft it is only kept: look at it with `roster draft "
           "diff`, then `roster draft publish` it. `roster revert` puts the "
           "roster before back.");
    x.days(work_.first, work_.last);
    x.number({"--seed", "N", "the same seed makes the same roster"},
             work_.seed);
    x.number({"--budget", "SECONDS", "how long the search may take"}, budget_s_,
             {1, 3'600});
    x.number({"--priority", "N", "0 (last) to 9 (first)"}, priority_, {0, 9});
    x.key(": the same key is the same job", key_);
    x.flag({"--no-wait", "", "submit only"}, no_wait_);
    x.flag({"--publish-worse", "", "publish even in place of a better roster"},
           work_.publish_worse);
    x.flag({"--draft", "",
            "publish nothing: keep it as a draft, see `roster draft --help`"},
           work_.draft);
    x.number({"--keep", "DAYS", "how long a draft is kept"}, work_.keep_days,
             {1, 365});
    x.text({"--stages", "A,B,..",
            "make only some of plan, nights, days, half-days, faculty; the "
            "rest stays as it is",
            "all"},
           stages_);
    x.text({"--constraints", "SET",
            "what the programme wants beside the rules: a shipped set, or a "
            "TOML file (docs/constraints.md)",
            "none"},
           constraints_);
    x.number({"--keep-price", "N",
              "what each duty or week costs that is another than in the roster "
              "in force, beside the other wishes"},
             work_.keep_price, {0, 100'000});
    x.date({"--frozen-to", "DATE",
            "the roster in force stays as it is up to this day", "none"},
           work_.frozen_to);
    x.text({"--changes-max", "N",
            "so many days of people at most have other duty than in the roster "
            "in force; the plan stays as it is",
            "no cap"},
           changes_max_);
    x.text({"--changes-max-each", "N", "the same, of each person", "no cap"},
           changes_max_each_);
    x.number({"--alternatives", "N",
              "so many drafts to choose from, of this seed and the next, held "
              "against each other"},
             alternatives_, {1, 9});
    x.number({"--apart", "PERCENT", "of cells in which two of them differ"},
             apart_, {0, 100});
    x.number({"--show", "N", "unmet demands shown"}, show_, {0, 100'000});
    x.example("generate");
    x.example("generate --seed 7 --budget 10 --key july");
    x.example("generate --budget 5 --publish-worse");
    x.example("generate --stages nights,days");
    x.example("generate --constraints default-resident");
    x.example("generate --constraints house.toml --draft");
    x.example("generate --keep-price 50 --frozen-to 2026-09-30");
    x.example("generate --changes-max 20 --changes-max-each 3 --draft");
    x.example("generate --draft --keep 14 --budget 60");
    x.example("generate --alternatives 3 --seed 7 --key july");
    x.example("generate --json --budget 60");
  }

  int run(context& x) override;

private:
  struct submitted {
    domain::job_id job{};
    /// It had ended before: its result.
    std::optional<client::generate_result> result;
  };

  result<void> read_caps();
  result<submitted> submit(context& x, const std::string& programme);
  result<void> await(context& x, generate_page& page);
  int wait(context& x, generate_page page);
  int choose(context& x, const std::string& programme);
  int finish(context& x, const generate_page& page) const;
  static void tell(const domain::job_view& x);

  client::generate_job work_;
  std::string stages_;
  std::string constraints_;
  std::string changes_max_;
  std::string changes_max_each_;
  std::uint32_t budget_s_ = 30;
  std::uint32_t priority_ = 5;
  std::string key_;
  bool no_wait_ = false;
  std::uint32_t alternatives_ = 1;
  std::uint32_t apart_ = 10;
  std::uint32_t show_ = 20;
};

/// Of the canonical request: programme and work, nothing random.
std::string fingerprint(const std::string& programme,
                        const std::string& payload) {
  return std::to_string(domain::fnv(programme + '\n' + payload));
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

result<void> generate_command::read_caps() {
  auto read = [](const char* name, const std::string& text,
                 std::optional<std::uint32_t>& to) -> result<void> {
    auto n = std::uint64_t{0};
    if (text.empty())
      return {};
    if (auto wrong = read_number(text, n, {0, 1'000'000}); !wrong.empty())
      return failure{ec::invalid_argument, std::string{name} + ": " + wrong, 0};
    to = static_cast<std::uint32_t>(n);
    return {};
  };
  if (auto ok = read("--changes-max", changes_max_, work_.changes_max); !ok)
    return ok;
  return read("--changes-max-each", changes_max_each_, work_.changes_max_each);
}

int generate_command::run(context& x) {
  if (auto ok = read_caps(); !ok)
    return x.fail(ok.error());
  if (!constraints_.empty()) {
    auto set = config::find_constraint_set(constraints_);
    if (!set)
      return x.fail(at("--constraints", set.error()));
    work_.constraints = std::move(*set);
  }
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
  if (alternatives_ > 1)
    return choose(x, *id);
  auto begun = submit(x, *id);
  if (!begun)
    return x.fail(begun.error(), key_);
  auto page = generate_page{.programme = *id, .job = begun->job, .key = key_};
  if (begun->result) {
    take_result(page, std::move(*begun->result));
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

/// Until it has ended; fills the page. Where the cluster was taken down it says
/// how to wait again.
result<void> generate_command::await(context& x, generate_page& page) {
  auto cut = interruption{};
  auto bar = progress_bar{"generating", 10};
  auto told = std::chrono::steady_clock::time_point{};
  auto ended = wait_for_job(x, page.job, [&](const auto& job) {
    if (job.progress.counter != 0)
      page.progress = job.progress;
    auto now = std::chrono::steady_clock::now();
    if (x.global().json && job.work.id.assigned() && now - told >= line_every) {
      told = now;
      tell(job);
    }
    bar.show(job.progress.permille, 1'000, progress_words(job.progress));
    return !cut.asked();
  });
  bar.wipe();
  if (!ended) {
    auto why = std::move(ended).error();
    if (!cut.asked() && !x.network())
      why.detail += "; the job goes on with the next up: nightfloat queue show "
                    + std::to_string(page.job.value)
                    + ", or the same generate with --key " + key_;
    return why;
  }
  page.state = name_of(ended->state);
  page.detail = ended->last.detail;
  if (ended->state == domain::job_state::completed) {
    auto result = codec::decode<client::generate_result>(ended->last.result);
    if (!result)
      return at("result of the job", std::move(result).error());
    take_result(page, std::move(*result));
  }
  return {};
}

int generate_command::wait(context& x, generate_page page) {
  if (auto ok = await(x, page); !ok)
    return x.fail(ok.error(), key_);
  return finish(x, page);
}

/// So many jobs, a seed each, which workers share; then all of them together.
int generate_command::choose(context& x, const std::string& programme) {
  if (no_wait_)
    return x.fail({ec::invalid_argument,
                   "--alternatives: are held against each other when they are "
                   "made, leave --no-wait out",
                   0});
  auto page = choices_page{.programme = programme, .apart_percent = apart_};
  work_.draft = true;
  auto key = std::exchange(key_, {});
  for (auto i = 1u; i <= alternatives_; ++i, ++work_.seed) {
    key_ = key + '-' + std::to_string(i);
    auto begun = submit(x, programme);
    // Who asks again gives the command's own key; those of its jobs follow.
    if (!begun)
      return x.fail(with_jobs(begun.error(), page), key);
    auto& one = page.rosters.emplace_back(
      generate_page{.programme = programme, .job = begun->job, .key = key_});
    if (begun->result)
      take_result(one, std::move(*begun->result));
  }
  key_ = key;
  for (auto& one : page.rosters) {
    if (one.state.empty())
      if (auto ok = await(x, one); !ok)
        return x.fail(with_jobs(ok.error(), page), key);
    if (one.state != "completed" || !one.result.draft) {
      if (auto others = jobs_under_way(page); !others.empty())
        std::cerr << "go on, and keep what they make as drafts: jobs " << others
                  << '\n';
      return finish(x, one);
    }
  }
  auto ledger = x.ledger();
  if (!ledger)
    return x.fail(ledger.error());
  if (auto ok = compare_drafts(**ledger, page); !ok)
    return x.fail(ok.error(), key);
  if (!x.print_json(page))
    cmd::print(page);
  return verdict_of(page);
}

void generate_command::tell(const domain::job_view& x) {
  std::cerr << codec::to_json(
    progress_line{name_of(x.state), x.progress, gap_permille(x.progress)})
            << std::endl;
}

int generate_command::finish(context& x, const generate_page& page) const {
  if (!x.print_json(page))
    print(page, show_);
  return verdict_of(page);
}

} // namespace

void add_generate(command_list& to) {
  to.push_back(std::make_unique<generate_command>());
}

} // namespace nightfloat::cmd
