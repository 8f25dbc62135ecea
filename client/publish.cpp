// SPDX-License-Identifier: Apache-2.0
#include "client/publish.hpp"

#include "client/committing.hpp"
#include "client/load.hpp"
#include "codec/bytes.hpp"
#include "domain/digest.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace nightfloat::client {

namespace {

/// Room for key, programme and reply beside the writes of one transaction.
constexpr std::size_t chunk_bytes_max = domain::transaction_bytes_max
                                        - (64 << 10);

void put_programme(std::vector<domain::write>& out, domain::data_id set,
                   const domain::programme& x) {
  namespace keys = domain::keys;
  put(out, keys::info(set), x.info);
  for (auto& one : x.people)
    put(out, keys::person(set, one.id), one);
  for (auto& one : x.rotations)
    put(out, keys::rotation(set, one.id), one);
  for (auto& one : x.templates)
    put(out, keys::shift_template(set, one.id), one);
  for (auto& one : x.absences)
    put(out, keys::absence(set, one.person, one.id), one);
  for (auto& one : x.requirements)
    put(out, keys::requirement(set, one.id), one);
  for (auto& one : x.sites)
    put(out, keys::site(set, one.id), one);
  for (auto& one : x.holidays)
    put(out, keys::holiday(set, one.day), one);
  for (auto& one : x.activities)
    put(out, keys::activity(set, one.id), one);
  for (auto& one : x.credentials)
    put(out, keys::credential(set, one.person, one.id), one);
  if (x.pack)
    put(out, keys::rules(set), *x.pack);
}

/// Calls `f` with each run of elements that `same` holds together.
template <class T, class Same, class F>
void for_each_run(const std::vector<T>& xs, Same same, F f) {
  for (auto first = xs.begin(); first != xs.end();) {
    auto last = std::find_if(first, xs.end(),
                             [&](auto& x) { return !same(*first, x); });
    f(std::span<const T>{first, last});
    first = last;
  }
}

void put_roster(std::vector<domain::write>& out, domain::roster_id id,
                const domain::roster& x) {
  namespace keys = domain::keys;
  for_each_run(
    x.duties,
    [](auto& a, auto& b) {
      return a.person == b.person
             && domain::month_of(a.start) == domain::month_of(b.start);
    },
    [&](auto run) {
      put(
        out,
        keys::duty(id, run.front().person, domain::month_of(run.front().start)),
        domain::pack_duties(run));
    });
  for_each_run(
    x.plan, [](auto& a, auto& b) { return a.person == b.person; },
    [&](auto run) {
      put(out, keys::plan(id, run.front().person), domain::pack_plan(run));
    });
}

/// One publication, from what is in force to what shall be.
class publication {
public:
  publication(ledger_port& ledger, publish_request& request)
    : ledger_{ledger}, request_{request} {
    // Nothing is read yet.
  }

  result<publish_report> run(const publish_progress& progress);

private:
  result<void> read_before();
  result<void> check_kept() const;
  [[nodiscard]] bool nothing_differs() const;
  result<void> stage(const publish_progress& progress);
  [[nodiscard]] std::vector<domain::unchanged> staged_unchanged() const;
  [[nodiscard]] std::vector<domain::unchanged> read_unchanged() const;
  result<void> switch_heads();
  void discard_staged();

  [[nodiscard]] domain::data_id set() const {
    return {request_.number};
  }

  [[nodiscard]] domain::roster_id roster() const {
    return {request_.number};
  }

