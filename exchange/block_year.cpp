// SPDX-License-Identifier: Apache-2.0
#include "exchange/block_reader.hpp"
#include "exchange/consistency.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace nightfloat::exchange {

using namespace domain;

namespace {

constexpr std::size_t directory_files_max = 1'000;
constexpr csv_limits block_limits{.bytes_max = 4u << 20, .rows_max = 20'000};

} // namespace

result<void> block_reader::list_files() {
  auto problem = std::error_code{};
  auto i = std::filesystem::directory_iterator{directory_, problem};
  for (; !problem && i != std::filesystem::directory_iterator{};
       i.increment(problem)) {
    if (files_.size() == directory_files_max)
      return failure{ec::oversize, "import " + directory_.string()
                                     + ": more than 1000 files, give the "
                                       "directory of one programme"};
    files_.push_back(i->path());
  }
  if (problem)
    return failure{problem == std::errc::no_such_file_or_directory
                     ? ec::not_found
                     : ec::io_failed,
                   "import " + directory_.string() + ": " + problem.message()
                     + ", give the directory of a block year"};
  std::sort(files_.begin(), files_.end());
  return {};
}

/// The one file with that name's beginning and end.
result<block_reader::path> block_reader::only(std::string_view prefix,
                                              std::string_view suffix) {
  auto out = path{};
  for (const auto& x : files_) {
    auto name = x.filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix))
      continue;
    if (!out.empty())
      return failure{ec::invalid_argument,
                     x.string() + ": a second file of this kind beside "
                       + out.filename().string() + ", leave one of them"};
    out = x;
  }
  if (out.empty())
    return failure{ec::not_found, "import " + directory_.string()
                                    + ": there is no " + std::string{prefix}
                                    + "*" + std::string{suffix} + ", add it"};
  read_.insert(out);
  return out;
}

result<csv_table> block_reader::table(const path& file,
                                      const csv_columns& columns) {
  auto text = read_text(file, block_limits.bytes_max);
  if (!text)
    return text.error();
  return csv_table::parse(*text, file.string(), columns, block_limits);
}

/// Mondays are a week apart, blocks in order.
result<block_reader::week> block_reader::read_week(const csv_table& t,
                                                   std::size_t row,
                                                   const week& before) {
  auto monday = parse_date(trimmed(t.text(row, "monday_date")));
  if (!monday)
    return at(t.where(row, "monday_date"), monday.error());
  auto block = t.number(row, "block", 1, 250);
  if (!block)
    return block.error();
  if (row > 0 && *monday - before.monday != date::duration{7})
    return t.wrong(row, "monday_date",
                   to_string(*monday) + " is not a week after "
                     + to_string(before.monday)
                     + ", list every week once, in order");
  auto same = row > 0 && *block == before.block;
  if (!same && *block != before.block + 1)
    return t.wrong(row, "block",
                   "block " + std::to_string(*block) + " after block "
                     + std::to_string(before.block)
                     + ", number blocks from 1 in order");
  return week{*monday, *block};
}

/// The block calendar.
result<void> block_reader::read_weeks() {
  auto file = only("weeks", ".csv");
  if (!file)
    return file.error();
  auto t = table(*file, {{"monday_date", "block"}, {"week"}});
  if (!t)
    return t.error();
  if (t->rows() == 0)
    return failure{ec::invalid_argument,
                   file->string() + ":1:1: there is no week, add rows"};
  auto& info = found_.programme.info;
  auto last = week{};
  for (std::size_t i = 0; i < t->rows(); ++i) {
    auto next = read_week(*t, i, last);
    if (!next)
      return next.error();
    auto& lengths = info.calendar.lengths;
    if (i == 0)
      info.calendar.start = next->monday;
    if (i > 0 && next->block == last.block && lengths.back() < 250)
      ++lengths.back();
    else
      lengths.push_back(1);
    last = *next;
  }
  info.first = info.calendar.start;
  info.last = last.monday + date::duration{6};
  auto begun = std::chrono::year_month_day{std::chrono::sys_days{
    std::chrono::days{info.first.time_since_epoch().count()}}};
  info.calendar.academic_year
    = static_cast<std::uint16_t>(static_cast<int>(begun.year()));
  return {};
}

/// `R2` is PGY 2; `super_R3` has done with R3 and owes nothing of a year.
result<std::uint8_t> block_reader::pgy(const csv_table& t, std::size_t row) {
  auto cell = t.text(row, "year");
  auto text = trimmed(cell);
  auto extra = text.starts_with("super_");
  if (extra)
    text.remove_prefix(6);
  auto year = 0u;
  auto end = text.data() + text.size();
  auto ok = text.starts_with('R') && text.size() == 2
            && std::from_chars(text.data() + 1, end, year).ptr == end;
  if (!ok || year < 1 || year + extra > 8)
    return t.wrong(row, "year",
                   "year '" + cell
                     + "' is none of R1 to R8 or super_R1 to super_R7, write "
                       "one");
  return static_cast<std::uint8_t>(year + extra);
}

result<void> block_reader::read_residents() {
  auto file = only("residents", ".csv");
  if (!file)
    return file.error();
  auto t = table(*file, {{"id", "track", "year"}, {"name"}});
  if (!t)
    return t.error();
  auto beyond = std::map<std::string, std::size_t>{};
  for (std::size_t i = 0; i < t->rows(); ++i) {
    auto x = person{};
    x.id.value = static_cast<std::uint32_t>(i + 1);
    x.code = trimmed(t->text(i, "id"));
    x.name = t->has("name") ? t->text(i, "name") : x.code;
    x.track = trimmed(t->text(i, "track"));
    auto year = pgy(*t, i);
    if (!year)
      return year.error();
    if (x.code.empty() || find_code(found_.programme, x.code) != nullptr)
      return t->wrong(i, "id",
                      "id '" + x.code
                        + "' is empty or there twice, give each resident "
                          "one of their own");
    x.pgy.push_back({found_.programme.info.calendar.academic_year, *year});
    auto text = std::string{trimmed(t->text(i, "year"))};
    if (text.starts_with("super_"))
      ++beyond[text];
    groups_.emplace(*year, x.track);
    found_.programme.people.push_back(std::move(x));
  }
  for (const auto& [year, count] : beyond)
    found_.notes.push_back(std::to_string(count) + " residents of year " + year
                           + " are kept as the PGY after it, of which no "
                             "requirements are known: they owe nothing");
  return {};
}

result<imported> block_reader::read() {
  auto& info = found_.programme.info;
  auto name = std::filesystem::absolute(directory_).lexically_normal();
  info.name
    = (name.has_filename() ? name : name.parent_path()).filename().string();
  if (auto ok = list_files(); !ok)
    return ok.error();
  if (auto ok = read_weeks(); !ok)
    return ok.error();
  if (auto ok = read_residents(); !ok)
    return ok.error();
  if (auto ok = read_rotations(); !ok)
    return ok.error();
  if (auto ok = read_requirements(); !ok)
    return ok.error();
  if (auto ok = check_consistent(found_.programme, nullptr); !ok)
    return at(directory_.string(), ok.error());
  for (const auto& x : files_)
    if (!read_.contains(x))
      found_.notes.push_back(x.filename().string() + " was passed over");
  found_.notes.emplace_back("there is no time zone in it: days are those of "
                            "UTC");
  return std::move(found_);
}

result<imported> read_block_year(const std::filesystem::path& directory) {
  return block_reader{directory}.read();
}

} // namespace nightfloat::exchange
