// SPDX-License-Identifier: Apache-2.0
// What an operator may get wrong: one clear sentence with the place and the
// remedy, the right exit code, and nothing half done.

#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(bad_input_test)

namespace {

using nightfloat::tests::has;
namespace fs = std::filesystem;

constexpr int pass = 0;
constexpr int usage = 2;
constexpr int could_not_run = 3;

} // namespace

BOOST_FIXTURE_TEST_SUITE(bad_input, nightfloat::tests::operator_fixture)

BOOST_AUTO_TEST_CASE(an_unknown_command_is_a_mistake_of_usage) {
  auto x = run(usage, {"frobnicate"});
  BOOST_TEST(x.out.empty());
  BOOST_TEST(has(x.err, "frobnicate"));
  BOOST_TEST(has(x.err, "--help"));
}

BOOST_AUTO_TEST_CASE(help_is_no_mistake) {
  BOOST_TEST(has(run(pass, {"--help"}).out, "Usage: nightfloat"));
  BOOST_TEST(has(run(pass, {"up", "--help"}).out, "--workers N"));
}

BOOST_AUTO_TEST_CASE(without_a_cluster_the_way_to_start_one_is_told) {
  for (auto* name : {"status", "validate", "risk", "generate"}) {
    auto x = run(could_not_run, {name});
    BOOST_TEST(has(x.err, "no cluster runs here"), name);
    BOOST_TEST(has(x.err, "nightfloat up"), name);
  }
}

BOOST_AUTO_TEST_CASE(a_cap_that_is_no_number_is_told_before_anything_is_asked) {
  for (auto* name : {"--changes-max", "--changes-max-each"})
    BOOST_TEST(has(run(usage, {"generate", name, "few"}).err, name), name);
}

BOOST_AUTO_TEST_CASE(days_out_of_order_are_told_before_anything_is_asked) {
  auto x = run(usage,
               {"generate", "--first", "2026-07-10", "--last", "2026-07-01"});
  BOOST_TEST(has(x.err, "--last: is before --first (2026-07-01, 2026-07-10)"));
}

BOOST_AUTO_TEST_CASE(a_kind_of_job_that_no_worker_knows_is_told_with_those) {
  for (auto* name : {"pause", "resume"})
    BOOST_TEST(has(run(usage, {"queue", name, "sweep"}).err,
                   "one of generate, purge, contingency, health, fallback"),
               name);
  BOOST_TEST(has(run(usage, {"queue", "limit", "sweep", "3"}).err,
                 "one of generate, purge, contingency, health, fallback"));
}

BOOST_AUTO_TEST_CASE(a_failure_is_json_where_json_is_wanted) {
  auto x = run(could_not_run, {"status", "--json"});
  BOOST_TEST(has(x.out, "\"code\": \"not_found\""));
  BOOST_TEST(x.err.empty());
  x = run(usage, {"status", "--frobnicate", "--json"});
  BOOST_TEST(has(x.out, "\"code\": \"invalid_argument\""), x.out);
  BOOST_TEST(x.err.empty());
}

BOOST_AUTO_TEST_CASE(what_could_not_be_written_is_no_success) {
  using line = std::vector<std::string>;
  for (const auto& words :
       {line{"--help"}, line{"explain", "rest"}, line{"status", "--json"}}) {
    auto x = run_into(">/dev/full", words);
    BOOST_TEST(x.code == could_not_run, words[0]);
    BOOST_TEST(has(x.err, "stdout: cannot be written"), x.err);
  }
}

BOOST_AUTO_TEST_CASE(a_reader_that_left_is_no_failure) {
  auto x = run_unread({"--help"});
  BOOST_TEST(x.code == pass);
  BOOST_TEST(x.err == "");
}

BOOST_AUTO_TEST_CASE(one_answer_has_one_form) {
  BOOST_TEST(
    has(run(usage, {"status", "--metrics", "--json"}).out, "leave --json out"));
  BOOST_TEST(has(run(usage, {"validate", "--csv", "--json"}).out,
                 "leave one of them out"));
}

