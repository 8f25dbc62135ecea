// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "exchange/block_year.hpp"
#include "exchange/programme_csv.hpp"

#include <filesystem>
#include <utility>

namespace nightfloat::cmd {

namespace {

class import_command : public command {
public:
  std::string name() const override {
    return "import";
  }

  std::string summary() const override {
    return "read and check a directory, then publish it whole or not at all";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "directory to read"}, dir_);
    x.choice({"--format", "FORMAT", "what lies there"}, format_,
             {"csv", "block-year"});
    x.flag({"--drop-roster", "",
            "take the roster in force out of force where DIR brings none"},
           drop_);
    x.example("import /tmp/programme");
    x.example("import --format block-year --programme im im-block-2026");
  }

  int run(context& x) override {
    auto path = std::filesystem::path{dir_}.lexically_normal();
    // All is read and checked before anybody is asked anything.
    auto read = format_ == "csv" ? exchange::read_programme(path)
                                 : exchange::read_block_year(path);
    if (!read) {
      // What is wrong is wrong in the files, not in the command line.
      auto code = x.fail(read.error());
      return code == exit_status::usage ? exit_status::could_not_run : code;
    }
    auto name = (path.has_filename() ? path : path.parent_path()).filename();
    return publish_and_report(x, {.content = std::move(read->programme),
                                  .roster = std::move(read->roster),
                                  .notes = std::move(read->notes),
                                  .fallback_id = id_from(name.string()),
                                  .drop_roster = drop_});
  }

private:
  std::string dir_;
  std::string format_ = "csv";
  bool drop_ = false;
};

} // namespace

void add_import(command_list& to) {
  to.push_back(std::make_unique<import_command>());
}

} // namespace nightfloat::cmd
