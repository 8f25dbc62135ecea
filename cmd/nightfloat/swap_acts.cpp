// SPDX-License-Identifier: Apache-2.0
// What is done about a request, and the swap that a coordinator executes
// without one.

#include "cmd/nightfloat/swapping.hpp"

#include <utility>

namespace nightfloat::cmd {

namespace {

using domain::swap_act;

/// `swap accept` and the like: a request and who says so.
class act_command : public command {
public:
  act_command(swap_act act, const char* verb, const char* summary,
              bool by_person, bool of_counter)
    : act_{act}, verb_{verb}, summary_{summary}, by_person_{by_person},
      of_counter_{of_counter} {
  }

  std::string name() const override {
    return std::string{"swap "} + verb_;
  }

  std::string summary() const override {
    return summary_;
  }

  void declare(options& x) override {
    x.position({"SWAP", "", "its number, as `swap list` shows"}, number_);
    if (by_person_)
      x.optional_position({"PERSON", "", "code of the one who says so"},
                          person_);
    if (of_counter_)
      x.number(
        {"--counter", "N", "a counter-offer, as `swap history` shows", "none"},
        counter_, {0, 1'000'000});
    how_.declare_with_reason(x);
    x.example(name() + " 4711" + (by_person_ ? " R002" : ""));
  }

  int run(context& x) override {
    auto about = load_named_swap(x, number_, person_);
    if (!about)
      return x.fail(about.error());
    auto wanted = client::swap_act_request{.act = act_,
                                           .swap = about->swap,
                                           .person = about->person,
                                           .counter = counter_,
                                           .code = how_.code,
                                           .reason = how_.reason};
    return ask_swap(x, about->programme, about->names, wanted, how_, verb_);
  }

private:
  swap_act act_;
  const char* verb_;
  const char* summary_;
  bool by_person_;
  bool of_counter_;
  std::string number_;
  std::string person_;
  std::uint32_t counter_ = 0;
  swap_options how_;
};

class execute_command : public command {
public:
  std::string name() const override {
    return "swap execute";
  }

  std::string summary() const override {
    return "carry out a request, or move shifts at once as a coordinator";
  }

  void declare(options& x) override {
    x.position({"WHO", "",
                "code of who holds a shift, or the number of a request that "
                "all have agreed to"},
               person_);
    x.optional_position({"SHIFT", "", shift_help}, shift_);
    x.optional_position({"COUNTERPART", "", "code of the one who takes it"},
                        other_);
    x.optional_position({"IN_RETURN", "", "the counterpart's shift"},
                        returned_);
    how_.declare_with_reason(x);
    x.example("swap execute R001 2026-07-06 R002");
    x.example("swap execute R001 1829 R002 1830 --key monday");
    x.note("Where it is repeated with its --key, shifts are named by number: "
           "a date may mean another shift once they have moved.");
    x.example("swap execute R001 2026-07-06 R002 --code sick_call "
              "--reason fever");
  }

  int run(context& x) override {
    auto at = load_swap_place(x);
    if (!at)
      return x.fail(at.error());
    if (shift_.empty())
      return run_request(x, *at);
    if (other_.empty())
      return x.fail({ec::invalid_argument,
                     "COUNTERPART: is missing, name who takes the shift", 0});
    auto wanted = request(*at);
    if (!wanted)
      return x.fail(wanted.error());
    return ask_swap(x, at->programme, at->names, *wanted, how_, "swap");
  }

private:
  int run_request(context& x, const swap_place& at) const {
    auto which = read_swap(person_);
    if (!which)
      return x.fail({ec::invalid_argument,
                     "SHIFT: is missing, name what " + person_
                       + " gives, or the number of a request",
                     0});
    auto wanted = client::swap_act_request{.act = swap_act::execute,
                                           .swap = *which,
                                           .code = how_.code,
                                           .reason = how_.reason};
    return ask_swap(x, at.programme, at.names, wanted, how_, "execute");
  }

  result<client::swap_execute_request> request(const swap_place& at) const {
    auto what = find_leg(at, person_, shift_);
    if (!what)
      return what.error();
    auto counterpart = at.names.person(other_);
    if (!counterpart)
      return counterpart.error();
    auto out = client::swap_execute_request{.owner = what->person,
                                            .shift = what->shift,
                                            .counterpart = *counterpart,
                                            .code = how_.code,
                                            .reason = how_.reason};
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
  swap_options how_;
};

class swap_revert_command : public command {
public:
  std::string name() const override {
    return "swap revert";
  }

  std::string summary() const override {
    return "undo a swap of the last 24 hours that nothing touched since";
  }

  void declare(options& x) override {
    x.position({"SWAP", "", "its number, as `swap list --all` shows"}, number_);
    x.optional_position({"PERSON", "", "code of the one who says so"}, person_);
    how_.declare_with_reason(x);
    x.example("swap revert 4711");
    x.example("swap revert 4711 R002 --reason 'R002 is well again'");
  }

  int run(context& x) override {
    auto about = load_named_swap(x, number_, person_);
    if (!about)
      return x.fail(about.error());
    auto wanted = client::swap_revert_request{.swap = about->swap,
                                              .person = about->person,
                                              .code = how_.code,
                                              .reason = how_.reason};
    return ask_swap(x, about->programme, about->names, wanted, how_, "revert");
  }

private:
  std::string number_;
  std::string person_;
  swap_options how_;
};

} // namespace

void add_swap_acts(command_list& to) {
  to.push_back(std::make_unique<act_command>(
    swap_act::accept, "accept",
    "agree to a request, to a gift, or to a counter-offer", true, true));
  to.push_back(std::make_unique<act_command>(
    swap_act::decline, "decline",
    "say no to a request or a counter-offer, or back out", true, true));
  to.push_back(std::make_unique<act_command>(
    swap_act::withdraw, "withdraw", "take your own request back", true, false));
  to.push_back(std::make_unique<act_command>(
    swap_act::approve, "approve", "let a request be executed, as a coordinator",
    false, false));
  to.push_back(std::make_unique<execute_command>());
  to.push_back(std::make_unique<swap_revert_command>());
}

} // namespace nightfloat::cmd
