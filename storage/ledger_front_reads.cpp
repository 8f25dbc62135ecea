// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_front.hpp"
#include "storage/limits.hpp"
#include "storage/past.hpp"

#include <algorithm>

namespace nightfloat::storage {

namespace {

constexpr auto programmes_max = std::size_t{10'000};

} // namespace

result<void> ledger_front::at_version(
  const read_options& options, record_page& page,
  const std::function<result<void>(const view&)>& read) const {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  return engine_->with_snapshot([&](const view& from) -> result<void> {
    auto head = read_head(from, options.programme);
    if (!head)
      return head.error();
    if (head->version < options.at_least)
      return failure{ec::unavailable,
                     "read: the programme is not at that version yet ("
                       + std::to_string(head->version) + ", wanted "
                       + std::to_string(options.at_least) + ")",
                     100};
    page.version = head->version;
    page.ledger_time_ms = head->ledger_time_ms;
    return read(from);
  });
}

result<record_page>
ledger_front::read(const read_options& options,
                   const std::vector<std::string>& keys) const {
  if (auto good = check_key_count(keys.size()); !good)
    return good.error();
  auto page = record_page{};
  auto each = [&](const view& from) -> result<void> {
    auto bytes = std::size_t{0};
    for (const auto& key : keys) {
      auto row = from.get(layout::record(options.programme, key));
      if (!row)
        return row.error();
      bytes += key.size() + (*row ? (*row)->size() : 0);
      if (bytes > read_bytes_max)
        return read_too_large();
      page.found.push_back({key, *row ? revision_of(**row) : 0,
                            *row ? std::string{bytes_of(**row)} : ""});
    }
    return {};
  };
  if (auto done = at_version(options, page, each); !done)
    return done.error();
  return page;
}

result<record_page> ledger_front::scan(const read_options& options,
                                       const scan_options& wish) const {
  auto page = record_page{};
  auto each = [&](const view& from) {
    const auto prefix = layout::records(options.programme);
    auto range = prefix_range(prefix + wish.prefix);
    if (!wish.after.empty())
      range.first = std::max(range.first, prefix + wish.after + '\0');
    auto bytes = std::size_t{0};
    if (!range.last.empty() && range.first >= range.last)
      return result<void>{};
    return from.scan(
      range, scan_order::ascending,
      [&](std::string_view key, std::string_view row) {
        if (page.found.size() >= wish.limit || bytes >= wish.bytes_max) {
          page.more = true;
          return false;
        }
        bytes += key.size() + row.size();
        page.found.push_back({std::string{key.substr(prefix.size())},
                              revision_of(row), std::string{bytes_of(row)}});
        return true;
      });
  };
  if (auto done = at_version(options, page, each); !done)
    return done.error();
  return page;
}

result<record_page>
ledger_front::read_at(const std::string& programme, std::uint64_t version,
                      const std::vector<std::string>& keys) const {
  if (auto good = check_key_count(keys.size()); !good)
    return good.error();
  auto page = record_page{};
  auto past = [&](const view& from) -> result<void> {
    auto found = read_past(from, programme, version, keys);
    if (!found)
      return found.error();
    page = std::move(*found);
    return {};
  };
  if (auto done = at_version({.programme = programme}, page, past); !done)
    return done.error();
  return page;
}

result<record_page> ledger_front::scan_at(const std::string& programme,
                                          std::uint64_t version,
                                          const scan_options& wish) const {
  auto page = record_page{};
  auto past = [&](const view& from) -> result<void> {
    auto found = scan_past(from, programme, version, wish);
    if (!found)
      return found.error();
    page = std::move(*found);
    return {};
  };
  if (auto done = at_version({.programme = programme}, page, past); !done)
    return done.error();
  return page;
}

result<std::uint64_t>
ledger_front::version(const std::string& programme) const {
  auto page = record_page{};
  auto nothing = [](const view&) {
    return result<void>{};
  };
  if (auto done = at_version({.programme = programme}, page, nothing); !done)
    return done.error();
  return page.version;
}

result<std::unique_ptr<subscription>>
ledger_front::watch(const std::string& programme, std::uint64_t since,
                    std::function<void()> wake) {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  return make_subscription(
    *engine_, readers_,
    {.programme = programme, .since = since, .lag_max = options_.watch_lag_max},
    std::move(wake));
}

result<std::vector<std::string>> ledger_front::programmes() const {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  auto names = std::vector<std::string>{};
  auto done = engine_->scan(prefix_range(layout::heads), scan_order::ascending,
                            [&](std::string_view key, std::string_view) {
                              names.emplace_back(key.substr(1));
                              return names.size() < programmes_max;
                            });
  if (!done)
    return done.error();
  return names;
}

result<domain::store_state> ledger_front::state(census depth) const {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  auto found = domain::store_state{};
  auto done = engine_->with_snapshot([&](const view& from) -> result<void> {
    auto x = take_census(from, depth);
    if (!x)
      return x.error();
    found = std::move(*x);
    return {};
  });
  if (!done)
    return done.error();
  return found;
}

std::vector<domain::store_figure> ledger_front::engine_figures() const {
  auto all = engine_->figures();
  auto guard = std::lock_guard{core_mutex_};
  if (!all.empty() && core_serves())
    all.push_back({"memory.kept_bytes", core_.kept().bytes()});
  return all;
}

result<void> ledger_front::checkpoint(const std::string& target) {
  if (!serving_.load(std::memory_order_acquire))
    return not_serving();
  return engine_->checkpoint(target);
}

} // namespace nightfloat::storage
