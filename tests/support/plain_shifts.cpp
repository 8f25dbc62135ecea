// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_shifts.hpp"

#include <algorithm>

namespace nightfloat::test {

namespace {

int pick(std::mt19937_64& random, int least, int most) {
  return std::uniform_int_distribution{least, most}(random);
}

std::string shift_name(int i) {
  return std::string(1, static_cast<char>('A' + i));
}

/// Whether the run that begins at `from` lies within, and its end.
struct run_at {
  bool within = false;
  int to = 0;
};

run_at run_of(const plain_row& row, int from) {
  auto days = static_cast<int>(row.size());
  auto to = from;
  while (to < days && (row[to] < 0) == (row[from] < 0))
    ++to;
  return {from > 0 && to < days, to};
}

int broken_runs(const plain_staff& who, const plain_row& row) {
  auto out = 0;
  for (auto from = 0; from < static_cast<int>(row.size());) {
    auto run = run_of(row, from);
    auto length = run.to - from;
    if (row[from] >= 0)
      out += (length > who.run_max ? 1 : 0)
             + (run.within && length < who.run_min ? 1 : 0);
    else
      out += run.within && length < who.off_min ? 1 : 0;
    from = run.to;
  }
  return out;
}

int broken_counts(const plain_shifts& x, const plain_staff& who,
                  const plain_row& row) {
  auto out = 0;
  auto minutes = 0;
  for (auto shift = 0; shift < static_cast<int>(x.minutes.size()); ++shift) {
    auto count = static_cast<int>(std::ranges::count(row, shift));
    out += count > who.shifts_max[shift] ? 1 : 0;
    minutes += count * x.minutes[shift];
  }
  out += minutes > who.minutes_max || minutes < who.minutes_min ? 1 : 0;
  auto weekends = 0;
  for (auto day = 5; day < x.days; day += 7)
    weekends += row[day] >= 0 || row[day + 1] >= 0 ? 1 : 0;
  return out + (weekends > who.weekends_max ? 1 : 0);
}

int broken_days(const plain_shifts& x, const plain_staff& who,
                const plain_row& row) {
  auto out = 0;
  for (auto day = 0; day < x.days; ++day) {
    out += row[day] >= 0 && who.days_off.contains(day) ? 1 : 0;
    if (day > 0 && row[day] >= 0 && row[day - 1] >= 0)
      out += x.not_after[row[day - 1]].contains(row[day]) ? 1 : 0;
  }
  return out;
}

std::string
request_lines(const std::map<std::tuple<int, int, int>, int>& requests) {
  auto out = std::string{};
  for (const auto& [at, weight] : requests)
    out += "P" + std::to_string(std::get<0>(at)) + ","
           + std::to_string(std::get<1>(at)) + "," + shift_name(std::get<2>(at))
           + "," + std::to_string(weight) + "\n";
  return out;
}

} // namespace

std::string plain_shifts::text() const {
  auto out = "SECTION_HORIZON\n" + std::to_string(days) + "\nSECTION_SHIFTS\n";
  for (auto i = 0U; i < minutes.size(); ++i) {
    out += shift_name(static_cast<int>(i)) + "," + std::to_string(minutes[i]);
    auto before = ",";
    for (auto other : not_after[i]) {
      out += before + shift_name(other);
      before = "|";
    }
    out += "\n";
  }
  auto off = std::string{};
  out += "SECTION_STAFF\n";
  for (auto i = 0U; i < staff.size(); ++i) {
    const auto& who = staff[i];
    auto name = "P" + std::to_string(i);
    out += name;
    for (auto j = 0U; j < minutes.size(); ++j)
      out += (j == 0 ? "," : "|") + shift_name(static_cast<int>(j)) + "="
             + std::to_string(who.shifts_max[j]);
    for (auto number : {who.minutes_max, who.minutes_min, who.run_max,
                        who.run_min, who.off_min, who.weekends_max})
      out += "," + std::to_string(number);
    out += "\n";
    off += name;
    for (auto day : who.days_off)
      off += "," + std::to_string(day);
    off += "\n";
  }
  out += "SECTION_DAYS_OFF\n" + off + "SECTION_SHIFT_ON_REQUESTS\n"
         + request_lines(wanted) + "SECTION_SHIFT_OFF_REQUESTS\n"
         + request_lines(unwanted) + "SECTION_COVER\n";
  for (const auto& [at, x] : cover)
    out += std::to_string(at.first) + "," + shift_name(at.second) + ","
           + std::to_string(std::get<0>(x)) + ","
           + std::to_string(std::get<1>(x)) + ","
           + std::to_string(std::get<2>(x)) + "\n";
  return out;
}

plain_shifts random_shifts(std::mt19937_64& random) {
  auto out = plain_shifts{};
  out.days = 7 * pick(random, 1, 3);
  auto shifts = pick(random, 1, 3);
  for (auto i = 0; i < shifts; ++i) {
    out.minutes.push_back(pick(random, 4, 10) * 60);
    auto& bad = out.not_after.emplace_back();
    for (auto other = 0; other < shifts; ++other)
      if (pick(random, 0, 3) == 0)
        bad.insert(other);
  }
  for (auto who = pick(random, 1, 3); who-- > 0;) {
    auto& one = out.staff.emplace_back();
    for (auto i = 0; i < shifts; ++i)
      one.shifts_max.push_back(pick(random, 0, out.days));
    one.minutes_min = pick(random, 0, out.days * 200);
    one.minutes_max = one.minutes_min + pick(random, 0, 3'000);
    one.run_min = pick(random, 0, 3);
    one.run_max = one.run_min + pick(random, 0, 4);
    one.off_min = pick(random, 0, 3);
    one.weekends_max = pick(random, 0, 3);
    if (pick(random, 0, 1) == 1)
      one.days_off.insert(pick(random, 0, out.days - 1));
  }
  auto people = static_cast<int>(out.staff.size());
  for (auto i = pick(random, 0, 10); i-- > 0;) {
    auto& to = pick(random, 0, 1) == 1 ? out.wanted : out.unwanted;
    to[{pick(random, 0, people - 1), pick(random, 0, out.days - 1),
        pick(random, 0, shifts - 1)}]
      = pick(random, 0, 9);
  }
  for (auto day = 0; day < out.days; ++day)
    for (auto i = 0; i < shifts; ++i)
      out.cover[{day, i}] = {pick(random, 0, people), pick(random, 0, 100),
                             pick(random, 0, 10)};
  return out;
}

std::vector<plain_row> random_rows(const plain_shifts& x,
                                   std::mt19937_64& random) {
  auto out = std::vector<plain_row>(x.staff.size());
  auto last = static_cast<int>(x.minutes.size()) - 1;
  // Stretches, or no rule about runs would ever be kept.
  for (auto& row : out)
    while (static_cast<int>(row.size()) < x.days) {
      auto shift = pick(random, 0, 1) == 1 ? -1 : pick(random, 0, last);
      for (auto i = pick(random, 1, 4);
           i-- > 0 && static_cast<int>(row.size()) < x.days;)
        row.push_back(shift);
    }
  return out;
}

std::string text_of(const plain_shifts&, const std::vector<plain_row>& roster) {
  auto out = std::string{};
  for (const auto& row : roster) {
    for (auto shift : row)
      out += shift < 0 ? "- " : shift_name(shift) + " ";
    out += "\n";
  }
  return out;
}

plain_cost_of plain_cost(const plain_shifts& x,
                         const std::vector<plain_row>& roster) {
  auto out = plain_cost_of{};
  for (auto who = 0U; who < x.staff.size(); ++who) {
    const auto& one = x.staff[who];
    out.broken += broken_runs(one, roster[who])
                  + broken_counts(x, one, roster[who])
                  + broken_days(x, one, roster[who]);
  }
  for (const auto& [at, weight] : x.wanted)
    if (roster[std::get<0>(at)][std::get<1>(at)] != std::get<2>(at))
      out.penalty += weight;
  for (const auto& [at, weight] : x.unwanted)
    if (roster[std::get<0>(at)][std::get<1>(at)] == std::get<2>(at))
      out.penalty += weight;
  for (const auto& [at, wish] : x.cover) {
    auto [heads, under, over] = wish;
    auto have = static_cast<int>(std::ranges::count_if(
      roster, [&](const auto& row) { return row[at.first] == at.second; }));
    out.penalty += under * std::max(0, heads - have)
                   + over * std::max(0, have - heads);
  }
  return out;
}

} // namespace nightfloat::test
