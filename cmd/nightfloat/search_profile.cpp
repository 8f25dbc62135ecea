// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/search_profile.hpp"

#include "cmd/nightfloat/terminal.hpp"

#include <ostream>

namespace nightfloat::cmd {

namespace {

namespace solve = domain::solve;

std::string mebibytes(std::uint64_t bytes) {
  return formatted("%.2f", static_cast<double>(bytes) / (1 << 20));
}

/// How many of `whole` a `part` is; nothing of nothing.
std::string share_percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0)
    return "-";
  return formatted("%.1f", 100 * static_cast<double>(part)
                             / static_cast<double>(whole));
}

void print_moves(std::ostream& out, const solve::search_profile& x) {
  auto t = table{{"MOVE", ">TRIED", ">ACCEPTED", ">%", ">BETTER"}};
  for (const auto& one : x.moves)
    t.add({one.kind, std::to_string(one.tried), std::to_string(one.accepted),
           share_percent(one.accepted, one.tried), std::to_string(one.better)});
  t.print(out);
}

void print_exact(std::ostream& out, const solve::search_profile& x) {
  const auto& c = x.columns;
  auto t = table{{"EXACT PART", ">COUNT"}};
  auto add = [&](const char* name, std::uint64_t count) {
    if (count > 0)
      t.add({name, std::to_string(count)});
  };
  add("neighbourhoods of rows", x.rows.tried);
  add("walks over a row", x.rows.walks);
  add("states compared", x.rows.states);
  add("rounds of pricing", c.rounds);
  add("rows priced", c.priced);
  add("columns", c.columns);
  add("linear programmes", c.programmes);
  add("simplex iterations", c.iterations);
  add("dives", c.dives);
  add("propagations (rows taken)", c.propagations);
  add("backtracks (dives given up)", c.backtracks);
  add("combinations by CBC", c.combinations);
  add("nodes of CBC", c.nodes);
  add("repairs", c.repairs);
  add("repairs that found better", c.repairs_better);
  add("repairs proved", c.repairs_proved);
  add("windows", c.windows);
  add("windows that found better", c.windows_better);
  t.print(out);
}

} // namespace

void print_profile(std::ostream& out, const solve::search_profile& x) {
  out << '\n';
  print_moves(out, x);
  out << '\n';
  print_exact(out, x);
  out << '\n';
  auto times = table{{"PHASE", ">STEPS", ">SECONDS"}};
  for (const auto& one : x.phases)
    times.add(
      {one.phase, std::to_string(one.steps), formatted("%.3f", one.seconds)});
  times.print(out);
  out << '\n';
  auto memory = table{{"MEMORY", ">MIB"}};
  for (const auto& one : x.memory)
    memory.add({one.part, mebibytes(one.bytes)});
  memory.add({"all", mebibytes(x.bytes())});
  memory.print(out);
}

void print_allocations(std::ostream& out, const allocation_profile& x) {
  out << "\nallocations " << x.allocations << " of " << mebibytes(x.bytes)
      << " MiB in all; the process held " << mebibytes(x.peak)
      << " MiB at most\n";
}

} // namespace nightfloat::cmd
