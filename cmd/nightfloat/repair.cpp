// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "client/mend.hpp"
#include "cmd/nightfloat/absence_page.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/offline.hpp"
#include "cmd/nightfloat/roster_source.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

class repair_command : public command {
public:
  std::string name() const override {
    return "repair";
  }

  std::string summary() const override {
    return "who works the shifts of somebody who is away at short notice";
  }

  void declare(options& x) override {
    x.text({"--person", "CODE", "who is away", "must be given"}, person_);
    x.days(
      {"--first", "DATE", "first day away", "must be given"}, wanted_.first,
      {"--last", "DATE", "last day away, included", "the first"}, wanted_.last);
    x.renamed("--from", "--first");
    x.renamed("--to", "--last");
    x.number({"--alternatives", "N", "ways that are shown"}, wanted_.ways,
             {1, domain::absence_ways_max});
    x.number({"--seed", "N", "breaks ties, the same gives the same"},
             wanted_.seed);
    x.reason(wanted_.code, wanted_.reason);
    x.date(
      {"--today", "DATE", "nothing before this day changes", "the clock's"},
      today_);
    x.number({"--apply", "N", "puts the Nth way into force", "none"}, apply_,
             {1, domain::absence_ways_max});
    x.text({"--confirm", "DIGEST", "only if the Nth way is still that one",
            "it is not checked"},
           confirm_);
    source_.declare(x);
    x.example("repair --person R001 --first 2026-12-08 --last 2026-12-10");
    x.example("repair --person R001 --first 2026-12-08 --apply 1");
    x.example(
      "repair --person R001 --first 2026-12-08 --offline /tmp/programme");
  }

  int run(context& x) override {
    if (!confirm_.empty() && apply_ == 0)
      return x.fail({ec::invalid_argument,
                     "--confirm: is of --apply, say which way is put into "
                     "force or leave it out",
                     0});
    auto names = source_.names(x);
    if (!names)
      return source_.fail(x, names.error());
    if (auto ok = read(*names); !ok)
      return source_.fail(x, ok.error());
    auto answer = source_.ask(x, wanted_);
    if (!answer)
      return source_.fail(x, answer.error());
    if (apply_ != 0)
      return put_into_force(x, *names, *answer);
    if (!x.print_json(*answer))
      print(*names, *answer);
    return verdict_of_ways(answer->found);
  }

private:
  result<void> read(const directory& names) {
    auto missing = [](const char* what) {
      return failure{ec::invalid_argument,
                     std::string{what} + ": must be given", 0};
    };
    if (person_.empty())
      return missing("--person");
    if (wanted_.first == domain::date{})
      return missing("--first");
    if (wanted_.last == domain::date{})
      wanted_.last = wanted_.first;
    auto who = names.person(person_);
    if (!who)
      return who.error();
    wanted_.person = *who;
    wanted_.now
      = std::chrono::floor<domain::minutes>(std::chrono::system_clock::now());
    if (today_ == domain::date{})
      return {};
    auto site = domain::zone::find(names.programme().info.zone);
    if (!site)
      return site.error();
    wanted_.now = site->midnight(today_);
    return {};
  }

  void print(const directory& names, const client::repair_reply& x) const {
    std::cout << "version " << x.version << ", worked out in "
              << x.spent_us / 1'000 << " ms\n";
    print_absence(std::cout, names, x.found);
    if (!x.found.ways.empty())
      std::cout << "\nto put the first into force add: --apply 1 --confirm "
                << digest_of(x.found.ways.front()) << '\n';
  }

  int put_into_force(context& x, const directory& names,
                     const client::repair_reply& answer) {
    const auto& ways = answer.found.ways;
    if (ways.size() < apply_)
      return x.fail({ec::not_found,
                     "--apply: there is no way " + std::to_string(apply_)
                       + ", there are " + std::to_string(ways.size()),
                     0});
    const auto& way = ways[apply_ - 1];
    if (!confirm_.empty() && confirm_ != digest_of(way))
      return x.fail({ec::conflict,
                     "--confirm: way " + std::to_string(apply_) + " is now "
                       + digest_of(way) + ", not " + confirm_
                       + ": the roster has moved on; nothing was written, "
                         "look at the ways again",
                     0});
    auto what = domain::absence_mend{.person = answer.found.person,
                                     .first = answer.found.first,
                                     .last = answer.found.last,
                                     .moves = way.moves};
    auto done = source_.file().empty()
                  ? write_to_ledger(x, std::move(what), answer.version)
                  : write_to_file(x, what);
    if (!done)
      return source_.fail(x, done.error());
    if (!x.print_json(*done)) {
      std::cout << painted("in force", tone::good) << ": " << way.sentence
                << "\nprogramme " << done->programme << ", version "
                << done->version << ", absence "
                << (done->absence.assigned()
                      ? std::to_string(done->absence.value)
                      : "was known")
                << " of " << names.code(answer.found.person) << '\n';
      print_kept(std::cout, names, answer.found);
    }
    return verdict_of_ways(answer.found, apply_ - 1);
  }

  result<client::mend_report> write_to_ledger(context& x,
                                              domain::absence_mend what,
                                              std::uint64_t version) {
    auto id = source_.name(x);
    if (!id)
      return id.error();
    auto ledger = x.ledger();
    if (!ledger)
      return ledger.error();
    return client::mend(**ledger, {.programme = *id,
                                   .what = std::move(what),
                                   .worked_out_on = version,
                                   .number = broker::random_number(),
                                   .trace = x.trace()});
  }

  result<client::mend_report> write_to_file(context& x,
                                            const domain::absence_mend& what) {
    auto all = source_.whole(x);
    if (!all)
      return all.error();
    auto id = source_.name(x);
    if (!id)
      return id.error();
    auto plan = domain::plan_mend((*all)->programme, *(*all)->roster, what);
    if (!plan)
      return plan.error();
    auto after = apply(*(*all)->roster, *plan);
    auto wrote
      = save_offline(source_.file(),
                     domain::with_absence((*all)->programme, what.person,
                                          what.first, what.last),
                     &after);
    if (!wrote)
      return wrote.error();
    return client::mend_report{
      .programme = *id,
      .version = 0,
      .absence = plan->leave ? plan->leave->id : domain::absence_id{},
      .shifts = static_cast<std::uint32_t>(what.moves.size())};
  }

  roster_source source_;
  client::repair_request wanted_;
  std::string person_;
  std::string confirm_;
  domain::date today_{};
  std::uint32_t apply_ = 0;
};

} // namespace

void add_repair(command_list& to) {
  to.push_back(std::make_unique<repair_command>());
}

} // namespace nightfloat::cmd
