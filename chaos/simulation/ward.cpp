// SPDX-License-Identifier: Apache-2.0
#include "chaos/simulation/ward.hpp"

#include "chaos/simulation/exchange.hpp"
#include "client/publish.hpp"

#include <optional>
#include <string>
#include <utility>

namespace nightfloat::simulation {

namespace {

constexpr auto patience = milliseconds{20'000};

/// What `publish` asks, over a link, each question waited for.
class waiting_port final : public client::ledger_port {
public:
  waiting_port(world& in, link& store) : world_{in}, store_{store} {
  }

  result<client::records> read(const std::string& programme,
                               const std::vector<std::string>& keys) override {
    return asked(client::read_request{keys}, programme);
  }

  result<client::records> scan(const std::string& programme,
                               const std::string& prefix,
                               const std::string& after) override {
    return asked(client::scan_request{prefix, after}, programme);
  }

  result<std::vector<domain::feed_item>>
  changes(const std::string&, std::uint64_t, std::uint64_t) override {
    return failure{ec::unsupported, "simulate: nobody else imports"};
  }

  result<domain::commit_answer>
  commit(const domain::transaction& change) override {
    auto said = std::optional<domain::commit_answer>{};
    store_.commit(change, patience,
                  [&](domain::commit_answer x) { said = std::move(x); });
    wait([&] { return said.has_value(); });
    if (!said)
      return failure{ec::unknown_outcome, "simulate: no answer"};
    return std::move(*said);
  }

private:
  template <class Done>
  void wait(Done done) {
    const auto limit = world_.now() + 2 * patience;
    while (!done() && world_.run_next(limit)) {
      // nop
    }
  }

  template <class Request>
  result<typename Request::reply>
  asked(const Request& x, const std::string& programme) {
    auto got = std::optional<result<typename Request::reply>>{};
    store_.ask(
      x, {.programme = programme, .key = {}, .trace = {}, .timeout = patience},
      [&](result<typename Request::reply> y) { got = std::move(y); });
    wait([&] { return got.has_value(); });
    if (!got)
      return failure{ec::timed_out, "simulate: no answer"};
    return std::move(*got);
  }

  world& world_;
  link& store_;
};

} // namespace

domain::programme ward(std::uint32_t residents) {
  using days = domain::date::duration;
  const auto first = domain::date{days{20'635}};
  auto x = domain::programme{};
  x.info.name = "ward";
  x.info.first = first;
  x.info.last = first + days{364};
  x.info.calendar = {.academic_year = 2026, .start = first, .lengths = {4, 4}};
  for (auto i = 1u; i <= residents; ++i)
    x.people.push_back({.id = {i},
                        .code = "R" + std::to_string(i),
                        .name = "Resident " + std::to_string(i),
                        .pgy = {{.academic_year = 2026, .pgy = 1}}});
  x.rotations.push_back({.id = {1}, .code = "WARD", .name = "Ward"});
  x.templates.push_back({.id = {1},
                         .code = "DAY",
                         .name = "Day",
                         .rotation = {1},
                         .start = 420,
                         .length = 600,
                         .unit = "ward"});
  x.sites.push_back({.id = {1}, .code = "MAIN", .people_max = 9});
  return x;
}

domain::roster ward_roster(const domain::programme& x) {
  using namespace domain;
  auto out = roster{};
  auto number = 0u;
  auto month = 202'607u;
  for (auto i = 0u; i < ward_months; ++i, month = next_month(month))
    for (const auto& one : x.people) {
      const auto start = month_start(month) + minutes{420};
      out.duties.push_back({.person = one.id,
                            .shift = {++number},
                            .start = start,
                            .end = start + minutes{600},
                            .from = {1},
                            .rotation = {1}});
    }
  for (const auto& one : x.people)
    out.plan.push_back({.person = one.id,
                        .rotation = {1},
                        .first = x.info.first,
                        .last = x.info.last});
  sort(out);
  return out;
}

result<void> import_ward(world& in, link& store, std::uint32_t residents) {
  auto port = waiting_port{in, store};
  auto wish = client::publish_request{};
  wish.programme = programme;
  wish.content = ward(residents);
  wish.roster = ward_roster(wish.content);
  wish.number = mix(in.seed(), 99) | 1;
  wish.trace = "set-up";
  auto done = client::publish(port, std::move(wish),
                              [](std::uint64_t, std::uint64_t) {});
  if (!done)
    return done.error();
  return {};
}

} // namespace nightfloat::simulation
