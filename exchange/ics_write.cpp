// SPDX-License-Identifier: Apache-2.0
#include "exchange/ics.hpp"
#include "exchange/ics_handles.hpp"
#include "exchange/zone_rules.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <unordered_map>

namespace nightfloat::exchange {

namespace {

using namespace domain;

icaltimetype ical_time(instant wall) {
  auto midnight = std::chrono::floor<std::chrono::days>(wall);
  auto day = std::chrono::year_month_day{midnight};
  auto of_day = (wall - instant{midnight}).count();
  auto out = icaltime_null_time();
  out.year = static_cast<int>(day.year());
  out.month = static_cast<int>(static_cast<unsigned>(day.month()));
  out.day = static_cast<int>(static_cast<unsigned>(day.day()));
  out.hour = of_day / 60;
  out.minute = of_day % 60;
  return out;
}

int year_of(instant x) {
  auto day = std::chrono::floor<std::chrono::days>(x);
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

icaltimetype utc_of(instant x) {
  auto out = ical_time(x);
  out.zone = icaltimezone_get_utc_timezone();
  return out;
}

/// The site's clocks; remembers the stretch that it was asked about last.
class site_clock {
public:
  explicit site_clock(zone of) : zone_{of} {
  }

  /// Whether the clocks show this time once more, an hour before or after:
  /// calendar programs disagree on which of the two is meant.
  bool is_twofold(instant x) {
    look(x);
    return x < twofold_until_ || x >= twofold_from_;
  }

  instant wall(instant x) {
    look(x);
    return x + now_.offset;
  }

private:
  void look(instant x) {
    if (x >= now_.from && x < now_.to)
      return;
    now_ = zone_.stretch_at(x);
    auto before = zone_.stretch_at(now_.from - minutes{1}).offset;
    auto after = zone_.stretch_at(now_.to).offset;
    auto back = [](minutes gain) {
      return std::max(gain, minutes{0});
    };
    twofold_until_ = now_.from + back(before - now_.offset);
    twofold_from_ = now_.to - back(now_.offset - after);
  }

  zone zone_;
  clock_stretch now_;
  instant twofold_until_{};
  instant twofold_from_{};
};

class ics_writer {
public:
  result<std::string> write(const std::vector<calendar_event>& events,
                            const std::string& name);

private:
  struct site {
    site_clock clock;
    instant first;
    instant last;
  };

  result<void> find_sites(const std::vector<calendar_event>& events);
  std::string head(const std::string& name);
  void add_event(std::string& out, const calendar_event& x);
  void add_text(std::string& out, icalproperty_kind kind,
                const std::string& text);
  void add_time(std::string& out, icalproperty_kind kind,
                const calendar_event& x, instant at);

  /// Appends the line of that kind and key, made once: a year repeats itself,
  /// and escaping and folding is most of the work.
  template <class Make>
  void add_line(std::string& out, icalproperty_kind kind, std::string key,
                Make make) {
    key += '\0';
    key += std::to_string(static_cast<int>(kind));
    auto [line, fresh] = lines_.try_emplace(std::move(key));
    if (fresh) {
      auto property = property_ptr{make()};
      line->second = taken(icalproperty_as_ical_string_r(property.get()));
    }
    out += line->second;
  }

  std::map<std::string, site, std::less<>> sites_;
  std::map<std::string, zone, std::less<>> zones_;
  std::unordered_map<std::string, std::string> lines_;
};

bool is_utc(const std::string& name) {
  return name == "UTC" || name == "Etc/UTC";
}

result<void> ics_writer::find_sites(const std::vector<calendar_event>& events) {
  for (const auto& x : events) {
    for (const auto* text :
         {&x.uid, &x.summary, &x.location, &x.description, &x.category})
      if (calendar_text(*text) != *text)
        return failure{ec::invalid_argument,
                       "calendar: event " + calendar_text(x.uid)
                         + " holds a text that no calendar can hold, give it "
                           "as calendar_text"};
    for (auto when : {x.start, x.end, x.stamp})
      if (year_of(when) >= ics_year_max)
        return failure{ec::invalid_argument,
                       "calendar: event " + x.uid + " is of "
                         + std::to_string(year_of(when))
                         + ", no calendar holds the year 3000 or a later one"};
    auto known = sites_.find(x.zone);
    if (known == sites_.end()) {
      auto found = zone::find(x.zone);
      if (!found)
        return at("calendar", found.error());
      zones_.emplace(x.zone, *found);
      known = sites_.emplace(x.zone, site{site_clock{*found}, x.start, x.end})
                .first;
    }
    known->second.first = std::min(known->second.first, x.start);
    known->second.last = std::max(known->second.last, x.end);
  }
  return {};
}

icalcomponent* observance(const clock_rule& x) {
  auto* out = icalcomponent_new(x.summer ? ICAL_XDAYLIGHT_COMPONENT
                                         : ICAL_XSTANDARD_COMPONENT);
  auto seconds = [](minutes offset) {
    return offset.count() * 60;
  };
  auto add = [&](icalproperty* property) {
    icalcomponent_add_property(out, property);
  };
  add(icalproperty_new_dtstart(ical_time(x.onset)));
  if (!x.recurrence.empty())
    add(icalproperty_new_rrule(
      icalrecurrencetype_from_string(x.recurrence.c_str())));
  add(icalproperty_new_tzoffsetfrom(seconds(x.before)));
  add(icalproperty_new_tzoffsetto(seconds(x.after)));
  if (!x.name.empty())
    add(icalproperty_new_tzname(x.name.c_str()));
  return out;
}

std::string ics_writer::head(const std::string& name) {
  auto all = component_ptr{icalcomponent_new(ICAL_VCALENDAR_COMPONENT)};
  auto add = [&](icalproperty* property) {
    icalcomponent_add_property(all.get(), property);
  };
  add(icalproperty_new_prodid(product_id));
  add(icalproperty_new_version("2.0"));
  add(icalproperty_new_calscale("GREGORIAN"));
  auto* shown = icalproperty_new_x(calendar_text(name).c_str());
  icalproperty_set_x_name(shown, "X-WR-CALNAME");
  add(shown);
  for (const auto& [zone_name, seen] : sites_) {
    if (is_utc(zone_name))
      continue;
    auto* zone = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
    icalcomponent_add_property(zone, icalproperty_new_tzid(zone_name.c_str()));
    for (const auto& rule :
         clock_rules(zones_.at(zone_name), seen.first, seen.last))
      icalcomponent_add_component(zone, observance(rule));
    icalcomponent_add_component(all.get(), zone);
  }
  return taken(icalcomponent_as_ical_string_r(all.get()));
}

void ics_writer::add_text(std::string& out, icalproperty_kind kind,
                          const std::string& text) {
  if (text.empty())
    return;
  add_line(out, kind, text, [&] {
    auto* made = icalproperty_new(kind);
    icalproperty_set_value(made, icalvalue_new_text(text.c_str()));
    return made;
  });
}

void ics_writer::add_time(std::string& out, icalproperty_kind kind,
                          const calendar_event& x, instant at) {
  auto& clock = sites_.find(x.zone)->second.clock;
  auto in_utc = kind == ICAL_DTSTAMP_PROPERTY || is_utc(x.zone)
                || clock.is_twofold(at);
  auto key = std::to_string(at.time_since_epoch().count())
             + (in_utc ? "" : x.zone);
  add_line(out, kind, std::move(key), [&] {
    auto* made = icalproperty_new(kind);
    auto time = in_utc ? utc_of(at) : ical_time(clock.wall(at));
    icalproperty_set_value(made, icalvalue_new_datetime(time));
    if (!in_utc)
      icalproperty_add_parameter(made, icalparameter_new_tzid(x.zone.c_str()));
    return made;
  });
}

void ics_writer::add_event(std::string& out, const calendar_event& x) {
  constexpr auto sequence_max
    = static_cast<std::uint32_t>(std::numeric_limits<int>::max());
  auto sequence = static_cast<int>(std::min(x.sequence, sequence_max));
  auto uid = property_ptr{icalproperty_new_uid(x.uid.c_str())};
  out += "BEGIN:VEVENT\r\n";
  out += taken(icalproperty_as_ical_string_r(uid.get()));
  add_time(out, ICAL_DTSTAMP_PROPERTY, x, x.stamp);
  add_line(out, ICAL_SEQUENCE_PROPERTY, std::to_string(sequence),
           [&] { return icalproperty_new_sequence(sequence); });
  add_time(out, ICAL_DTSTART_PROPERTY, x, x.start);
  add_time(out, ICAL_DTEND_PROPERTY, x, x.end);
  add_text(out, ICAL_SUMMARY_PROPERTY, x.summary);
  add_text(out, ICAL_LOCATION_PROPERTY, x.location);
  add_text(out, ICAL_DESCRIPTION_PROPERTY, x.description);
  add_text(out, ICAL_CATEGORIES_PROPERTY, x.category);
  add_line(out, ICAL_STATUS_PROPERTY, x.cancelled ? "1" : "0", [&] {
    return icalproperty_new_status(x.cancelled ? ICAL_STATUS_CANCELLED
                                               : ICAL_STATUS_CONFIRMED);
  });
  out += "END:VEVENT\r\n";
}

result<std::string> ics_writer::write(const std::vector<calendar_event>& events,
                                      const std::string& name) {
  if (auto ok = find_sites(events); !ok)
    return ok.error();
  constexpr std::string_view tail = "END:VCALENDAR\r\n";
  auto out = head(name);
  NIGHTFLOAT_EXPECT(out.ends_with(tail));
  out.resize(out.size() - tail.size());
  for (const auto& x : events)
    add_event(out, x);
  out += tail;
  return out;
}

} // namespace

result<std::string> write_ics(const std::vector<calendar_event>& events,
                              const std::string& name) {
  return ics_writer{}.write(events, name);
}

} // namespace nightfloat::exchange
