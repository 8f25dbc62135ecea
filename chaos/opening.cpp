// SPDX-License-Identifier: Apache-2.0
#include "chaos/opening.hpp"

#include "chaos/workload.hpp"
#include "client/connected_ledger.hpp"
#include "client/publish.hpp"
#include "domain/keys.hpp"
#include "domain/sample.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace nightfloat::chaos {

using namespace std::chrono_literals;

namespace {

result<void> wait_completed(client::connection& link,
                            const std::string& programme, domain::job_id job) {
  auto request = client::jobs_request{};
  request.job = job;
  for (auto waited = 0ms; waited < 60s; waited += 50ms) {
    auto jobs = link.call(request, {.programme = programme});
    auto state = jobs && !jobs->jobs.empty() ? jobs->jobs[0].state
                                             : domain::job_state::ready;
    if (state == domain::job_state::completed)
      return {};
    if (domain::has_ended(state))
      return failure{ec::refused, "the job ended without a roster: "
                                    + jobs->jobs[0].last.detail};
    std::this_thread::sleep_for(50ms);
  }
  return failure{ec::timed_out, "the job did not end in 60 s, see the "
                                "workers' logs"};
}

} // namespace

result<void> check_new(client::connection& link, const std::string& programme) {
  auto key = std::string{domain::keys::programme_current};
  auto found = link.call(client::read_request{{key}},
                         {.programme = programme, .timeout = 5s});
  if (!found)
    return found.error();
  if (!found->found.empty() && found->found.front().revision != 0)
    return failure{ec::in_use, programme
                                 + ": is in this cluster from an earlier run, "
                                   "give another --seed"};
  return {};
}

result<opening> load_programme(client::connection& link,
                               const std::string& programme, const plan& what,
                               std::uint64_t seed) {
  auto out = opening{};
  auto wanted = domain::sample_options{};
  wanted.residents = what.cluster.residents;
  wanted.faculty = std::max(what.cluster.faculty,
                            domain::sample_faculty(wanted.residents));
  wanted.seed = seed;
  auto made = domain::make_sample(wanted);
  if (!made)
    return made.error();
  auto& info = made->info;
  auto days = static_cast<std::int32_t>(what.cluster.days);
  info.last = std::min(info.last,
                       info.first + domain::date::duration{days - 1});
  // What residents owe in a year cannot be met in a piece of it.
  if (days < 365)
    made->requirements.clear();
  out.people = static_cast<std::uint32_t>(made->people.size());
  auto month = domain::month_of(domain::instant{info.first});
  for (; domain::month_start(month) <= domain::instant{info.last};
       month = domain::next_month(month))
    out.months.push_back(month);
  auto request = client::publish_request{};
  request.programme = programme;
  request.content = std::move(*made);
  request.number = seed | 1;
  auto ledger = client::connected_ledger{link, 10s, client::make_trace()};
  auto done = client::publish(ledger, std::move(request), {});
  if (!done)
    return done.error();
  return out;
}

result<void> first_roster(client::connection& link,
                          const std::string& programme, const plan& what,
                          std::uint64_t seed, history& out) {
  auto op = operation{};
  op.kind = operation_kind::generate;
  op.key = "chaos-first-" + std::to_string(seed);
  op.trace = client::make_trace();
  op.programme = programme;
  auto work = client::generate_job{};
  work.seed = seed;
  work.budget_ms = what.load.generate_budget_ms;
  auto change = generate_submission(programme, op, work);
  op.job = change.submit.front().id;
  auto got = link.commit(change, 10s);
  if (!got)
    return got.error();
  op.version = got->version;
  op.end = operation_end::ok;
  out.add(op);
  return wait_completed(link, programme, op.job);
}

} // namespace nightfloat::chaos
