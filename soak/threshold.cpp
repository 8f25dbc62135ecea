// SPDX-License-Identifier: Apache-2.0
#include "soak/threshold.hpp"

#include "soak/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace nightfloat::soak {

namespace {

using namespace std::string_view_literals;

constexpr auto simple = std::array{
  std::pair{"avg"sv, aggregate::avg},
  std::pair{"min"sv, aggregate::min},
  std::pair{"med"sv, aggregate::med},
  std::pair{"max"sv, aggregate::max},
  std::pair{"rate"sv, aggregate::rate},
  std::pair{"count"sv, aggregate::count},
  std::pair{"value"sv, aggregate::value},
};

// The longer of two that begin alike comes first.
constexpr auto signs = std::array{
  std::pair{"==="sv, comparison::equal},
  std::pair{"=="sv, comparison::equal},
  std::pair{"!="sv, comparison::unequal},
  std::pair{"<="sv, comparison::at_most},
  std::pair{">="sv, comparison::at_least},
  std::pair{"<"sv, comparison::less},
  std::pair{">"sv, comparison::greater},
};

bool number(std::string_view text, double& to) {
  auto end = text.data() + text.size();
  auto got = std::from_chars(text.data(), end, to);
  return got.ec == std::errc{} && got.ptr == end && std::isfinite(to);
}

/// `p95` is what people write; say what they meant.
std::string meant(std::string_view left) {
  auto percent = 0.0;
  if (left.size() > 1 && left.front() == 'p' && number(left.substr(1), percent))
    return "p(" + std::string{left.substr(1)} + ")";
  return {};
}

bool read_left(std::string_view text, threshold_expression& to) {
  for (const auto& [name, what] : simple) {
    if (text == name) {
      to.what = what;
      return true;
    }
  }
  to.what = aggregate::percentile;
  return text.starts_with("p(") && text.ends_with(")")
         && number(trimmed(text.substr(2, text.size() - 3)), to.percent)
         && to.percent >= 0 && to.percent <= 100;
}

bool fits(aggregate what, metric_kind of) {
  switch (of) {
    case metric_kind::counter:
      return what == aggregate::count || what == aggregate::rate;
    case metric_kind::rate:
      return what == aggregate::rate;
    case metric_kind::gauge:
      return what == aggregate::value;
    case metric_kind::trend:
      break;
  }
  return what != aggregate::count && what != aggregate::rate
         && what != aggregate::value;
}

std::string_view allowed(metric_kind of) {
  switch (of) {
    case metric_kind::counter:
      return "count or rate";
    case metric_kind::rate:
      return "rate";
    case metric_kind::gauge:
      return "value";
    case metric_kind::trend:
      break;
  }
  return "avg, min, med, max or p(N)";
}

} // namespace

result<threshold_expression> parse_threshold(std::string_view text) {
  auto x = threshold_expression{};
  auto wrong = [&](const std::string& what) {
    return failure{ec::configuration,
                   "threshold \"" + std::string{text} + "\": " + what, 0};
  };
  auto at = text.find_first_of("<>=!");
  if (at == text.npos)
    return wrong("no comparison, write e.g. p(95)<200 or rate<0.01");
  auto left = trimmed(text.substr(0, at));
  if (!read_left(left, x)) {
    auto hint = meant(left);
    if (!hint.empty())
      return wrong("no such aggregate (" + std::string{left} + "), write "
                   + hint + std::string{text.substr(at)});
    return wrong("no such aggregate (" + std::string{left}
                 + "), write one of avg, min, med, max, p(N) with N from 0 to "
                   "100, rate, count, value");
  }
  auto rest = text.substr(at);
  auto read = false;
  for (const auto& [sign, how] : signs) {
    if (!rest.starts_with(sign))
      continue;
    x.how = how;
    rest.remove_prefix(sign.size());
    read = true;
    break;
  }
  if (!read)
    return wrong("no such comparison, write <, <=, >, >=, == or !=");
  if (!number(trimmed(rest), x.bound))
    return wrong("the bound is no number (" + std::string{trimmed(rest)}
                 + "), write e.g. p(95)<200");
  return x;
}

result<void> check_aggregate(const threshold_expression& x, metric_kind of) {
  if (fits(x.what, of))
    return {};
  return failure{ec::configuration,
                 "a " + std::string{name_of(of)} + " has no such aggregate, "
                   + "write " + std::string{allowed(of)},
                 0};
}

double measure(const threshold_expression& x, const meter& of, double seconds) {
  constexpr auto us_per_ms = 1'000.0;
  switch (x.what) {
    case aggregate::avg:
      return of.values->mean() / us_per_ms;
    case aggregate::min:
      return static_cast<double>(of.values->min()) / us_per_ms;
    case aggregate::med:
      return static_cast<double>(of.values->quantile(0.5)) / us_per_ms;
    case aggregate::max:
      return static_cast<double>(of.values->max()) / us_per_ms;
    case aggregate::percentile:
      return static_cast<double>(of.values->quantile(x.percent / 100))
             / us_per_ms;
    case aggregate::rate:
      if (of.kind == metric_kind::rate)
        return of.count == 0 ? 0 : of.sum / static_cast<double>(of.count);
      return seconds > 0 ? of.sum / seconds : 0;
    case aggregate::count:
    case aggregate::value:
      break;
  }
  return of.sum;
}

bool holds(const threshold_expression& x, double value) noexcept {
  switch (x.how) {
    case comparison::less:
      return value < x.bound;
    case comparison::at_most:
      return value <= x.bound;
    case comparison::greater:
      return value > x.bound;
    case comparison::at_least:
      return value >= x.bound;
    case comparison::equal:
      return value == x.bound;
    case comparison::unequal:
      break;
  }
  return value != x.bound;
}

bool has_value(const meter& x) noexcept {
  if (x.kind == metric_kind::trend)
    return x.values->count() != 0;
  return x.kind == metric_kind::counter || x.count != 0;
}

} // namespace nightfloat::soak
