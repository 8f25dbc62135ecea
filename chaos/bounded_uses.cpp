// SPDX-License-Identifier: Apache-2.0
#include "chaos/bounded_uses.hpp"

#include "chaos/member_name.hpp"
#include "chaos/mib.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace nightfloat::chaos {

namespace {

/// A figure of the sampler, what it is called, and its field of a plan.
struct bounded_figure {
  std::string_view figure;
  std::string_view what;
  std::uint32_t load_plan::*most = nullptr;
  double scale = 1;
};

constexpr auto figures = std::array{
  bounded_figure{"rss", " memory (MiB)", &load_plan::memory_max_mib, mib},
  bounded_figure{"descriptors", " descriptors", &load_plan::descriptors_max},
  bounded_figure{"mailbox_deepest", " deepest mailbox",
                 &load_plan::mailbox_max},
  bounded_figure{"calls_waiting", " calls waiting",
                 &load_plan::calls_waiting_max},
  bounded_figure{"calls_running", " calls running",
                 &load_plan::calls_running_max},
};

} // namespace

std::vector<process_sample>
samples_of(const std::vector<client::process_status>& all) {
  auto out = std::vector<process_sample>{};
  for (const auto& x : all)
    out.push_back({.member = member_name(x.role, x.instance),
                   .pid = x.pid,
                   .figures = {{"rss", static_cast<double>(x.rss_bytes)},
                               {"descriptors", x.descriptors}}});
  return out;
}

void keep_highest(highest_uses& to, const std::vector<process_sample>& seen) {
  for (const auto& x : seen)
    for (const auto& one : figures)
      if (const auto* value = x.find(one.figure)) {
        auto& highest = to[x.member + std::string{one.what}];
        // A count read while it goes down may be below zero for a moment.
        auto now
          = static_cast<std::uint64_t>(std::max(*value, 0.0) / one.scale);
        highest = std::max(highest, now);
      }
}

std::vector<std::string> never_shown(const std::vector<bounded_use>& all) {
  auto out = std::vector<std::string>{};
  for (const auto& one : figures)
    if (std::ranges::none_of(
          all, [&](const auto& x) { return x.what.ends_with(one.what); }))
      out.emplace_back(one.what.substr(1));
  return out;
}

std::vector<bounded_use> against(const highest_uses& x,
                                 const load_plan& bounds) {
  auto out = std::vector<bounded_use>{};
  for (const auto& [what, highest] : x)
    for (const auto& one : figures)
      if (what.ends_with(one.what))
        out.push_back({what, highest, bounds.*one.most});
  return out;
}

} // namespace nightfloat::chaos
