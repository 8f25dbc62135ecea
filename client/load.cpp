// SPDX-License-Identifier: Apache-2.0
#include "client/load.hpp"

#include "codec/bytes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

namespace nightfloat::client {

namespace {

/// Heads that switch this often while pages are read are somebody's mistake.
constexpr int attempts_max = 5;

using pages = std::map<std::string, std::string>;

template <class T>
result<T> decoded(const std::string& key, const std::string& bytes) {
  auto x = codec::decode<T>(bytes);
  if (!x)
    return failure{ec::corrupt, key + ": " + x.error().detail, 0};
  return x;
}

/// Adds every record under `prefix` to `out`; returns the newest version seen.
result<std::uint64_t> scan_all(ledger_port& ledger,
                               const std::string& programme,
                               const std::string& prefix, pages& out) {
  auto after = std::string{};
  auto newest = std::uint64_t{0};
  for (;;) {
    auto page = ledger.scan(programme, prefix, after);
    if (!page)
      return page.error();
    newest = std::max(newest, page->version);
    for (auto& one : page->found)
      out.insert_or_assign(one.key, std::move(one.bytes));
    if (!page->more || page->found.empty())
      return newest;
    after = page->found.back().key;
  }
}

result<void> read_heads(ledger_port& ledger, const std::string& programme,
                        loaded& out) {
  auto found = ledger.read(programme,
                           {std::string{domain::keys::programme_current},
                            std::string{domain::keys::roster_current}});
  if (!found)
    return found.error();
  if (found->found.size() != 2)
    return failure{ec::malformed, "load: the store left a key unanswered", 0};
  out.version = found->version;
  out.head_revision = found->found[0].revision;
  out.roster_revision = found->found[1].revision;
  if (out.head_revision == 0)
    return failure{ec::not_found,
                   "programme " + programme
                     + ": nothing was imported, run `nightfloat import`",
                   0};
  auto head = decoded<domain::programme_head>(found->found[0].key,
                                              found->found[0].bytes);
  if (!head)
    return head.error();
  out.head = *head;
  if (out.roster_revision == 0)
    return {};
  auto roster = decoded<domain::roster_head>(found->found[1].key,
                                             found->found[1].bytes);
  if (!roster)
    return roster.error();
  out.roster_head = *roster;
  return {};
}

/// Brings pages of several versions to version `until`. False: a head
/// switched, so that other pages are wanted.
result<bool> catch_up(ledger_port& ledger, const std::string& programme,
                      std::uint64_t since, std::uint64_t until, pages& out) {
  auto items = ledger.changes(programme, since, until);
  if (!items)
    return items.error();
  for (auto& item : *items)
    for (auto& change : item.changes) {
      if (change.key == domain::keys::programme_current
          || change.key == domain::keys::roster_current)
        return false;
      if (change.after)
        out.insert_or_assign(change.key, std::move(*change.after));
      else
        out.erase(change.key);
    }
  return true;
}

/// Decodes what lies under `prefix` into `out`, in key order.
template <class T>
result<void>
collect(const pages& from, const std::string& prefix, std::vector<T>& out) {
  for (auto i = from.lower_bound(prefix);
       i != from.end() && i->first.starts_with(prefix); ++i) {
    auto x = decoded<T>(i->first, i->second);
    if (!x)
      return x.error();
    out.push_back(std::move(*x));
  }
  return {};
}

result<void> assemble(const pages& from, loaded& out) {
  auto set = domain::keys::data(out.head.data);
  auto info = from.find(domain::keys::info(out.head.data));
  if (info == from.end())
    return failure{ec::corrupt, set + "programme: is missing", 0};
  auto& x = out.programme;
  auto read = decoded<domain::programme_info>(info->first, info->second);
  if (!read)
    return read.error();
  x.info = std::move(*read);
  for (auto done : {collect(from, set + "person/", x.people),
                    collect(from, set + "rotation/", x.rotations),
                    collect(from, set + "template/", x.templates),
                    collect(from, set + "absence/", x.absences),
                    collect(from, set + "requirement/", x.requirements),
                    collect(from, set + "site/", x.sites),
                    collect(from, set + "holiday/", x.holidays),
                    collect(from, set + "activity/", x.activities),
                    collect(from, set + "credential/", x.credentials)})
    if (!done)
      return done;
  if (auto pack = from.find(domain::keys::rules(out.head.data));
      pack != from.end()) {
    auto rules = decoded<domain::rule_pack>(pack->first, pack->second);
    if (!rules)
      return rules.error();
    x.pack = std::move(*rules);
  }
  // Some keys begin with the person; the programme is sorted by id alone.
  domain::sort(x);
  return {};
}

/// The person in `<prefix><person>[/...]`; not assigned if there is none.
domain::person_id person_in(std::string_view key, std::string_view prefix) {
  auto out = domain::person_id{};
  for (auto c : key.substr(prefix.size(), 8)) {
    auto digit = c >= '0' && c <= '9'   ? c - '0'
                 : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                        : -1;
    if (digit < 0)
      return {};
    out.value = out.value << 4 | static_cast<std::uint32_t>(digit);
  }
  return out;
}

template <class Columns, class Row>
result<void> unpack_all(const pages& from, const std::string& prefix,
                        std::vector<Row>& out) {
  for (auto i = from.lower_bound(prefix);
       i != from.end() && i->first.starts_with(prefix); ++i) {
    auto columns = decoded<Columns>(i->first, i->second);
    if (!columns)
      return columns.error();
    auto rows = domain::unpack(person_in(i->first, prefix), *columns);
    if (!rows)
      return at(i->first, std::move(rows).error());
    out.insert(out.end(), std::make_move_iterator(rows->begin()),
               std::make_move_iterator(rows->end()));
  }
  return {};
}

result<domain::roster> assemble_roster(const pages& from,
                                       domain::roster_id id) {
  auto x = domain::roster{.id = id};
  if (auto done = unpack_all<domain::duty_month>(from, domain::keys::duties(id),
                                                 x.duties);
      !done)
    return done.error();
  if (auto done = unpack_all<domain::year_plan>(from, domain::keys::plans(id),
                                                x.plan);
      !done)
    return done.error();
  domain::sort(x);
  return x;
}

/// One attempt; false: a head switched meanwhile.
result<bool> try_load(ledger_port& ledger, const std::string& programme,
                      bool with_roster, loaded& out) {
  if (auto heads = read_heads(ledger, programme, out); !heads)
    return heads.error();
  auto from = pages{};
  auto prefixes = std::vector{domain::keys::data(out.head.data)};
  if (with_roster && out.roster_revision != 0) {
    prefixes.push_back(domain::keys::duties(out.roster_head.roster));
    prefixes.push_back(domain::keys::plans(out.roster_head.roster));
  }
  auto newest = out.version;
  for (auto& prefix : prefixes) {
    auto seen = scan_all(ledger, programme, prefix, from);
    if (!seen)
      return seen.error();
    newest = std::max(newest, *seen);
  }
  if (newest > out.version) {
    auto same = catch_up(ledger, programme, out.version, newest, from);
    if (!same || !*same)
      return same;
    out.version = newest;
  }
  if (auto done = assemble(from, out); !done)
    return done.error();
  if (!with_roster || out.roster_revision == 0)
    return true;
  auto roster = assemble_roster(from, out.roster_head.roster);
  if (!roster)
    return roster.error();
  out.roster = std::move(*roster);
  return true;
}

result<loaded> load_parts(ledger_port& ledger, const std::string& programme,
                          bool with_roster) {
  for (auto i = 0; i < attempts_max; ++i) {
    auto out = loaded{};
    auto done = try_load(ledger, programme, with_roster, out);
    if (!done && done.error().code != ec::trimmed)
      return done.error();
    if (done && *done)
      return out;
  }
  return failure{ec::conflict,
                 "programme " + programme
                   + ": was published anew each time it was read ("
                   + std::to_string(attempts_max) + " times), try again",
                 0};
}

} // namespace

result<loaded> load(ledger_port& ledger, const std::string& programme) {
  return load_parts(ledger, programme, true);
}

result<loaded> load_programme(ledger_port& ledger,
                              const std::string& programme) {
  return load_parts(ledger, programme, false);
}

result<domain::programme> load_data(ledger_port& ledger,
                                    const std::string& programme,
                                    domain::data_id set) {
  auto out = loaded{};
  out.head.data = set;
  auto from = pages{};
  auto seen = scan_all(ledger, programme, domain::keys::data(set), from);
  if (!seen)
    return seen.error();
  if (from.empty())
    return failure{ec::not_found,
                   "programme " + programme + ": that import is no longer kept",
                   0};
  if (auto done = assemble(from, out); !done)
    return done.error();
  return std::move(out.programme);
}

result<domain::roster> load_roster(ledger_port& ledger,
                                   const std::string& programme,
                                   domain::roster_id which) {
  auto from = pages{};
  for (const auto& prefix :
       {domain::keys::duties(which), domain::keys::plans(which)})
    if (auto seen = scan_all(ledger, programme, prefix, from); !seen)
      return seen.error();
  if (from.empty())
    return failure{ec::not_found,
                   "programme " + programme + ": roster "
                     + std::to_string(which.value) + " is no longer kept",
                   0};
  return assemble_roster(from, which);
}

result<std::vector<domain::swap_record>>
load_swaps(ledger_port& ledger, const std::string& programme, bool all) {
  auto prefixes = std::vector{std::string{domain::keys::swaps_live}};
  if (all)
    prefixes.emplace_back(domain::keys::swaps_ended);
  auto out = std::vector<domain::swap_record>{};
  for (const auto& prefix : prefixes) {
    auto from = pages{};
    if (auto seen = scan_all(ledger, programme, prefix, from); !seen)
      return seen.error();
    if (auto done = collect(from, prefix, out); !done)
      return done.error();
  }
  std::ranges::stable_sort(out, {}, &domain::swap_record::id);
  // One that ended between the two pages is in both: the later counts.
  auto same = [](const domain::swap_record& a, const domain::swap_record& b) {
    return a.id == b.id;
  };
  auto twice = std::unique(out.rbegin(), out.rend(), same);
  out.erase(out.begin(), twice.base());
  return out;
}

} // namespace nightfloat::client
