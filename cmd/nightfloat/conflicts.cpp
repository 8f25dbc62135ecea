// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/roster_source.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"

#include <algorithm>
#include <iostream>

namespace nightfloat::cmd {

namespace {

using domain::conflict;

class conflicts_command : public command {
public:
  std::string name() const override {
    return "conflicts";
  }

  std::string summary() const override {
    return "what claims one person, place or teacher twice, and ways out";
  }

  void declare(options& x) override {
    x.days(wanted_.first, wanted_.last);
    x.text({"--kind", "KIND", "only this kind", "all"}, kind_);
    x.number({"--resolve", "N", "conflicts that ways out are looked for"},
             wanted_.resolve, {0, client::conflicts_request::resolve_max});
    x.number({"--show", "N", "conflicts shown"}, show_, {1, 100'000});
    source_.declare(x);
    x.example("conflicts");
    x.example("conflicts --first 2026-07-01 --last 2026-07-28 --resolve 50");
    x.example("conflicts --kind call_cascade --offline /tmp/programme --json");
  }

  int run(context& x) override {
    if (auto ok = choose_kind(); !ok)
      return source_.fail(x, ok.error());
    auto id = source_.name(x);
    if (!id)
      return source_.fail(x, id.error());
    auto answer = source_.ask(x, wanted_);
    if (!answer)
      return source_.fail(x, answer.error());
    auto broken = std::ranges::any_of(answer->conflicts, [](const auto& one) {
      return domain::is_breach(one.what.severity);
    });
    auto verdict = broken ? exit_status::verdict_failed : exit_status::pass;
    if (x.print_json(*answer))
      return verdict;
    auto names = source_.names(x);
    if (!names)
      return source_.fail(x, names.error());
    std::cout << "programme " << *id << ", version " << answer->version << ": "
              << counted(answer->conflicts.size(), "conflict", "conflicts")
              << ", found in " << answer->spent_us / 1'000 << " ms\n";
    print(*names, answer->conflicts);
    return verdict;
  }

private:
  result<void> choose_kind() {
    auto kind = domain::conflict_kind{};
    if (kind_.empty())
      return {};
    if (!codec::find_name(kind_, kind))
      return failure{ec::invalid_argument,
                     "--kind: is unknown (" + kind_ + "), name one of "
                       + codec::names_of<domain::conflict_kind>(),
                     0};
    wanted_.kinds = {kind};
    return {};
  }

  void print(const directory& names, const std::vector<conflict>& all) const {
    auto n = std::min<std::size_t>(show_, all.size());
    for (auto i = std::size_t{0}; i < n; ++i)
      print(names, all[i], i < wanted_.resolve);
    print_rest(std::cout << (n < all.size() ? "\n" : ""), all.size(), n);
    if (all.empty())
      std::cout << painted("no conflicts", tone::good) << '\n';
  }

  static void print(const directory& names, const conflict& x, bool asked) {
    auto how = domain::is_breach(x.what.severity) ? tone::bad : tone::doubtful;
    auto about = x.what.person.assigned() ? names.code(x.what.person) : x.place;
    std::cout << '\n'
              << painted(codec::name_of(x.what.severity), how) << ": "
              << domain::name_of(x.kind) << ", "
              << (about.empty() ? "" : about + ", ")
              << names.days(x.what.from, x.what.to) << "  "
              << painted(x.id, tone::faint) << "\n  " << x.what.sentence
              << '\n';
    if (asked && x.resolutions.empty()
        && x.what.severity != domain::severity::notice)
      std::cout << "  no way out was found, decide by hand\n";
    for (const auto& way : x.resolutions)
      std::cout << "  " << (&way == &x.resolutions.front() ? "best" : "  or")
                << " (" << way.score << "): " << way.what.sentence << '\n';
  }

  roster_source source_;
  client::conflicts_request wanted_{.resolve = 10};
  std::string kind_;
  std::uint32_t show_ = 30;
};

} // namespace

void add_conflicts(command_list& to) {
  to.push_back(std::make_unique<conflicts_command>());
}

} // namespace nightfloat::cmd
