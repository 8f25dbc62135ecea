// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/swapping.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

struct swap_page {
  std::vector<domain::swap_record> swaps;
};
BOOST_DESCRIBE_STRUCT(swap_page, (), (swaps))

/// What a worker says of one shift, and the names in it.
template <class Request>
struct shift_answer {
  directory names;
  typename Request::reply body;
};

template <class Request>
result<shift_answer<Request>> ask(context& x, const std::string& person,
                                  const std::string& shift,
                                  std::uint32_t limit) {
  auto at = load_swap_place(x);
  if (!at)
    return at.error();
  auto what = find_leg(*at, person, shift);
  if (!what)
    return what.error();
  auto door = x.door();
  if (!door)
    return door.error();
  auto answer = (*door)->call(
    Request{.owner = what->person, .shift = what->shift, .limit = limit},
    x.about(at->programme));
  if (!answer)
    return answer.error();
  return shift_answer<Request>{std::move(at->names), std::move(*answer)};
}

class find_command : public command {
public:
  std::string name() const override {
    return "swap find";
  }

  std::string summary() const override {
    return "who could take a shift, with or without one in return";
  }

  void declare(options& x) override {
    x.position({"PERSON", "", "code of the one who holds it"}, person_);
    x.position({"SHIFT", "", shift_help}, shift_);
    x.number({"--limit", "N", "candidates"}, limit_, {1, 1'000});
    x.example("swap find R001 2026-07-06");
  }

  int run(context& x) override {
    auto said = ask<client::swap_find_request>(x, person_, shift_, limit_);
    if (!said)
      return x.fail(said.error());
    if (!x.print_json(said->body))
      print(said->names, said->body);
    return said->body.candidates.empty() ? exit_status::verdict_failed
                                         : exit_status::pass;
  }

private:
  void print(const directory& names, const client::swap_find_reply& x) const {
    if (x.candidates.empty()) {
      std::cout << painted("nobody can take it", tone::doubtful)
                << " without breaking a rule\n";
      return;
    }
    auto t = table{{"WHO", "KIND", ">IN RETURN", "STARTS", ">SCORE", "WHY"}};
    for (auto& one : x.candidates) {
      auto returns = one.shift.assigned();
      t.add({one.code, spoken(one.kind),
             returns ? std::to_string(one.shift.value) : "-",
             returns ? names.time(one.start) : "-", std::to_string(one.score),
             one.why});
    }
    t.print(std::cout);
  }

  std::string person_;
  std::string shift_;
  std::uint32_t limit_ = 20;
};

class match_command : public command {
public:
  std::string name() const override {
    return "swap match";
  }

  std::string summary() const override {
    return "which open offers would do for a shift, in pairs and rings";
  }

  void declare(options& x) override {
    x.position({"PERSON", "", "code of the one who holds it"}, person_);
    x.position({"SHIFT", "", shift_help}, shift_);
    x.number({"--limit", "N", "matches"}, limit_,
             {1, domain::swap_matches_max});
    x.example("swap match R001 2026-07-06");
  }

  int run(context& x) override {
    auto said = ask<client::swap_match_request>(x, person_, shift_, limit_);
    if (!said)
      return x.fail(said.error());
    if (!x.print_json(said->body))
      print(said->body);
    return said->body.matches.empty() ? exit_status::verdict_failed
                                      : exit_status::pass;
  }

private:
  static void print(const client::swap_match_reply& x) {
    std::cout << counted(x.considered, "open offer", "open offers")
              << " looked at (version " << x.version << ", " << x.spent_us
              << " us)\n";
    if (x.matches.empty()) {
      std::cout << painted("none would do", tone::doubtful)
                << ", offer the shift and wait for others: nightfloat swap "
                   "offer\n";
      return;
    }
    auto t = table{
      {">SCORE", ">DATE", ">WISH", ">WORK", ">PAST", ">ROOM", "OFFERS", "WHY"}};
    for (auto& one : x.matches) {
      auto offers = std::string{};
      for (auto id : one.offers)
        if (id.assigned())
          offers += (offers.empty() ? "" : " ") + std::to_string(id.value);
      t.add({std::to_string(one.score), std::to_string(one.parts.date),
             std::to_string(one.parts.preference),
             std::to_string(one.parts.workload),
             std::to_string(one.parts.history),
             std::to_string(one.parts.availability), offers, one.why});
    }
    t.print(std::cout);
  }

  std::string person_;
  std::string shift_;
  std::uint32_t limit_ = 5;
};

class swap_list_command : public command {
public:
  std::string name() const override {
    return "swap list";
  }

  std::string summary() const override {
    return "live requests, and with --all those that are over";
  }

  void declare(options& x) override {
    x.flag({"--all", "", "also those that are over"}, all_);
    x.example("swap list");
    x.example("swap list --all");
  }

  int run(context& x) override {
    auto from = x.held();
    if (!from)
      return x.fail(from.error());
    auto swaps = client::load_swaps(*from->ledger, from->id, all_);
    if (!swaps)
      return x.fail(swaps.error());
    auto page = swap_page{std::move(*swaps)};
    if (x.print_json(page))
      return exit_status::pass;
    auto names = load_directory(x, from->id);
    if (!names)
      return x.fail(names.error());
    auto t = table{{">SWAP", "KIND", "STATE", "MOVES", "UNTIL", "ASKED BY"}};
    for (auto& one : page.swaps)
      t.add({std::to_string(one.id.value), spoken(one.kind), spoken(one.state),
             moves_of(*names, one),
             is_live(one.state) ? ledger_time(*names, one.expires_ms) : "-",
             one.requested_by});
    t.print(std::cout);
    std::cout << counted(page.swaps.size(), "swap", "swaps") << '\n';
    return exit_status::pass;
  }

private:
  bool all_ = false;
};

} // namespace

void add_swap(command_list& to) {
  to.push_back(std::make_unique<find_command>());
  to.push_back(std::make_unique<match_command>());
  add_swap_requests(to);
  add_swap_acts(to);
  to.push_back(std::make_unique<swap_list_command>());
  add_swap_history(to);
}

} // namespace nightfloat::cmd
