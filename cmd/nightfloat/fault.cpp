// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "codec/text.hpp"

#include <charconv>
#include <iostream>
#include <string>
#include <system_error>

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
    x.position({"KIND", "", codec::names_of<client::fault_kind>()}, kind_);
    x.number({"--delay", "MS", "for sync_delay"}, wanted_.delay_ms,
             {0, 60'000});
    x.number({"--count", "N", "operations that it hits; 0: until cleared"},
             wanted_.count);
    x.text({"--point", "NAME", "for crash_point"}, wanted_.point);
    x.number({"--jitter", "MS", "for sync_delay: mean of a long tail on top"},
             wanted_.jitter_ms, {0, 60'000});
    x.text({"--jump", "MS", "for wall_clock: off by so much, may be negative"},
           jump_);
    x.text(
      {"--drift", "PERMILLE", "for wall_clock: -1000 makes it stand still"},
      drift_);
    x.example("fault set sync_delay --delay 50");
    x.example("fault set wall_clock --jump -3600000 --drift 50");
    x.example("fault set none");
  }

  int run(context& x) override {
    if (!codec::find_name(kind_, wanted_.fault))
      return x.fail({ec::invalid_argument,
                     "KIND: is unknown (" + kind_ + "), one of "
                       + codec::names_of<client::fault_kind>(),
                     0});
    if (auto ok = read("--jump", jump_, wanted_.jump_ms); !ok)
      return x.fail(ok.error());
    if (auto ok = read("--drift", drift_, wanted_.drift_permille); !ok)
      return x.fail(ok.error());
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
  template <class Number>
  static result<void>
  read(const char* name, const std::string& text, Number& to) {
    auto end = text.data() + text.size();
    auto got = std::from_chars(text.data(), end, to);
    if (text.empty() || (got.ec == std::errc{} && got.ptr == end))
      return {};
    return failure{ec::invalid_argument, std::string{name} + ": is no number ("
                                           + text + "), e.g. -3600000"};
  }

  std::string kind_;
  std::string jump_;
  std::string drift_;
  client::fault_request wanted_;
};

} // namespace

void add_fault(command_list& to) {
  to.push_back(std::make_unique<fault_command>());
}

} // namespace nightfloat::cmd
