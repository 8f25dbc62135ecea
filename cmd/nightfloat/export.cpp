// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "exchange/programme_csv.hpp"

#include <boost/describe/class.hpp>

#include <iostream>

namespace nightfloat::cmd {

namespace {

struct export_page {
  std::string programme;
  std::string dir;
  std::uint64_t version = 0;
  std::uint64_t people = 0;
  std::uint64_t duties = 0;
};
BOOST_DESCRIBE_STRUCT(export_page, (),
                      (programme, dir, version, people, duties))

class export_command : public command {
public:
  std::string name() const override {
    return "export";
  }

  std::string summary() const override {
    return "write a programme and its roster as CSV files";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "directory to write the CSV files to"}, dir_);
    x.example("export /tmp/programme");
  }

  int run(context& x) override {
    auto id = x.programme();
    if (!id)
      return x.fail(id.error());
    auto ledger = x.ledger();
    if (!ledger)
      return x.fail(ledger.error());
    auto found = client::load(**ledger, *id);
    if (!found)
      return x.fail(found.error());
    auto* roster = found->roster ? &*found->roster : nullptr;
    if (auto done = exchange::write_programme(dir_, found->programme, roster);
        !done)
      return x.fail(done.error());
    auto page = export_page{.programme = *id,
                            .dir = dir_,
                            .version = found->version,
                            .people = found->programme.people.size(),
                            .duties = roster ? roster->duties.size() : 0};
    if (!x.print_json(page))
      std::cout << "wrote " << dir_ << ": programme " << *id << ", version "
                << page.version << ", " << page.people << " people, "
                << (roster ? std::to_string(page.duties) + " duties"
                           : std::string{"no roster"})
                << '\n';
    return exit_status::pass;
  }

private:
  std::string dir_;
};

} // namespace

void add_export(command_list& to) {
  to.push_back(std::make_unique<export_command>());
}

} // namespace nightfloat::cmd
