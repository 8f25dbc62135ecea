// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/schedule.hpp"

#include "chaos/files.hpp"
#include "chaos/schedule.hpp"
#include "chaos/simulation/dice.hpp"
#include "chaos/simulation/ward.hpp"
#include "codec/json.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::simulation {

namespace {

dimensions draw_size(dice& x) {
  auto size = dimensions{};
  size.workers = static_cast<std::uint32_t>(x.between(1, 4));
  size.clients = static_cast<std::uint32_t>(x.between(1, 4));
  size.slots = static_cast<std::uint32_t>(x.between(1, 3));
  size.owners = static_cast<std::uint32_t>(x.between(2, 8));
  size.visibility_ms = static_cast<std::uint32_t>(x.between(300, 1'500));
  size.credit = static_cast<std::uint32_t>(x.chance(200) ? x.between(1, 12)
                                                         : 32);
  size.latency_us_max = static_cast<std::uint32_t>(x.between(100, 5'000));
  size.slow_permille = static_cast<std::uint32_t>(x.below(50));
  size.again_permille = static_cast<std::uint32_t>(x.below(600));
  size.sync_us_max = static_cast<std::uint32_t>(x.between(200, 20'000));
  size.group_max = static_cast<std::uint32_t>(x.chance(300) ? x.between(1, 4)
                                                            : 256);
  size.timeout_ms = static_cast<std::uint32_t>(x.between(500, 5'000));
  return size;
}

/// What may break in this run, and how often.
struct appetite {
  std::vector<fault> kinds;
  std::uint32_t every_ms = 1'000;
};

appetite draw_appetite(dice& x) {
  constexpr auto all = std::array{
    fault::kill,      fault::pause,      fault::cut,         fault::partition,
    fault::one_way,   fault::slow_net,   fault::sync_fails,  fault::disk_full,
    fault::slow_disk, fault::clock_jump, fault::clock_freeze};
  auto out = appetite{};
  for (auto kind : all)
    if (x.chance(kind == fault::kill ? 700 : 350))
      out.kinds.push_back(kind);
  out.every_ms = static_cast<std::uint32_t>(x.between(150, 2'000));
  return out;
}

std::uint32_t draw_target(dice& x, const dimensions& size) {
  // The store is where most can go wrong.
  if (x.chance(400))
    return 1;
  return static_cast<std::uint32_t>(x.between(1, 2 + size.workers));
}

/// A worker or client, and a server.
void draw_ends(dice& x, const dimensions& size, planned_fault& to) {
  to.target
    = static_cast<std::uint32_t>(x.between(3, 2 + size.workers + size.clients));
  to.other = static_cast<std::uint32_t>(x.between(1, 2));
  if (x.chance(500))
    std::swap(to.target, to.other);
}

void draw_freeze(dice& x, const dimensions& size, planned_fault& to) {
  // Clients have deadlines too.
  const auto client_first = 3 + size.workers;
  if (x.chance(200))
    to.target = static_cast<std::uint32_t>(
      x.between(client_first, client_first + size.clients - 1));
  to.amount = static_cast<std::int64_t>(
    x.below(static_cast<std::uint64_t>(freeze_form::suspended) + 1));
}

planned_fault draw_fault(dice& x, fault what, const dimensions& size) {
  auto out = planned_fault{.what = what, .target = draw_target(x, size)};
  out.lasting_ms = static_cast<std::uint32_t>(x.between(1, 400));
  if (x.chance(200))
    out.lasting_ms = static_cast<std::uint32_t>(
      x.between(size.visibility_ms, std::uint64_t{3} * size.visibility_ms));
  switch (what) {
    case fault::cut:
    case fault::partition:
    case fault::one_way:
      draw_ends(x, size, out);
      break;
    case fault::slow_net:
      out.amount = static_cast<std::int64_t>(x.between(1, 300));
      break;
    case fault::sync_fails:
    case fault::disk_full:
      out.target = 1;
      out.amount = static_cast<std::int64_t>(x.between(1, 4));
      break;
    case fault::slow_disk:
      out.target = 1;
      out.amount = static_cast<std::int64_t>(x.between(5, 300));
      break;
    case fault::clock_jump:
      out.target = 1;
      out.amount = static_cast<std::int64_t>(x.between(1, 7'200));
      if (x.chance(500))
        out.amount = -out.amount;
      break;
    case fault::clock_freeze:
      draw_freeze(x, size, out);
      break;
    case fault::kill:
    case fault::pause:
      break;
  }
  return out;
}

planned_act draw_act(dice& x) {
  static constexpr auto weighted
    = std::array{act::exchange, act::exchange, act::exchange, act::order,
                 act::order,    act::submit,   act::submit,   act::submit,
                 act::again,    act::look,     act::cancel,   act::pause,
                 act::requeue,  act::submit,   act::exchange, act::cron};
  auto out = planned_act{};
  out.what = weighted[x.below(weighted.size())];
  out.a = static_cast<std::uint32_t>(x.next());
  out.b = static_cast<std::uint32_t>(x.next());
  return out;
}

/// A replay file may be written by hand.
result<void> check(const dimensions& x) {
  struct bounded {
    const char* field;
    std::uint32_t value;
    std::uint32_t least;
    std::uint32_t most;
  };
  // Each client swaps in months of the ward that no other touches.
  for (const auto& one :
       {bounded{"clients", x.clients, 1, ward_months},
        bounded{"owners", x.owners, 2, 1'000},
        bounded{"workers", x.workers, 1, 64}, bounded{"slots", x.slots, 1, 64}})
    if (one.value < one.least || one.value > one.most)
      return failure{ec::invalid_argument,
                     std::string{"size."} + one.field + ": must lie between "
                       + std::to_string(one.least) + " and "
                       + std::to_string(one.most) + " ("
                       + std::to_string(one.value) + ")"};
  return {};
}

result<void> check(const planned_fault& x, const dimensions& size) {
  const auto most = 2 + size.workers + size.clients;
  if (x.target == 0 || x.target > most || x.other > most)
    return failure{ec::invalid_argument,
                   "faults: there is no process "
                     + std::to_string(std::max(x.target, x.other)) + " (1 to "
                     + std::to_string(most) + ")"};
  constexpr auto forms = static_cast<std::int64_t>(freeze_form::suspended);
  if (x.what == fault::clock_freeze && (x.amount < 0 || x.amount > forms))
    return failure{ec::invalid_argument,
                   "faults: clock_freeze: amount: must lie between 0 and "
                     + std::to_string(forms) + " (" + std::to_string(x.amount)
                     + ")"};
  return {};
}

void draw_acts(dice& x, schedule& to) {
  const auto gap = x.between(10, 400);
  for (auto who = std::uint32_t{0}; who < to.size.clients; ++who)
    for (auto at = x.below(500); at < to.faults_ms; at += x.below(2 * gap)) {
      auto one = draw_act(x);
      one.at_ms = static_cast<std::uint32_t>(at);
      one.client = who;
      to.acts.push_back(one);
    }
  std::ranges::stable_sort(to.acts, {}, &planned_act::at_ms);
}

} // namespace

schedule draw(std::uint64_t seed, const draw_options& options) {
  auto x = dice{mix(seed, 77)};
  auto out = schedule{.seed = seed, .note = {}, .size = draw_size(x)};
  out.faults_ms = options.seconds != 0
                    ? options.seconds * 1'000
                    : static_cast<std::uint32_t>(x.between(3, 12)) * 1'000;
  out.size.actors = x.chance(options.actors_permille);
  const auto wants = draw_appetite(x);
  if (!wants.kinds.empty())
    for (auto at = x.below(wants.every_ms); at < out.faults_ms;
         at += x.between(1, std::uint64_t{2} * wants.every_ms)) {
      auto one = draw_fault(x, wants.kinds[x.below(wants.kinds.size())],
                            out.size);
      one.at_ms = static_cast<std::uint32_t>(at);
      out.faults.push_back(one);
    }
  draw_acts(x, out);
  return out;
}

result<schedule> read_schedule(const std::string& file) {
  // Of another kind's file, which may be long, it is to say where it belongs.
  auto text = chaos::read_file(file, codec::json_bytes_max);
  if (!text)
    return text.error();
  if (auto ok = chaos::check_replay(*text, chaos::replay_kind::simulation,
                                    schedule::format_least,
                                    schedule::format_now);
      !ok)
    return at(file, ok.error());
  auto x = codec::from_json<schedule>(*text);
  if (!x)
    return at(file, x.error());
  if (auto ok = check(x->size); !ok)
    return at(file, ok.error());
  for (const auto& one : x->faults)
    if (auto ok = check(one, x->size); !ok)
      return at(file, ok.error());
  return x;
}

result<void> write_schedule(const std::string& file, const schedule& x) {
  return chaos::replace_file(file, codec::to_json_pretty(x));
}

} // namespace nightfloat::simulation
