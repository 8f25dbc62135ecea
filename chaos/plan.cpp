// SPDX-License-Identifier: Apache-2.0
#include "chaos/plan.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

namespace nightfloat::chaos {

namespace {

failure wrong(std::string where, std::string what) {
  return failure{ec::configuration, std::move(where) + ": " + std::move(what)};
}

bool needs_span(fault_kind x) {
  return x == fault_kind::pause || x == fault_kind::storage_delay;
}

bool is_of_storage(fault_kind x) {
  return x == fault_kind::storage_delay || x == fault_kind::lose_unsynced;
}

result<void> check(const fault_rule& x, const std::string& where) {
  if (x.every.least == 0 || x.every.least > x.every.most)
    return wrong(where + ".every", "least must be 1 or more and not above "
                                   "most, give { least = 1000, most = 2000 }");
  if (needs_span(x.fault)
      && (x.lasting.least == 0 || x.lasting.least > x.lasting.most))
    return wrong(where + ".lasting", "this fault lasts a time; least must be "
                                     "1 or more and not above most");
  if (is_of_storage(x.fault) && x.target != target_role::store)
    return wrong(where + ".target", "only the store has storage");
  if (x.fault == fault_kind::storage_delay && x.delay_ms == 0)
    return wrong(where + ".delay_ms", "a delay of 0 ms is no fault");
  return {};
}

// std::uniform_int_distribution may differ between libraries; a schedule may
// not.
std::uint32_t draw(std::mt19937_64& rng, span_ms x) {
  return x.least
         + static_cast<std::uint32_t>(rng() % (x.most - x.least + 1ull));
}

using process = std::pair<target_role, std::uint32_t>;

class drawer {
public:
  drawer(const plan& x, std::uint64_t seed) : plan_(x), rng_(seed) {
    // nop
  }

  void draw_rule(const fault_rule& rule, std::vector<scheduled_fault>& out) {
    auto end = plan_.duration_s * 1'000;
    auto now = draw(rng_, rule.every) / 2;
    while (now < end) {
      auto lasting = needs_span(rule.fault) ? draw(rng_, rule.lasting) : 0;
      // Trouble with the disk is no downtime: a store may well die of
      // something else meanwhile.
      auto hit = is_of_storage(rule.fault) ? 1u
                                           : pick(rule.target, now, lasting);
      if (hit != 0 && now + lasting < end)
        out.push_back(
          {now, rule.fault, rule.target, hit, lasting,
           rule.fault == fault_kind::storage_delay ? rule.delay_ms : 0});
      now += draw(rng_, rule.every);
    }
  }

private:
  // A process that nothing else hits from `now` until respite after the end;
  // 0 if there is none.
  std::uint32_t pick(target_role role, std::uint32_t now,
                     std::uint32_t lasting) {
    auto count = role == target_role::worker ? plan_.cluster.workers : 1u;
    auto first = static_cast<std::uint32_t>(rng_() % count);
    for (auto i = 0u; i != count; ++i) {
      auto instance = (first + i) % count + 1;
      auto& busy = busy_[{role, instance}];
      auto from = now;
      auto to = now + lasting + plan_.respite_ms;
      auto free = std::ranges::none_of(
        busy, [&](auto& x) { return x.first < to && from < x.second; });
      if (!free)
        continue;
      busy.emplace_back(from, to);
      return instance;
    }
    return 0;
  }

  const plan& plan_;
  std::mt19937_64 rng_;
  std::map<process, std::vector<std::pair<std::uint32_t, std::uint32_t>>> busy_;
};

} // namespace

result<void> check(const plan& x) {
  if (x.cluster.workers == 0)
    return wrong("cluster.workers", "0 workers serve nobody, give 1 or more");
  if (x.cluster.residents < 4 || x.cluster.days < 14)
    return wrong("cluster", "a programme needs 4 residents and 14 days or "
                            "more to have swaps");
  if (x.duration_s == 0 || x.duration_s > 24 * 3'600)
    return wrong("duration_s", "must lie between 1 and 86400");
  if (x.load.swappers + x.load.validators + x.load.generators == 0)
    return wrong("load", "no client at all: nothing would be proved");
  if (x.load.timeout_ms == 0)
    return wrong("load.timeout_ms", "must be 1 or more");
  for (auto i = std::size_t{0}; i != x.faults.size(); ++i)
    if (auto ok = check(x.faults[i], "faults[" + std::to_string(i) + "]"); !ok)
      return ok;
  return {};
}

std::string member_name(const scheduled_fault& x) {
  switch (x.target) {
    case target_role::store:
      return "store";
    case target_role::broker:
      return "broker";
    case target_role::worker:
      break;
  }
  return "worker-" + std::to_string(x.instance);
}

schedule make_schedule(const plan& x, std::uint64_t seed) {
  auto result = schedule{x.name, seed, {}};
  auto all = drawer{x, seed};
  // The rarest rules choose first, so that frequent ones do not crowd them
  // out.
  auto rules = x.faults;
  std::ranges::stable_sort(
    rules, [](auto& a, auto& b) { return a.every.least > b.every.least; });
  for (const auto& rule : rules)
    all.draw_rule(rule, result.faults);
  std::ranges::stable_sort(result.faults,
                           [](auto& a, auto& b) { return a.at_ms < b.at_ms; });
  return result;
}

} // namespace nightfloat::chaos
