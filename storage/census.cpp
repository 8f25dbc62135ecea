// SPDX-License-Identifier: Apache-2.0
#include "storage/census.hpp"

#include "codec/bytes.hpp"
#include "domain/digest.hpp"
#include "storage/feed.hpp"
#include "storage/layout.hpp"

#include <array>
#include <map>
#include <utility>

namespace nightfloat::storage {

namespace {

using sizes = std::map<std::string, domain::table_size>;

void add(sizes& to, const std::string& name, std::string_view key,
         std::string_view row) {
  auto& x = to[name];
  x.name = name;
  ++x.rows;
  x.bytes += key.size() + row.size();
}

std::vector<domain::table_size> listed(sizes& from) {
  auto out = std::vector<domain::table_size>{};
  for (auto& [name, x] : from)
    out.push_back(std::move(x));
  return out;
}

/// `d` programme 00 key: both parts.
std::pair<std::string_view, std::string_view> parts(std::string_view key) {
  const auto end = key.find('\0');
  return {key.substr(1, end - 1), key.substr(end + 1)};
}

template <class Row>
Row row_or_default(const view& from, std::string_view key) {
  auto row = from.get(key);
  if (!row || !*row)
    return {};
  auto x = codec::decode<Row>(**row);
  return x ? std::move(*x) : Row{};
}

/// Adds head and history of a programme.
result<void> describe(const view& from, domain::history_state& x) {
  auto head = read_head(from, x.programme);
  if (!head)
    return head.error();
  x.version = head->version;
  x.oldest = head->oldest;
  x.chain = domain::hex(head->chain);
  auto oldest = read_items(from, x.programme, head->oldest, 1);
  if (!oldest)
    return oldest.error();
  if (oldest->empty())
    return {};
  x.oldest_ms = oldest->front().ledger_time_ms;
  x.newest_ms = head->ledger_time_ms;
  return {};
}

result<void> list_programmes(const view& from, domain::store_state& x) {
  auto done = from.scan(prefix_range(layout::heads), scan_order::ascending,
                        [&](std::string_view key, std::string_view) {
                          auto& one = x.programmes.emplace_back();
                          one.programme = key.substr(1);
                          return true;
                        });
  if (!done)
    return done;
  for (auto& one : x.programmes)
    if (auto told = describe(from, one); !told)
      return told;
  return {};
}

result<void> count_rows(const view& from, domain::store_state& x) {
  auto tables = sizes{};
  auto kinds = sizes{};
  auto records = std::map<std::string, std::uint64_t, std::less<>>{};
  auto done = from.scan({}, scan_order::ascending,
                        [&](std::string_view key, std::string_view row) {
                          add(tables, table_name(key), key, row);
                          if (key[0] != 'd')
                            return true;
                          const auto [programme, name] = parts(key);
                          const auto kind = name.substr(0, name.find('/'));
                          add(kinds, std::string{kind}, key, row);
                          ++records[std::string{programme}];
                          return true;
                        });
  if (!done)
    return done;
  x.tables = listed(tables);
  x.kinds = listed(kinds);
  for (auto& one : x.programmes)
    one.records = records[one.programme];
  return {};
}

} // namespace

std::string table_name(std::string_view key) {
  static constexpr auto names = std::array{
    std::pair{'m', "store"},        std::pair{'p', "programmes"},
    std::pair{'d', "records"},      std::pair{'f', "feed items"},
    std::pair{'x', "erasures"},     std::pair{'r', "replies"},
    std::pair{'q', "jobs"},         std::pair{'s', "live jobs"},
    std::pair{'e', "ended jobs"},   std::pair{'i', "job numbers"},
    std::pair{'u', "unique names"}, std::pair{'k', "paused kinds"},
    std::pair{'c', "schedules"},    std::pair{'l', "rates"},
  };
  for (const auto& [first, name] : names)
    if (!key.empty() && key[0] == first)
      return name;
  return "others";
}

result<domain::store_state> take_census(const view& from, census depth) {
  auto x = domain::store_state{};
  const auto format = row_or_default<stored_format>(from, layout::format);
  x.format = format.version;
  x.created_ms = format.created_ms;
  x.ledger_time_ms
    = row_or_default<stored_totals>(from, layout::totals).ledger_time_ms;
  auto epoch = from.get(layout::epoch);
  if (!epoch)
    return epoch.error();
  x.epoch = *epoch ? layout::number_at_end(**epoch) : 0;
  if (auto done = list_programmes(from, x); !done)
    return done.error();
  if (depth == census::heads)
    return x;
  if (auto done = count_rows(from, x); !done)
    return done.error();
  return x;
}

} // namespace nightfloat::storage