BOOST_AUTO_TEST_CASE(down_without_a_cluster_is_done) {
  BOOST_TEST(has(run(pass, {"down"}).out, "nothing runs"));
}

BOOST_AUTO_TEST_CASE(a_damaged_cluster_record_is_named) {
  home.write("state/cluster.json", "{\"format\": 1");
  auto dir = home / "state";
  auto x = run(could_not_run, {"status", "--dir", dir});
  BOOST_TEST(has(x.err, dir + "/cluster.json"));
  home.write("state/cluster.json",
             R"({"format": 99, "daemon": "", "runtime_dir": "",)"
             R"( "runtime_dir_owned": false, "faults": false, "members": []})");
  auto y = run(could_not_run, {"down", "--dir", dir});
  BOOST_TEST(has(y.err, "format 99"));
}

BOOST_AUTO_TEST_CASE(a_file_that_does_not_fit_is_no_mistake_of_the_line) {
  for (auto* name :
       {"report.json", "runs/x.run.json", "evidence.json", "cluster.json"})
    home.write(name, "[]");
  home.write("history.jsonl", "");
  home.write("schedule.json",
             R"({"format": 2, "seed": 1, "plan": {}, "faults": 7})");
  home.write("simulation.json", R"({"format": 2, "acts": 7})");
  using line = std::vector<std::string>;
  for (const auto& words :
       {line{"report", "show", home.path()},
        line{"report", "history", home / "runs"},
        line{"report", "history", home / "kept", "--add", home.path()},
        line{"chaos", "check", home.path()},
        line{"chaos", "run", "--replay", home / "schedule.json"},
        line{"chaos", "simulate", "--replay", home / "simulation.json"},
        line{"up", "--dir", home.path()}, line{"status", "--dir", home.path()},
        line{"validate", "--dir", home.path()},
        line{"down", "--dir", home.path()}}) {
    auto x = run(could_not_run, words);
    BOOST_TEST(has(x.err, home.path()), x.err);
  }
}

BOOST_AUTO_TEST_CASE(a_state_directory_open_to_others_is_refused) {
  auto dir = home / "open";
  fs::create_directory(dir);
  fs::permissions(dir, fs::perms{0755});
  auto x = run(could_not_run, {"up", "--dir", dir});
  BOOST_TEST(has(x.err, dir));
  BOOST_TEST(has(x.err, "chmod 700"));
  BOOST_TEST(fs::is_empty(dir));
}

BOOST_AUTO_TEST_CASE(a_socket_directory_that_is_too_long_is_refused) {
  auto x = run(could_not_run,
               {"up", "--runtime-dir", "/tmp/" + std::string(100, 'x')});
  BOOST_TEST(has(x.err, "--runtime-dir"));
  BOOST_TEST(has(x.err, "at most 93"));
}

BOOST_AUTO_TEST_CASE(an_unknown_configuration_key_is_named_with_its_line) {
  home.write("node.toml", "role = \"store\"\n[network]\nbrokr = \"x\"\n");
  auto x = run(could_not_run, {"status", "--config", home / "node.toml"});
  BOOST_TEST(has(x.err, home / "node.toml"));
  BOOST_TEST(has(x.err, "network.brokr"));
}

BOOST_AUTO_TEST_CASE(a_missing_configuration_file_is_named) {
  auto x = run(could_not_run, {"status", "--config", home / "none.toml"});
  BOOST_TEST(has(x.err, home / "none.toml"));
}

BOOST_AUTO_TEST_CASE(a_missing_key_file_is_named) {
  home.write("node.toml", "[network]\n"
                          "runtime_dir = \""
                            + home.path()
                            + "\"\n"
                              "store = \"tcp://127.0.0.1:1\"\n"
                              "broker = \"tcp://127.0.0.1:2\"\n"
                              "key_file = \""
                            + (home / "none.key")
                            + "\"\n"
                              "known_servers = \""
                            + (home / "servers") + "\"\n");
  auto x = run(could_not_run, {"status", "--config", home / "node.toml"});
  BOOST_TEST(has(x.err, "none.key"));
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_not_there_is_named) {
  auto x = run(could_not_run, {"import", home / "none"});
  BOOST_TEST(has(x.err, home / "none"));
}

