// SPDX-License-Identifier: Apache-2.0
// `store verify` and `store restore`: what is done to directories, without a
// store.
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/store_pages.hpp"
#include "storage/backup.hpp"

#include <chrono>
#include <iostream>

namespace nightfloat::cmd {

namespace {

class verify_command : public command {
public:
  std::string name() const override {
    return "store verify";
  }

  std::string summary() const override {
    return "prove that a store is what its history made, from the first byte";
  }

  void declare(options& x) override {
    x.optional_position({"DIR", "",
                         "a backup, or the data directory of a store that does "
                         "not run; this cluster's unless named"},
                        directory_);
    x.example("store verify /var/backups/nightfloat-1");
  }

  int run(context& x) override {
    if (directory_.empty()) {
      auto own = x.dir();
      if (!own)
        return x.fail(own.error());
      directory_ = *own + "/store";
    }
    auto proof = storage::verify_directory(absolute_path(directory_));
    if (!proof)
      return x.fail(proof.error());
    if (!x.print_json(*proof))
      print(std::cout, *proof);
    return proof->whole ? exit_status::pass : exit_status::verdict_failed;
  }

private:
  std::string directory_;
};

class restore_command : public command {
public:
  std::string name() const override {
    return "store restore";
  }

  std::string summary() const override {
    return "make an empty data directory what a backup holds";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "the backup; it is verified before it is used"},
               from_);
    x.path({"--to", "DIR", "the data directory, empty or not there",
            "this cluster's"},
           to_);
    x.example("store restore /var/backups/nightfloat-1 --to "
              "/var/lib/nightfloat");
  }

  int run(context& x) override {
    if (to_.empty()) {
      auto own = x.dir();
      if (!own)
        return x.fail(own.error());
      to_ = *own + "/store";
    }
    using namespace std::chrono;
    const auto now
      = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
    auto proof = storage::restore({.from = absolute_path(from_),
                                   .to = absolute_path(to_),
                                   .now_ms = now.count()});
    if (!proof)
      return x.fail(proof.error());
    if (x.print_json(*proof))
      return exit_status::pass;
    print(std::cout, *proof);
    std::cout << "restored: " << absolute_path(to_) << '\n';
    return exit_status::pass;
  }

private:
  std::string from_;
  std::string to_;
};

} // namespace

void add_store_files(command_list& to) {
  to.push_back(std::make_unique<verify_command>());
  to.push_back(std::make_unique<restore_command>());
}

} // namespace nightfloat::cmd
