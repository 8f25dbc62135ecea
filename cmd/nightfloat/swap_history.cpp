// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/swap_trail.hpp"
#include "cmd/nightfloat/swapping.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

class history_command : public command {
public:
  std::string name() const override {
    return "swap history";
  }

  std::string summary() const override {
    return "who did what about a swap and why, and whether that is unaltered";
  }

  void declare(options& x) override {
    x.position({"SWAP", "", "its number, as `swap list --all` shows"}, number_);
    x.example("swap history 4711");
  }

  int run(context& x) override {
    auto which = read_swap(number_);
    if (!which)
      return x.fail(which.error());
    auto from = x.held();
    if (!from)
      return x.fail(from.error());
    auto page = load_swap_trail(*from->ledger, from->id, *which);
    if (!page)
      return x.fail(page.error());
    auto verdict = page->altered.empty() ? exit_status::pass
                                         : exit_status::verdict_failed;
    if (x.print_json(*page))
      return verdict;
    auto names = load_directory(x, from->id);
    if (!names)
      return x.fail(names.error());
    print(*names, *page);
    return verdict;
  }

private:
  static std::string why(const domain::swap_entry& x) {
    if (x.code == domain::change_code::none)
      return x.reason;
    return std::string{codec::name_of(x.code)} + ": " + x.reason;
  }

  static void print(const directory& names, const swap_trail& x) {
    std::cout << "swap " << x.swap.id.value << " (" << spoken(x.swap.kind)
              << "), " << moves_of(names, x.swap) << ": "
              << spoken(x.swap.state) << '\n';
    for (const auto& one : x.swap.counters)
      std::cout << "counter-offer " << one.number << ": " << names.code(one.by)
                << " gives "
                << (one.in_return.assigned()
                      ? std::to_string(one.in_return.value)
                      : "nothing")
                << '\n';
    auto t = table{{"WHEN", "WHAT", "THEN", "WHO", "BY", "GLASS", "WHY",
                    ">VERSION", "CHAIN"}};
    for (const auto& line : x.lines) {
      const auto& one = line.entry;
      t.add({ledger_time(names, one.at_ms),
             std::string{codec::name_of(one.act)}, spoken(one.state),
             one.person.assigned() ? names.code(one.person) : "-", one.by,
             one.glass_broken ? "broken" : "-", why(one),
             std::to_string(line.version),
             line.chain.empty() ? "beyond history" : line.chain.substr(0, 12)},
            one.glass_broken ? tone::doubtful : tone::plain);
    }
    t.print(std::cout);
    if (x.altered.empty())
      std::cout << painted("unaltered", tone::good) << ": "
                << counted(x.links, "link", "links")
                << " of the audit chain computed again\n";
    else
      std::cout << painted("altered", tone::bad) << ": " << x.altered << '\n';
  }

  std::string number_;
};

} // namespace

void add_swap_history(command_list& to) {
  to.push_back(std::make_unique<history_command>());
}

} // namespace nightfloat::cmd
