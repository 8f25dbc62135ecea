// SPDX-License-Identifier: Apache-2.0
#include "chaos/shown_figures.hpp"

#include "chaos/mib.hpp"

#include <array>

namespace nightfloat::chaos {

namespace {

using report::panel;

constexpr auto shown = std::array{
  shown_figure{"rss", "resident", "MiB", panel::memory, mib},
  shown_figure{"heap", "heap", "MiB", panel::memory, mib},
  shown_figure{"heap_free", "heap free", "MiB", panel::memory, mib},
  shown_figure{"store_memory", "memtables", "MiB", panel::memory, mib},
  shown_figure{"store_cache", "block cache", "MiB", panel::memory, mib},
  shown_figure{"descriptors", "descriptors", "", panel::handles},
  shown_figure{"threads", "threads", "", panel::handles},
  shown_figure{"actors", "actors", "", panel::handles},
  shown_figure{"sessions", "sessions", "", panel::handles},
  shown_figure{"snapshots", "snapshots", "", panel::handles},
  shown_figure{"iterators", "iterators", "", panel::handles},
  shown_figure{"pool_in_use", "ledger sessions", "", panel::handles},
  shown_figure{"watches", "watches", "", panel::handles},
  shown_figure{"store_files", "store files", "", panel::handles},
  shown_figure{"queue_ready", "ready", "jobs", panel::queue},
  shown_figure{"queue_leased", "leased", "jobs", panel::queue},
  shown_figure{"queue_delayed", "delayed", "jobs", panel::queue},
  shown_figure{"mailboxes", "mailboxes", "messages", panel::queue},
  shown_figure{"mailbox_deepest", "deepest mailbox", "messages", panel::queue},
  shown_figure{"queue_age", "queue age", "s", panel::queue},
  shown_figure{"calls_running", "calls running", "", panel::queue},
  shown_figure{"calls_waiting", "calls waiting", "", panel::queue},
};

/// What only grows, shown by the second.
constexpr auto shown_rates = std::array{
  shown_figure{"cpu", "cpu", "cores", panel::machine},
  shown_figure{"switches", "context switches", "/s", panel::machine},
};

} // namespace

std::vector<shown_value> figure_display::of(const process_sample& x,
                                            double at_s) {
  auto out = std::vector<shown_value>{};
  for (const auto& one : shown)
    if (const auto* value = x.find(one.figure))
      out.push_back({one, *value / one.scale});
  // A moment at which it could not be looked at leaves a longer step.
  if (x.find("cpu") == nullptr)
    return out;
  auto& was = before_[x.member];
  if (was.seen.pid == x.pid && at_s > was.at_s)
    for (const auto& one : shown_rates) {
      const auto* now = x.find(one.figure);
      const auto* then = was.seen.find(one.figure);
      if (now != nullptr && then != nullptr)
        out.push_back({one, (*now - *then) / (at_s - was.at_s) / one.scale});
    }
  was = {x, at_s};
  return out;
}

} // namespace nightfloat::chaos
