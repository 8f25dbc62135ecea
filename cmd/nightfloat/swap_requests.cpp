// SPDX-License-Identifier: Apache-2.0
// Asking others for a swap: an offer, and an offer in answer to one.

#include "cmd/nightfloat/swapping.hpp"

#include <utility>
#include <vector>

namespace nightfloat::cmd {

namespace {

class offer_command : public command {
public:
  std::string name() const override {
    return "swap offer";
  }

  std::string summary() const override {
    return "offer a shift to everybody, to one, or round a ring";
  }

  void declare(options& x) override {
    x.position({"PERSON", "", "code of the one who holds it"}, person_);
    x.position({"SHIFT", "", shift_help}, shift_);
    x.texts({"--with", "CODE:SHIFT",
             "somebody else and what they give; again for each more of a ring, "
             "in which each gives to the next and the last to the first",
             "nobody"},
            others_);
    x.text({"--to", "CODE", "who is to take it for nothing", "anybody"}, to_);
    x.flag({"--gift", "", "to whoever takes it first, for nothing"}, gift_);
    x.days(
      {"--wish-first", "DATE", "a shift in return from that day on", "any"},
      first_, {"--wish-last", "DATE", "and up to that day", "any"}, last_);
    x.number({"--hours", "N", "after which it ends by itself"}, hours_,
             {1, domain::swap_hours_max});
    how_.declare(x);
    x.example("swap offer R001 2026-07-06");
    x.example("swap offer R001 2026-07-06 --to R002");
    x.example("swap offer R001 2026-07-06 --with R002:2026-07-09");
    x.example("swap offer R001 4711 --with R002:4713 --with R003:4720");
  }

  int run(context& x) override {
    auto at = load_swap_place(x);
    if (!at)
      return x.fail(at.error());
    auto wanted = request(*at);
    if (!wanted)
      return x.fail(wanted.error());
    return ask_swap(x, at->programme, at->names, *wanted, how_, "offer");
  }

private:
  result<client::swap_offer_request> request(const swap_place& at) const {
    auto out = client::swap_offer_request{};
    auto own = find_leg(at, person_, shift_);
    if (!own)
      return own.error();
    out.legs = {*own};
    for (const auto& text : others_) {
      auto colon = text.find(':');
      if (colon == std::string::npos)
        return failure{
          ec::invalid_argument,
          "--with: is no CODE:SHIFT (" + text + "), write R002:2026-07-09", 0};
      auto leg = find_leg(at, text.substr(0, colon), text.substr(colon + 1));
      if (!leg)
        return leg.error();
      out.legs.push_back(*leg);
    }
    if (!to_.empty()) {
      auto taker = at.names.person(to_);
      if (!taker)
        return taker.error();
      out.taker = *taker;
    }
    out.wish = {gift_, first_, last_};
    if (first_ != domain::date{} && last_ == domain::date{})
      out.wish.last = at.names.programme().info.last;
    out.hours = hours_;
    return out;
  }

  std::string person_;
  std::string shift_;
  std::vector<std::string> others_;
  std::string to_;
  bool gift_ = false;
  domain::date first_{};
  domain::date last_{};
  std::uint32_t hours_ = domain::swap_hours_default;
  swap_options how_;
};

class counter_command : public command {
public:
  std::string name() const override {
    return "swap counter";
  }

  std::string summary() const override {
    return "answer an offer: take its shift, and give one of yours if named";
  }

  void declare(options& x) override {
    x.position({"SWAP", "", "its number, as `swap list` shows"}, number_);
    x.position({"PERSON", "", "code of the one who would take it"}, person_);
    x.optional_position({"SHIFT", "", "what they give for it"}, shift_);
    how_.declare(x);
    x.example("swap counter 4711 R002");
    x.example("swap counter 4711 R002 2026-07-09");
  }

  int run(context& x) override {
    auto which = read_swap(number_);
    if (!which)
      return x.fail(which.error());
    auto at = load_swap_place(x);
    if (!at)
      return x.fail(at.error());
    auto who = at->names.person(person_);
    if (!who)
      return x.fail(who.error());
    auto wanted = client::swap_act_request{
      .act = domain::swap_act::counter, .swap = *which, .person = *who};
    if (!shift_.empty()) {
      auto leg = find_leg(*at, person_, shift_);
      if (!leg)
        return x.fail(leg.error());
      wanted.in_return = leg->shift;
    }
    return ask_swap(x, at->programme, at->names, wanted, how_, "counter");
  }

private:
  std::string number_;
  std::string person_;
  std::string shift_;
  swap_options how_;
};

} // namespace

void add_swap_requests(command_list& to) {
  to.push_back(std::make_unique<offer_command>());
  to.push_back(std::make_unique<counter_command>());
}

} // namespace nightfloat::cmd
