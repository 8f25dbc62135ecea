// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/command_line.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/soak_map.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(command_line_test)

namespace {

using namespace nightfloat;

struct fixture {
  cmd::command_list commands = cmd::all_commands();
  cmd::global_options global;

  result<cmd::parsed> parse(const std::string& line) {
    words = {"nightfloat"};
    auto word = std::string{};
    auto quoted = false;
    auto begun = false;
    for (auto c : line + " ") {
      if (c == ' ' && !quoted) {
        if (std::exchange(begun, false))
          words.push_back(std::exchange(word, {}));
        continue;
      }
      begun = true;
      if (c == '\'')
        quoted = !quoted;
      else
        word += c;
    }
    auto argv = std::vector<const char*>{};
    for (auto& one : words)
      argv.push_back(one.c_str());
    return cmd::parse(static_cast<int>(argv.size()), argv.data(), commands,
                      global);
  }

  std::vector<std::string> words;
};

struct wrong_line {
  std::string line;
  /// What the sentence must hold.
  std::string says;
};

std::ostream& operator<<(std::ostream& out, const wrong_line& x) {
  return out << "nightfloat " << x.line;
}

const auto wrong_lines = std::vector<wrong_line>{
  {"", "COMMAND: is missing"},
  {"swap", "COMMAND is missing"},
  {"frobnicate", "frobnicate: is no command here"},
  {"queue frobnicate", "frobnicate: is no command here"},
  {"status --frobnicate 3", "--frobnicate: is no option here"},
  {"up --workers 0",
   "--workers: is no whole number within its bounds (0), 1 to 64"},
  {"up --workers 65", "1 to 64"},
  {"up --workers two", "(two)"},
  {"up --workers -1", "--workers"},
  {"up --workers", "--workers"},
  {"up --workers 99999999999999999999", "--workers"},
  {"validate --first 2026-02-30", "--first: is no date (2026-02-30)"},
  {"validate --first tomorrow", "write it as 2026-07-01"},
  {"import", "PATH: is missing"},
  {"import a b", "b: is one word too many"},
  {"up status", "status: is one word too many"},
  {"queue list show", "show: is one word too many"},
  {"import --format xml a", "--format: is unknown (xml), one of csv"},
  {"import --accept-fuzzy 69 a", "--accept-fuzzy"},
  {"import --accept-fuzzy 101 a", "70 to 100"},
  {"sample --residents 3", "--residents"},
  {"--timeout 0 status", "--timeout"},
  {"status --dir= x", "--dir: is empty, give a value or leave it out"},
  {"generate --key= --draft", "--key: is empty, give a value or leave it out"},
  {"status --json=maybe", "--json: takes no value (maybe)"},
  {"generate --publish-worse=false", "--publish-worse: takes no value (false)"},
  {"import ''", "PATH: is empty, give one"},
  {"store verify ''", "DIR: is empty, name one or leave it out"},
  {"keys store --out ''", "--out: is empty"},
  {"export a.ics --previous ''", "--previous: is empty"},
  {"chaos run kills.toml --out ''", "--out: is empty"},
  {"soak run ci.toml --history ''", "--history: is empty"},
  {"queue list --limit 1001", "1 to 1000"},
  {"queue show", "JOB"},
  {"queue explain", "JOB"},
  {"queue pause", "KIND"},
  {"queue submit", "KIND"},
  {"queue submit purge --priority 10", "0 to 9"},
  {"queue submit purge --attempts 0", "--attempts"},
  {"validate --first 2026-07-10 --last 2026-07-01",
   "--last: is before --first (2026-07-01, 2026-07-10)"},
  {"swap offer R001 7 --wish-last 2026-07-01 --wish-first 2026-07-10",
   "--wish-last: is before --wish-first"},
  {"repair --code tired", "--code: is unknown (tired), one of none, sick_call"},
  {"queue cron add a b purge --misfire never", "one of skip, once, all"},
  {"repair --from 2026-07-01", "--from: is called --first now"},
  {"repair --to=2026-07-01", "--to: is called --last now"},
  {"solve x --time 3", "--time: is called --budget now"},
  {"chaos simulate --from 3", "--from: is called --seed now"},
  {"chaos simulate --seconds 3", "--seconds: is called --duration now"},
};

/// Takes a word that may be left out.
struct look_command : cmd::command {
  explicit look_command(std::string& to) : taken{to} {
  }

