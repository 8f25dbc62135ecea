// SPDX-License-Identifier: Apache-2.0
#include "domain/zone.hpp"
#include "exchange/ics.hpp"
#include "exchange/ics_handles.hpp"
#include "exchange/text.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::exchange {

namespace {

using namespace domain;

class ics_reader {
public:
  explicit ics_reader(const std::string& source) : source_{source} {
  }

  result<std::vector<calendar_event>> read(std::string_view text);

private:
  failure wrong(ec code, const std::string& what) const {
    return {code, source_ + ": " + what};
  }

  failure unreadable(const std::string& uid, const std::string& what) const {
    return wrong(ec::malformed, "event '" + uid + "' has no " + what
                                  + " that can be read, export to another "
                                    "file");
  }

  result<calendar_event> event(icalcomponent* x);
  result<instant> when(const icaltimetype& at, const char* zone_name,
                       const std::string& uid);

  const std::string& source_;
  std::map<std::string, zone, std::less<>> zones_;
};

std::string text_of_property(icalcomponent* of, icalproperty_kind kind,
                             const char* (*get)(const icalproperty*)) {
  auto* found = icalcomponent_get_first_property(of, kind);
  auto* text = found != nullptr ? get(found) : nullptr;
  return text != nullptr ? text : std::string{};
}

/// The name of the line that comes, in small letters, which may be folded;
/// takes the line off `text`.
std::string take_name(std::string_view& text) {
  auto line = std::string{};
  for (auto is_folded = true; is_folded;) {
    auto piece = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    if (piece.ends_with('\r'))
      piece.remove_suffix(1);
    line += piece;
    is_folded = text.starts_with(' ') || text.starts_with('\t');
    if (is_folded)
      text.remove_prefix(1);
  }
  auto name = std::string_view{line}.substr(0, line.find_first_of(":;"));
  return lower_case(trimmed(name));
}

/// Whether parts lie within parts deeper than any calendar has them: libical
/// goes down into each.
bool is_too_deep(std::string_view text) {
  constexpr auto depth_max = 8;
  auto depth = 0;
  while (!text.empty() && depth <= depth_max) {
    auto name = take_name(text);
    if (name == "begin")
      ++depth;
    else if (name == "end" && depth > 0)
      --depth;
  }
  return depth > depth_max;
}

/// The TZID of that property, or null.
const char* zone_name_of(icalcomponent* of, icalproperty_kind kind) {
  auto* found = icalcomponent_get_first_property(of, kind);
  auto* zone = found != nullptr
                 ? icalproperty_get_first_parameter(found, ICAL_TZID_PARAMETER)
                 : nullptr;
  return zone != nullptr ? icalparameter_get_tzid(zone) : nullptr;
}

result<instant> ics_reader::when(const icaltimetype& at, const char* zone_name,
                                 const std::string& uid) {
  auto day = std::chrono::year{at.year}
             / std::chrono::month{static_cast<unsigned>(at.month)}
             / std::chrono::day{static_cast<unsigned>(at.day)};
  auto minute = at.hour * 60 + at.minute;
  if (icaltime_is_null_time(at) != 0 || !day.ok() || at.year < 1900
      || at.year >= ics_year_max || minute < 0 || minute >= 1440)
    return unreadable(uid, "time");
  auto midnight = date{std::chrono::duration_cast<date::duration>(
    std::chrono::sys_days{day}.time_since_epoch())};
  if (zone_name == nullptr) {
    if (icaltime_is_utc(at) == 0)
      return unreadable(uid, "time");
    return instant{midnight} + minutes{minute};
  }
  auto known = zones_.find(std::string_view{zone_name});
  if (known == zones_.end()) {
    auto found = zone::find(zone_name);
    if (!found)
      return nightfloat::at(source_, found.error());
    known = zones_.emplace(zone_name, *found).first;
  }
  return known->second.to_utc(midnight, minute, resolve::earlier);
}

result<calendar_event> ics_reader::event(icalcomponent* x) {
  auto out = calendar_event{};
  out.uid = text_of_property(x, ICAL_UID_PROPERTY, icalproperty_get_uid);
  if (out.uid.empty())
    return wrong(ec::malformed, "an event without a UID, export to another "
                                "file");
  auto* start_zone = zone_name_of(x, ICAL_DTSTART_PROPERTY);
  auto* end_zone = zone_name_of(x, ICAL_DTEND_PROPERTY);
  auto start = when(icalcomponent_get_dtstart(x), start_zone, out.uid);
  if (!start)
    return start.error();
  auto end = when(icalcomponent_get_dtend(x), end_zone, out.uid);
  if (!end)
    return end.error();
  auto stamp = when(icalcomponent_get_dtstamp(x), nullptr, out.uid);
  if (!stamp)
    return stamp.error();
  auto* zone_name = start_zone != nullptr ? start_zone : end_zone;
  auto sequence = icalcomponent_get_sequence(x);
  if (sequence < 0)
    return unreadable(out.uid, "SEQUENCE");
  out.zone = zone_name != nullptr ? zone_name : "UTC";
  out.start = *start;
  out.end = *end;
  out.stamp = *stamp;
  out.sequence = static_cast<std::uint32_t>(sequence);
  out.summary = text_of_property(x, ICAL_SUMMARY_PROPERTY,
                                 icalproperty_get_summary);
  out.location = text_of_property(x, ICAL_LOCATION_PROPERTY,
                                  icalproperty_get_location);
  out.description = text_of_property(x, ICAL_DESCRIPTION_PROPERTY,
                                     icalproperty_get_description);
  out.category = text_of_property(x, ICAL_CATEGORIES_PROPERTY,
                                  icalproperty_get_categories);
  out.cancelled = icalcomponent_get_status(x) == ICAL_STATUS_CANCELLED;
  return out;
}

result<std::vector<calendar_event>> ics_reader::read(std::string_view text) {
  if (text.size() > ics_bytes_max)
    return wrong(ec::oversize,
                 std::to_string(text.size()) + " bytes are too many (at most "
                   + std::to_string(ics_bytes_max) + "), name another file");
  if (first_bad_byte(text) != std::string_view::npos)
    return wrong(ec::malformed, "this is no UTF-8 text, name another file");
  if (is_too_deep(text))
    return wrong(ec::malformed, "its parts lie more than 8 deep within each "
                                "other, name another file");
  auto all = component_ptr{icalparser_parse_string(std::string{text}.c_str())};
  if (!all || icalcomponent_isa(all.get()) != ICAL_VCALENDAR_COMPONENT)
    return wrong(ec::malformed, "this is no calendar, name another file");
  auto by = text_of_property(all.get(), ICAL_PRODID_PROPERTY,
                             icalproperty_get_prodid);
  if (by != product_id)
    return wrong(ec::invalid_argument, "another program wrote this calendar ("
                                         + calendar_text(by)
                                         + "), name another file");
  if (icalcomponent_count_errors(all.get()) != 0)
    return wrong(ec::malformed, "a part of this calendar cannot be read, "
                                "export to another file");
  auto out = std::vector<calendar_event>{};
  for (auto* x = icalcomponent_get_first_component(all.get(),
                                                   ICAL_VEVENT_COMPONENT);
       x != nullptr;
       x = icalcomponent_get_next_component(all.get(), ICAL_VEVENT_COMPONENT)) {
    auto one = event(x);
    if (!one)
      return one.error();
    out.push_back(std::move(*one));
  }
  return out;
}

} // namespace

result<std::vector<calendar_event>> read_ics(std::string_view text,
                                             const std::string& source) {
  return ics_reader{source}.read(text);
}

} // namespace nightfloat::exchange
