// SPDX-License-Identifier: Apache-2.0
#include "metrics/text.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::metrics {

namespace {

bool is_letter(char x) noexcept {
  return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x == '_';
}

bool is_digit(char x) noexcept {
  return x >= '0' && x <= '9';
}

/// Label values escape the quote as well, help texts do not.
void write_escaped(std::string& out, std::string_view x, bool quoted) {
  for (auto c : x) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else if (c == '"' && quoted)
      out += "\\\"";
    else
      out += c;
  }
}

/// The integer as printed: microseconds as seconds, exactly.
std::string shown(std::uint64_t x, unit in) {
  if (in == unit::count)
    return std::to_string(x);
  constexpr auto second = std::uint64_t{1'000'000};
  auto whole = std::to_string(x / second);
  if (x % second == 0)
    return whole;
  auto part = std::to_string(second + x % second).substr(1);
  part.erase(part.find_last_not_of('0') + 1);
  return whole + "." + part;
}

} // namespace

bool is_metric_name(std::string_view x) noexcept {
  auto fits = [](char c) {
    return is_letter(c) || is_digit(c) || c == ':';
  };
  return !x.empty() && !is_digit(x.front())
         && std::all_of(x.begin(), x.end(), fits);
}

bool is_label_name(std::string_view x) noexcept {
  auto fits = [](char c) {
    return is_letter(c) || is_digit(c);
  };
  return !x.empty() && !is_digit(x.front()) && x.substr(0, 2) != "__"
         && std::all_of(x.begin(), x.end(), fits);
}

labels joined(const labels& first, const labels& second) {
  auto all = first;
  for (const auto& x : second) {
    auto same = [&x](const label& y) {
      return y.name == x.name;
    };
    if (std::none_of(first.begin(), first.end(), same))
      all.push_back(x);
  }
  return all;
}

void write_heading(std::string& out, std::string_view name,
                   std::string_view help, std::string_view type) {
  out.append("# HELP ").append(name).append(" ");
  write_escaped(out, help, false);
  out.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void write_sample(std::string& out, std::string_view name, const labels& of,
                  std::string_view value) {
  out.append(name);
  auto separator = '{';
  for (const auto& x : of) {
    out += std::exchange(separator, ',');
    out.append(x.name).append("=\"");
    write_escaped(out, x.value, true);
    out += '"';
  }
  out.append(of.empty() ? " " : "} ").append(value).append("\n");
}

void write_histogram(std::string& out, std::string_view name, const labels& of,
                     const histogram& x) {
  auto times = x.of() == unit::microseconds;
  auto first = std::uint64_t{times ? 10u : 1u};
  auto last = std::uint64_t{times ? 1'000'000'000u : 1'000'000u};
  auto bucket = std::string{name} + "_bucket";
  auto with_bound = of;
  with_bound.push_back({"le", ""});
  auto write_bound = [&](std::string bound, std::uint64_t count) {
    with_bound.back().value = std::move(bound);
    write_sample(out, bucket, with_bound, std::to_string(count));
  };
  // Recording goes on meanwhile: later, larger bounds must not count less.
  auto seen = std::uint64_t{0};
  for (auto decade = first; decade <= last; decade *= 10) {
    for (auto step : {1u, 2u, 5u}) {
      auto bound = decade * step;
      if (bound > last)
        break;
      seen = std::max(seen, x.at_most(bound));
      write_bound(shown(bound, x.of()), seen);
    }
  }
  seen = std::max(seen, x.count());
  write_bound("+Inf", seen);
  write_sample(out, std::string{name} + "_sum", of, shown(x.sum(), x.of()));
  write_sample(out, std::string{name} + "_count", of, std::to_string(seen));
}

} // namespace nightfloat::metrics
