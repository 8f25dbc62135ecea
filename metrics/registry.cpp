// SPDX-License-Identifier: Apache-2.0
#include "metrics/registry.hpp"

#include "metrics/text.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace nightfloat::metrics {

namespace {

/// A wrong name is a bug of ours, found in the first run of the code.
void expect(bool condition, const char* what, std::string_view name) {
  if (condition)
    return;
  std::fprintf(stderr, "metrics: %s: %.*s\n", what,
               static_cast<int>(name.size()), name.data());
  std::abort();
}

/// The set itself, or the shared one once there are too many.
template <class Map>
auto& slot_of(Map& sets, labels of) {
  std::sort(of.begin(), of.end());
  auto i = sets.find(of);
  if (i != sets.end())
    return i->second;
  if (sets.size() >= registry::label_sets_max) {
    for (auto& x : of)
      x.value = "other";
  }
  return sets[std::move(of)];
}

} // namespace

struct registry::family {
  kind of;
  std::string help;
  std::map<labels, counter> counters;
  std::map<labels, gauge> gauges;
  std::map<labels, std::unique_ptr<histogram>> histograms;
};

registry::registry() {
  for (auto i : {kind::counter, kind::gauge, kind::histogram}) {
    auto& spill = spill_[static_cast<std::size_t>(i)];
    spill = std::make_unique<family>();
    spill->of = i;
  }
}

registry::~registry() = default;

registry::family& registry::family_of(std::string_view name,
                                      std::string_view help, kind of) {
  auto i = families_.find(name);
  if (i == families_.end()) {
    expect(is_metric_name(name), "not a metric's name", name);
    if (families_.size() >= families_max)
      return *spill_[static_cast<std::size_t>(of)];
    i = families_.emplace(std::string{name}, std::make_unique<family>()).first;
    i->second->of = of;
    i->second->help = help;
  }
  expect(i->second->of == of, "one name, two kinds", name);
  return *i->second;
}

counter& registry::counter_of(std::string_view name, std::string_view help,
                              labels of) {
  auto lock = std::lock_guard{mutex_};
  for (auto& x : of)
    expect(is_label_name(x.name), "not a label's name", x.name);
  return slot_of(family_of(name, help, kind::counter).counters, std::move(of));
}

gauge& registry::gauge_of(std::string_view name, std::string_view help,
                          labels of) {
  auto lock = std::lock_guard{mutex_};
  for (auto& x : of)
    expect(is_label_name(x.name), "not a label's name", x.name);
  return slot_of(family_of(name, help, kind::gauge).gauges, std::move(of));
}

histogram& registry::histogram_of(std::string_view name, std::string_view help,
                                  labels of, unit in) {
  auto lock = std::lock_guard{mutex_};
  for (auto& x : of)
    expect(is_label_name(x.name) && x.name != "le", "not a label's name",
           x.name);
  auto& sets = family_of(name, help, kind::histogram).histograms;
  auto& slot = slot_of(sets, std::move(of));
  if (!slot)
    slot = std::make_unique<histogram>(in);
  return *slot;
}

std::string registry::prometheus(const labels& common) const {
  auto lock = std::lock_guard{mutex_};
  auto out = std::string{};
  for (const auto& [name, x] : families_) {
    constexpr const char* kinds[] = {"counter", "gauge", "histogram"};
    write_heading(out, name, x->help, kinds[static_cast<std::size_t>(x->of)]);
    for (const auto& [of, value] : x->counters)
      write_sample(out, name, joined(common, of),
                   std::to_string(value.value()));
    for (const auto& [of, value] : x->gauges)
      write_sample(out, name, joined(common, of),
                   std::to_string(value.value()));
    for (const auto& [of, value] : x->histograms)
      write_histogram(out, name, joined(common, of), *value);
  }
  return out;
}

registry& process_registry() noexcept {
  // Never destroyed: threads may still count while statics go.
  static auto& it = *new registry;
  return it;
}

} // namespace nightfloat::metrics
