// SPDX-License-Identifier: Apache-2.0
#include "exchange/call_data.hpp"

#include "domain/solve/problem.hpp"
#include "exchange/instance.hpp"
#include "exchange/instance_text.hpp"

#include <vector>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;

/// GMPL: statements that end with a semicolon.
class call_data_reader {
public:
  call_data_reader(std::string_view text, std::string source)
    : in_{text, source, '#'}, source_{std::move(source)} {
  }

  result<call_data> read() {
    while (!in_.at_end())
      if (auto ok = statement(); !ok)
        return ok.error();
    if (auto ok = whole(); !ok)
      return ok.error();
    return std::move(out_);
  }

private:
  struct parameter {
    const char* name;
    std::int32_t call_data::*to;
    std::int32_t min;
    std::int32_t max;
  };

  static constexpr parameter parameters[] = {
    {"studyLength", &call_data::days, 1, solve::days_max},
    {"maxMonthlyShifts", &call_data::calls_max, 0, solve::days_max},
    {"minMonthlyShifts", &call_data::calls_min, 0, solve::days_max},
    {"maxWeekendShifts", &call_data::weekend_calls_max, 0, solve::days_max},
    {"numOffsites", &call_data::offsite, 0, solve::people_max},
    {"numOffsiteJr", &call_data::offsite_juniors, 0, solve::people_max},
    {"numVgh", &call_data::vgh, 0, solve::people_max},
    {"numVghJr", &call_data::vgh_juniors, 0, solve::people_max},
    {"numSph", &call_data::sph, 0, solve::people_max},
    {"numSphJr", &call_data::sph_juniors, 0, solve::people_max},
  };

  result<void> statement() {
    if (in_.skip("data") || in_.skip("end"))
      return in_.expect(";");
    if (in_.skip("set"))
      return weekends();
    if (in_.skip("param"))
      return param();
    return in_.wrong("expected data, set, param or end (found "
                     + std::string{in_.now().text} + ")");
  }

  /// Remembers that `name` was there.
  result<void> once(const token& at) {
    if (seen_.emplace(at.text).second)
      return {};
    return in_.wrong(at, "is there twice (" + std::string{at.text} + ")");
  }

  result<void> weekends() {
    auto name = in_.take();
    if (name.text != "weekendSet")
      return in_.wrong(name, "the set is unknown (" + std::string{name.text}
                               + "), weekendSet");
    if (auto ok = once(name); !ok)
      return ok;
    if (auto ok = in_.expect(":="); !ok)
      return ok;
    while (!in_.skip(";")) {
      auto day = in_.number("a day of weekendSet", 1, solve::days_max);
      if (!day)
        return day.error();
      out_.weekends.insert(*day);
    }
    return {};
  }

  result<void> param() {
    auto name = in_.take();
    if (name.text == "vacay_restrictions")
      return may_be_on_call(name);
    for (const auto& one : parameters)
      if (name.text == one.name)
        return assign(name, one);
    return in_.wrong(name, "the parameter is unknown ("
                             + std::string{name.text.substr(0, 40)} + ")");
  }

  result<void> assign(const token& name, const parameter& to) {
    if (auto ok = once(name); !ok)
      return ok;
    if (auto ok = in_.expect(":="); !ok)
      return ok;
    auto value = in_.number(to.name, to.min, to.max);
    if (!value)
      return value.error();
    out_.*to.to = *value;
    return in_.expect(";");
  }

  /// `default 1 (tr) : 1 2 .. := ROW.. ;`, a row a resident: its number, then
  /// for each day 1 (may be on call), 0 (away) or `.` (the default).
  result<void> may_be_on_call(const token& name) {
    if (auto ok = once(name); !ok)
      return ok;
    if (!seen_.contains("studyLength"))
      return in_.wrong(name, "vacay_restrictions comes before studyLength");
    auto otherwise = 1;
    if (in_.skip("default")) {
      auto value = in_.number("the default", 0, 1);
      if (!value)
        return value.error();
      otherwise = *value;
    }
    for (const auto* word : {"(", "tr", ")", ":"})
      if (auto ok = in_.expect(word); !ok)
        return ok;
    for (auto day = 1; day <= out_.days; ++day)
      if (auto ok = in_.number("the heading of day " + std::to_string(day), day,
                               day);
          !ok)
        return ok.error();
    if (auto ok = in_.expect(":="); !ok)
      return ok;
    otherwise_ = otherwise;
    while (!in_.skip(";"))
      if (auto ok = row(); !ok)
        return ok;
    return {};
  }

  result<void> row() {
    auto at = in_.now();
    auto who = in_.number("the resident", 1, solve::people_max);
    if (!who)
      return who.error();
    if (!rows_.insert(*who).second)
      return in_.wrong(at, "the resident has a second row ("
                             + std::to_string(*who) + ")");
    last_ = std::max(last_, *who);
    for (auto day = 1; day <= out_.days; ++day) {
      auto may = otherwise_;
      if (!in_.skip(".")) {
        if (in_.now().line != at.line)
          return in_.wrong(at, "the row has " + std::to_string(day - 1)
                                 + " days, the block has "
                                 + std::to_string(out_.days));
        auto value = in_.number("a cell of the row", 0, 1);
        if (!value)
          return value.error();
        may = *value;
      }
      if (may == 0)
        out_.away.emplace(*who, day);
    }
    return {};
  }

  result<void> whole() {
    for (const auto& one : parameters)
      if (!seen_.contains(std::string{one.name}))
        return missing(one.name);
    for (const auto* name : {"weekendSet", "vacay_restrictions"})
      if (!seen_.contains(std::string{name}))
        return missing(name);
    if (out_.offsite_juniors > out_.offsite || out_.vgh_juniors > out_.vgh
        || out_.sph_juniors > out_.sph)
      return in_.wrong("there are more juniors in a group than people");
    if (out_.calls_min > out_.calls_max)
      return in_.wrong("minMonthlyShifts is over maxMonthlyShifts");
    if (out_.residents() == 0)
      return in_.wrong("there is nobody, numOffsites, numVgh and numSph are 0");
    if (last_ > out_.residents())
      return in_.wrong("vacay_restrictions has a row of resident "
                       + std::to_string(last_) + ", there are "
                       + std::to_string(out_.residents()));
    auto fits = check_shape(static_cast<std::size_t>(out_.residents()),
                            static_cast<std::size_t>(out_.days), 5, source_);
    if (fits)
      defaults();
    return fits;
  }

  failure missing(const std::string& name) const {
    return in_.wrong("the file ends without " + name
                     + ", it seems to have been cut short");
  }

  /// Residents without a row.
  void defaults() {
    if (otherwise_ == 1)
      return;
    for (auto who = 1; who <= out_.residents(); ++who)
      if (!rows_.contains(who))
        for (auto day = 1; day <= out_.days; ++day)
          out_.away.emplace(who, day);
  }

  text_tokens in_;
  std::string source_;
  std::set<std::string, std::less<>> seen_;
  std::set<std::int32_t> rows_;
  std::int32_t otherwise_ = 1;
  std::int32_t last_ = 0;
  call_data out_;
};

} // namespace

result<call_data> read_call_data(std::string_view text,
                                 const std::string& source) {
  if (auto ok = check_text(text, source); !ok)
    return ok.error();
  return call_data_reader{text, source}.read();
}

} // namespace nightfloat::exchange
