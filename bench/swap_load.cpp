// SPDX-License-Identifier: Apache-2.0
#include "bench/swap_load.hpp"

#include "bench/measure.hpp"
#include "client/operations.hpp"
#include "domain/swap/swap.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace nightfloat::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto call_limit = 60s;
constexpr auto rounds = 100U;
/// So many in a month, of 4 KiB as they are stored.
constexpr auto month_duties = 250U;

} // namespace

rostered paired() {
  using namespace domain;
  auto out = rostered{};
  auto& where = out.where;
  where.info.first = date{date::duration{30'000}};
  where.info.last = where.info.first + date::duration{30};
  where.info.name = "pairs";
  where.info.calendar.academic_year = 2051;
  where.info.calendar.start = where.info.first;
  where.rotations = {{.id = {1}, .code = "ward", .name = "Ward"}};
  auto start = instant{where.info.first};
  auto shift = 0U;
  for (auto pair = 1U; pair <= swapping_pairs; ++pair) {
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

namespace {

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
    for (auto pair = 1U; pair <= swapping_pairs; ++pair)
      begin(pair, 0, 1);
    auto lock = std::unique_lock{mutex_};
    told_.wait(lock, [&] { return ended_ == swapping_pairs; });
    if (!refused_.empty())
      throw trouble{refused_};
  }

private:
  /// As who has seen the last one done, at version `seen`.
  void begin(unsigned pair, unsigned round, std::uint64_t seen) {
    auto how = client::call_options{.programme = "bench",
                                    .key = client::make_key("many"),
                                    .timeout = call_limit,
                                    .at_least = seen};
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

} // namespace

std::size_t month_bytes(const rostered& x) {
  return codec::encode(domain::pack_duties(domain::duties_of(x.what, {1})))
    .size();
}

double swaps(served& at) {
  // The worker loads the programme.
  static_cast<void>(need(at.door().call(
    client::swap_find_request{.owner = {1}, .shift = {1}, .limit = 1},
    {.programme = "bench", .timeout = call_limit, .at_least = at.version()})));
  auto all = swapping{at.door()};
  auto spent_us = once_us([&] { all.run(); });
  return swapping_pairs * rounds / spent_us * 1e6;
}

double commits(served& at) {
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
      at.door().commit_async(std::move(change), call_limit, [&](auto got) {
        auto lock = std::lock_guard{mutex};
        good += got && got->outcome == domain::commit_outcome::committed;
        --waiting;
        told.notify_one();
      });
    }
    auto lock = std::unique_lock{mutex};
    told.wait(lock, [&] { return waiting == 0; });
  };
  auto spent_us = once_us(run);
  if (good != count)
    throw trouble{std::to_string(count - good) + " were not committed"};
  return count / spent_us * 1e6;
}

} // namespace nightfloat::bench
