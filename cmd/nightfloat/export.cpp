// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/exporting.hpp"
#include "cmd/nightfloat/offline.hpp"
#include "cmd/nightfloat/people.hpp"
#include "cmd/nightfloat/publishing.hpp"

#include <boost/describe/class.hpp>

#include <iostream>

namespace nightfloat::cmd {

namespace {

struct export_page {
  std::string programme;
  std::string path;
  std::string format;
  std::uint64_t version = 0;
  std::uint64_t people = 0;
  std::uint64_t duties = 0;
  std::vector<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(export_page, (),
                      (programme, path, format, version, people, duties, notes))

class export_command : public command {
public:
  std::string name() const override {
    return "export";
  }

  std::string summary() const override {
    return "write a programme and its roster, for people or for programs";
  }

  void declare(options& x) override {
    x.position({"PATH", "", "file, or for csv directory, to write"}, to_.path);
    x.choice({"--format", "FORMAT", "what to write", "by the name of PATH"},
             to_.format, {"csv", "json", "xlsx", "ics", "weeks"});
    x.text({"--person", "CODE", "ics: whose calendar", "everybody's"}, person_);
    x.text({"--rotation", "CODE", "ics: the calendar of a rotation", "of all"},
           rotation_);
    x.path({"--previous", "FILE",
            "ics: the calendar that this one replaces, for cancellations",
            "PATH"},
           to_.previous);
    x.days(
      {"--first", "DATE", "xlsx: first day shown", "of the programme"},
      to_.over.first,
      {"--last", "DATE", "xlsx: last day shown, included", "of the programme"},
      to_.over.last);
    x.flag({"--halves", "", "xlsx: people x half days in place of days"},
           to_.halves);
    x.text({"--stamp", "INSTANT", "when it is said to be made, in UTC", "now"},
           stamp_);
    x.path({"--offline", "FILE",
            "export a programme in a file (csv, json), not a cluster's", "no"},
           offline_);
    x.example("export /tmp/programme");
    x.example("export roster.xlsx --first 2026-07-01 --last 2026-07-28");
    x.example("export ann.ics --person R001");
    x.example("export roster.xlsx --offline /tmp/programme");
  }

  int run(context& x) override {
    if (auto ok = prepare(); !ok)
      return x.fail(ok.error());
    auto found = load_source(x);
    if (!found)
      return offline_.empty() ? x.fail(found.error())
                              : fail_of_file(x, found.error());
    if (auto ok = choose(found->programme); !ok)
      return x.fail(ok.error());
    auto notes = write_export(found->programme,
                              found->roster ? &*found->roster : nullptr, to_);
    if (!notes)
      return x.fail(notes.error());
    auto page
      = export_page{.programme = to_.programme,
                    .path = to_.path,
                    .format = to_.format,
                    .version = found->version,
                    .people = found->programme.people.size(),
                    .duties = found->roster ? found->roster->duties.size() : 0,
                    .notes = std::move(*notes)};
    if (!x.print_json(page))
      print(page, found->roster.has_value());
    return exit_status::pass;
  }

private:
  /// What another format alone has is no request to pass over in silence.
  result<void> check_format() const {
    struct row {
      const char* option;
      const char* format;
      bool given;
    };
    for (const auto& one :
         {row{"--person", "ics", !person_.empty()},
          row{"--rotation", "ics", !rotation_.empty()},
          row{"--previous", "ics", !to_.previous.empty()},
          row{"--first", "xlsx", to_.over.first != domain::date{}},
          row{"--last", "xlsx", to_.over.last != domain::date{}},
          row{"--halves", "xlsx", to_.halves}})
      if (one.given && to_.format != one.format)
        return failure{ec::invalid_argument,
                       std::string{one.option} + ": is of " + one.format
                         + " alone (" + to_.format
                         + " is written), leave it out",
                       0};
    return {};
  }

  result<void> prepare() {
    if (to_.format.empty())
      to_.format = format_of(to_.path);
    if (auto ok = check_format(); !ok)
      return ok;
    to_.stamp
      = std::chrono::floor<domain::minutes>(std::chrono::system_clock::now());
    if (stamp_.empty())
      return {};
    auto given = domain::parse_instant(stamp_);
    if (!given)
      return at("--stamp", given.error());
    to_.stamp = *given;
    return {};
  }

  /// The programme and its id.
  result<client::loaded> load_source(context& x) {
    if (!offline_.empty()) {
      auto& named = x.global().programme;
      to_.programme = named.empty() ? id_from_path(offline_) : named;
      return load_offline(offline_);
    }
    auto from = x.held();
    if (!from)
      return from.error();
    to_.programme = from->id;
    return client::load(*from->ledger, from->id);
  }

  result<void> choose(const domain::programme& where) {
    if (!person_.empty()) {
      auto who = directory{where}.person(person_);
      if (!who)
        return who.error();
      to_.person = *who;
    }
    if (rotation_.empty())
      return {};
    for (auto& one : where.rotations)
      if (one.code == rotation_)
        to_.rotation = one.id;
    if (!to_.rotation.assigned())
      return failure{ec::not_found,
                     "--rotation: is unknown (" + rotation_
                       + "), write a code as `nightfloat roster` shows them",
                     0};
    return {};
  }

  static void print(const export_page& page, bool has_roster) {
    std::cout << "wrote " << page.path << ": programme " << page.programme
              << ", "
              << (page.version == 0
                    ? std::string{}
                    : "version " + std::to_string(page.version) + ", ")
              << page.people << " people, "
              << (has_roster ? std::to_string(page.duties) + " duties"
                             : std::string{"no roster"})
              << '\n';
    for (auto& note : page.notes)
      std::cout << "note: " << note << '\n';
  }

  exporting to_;
  std::string person_;
  std::string rotation_;
  std::string stamp_;
  std::string offline_;
};

} // namespace

void add_export(command_list& to) {
  to.push_back(std::make_unique<export_command>());
}

} // namespace nightfloat::cmd
