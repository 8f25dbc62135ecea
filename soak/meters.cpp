// SPDX-License-Identifier: Apache-2.0
#include "soak/meters.hpp"

#include "soak/text.hpp"

#include <algorithm>

namespace nightfloat::soak {

namespace {

failure bad_name(std::string_view text) {
  return {ec::configuration,
          "metric \"" + std::string{text}
            + "\" cannot be read, write name or name{tag:value}, e.g. "
              "operation_duration{flow:swap}",
          0};
}

meter make_meter(std::string name, tag_list tags, metric_kind kind) {
  auto x = meter{};
  x.name = std::move(name);
  x.tags = std::move(tags);
  x.kind = kind;
  if (kind == metric_kind::trend)
    x.values = std::make_unique<histogram>();
  return x;
}

bool has_all(const tag_list& tags, const tag_list& wanted) {
  return std::ranges::all_of(wanted, [&](const tag& x) {
    return std::ranges::find(tags, x) != tags.end();
  });
}

} // namespace

std::string_view name_of(metric_kind x) noexcept {
  switch (x) {
    case metric_kind::trend:
      return "trend";
    case metric_kind::counter:
      return "counter";
    case metric_kind::rate:
      return "rate";
    case metric_kind::gauge:
      break;
  }
  return "gauge";
}

result<metric_name> parse_metric_name(std::string_view text) {
  auto x = metric_name{};
  auto rest = trimmed(text);
  auto brace = rest.find('{');
  x.name = trimmed(rest.substr(0, brace));
  if (x.name.empty() || x.name.find_first_of("}:, ") != std::string::npos)
    return bad_name(text);
  if (brace == rest.npos)
    return x;
  if (rest.back() != '}')
    return bad_name(text);
  rest = rest.substr(brace + 1, rest.size() - brace - 2);
  while (!rest.empty()) {
    auto comma = rest.find(',');
    auto one = rest.substr(0, comma);
    auto colon = one.find(':');
    if (colon == one.npos)
      return bad_name(text);
    x.tags.emplace_back(trimmed(one.substr(0, colon)),
                        trimmed(one.substr(colon + 1)));
    if (x.tags.back().first.empty() || x.tags.back().second.empty())
      return bad_name(text);
    rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
  }
  if (x.tags.empty())
    return bad_name(text);
  std::ranges::sort(x.tags);
  return x;
}

std::string meter::title() const {
  if (tags.empty())
    return name;
  auto text = name + "{";
  for (const auto& [key, value] : tags)
    text += (text.back() == '{' ? "" : ",") + key + ":" + value;
  return text + "}";
}

void meter_table::declare(std::string name, metric_kind kind) {
  const auto* known = find(name);
  NIGHTFLOAT_EXPECT(known == nullptr || known->kind == kind);
  if (known == nullptr)
    all_.push_back(make_meter(std::move(name), {}, kind));
}

const meter* meter_table::find(std::string_view name) const noexcept {
  auto at = std::ranges::find_if(
    all_, [&](const meter& x) { return x.name == name && x.tags.empty(); });
  return at == all_.end() ? nullptr : &*at;
}

result<std::uint32_t> meter_table::sub_metric(const metric_name& x) {
  const auto* whole = find(x.name);
  if (whole == nullptr) {
    auto known = std::string{};
    for (const auto& one : all_)
      if (one.tags.empty())
        known += (known.empty() ? "" : ", ") + one.name;
    return failure{ec::configuration,
                   "no such metric (" + x.name + "), one of: " + known, 0};
  }
  auto at = std::ranges::find_if(all_, [&](const meter& one) {
    return one.name == x.name && one.tags == x.tags;
  });
  if (at == all_.end()) {
    auto kind = whole->kind;
    all_.push_back(make_meter(x.name, x.tags, kind));
    at = std::prev(all_.end());
  }
  return static_cast<std::uint32_t>(at - all_.begin());
}

meter_table::slot meter_table::slot_of(std::string_view name,
                                       const tag_list& tags) const {
  auto to = slot{};
  for (auto i = std::uint32_t{0}; i != all_.size(); ++i)
    if (all_[i].name == name && has_all(tags, all_[i].tags))
      to.push_back(i);
  return to;
}

void meter_table::record(const slot& to, std::uint64_t us) {
  for (auto i : to)
    all_[i].values->record(us);
}

void meter_table::add(const slot& to, double x) {
  for (auto i : to)
    all_[i].sum += x;
}

void meter_table::rate(const slot& to, bool so) {
  for (auto i : to) {
    all_[i].sum += so ? 1 : 0;
    ++all_[i].count;
  }
}

void meter_table::set(const slot& to, double x) {
  for (auto i : to) {
    auto& one = all_[i];
    one.least = one.count == 0 ? x : std::min(one.least, x);
    one.most = one.count == 0 ? x : std::max(one.most, x);
    one.sum = x;
    ++one.count;
  }
}

} // namespace nightfloat::soak
