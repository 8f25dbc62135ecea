// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"

#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "exchange/programme_csv.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <iostream>
#include <string>
#include <utility>

namespace nightfloat::cmd {

namespace {

struct sample_page {
  std::string path;
  std::uint64_t people = 0;
  std::uint64_t templates = 0;
  std::uint64_t seed = 0;
};
BOOST_DESCRIBE_STRUCT(sample_page, (), (path, people, templates, seed))

class sample_command : public command {
public:
  std::string name() const override {
    return "sample";
  }

  std::string summary() const override {
    return "make up a programme of the size asked for, as CSV files or "
           "imported";
  }

  void declare(options& x) override {
    x.optional_position({"DIR", "", "directory to write the CSV files to"},
                        dir_);
    x.flag({"--import", "", "import it into the cluster"}, import_);
    x.number({"--residents", "N",
              "residents, " + std::to_string(domain::sample_residents_min)
                + " to " + std::to_string(domain::sample_residents_max)},
             wanted_.residents,
             {domain::sample_residents_min, domain::sample_residents_max});
    x.number({"--faculty", "N",
              "faculty; 0: thirty per hundred residents, more in small "
              "programmes"},
             wanted_.faculty, {0, domain::sample_faculty_max});
    x.number({"--seed", "N", "the same seed makes the same programme"},
             wanted_.seed);
    x.number({"--year", "YEAR", "academic year, begins on 1 July"}, year_,
             {2000, 2100});
    x.text({"--zone", "ZONE", "IANA zone of the hospital"}, wanted_.zone);
    x.example("sample --import");
    x.example("sample /tmp/programme --residents 40 --seed 7");
  }

  int run(context& x) override {
    if (dir_.empty() && !import_)
      return x.fail({ec::invalid_argument,
                     "sample: name a DIR to write to, or --import", 0});
    wanted_.academic_year = static_cast<std::uint16_t>(year_);
    auto made = domain::make_sample(wanted_);
    if (!made)
      return x.fail(made.error());
    if (!dir_.empty()) {
      if (auto written = exchange::write_programme(dir_, *made); !written)
        return x.fail(written.error());
      auto page = sample_page{dir_, made->people.size(), made->templates.size(),
                              wanted_.seed};
      // With --import the answer is what became of that.
      if (!x.global().json)
        print(page);
      else if (!import_)
        x.print_json(page);
    }
    if (!import_)
      return exit_status::pass;
    return publish_and_report(
      x, {.content = std::move(*made), .fallback_id = "sample"});
  }

private:
  static void print(const sample_page& x) {
    std::cout << "wrote " << x.path << ": " << x.people << " people, "
              << x.templates << " shift templates, seed " << x.seed << '\n';
  }

  domain::sample_options wanted_;
  std::uint32_t year_ = 2026;
  std::string dir_;
  bool import_ = false;
};

} // namespace

void add_sample(command_list& to) {
  to.push_back(std::make_unique<sample_command>());
}

} // namespace nightfloat::cmd
