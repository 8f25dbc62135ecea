// SPDX-License-Identifier: Apache-2.0
// How long a job that computes goes on once it is told to end: through client,
// store and worker, at instants by chance of its first seconds, and of those in
// which a short one judges and stages what it has found.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/queue_jobs.hpp"
#include "bench/served.hpp"
#include "client/generate_operations.hpp"
#include "client/operations.hpp"
#include "domain/sample.hpp"
#include "domain/solve/random.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <semaphore>
#include <string>
#include <utility>
#include <vector>

using namespace nightfloat;
using namespace std::chrono_literals;
using bench::need;
using bench::trouble;
using std::chrono::steady_clock;

namespace {

constexpr auto stops = 15;
constexpr auto latest = std::chrono::milliseconds{1'500};
constexpr auto long_budget = std::chrono::milliseconds{25'000};
constexpr auto short_budget = std::chrono::milliseconds{500};

/// Asks until `good` says so; each answer takes its time, so no sleep.
template <class Good>
domain::job_view wait_for(bench::served& at, domain::job_id job, Good&& good) {
  auto end = steady_clock::now() + bench::call_limit;
  while (steady_clock::now() < end) {
    auto got = need(
      at.door().call(client::jobs_request{.job = job}, {.programme = "bench"}));
    if (!got.jobs.empty() && good(got.jobs.front()))
      return got.jobs.front();
  }
  throw trouble{"the job did not begin, or did not end"};
}

/// Milliseconds from the wish until the job is seen to have ended; nothing
/// where it ended by itself.
std::optional<double> stopped_ms(bench::served& at,
                                 std::chrono::milliseconds budget,
                                 std::chrono::milliseconds after) {
  auto job = bench::job_of(std::string{client::generate_job::kind});
  auto wish = client::generate_job{};
  wish.budget_ms = static_cast<std::uint32_t>(budget.count());
  job.payload = codec::encode(wish);
  bench::commit(at.door(), bench::submission("bench", {job}));
  wait_for(at, job.id,
           [](const auto& x) { return x.state == domain::job_state::leased; });
  auto never = std::binary_semaphore{0};
  static_cast<void>(never.try_acquire_for(after));
  auto stop = domain::transaction{.programme = "bench"};
  stop.cancel = {job.id};
  stop.reply = domain::owed_reply{
    .scope = "bench", .key = "stop " + std::to_string(job.id.value)};
  auto from = steady_clock::now();
  bench::commit(at.door(), std::move(stop));
  auto view = wait_for(at, job.id,
                       [](const auto& x) { return has_ended(x.state); });
  if (view.state != domain::job_state::cancelled)
    return {};
  return std::chrono::duration<double, std::milli>(steady_clock::now() - from)
    .count();
}

void measure() {
  auto place = bench::scratch{};
  auto where = need(domain::make_sample({.residents = 100}));
  auto at = bench::served{place.path() + "/cluster", std::move(where), {}};
  auto random = domain::random_source{1};
  auto by_chance = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
      latest * random.unit());
  };
  auto spent = std::vector<double>{};
  auto at_end = std::vector<double>{};
  for (auto i = 0; i < stops; ++i) {
    auto ms = stopped_ms(at, long_budget, by_chance());
    if (!ms)
      throw trouble{"the job ended before it was told to"};
    spent.push_back(*ms);
    if (ms = stopped_ms(at, short_budget, short_budget + by_chance()); ms)
      at_end.push_back(*ms);
  }
  bench::context("cancel.p50", bench::quantile(spent, 0.5), "ms");
  if (!at_end.empty())
    bench::context("cancel.slowest_at_end", bench::quantile(at_end, 1), "ms");
  bench::figure({"cancel.slowest", bench::quantile(spent, 1), "ms",
                 bench::target::at_most, 100});
}

} // namespace

int main() {
  try {
    measure();
  } catch (const trouble& x) {
    std::fprintf(stderr, "cancel: %s\n", x.why.c_str());
    return 3;
  }
}
