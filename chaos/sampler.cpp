// SPDX-License-Identifier: Apache-2.0
#include "chaos/sampler.hpp"

#include "chaos/member_name.hpp"
#include "metrics/clock.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace nightfloat::chaos {

namespace {

namespace fs = std::filesystem;
using std::string_view;

// As many as the store lists at once.
constexpr auto jobs_looked_at = 1'000u;

std::string slurp(const std::string& path) {
  auto in = std::ifstream{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// Nothing where the process that it is of goes away meanwhile.
std::optional<double> entries(const std::string& directory) {
  auto error = std::error_code{};
  auto count = 0.0;
  for (auto at = fs::directory_iterator{directory, error};
       !error && at != fs::directory_iterator{}; at.increment(error))
    ++count;
  return error ? std::nullopt : std::optional{count};
}

bool number(string_view text, double& to) {
  auto got = std::from_chars(text.data(), text.data() + text.size(), to);
  return got.ec == std::errc{};
}

string_view next_line(string_view& rest) {
  auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest = end == rest.npos ? string_view{} : rest.substr(end + 1);
  return line;
}

string_view label(string_view line, string_view name) {
  auto wanted = std::string{name} + "=\"";
  auto at = line.find(wanted);
  if (at == line.npos)
    return {};
  auto rest = line.substr(at + wanted.size());
  return rest.substr(0, rest.find('"'));
}

process_sample* find(std::vector<process_sample>& all, string_view member) {
  auto at = std::ranges::find(all, member, &process_sample::member);
  return at == all.end() ? nullptr : &*at;
}

/// What is made of several samples of one process.
enum class joining : std::uint8_t { sum, highest };

/// A metric, a label of it that must stand there (or nothing), our name.
struct wanted_metric {
  string_view metric;
  string_view with;
  string_view figure;
  joining how = joining::sum;
};

constexpr auto wanted = std::array{
  wanted_metric{"process_heap_bytes", "", "heap"},
  wanted_metric{"process_heap_free_bytes", "", "heap_free"},
  wanted_metric{"actor_mailbox_messages", "", "mailboxes"},
  wanted_metric{"actor_mailbox_messages", "", "mailbox_deepest",
                joining::highest},
  wanted_metric{"broker_sessions", "", "sessions"},
  wanted_metric{"broker_calls_running", "", "calls_running"},
  wanted_metric{"broker_calls_waiting", "", "calls_waiting"},
  wanted_metric{"db_connections_active", "", "pool_in_use"},
  wanted_metric{"background_task_queue_depth", "\"ready\"", "queue_ready"},
  wanted_metric{"background_task_queue_depth", "\"leased\"", "queue_leased"},
  wanted_metric{"background_task_queue_depth", "\"delayed\"", "queue_delayed"},
  wanted_metric{"background_task_queue_depth", "\"waiting\"", "queue_waiting"},
};

constexpr auto wanted_figures = std::array{
  std::pair{string_view{"files.bytes"}, "store_bytes"},
  std::pair{string_view{"files.count"}, "store_files"},
  std::pair{string_view{"memory.unflushed_bytes"}, "store_memory"},
  std::pair{string_view{"memory.cache_bytes"}, "store_cache"},
  std::pair{string_view{"memory.kept_bytes"}, "store_kept"},
  std::pair{string_view{"snapshots"}, "snapshots"},
  std::pair{string_view{"iterators"}, "iterators"},
  std::pair{string_view{"feed.readers"}, "watches"},
};

void add_to(std::vector<std::pair<std::string, double>>& figures,
            const wanted_metric& of, double value) {
  for (auto& [key, kept] : figures)
    if (key == of.figure) {
      kept = of.how == joining::sum ? kept + value : std::max(kept, value);
      return;
    }
  figures.emplace_back(of.figure, value);
}

process_sample of_proc(const member& x) {
  auto out
    = process_sample{.member = x.name, .pid = x.process.pid, .figures = {}};
  auto dir = "/proc/" + std::to_string(x.process.pid);
  read_stat(slurp(dir + "/stat"), static_cast<double>(sysconf(_SC_CLK_TCK)),
            out);
  if (out.figures.empty())
    return out;
  read_status(slurp(dir + "/status"), out);
  if (auto count = entries(dir + "/fd"))
    out.figures.emplace_back("descriptors", *count);
  return out;
}

} // namespace

const double* process_sample::find(string_view name) const noexcept {
  for (const auto& [key, value] : figures)
    if (key == name)
      return &value;
  return nullptr;
}

void read_stat(string_view text, double ticks_per_s, process_sample& to) {
  // The name, in brackets, may hold anything; what follows is numbers.
  auto bracket = text.rfind(')');
  if (bracket == text.npos)
    return;
  auto rest = text.substr(bracket + 1);
  auto cpu = 0.0;
  // Field 3 of proc(5) comes first here: utime is 14, stime 15, threads 20.
  for (auto field = 3; !rest.empty(); ++field) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    auto word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    auto value = 0.0;
    if (!number(word, value))
      continue;
    if (field == 14 || field == 15)
      cpu += value;
    if (field == 20) {
      to.figures.emplace_back("cpu", cpu / ticks_per_s);
      to.figures.emplace_back("threads", value);
      return;
    }
  }
}

void read_status(string_view text, process_sample& to) {
  auto switches = 0.0;
  auto voluntary = -1.0;
  auto read = [](string_view line) {
    auto at = line.find_first_of("0123456789");
    auto value = 0.0;
    return at != line.npos && number(line.substr(at), value) ? value : 0.0;
  };
  while (!text.empty()) {
    auto line = next_line(text);
    if (line.starts_with("VmRSS:"))
      to.figures.emplace_back("rss", read(line) * 1'024);
    if (line.starts_with("voluntary_ctxt_switches:"))
      switches = voluntary = read(line);
    if (line.starts_with("nonvoluntary_ctxt_switches:"))
      switches += read(line);
  }
  if (voluntary >= 0) {
    to.figures.emplace_back("switches", switches);
    to.figures.emplace_back("voluntary_switches", voluntary);
  }
}

void read_metrics(string_view text, std::vector<process_sample>& to) {
  while (!text.empty()) {
    auto line = next_line(text);
    auto name = line.substr(0, line.find_first_of("{ "));
    for (const auto& one : wanted) {
      if (name != one.metric || line.find(one.with) == line.npos)
        continue;
      auto* of
        = find(to, member_name(label(line, "role"), label(line, "instance")));
      auto value = 0.0;
      if (of != nullptr && number(line.substr(line.rfind(' ') + 1), value))
        add_to(of->figures, one, value);
    }
  }
}

double oldest_ready_s(const std::vector<domain::job_view>& jobs,
                      std::int64_t now_ms) {
  auto oldest = now_ms;
  for (const auto& x : jobs)
    if (x.state == domain::job_state::ready)
      oldest = std::min(oldest, x.submitted_ms);
  return static_cast<double>(now_ms - oldest) / 1'000;
}

std::optional<double> ready_age_s(const client::job_list& seen, double ready,
                                  std::int64_t now_ms) {
  auto shown = std::ranges::count(seen.jobs, domain::job_state::ready,
                                  &domain::job_view::state);
  // The oldest come last.
  if (seen.more && static_cast<double>(shown) < ready)
    return std::nullopt;
  return oldest_ready_s(seen.jobs, now_ms);
}

sampler::sampler(client::connection& link, member_list members,
                 std::chrono::milliseconds limit)
  : link_(link), members_(std::move(members)), limit_(limit) {
}

std::vector<process_sample> sampler::sample() {
  auto all = std::vector<process_sample>{};
  for (const auto& x : members_())
    all.push_back(of_proc(x));
  ask_metrics(all);
  ask_store(all);
  return all;
}

void sampler::ask_metrics(std::vector<process_sample>& to) {
  for (auto at : {client::served_by::store, client::served_by::broker}) {
    auto options = client::call_options{.timeout = limit_, .at = at};
    if (auto got = link_.call(client::metrics_request{}, options))
      read_metrics(got->text, to);
    auto states = link_.call(client::status_request{}, options);
    if (!states)
      continue;
    for (const auto& x : states->processes)
      if (auto* of = find(to, member_name(x.role, x.instance)))
        of->figures.emplace_back("actors", x.actors);
  }
}

void sampler::ask_store(std::vector<process_sample>& to) {
  auto* store = find(to, "store");
  if (store == nullptr)
    return;
  auto stats = link_.call(client::store_stats_request{.rows = false},
                          {.timeout = limit_});
  if (!stats)
    return;
  for (const auto& [theirs, ours] : wanted_figures)
    for (const auto& x : stats->figures)
      if (x.name == theirs)
        store->figures.emplace_back(ours, static_cast<double>(x.value));
  const auto* ready = store->find("queue_ready");
  if (ready == nullptr)
    return;
  auto jobs = result<client::job_list>{client::job_list{}};
  // Mostly there is nothing to look for.
  if (*ready != 0)
    jobs = link_.call(client::jobs_request{.limit = jobs_looked_at},
                      {.timeout = limit_});
  if (!jobs)
    return;
  auto now_ms = metrics::system_clock().wall_ms();
  auto age = ready_age_s(*jobs, *ready, now_ms);
  // Those that were claimed between the two answers are not missing.
  if (!age)
    if (auto again = ask_ready())
      age = ready_age_s(*jobs, std::min(*ready, *again), now_ms);
  if (age)
    store->figures.emplace_back("queue_age", *age);
}

std::optional<double> sampler::ask_ready() {
  auto store = std::vector<process_sample>(1);
  store[0].member = "store";
  if (auto got
      = link_.call(client::metrics_request{},
                   {.timeout = limit_, .at = client::served_by::store}))
    read_metrics(got->text, store);
  const auto* ready = store[0].find("queue_ready");
  return ready == nullptr ? std::nullopt : std::optional{*ready};
}

} // namespace nightfloat::chaos
