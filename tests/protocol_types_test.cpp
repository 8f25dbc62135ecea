// SPDX-License-Identifier: Apache-2.0
// protocol.md gives the fields of each struct in the order of the wire.

#include "client/ledger_operations.hpp"
#include "client/operations.hpp"
#include "client/repair_operations.hpp"
#include "client/swap_operations.hpp"
#include "domain/schedule.hpp"
#include "domain/store.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(protocol_types_test)

using namespace nightfloat;

namespace {

using names = std::vector<std::string>;

/// "a ([b], of a kind), c": a and c.
names fields_of(const std::string& cell) {
  auto out = names{};
  auto depth = 0;
  auto field = std::string{};
  for (auto c : cell + ",") {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0) {
      out.push_back(field.substr(0, field.find(' ')));
      field.clear();
    } else if (c != ' ' || !field.empty()) {
      field += c;
    }
  }
  return out;
}

/// The rows of the section by the name of their struct.
std::map<std::string, names> documented() {
  auto in = std::ifstream{NIGHTFLOAT_ROOT "/docs/protocol.md"};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  auto at = text.find("\n## Types\n");
  BOOST_TEST_REQUIRE(at != text.npos);
  auto out = std::map<std::string, names>{};
  for (auto end = text.find("\n## ", at + 1); at < end;) {
    auto next = text.find('\n', at + 1);
    auto line = text.substr(at + 1, next - at - 1);
    auto bar = line.find(" | ");
    if (line.starts_with("| ") && bar != line.npos)
      out[line.substr(2, bar - 2)]
        = fields_of(line.substr(bar + 3, line.size() - bar - 5));
    at = next;
  }
  return out;
}

template <class T>
void agrees(const std::map<std::string, names>& rows, const char* name) {
  auto members = names{};
  boost::mp11::mp_for_each<
    boost::describe::describe_members<T, boost::describe::mod_public>>(
    [&](auto x) { members.emplace_back(x.name); });
  auto row = rows.find(name);
  BOOST_TEST_REQUIRE((row != rows.end()), name << " is not documented");
  BOOST_TEST_CONTEXT(name)
    BOOST_TEST(row->second == members, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_CASE(types_of_the_ledger_and_the_queue_are_as_documented) {
  using namespace domain;
  auto rows = documented();
  agrees<client::records>(rows, "records");
  agrees<record>(rows, "record");
  agrees<change>(rows, "change");
  agrees<event>(rows, "event");
  agrees<store_state>(rows, "store_state");
  agrees<history_state>(rows, "history_state");
  agrees<client::process_status>(rows, "process_status");
  agrees<token>(rows, "token");
  agrees<fence>(rows, "fence");
  agrees<job>(rows, "job");
  agrees<lease>(rows, "lease");
  agrees<client::held_lease>(rows, "held_lease");
  agrees<client::lease_state>(rows, "lease_state");
  agrees<job_progress>(rows, "job_progress");
  agrees<completion>(rows, "completion");
  agrees<job_view>(rows, "job_view");
  agrees<job_explanation>(rows, "job_explanation");
  agrees<kind_stats>(rows, "kind_stats");
  agrees<rate_terms>(rows, "rate_terms");
  agrees<schedule>(rows, "schedule");
  agrees<schedule_view>(rows, "schedule_view");
}

BOOST_AUTO_TEST_CASE(types_of_rosters_and_swaps_are_as_documented) {
  using namespace domain;
  auto rows = documented();
  agrees<swap_record>(rows, "swap_record");
  agrees<move>(rows, "move");
  agrees<swap_counter>(rows, "swap_counter");
  agrees<swap_wish>(rows, "swap_wish");
  agrees<swap_entry>(rows, "swap_entry");
  agrees<client::swap_candidate>(rows, "swap_candidate");
  agrees<swap_match>(rows, "swap_match");
  agrees<duty>(rows, "duty");
  agrees<client::validate_reply>(rows, "validate_reply");
  agrees<finding>(rows, "finding");
  agrees<repair>(rows, "repair");
  agrees<client::conflicts_reply>(rows, "conflicts_reply");
  agrees<conflict>(rows, "conflict");
  agrees<client::who_can_reply>(rows, "who_can_reply");
  agrees<candidate>(rows, "candidate");
  agrees<absence_answer>(rows, "absence_answer");
  agrees<client::risk_reply>(rows, "risk_reply");
}

BOOST_AUTO_TEST_SUITE_END()
