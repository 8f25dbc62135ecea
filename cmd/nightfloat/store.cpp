// SPDX-License-Identifier: Apache-2.0
// `store stats` and `store backup`: what is asked of a store that serves.
#include "client/store_operations.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/store_pages.hpp"

#include <iostream>

namespace nightfloat::cmd {

namespace {

class store_stats_command : public command {
public:
  std::string name() const override {
    return "store stats";
  }

  std::string summary() const override {
    return "what the store holds, how far its history reaches, how it stands";
  }

  void declare(options& x) override {
    x.flag({"--heads", "", "do not count rows, which reads all of them"},
           heads_);
    x.example("store stats");
  }

  int run(context& x) override {
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto found = (*door)->call(client::store_stats_request{.rows = !heads_},
                               x.about({}));
    if (!found)
      return x.fail(found.error());
    if (x.print_json(*found))
      return exit_status::pass;
    print(std::cout, found->held);
    auto t = table{{"FIGURE", ">VALUE"}};
    for (const auto& one : found->figures)
      t.add({one.name, std::to_string(one.value)});
    std::cout << '\n';
    t.print(std::cout);
    return exit_status::pass;
  }

private:
  bool heads_ = false;
};

class backup_command : public command {
public:
  std::string name() const override {
    return "store backup";
  }

  std::string summary() const override {
    return "copy the store to a new directory while it serves";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "a new directory, as the store sees it"},
               wanted_.directory);
    x.example("store backup /var/backups/nightfloat-1");
  }

  int run(context& x) override {
    wanted_.directory = absolute_path(wanted_.directory);
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done = (*door)->call(wanted_, x.about({}, client::make_key("backup")));
    if (!done)
      return x.fail(done.error());
    if (x.print_json(*done))
      return exit_status::pass;
    for (const auto& one : done->note.programmes)
      std::cout << one.programme << ": version " << one.version << '\n';
    std::cout << "backed up: " << done->directory << '\n';
    return exit_status::pass;
  }

private:
  client::backup_request wanted_;
};

} // namespace

void add_store(command_list& to) {
  to.push_back(std::make_unique<store_stats_command>());
  to.push_back(std::make_unique<backup_command>());
  add_store_files(to);
}

} // namespace nightfloat::cmd
