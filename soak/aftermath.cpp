// SPDX-License-Identifier: Apache-2.0
#include "soak/aftermath.hpp"

#include "client/ledger_operations.hpp"
#include "client/operations.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

constexpr auto glance_limit = 200ms;
constexpr auto jobs_looked_at = 100u;

client::call_options asking() {
  auto x = client::call_options{.timeout = glance_limit};
  x.repeat = false;
  return x;
}

} // namespace

aftermath::aftermath(client::connection& link, chaos::member struck)
  : link_(link), struck_(std::move(struck)) {
  incarnation_ = link_to_it().incarnation;
  // Only workers have jobs in hand.
  if (struck_.role != "worker")
    return;
  auto jobs = link_.call(client::jobs_request{.limit = jobs_looked_at},
                         asking());
  if (!jobs)
    return;
  for (const auto& x : jobs->jobs)
    if (x.state == domain::job_state::leased)
      leased_[x.work.id.value] = x.fence;
}

void aftermath::look(double since_s) {
  if (!noticed_s_ && is_noticed())
    noticed_s_ = since_s;
  if (!reclaimed_s_ && !leased_.empty() && is_reclaimed())
    reclaimed_s_ = since_s;
}

client::link_state aftermath::link_to_it() const {
  return struck_.role == "store" ? link_.store_link() : link_.broker_link();
}

bool aftermath::is_noticed() {
  if (struck_.role != "worker") {
    auto state = link_to_it();
    return !state.open || state.incarnation != incarnation_;
  }
  auto options = asking();
  options.at = client::served_by::broker;
  auto got = link_.call(client::status_request{}, options);
  return got && std::ranges::none_of(got->processes, [&](const auto& x) {
           return x.pid == struck_.process.pid && x.state == "serving";
         });
}

bool aftermath::is_reclaimed() {
  auto jobs = link_.call(client::jobs_request{.limit = jobs_looked_at},
                         asking());
  return jobs && std::ranges::any_of(jobs->jobs, [&](const auto& x) {
           auto known = leased_.find(x.work.id.value);
           return known != leased_.end() && x.state == domain::job_state::leased
                  && x.fence != known->second;
         });
}

} // namespace nightfloat::soak
