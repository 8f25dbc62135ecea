// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"

#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"

#include <boost/describe/class.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace nightfloat::cmd {

namespace {

struct key_page {
  std::string name;
  std::string key_file;
  std::string public_key;
};
BOOST_DESCRIBE_STRUCT(key_page, (), (name, key_file, public_key))

class keys_command : public command {
public:
  std::string name() const override {
    return "keys";
  }

  std::string summary() const override {
    return "draw a CURVE key pair for a process that speaks tcp";
  }

  void declare(options& x) override {
    x.position({"NAME", "", "who will hold it, e.g. worker-3"}, owner_);
    x.path({"--out", "DIR", "where NAME.key is written, mode 0600"}, out_);
    x.example("keys store --out /tmp");
  }

  int run(context& x) override {
    auto good = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'
             || c == '_' || c == '.';
    };
    if (owner_.empty() || owner_.front() == '.'
        || !std::all_of(owner_.begin(), owner_.end(), good))
      return x.fail({ec::invalid_argument,
                     "NAME: is no name (" + owner_
                       + "), letters, digits, -, _ and . after the first",
                     0});
    auto pair = broker::make_key_pair();
    auto path = (std::filesystem::path{out_} / (owner_ + ".key")).string();
    if (auto written = broker::write_key_file(path, pair); !written)
      return x.fail(written.error());
    if (!x.print_json(key_page{owner_, path, pair.public_key}))
      std::cout << "secret key: " << path
                << " (mode 0600; set network.key_file to it)\n"
                   "line for the others' known_servers or allow_list:\n"
                << owner_ << ' ' << pair.public_key << '\n';
    return exit_status::pass;
  }

private:
  std::string owner_;
  std::string out_ = ".";
};

} // namespace

void add_keys(command_list& to) {
  to.push_back(std::make_unique<keys_command>());
}

} // namespace nightfloat::cmd
