// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/reporting.hpp"
#include "cmd/nightfloat/terminal.hpp"
#include "report/written.hpp"

#include <iostream>
#include <string>

namespace nightfloat::cmd {

namespace {

class report_show_command : public command {
public:
  std::string name() const override {
    return "report show";
  }

  std::string summary() const override {
    return "what a run of chaos, soak or simulation found";
  }

  void declare(options& x) override {
    x.position({"DIR", "", "the directory that the run wrote"}, directory_);
    x.flag({"--rewrite", "",
            "make the page and the other forms anew from "
            "report.json"},
           rewrite_);
    x.example("report show chaos-kill-workers-7");
    x.example("report show chaos-kill-workers-7 --rewrite");
    x.example("report show chaos-kill-workers-7 --json");
    x.note("Ends with 1 unless the verdict is valid or passed, and for a run "
           "that was cut.");
  }

  int run(context& x) override {
    auto found = report::read(directory_);
    if (!found)
      return fail_of_file(x, found.error());
    if (rewrite_)
      if (auto ok = report::write(*found, directory_); !ok)
        return fail_of_file(x, ok.error());
    if (!x.print_json(*found)) {
      print_report(*found);
      std::cout << "page: " << directory_ << "/report.html\n";
    }
    return is_good(*found) ? exit_status::pass : exit_status::verdict_failed;
  }

private:
  std::string directory_;
  bool rewrite_ = false;
};

} // namespace

void add_report(command_list& to) {
  to.push_back(std::make_unique<report_show_command>());
}

} // namespace nightfloat::cmd
