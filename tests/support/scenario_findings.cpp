// SPDX-License-Identifier: Apache-2.0
#include "codec/text.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/scenario_words.hpp"

#include <algorithm>

namespace nightfloat::test {

using namespace domain;

namespace {

constexpr auto number_max = 100'000'000;

/// `13 h 59 min`, `14 h`, `59 min`, `3 days`.
std::string amount(std::int64_t x, const std::string& unit) {
  if (unit != "minutes")
    return std::to_string(x) + ' ' + unit;
  auto hours = x / 60;
  auto rest = x % 60;
  auto text = hours == 0 ? std::string{} : std::to_string(hours) + " h";
  if (rest != 0 || hours == 0)
    text += (text.empty() ? "" : " ") + std::to_string(rest) + " min";
  return text;
}

void read_amount(line_words& words, std::int64_t& x, std::string& unit) {
  unit = "minutes";
  x = words.number("an amount", 0, number_max);
  if (words.skip("min"))
    return;
  if (words.skip("h")) {
    x *= 60;
    if (words.empty())
      return;
    x += words.number("minutes", 0, 59);
    if (!words.skip("min"))
      words.fail("amount: write 13 h 59 min");
    return;
  }
  unit = words.take("a unit");
}

void read_span(line_words& words, const zone& site, finding& x) {
  auto first = words.day();
  if (is_time(words.peek())) {
    auto [from, to] = words.hours(first);
    x.from = wall(site, first, from, false);
    x.to = wall(site, first, to, true);
    return;
  }
  auto last = words.skip("..") ? words.day() : first;
  x.from = site.midnight(first);
  x.to = site.midnight(last + date::duration{1});
}

void read_begin(line_words& words, const zone& site, expectation& x) {
  if (!words.skip("with"))
    words.fail("begin: write begin with 2026-07-01 07:00");
  auto day = words.day();
  // The hours of a shift that begins then; its end does not matter.
  auto text = std::string{words.take("a time")} + " -> 24:00";
  auto hours = line_words{text};
  auto from = hours.hours(day).first;
  if (!hours.fault().empty())
    words.fail(hours.fault());
  x.begin_with = wall(site, day, from, false);
}

/// The part before the first comma.
void read_subject(line_words& words, const scenario& in, expectation& x) {
  auto word = words.take("a severity");
  if (!codec::find_name(word, x.what.severity))
    words.fail("no severity \"" + std::string{word}
               + "\", one of: " + codec::names_of<severity>());
  auto who = words.take("a person or unit");
  auto known = std::ranges::find(in.where.people, who, &person::code);
  if (who == "person")
    x.what.person
      = {static_cast<std::uint32_t>(words.number("person", 1, number_max))};
  else if (known != in.where.people.end())
    x.what.person = known->id;
  else if (who != "unit")
    words.fail("no person \"" + std::string{who} + "\"");
  x.who = x.what.person.assigned() ? who : "";
  x.what.rule = words.take("a rule");
  if (!words.empty())
    read_amount(words, x.what.measured, x.what.unit);
}

void read_part(line_words& words, const scenario& in, expectation& x) {
  if (words.skip("limit")) {
    auto unit = std::string{};
    read_amount(words, x.what.limit, unit);
    if (unit != x.what.unit)
      words.fail("limit: in " + unit + ", measured in " + x.what.unit);
  } else if (words.skip("begin")) {
    read_begin(words, in.site, x);
  } else if (words.skip("says")) {
    x.says = words.rest();
  } else {
    read_span(words, in.site, x.what);
  }
}

/// What is wrong with `found`, which is where `wanted` says.
std::string details(const scenario& in, const expectation& wanted,
                    const finding& found) {
  if (found.sentence.find(wanted.says) == std::string::npos)
    return "its sentence does not say \"" + wanted.says + "\"";
  if (found.rule == in.rule && found.severity != severity::unknown
      && found.clause != in.clause)
    return "it cites " + found.clause + ", not " + in.clause;
  if (!wanted.begin_with)
    return {};
  auto shift = std::ranges::find_if(in.what.duties, [&](const auto& x) {
    return !found.shifts.empty() && x.shift == found.shifts.front();
  });
  if (shift == in.what.duties.end())
    return "it names no shift to begin with";
  if (shift->start != *wanted.begin_with)
    return "it begins with the shift of " + show_time(in.site, shift->start);
  return {};
}

} // namespace

result<expectation> read_expectation(std::string_view line,
                                     const scenario& in) {
  auto x = expectation{};
  for (auto first = true; !line.empty(); first = false) {
    auto comma = line.find(", ");
    // A sentence may have commas.
    if (line.starts_with("says "))
      comma = line.npos;
    auto words = line_words{line.substr(0, comma)};
    line = comma == line.npos ? std::string_view{} : line.substr(comma + 2);
    if (first)
      read_subject(words, in, x);
    else
      read_part(words, in, x);
    if (words.fault().empty() && !words.empty())
      words.fail("\"" + std::string{words.rest()} + "\" is too much");
    if (!words.fault().empty())
      return failure{ec::invalid_argument, words.fault()};
  }
  return x;
}

std::vector<finding> findings_of(const scenario& in) {
  auto out = validate(in.where, in.what, in.pack, in.over);
  for (const auto& x : in.changes) {
    auto terms = change_terms{.today = in.today, .code = x.code};
    terms.reason = x.reason;
    if (auto found = judge_freeze(in.where, x.who, x.day, terms))
      out.push_back(std::move(*found));
  }
  return out;
}

std::string show(const scenario& in, const finding& x) {
  auto known = find(in.where, x.person);
  auto who = known != nullptr      ? known->code
             : x.person.assigned() ? "person " + std::to_string(x.person.value)
                                   : std::string{"unit"};
  auto text = std::string{codec::name_of(x.severity)} + ' ' + who + ' '
              + x.rule;
  if (x.measured != 0 || x.limit != 0)
    text += ' ' + amount(x.measured, x.unit);
  if (x.limit != 0)
    text += ", limit " + amount(x.limit, x.unit);
  if (x.from != instant{} || x.to != instant{})
    text += ", " + show_span(in.site, x.from, x.to);
  return text;
}

std::string differences(const scenario& in, const std::vector<finding>& found) {
  auto out = std::string{};
  auto left = found;
  for (const auto& wanted : in.expected) {
    // As written: on the night when clocks go back two instants look alike,
    // and a gap begins with the later of them where a shift begins with the
    // earlier.
    auto text = show(in, wanted.what);
    auto same = [&](const auto& x) {
      return show(in, x) == text;
    };
    auto match = std::ranges::find_if(left, [&](const auto& x) {
      return same(x) && details(in, wanted, x).empty();
    });
    if (match == left.end())
      match = std::ranges::find_if(left, same);
    auto where = "  line " + std::to_string(wanted.line) + ": ";
    if (match == left.end()) {
      out += where + "missing: " + text + '\n';
      continue;
    }
    if (auto wrong = details(in, wanted, *match); !wrong.empty())
      out += where + wrong + ": " + match->sentence + '\n';
    left.erase(match);
  }
  for (const auto& x : left)
    out += "  not expected: " + show(in, x) + "\n    (" + x.sentence + ")\n";
  return out;
}

} // namespace nightfloat::test
