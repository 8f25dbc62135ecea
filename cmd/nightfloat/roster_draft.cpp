// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "client/drafts.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/comparing.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "cmd/nightfloat/search_watch.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "domain/compare/rosters.hpp"
#include "domain/solve/measure.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

std::string cost_of(const domain::job_cost& x) {
  return x.computed ? cost_words({x.hard, x.soft}) : "not computed";
}

struct draft_list {
  std::string programme;
  std::vector<domain::draft_head> drafts;
};
BOOST_DESCRIBE_STRUCT(draft_list, (), (programme, drafts))

class draft_list_command : public command {
public:
  std::string name() const override {
    return "roster draft list";
  }

  std::string summary() const override {
    return "which drafts are kept, and until when";
  }

  void declare(options& x) override {
    x.example("roster draft list");
  }

  int run(context& x) override {
    auto from = x.held();
    if (!from)
      return x.fail(from.error());
    auto found = client::load_drafts(*from->ledger, from->id);
    if (!found)
      return x.fail(found.error());
    auto page = draft_list{from->id, std::move(*found)};
    if (x.print_json(page))
      return exit_status::pass;
    auto names = load_directory(x, from->id);
    if (!names)
      return x.fail(names.error());
    print(*names, page);
    return exit_status::pass;
  }

private:
  static void print(const directory& names, const draft_list& page) {
    auto t = table{{">DRAFT", "MADE", "KEPT UNTIL", ">VERSION", ">DUTIES",
                    ">UNMET", ">COST"}};
    for (const auto& one : page.drafts)
      t.add({std::to_string(one.roster.value), ledger_time(names, one.made_ms),
             ledger_time(names, one.keep_until_ms), std::to_string(one.version),
             std::to_string(one.duties), std::to_string(one.unmet),
             cost_of(one.cost)},
            one.feasible ? tone::plain : tone::doubtful);
    if (!page.drafts.empty())
      t.print(std::cout);
    std::cout << counted(page.drafts.size(), "draft", "drafts")
              << " of programme " << page.programme << '\n';
  }
};

/// About one draft, which is named by its number.
class draft_command : public command {
public:
  void declare(options& x) override {
    x.position({"DRAFT", "", "its number, as `roster draft list` shows"},
               number_);
  }

  int run(context& x) override {
    auto which = read_id<domain::roster_id>("DRAFT", number_);
    if (!which)
      return x.fail(which.error());
    request_.draft = *which;
    auto from = x.held();
    if (!from)
      return x.fail(from.error());
    request_.programme = from->id;
    request_.number = broker::random_number();
    request_.trace = x.trace();
    if (request_.key.empty())
      request_.key = client::make_key("draft");
    return act(x, *from->ledger);
  }

protected:
  [[nodiscard]] virtual int act(context& x, client::ledger_port& ledger) = 0;

  void declare_key(options& x) {
    x.key(": the same key is the same change", request_.key);
  }

  client::draft_request request_;

private:
  std::string number_;
};

struct draft_page {
  domain::draft_head draft;
  /// The data that it was made on are in force.
  bool fits = false;
  std::vector<std::string> unmet;
};
BOOST_DESCRIBE_STRUCT(draft_page, (), (draft, fits, unmet))

class draft_show_command : public draft_command {
public:
  std::string name() const override {
    return "roster draft show";
  }

  std::string summary() const override {
    return "what is known of a draft, and what it leaves unmet";
  }