BOOST_AUTO_TEST_CASE(a_path_that_no_system_takes_is_told) {
  auto far = "/" + std::string(5'000, 'x');
  using line = std::vector<std::string>;
  for (const auto& words :
       {line{"validate", "--offline", far}, line{"import", far},
        line{"import", home.path(), "--offline", far},
        line{"export", home / "x.json", "--offline", far},
        line{"compare", far, far}, line{"solve", far},
        line{"report", "show", far}, line{"report", "compare", far, far},
        line{"report", "history", far}, line{"chaos", "check", far},
        line{"chaos", "run", far}, line{"status", "--config", far},
        line{"status", "--dir", far}}) {
    auto x = run(words);
    BOOST_TEST(x.code == could_not_run, words[0]);
    BOOST_TEST(has(x.err, "nightfloat: "), words[0]);
  }
}

BOOST_AUTO_TEST_CASE(a_directory_in_the_place_of_a_file_is_told) {
  auto dir = home / "folder";
  fs::create_directory(dir);
  using line = std::vector<std::string>;
  for (const auto& words :
       {line{"status", "--config", dir}, line{"chaos", "run", dir},
        line{"chaos", "run", "--replay", dir}, line{"report", "show", dir},
        line{"import", dir}, line{"compare", dir, dir}}) {
    auto x = run(could_not_run, words);
    BOOST_TEST(has(x.err, dir), x.err);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_told) {
  for (auto* name : {"x.json", "x.csv", "x.xlsx", "x.toml"})
    home.write(name, "");
  for (auto* name : {"x.json", "x.csv", "x.xlsx"}) {
    auto x = run(could_not_run,
                 {"import", home / name, "--offline", home / "y.json"});
    BOOST_TEST(has(x.err, name), x.err);
  }
  auto x = run(could_not_run, {"status", "--config", home / "x.toml"});
  BOOST_TEST(has(x.err, "x.toml: network.runtime_dir: is missing"), x.err);
}

BOOST_AUTO_TEST_CASE(what_is_compared_is_two_of_a_kind) {
  home.write("figures.txt", "x 1 ms\n");
  auto x = run(usage, {"report", "compare", home / "figures.txt", home.path()});
  BOOST_TEST(has(x.err, "name two of a kind"), x.err);
  x = run(could_not_run,
          {"report", "compare", home / "figures.txt", home / "none"});
  BOOST_TEST(has(x.err, home / "none"), x.err);
  home.write("others.txt", "y 1 ms - -\n");
  home.write("figures.txt", "x 1 ms - -\n");
  x = run(could_not_run,
          {"report", "compare", home / "figures.txt", home / "others.txt"});
  BOOST_TEST(has(x.err, "no metric is in both"), x.err);
  home.write("w.csv", "code,2026-07-01\nR001,WARD1\n");
  x = run(could_not_run, {"compare", home / "w.csv", home / "w.csv"});
  BOOST_TEST(has(x.err, home / "w.csv"), x.err);
  BOOST_TEST(has(x.err, "is a schedule"), x.err);
}

BOOST_AUTO_TEST_CASE(a_history_without_runs_is_no_good_history) {
  fs::create_directory(home / "runs");
  auto x = run(could_not_run, {"report", "history", home / "runs"});
  BOOST_TEST(has(x.err, "holds no run"), x.err);
}

BOOST_AUTO_TEST_CASE(an_option_of_another_format_is_not_passed_over) {
  auto x = run(usage, {"export", home / "x.json", "--person", "R001"});
  BOOST_TEST(has(x.err, "--person: is of ics alone (json is written)"), x.err);
  x = run(usage, {"export", home / "x.ics", "--halves"});
  BOOST_TEST(has(x.err, "--halves: is of xlsx alone"), x.err);
  using line = std::vector<std::string>;
  for (const auto& words :
       {line{"x.csv", "--drop-roster", "a whole programme alone (weeks"},
        line{"x.csv", "--sheet=S", "xlsx alone (weeks"},
        line{"x.json", "--accept=a=b", "a schedule alone (json"},
        line{"x.json", "--accept-fuzzy=80", "a schedule alone (json"}}) {
    x = run(usage, {"import", home / words[0], words[1]});
    auto name = words[1].substr(0, words[1].find('='));
    BOOST_TEST(has(x.err, name + ": is of " + words[2]), x.err);
  }
  x = run(usage, {"repair", "--person", "R001", "--first", "2026-07-07",
                  "--confirm", "0"});
  BOOST_TEST(has(x.err, "--confirm: is of --apply"), x.err);
}

BOOST_AUTO_TEST_CASE(wrong_rows_are_named_with_file_and_line) {
  auto dir = home / "csv";
  run(pass, {"sample", dir, "--residents", "25"});
  struct row {
    const char* file;
    const char* line;
    const char* says;
  };
  for (auto& each :
       {row{"people.csv", "code,name,role,colour\n", "people.csv:1"},
        row{"absences.csv",
            "person,first,last,kind,status\n"
            "R001,2026-02-30,2026-03-01,leave,approved\n",
            "absences.csv:2"},
        row{"absences.csv",
            "person,first,last,kind,status\n"
            "NOBODY,2026-08-01,2026-08-02,leave,approved\n",
            "absences.csv:2"}}) {
    auto bad = home / "bad";
    fs::remove_all(bad);
    fs::copy(dir, bad);
    home.write("bad/" + std::string{each.file}, each.line);
    auto x = run(could_not_run, {"import", bad});
    BOOST_TEST(has(x.err, each.says), x.err);
  }
}

BOOST_AUTO_TEST_CASE(a_key_is_never_overwritten_and_stays_private) {
  auto first = run(pass, {"keys", "store", "--out", home.path()});
  BOOST_TEST(has(first.out, "store "));
  struct stat found {};
  BOOST_REQUIRE(stat((home / "store.key").c_str(), &found) == 0);
  BOOST_TEST((found.st_mode & 0777) == 0600);
  auto again = run(could_not_run, {"keys", "store", "--out", home.path()});
  BOOST_TEST(has(again.err, home / "store.key"));
  run(usage, {"keys", "../store", "--out", home.path()});
}

BOOST_AUTO_TEST_CASE(a_sample_goes_somewhere) {
  auto x = run(usage, {"sample"});
  BOOST_TEST(has(x.err, "--import"));
  for (const auto* size : {"3", "2001"}) {
    auto refused = run(usage, {"sample", home / "x", "--residents", size});
    BOOST_TEST(has(refused.err, "4 to 2000"), refused.err);
  }
  BOOST_TEST(!fs::exists(home / "x"));
  auto help = run(pass, {"sample", "--help"});
  BOOST_TEST(has(help.out, "residents, 4 to 2000"), help.out);
}

BOOST_AUTO_TEST_CASE(a_handful_of_residents_is_a_programme) {
  auto made = run(pass, {"sample", home / "x", "--residents", "10"});
  BOOST_TEST(has(made.out, "18 people"), made.out);
}

BOOST_AUTO_TEST_CASE(a_sample_is_told_as_json_where_json_is_wanted) {
  auto x = run(pass, {"sample", home / "s", "--residents", "25", "--json"});
  BOOST_TEST(has(x.out, "\"path\": \"" + (home / "s") + "\""), x.out);
}

BOOST_AUTO_TEST_CASE(the_same_seed_writes_the_same_files) {
  run(pass, {"sample", home / "a", "--residents", "25", "--seed", "7"});
  run(pass, {"sample", home / "b", "--residents", "25", "--seed", "7"});
  run(pass, {"sample", home / "c", "--residents", "25", "--seed", "8"});
  auto same = [&](const char* x, const char* y) {
    return nightfloat::tests::run_program(
             {"/usr/bin/diff", "-r", home / x, home / y}, home)
             .code
           == 0;
  };
  BOOST_TEST(same("a", "b"));
  BOOST_TEST(!same("a", "c"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
