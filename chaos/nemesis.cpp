// SPDX-License-Identifier: Apache-2.0
#include "chaos/nemesis.hpp"

#include "chaos/elapsed.hpp"
#include "chaos/machine_faults.hpp"
#include "chaos/network_faults.hpp"
#include "chaos/packet_faults.hpp"
#include "chaos/process_faults.hpp"
#include "chaos/storage_faults.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

/// How long after its end a fault may still be felt.
constexpr auto heal_limit = 10s;

} // namespace

nemesis::nemesis(const nemesis_reach& reach, const metrics::clock& clock,
                 time_point start, std::chrono::milliseconds first)
  : clock_(clock), start_(start), first_(first), no_packets_(reach.no_packets) {
  auto& target = *reach.target;
  auto& link = *reach.operator_link;
  makers_[fault_family::process] = std::make_unique<process_faults>(target,
                                                                    link);
  makers_[fault_family::storage]
    = std::make_unique<storage_faults>(target, link, clock);
  makers_[fault_family::clock] = std::make_unique<storage_faults>(target, link,
                                                                  clock);
  makers_[fault_family::machine] = std::make_unique<machine_faults>(target);
  if (reach.network != nullptr)
    makers_[fault_family::network]
      = std::make_unique<network_faults>(*reach.network, reach.workers);
  if (reach.disk != nullptr)
    disk_ = std::make_unique<disk_faults>(target, *reach.disk);
  if (reach.packets != nullptr)
    packets_ = std::make_unique<packet_faults>(*reach.packets);
}

nemesis::~nemesis() = default;

fault_maker* nemesis::maker_of(const scheduled_fault& x) {
  if (is_of_disk(x.fault))
    return disk_.get();
  if (is_of_packets(x.fault))
    return packets_.get();
  auto i = makers_.find(family_of(x.fault));
  return i == makers_.end() ? nullptr : i->second.get();
}

std::string nemesis::why_skipped(fault_kind x) const {
  return is_of_disk(x)      ? "the store has no disk of its own"
         : is_of_packets(x) ? no_packets_
                            : "there is no proxy";
}

std::uint64_t nemesis::since_start() const {
  return elapsed_us(start_, clock_.steady());
}

std::vector<fault_record> nemesis::done() const {
  auto guard = std::lock_guard{mutex_};
  return done_;
}

void nemesis::file(std::size_t record, fault_record x) {
  auto guard = std::lock_guard{mutex_};
  if (record == done_.size())
    done_.push_back(std::move(x));
  else
    done_[record] = std::move(x);
}

void nemesis::run(const schedule& x, const std::function<bool()>& stop) {
  for (const auto& fault : x.faults) {
    sleep_until(start_ + first_ + std::chrono::milliseconds{fault.at_ms}, stop);
    wait_for_room(fault, stop);
    if (stop())
      break;
    begin(fault);
  }
  end_all(stop);
}

void nemesis::sleep_until(time_point when, const std::function<bool()>& stop) {
  while (!stop()) {
    auto now = clock_.steady();
    look_after(now);
    if (now >= when)
      return;
    std::this_thread::sleep_for(
      std::min<std::chrono::nanoseconds>(when - now, 5ms));
  }
}

// A drain or a crash takes its time, and what comes after it is late; what the
// schedule keeps apart stays apart all the same.
void nemesis::wait_for_room(const scheduled_fault& x,
                            const std::function<bool()>& stop) {
  while (!stop()) {
    auto held = std::ranges::find_if(ends_, [&](const pending& one) {
      return excludes(done_[one.record].planned, x);
    });
    if (held == ends_.end())
      return;
    sleep_until(held->due, stop);
  }
}

void nemesis::begin(const scheduled_fault& planned) {
  auto x = fault_record{};
  x.planned = planned;
  x.at_us = since_start();
  auto lasts_on = false;
  if (auto* maker = maker_of(planned)) {
    lasts_on = maker->begin(x);
  } else {
    x.skipped = true;
    x.detail = why_skipped(planned.fault);
  }
  x.until_us = since_start();
  auto record = done_.size();
  if (lasts_on)
    ends_.push_back(
      {clock_.steady() + std::chrono::milliseconds{planned.lasting_ms},
       record});
  spdlog::info("fault: kind={} target={} lasts={} took_effect={} detail=\"{}\"",
               boost::describe::enum_to_string(planned.fault, "?"),
               struck(planned), lasts_on, x.took_effect, x.detail);
  file(record, std::move(x));
}

void nemesis::end(std::size_t record) {
  auto x = done_[record];
  auto* maker = maker_of(x.planned);
  maker->end(x);
  x.until_us = since_start();
  if (!x.healed)
    heals_.push_back({clock_.steady() + heal_limit, record});
  spdlog::info("fault ended: kind={} target={} took_effect={} detail=\"{}\"",
               boost::describe::enum_to_string(x.planned.fault, "?"),
               struck(x.planned), x.took_effect, x.detail);
  file(record, std::move(x));
}

void nemesis::look_after(time_point now) {
  for (auto i = std::size_t{0}; i < ends_.size();) {
    if (ends_[i].due > now) {
      const auto& x = done_[ends_[i].record];
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        ends_[i].due - now);
      maker_of(x.planned)->sustain(
        x, std::chrono::milliseconds{x.planned.lasting_ms} - left);
      ++i;
      continue;
    }
    auto record = ends_[i].record;
    ends_.erase(ends_.begin() + static_cast<std::ptrdiff_t>(i));
    end(record);
  }
  std::erase_if(heals_, [&](const pending& wait) {
    auto x = done_[wait.record];
    x.healed = maker_of(x.planned)->has_healed(x);
    if (!x.healed && now < wait.due)
      return false;
    if (!x.healed)
      x.detail += x.detail.empty() ? "still felt" : ", still felt";
    file(wait.record, std::move(x));
    return true;
  });
}

void nemesis::end_all(const std::function<bool()>& stop) {
  while (!ends_.empty() && !stop()) {
    auto next = std::ranges::min(ends_, {}, &pending::due);
    sleep_until(next.due, stop);
  }
  // A run that is cut still leaves a cluster that is whole.
  for (const auto& x : std::exchange(ends_, {}))
    end(x.record);
  auto until = clock_.steady() + heal_limit;
  while (!heals_.empty() && clock_.steady() < until) {
    look_after(clock_.steady());
    std::this_thread::sleep_for(20ms);
  }
}

} // namespace nightfloat::chaos