  std::string name() const override {
    return "store look";
  }

  std::string summary() const override {
    return "look at a directory";
  }

  void declare(cmd::options& x) override {
    x.optional_position({"DIR", "", "which directory", "none"}, taken);
  }

  int run(cmd::context&) override {
    return cmd::exit_status::pass;
  }

  std::string& taken;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(command_line, fixture)

BOOST_DATA_TEST_CASE_F(fixture, a_wrong_line_is_refused_with_its_place,
                       boost::unit_test::data::make(wrong_lines), row) {
  auto found = parse(row.line);
  BOOST_REQUIRE(!found);
  BOOST_TEST(found.error().code == ec::invalid_argument);
  BOOST_TEST(found.error().detail.find(row.says) != std::string::npos,
             found.error().detail);
  BOOST_TEST(found.error().detail.find("--help") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_a_wrong_line_it_is_known_whether_it_asks_for_json) {
  BOOST_TEST(!parse("status --frobnicate 3").has_value());
  BOOST_TEST(!global.json);
  commands = cmd::all_commands();
  BOOST_TEST(!parse("status --frobnicate 3 --json").has_value());
  BOOST_TEST(global.json);
}

BOOST_AUTO_TEST_CASE(a_value_may_end_with_an_equals_sign) {
  BOOST_TEST(parse("import p --accept=text= --accept text=").has_value());
}

BOOST_AUTO_TEST_CASE(options_of_every_command_stand_before_or_after_it) {
  auto before = parse("--json --dir /a status");
  BOOST_REQUIRE(before);
  BOOST_TEST(before->chosen->name() == "status");
  BOOST_TEST(global.json);
  BOOST_TEST(global.dir == "/a");
  global = {};
  commands = cmd::all_commands();
  auto after = parse("swap list --programme im --json --timeout=7");
  BOOST_REQUIRE(after);
  BOOST_TEST(after->chosen->name() == "swap list");
  BOOST_TEST(global.json);
  BOOST_TEST(global.programme == "im");
  BOOST_TEST(global.timeout_s == 7);
}

BOOST_AUTO_TEST_CASE(a_word_may_be_called_as_a_command_is) {
  auto taken = std::string{};
  for (const auto* word : {"report", "verify", "store"}) {
    commands = cmd::all_commands();
    commands.push_back(std::make_unique<look_command>(taken));
    auto found = parse("store look " + std::string{word} + " --dir /a");
    BOOST_TEST_REQUIRE(found.has_value(), word);
    BOOST_TEST(found->chosen->name() == "store look");
    BOOST_TEST(taken == word);
    BOOST_TEST(global.dir == "/a");
  }
  for (const auto* line :
       {"who-can R001 export", "swap execute R001 generate R002"}) {
    commands = cmd::all_commands();
    BOOST_TEST(parse(line).has_value(), line);
  }
}

BOOST_AUTO_TEST_CASE(the_command_of_a_map_draws_the_same_again) {
  auto x = soak::map_options{};
  x.base.seed = 7;
  x.ramp_s = 20;
  auto line = cmd::map_command_line(x, "ci.toml", "", "");
  BOOST_TEST(line
             == "nightfloat soak map ci.toml --seed 7 --rate-max 200"
                " --ramp 20 --p99-max 1000 --hold 60");
  auto longer = cmd::map_command_line(x, "ci.toml", "storage,caches", "0.5");
  BOOST_TEST(longer == line + " --triggers storage,caches --loads 0.5");
  BOOST_TEST(parse(longer.substr(longer.find(' '))).has_value());
}

BOOST_AUTO_TEST_CASE(what_may_be_repeated_takes_one_word_each_time) {
  auto own = cmd::options{};
  auto all = std::vector<std::string>{};
  own.texts({"--accept", "TEXT"}, all);
  for (auto* word : {"a", "b"})
    BOOST_TEST(own.all()[0].accept(word).empty());
  BOOST_TEST(all == (std::vector<std::string>{"a", "b"}));
  BOOST_TEST(parse("import --accept a=b --accept c=d p").has_value());
  commands = cmd::all_commands();
  BOOST_TEST(!parse("import --accept a=b").has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_key_is_refused_rather_than_drawn) {
  auto own = cmd::options{};
  auto key = std::string{};
  own.key(": the same key is the same job", key);
  BOOST_TEST(own.all()[0].accept("").find("is empty") == 0);
  BOOST_TEST(own.all()[0].accept("july").empty());
  BOOST_TEST(key == "july");
}

BOOST_AUTO_TEST_CASE(an_empty_path_is_refused_rather_than_another_taken) {
  auto own = cmd::options{};
  auto path = std::string{};
  own.path({"--dir", "DIR", "state directory", "the default"}, path);
  BOOST_TEST(own.all()[0].accept("").find("is empty") == 0);
  BOOST_TEST(own.all()[0].accept("/a").empty());
  BOOST_TEST(path == "/a");
}

BOOST_AUTO_TEST_CASE(every_command_has_a_page_with_usage_and_examples) {
  for (auto& one : commands) {
    auto page = cmd::help_page(one->name(), commands);
    BOOST_TEST_CONTEXT(one->name()) {
      BOOST_TEST(page.starts_with("Usage: nightfloat " + one->name()));
      BOOST_TEST(page.find("\nExamples:\n") != std::string::npos);
      BOOST_TEST(!one->summary().ends_with('.'));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_example_parses_as_pasted) {
  for (auto& one : cmd::all_commands()) {
    auto own = cmd::options{};
    one->declare(own);
    for (auto& line : own.examples()) {
      commands = cmd::all_commands();
      auto found = parse(line);
      BOOST_TEST(found.has_value(), line);
    }
  }
}

BOOST_AUTO_TEST_CASE(pages_are_eighty_columns_wide_at_most) {
  auto names = std::vector<std::string>{"", "swap", "queue", "queue cron",
                                        "roster draft"};
  for (auto& one : commands)
    names.push_back(one->name());
  for (auto& name : names) {
    auto width = std::size_t{0};
    for (auto c : cmd::help_page(name, commands)) {
      width = c == '\n' ? 0 : width + 1;
      BOOST_REQUIRE_MESSAGE(width <= 80, "page of '" + name + "'");
    }
  }
}

BOOST_AUTO_TEST_CASE(help_is_printed_wherever_it_is_asked_for) {
  auto top = parse("--help");
  BOOST_REQUIRE(top);
  BOOST_TEST(top->chosen == nullptr);
  BOOST_TEST(top->text.find("\nCommands:\n") != std::string::npos);
  BOOST_TEST(top->text.find("Exit codes:") != std::string::npos);
  auto group = parse("swap --help");
  BOOST_REQUIRE(group);
  BOOST_TEST(group->text.find("execute") != std::string::npos);
  // Even where something required is missing.
  auto one = parse("swap execute -h");
  BOOST_REQUIRE(one);
  BOOST_TEST(one->text.starts_with("Usage: nightfloat swap execute"));
  BOOST_TEST(one->text.find("[COUNTERPART] [IN_RETURN]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_spelling_of_before_is_not_in_help) {
  auto page = cmd::help_page("repair", commands);
  BOOST_TEST(page.find("--first DATE") != std::string::npos);
  BOOST_TEST(page.find("--from") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(defaults_are_shown_with_their_units) {
  auto page = cmd::help_page("up", commands);
  BOOST_TEST(page.find("--workers N") != std::string::npos);
  BOOST_TEST(page.find("[default: 2]") != std::string::npos);
  BOOST_TEST(page.find("--ready-within SECONDS") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(commands_of_operators_alone_are_not_listed) {
  auto top = cmd::help_page("", commands);
  BOOST_TEST(top.find("  fault") == std::string::npos);
  BOOST_TEST(parse("fault set none").has_value());
}

BOOST_AUTO_TEST_CASE(the_version_is_told) {
  auto found = parse("--version");
  BOOST_REQUIRE(found);
  BOOST_TEST(found->text == cmd::version_line() + "\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
