// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/publishing.hpp"

#include "broker/keys.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

namespace nightfloat::cmd {

namespace {

struct import_page {
  client::publish_report published;
  std::vector<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(import_page, (), (published, notes))

std::string count_or_dash(std::uint32_t n) {
  return n == 0 ? "-" : std::to_string(n);
}

void print_import(const import_page& page) {
  auto& x = page.published;
  if (x.unchanged) {
    std::cout << "unchanged: programme " << x.programme
              << " holds exactly this, version " << x.version << '\n';
  } else {
    print_changes(x.changes);
    std::cout << painted("published", tone::good) << ": programme "
              << x.programme << ", version " << x.version << ", "
              << counted(x.records, "record", "records") << '\n';
  }
  for (auto& note : page.notes)
    std::cout << "note: " << note << '\n';
  if (x.roster_kept && !x.unchanged)
    std::cout << "note: the roster in force was kept, validate it against the "
                 "new programme\n";
}

} // namespace

std::string id_from(const std::string& name) {
  auto out = std::string{};
  for (auto c : name) {
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
    auto word = (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9' && !out.empty());
    if (word)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-')
    out.pop_back();
  return out.empty() ? "programme" : out.substr(0, 64);
}

std::string id_from_path(const std::string& path) {
  auto x = std::filesystem::path{path}.lexically_normal();
  auto name = x.has_filename() ? x.filename() : x.parent_path().filename();
  auto error = std::error_code{};
  return id_from(std::filesystem::is_directory(x, error)
                   ? name.string()
                   : name.stem().string());
}

void print_changes(const std::vector<client::table_change>& changes) {
  auto t = table{{"TABLE", ">ADDED", ">CHANGED", ">REMOVED", ">SAME"}};
  for (auto& one : changes)
    t.add({one.table, count_or_dash(one.added), count_or_dash(one.changed),
           count_or_dash(one.removed), count_or_dash(one.same)});
  t.print(std::cout);
}

result<std::string> import_target(context& x, const std::string& fallback_id) {
  auto id = x.global().programme;
  if (id.empty()) {
    auto held = x.programme();
    if (held)
      return held;
    if (held.error().code != ec::not_found)
      return held.error();
    id = fallback_id;
  }
  if (auto good = check_programme_id(id); !good)
    return good.error();
  return id;
}

int publish_and_report(context& x, publishing what) {
  auto id = import_target(x, what.fallback_id);
  if (!id)
    return x.fail(id.error());
  auto ledger = x.ledger();
  if (!ledger)
    return x.fail(ledger.error());
  auto bar = progress_bar{"importing"};
  auto done = client::publish(**ledger,
                              {.programme = *id,
                               .content = std::move(what.content),
                               .roster = std::move(what.roster),
                               .drop_roster = what.drop_roster,
                               .staged_on = what.staged_on,
                               .number = broker::random_number(),
                               .trace = x.trace()},
                              [&](std::uint64_t n, std::uint64_t whole) {
                                bar.show(n, whole, "staging");
                              });
  bar.wipe();
  if (!done)
    return x.fail(done.error());
  auto page = import_page{std::move(*done), std::move(what.notes)};
  if (!x.print_json(page))
    print_import(page);
  return exit_status::pass;
}

} // namespace nightfloat::cmd
