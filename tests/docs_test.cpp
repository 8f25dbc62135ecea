// SPDX-License-Identifier: Apache-2.0
// The documents name what the code has: every code, field, operation and
// configuration key.

#include "broker/envelope.hpp"
#include "client/operations.hpp"
#include "client/repair_operations.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"
#include "domain/rules/words.hpp"
#include "domain/stage/constraints.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(docs_test)

namespace describe = boost::describe;
using namespace nightfloat;

namespace {

std::string read(const std::string& name) {
  auto in = std::ifstream{NIGHTFLOAT_ROOT "/docs/" + name};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  BOOST_TEST_REQUIRE(!text.empty(), name << " is missing");
  return text;
}

void names(const std::string& text, const std::string& what) {
  BOOST_TEST(text.find(what) != text.npos, what << " is not documented");
}

template <class T, class F>
void each_member(F f) {
  using members = describe::describe_members<T, describe::mod_public>;
  boost::mp11::mp_for_each<members>([&](auto x) { f(std::string{x.name}); });
}

template <class... Request>
void names_operations(const std::string& text) {
  (names(text, "| `" + std::string{Request::operation} + "` |"), ...);
}

/// `f(text, where)` for each source file of the folders.
template <class F>
void each_source(std::initializer_list<const char*> folders, F f) {
  for (const char* folder : folders)
    for (const auto& file : std::filesystem::recursive_directory_iterator{
           std::filesystem::path{NIGHTFLOAT_ROOT} / folder}) {
      auto extension = file.path().extension();
      if (extension != ".cpp" && extension != ".hpp")
        continue;
      auto in = std::ifstream{file.path()};
      f(std::string{std::istreambuf_iterator<char>{in}, {}},
        file.path().string());
    }
}

/// Everything in `text` that is the given group of `pattern`.
std::set<std::string> found_in(const std::string& text,
                               const std::regex& pattern, std::size_t group) {
  auto out = std::set<std::string>{};
  for (auto i = std::sregex_iterator{text.begin(), text.end(), pattern};
       i != std::sregex_iterator{}; ++i)
    out.insert((*i)[group].str());
  return out;
}

/// Names that are given to the registry, or to who hands them on with a help.
std::set<std::string> metric_names() {
  auto named = std::regex{
    R"re(\b(counter_of|gauge_of|histogram_of|span|record|count|set)\()re"
    R"re(\s*"([a-z]+(?:_[a-z0-9]+)+)",\s*("|help))re"};
  auto out = std::set<std::string>{};
  each_source({"storage", "broker", "client", "actors", "cmd/nightfloatd"},
              [&](const std::string& source, const std::string&) {
                out.merge(found_in(source, named, 2));
              });
  return out;
}

std::string section(const std::string& text, const std::string& heading) {
  auto from = text.find(heading);
  BOOST_TEST_REQUIRE(from != text.npos, heading << " is missing");
  return text.substr(from, text.find("\n#", from + 1) - from);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_rules_are_all_described) {
  auto text = read("rules.md");
  for (auto i = std::size_t{0}; i < domain::rule_count; ++i)
    if (auto rule = static_cast<domain::rule>(i); rule != domain::rule::data)
      names(text, "`" + std::string{domain::name_of(rule)} + "`");
  for (auto pack : domain::shipped_packs())
    names(text, "`" + std::string{pack} + "`");
  boost::mp11::mp_for_each<describe::describe_enumerators<domain::averaging>>(
    [&](auto x) {
      if (x.value != domain::averaging::by_pack)
        names(text, "`" + std::string{x.name} + "`");
    });
  boost::mp11::mp_for_each<describe::describe_enumerators<domain::duty_kind>>(
    [&](auto x) { names(text, "`" + std::string{x.name} + "`"); });
}

BOOST_AUTO_TEST_CASE(the_constraints_are_all_described) {
  auto text = read("constraints.md");
  for (const auto& x : domain::stage::constraint_templates()) {
    auto row = text.find("`" + std::string{x.name} + "`");
    BOOST_TEST_REQUIRE(row != text.npos, x.name << " is not documented");
    auto kind = (x.hard ? " | H " : " | S ") + std::to_string(x.weight) + " | ";
    BOOST_TEST(text.substr(row, 80).find(kind) != text.npos,
               x.name << " is not said to be" << kind);
  }
  each_member<domain::stage::constraint>(
    [&](const std::string& name) { names(text, "`" + name + "`"); });
  each_member<domain::stage::people_filter>(
    [&](const std::string& name) { names(text, "`" + name + "`"); });
}