  ledger_port& ledger_;
  publish_request& request_;
  loaded before_;
  publish_report report_;
  /// The version of the last staging transaction.
  std::uint64_t staged_ = 0;
};

result<void> publication::read_before() {
  auto before = load(ledger_, request_.programme);
  if (before)
    before_ = std::move(*before);
  else if (before.error().code != ec::not_found)
    return before.error();
  auto newest = std::max(before_.head_revision, before_.roster_revision);
  if (request_.staged_on != 0 && newest > request_.staged_on)
    return failure{ec::conflict,
                   "publish: another programme or roster was published since "
                   "version "
                     + std::to_string(request_.staged_on)
                     + ", on which this was staged; nothing was published, "
                       "stage it again",
                   0};
  return {};
}

result<void> publication::check_kept() const {
  if (request_.roster || request_.drop_roster || !before_.roster)
    return {};
  auto what = misfit(request_.content, *before_.roster);
  if (!what.empty())
    return failure{ec::refused,
                   "publish: the roster in force names " + what
                     + ", which the new programme lacks; give what has another "
                       "code its id as an export has it, bring a roster along "
                       "or drop it with --drop-roster",
                   0};
  what = renumbered(before_.programme, request_.content);
  if (!what.empty())
    return failure{ec::refused,
                   "publish: the roster in force goes by numbers, and " + what
                     + "; give the rows their ids as an export has them, bring "
                       "a roster along or drop it with --drop-roster",
                   0};
  return {};
}

bool publication::nothing_differs() const {
  if (before_.head_revision == 0 || before_.programme != request_.content)
    return false;
  if (request_.roster)
    return before_.roster && before_.roster->duties == request_.roster->duties
           && before_.roster->plan == request_.roster->plan;
  return !(request_.drop_roster && before_.roster);
}

result<void> publication::stage(const publish_progress& progress) {
  auto writes = std::vector<domain::write>{};
  put_programme(writes, set(), request_.content);
  if (request_.roster)
    put_roster(writes, roster(), *request_.roster);
  report_.records = writes.size();
  auto chunk = std::uint64_t{0};
  for (auto i = std::size_t{0}; i < writes.size();) {
    auto x = domain::transaction{.programme = request_.programme};
    auto bytes = std::size_t{0};
    for (; i < writes.size() && x.put.size() < domain::writes_max; ++i) {
      bytes += writes[i].key.size() + writes[i].bytes.size();
      if (bytes > chunk_bytes_max && !x.put.empty())
        break;
      x.put.push_back(std::move(writes[i]));
    }
    x.trace = request_.trace;
    x.expect_unchanged = staged_unchanged();
    auto done
      = commit(ledger_, std::move(x), "import.stage",
               domain::hex(request_.number) + "/" + std::to_string(chunk++));
    if (!done)
      return done.error();
    staged_ = *done;
    if (progress)
      progress(i, writes.size());
  }
  return {};
}

/// That all of what was staged so far is there. A purge may take it for a draft
/// that was given up, so each transaction vouches for those before it.
std::vector<domain::unchanged> publication::staged_unchanged() const {
  namespace keys = domain::keys;
  if (staged_ == 0)
    return {};
  return {{.prefix = keys::data(set()), .since = staged_},
          {.prefix = keys::duties(roster()), .since = staged_},
          {.prefix = keys::plans(roster()), .since = staged_}};
}

/// That nothing which goes, or was checked, has changed since it was read.
std::vector<domain::unchanged> publication::read_unchanged() const {
  namespace keys = domain::keys;
  auto out = std::vector<domain::unchanged>{};
  auto since = request_.staged_on != 0 ? request_.staged_on : before_.version;
  auto guards = std::string{keys::person_guards};
  // Leave that a repair wrote moves no head.
  if (before_.head_revision != 0)
    out.push_back({.prefix = keys::data(before_.head.data), .since = since});
  if (request_.roster || request_.drop_roster)
    out.push_back({.prefix = guards, .since = since});
  else if (before_.roster)
    // It was seen to fit as it stood then.
    out.push_back({.prefix = guards, .since = before_.version});
  return out;
}

result<void> publication::switch_heads() {
  namespace keys = domain::keys;
  auto x = domain::transaction{.programme = request_.programme};
  x.trace = request_.trace;
  auto programme_key = std::string{keys::programme_current};
  auto roster_key = std::string{keys::roster_current};
  x.expect = heads_of(before_);
  put(x.put, programme_key,
      domain::programme_head{.data = set(), .before = before_.head.data});
  x.expect_unchanged = read_unchanged();
  std::ranges::move(staged_unchanged(), std::back_inserter(x.expect_unchanged));
  if (request_.roster)
    put(x.put, roster_key,
        domain::roster_head{.roster = roster(),
                            .before = before_.roster_head.roster});
  else if (request_.drop_roster && before_.roster_revision != 0)
    x.erase = {roster_key};
  auto version = commit(ledger_, std::move(x), "import.publish",
                        domain::hex(request_.number));
  if (!version)
    return version.error();
  report_.version = *version;
  return {};
}

void publication::discard_staged() {
  discard(ledger_, request_.programme, domain::keys::data(set()),
          request_.number);
  discard(ledger_, request_.programme, domain::keys::duties(roster()),
          request_.number);
  discard(ledger_, request_.programme, domain::keys::plans(roster()),
          request_.number);
}

result<publish_report> publication::run(const publish_progress& progress) {
  if (auto done = read_before(); !done)
    return done.error();
  report_.programme = request_.programme;
  auto* old_roster = before_.roster ? &*before_.roster : nullptr;
  auto* new_roster = request_.roster        ? &*request_.roster
                     : request_.drop_roster ? nullptr
                                            : old_roster;
  report_.changes = compare(before_.programme, old_roster, request_.content,
                            new_roster);
  report_.roster_kept = old_roster != nullptr && new_roster == old_roster;
  report_.version = before_.version;
  if (auto fits = check_kept(); !fits)
    return fits.error();
  if (nothing_differs()) {
    report_.unchanged = true;
    return report_;
  }
  auto done = stage(progress);
  if (done)
    done = switch_heads();
  if (!done) {
    // An unknown publication may yet stand: what it names must stay.
    if (!is_unknown(done.error().code) && done.error().code != ec::timed_out)
      discard_staged();
    return done.error();
  }
  if (auto old = before_.head.before; old.assigned())
    discard(ledger_, request_.programme, domain::keys::data(old),
            request_.number);
  return report_;
}

} // namespace

result<publish_report> publish(ledger_port& ledger, publish_request request,
                               const publish_progress& progress) {
  NIGHTFLOAT_EXPECT(request.number != 0);
  if (request.roster)
    domain::sort(*request.roster);
  return publication{ledger, request}.run(progress);
}

} // namespace nightfloat::client
