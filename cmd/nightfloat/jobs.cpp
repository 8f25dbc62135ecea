// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/jobs.hpp"

#include "cmd/nightfloat/search_watch.hpp"

#include <thread>

namespace nightfloat::cmd {

namespace {

using namespace std::chrono_literals;

/// A job's progress is in the store's memory and no feed carries it.
constexpr auto ask_interval = 100ms;

bool may_come_back(ec code) {
  return code == ec::unavailable || code == ec::timed_out
         || code == ec::unknown_outcome || code == ec::overloaded;
}

} // namespace

std::optional<std::uint32_t> gap_permille(const domain::job_progress& x) {
  const auto& cost = x.cost;
  const auto& bound = x.bound;
  if (!cost.computed || !bound.computed || cost.hard != 0 || bound.hard != 0)
    return std::nullopt;
  if (cost.soft <= bound.soft)
    return 0;
  return static_cast<std::uint32_t>((cost.soft - bound.soft) * 1'000
                                    / cost.soft);
}

std::string numbers_of(const std::vector<domain::job_id>& x) {
  auto out = std::string{};
  for (auto id : x)
    out += (out.empty() ? "" : ", ") + std::to_string(id.value);
  return out;
}

std::string progress_words(const domain::job_progress& x) {
  if (!x.cost.computed)
    return x.phase + ", no cost yet";
  auto words = [](const domain::job_cost& one) {
    return cost_words({one.hard, one.soft});
  };
  auto out = x.phase + ", cost " + words(x.cost);
  out += x.bound.computed ? ", bound " + words(x.bound) : ", no bound";
  if (auto gap = gap_permille(x))
    out += ", gap " + std::to_string(*gap / 10) + '.'
           + std::to_string(*gap % 10) + " %";
  out += ", " + std::to_string(x.unmet) + " unmet";
  if (x.resumed)
    out += ", resumed";
  return out;
}

const char* name_of(domain::job_state x) noexcept {
  switch (x) {
    case domain::job_state::delayed:
      return "delayed";
    case domain::job_state::ready:
      return "ready";
    case domain::job_state::leased:
      return "running";
    case domain::job_state::completed:
      return "completed";
    case domain::job_state::dead_letter:
      return "dead letter";
    case domain::job_state::waiting:
      return "waiting";
    case domain::job_state::cancelled:
      return "cancelled";
  }
  return "unknown";
}

tone tone_of(domain::job_state x) noexcept {
  if (x == domain::job_state::dead_letter)
    return tone::bad;
  return x == domain::job_state::completed ? tone::good : tone::plain;
}

void job_command::declare(options& x) {
  x.position({"JOB", "", "its number, as `queue list` shows"}, number_);
  x.example(name() + " 5577006791947779410");
}

int job_command::run(context& x) {
  auto id = read_id<domain::job_id>("JOB", number_);
  return id ? act(x, *id) : x.fail(id.error());
}

result<domain::job_view> find_job(context& x, domain::job_id id) {
  auto door = x.store_door();
  if (!door)
    return door.error();
  auto found = (*door)->call(client::jobs_request{.job = id}, x.about({}));
  if (!found)
    return found.error();
  if (found->jobs.empty())
    return failure{ec::not_found,
                   "job " + std::to_string(id.value)
                     + ": is unknown, or its result's lifetime has passed",
                   0};
  return std::move(found->jobs.front());
}

result<domain::job_view>
wait_for_job(context& x, domain::job_id id,
             const std::function<bool(const domain::job_view&)>& on) {
  for (;;) {
    auto found = find_job(x, id);
    if (!found && !may_come_back(found.error().code))
      return found.error();
    if (found && has_ended(found->state))
      return found;
    if (!on(found ? *found : domain::job_view{}))
      return failure{ec::cancelled,
                     "stopped waiting; the job goes on: nightfloat queue show "
                       + std::to_string(id.value),
                     0};
    // Its sockets may be others when it is back; one that has too much to do is
    // where it was.
    if (!found && found.error().code != ec::overloaded)
      x.forget_doors();
    std::this_thread::sleep_for(ask_interval);
  }
}

} // namespace nightfloat::cmd
