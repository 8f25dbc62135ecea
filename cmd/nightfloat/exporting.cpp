// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/exporting.hpp"

#include "client/answers.hpp"
#include "domain/rules/validate.hpp"
#include "exchange/ics.hpp"
#include "exchange/programme_csv.hpp"
#include "exchange/programme_json.hpp"
#include "exchange/schedule_csv.hpp"
#include "exchange/text.hpp"
#include "exchange/xlsx_write.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace nightfloat::cmd {

namespace {

namespace fs = std::filesystem;
using export_notes = std::vector<std::string>;

result<export_notes> done(const result<void>& x, export_notes said = {}) {
  if (!x)
    return x.error();
  return said;
}

/// Writes the text of a file, if there is one.
result<export_notes> write_exported(const std::string& path,
                                    const result<std::string>& text,
                                    export_notes said = {}) {
  if (!text)
    return text.error();
  return done(exchange::write_texts({{path, *text}}), std::move(said));
}

result<std::vector<exchange::calendar_event>>
previous_events(const exporting& to) {
  auto file = to.previous.empty() ? to.path : to.previous;
  auto error = std::error_code{};
  if (to.previous.empty() && !fs::exists(file, error))
    return std::vector<exchange::calendar_event>{};
  auto text = exchange::read_text(file, exchange::ics_bytes_max);
  if (!text)
    return text.error();
  return exchange::read_ics(*text, file);
}

result<export_notes> write_calendar(const domain::programme& where,
                                    const domain::roster& roster,
                                    const exporting& to) {
  auto before = previous_events(to);
  if (!before)
    return before.error();
  auto events = exchange::events_of(
    where, roster,
    {.programme = to.programme, .person = to.person, .rotation = to.rotation},
    to.stamp);
  exchange::follow(events, *before, to.stamp);
  auto cancelled = std::ranges::count_if(events,
                                         &exchange::calendar_event::cancelled);
  auto said = export_notes{std::to_string(events.size()) + " events"};
  if (!before->empty())
    said.push_back("it follows " + (to.previous.empty() ? to.path : to.previous)
                   + ", " + std::to_string(cancelled)
                   + " events are cancelled");
  return write_exported(to.path, exchange::write_ics(events, where.info.name),
                        std::move(said));
}

result<export_notes> write_workbook(const domain::programme& where,
                                    const domain::roster& roster,
                                    const exporting& to) {
  auto over = client::window_of(where, to.over.first, to.over.last);
  if (!over)
    return over.error();
  auto pack = domain::pack_of(where);
  if (!pack)
    return pack.error();
  auto findings = domain::validate(where, roster, *pack, *over);
  auto sheets = exchange::workbook_of(where, roster, findings,
                                      {.over = *over, .halves = to.halves});
  if (!sheets)
    return sheets.error();
  return done(exchange::write_xlsx(to.path, *sheets, to.stamp));
}

} // namespace

std::string format_of(const std::string& path) {
  auto error = std::error_code{};
  if (fs::is_directory(path, error))
    return "csv";
  auto ending = fs::path{path}.extension().string();
  if (ending == ".csv")
    return "weeks";
  for (auto* format : {"json", "xlsx", "ics"})
    if (ending == "." + std::string{format})
      return format;
  return "csv";
}

result<export_notes> write_export(const domain::programme& where,
                                  const domain::roster* roster,
                                  const exporting& to) {
  static const auto none = domain::roster{};
  auto& shown = roster != nullptr ? *roster : none;
  if (to.format == "json")
    return write_exported(to.path,
                          exchange::write_json_programme(where, roster));
  if (to.format == "ics")
    return write_calendar(where, shown, to);
  if (to.format == "xlsx")
    return write_workbook(where, shown, to);
  if (to.format == "weeks")
    return write_exported(
      to.path,
      exchange::write_schedule_csv(exchange::weeks_table(where, shown, false)));
  return done(exchange::write_programme(to.path, where, roster));
}

} // namespace nightfloat::cmd
