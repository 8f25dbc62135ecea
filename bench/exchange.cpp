// SPDX-License-Identifier: Apache-2.0
// Programmes in and out of files: a hundred residents and their faculty, each
// day of a year. What is read is compared with what was written, so that speed
// never buys another roster.

#include "bench/figure.hpp"
#include "domain/sample.hpp"
#include "domain/zone.hpp"
#include "exchange/ics.hpp"
#include "exchange/programme_csv.hpp"
#include "exchange/programme_json.hpp"
#include "exchange/staged.hpp"
#include "exchange/text.hpp"
#include "exchange/xlsx_read.hpp"
#include "exchange/xlsx_write.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

using namespace nightfloat;

namespace {

namespace fs = std::filesystem;
using stopwatch = std::chrono::steady_clock;

struct set {
  domain::programme where;
  domain::roster roster;
};

template <class T>
T need(result<T> x) {
  if (x)
    return std::move(*x);
  std::fprintf(stderr, "exchange: %s\n", x.error().detail.c_str());
  std::exit(3);
}

void need(const result<void>& x) {
  if (x)
    return;
  std::fprintf(stderr, "exchange: %s\n", x.error().detail.c_str());
  std::exit(3);
}

void same(bool yes, const char* what) {
  if (yes)
    return;
  std::fprintf(stderr, "exchange: %s is another one\n", what);
  std::exit(3);
}

/// Everybody works each day of the year; a fifth of the days are nights.
set full_year() {
  auto out = set{need(domain::make_sample({.residents = 100})), {}};
  auto site = need(domain::zone::find(out.where.info.zone));
  out.roster.id = {1};
  auto number = std::uint32_t{0};
  auto& info = out.where.info;
  for (auto& who : out.where.people)
    for (auto day = info.first; day <= info.last;
         day += domain::date::duration{1}) {
      auto& shift = out.where.templates[(who.id.value + ++number / 3)
                                        % out.where.templates.size()];
      auto start
        = need(site.to_utc(day, shift.start, domain::resolve::earlier));
      out.roster.duties.push_back({.person = who.id,
                                   .shift = {number},
                                   .start = start,
                                   .end = start + domain::minutes{shift.length},
                                   .from = shift.id,
                                   .rotation = shift.rotation,
                                   .kind = shift.kind});
    }
  auto week = domain::date::duration{28};
  for (auto& who : out.where.people)
    for (auto day = info.first; day + week <= info.last; day += week)
      out.roster.plan.push_back(
        {who.id, out.where.rotations[number++ % out.where.rotations.size()].id,
         day, day + week - domain::date::duration{1}});
  sort(out.roster);
  return out;
}

/// Seconds that `f` takes.
template <class F>
double seconds(F f) {
  auto from = stopwatch::now();
  f();
  return std::chrono::duration<double>(stopwatch::now() - from).count();
}

void figure(const char* name, double value, double bound) {
  bench::figure({name, value, "s", bench::target::at_most, bound});
}

exchange::staged staged(const set& x, exchange::imported read) {
  return exchange::stage_whole({&x.where, &x.roster}, std::move(read.programme),
                               std::move(read.roster), {});
}

void measure_csv(const set& x, const fs::path& dir) {
  need(exchange::write_programme(dir, x.where, &x.roster));
  auto found = exchange::staged{};
  auto took
    = seconds([&] { found = staged(x, need(exchange::read_programme(dir))); });
  same(found.changes.empty() && *found.roster == x.roster, "the CSV");
  figure("exchange.import_csv", took, 1);
}

void measure_json(const set& x) {
  auto text = std::string{};
  auto wrote = seconds(
    [&] { text = need(exchange::write_json_programme(x.where, &x.roster)); });
  auto found = exchange::staged{};
  auto took = seconds([&] {
    found = staged(x, need(exchange::read_json_programme(text, "bench")));
  });
  same(found.changes.empty(), "the JSON");
  bench::context("exchange.export_json", wrote, "s");
  bench::context("exchange.import_json", took, "s");
}

void measure_xlsx(const set& x, const fs::path& file) {
  auto wrote = seconds([&] {
    auto sheets = need(exchange::workbook_of(x.where, x.roster, {}, {}));
    need(exchange::write_xlsx(file, sheets, {}));
  });
  figure("exchange.export_xlsx", wrote, 2);
  auto found = exchange::staged{};
  auto took = seconds([&] {
    auto read = need(exchange::read_xlsx_file(file));
    found
      = need(exchange::stage_sheets({&x.where, &x.roster}, read.sheets, {}));
  });
  same(found.changes.empty() && *found.roster == x.roster, "the workbook");
  bench::context("exchange.import_xlsx", took, "s");
}

void measure_ics(const set& x) {
  auto text = std::string{};
  auto events = std::vector<exchange::calendar_event>{};
  auto took = seconds([&] {
    events = exchange::events_of(x.where, x.roster, {.programme = "bench"}, {});
    text = need(exchange::write_ics(events, "bench"));
  });
  figure("exchange.export_ics", took, 1);
  auto read = std::vector<exchange::calendar_event>{};
  auto again = seconds([&] { read = need(exchange::read_ics(text, "bench")); });
  same(read.size() == events.size(), "the calendar");
  bench::context("exchange.read_ics", again, "s");
  bench::context("exchange.duties", static_cast<double>(events.size()),
                 "duties");
}

} // namespace

int main() {
  auto dir = (fs::temp_directory_path() / "nightfloat-bench-XXXXXX").string();
  if (::mkdtemp(dir.data()) == nullptr)
    return 3;
  auto x = full_year();
  measure_csv(x, fs::path{dir} / "csv");
  measure_json(x);
  measure_xlsx(x, fs::path{dir} / "year.xlsx");
  measure_ics(x);
  fs::remove_all(dir);
}
