// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/store_pages.hpp"

#include "cmd/nightfloat/people.hpp"

#include <string>

namespace nightfloat::cmd {

namespace {

void print_sizes(std::ostream& out, const char* title,
                 const std::vector<domain::table_size>& all) {
  if (all.empty())
    return;
  auto t = table{{title, ">ROWS", ">SIZE"}};
  for (const auto& one : all)
    t.add({one.name, std::to_string(one.rows), bytes(one.bytes)});
  out << '\n';
  t.print(out);
}

} // namespace

void print(std::ostream& out, const domain::store_state& x) {
  auto t = table{
    {"PROGRAMME", ">VERSION", ">HISTORY FROM", "OLDEST", "NEWEST", ">RECORDS"}};
  for (const auto& one : x.programmes)
    t.add({one.programme, std::to_string(one.version),
           std::to_string(one.oldest), ledger_time(one.oldest_ms),
           ledger_time(one.newest_ms),
           x.tables.empty() ? "-" : std::to_string(one.records)});
  t.print(out);
  print_sizes(out, "TABLE", x.tables);
  print_sizes(out, "RECORDS", x.kinds);
  out << "\nformat " << x.format << ", epoch " << x.epoch << ", ledger time "
      << ledger_time(x.ledger_time_ms) << '\n';
}

void print(std::ostream& out, const domain::store_proof& x) {
  auto t = table{{"PROGRAMME", ">VERSION", ">HISTORY FROM", ">READABLE TO",
                  ">ITEMS", ">RECORDS", ">REPLAYED", "HASH"}};
  for (const auto& one : x.programmes)
    t.add({one.programme, std::to_string(one.version),
           std::to_string(one.oldest), std::to_string(one.readable),
           std::to_string(one.items), std::to_string(one.records),
           std::to_string(one.replayed), one.records_hash.substr(0, 16)},
          one.readable == one.version ? tone::plain : tone::bad);
  t.print(out);
  for (const auto& one : x.divergences)
    out << painted("diverges: ", tone::bad)
        << (one.programme.empty() ? "" : one.programme + ": ") << one.key
        << (one.version == 0 ? ""
                             : " at version " + std::to_string(one.version))
        << ": " << one.what << '\n';
  if (x.divergences_found > x.divergences.size())
    out << "... and " << x.divergences_found - x.divergences.size()
        << " more\n";
  out << counted(x.rows, "row", "rows") << " read, "
      << (x.whole ? painted("whole", tone::good)
                  : painted("not whole, restore a backup: nightfloat store "
                            "restore",
                            tone::bad))
      << '\n';
}

} // namespace nightfloat::cmd
