// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <iostream>
#include <optional>
#include <utility>

namespace nightfloat::cmd {

namespace {

struct swap_page {
  std::vector<domain::swap_record> swaps;
};
BOOST_DESCRIBE_STRUCT(swap_page, (), (swaps))

constexpr auto shift_help
  = "number of the shift, or the date on which it starts";

/// What every swap needs: the programme with its roster, in one version.
struct scene {
  std::string programme;
  directory names;
  domain::roster roster;
};

result<scene> load_scene(context& x) {
  auto id = x.programme();
  if (!id)
    return id.error();
  auto ledger = x.ledger();
  if (!ledger)
    return ledger.error();
  auto found = client::load(**ledger, *id);
  if (!found)
    return found.error();
  if (!found->roster)
    return failure{ec::not_found,
                   "programme " + *id
                     + ": has no roster to swap in, run `nightfloat generate`",
                   0};
  return scene{*id, directory{std::move(found->programme)},
               std::move(*found->roster)};
}

struct person_and_shift {
  domain::person_id person{};
  domain::shift_id shift{};
};

result<person_and_shift> resolve(const scene& at, const std::string& person,
                                 const std::string& shift) {
  auto who = at.names.person(person);
  if (!who)
    return who.error();
  auto which = find_shift(at.names, at.roster, *who, shift);
  if (!which)
    return which.error();
  return person_and_shift{*who, *which};
}

const char* kind_of(domain::swap_kind x) {
  return x == domain::swap_kind::absorb ? "absorb" : "one-to-one";
}

std::string moves_of(const directory& names, const domain::swap_record& x) {
  auto out = std::string{};
  for (auto& one : x.moves)
    out += (out.empty() ? "" : ", ") + std::to_string(one.shift.value) + " "
           + names.code(one.from) + "->" + names.code(one.to);
  return out;
}

int print_done(context& x, const directory& names,
               const client::answer<client::swap_reply>& got) {
  auto& done = got.body.done;
  if (x.print_json(got.body))
    return exit_status::pass;
  auto reverted = done.state == domain::swap_state::reverted;
  std::cout << painted(reverted ? "reverted" : "executed", tone::good)
            << ": swap " << done.id.value << " (" << kind_of(done.kind) << "), "
            << moves_of(names, done)
            << (got.replayed ? ", as answered before\n" : "\n");
  return exit_status::pass;
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
    auto at = load_scene(x);
    if (!at)
      return x.fail(at.error());
    auto what = resolve(*at, person_, shift_);
    if (!what)
      return x.fail(what.error());
    auto door = x.door();
    if (!door)
      return x.fail(door.error());
    auto answer = (*door)->call(client::swap_find_request{.owner = what->person,
                                                          .shift = what->shift,
                                                          .limit = limit_},
                                x.about(at->programme));
    if (!answer)
      return x.fail(answer.error());
    if (!x.print_json(*answer))
      print(at->names, *answer);
    return answer->candidates.empty() ? exit_status::verdict_failed
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
      t.add({one.code, kind_of(one.kind),
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

class execute_command : public command {
public:
  std::string name() const override {
    return "swap execute";
  }

  std::string summary() const override {
    return "move a shift to another, and one back if named, or refuse";
  }

  void declare(options& x) override {
    x.position({"PERSON", "", "code of the one who holds it"}, person_);
    x.position({"SHIFT", "", shift_help}, shift_);
    x.position({"COUNTERPART", "", "code of the one who takes it"}, other_);
    x.optional_position({"IN_RETURN", "", "the counterpart's shift"},
                        returned_);
    x.text({"--key", "KEY", "idempotency key", "a random one"}, key_);
    x.example("swap execute R001 2026-07-06 R002");
    x.example("swap execute R001 2026-07-06 R002 2026-07-09 --key monday");
  }

  int run(context& x) override {
    auto at = load_scene(x);
    if (!at)
      return x.fail(at.error());
    auto wanted = request(*at);
    if (!wanted)
      return x.fail(wanted.error());
    auto door = x.door();
    if (!door)
      return x.fail(door.error());
    auto key = key_.empty() ? client::make_key("swap") : key_;
    auto got = (*door)->ask(*wanted, x.about(at->programme, key));
    return got ? print_done(x, at->names, *got) : x.fail(got.error(), key);
  }

private:
  result<client::swap_execute_request> request(const scene& at) const {
    auto what = resolve(at, person_, shift_);
    if (!what)
      return what.error();
    auto counterpart = at.names.person(other_);
    if (!counterpart)
      return counterpart.error();
    auto out = client::swap_execute_request{
      .owner = what->person, .shift = what->shift, .counterpart = *counterpart};
    if (returned_.empty())
      return out;
    auto back = find_shift(at.names, at.roster, *counterpart, returned_);
    if (!back)
      return back.error();
    out.in_return = *back;
    return out;
  }

  std::string person_;
  std::string shift_;
  std::string other_;
  std::string returned_;
  std::string key_;
};

class revert_command : public command {
public:
  std::string name() const override {
    return "swap revert";
  }

  std::string summary() const override {
    return "undo a swap whose shifts are still where it put them";
  }

  void declare(options& x) override {
    x.position({"SWAP", "", "its number, as `swap list` shows"}, number_);
    x.text({"--key", "KEY", "idempotency key", "a random one"}, key_);
    x.example("swap list");
  }

  int run(context& x) override {
    auto wanted = client::swap_revert_request{};
    if (auto wrong = read_number(number_, wanted.swap.value, {1});
        !wrong.empty())
      return x.fail({ec::invalid_argument, "SWAP: " + wrong, 0});
    auto id = x.programme();
    if (!id)
      return x.fail(id.error());
    auto names = load_directory(x, *id);
    if (!names)
      return x.fail(names.error());
    auto door = x.door();
    if (!door)
      return x.fail(door.error());
    auto key = key_.empty() ? client::make_key("revert") : key_;
    auto got = (*door)->ask(wanted, x.about(*id, key));
    return got ? print_done(x, *names, *got) : x.fail(got.error(), key);
  }

private:
  std::string number_;
  std::string key_;
};

class list_command : public command {
public:
  std::string name() const override {
    return "swap list";
  }

  std::string summary() const override {
    return "all swaps that were executed, by number";
  }

  void declare(options& x) override {
    x.example("swap list");
  }

  int run(context& x) override {
    auto id = x.programme();
    if (!id)
      return x.fail(id.error());
    auto ledger = x.ledger();
    if (!ledger)
      return x.fail(ledger.error());
    auto swaps = client::load_swaps(**ledger, *id);
    if (!swaps)
      return x.fail(swaps.error());
    auto page = swap_page{std::move(*swaps)};
    if (x.print_json(page))
      return exit_status::pass;
    auto names = load_directory(x, *id);
    if (!names)
      return x.fail(names.error());
    auto t = table{{">SWAP", "KIND", "STATE", "MOVES", "ASKED BY"}};
    for (auto& one : page.swaps)
      t.add(
        {std::to_string(one.id.value), kind_of(one.kind),
         one.state == domain::swap_state::reverted ? "reverted" : "executed",
         moves_of(*names, one), one.requested_by});
    t.print(std::cout);
    std::cout << counted(page.swaps.size(), "swap", "swaps") << '\n';
    return exit_status::pass;
  }
};

} // namespace

void add_swap(command_list& to) {
  to.push_back(std::make_unique<find_command>());
  to.push_back(std::make_unique<execute_command>());
  to.push_back(std::make_unique<revert_command>());
  to.push_back(std::make_unique<list_command>());
}

} // namespace nightfloat::cmd
