// SPDX-License-Identifier: Apache-2.0
#include "exchange/roster_calendar.hpp"

#include "exchange/text.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <tuple>

namespace nightfloat::exchange {

namespace {

using namespace domain;

constexpr auto cancelled_kept = std::chrono::days{31};

/// What the holder of a calendar sees. Not the zone: the instants say it all,
/// and a file forgets the zone of an event that it has in UTC.
auto shown_fields(const calendar_event& x) {
  return std::tie(x.start, x.end, x.summary, x.location, x.description,
                  x.category, x.cancelled);
}

/// `fallback` where there is no such thing or it has no name.
template <class T>
std::string name_or(const T* x, const std::string& fallback) {
  if (x == nullptr)
    return fallback;
  return x->name.empty() ? x->code : x->name;
}

/// Only what no calendar program stumbles over.
std::string host_of(std::string x) {
  std::erase_if(x, [](unsigned char c) {
    return std::isalnum(c) == 0 && c != '-' && c != '_' && c != '.';
  });
  return (x.empty() ? "programme" : x) + ".nightfloat";
}

class event_maker {
public:
  event_maker(const programme& where, const calendar_choice& which,
              instant stamp)
    : where_{where}, alone_{which.person.assigned()},
      host_{host_of(which.programme)}, stamp_{stamp} {
  }

  calendar_event make(const duty& x) const {
    auto* from = find(where_, x.from);
    auto* rotation = find(where_, x.rotation);
    auto* site = find(where_, x.site);
    auto kind = std::string{boost::describe::enum_to_string(x.kind, "duty")};
    std::ranges::replace(kind, '_', ' ');
    auto out = calendar_event{.uid = uid(x),
                              .zone = site != nullptr && !site->zone.empty()
                                        ? site->zone
                                        : where_.info.zone,
                              .start = x.start,
                              .end = x.end,
                              .category = calendar_text(kind),
                              .stamp = stamp_};
    out.summary = name_or(from, name_or(rotation, kind));
    if (!alone_)
      out.summary += ": " + person(x.person);
    auto place = rotation != nullptr ? rotation->site : std::string{};
    out.location = calendar_text(name_or(site, place));
    out.description = (from != nullptr ? from->code + ", " : std::string{})
                      + kind + (x.actual ? ", as worked" : "");
    if (rotation != nullptr)
      out.description += "\nrotation " + name_or(rotation, {});
    out.summary = calendar_text(out.summary);
    out.description = calendar_text(out.description);
    return out;
  }

private:
  std::string person(person_id id) const {
    return name_or(find(where_, id), "#" + std::to_string(id.value));
  }

  std::string uid(const duty& x) const {
    auto what = x.shift.assigned()
                  ? "shift-" + std::to_string(x.shift.value)
                  : "start-"
                      + std::to_string(x.start.time_since_epoch().count());
    return what + "-person-" + std::to_string(x.person.value) + "@" + host_;
  }

  const programme& where_;
  bool alone_;
  std::string host_;
  instant stamp_;
};

} // namespace

std::string calendar_text(std::string_view text) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < text.size();) {
    auto rest = text.substr(i);
    auto good = std::min(first_bad_byte(rest), rest.size());
    for (auto c : rest.substr(0, good)) {
      auto is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
      if (c == '\n' && out.ends_with('\r'))
        out.back() = '\n';
      else
        out += is_control && c != '\r' && c != '\n' ? ' ' : c;
    }
    if (good < rest.size())
      out += '?';
    i += good + 1;
  }
  std::ranges::replace(out, '\r', '\n');
  // Readers strip blanks at the ends of a line; so do we, for equal texts.
  return std::string{trimmed(out)};
}

std::vector<calendar_event> events_of(const programme& where, const roster& x,
                                      const calendar_choice& which,
                                      instant stamp) {
  auto out = std::vector<calendar_event>{};
  auto maker = event_maker{where, which, stamp};
  for (const auto& one : x.duties)
    if ((!which.person.assigned() || one.person == which.person)
        && (!which.rotation.assigned() || one.rotation == which.rotation))
      out.push_back(maker.make(one));
  auto key = [](const calendar_event& e) {
    return std::tie(e.start, e.end, e.uid);
  };
  std::ranges::sort(out, [&](auto& a, auto& b) { return key(a) < key(b); });
  auto seen = std::map<std::string, int>{};
  for (auto& one : out)
    if (auto n = ++seen[one.uid]; n > 1)
      one.uid.insert(0, "again-" + std::to_string(n) + "-");
  return out;
}

void follow(std::vector<calendar_event>& now,
            const std::vector<calendar_event>& before, instant stamp) {
  auto known = std::map<std::string_view, const calendar_event*>{};
  for (const auto& one : before)
    known[one.uid] = &one;
  for (auto& one : now) {
    auto old = known.find(one.uid);
    if (old == known.end())
      continue;
    auto same = shown_fields(*old->second) == shown_fields(one);
    one.sequence = old->second->sequence + (same ? 0 : 1);
    one.stamp = same ? old->second->stamp : stamp;
    known.erase(old);
  }
  for (const auto& [uid, old] : known) {
    if (old->end + cancelled_kept < stamp)
      continue;
    auto& gone = now.emplace_back(*old);
    if (gone.cancelled)
      continue;
    gone.cancelled = true;
    ++gone.sequence;
    gone.stamp = stamp;
  }
}

} // namespace nightfloat::exchange
