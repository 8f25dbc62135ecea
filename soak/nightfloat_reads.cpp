// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/roster.hpp"
#include "soak/nightfloat_steps.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <tuple>

namespace nightfloat::soak {

namespace {

constexpr auto page = 50u;

void roster_head(visit x) {
  auto key = std::string{domain::keys::roster_current};
  x.ask(client::read_request{{key}}, {},
        [](nightfloat_user& who, const client::records& got, step_answer& to) {
          to.found = !got.found.empty() && got.found[0].revision != 0;
          if (!to.found)
            return;
          auto head = codec::decode<domain::roster_head>(got.found[0].bytes);
          to.found = head.has_value();
          if (head)
            who.roster = head->roster;
        });
}

void duty_read(visit x) {
  auto& who = x.who;
  who.shift = {};
  who.candidates.clear();
  if (!who.roster.assigned() || x.terms.people == 0 || x.terms.months.empty())
    return x.skip();
  who.person = domain::person_id{
    static_cast<std::uint32_t>(who.draw(x.terms.people)) + 1};
  auto month = x.terms.months[who.draw(x.terms.months.size())];
  auto key = domain::keys::duty(who.roster, who.person, month);
  x.ask(client::read_request{{key}}, {},
        [](nightfloat_user& u, const client::records& got, step_answer& to) {
          to.found = !got.found.empty() && got.found[0].revision != 0;
          if (!to.found)
            return;
          auto duty = codec::decode<domain::duty_month>(got.found[0].bytes);
          if (duty && !duty->shift.empty())
            u.shift = domain::shift_id{duty->shift[u.draw(duty->shift.size())]};
        });
}

void data_scan(visit x) {
  x.ask(client::scan_request{.prefix = "data/", .after = {}, .limit = page}, {},
        [](nightfloat_user&, const client::records& got, step_answer& to) {
          to.found = !got.found.empty();
        });
}

void queue_list(visit x) {
  x.ask(client::jobs_request{.limit = page}, {},
        [](nightfloat_user&, const client::job_list& got, step_answer& to) {
          to.found = !got.jobs.empty();
        });
}

void queue_stats(visit x) {
  x.ask(client::queue_stats_request{}, {},
        [](nightfloat_user&, const client::queue_stats& got, step_answer& to) {
          to.found = !got.kinds.empty();
        });
}

void status(visit x) {
  x.ask(client::status_request{}, {},
        [](nightfloat_user&, const client::status_reply& got, step_answer& to) {
          to.found = !got.processes.empty();
        });
}

/// A week of the roster, drawn.
std::pair<domain::date, domain::date> drawn_week(visit& x, int days) {
  auto span = (x.terms.last - x.terms.first).count() - days;
  auto first = x.terms.first;
  if (span > 0)
    first += domain::date::duration{
      static_cast<std::int32_t>(x.who.draw(static_cast<std::uint64_t>(span)))};
  auto last = first + domain::date::duration{days - 1};
  return {first, std::min(last, x.terms.last)};
}

void take_validation(nightfloat_user& who, const client::validate_reply& got,
                     step_answer& to) {
  who.version = std::max(who.version, got.version);
  to.version = got.version;
  to.found = got.duties != 0;
}

void validate(visit x) {
  x.ask(client::validate_request{}, {}, take_validation);
}

void validate_week(visit x) {
  auto request = client::validate_request{};
  std::tie(request.first, request.last) = drawn_week(x, 7);
  x.ask(request, {}, take_validation);
}

void conflicts(visit x) {
  auto request = client::conflicts_request{};
  std::tie(request.first, request.last) = drawn_week(x, 14);
  x.ask(request, {},
        [](nightfloat_user&, const client::conflicts_reply& got,
           step_answer& to) { to.version = got.version; });
}

void risk(visit x) {
  auto request = client::risk_request{};
  std::tie(request.first, request.last) = drawn_week(x, 7);
  x.ask(request, {},
        [](nightfloat_user&, const client::risk_reply& got, step_answer& to) {
          to.version = got.version;
          to.found = got.unknown.empty();
        });
}

void swap_find(visit x) {
  if (!x.who.shift.assigned())
    return x.skip();
  x.ask(client::swap_find_request{x.who.person, x.who.shift, 4}, {},
        [](nightfloat_user& who, const client::swap_find_reply& got,
           step_answer& to) {
          who.candidates = got.candidates;
          to.found = !got.candidates.empty();
        });
}

void swap_match(visit x) {
  if (!x.who.shift.assigned())
    return x.skip();
  x.ask(client::swap_match_request{x.who.person, x.who.shift, 5}, {},
        [](nightfloat_user&, const client::swap_match_reply& got,
           step_answer& to) { to.found = !got.matches.empty(); });
}

void job_wait(visit x) {
  if (!x.who.job.assigned())
    return x.skip();
  x.ask(client::await_request{x.who.job}, {},
        [](nightfloat_user& who, const domain::job_view& got, step_answer& to) {
          who.job = {};
          to.found = got.state == domain::job_state::completed;
          if (!to.found)
            to.why = {ec::refused, "job: " + got.last.detail, 0};
        });
}

/// A watch that waits for one item.
struct watching {
  std::atomic<bool> told = false;
  std::atomic<client::watch_id> id = 0;
  target::answered done;

  void tell(client::connection& door, step_answer x) {
    if (told.exchange(true))
      return;
    if (auto watch = id.load(); watch != 0)
      door.unwatch(watch);
    done(std::move(x));
  }
};

// From the version before the newest known, so that an item lies there.
void watch(visit x) {
  if (x.who.version == 0)
    return x.skip();
  // shared_ptr: the two handlers and this function hold it.
  auto all = std::make_shared<watching>();
  all->done = std::move(x.done);
  auto& door = *x.who.door;
  auto id = door.watch(
    x.terms.programme, x.who.version - 1,
    {.on_item =
       [all, &door](const domain::feed_item& item) {
         all->tell(door, {.why = {},
                          .found = true,
                          .skipped = false,
                          .version = item.version});
       },
     .on_end
     = [all, &door](failure why) { all->tell(door, {.why = std::move(why)}); },
     .first_within = x.timeout});
  all->id = id;
  // The item may have come before the number was known.
  if (all->told)
    door.unwatch(id);
}

constexpr auto reading = std::array{
  named_step{"roster.head", roster_head},
  named_step{"duty.read", duty_read},
  named_step{"data.scan", data_scan},
  named_step{"queue.list", queue_list},
  named_step{"queue.stats", queue_stats},
  named_step{"status", status},
  named_step{"roster.validate", validate},
  named_step{"validate.week", validate_week},
  named_step{"roster.conflicts", conflicts},
  named_step{"roster.risk", risk},
  named_step{"swap.find", swap_find},
  named_step{"swap.match", swap_match},
  named_step{"job.wait", job_wait},
  named_step{"watch", watch},
};

} // namespace

std::span<const named_step> reading_steps() {
  return reading;
}

} // namespace nightfloat::soak