BOOST_AUTO_TEST_CASE(the_protocol_lists_every_code_with_its_number) {
  auto text = read("protocol.md");
  auto count = 0;
  for (auto i = 0; i < 256; ++i) {
    auto name = std::string_view{to_string(static_cast<ec>(i))};
    if (name == "unknown_code")
      break;
    names(text, "`" + std::string{name} + "` " + std::to_string(i));
    ++count;
  }
  BOOST_TEST(count > 30);
}

BOOST_AUTO_TEST_CASE(the_protocol_lists_every_field_of_the_envelope) {
  auto text = read("protocol.md");
  auto number = 0;
  each_member<broker::envelope>([&](const std::string& name) {
    names(text, "| " + std::to_string(number++) + " | " + name + " |");
  });
  boost::mp11::mp_for_each<describe::describe_enumerators<broker::frame_kind>>(
    [&](auto x) {
      names(text, "| " + std::to_string(static_cast<int>(x.value)) + " | "
                    + x.name + " |");
    });
}

BOOST_AUTO_TEST_CASE(the_protocol_lists_every_field_of_a_transaction) {
  auto text = read("protocol.md");
  each_member<domain::transaction>(
    [&](const std::string& name) { names(text, name); });
  each_member<domain::commit_answer>(
    [&](const std::string& name) { names(text, name); });
}

BOOST_AUTO_TEST_CASE(the_protocol_lists_every_operation) {
  using namespace client;
  names_operations<
    commit_request, read_request, scan_request, watch_request,
    programmes_request, claim_request, await_request, renew_request,
    release_request, jobs_request, requeue_request, explain_request,
    pause_request, limit_request, cron_put_request, cron_pause_request,
    cron_remove_request, cron_list_request, queue_stats_request,
    store_stats_request, backup_request, validate_request, conflicts_request,
    who_can_request, repair_request, risk_request, swap_find_request,
    swap_execute_request, swap_revert_request, swap_offer_request,
    swap_act_request, swap_match_request, status_request, metrics_request,
    fault_request>(read("protocol.md"));
}

BOOST_AUTO_TEST_CASE(the_manual_explains_every_warning_and_error) {
  auto text = read("operating.md");
  auto line = std::regex{R"re(\b(warn|error)\(\s*"([a-z ,]+?)(: |"))re"};
  auto count = 0;
  for (const char* folder : {"storage", "broker", "actors", "client", "cmd"})
    for (const auto& file : std::filesystem::recursive_directory_iterator{
           std::filesystem::path{NIGHTFLOAT_ROOT} / folder}) {
      if (file.path().extension() != ".cpp")
        continue;
      auto in = std::ifstream{file.path()};
      auto source = std::string{std::istreambuf_iterator<char>{in}, {}};
      for (auto i = std::sregex_iterator{source.begin(), source.end(), line};
           i != std::sregex_iterator{}; ++i, ++count)
        names(text, "`" + (*i)[2].str() + "`");
    }
  BOOST_TEST(count > 10);
}

BOOST_AUTO_TEST_CASE(a_line_about_a_job_or_a_call_has_its_trace) {
  auto line = std::regex{R"re(\b(?:debug|info|warn|error)\(\s*)re"
                         R"re(((?:"[^"\\]*(?:\\.[^"\\]*)*"\s*)+))re"};
  auto about = std::regex{R"re(\b(job|operation)=)re"};
  auto count = 0;
  each_source({"actors", "cmd/nightfloatd"}, [&](const std::string& source,
                                                 const std::string& where) {
    for (const auto& said : found_in(source, line, 1))
      if (std::regex_search(said, about)) {
        BOOST_TEST(said.find("trace=") != said.npos, where << ": " << said);
        ++count;
      }
  });
  BOOST_TEST(count > 8);
}

BOOST_AUTO_TEST_CASE(the_manual_lists_the_metrics_that_there_are) {
  auto table = section(read("operating.md"), "\n## Metrics\n");
  auto rows = std::regex{R"re(\n\| `([a-z0-9_]+)` \|)re"};
  auto listed = found_in(table, rows, 1);
  auto named = metric_names();
  BOOST_TEST(named.size() > 50u);
  for (const auto& x : named)
    BOOST_TEST(listed.contains(x), x << " is not documented");
  for (const auto& x : listed)
    BOOST_TEST(named.contains(x), x << " is no metric");
}

BOOST_AUTO_TEST_CASE(the_manual_explains_every_configuration_key) {
  auto text = read("operating.md");
  auto each = [&](const std::string& group) {
    return [&text, group](const std::string& name) {
      names(text, "`" + group + name + "`");
    };
  };
  each_member<config::network_options>(each("network."));
  each_member<config::store_options>(each("store."));
  each_member<config::worker_options>(each("worker."));
  each_member<config::log_options>(each("log."));
}

BOOST_AUTO_TEST_SUITE_END()
