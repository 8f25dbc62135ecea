// SPDX-License-Identifier: Apache-2.0
#include "chaos/network_faults.hpp"

#include "chaos/member_name.hpp"
#include "chaos/waiting.hpp"

#include <array>

namespace nightfloat::chaos {

namespace {

constexpr auto servers = std::array{"broker", "store", "lifeline"};

/// What shows that a fault of this kind did something.
std::uint64_t effect_in(const flow_counts& x, fault_kind kind) {
  switch (kind) {
    case fault_kind::latency:
      return x.delayed;
    case fault_kind::loss:
      return x.lost;
    case fault_kind::duplicate:
      return x.duplicated;
    case fault_kind::reorder:
      return x.reordered;
    case fault_kind::bandwidth:
      return x.throttled;
    case fault_kind::reset:
      return x.cut;
    default:
      return x.held;
  }
}

} // namespace

impairment impairment_of(const scheduled_fault& x) {
  auto how = impairment{};
  switch (x.fault) {
    case fault_kind::latency:
      how.latency_ms = x.delay_ms;
      how.jitter_ms = x.jitter_ms;
      break;
    case fault_kind::loss:
      how.loss_permille = x.permille;
      break;
    case fault_kind::duplicate:
      how.duplicate_permille = x.permille;
      break;
    case fault_kind::reorder:
      how.reorder_permille = x.permille;
      break;
    case fault_kind::bandwidth:
      how.bytes_per_s = x.bytes_per_s;
      break;
    default:
      how.blackhole = true;
  }
  return how;
}

network_faults::network_faults(proxy& through, std::uint32_t workers)
  : proxy_(through), workers_(workers) {
  // nop
}

std::vector<std::string>
network_faults::links_of(const scheduled_fault& x) const {
  auto out = std::vector<std::string>{};
  auto add = [&](const std::string& who, const std::string& server) {
    if (auto name = who + ":" + server; proxy_.has(name))
      out.push_back(name);
  };
  auto all_of = [&](const std::string& who) {
    for (auto* server : servers)
      add(who, server);
  };
  if (x.fault == fault_kind::partition) {
    for (auto i : x.cut_off)
      all_of(worker_name(i));
    return out;
  }
  if (x.target == target_role::worker || x.target == target_role::clients) {
    all_of(member_name(x));
    return out;
  }
  auto server = member_name(x);
  for (auto i = 1u; i <= workers_; ++i) {
    add(worker_name(i), server);
    if (server == "store")
      add(worker_name(i), "lifeline");
  }
  add("clients", server);
  return out;
}

std::uint64_t network_faults::effect_of(const scheduled_fault& x) const {
  auto sum = std::uint64_t{0};
  for (const auto& link : links_of(x))
    sum += effect_in(proxy_.counts(link), x.fault);
  return sum;
}

std::uint64_t network_faults::passed(const scheduled_fault& x) const {
  auto sum = std::uint64_t{0};
  for (const auto& link : links_of(x))
    sum += proxy_.counts(link).passed;
  return sum;
}

bool network_faults::begin(fault_record& x) {
  before_[x.at_us] = effect_of(x.planned);
  if (x.planned.fault == fault_kind::reset) {
    reset(x);
    return false;
  }
  for (const auto& link : links_of(x.planned))
    proxy_.impair(link, x.planned.way, impairment_of(x.planned));
  return true;
}

void network_faults::reset(fault_record& x) {
  for (const auto& link : links_of(x.planned))
    proxy_.cut(link);
  x.took_effect = effect_of(x.planned) > before_[x.at_us];
  if (!x.took_effect) {
    x.detail = "there was no connection to cut";
    return;
  }
  passed_[x.at_us] = passed(x.planned);
  x.healed = comes_true([&] { return has_healed(x); }, std::chrono::seconds{5});
}

void network_faults::end(fault_record& x) {
  for (const auto& link : links_of(x.planned))
    proxy_.impair(link, link_way::both, {});
  auto effects = effect_of(x.planned) - before_[x.at_us];
  x.took_effect = effects != 0;
  x.detail = x.took_effect ? std::to_string(effects) + " messages"
                           : "no message was concerned";
  passed_[x.at_us] = passed(x.planned);
}

bool network_faults::has_healed(const fault_record& x) {
  return passed(x.planned) > passed_[x.at_us];
}

} // namespace nightfloat::chaos
