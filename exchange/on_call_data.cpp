// SPDX-License-Identifier: Apache-2.0
#include "exchange/on_call_data.hpp"

#include "domain/solve/problem.hpp"
#include "exchange/instance.hpp"
#include "exchange/instance_text.hpp"

#include <algorithm>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;

constexpr std::int32_t price_max = 1'000'000;
/// Days away may lie beyond the horizon: it was once longer.
constexpr std::int32_t any_day_max = 1'000'000;

/// Items `name = value;` in any order.
class on_call_reader {
public:
  on_call_reader(std::string_view text, std::string source)
    : in_{text, source, '%'}, source_{std::move(source)} {
  }

  result<on_call_data> read() {
    while (!in_.at_end())
      if (auto ok = item(); !ok)
        return ok.error();
    if (auto ok = whole(); !ok)
      return ok.error();
    return std::move(out_);
  }

private:
  using set = std::set<std::int32_t>;

  struct scalar {
    const char* name;
    std::int32_t on_call_data::*to;
    std::int32_t min;
    std::int32_t max;
  };

  static constexpr scalar scalars[] = {
    {"num_staff", &on_call_data::staff, 1, solve::people_max},
    {"num_days", &on_call_data::days, 1, solve::days_max},
    {"weekend_offset", &on_call_data::weekend_offset, 0, solve::days_max},
    {"adj_days_str", &on_call_data::adjacent_price, 0, price_max},
    {"wed_before_weekend_str", &on_call_data::wednesday_price, 0, price_max},
  };
  static constexpr const char* lists[] = {"work_load", "unavailable", "fixed"};

  result<void> item() {
    auto name = in_.take();
    if (!seen_.emplace(name.text).second)
      return in_.wrong(name, "is there twice (" + std::string{name.text} + ")");
    if (auto ok = in_.expect("="); !ok)
      return ok;
    if (auto ok = value(name); !ok)
      return ok;
    return in_.expect(";");
  }

  result<void> value(const token& name) {
    for (const auto& one : scalars)
      if (name.text == one.name) {
        auto number = in_.number(one.name, one.min, one.max);
        if (!number)
          return number.error();
        out_.*one.to = *number;
        return {};
      }
    if (name.text == "work_load")
      return list([&] { return load(); });
    if (name.text == "unavailable")
      return list([&] { return days(out_.unavailable); });
    if (name.text == "fixed")
      return list([&] { return days(out_.fixed); });
    return in_.wrong(name, "the item is unknown ("
                             + std::string{name.text.substr(0, 40)} + ")");
  }

  /// `[ELEMENT, ELEMENT]`; a comma may end it.
  template <class Element>
  result<void> list(Element element) {
    if (auto ok = in_.expect("["); !ok)
      return ok;
    while (!in_.skip("]")) {
      if (auto ok = element(); !ok)
        return ok;
      if (!in_.skip(",") && in_.now().text != "]")
        return in_.expect("]");
    }
    return {};
  }

  result<void> load() {
    auto number = in_.number("a work load", 0, price_max);
    if (!number)
      return number.error();
    out_.work_load.push_back(*number);
    return enough(out_.work_load.size());
  }

  result<void> enough(std::size_t count) {
    if (count <= solve::people_max)
      return {};
    return in_.wrong("the list is longer than "
                     + std::to_string(solve::people_max));
  }

  /// `{1, 5}` or `1..5`
  result<void> days(std::vector<set>& to) {
    auto& out = to.emplace_back();
    if (auto ok = enough(to.size()); !ok)
      return ok;
    if (!in_.skip("{"))
      return range(out);
    while (!in_.skip("}")) {
      auto day = in_.number("a day", 1, any_day_max);
      if (!day)
        return day.error();
      out.insert(*day);
      if (!in_.skip(",") && in_.now().text != "}")
        return in_.expect("}");
    }
    return {};
  }

  result<void> range(set& out) {
    auto first = in_.number("the first day of a range", 1, any_day_max);
    if (!first)
      return first.error();
    if (auto ok = in_.expect(".."); !ok)
      return ok;
    auto last = in_.number("the last day of a range", 0, any_day_max);
    if (!last)
      return last.error();
    // Those beyond every horizon are one like another.
    constexpr auto days_max = static_cast<std::int32_t>(solve::days_max);
    for (auto day = *first; day <= std::min(*last, days_max); ++day)
      out.insert(day);
    if (*first <= *last)
      out.insert(*last);
    return {};
  }

  result<void> whole() {
    for (const auto& one : scalars)
      if (!seen_.contains(std::string_view{one.name}))
        return missing(one.name);
    for (const auto* name : lists)
      if (!seen_.contains(std::string_view{name}))
        return missing(name);
    auto staff = static_cast<std::size_t>(out_.staff);
    struct counted {
      const char* name;
      std::size_t count;
    };
    for (const auto& one : {counted{lists[0], out_.work_load.size()},
                            counted{lists[1], out_.unavailable.size()},
                            counted{lists[2], out_.fixed.size()}})
      if (one.count != staff)
        return in_.wrong(std::string{one.name} + " has "
                         + std::to_string(one.count)
                         + " elements, num_staff is " + std::to_string(staff));
    for (const auto& one : out_.fixed)
      if (!one.empty() && *one.rbegin() > out_.days)
        return in_.wrong("fixed has a day beyond num_days ("
                         + std::to_string(*one.rbegin()) + ")");
    return check_shape(staff, static_cast<std::size_t>(out_.days), 3, source_);
  }

  failure missing(const std::string& name) const {
    return in_.wrong("the file ends without " + name
                     + ", it seems to have been cut short");
  }

  text_tokens in_;
  std::string source_;
  std::set<std::string, std::less<>> seen_;
  on_call_data out_;
};

} // namespace

result<on_call_data> read_on_call_data(std::string_view text,
                                       const std::string& source) {
  if (auto ok = check_text(text, source); !ok)
    return ok.error();
  return on_call_reader{text, source}.read();
}

} // namespace nightfloat::exchange
