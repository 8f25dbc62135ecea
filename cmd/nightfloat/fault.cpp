// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <iostream>

namespace nightfloat::cmd {

namespace {

class fault_command : public command {
public:
  std::string name() const override {
    return "fault set";
  }

  std::string summary() const override {
    return "set one fault of a store that was started with faults; none: clear";
  }

  bool is_hidden() const override {
    return true;
  }

  void declare(options& x) override {
    x.position({"KIND", "",
                "none, sync_delay, sync_error, write_error, no_space, "
                "lose_unsynced, torn_tail or crash_point"},
               kind_);
    x.number({"--delay", "MS", "for sync_delay"}, wanted_.delay_ms,
             {0, 60'000});
    x.number({"--count", "N", "operations that it hits; 0: until cleared"},
             wanted_.count);
    x.text({"--point", "NAME", "for crash_point"}, wanted_.point);
    x.example("fault set sync_delay --delay 50");
    x.example("fault set none");
  }

  int run(context& x) override {
    if (!boost::describe::enum_from_string(kind_.c_str(), wanted_.fault))
      return x.fail(
        {ec::invalid_argument,
         "KIND: is no fault (" + kind_ + "), see `nightfloat fault set --help`",
         0});
    auto door = x.store_door();
    if (!door)
      return x.fail(door.error());
    auto done = (*door)->call(wanted_, x.about({}, client::make_key("fault")));
    if (!done)
      return x.fail(done.error());
    if (!x.print_json(*done))
      std::cout << "set: " << kind_ << '\n';
    return exit_status::pass;
  }

private:
  std::string kind_;
  client::fault_request wanted_;
};

} // namespace

void add_fault(command_list& to) {
  to.push_back(std::make_unique<fault_command>());
}

} // namespace nightfloat::cmd