  void declare(options& x) override {
    draft_command::declare(x);
    x.number({"--show", "N", "unmet demands shown"}, show_, {0, 100'000});
    x.example("roster draft show 4924290964211635897");
  }

private:
  int act(context& x, client::ledger_port& ledger) override {
    auto held = client::load_draft(ledger, request_.programme, request_.draft);
    if (!held)
      return x.fail(held.error());
    auto made_on = client::load_data(ledger, request_.programme,
                                     held->head.data);
    if (!made_on)
      return x.fail(made_on.error());
    auto now = client::load_programme(ledger, request_.programme);
    if (!now)
      return x.fail(now.error());
    domain::sort(*made_on);
    auto made = domain::measure(*made_on, held->what, held->head.first,
                                held->head.last);
    if (!made)
      return x.fail(made.error());
    auto page = draft_page{held->head, now->head.data == held->head.data,
                           std::move(made->sentences)};
    if (!x.print_json(page))
      print(directory{std::move(now->programme)}, page);
    return page.unmet.empty() && page.fits ? exit_status::pass
                                           : exit_status::verdict_failed;
  }

  void print(const directory& names, const draft_page& page) const {
    const auto& x = page.draft;
    auto t = table{{"DRAFT", std::to_string(x.roster.value)}};
    t.add({"made", ledger_time(names, x.made_ms) + ", seed "
                     + std::to_string(x.seed) + ", version "
                     + std::to_string(x.version)});
    t.add({"kept until", ledger_time(names, x.keep_until_ms)});
    t.add({"in place of", x.in_force.assigned()
                            ? "roster " + std::to_string(x.in_force.value)
                            : "none"});
    t.add({"duties", std::to_string(x.duties)});
    t.add({"cost", cost_of(x.cost)});
    t.print(std::cout);
    if (!page.fits)
      std::cout << painted("the programme was imported anew since it was made; "
                           "it cannot be published",
                           tone::bad)
                << '\n';
    auto n = std::min<std::size_t>(show_, page.unmet.size());
    std::cout << counted(page.unmet.size(), "demand", "demands") << " unmet\n";
    for (auto i = std::size_t{0}; i < n; ++i)
      std::cout << "  " << page.unmet[i] << '\n';
    print_rest(std::cout, page.unmet.size(), n, "  ");
  }

  std::uint32_t show_ = 20;
};

class diff_command : public draft_command {
public:
  std::string name() const override {
    return "roster draft diff";
  }

  std::string summary() const override {
    return "what publishing a draft would change";
  }

  void declare(options& x) override {
    draft_command::declare(x);
    x.number({"--show", "N", "rows of each table"}, show_, {1, 100'000});
    x.example("roster draft diff 4924290964211635897");
    x.example("roster draft diff 4924290964211635897 --show 50 --json");
  }

private:
  int act(context& x, client::ledger_port& ledger) override {
    auto held = client::load_draft(ledger, request_.programme, request_.draft);
    if (!held)
      return x.fail(held.error());
    auto now = client::load(ledger, request_.programme);
    if (!now)
      return x.fail(now.error());
    auto made_on = client::load_data(ledger, request_.programme,
                                     held->head.data);
    if (!made_on)
      return x.fail(made_on.error());
    domain::sort(now->programme);
    domain::sort(*made_on);
    auto none = domain::roster{};
    auto& info = made_on->info;
    auto day = [](domain::date wish, domain::date whole) {
      return wish == domain::date{} ? whole : wish;
    };
    auto found = domain::compare_rosters(
      {now->programme, now->roster ? *now->roster : none},
      {*made_on, held->what},
      {day(held->head.first, info.first), day(held->head.last, info.last)});
    if (!found)
      return x.fail(found.error());
    if (!x.print_json(*found))
      print_comparison(*found, show_);
    return domain::is_over_churn(*found) && now->roster
             ? exit_status::verdict_failed
             : exit_status::pass;
  }

  std::uint32_t show_ = 10;
};

class publish_command : public draft_command {
public:
  std::string name() const override {
    return "roster draft publish";
  }

  std::string summary() const override {
    return "put a draft into force, if nobody's duty changed since it was made";
  }

  void declare(options& x) override {
    draft_command::declare(x);
    x.flag({"--publish-worse", "", "even in place of a better roster"},
           request_.publish_worse);
    declare_key(x);
    x.example("roster draft publish 4924290964211635897");
    x.example("roster draft publish 4924290964211635897 --key july");
  }

private:
  int act(context& x, client::ledger_port& ledger) override {
    auto done = client::publish_draft(ledger, request_);
    if (!done)
      return x.fail(done.error(), request_.key);
    if (x.print_json(*done))
      return exit_status::pass;
    // The second answer to a key has none.
    if (!done->changes.empty())
      print_changes(done->changes);
    std::cout << painted("published", tone::good) << ": roster "
              << done->roster.value << " of programme " << done->programme
              << ", version " << done->version;
    if (done->before.assigned())
      std::cout << "; `nightfloat roster revert` puts roster "
                << done->before.value << " back";
    std::cout << '\n';
    return exit_status::pass;
  }
};

struct dropped_page {
  domain::draft_head dropped;
};
BOOST_DESCRIBE_STRUCT(dropped_page, (), (dropped))

class drop_command : public draft_command {
public:
  std::string name() const override {
    return "roster draft drop";
  }

  std::string summary() const override {
    return "erase a draft before its time is over";
  }

  void declare(options& x) override {
    draft_command::declare(x);
    declare_key(x);
    x.example("roster draft drop 4924290964211635897");
    x.example("roster draft drop 4924290964211635897 --key july");
  }

private:
  int act(context& x, client::ledger_port& ledger) override {
    auto done = client::drop_draft(ledger, request_);
    if (!done)
      return x.fail(done.error(), request_.key);
    if (!x.print_json(dropped_page{*done}))
      std::cout << "dropped: draft " << done->roster.value << '\n';
    return exit_status::pass;
  }
};

} // namespace

void add_roster_draft(command_list& to) {
  to.push_back(std::make_unique<draft_list_command>());
  to.push_back(std::make_unique<draft_show_command>());
  to.push_back(std::make_unique<diff_command>());
  to.push_back(std::make_unique<publish_command>());
  to.push_back(std::make_unique<drop_command>());
}

} // namespace nightfloat::cmd
