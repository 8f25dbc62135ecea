// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/swapping.hpp"

#include "cmd/nightfloat/terminal.hpp"
#include "codec/text.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

namespace nightfloat::cmd {

namespace {

tone swap_tone(domain::swap_state x) {
  switch (x) {
    case domain::swap_state::declined:
    case domain::swap_state::withdrawn:
    case domain::swap_state::expired:
      return tone::doubtful;
    default:
      return tone::good;
  }
}

/// What its parties may do next.
std::string next_step(const directory& names, const domain::swap_record& x) {
  auto id = std::to_string(x.id.value);
  switch (x.state) {
    case domain::swap_state::open:
      return "nightfloat swap counter " + id + " PERSON [SHIFT]";
    case domain::swap_state::countered:
      return "nightfloat swap accept " + id + " " + names.code(x.owner)
             + " --counter " + std::to_string(x.counters.back().number);
    case domain::swap_state::proposed:
      for (const auto& one : x.moves)
        for (auto who : {one.from, one.to})
          if (std::ranges::find(x.consents, who) == x.consents.end())
            return "nightfloat swap accept " + id + " " + names.code(who);
      return {};
    case domain::swap_state::awaiting_approval:
      return "nightfloat swap approve " + id;
    case domain::swap_state::consented:
    case domain::swap_state::approved:
      return "nightfloat swap execute " + id;
    default:
      return {};
  }
}

} // namespace

result<swap_place> load_swap_place(context& x) {
  auto from = x.held();
  if (!from)
    return from.error();
  auto found = client::load(*from->ledger, from->id);
  if (!found)
    return found.error();
  if (!found->roster)
    return failure{ec::not_found,
                   "programme " + from->id
                     + ": has no roster to swap in, run `nightfloat generate`",
                   0};
  return swap_place{from->id, directory{std::move(found->programme)},
                    std::move(*found->roster)};
}

result<domain::swap_leg> find_leg(const swap_place& at,
                                  const std::string& person,
                                  const std::string& shift) {
  auto who = at.names.person(person);
  if (!who)
    return who.error();
  auto which = find_shift(at.names, at.roster, *who, shift);
  if (!which)
    return which.error();
  return domain::swap_leg{*who, *which};
}

result<domain::swap_id> read_swap(const std::string& text) {
  return read_id<domain::swap_id>("SWAP", text);
}

result<named_swap> load_named_swap(context& x, const std::string& number,
                                   const std::string& code) {
  auto which = read_swap(number);
  if (!which)
    return which.error();
  auto id = x.programme();
  if (!id)
    return id.error();
  auto names = load_directory(x, *id);
  if (!names)
    return names.error();
  auto who = result<domain::person_id>{};
  if (!code.empty())
    who = names->person(code);
  if (!who)
    return who.error();
  return named_swap{.programme = std::move(*id),
                    .names = std::move(*names),
                    .swap = *which,
                    .person = *who};
}

void swap_options::declare(options& x) {
  x.key("", key);
  x.text(
    {"--as", "CODE", "speak as this person, who may say less", "a coordinator"},
    as);
}

void swap_options::declare_with_reason(options& x) {
  declare(x);
  x.reason(code, reason);
}

const char* spoken(domain::swap_kind x) {
  switch (x) {
    case domain::swap_kind::one_to_one:
      return "one-to-one";
    case domain::swap_kind::absorb:
      return "absorb";
    case domain::swap_kind::cycle:
      return "cycle";
    case domain::swap_kind::open:
      return "open";
  }
  return "unknown";
}

std::string spoken(domain::swap_state x) {
  auto out = std::string{codec::name_of(x)};
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string moves_of(const directory& names, const domain::swap_record& x) {
  auto out = std::string{};
  for (auto& one : x.moves)
    out += (out.empty() ? "" : ", ") + std::to_string(one.shift.value) + " "
           + names.code(one.from) + "->"
           + (one.to.assigned() ? names.code(one.to) : "?");
  return out;
}

int print_swap(context& x, const directory& names,
               const client::answer<client::swap_reply>& got) {
  auto& done = got.body.done;
  if (x.print_json(got.body))
    return exit_status::pass;
  std::cout << painted(spoken(done.state), swap_tone(done.state)) << ": swap "
            << done.id.value << " (" << spoken(done.kind) << "), "
            << moves_of(names, done)
            << (got.replayed ? ", as answered before\n" : "\n");
  if (auto next = next_step(names, done); !next.empty())
    std::cout << "next: " << next << '\n';
  return exit_status::pass;
}

} // namespace nightfloat::cmd
