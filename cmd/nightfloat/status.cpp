// SPDX-License-Identifier: Apache-2.0
#include "chaos/cluster.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/exposition.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

namespace nightfloat::cmd {

namespace {

struct status_page {
  std::vector<client::process_status> processes;
  /// Recorded by `up` and not answering; store and broker, recorded or not.
  std::vector<std::string> missing;
  std::vector<std::string> programmes;
};
BOOST_DESCRIBE_STRUCT(status_page, (), (processes, missing, programmes))

constexpr auto both = std::array{client::served_by::store,
                                 client::served_by::broker};

/// One that does not answer is a finding, not worth a long wait.
constexpr auto ask_limit = std::chrono::milliseconds{3'000};

class status_command : public command {
public:
  std::string name() const override {
    return "status";
  }

  std::string summary() const override {
    return "which processes run, how they are, what the store holds";
  }

  void declare(options& x) override {
    x.flag({"--metrics", "", "print the cluster's metrics as Prometheus text"},
           metrics_);
    x.example("status");
    x.example("status --metrics");
  }

  int run(context& x) override {
    if (metrics_ && x.global().json)
      return x.fail({ec::invalid_argument,
                     "--metrics: is Prometheus text, leave --json out", 0});
    auto door = x.unsure_door();
    if (!door)
      return x.fail(door.error());
    return metrics_ ? show_metrics(x, **door) : show_processes(x, **door);
  }

private:
  /// Asks store and broker; hands each answer to `take`. Fails where neither
  /// answers, with what the store said.
  template <class Request, class Take>
  static result<void> ask_both(const context& x, client::connection& door,
                               const Request& request, Take take) {
    auto first = std::optional<failure>{};
    auto answers = 0;
    for (auto at : both) {
      auto asked = x.about({});
      asked.at = at;
      asked.timeout = std::min(asked.timeout, ask_limit);
      auto answer = door.call(request, asked);
      if (answer) {
        ++answers;
        take(std::move(*answer));
      } else if (!first) {
        first = std::move(answer).error();
      }
    }
    if (answers == 0)
      return std::move(*first);
    return {};
  }

  static int show_metrics(context& x, client::connection& door) {
    auto texts = std::vector<std::string>{};
    auto done = ask_both(
      x, door, client::metrics_request{},
      [&](client::metrics_reply got) { texts.push_back(std::move(got.text)); });
    if (!done)
      return x.fail(done.error());
    std::cout << merge_expositions(texts);
    return texts.size() == both.size() ? exit_status::pass
                                       : exit_status::verdict_failed;
  }

  static int show_processes(context& x, client::connection& door) {
    auto page = status_page{};
    auto done = ask_both(x, door, client::status_request{},
                         [&](client::status_reply got) {
                           for (auto& one : got.processes)
                             page.processes.push_back(std::move(one));
                         });
    if (!done)
      return x.fail(done.error());
    auto asked = x.about({});
    asked.timeout = std::min(asked.timeout, ask_limit);
    if (auto held = door.call(client::programmes_request{}, asked))
      page.programmes = std::move(held->programmes);
    page.missing = missing(x, page.processes);
    add_servers(page);
    if (!x.print_json(page))
      print(page);
    auto all_serve
      = std::all_of(page.processes.begin(), page.processes.end(),
                    [](auto& one) { return one.state == "serving"; });
    return page.missing.empty() && all_serve ? exit_status::pass
                                             : exit_status::verdict_failed;
  }

  static std::vector<std::string>
  missing(const context& x, const std::vector<client::process_status>& found) {
    auto out = std::vector<std::string>{};
    auto dir = x.dir();
    if (!x.global().config.empty() || !dir)
      return out;
    auto cluster = chaos::cluster::attach(*dir);
    if (!cluster)
      return out;
    for (auto& one : cluster->record().members)
      if (std::none_of(found.begin(), found.end(),
                       [&](auto& each) { return each.pid == one.process.pid; }))
        out.push_back(one.name);
    return out;
  }

  /// There is no cluster without a store and a broker, whoever recorded it.
  static void add_servers(status_page& page) {
    for (const auto* role : {"store", "broker"}) {
      auto answers = std::ranges::find(page.processes, role,
                                       &client::process_status::role)
                     != page.processes.end();
      auto told = std::ranges::find(page.missing, role) != page.missing.end();
      if (!answers && !told)
        page.missing.emplace_back(role);
    }
  }

  static void print(const status_page& x) {
    auto t = table{{"ROLE", "INSTANCE", ">PID", "STATE", ">UP", ">MEMORY",
                    ">FDS", ">THREADS", ">ACTORS", "BUILD"}};
    for (auto& one : x.processes)
      t.add({one.role, one.instance, std::to_string(one.pid), one.state,
             duration(
               std::chrono::milliseconds{static_cast<std::int64_t>(one.up_ms)}),
             bytes(one.rss_bytes), std::to_string(one.descriptors),
             std::to_string(one.threads), std::to_string(one.actors),
             one.build},
            one.state == "serving" ? tone::plain : tone::doubtful);
    t.print(std::cout);
    for (auto& one : x.processes) {
      if (!one.notes.empty())
        std::cout << one.role << ' ' << one.instance << ':';
      for (auto& note : one.notes)
        std::cout << ' ' << note;
      std::cout << (one.notes.empty() ? "" : "\n");
    }
    for (auto& name : x.missing)
      std::cout << painted(name + ": does not answer", tone::bad) << '\n';
    std::cout << "programmes:";
    for (auto& id : x.programmes)
      std::cout << ' ' << id;
    std::cout << (x.programmes.empty() ? " none\n" : "\n");
  }

  bool metrics_ = false;
};

} // namespace

void add_status(command_list& to) {
  to.push_back(std::make_unique<status_command>());
}

} // namespace nightfloat::cmd
