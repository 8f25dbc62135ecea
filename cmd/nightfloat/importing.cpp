// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/importing.hpp"

#include "client/committing.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "codec/json.hpp"
#include "exchange/block_year.hpp"
#include "exchange/consistency.hpp"
#include "exchange/programme_json.hpp"
#include "exchange/text.hpp"
#include "exchange/xlsx_read.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <system_error>

namespace nightfloat::cmd {

namespace {

namespace fs = std::filesystem;
using exchange::change_kind;
using exchange::likeness;

result<import_read> whole(result<exchange::imported> read) {
  if (!read)
    return read.error();
  auto out = import_read{.is_whole = true};
  out.notes = std::move(read->notes);
  out.whole = std::move(*read);
  return out;
}

result<import_read> json(const importing& x) {
  auto text = exchange::read_text(x.path, codec::json_bytes_max);
  if (!text)
    return text.error();
  return whole(exchange::read_json_programme(*text, x.path));
}

result<import_read> weeks(const importing& x) {
  auto text = exchange::read_text(x.path, exchange::csv_limits{}.bytes_max);
  if (!text)
    return text.error();
  // A year of days, two columns each, beside the names.
  auto limits = exchange::csv_limits{.columns_max = 1'024};
  auto sheet = exchange::sheet_of_csv(*text, x.path, limits);
  if (!sheet)
    return sheet.error();
  auto out = import_read{};
  out.sheets.push_back(std::move(*sheet));
  return out;
}

result<import_read> xlsx(const importing& x) {
  auto read = exchange::read_xlsx_file(x.path);
  if (!read)
    return read.error();
  auto& sheets = read->sheets;
  if (!x.sheet.empty()) {
    std::erase_if(sheets, [&](auto& one) { return one.name != x.sheet; });
    if (sheets.empty())
      return failure{ec::not_found,
                     x.path + ": has no sheet '" + x.sheet
                       + "' that can be seen, correct --sheet",
                     0};
  }
  auto out = import_read{};
  out.sheets = std::move(sheets);
  out.notes = std::move(read->notes);
  return out;
}

const char* change_sign(change_kind x) {
  return x == change_kind::added ? "+" : x == change_kind::removed ? "-" : "~";
}

tone change_tone(change_kind x) {
  return x == change_kind::added     ? tone::good
         : x == change_kind::removed ? tone::bad
                                     : tone::doubtful;
}

std::string how_of(const exchange::name_match& x) {
  if (x.accepted)
    return "accepted";
  switch (x.how) {
    case likeness::alike:
      return "alike, accept it";
    case likeness::ambiguous:
      return "or " + x.other + ", say which";
    default:
      return "unknown";
  }
}

/// A kept roster goes by numbers: a code that has another one now would take
/// over the duties of somebody else.
result<void> check_numbers(const importing& x, const domain::programme& before,
                           const domain::programme& after) {
  auto what = client::renumbered(before, after);
  if (what.empty())
    return {};
  return failure{ec::refused,
                 x.path + ": the roster in force goes by numbers, and " + what
                   + "; give the rows their ids as an export has them, bring "
                     "a roster along or take it out of force with "
                     "--drop-roster",
                 0};
}

void print_matches(std::ostream& out,
                   const std::vector<exchange::name_match>& all) {
  if (all.empty())
    return;
  auto t = table{{"NAME", "IS", ">SCORE", "CODE", "NAME THERE", "AT"}};
  for (auto& x : all)
    t.add({x.kind + " '" + x.text + "'", how_of(x), std::to_string(x.score),
           x.code.empty() ? "-" : x.code, x.name, x.place},
          x.accepted ? tone::plain : tone::doubtful);
  t.print(out);
}

} // namespace

result<std::string> import_format(const importing& x) {
  if (!x.format.empty())
    return x.format;
  auto path = fs::path{x.path};
  auto ending = path.extension().string();
  auto problem = std::error_code{};
  if (!fs::is_directory(path, problem)) {
    if (ending == ".csv")
      return std::string{"weeks"};
    for (auto* format : {"json", "xlsx"})
      if (ending == "." + std::string{format})
        return std::string{format};
    // A programme's directory that is not there says so itself.
    if (!fs::exists(path, problem) && ending != ".ics")
      return std::string{"csv"};
    if (ending == ".ics")
      return failure{ec::invalid_argument,
                     x.path
                       + ": calendars are written and not read, import what "
                         "they were made of",
                     0};
    return failure{ec::invalid_argument,
                   x.path + ": its name does not say what it is, give --format",
                   0};
  }
  for (auto i = fs::directory_iterator{path, problem};
       !problem && i != fs::directory_iterator{}; i.increment(problem)) {
    auto name = i->path().filename().string();
    if (name.starts_with("rotations") && name.ends_with(".yaml"))
      return std::string{"block-year"};
  }
  return std::string{"csv"};
}

result<import_read> read_import(const importing& x,
                                const domain::programme* kept) {
  if (x.format == "json")
    return json(x);
  if (x.format == "weeks")
    return weeks(x);
  if (x.format == "xlsx")
    return xlsx(x);
  return whole(x.format == "csv" ? exchange::read_programme(x.path, kept)
                                 : exchange::read_block_year(x.path));
}

result<exchange::staged>
stage_import(const importing& x, import_read read,
             const std::optional<client::loaded>& now) {
  auto force = exchange::in_force{};
  if (now) {
    force.programme = &now->programme;
    force.roster = now->roster ? &*now->roster : nullptr;
  }
  if (read.is_whole) {
    auto roster = std::move(read.whole.roster);
    if (!roster && now && !x.drop_roster) {
      roster = now->roster;
      auto* kept = roster ? &*roster : nullptr;
      if (kept != nullptr)
        if (auto ok = check_numbers(x, now->programme, read.whole.programme);
            !ok)
          return ok.error();
      auto fits = exchange::check_consistent(read.whole.programme, kept);
      if (kept != nullptr && !fits)
        read.notes.push_back("the roster in force does not fit ("
                             + fits.error().detail
                             + "): bring one along or take it out of force "
                               "with --drop-roster");
    }
    return exchange::stage_whole(force, std::move(read.whole.programme),
                                 std::move(roster), std::move(read.notes));
  }
  if (!now)
    return failure{ec::not_found,
                   x.path
                     + ": a schedule is imported on top of a programme, "
                       "and there is none yet: import one first",
                   0};
  auto staged = exchange::stage_sheets(force, read.sheets, x.accepted);
  if (!staged)
    return staged.error();
  staged->notes.insert(staged->notes.begin(), read.notes.begin(),
                       read.notes.end());
  auto of = [&](const char* table) {
    return std::ranges::count(staged->changes, table,
                              &exchange::row_change::table);
  };
  if (of("plan") != 0 && of("duties") == 0 && !staged->roster->duties.empty())
    staged->notes.push_back("the plan alone changes; shifts of these weeks "
                            "stay with whom they are");
  return staged;
}

void print_staged(std::ostream& out, const exchange::staged& x,
                  std::size_t show) {
  print_matches(out, x.matches);
  auto counts = std::map<std::string, std::array<std::uint64_t, 3>>{};
  for (auto& one : x.changes)
    ++counts[one.table][static_cast<std::size_t>(one.what)];
  for (auto& [name, n] : counts) {
    out << name << ": " << n[0] << " added, " << n[1] << " changed, " << n[2]
        << " removed\n";
    auto t = table{{"  ", "WHO", "DAY", "WAS", "WILL BE"}};
    auto left = show;
    for (auto& one : x.changes)
      if (one.table == name && left > 0) {
        --left;
        t.add({std::string{"  "} + change_sign(one.what),
               one.person.empty() ? "-" : one.person,
               one.day ? domain::to_string(*one.day) : "-", one.before,
               one.after},
              change_tone(one.what));
      }
    if (left < show)
      t.print(out);
    if (show > 0)
      print_rest(out, n[0] + n[1] + n[2], show - left, "  ");
  }
  if (x.changes.empty())
    out << "nothing would change\n";
  for (auto& note : x.notes)
    out << "note: " << note << '\n';
}

} // namespace nightfloat::cmd
