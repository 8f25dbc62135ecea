// SPDX-License-Identifier: Apache-2.0
// Swaps: matching one shift over a thousand open offers; executing and
// reverting one after another, and a hundred at once, through broker, worker
// and store; and how many a second, with two people of 4 KiB each.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/served.hpp"
#include "bench/validate_rosters.hpp"
#include "client/operations.hpp"
#include "domain/rules/pack.hpp"

#include <algorithm>
#include <atomic>
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

constexpr auto pairs = 64U;
constexpr auto rounds = 100U;
/// So many in a month, of 4 KiB as they are stored.
constexpr auto month_duties = 250U;

/// Pairs of residents on units of their own, each at work an hour now and then.
bench::rostered paired() {
  using namespace domain;
  auto out = bench::rostered{};
  auto& where = out.where;
  where.info.first = date{date::duration{30'000}};
  where.info.last = where.info.first + date::duration{30};
  where.info.name = "pairs";
  where.info.calendar.academic_year = 2051;
  where.info.calendar.start = where.info.first;
  where.rotations = {{.id = {1}, .code = "ward", .name = "Ward"}};
  auto start = instant{where.info.first};
  auto shift = 0U;
  for (auto pair = 1U; pair <= pairs; ++pair) {
    where.templates.push_back({.id = {pair},
                               .code = "T" + std::to_string(pair),
                               .rotation = {1},
                               .length = 5,
                               .people_needed = 0,
                               .unit = "u" + std::to_string(pair)});
    for (auto who : {2 * pair - 1, 2 * pair}) {
      where.people.push_back({.id = {who},
                              .code = "R" + std::to_string(who),
                              .pgy = {{2051, 2}, {2052, 2}}});
      for (auto i = 0U; i < month_duties; ++i) {
        auto from = start
                    + minutes{static_cast<std::int32_t>(
                      i * 160 + (who % 2 == 0 ? 60 : 0))};
        out.what.duties.push_back({.person = {who},
                                   .shift = {++shift},
                                   .start = from,
                                   .end = from + minutes{5},
                                   .from = {pair},
                                   .rotation = {1}});
      }
      out.what.plan.push_back({.person = {who},
                               .rotation = {1},
                               .first = where.info.first,
                               .last = where.info.last});
    }
  }
  sort(where);
  sort(out.what);
  return out;
}

/// The n-th shift of one for the n-th of the other, there and back.
client::swap_execute_request swap_of(unsigned pair, unsigned round) {
  auto odd = (pair - 1) * 2 * month_duties + 1 + round / 2;
  auto back = round % 2 == 1;
  auto wanted = client::swap_execute_request{};
  wanted.owner = {2 * pair - 1};
  wanted.counterpart = {2 * pair};
  wanted.shift = {back ? odd + month_duties : odd};
  wanted.in_return = {back ? odd : odd + month_duties};
  return wanted;
}

/// All pairs at once, each its swaps one after another.
class swapping {
public:
  explicit swapping(client::connection& door) : door_{door} {
    // nop
  }

  /// Until the last has been answered.
  void run() {
    for (auto pair = 1U; pair <= pairs; ++pair)
      begin(pair, 0, 1);
    auto lock = std::unique_lock{mutex_};
    told_.wait(lock, [&] { return ended_ == pairs; });
    if (!refused_.empty())
      throw trouble{refused_};
  }

private:
  /// As who has seen the last one done, at version `seen`.
  void begin(unsigned pair, unsigned round, std::uint64_t seen) {
    auto how = options(client::make_key("many"));
    how.at_least = seen;
    door_.call_async(swap_of(pair, round), how, [this, pair, round](auto got) {
      if (got && round + 1 < rounds)
        begin(pair, round + 1, got->version);
      else
        end(got ? std::string{} : got.error().detail);
    });
  }

  void end(const std::string& refused) {
    auto lock = std::lock_guard{mutex_};
    if (!refused.empty())
      refused_ = refused;
    ++ended_;
    told_.notify_one();
  }

  client::connection& door_;
  std::mutex mutex_;
  std::condition_variable told_;
  unsigned ended_ = 0;
  std::string refused_;
};

void measure_rate(const std::string& dir) {
  auto x = paired();
  auto at = bench::served{dir, x.where, x.what};
  auto month
    = codec::encode(domain::pack_duties(domain::duties_of(x.what, {1})));
  context("swap.month_bytes", static_cast<double>(month.size()), "B");
  static_cast<void>(need(at.door().call(
    client::swap_find_request{.owner = {1}, .shift = {1}, .limit = 1},
    options())));
  auto all = swapping{at.door()};
  auto spent_us = bench::once_us([&] { all.run(); });
  figure({"swap.executes", pairs * rounds / spent_us * 1e6, "/s",
          target::at_least, 5'000});
}

/// The same transactions without a worker: what sockets and store can.
void measure_commits(const std::string& dir) {
  auto x = paired();
  auto at = bench::served{dir, x.where, x.what};
  constexpr auto count = 20'000U;
  constexpr auto window = 256U;
  auto mutex = std::mutex{};
  auto told = std::condition_variable{};
  auto waiting = 0U;
  auto good = 0U;
  auto run = [&] {
    for (auto i = 0U; i < count; ++i) {
      auto who = i % 128;
      auto change = domain::transaction{.programme = "bench"};
      for (auto one : {2 * who, 2 * who + 1}) {
        auto key = "bench/" + std::to_string(one);
        change.put.push_back({key, std::string(4096, 'x')});
        change.touch.push_back("guard/bench/" + std::to_string(one));
      }
      auto job = domain::job{.id = {i + 1ULL}, .kind = "bench"};
      change.submit.push_back(std::move(job));
      change.publish.push_back({"swap", std::string(200, 'e')});
      change.reply = domain::owed_reply{.scope = "bench",
                                        .key = std::to_string(i),
                                        .body = std::string(200, 'r')};
      {
        auto lock = std::unique_lock{mutex};
        told.wait(lock, [&] { return waiting < window; });
        ++waiting;
      }
      at.door().commit_async(std::move(change), 60s, [&](auto got) {
        auto lock = std::lock_guard{mutex};
        good += got && got->outcome == domain::commit_outcome::committed;
        --waiting;
        told.notify_one();
      });
    }
    auto lock = std::unique_lock{mutex};
    told.wait(lock, [&] { return waiting == 0; });
  };
  auto spent_us = bench::once_us(run);
  if (good != count)
    throw trouble{std::to_string(count - good) + " were not committed"};
  figure(
    {"swap.commits", count / spent_us * 1e6, "/s", target::at_least, 5'000});
}

} // namespace

int main() {
  try {
    measure_match();
    auto place = bench::scratch{};
    measure_served(place.path() + "/one");
    measure_rate(place.path() + "/rate");
    measure_commits(place.path() + "/commits");
  } catch (const trouble& x) {
    std::fprintf(stderr, "swap: %s\n", x.why.c_str());
    return 3;
  }
}
