// SPDX-License-Identifier: Apache-2.0
// Swaps: matching one shift over a thousand open offers; executing and
// reverting one after another, and a hundred at once, through broker, worker
// and store; and how many a second, with two people of 4 KiB each, quiet and
// beside two loops that take both cores. PostgreSQL takes the same turns where
// it is installed.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/parts.hpp"
#include "bench/postgresql.hpp"
#include "bench/served.hpp"
#include "bench/swap_load.hpp"
#include "bench/validate_rosters.hpp"
#include "client/operations.hpp"
#include "domain/rules/pack.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <set>
#include <string>
#include <vector>

using namespace nightfloat;
using namespace std::chrono_literals;
using bench::context;
using bench::figure;
using bench::need;
using bench::target;
using bench::trouble;
using std::chrono::steady_clock;

namespace {

// What is measured lies in the past or not, as the calendar has it.
constexpr auto code = domain::change_code::administrative;
constexpr auto reason = "measured for the benchmark";

// -- match --------------------------------------------------------------------

void measure_match() {
  auto x
    = bench::make_rostered({.residents = 1000, .faculty = 300, .days = 84});
  x.what.id = {1};
  auto pack = domain::acgme_2025();
  auto board = domain::swap_board{};
  for (auto who = 2U; board.live.size() < 1000 && who <= 1000; ++who) {
    auto own = domain::duties_of(x.what, {who});
    const auto& given = own[(who * 7) % own.size()];
    auto record = domain::swap_record{.id = {who}, .roster = x.what.id};
    record.state = domain::swap_state::open;
    record.kind = domain::swap_kind::open;
    record.market = true;
    record.owner = {who};
    record.expires_ms = INT64_MAX;
    record.moves = {{.shift = given.shift, .from = {who}}};
    board.put({.revision = 1, .record = std::move(record)});
  }
  auto own = domain::duties_of(x.what, {1});
  auto wanted = domain::swap_leg{{1}, own[own.size() / 2].shift};
  auto found = domain::swap_matches{};
  auto spent = bench::median_us(31, [&] {
    found
      = need(domain::match_swaps({x.where, x.what, pack, board, 0}, wanted, 5));
  });
  context("swap.match_considered", found.considered, "offers");
  context("swap.match_found", static_cast<double>(found.found.size()),
          "matches");
  figure({"swap.match_1000", spent / 1000, "ms", target::at_most, 5});
}

// -- one after another, and a hundred at once ---------------------------------

client::call_options options(const std::string& key = {}) {
  return {.programme = "bench", .key = key, .timeout = 60s, .at_least = 1};
}

client::swap_execute_request first_swap(bench::served& at,
                                        const domain::duty& given,
                                        const std::set<std::uint32_t>& taken) {
  auto found = at.door().call(client::swap_find_request{.owner = given.person,
                                                        .shift = given.shift,
                                                        .limit = 20},
                              options());
  auto out = client::swap_execute_request{};
  if (!found)
    return out;
  for (const auto& x : found->candidates) {
    if (taken.contains(x.person.value))
      continue;
    out.owner = given.person;
    out.shift = given.shift;
    out.counterpart = x.person;
    out.in_return = x.shift;
    out.code = code;
    out.reason = reason;
    break;
  }
  return out;
}

void measure_one_by_one(bench::served& at, const domain::roster& what) {
  auto executed = std::vector<double>{};
  auto reverted = std::vector<double>{};
  for (auto i = std::size_t{0}; executed.size() < 300 && i < 3'000; ++i) {
    const auto& given = what.duties[(i * 97) % what.duties.size()];
    auto wanted = first_swap(at, given, {});
    if (!wanted.owner.assigned())
      continue;
    auto done = domain::swap_record{};
    executed.push_back(bench::once_us([&] {
      done
        = need(at.door().call(wanted, options(client::make_key("swap")))).done;
    }));
    auto back = client::swap_revert_request{
      .swap = done.id, .code = code, .reason = reason};
    reverted.push_back(bench::once_us(
      [&] { need(at.door().call(back, options(client::make_key("back")))); }));
  }
  if (executed.empty())
    throw trouble{"nobody could swap"};
  context("swap.executed", static_cast<double>(executed.size()), "swaps");
  context("swap.execute_p50", bench::quantile(executed, 0.5) / 1000, "ms");
  figure({"swap.execute_p99", bench::quantile(executed, 0.99) / 1000, "ms",
          target::at_most, 20});
  context("swap.revert_p50", bench::quantile(reverted, 0.5) / 1000, "ms");
  figure({"swap.revert_p99", bench::quantile(reverted, 0.99) / 1000, "ms",
          target::at_most, 20});
}

/// Asks all at once; the time of each.
template <class Request>
std::vector<double> ask_all(client::connection& door,
                            const std::vector<Request>& all,
                            std::size_t& refused) {
  auto mutex = std::mutex{};
  auto told = std::condition_variable{};
  auto spent = std::vector<double>{};
  auto failed = std::size_t{0};
  for (const auto& x : all) {
    auto began = steady_clock::now();
    door.call_async(x, options(client::make_key("many")), [&, began](auto got) {
      auto took
        = std::chrono::duration<double, std::micro>(steady_clock::now() - began)
            .count();
      auto lock = std::lock_guard{mutex};
      spent.push_back(took);
      failed += got ? 0 : 1;
      told.notify_one();
    });
  }
  auto lock = std::unique_lock{mutex};
  told.wait(lock, [&] { return spent.size() == all.size(); });
  refused = failed;
  return spent;
}

void measure_hundred(bench::served& at, const domain::roster& what) {
  auto all = std::vector<client::swap_execute_request>{};
  auto taken = std::set<std::uint32_t>{};
  for (auto i = std::size_t{0}; all.size() < 100 && i < 5'000; ++i) {
    const auto& given = what.duties[(i * 89) % what.duties.size()];
    if (taken.contains(given.person.value))
      continue;
    auto wanted = first_swap(at, given, taken);
    if (!wanted.owner.assigned())
      continue;
    taken.insert(wanted.owner.value);
    taken.insert(wanted.counterpart.value);
    all.push_back(wanted);
  }
  if (all.empty())
    throw trouble{"nobody could swap at once"};
  auto refused = std::size_t{0};
  auto spent = ask_all(at.door(), all, refused);
  // A refusal is quick and fewer are quicker: neither may pass for speed.
  figure({"swap.concurrent", static_cast<double>(all.size()), "swaps",
          target::at_least, 100});
  figure({"swap.concurrent_failed", static_cast<double>(refused), "swaps",
          target::at_most, 0});
  figure({"swap.concurrent_p99", bench::quantile(spent, 0.99) / 1000, "ms",
          target::at_most, 100});
}

void measure_served(const std::string& dir) {
  auto x = bench::make_rostered({.residents = 250, .faculty = 75, .days = 28});
  auto at = bench::served{dir, x.where, x.what};
  measure_one_by_one(at, x.what);
  measure_hundred(at, x.what);
}

// -- how many a second --------------------------------------------------------

/// `end` of the figures' names; beside the peer of the same regime.
void measure_rate(bench::served& at, const std::string& end, double bound) {
  auto ours = bench::swaps(at);
  figure({"swap.executes" + end, ours, "/s", target::at_least, bound});
  if (!bench::has_postgresql()) {
    std::fprintf(stderr, "swap: postgresql is not installed, not compared\n");
    return;
  }
  auto theirs = bench::postgresql_rate("postgresql_swap", bench::swapping_pairs,
                                       5s);
  context("swap.postgresql" + end, theirs, "/s");
  figure(
    {"swap.over_postgresql" + end, ours / theirs, "x", target::at_least, 1});
}

void measure_rates(const std::string& dir) {
  auto x = bench::paired();
  context("swap.month_bytes", static_cast<double>(bench::month_bytes(x)), "B");
  auto at = bench::served{dir, x.where, x.what};
  measure_rate(at, "", 5'000);
  auto loops = bench::hogs{2};
  measure_rate(at, "_hogged", 3'000);
}

void measure_commits(const std::string& dir) {
  auto x = bench::paired();
  auto at = bench::served{dir, x.where, x.what};
  figure({"swap.commits", bench::commits(at), "/s", target::at_least, 5'000});
}

} // namespace

int main(int count, char** words) {
  if (count > 1)
    return bench::play_part({words + 1, words + count});
  try {
    measure_match();
    auto place = bench::scratch{};
    measure_served(place.path() + "/one");
    measure_rates(place.path() + "/rates");
    measure_commits(place.path() + "/commits");
  } catch (const trouble& x) {
    std::fprintf(stderr, "swap: %s\n", x.why.c_str());
    return 3;
  }
}
