// SPDX-License-Identifier: Apache-2.0
#include "chaos/storage_faults.hpp"

#include "chaos/waiting.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

/// A store that is down forgets its faults, and is back by then.
constexpr auto undo_limit = 10s;

/// Neither clock is read at the same instant as the other.
constexpr std::int64_t clock_slack_ms = 500;

client::fault_kind kind_of(fault_kind x) {
  switch (x) {
    case fault_kind::storage_delay:
      return client::fault_kind::sync_delay;
    case fault_kind::lose_unsynced:
      return client::fault_kind::lose_unsynced;
    case fault_kind::sync_error:
      return client::fault_kind::sync_error;
    case fault_kind::write_error:
      return client::fault_kind::write_error;
    case fault_kind::no_space:
      return client::fault_kind::no_space;
    case fault_kind::torn_tail:
      return client::fault_kind::torn_tail;
    case fault_kind::short_write:
      return client::fault_kind::short_write;
    case fault_kind::read_error:
      return client::fault_kind::read_error;
    case fault_kind::bit_flip:
      return client::fault_kind::bit_flip;
    default:
      return client::fault_kind::wall_clock;
  }
}

} // namespace

storage_faults::storage_faults(cluster& target,
                               client::connection& operator_link,
                               const metrics::clock& clock)
  : cluster_(target), link_(operator_link), clock_(clock) {
  // nop
}

bool storage_faults::begin(fault_record& x) {
  if (family_of(x.planned.fault) == fault_family::clock)
    return steer(x);
  if (x.planned.fault == fault_kind::storage_delay)
    return delay(x);
  strike(x);
  return false;
}

bool storage_faults::set(fault_record& x, const client::fault_request& wanted) {
  auto ok = link_.call(wanted, {.timeout = effect_limit});
  if (ok)
    return true;
  x.detail = ok.error().detail;
  // It may have been set all the same, and must not strike out of its time.
  auto none = client::fault_request{};
  if (family_of(x.planned.fault) == fault_family::clock)
    none.fault = client::fault_kind::wall_clock;
  x.healed = link_.call(none, {.timeout = undo_limit}).has_value();
  return false;
}

std::optional<std::uint64_t> storage_faults::figure(std::string_view name) {
  // Counting rows reads them all, which in an hour's store takes seconds.
  auto got = link_.call(client::store_stats_request{.rows = false},
                        {.timeout = effect_limit});
  if (!got)
    return std::nullopt;
  auto i = std::ranges::find(got->figures, name, &domain::store_figure::name);
  return i == got->figures.end() ? std::nullopt : std::optional{i->value};
}

std::optional<std::uint64_t> storage_faults::hits_before(fault_record& x) {
  auto hits = figure("faults.hit");
  if (!hits) {
    x.detail = "the store did not tell its figures";
    x.healed = true; // Nothing was set.
  }
  return hits;
}

bool storage_faults::is_hit_after(std::uint64_t before) {
  auto hits = figure("faults.hit");
  return hits && *hits > before;
}

bool storage_faults::delay(fault_record& x) {
  auto wanted = client::fault_request{};
  wanted.fault = client::fault_kind::sync_delay;
  wanted.delay_ms = x.planned.delay_ms;
  wanted.jitter_ms = x.planned.jitter_ms;
  auto before = hits_before(x);
  if (!before || !set(x, wanted))
    return false;
  // A store that is killed and started again meanwhile counts anew, and has
  // forgotten the fault: then what it did before is not known.
  x.took_effect = comes_true([&] { return is_hit_after(*before); });
  if (!x.took_effect)
    x.detail = "no sync was delayed";
  return true;
}

void storage_faults::strike(fault_record& x) {
  auto wanted = client::fault_request{};
  wanted.fault = kind_of(x.planned.fault);
  wanted.count = std::max(x.planned.count, 1u);
  auto before = hits_before(x);
  if (!before || !set(x, wanted))
    return;
  x.took_effect = comes_true([&] { return is_hit_after(*before); });
  if (!x.took_effect)
    x.detail = "no operation was hit";
  // What was not used up must not strike later, out of its time.
  x.healed = set(x, client::fault_request{})
             && comes_true([&] { return has_healed(x); }, 5s);
}

bool storage_faults::steer(fault_record& x) {
  auto wanted = client::fault_request{};
  wanted.fault = client::fault_kind::wall_clock;
  wanted.jump_ms = x.planned.fault == fault_kind::clock_jump ? x.planned.jump_ms
                                                             : 0;
  wanted.drift_permille
    = x.planned.fault == fault_kind::clock_drift ? x.planned.drift_permille : 0;
  if (!set(x, wanted))
    return false;
  if (x.planned.fault == fault_kind::clock_jump) {
    auto error = clock_error_ms();
    x.took_effect = error
                    && std::abs(*error - x.planned.jump_ms) <= clock_slack_ms;
  }
  return true;
}

std::optional<std::int64_t> storage_faults::clock_error_ms() {
  auto wall = figure("clock.wall_ms");
  if (!wall)
    return std::nullopt;
  return static_cast<std::int64_t>(*wall) - clock_.wall_ms();
}

void storage_faults::end(fault_record& x) {
  if (family_of(x.planned.fault) != fault_family::clock) {
    set(x, client::fault_request{});
    return;
  }
  if (x.planned.fault == fault_kind::clock_drift) {
    auto error = clock_error_ms();
    auto due = std::int64_t{x.planned.lasting_ms} * x.planned.drift_permille
               / 1'000;
    x.took_effect = error && (*error > 0) == (due > 0)
                    && std::abs(*error) * 2 >= std::abs(due);
  }
  if (!x.took_effect)
    x.detail = "the store's clock was right";
  auto wanted = client::fault_request{};
  wanted.fault = client::fault_kind::wall_clock;
  set(x, wanted);
}

bool storage_faults::has_healed(const fault_record& x) {
  if (family_of(x.planned.fault) != fault_family::clock)
    return figure("faults.armed") == 0u;
  auto error = clock_error_ms();
  return error && std::abs(*error) <= clock_slack_ms;
}

} // namespace nightfloat::chaos
