// SPDX-License-Identifier: Apache-2.0
#include "soak/world.hpp"

#include "chaos/gather.hpp"
#include "client/connected_ledger.hpp"
#include "client/publish.hpp"
#include "domain/sample.hpp"
#include "soak/load.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <unistd.h>

namespace nightfloat::soak {

using namespace std::chrono_literals;

namespace {

constexpr auto end_limit = 10s;
constexpr auto roster_limit = 60s;
constexpr auto ask_limit = 2s;
constexpr std::uint16_t programme_year = 2090;

/// Beyond the seed of the run, whose loads, setup and teardown have others.
constexpr auto roster_seed = 2u;

std::uint64_t drawn_run() {
  auto from = std::random_device{};
  return std::uint64_t{from()} << 32 | from() | 1;
}

} // namespace

world::world(world_options options)
  : options_(std::move(options)), run_(drawn_run()) {
}

world::~world() {
  close();
}

result<void> world::open() {
  say("start");
  if (auto ok = start(); !ok)
    return at("start", ok.error());
  auto opened = client::connection::open(
    cluster_->network(), {.role = "client", .build = options_.build});
  if (!opened)
    return opened.error();
  own_ = std::move(*opened);
  if (auto ok = own_->wait_open(5s); !ok)
    return ok;
  auto terms = nightfloat_terms{};
  say("sample programme");
  if (auto ok = publish(terms); !ok)
    return at("sample programme", ok.error());
  say("first roster");
  if (auto ok = first_roster(); !ok)
    return at("first roster", ok.error());
  return connect(std::move(terms));
}

result<void> world::start() {
  if (!options_.against.empty()) {
    auto there = chaos::cluster::attach(options_.against);
    if (!there)
      return there.error();
    cluster_.emplace(std::move(*there));
    note_members();
    return {};
  }
  auto wanted = chaos::cluster_options{};
  wanted.dir = options_.directory;
  wanted.daemon = options_.daemon;
  wanted.workers = options_.terms.workers;
  wanted.faults = options_.faults;
  wanted.relayed = options_.relayed;
  wanted.end_with_parent = true;
  // One that a fault has stopped hears no other.
  wanted.end_signal = SIGKILL;
  wanted.base.store.visibility_timeout_ms
    = options_.terms.visibility_timeout_ms;
  auto made = chaos::cluster::open(std::move(wanted));
  if (!made)
    return made.error();
  cluster_.emplace(std::move(*made));
  if (options_.relayed) {
    auto between = chaos::proxy::open(cluster_->links(), options_.seed);
    if (!between)
      return between.error();
    between_ = std::move(*between);
  }
  for (const auto& name : cluster_->names())
    if (auto ok = cluster_->start(name); !ok)
      return ok.error();
  note_members();
  return cluster_->wait_ready(chaos::ready_limit);
}

void world::note_members() {
  auto guard = std::lock_guard{mutex_};
  members_ = cluster_->record().members;
}

std::vector<chaos::member> world::members() const {
  auto guard = std::lock_guard{mutex_};
  return members_;
}

result<void> world::restart(std::string_view name) {
  auto again = cluster_->start(name);
  note_members();
  if (!again)
    return again.error();
  return {};
}

result<void> world::publish(nightfloat_terms& to) {
  auto wanted = domain::sample_options{};
  wanted.residents = options_.terms.residents;
  wanted.faculty = std::max(options_.terms.faculty,
                            domain::sample_faculty(wanted.residents));
  wanted.seed = options_.seed;
  // Yet to come: nobody may offer a shift that is past.
  wanted.academic_year = programme_year;
  auto made = domain::make_sample(wanted);
  if (!made)
    return made.error();
  auto& info = made->info;
  auto days = static_cast<std::int32_t>(options_.terms.days);
  info.last = std::min(info.last,
                       info.first + domain::date::duration{days - 1});
  // What residents owe in a year cannot be met in a piece of it.
  if (days < 365)
    made->requirements.clear();
  to.programme = programme_;
  to.people = static_cast<std::uint32_t>(made->people.size());
  to.first = info.first;
  to.last = info.last;
  to.generate_budget_ms = options_.terms.generate_budget_ms;
  to.run = run_;
  auto month = domain::month_of(domain::instant{info.first});
  for (; domain::month_start(month) <= domain::instant{info.last};
       month = domain::next_month(month))
    to.months.push_back(month);
  auto request = client::publish_request{};
  request.programme = programme_;
  request.content = std::move(*made);
  request.number = run_;
  auto ledger = client::connected_ledger{*own_, 10s, client::make_trace()};
  auto done = client::publish(ledger, std::move(request), {});
  if (!done)
    return done.error();
  return {};
}

result<void> world::first_roster() {
  auto terms = nightfloat_terms{};
  terms.programme = programme_;
  terms.generate_budget_ms = options_.terms.generate_budget_ms;
  terms.run = run_;
  auto by_hand = make_nightfloat_target({own_.get()}, terms);
  auto wait = std::chrono::milliseconds{roster_limit};
  auto steps = std::vector<ready_step>(2);
  for (auto i = std::size_t{0}; i != steps.size(); ++i) {
    steps[i].name = i == 0 ? "generate" : "job.wait";
    steps[i].operation = *by_hand->operation(steps[i].name);
    steps[i].timeout = wait;
  }
  return run_once(steps, *by_hand, options_.seed + roster_seed);
}

result<void> world::connect(nightfloat_terms terms) {
  auto opened = client::connection::open_many(
    between_ ? cluster_->relayed_network() : cluster_->network(),
    {.role = "client", .build = options_.build}, options_.terms.connections);
  if (!opened)
    return opened.error();
  links_ = std::move(*opened);
  auto over = std::vector<client::connection*>{};
  for (auto& x : links_) {
    if (auto ok = x->wait_open(10s); !ok)
      return ok;
    over.push_back(x.get());
  }
  target_ = make_nightfloat_target(std::move(over), std::move(terms));
  return {};
}

bool world::drain(std::chrono::milliseconds limit) {
  return chaos::wait_no_live_job(*own_, limit);
}

void world::dismiss() {
  target_.reset();
  links_.clear();
}

std::vector<std::string> world::close() {
  dismiss();
  own_.reset();
  if (!cluster_)
    return {};
  auto killed = std::vector<std::string>{};
  auto sockets = std::filesystem::path{};
  if (options_.against.empty()) {
    if (cluster_->record().runtime_dir_owned)
      sockets = cluster_->record().runtime_dir;
    auto ended = cluster_->drain(end_limit);
    if (ended)
      killed = ended->killed;
    else
      spdlog::error("cluster did not end: why={}", ended.error().detail);
  }
  cluster_.reset();
  between_.reset();
  // The cluster could not: the proxy's own were still in it.
  auto error = std::error_code{};
  if (!sockets.empty())
    std::filesystem::remove(sockets, error);
  return killed;
}

result<void> world::slow(std::uint32_t delay_ms) {
  auto wanted = client::fault_request{};
  if (delay_ms != 0) {
    wanted.fault = client::fault_kind::sync_delay;
    wanted.delay_ms = delay_ms;
  }
  if (auto done = own_->call(wanted, {.timeout = ask_limit}); !done)
    return done.error();
  return {};
}

std::optional<std::uint64_t> world::slowed() {
  auto got = own_->call(client::store_stats_request{.rows = false},
                        {.timeout = ask_limit});
  if (!got)
    return std::nullopt;
  auto at = std::ranges::find(got->figures, "faults.hit",
                              &domain::store_figure::name);
  if (at == got->figures.end())
    return std::nullopt;
  return at->value;
}

std::size_t world::cut() {
  NIGHTFLOAT_EXPECT(between_ != nullptr);
  return between_->cut("clients:broker") + between_->cut("clients:store");
}

void world::forget_files() const {
  namespace fs = std::filesystem;
  auto error = std::error_code{};
  for (const auto& file :
       fs::recursive_directory_iterator{options_.directory + "/store", error}) {
    if (!file.is_regular_file(error))
      continue;
    auto descriptor = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
      continue;
    // Only what is on the disk can be forgotten.
    ::fsync(descriptor);
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    ::close(descriptor);
  }
}

void world::say(std::string_view phase) const {
  if (options_.on_phase)
    options_.on_phase(phase);
}

} // namespace nightfloat::soak
