// SPDX-License-Identifier: Apache-2.0
// The house style holds for every file of the repository, and each of its
// rules reports the breach that it is there for.

#include "tests/support/tidy.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(tidy_test)

namespace fs = std::filesystem;
using namespace nightfloat::tests;

namespace {

const std::string head = "// SPDX-License-Identifier: Apache-2.0\n";

/// One file with one breach.
struct planted {
  tidy_rule rule;
  std::string path;
  std::string text;
};

std::ostream& operator<<(std::ostream& out, const planted& x) {
  return out << to_string(x.rule) << " in " << x.path;
}

std::string including(std::string what) {
  return head + "#include " + std::move(what) + "\n";
}

/// A tree that holds only what a test writes; gone with the test.
class tree {
public:
  tree() {
    auto name = (fs::temp_directory_path() / "nightfloat-tidy-").string()
                + std::string(6, 'X');
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
  }

  tree(const tree&) = delete;
  tree& operator=(const tree&) = delete;

  ~tree() {
    fs::remove_all(root_);
  }

  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream{root_ / path} << text;
  }

  std::vector<breach> check() const {
    return tidy_tree(root_);
  }

private:
  fs::path root_;
};

std::string lines(std::size_t n) {
  auto text = head;
  for (auto i = std::size_t{1}; i < n; ++i)
    text += "int a;\n";
  return text;
}

/// Without its bars: so written, this file keeps the rule that it tests.
std::string joined(std::string text) {
  std::erase(text, '|');
  return text;
}

const std::vector<planted> breaches = {
  {tidy_rule::layer, "domain/a.cpp", including("\"codec/bytes.hpp\"")},
  {tidy_rule::layer, "domain/a.cpp", including("\"metrics/clock.hpp\"")},
  {tidy_rule::layer, "storage/a.cpp", including("\"broker/envelope.hpp\"")},
  {tidy_rule::layer, "broker/a.cpp", including("\"storage/ledger.hpp\"")},
  {tidy_rule::layer, "client/a.cpp", including("\"actors/messages.hpp\"")},
  {tidy_rule::layer, "chaos/a.cpp", including("\"actors/messages.hpp\"")},
  {tidy_rule::layer, "gateway/a.cpp", including("\"broker/envelope.hpp\"")},
  {tidy_rule::layer, "gateway/a.cpp", including("\"actors/messages.hpp\"")},
  {tidy_rule::layer, "client/a.cpp", including("\"gateway/server.hpp\"")},
  {tidy_rule::layer, "metrics/a.cpp", including("\"domain/id.hpp\"")},
  {tidy_rule::layer, "codec/a.cpp", including("\"bytes.hpp\"")},
  {tidy_rule::layer, "common/a.cpp", head},
  {tidy_rule::layer, "a.cpp", head},
  {tidy_rule::door, "broker/loop.cpp", including("<zmq.hpp>")},
  {tidy_rule::door, "client/a.cpp", including("<zmq_addon.hpp>")},
  {tidy_rule::door, "storage/core.cpp", including("<rocksdb/db.h>")},
  {tidy_rule::door, "broker/a.cpp", including("<caf/all.hpp>")},
  {tidy_rule::door, "cmd/nightfloat/a.cpp", including("<caf/all.hpp>")},
  {tidy_rule::door, "config/a.cpp", including("<toml++/toml.h>")},
  {tidy_rule::door, "cmd/nightfloat/a.cpp", including("<boost/json.hpp>")},
  {tidy_rule::door, "cmd/nightfloat/a.cpp", including("<boost/beast.hpp>")},
  {tidy_rule::door, "broker/a.cpp", including("<boost/asio/io_context.hpp>")},
  {tidy_rule::door, "gateway/a.cpp", including("<boost/json.hpp>")},
  {tidy_rule::door, "codec/a.cpp", including("<yaml-cpp/yaml.h>")},
  {tidy_rule::door, "exchange/a.cpp", including("<libical/ical.h>")},
  {tidy_rule::door, "exchange/xlsx_zip.cpp", including("<xlsxwriter.h>")},
  {tidy_rule::door, "exchange/xlsx_xml.cpp", including("<zip.h>")},
  {tidy_rule::door, "exchange/xlsx_zip.cpp", including("<pugixml.hpp>")},
  {tidy_rule::door, "cmd/nightfloat/a.cpp", including("<zip.h>")},
  {tidy_rule::door, "domain/time.cpp", including("<date/tz.h>")},
  {tidy_rule::door, "actors/a.cpp", including("<date/date.h>")},
  {tidy_rule::door, "domain/solve/a.cpp", including("<coin/CbcModel.hpp>")},
  {tidy_rule::door, "storage/core.cpp", including("<sodium.h>")},
  {tidy_rule::door, "storage/core.cpp", including("<gcrypt.h>")},
  {tidy_rule::door, "cmd/nightfloat/a.cpp", including("<systemd/sd-daemon.h>")},
  {tidy_rule::door, "chaos/a.cpp", including("<CLI/CLI.hpp>")},
  {tidy_rule::door, "domain/a.cpp", including("<spdlog/spdlog.h>")},
  {tidy_rule::door, "codec/a.cpp", including("<spdlog/spdlog.h>")},
  {tidy_rule::door, "tests/broker/a.cpp", including("<rocksdb/db.h>")},
  {tidy_rule::width, "domain/a.cpp", head + "// " + std::string(78, 'a')},
  {tidy_rule::width, "demo", "#!/bin/sh\n# " + std::string(79, 'a') + "\n"},
  {tidy_rule::width, "cmake/A.cmake", "# " + std::string(79, 'a') + "\n"},
  {tidy_rule::width, "cmake/a.sh",
   "# shellcheck shell=bash\n# " + std::string(79, 'a') + "\n"},
  {tidy_rule::width, "bench/figures",
   "# A comment\n# shellcheck shell=bash\n# " + std::string(79, 'a') + "\n"},
  {tidy_rule::width, "report/web/a.js", "// " + std::string(78, 'a') + "\n"},
  {tidy_rule::width, "report/web/a.css", std::string(81, 'a') + "\n"},
  {tidy_rule::length, "domain/a.cpp", lines(401)},
  {tidy_rule::licence, "domain/a.cpp", "int a;\n"},
  {tidy_rule::once, "domain/a.hpp", head + "int f();\n"},
  {tidy_rule::sleep, "tests/a.cpp",
   head + joined("std::this_thread::sleep_|for(1s);\n")},
  {tidy_rule::subrange, "domain/a.cpp",
   head + joined("auto x = std::ranges::uni|que(all);\n")},
  {tidy_rule::header, "domain/a.cpp",
   head + joined("void f() { std::copy_|n(a); }\n")},
  {tidy_rule::header, "tests/a.cpp",
   head + joined("bool x = std::ranges::fi|nd(a);\n")},
  {tidy_rule::word, "domain/a.cpp", head + joined("int swap_mana|ger;\n")},
  {tidy_rule::word, "domain/a.cpp", head + joined("class SwapMana|ger;\n")},
  {tidy_rule::word, "docs/a.md", joined("The Mana|gers.\n")},
  {tidy_rule::word, "docs/a.md", joined("a hel|per\n")},
  {tidy_rule::word, "docs/a.md", joined("string_ut|ils\n")},
  {tidy_rule::word, "config/a.toml", joined("black|list = 1\n")},
  {tidy_rule::word, "config/a.toml", joined("white|list = 1\n")},
  {tidy_rule::word, "systemd/a.service", joined("# mas|ter\n")},
  {tidy_rule::word, "demo", joined("#!/bin/sh\n# sla|ve\n")},
  {tidy_rule::word, "cmake/a.sh",
   joined("# shellcheck shell=bash\n# a hel|per\n")},
  {tidy_rule::word, "report/web/a.js", joined("let mana|ger;\n")},
  {tidy_rule::word, "report/web/a.css", joined(".mas|ter {}\n")},
  {tidy_rule::word, "domain/a.cpp", head + joined("// TO|DO: more\n")},
  {tidy_rule::word, "domain/a.cpp", head + joined("// FIX|ME\n")},
  {tidy_rule::word, "CMakeLists.txt", joined("# XX|X\n")},
};

const std::vector<planted> clean = {
  {tidy_rule::layer, "client/a.cpp", including("\"broker/envelope.hpp\"")},
  {tidy_rule::layer, "storage/a.cpp", including("\"metrics/clock.hpp\"")},
  {tidy_rule::layer, "cmd/a.cpp", including("\"actors/messages.hpp\"")},
  {tidy_rule::layer, "domain/swap/a.cpp", including("\"domain/id.hpp\"")},
  {tidy_rule::layer, "gateway/a.cpp", including("\"client/connection.hpp\"")},
  {tidy_rule::door, "gateway/a.cpp", including("<boost/beast/http.hpp>")},
  {tidy_rule::door, "tests/gateway/a.cpp", including("<boost/asio.hpp>")},
  {tidy_rule::door, "broker/zmq_loop.cpp", including("<zmq.hpp>")},
  {tidy_rule::door, "tests/broker/a.cpp", including("<zmq.hpp>")},
  {tidy_rule::door, "bench/a.cpp", including("<rocksdb/db.h>")},
  {tidy_rule::door, "cmd/nightfloatd/a.cpp", including("<caf/all.hpp>")},
  {tidy_rule::door, "domain/zone.cpp", including("<date/tz.h>")},
  {tidy_rule::door, "domain/solve/cbc_lp.cpp",
   including("<coin/ClpSimplex.hpp>")},
  {tidy_rule::width, "domain/a.cpp", head + "// " + std::string(77, 'a')},
  {tidy_rule::width, "docs/a.md", std::string(100, 'a')},
  {tidy_rule::width, "tests/a.hex", std::string(100, 'a')},
  {tidy_rule::length, "domain/a.cpp", lines(400)},
  {tidy_rule::once, "domain/a.hpp", head + "#pragma once\n"},
  {tidy_rule::word, "domain/a.cpp", head + "#include <utility>\n"},
  {tidy_rule::word, "docs/a.md", "Remastered; a utilisation; manage it.\n"},
  {tidy_rule::word, "demo", "#!/bin/sh\nmktemp -d /tmp/nf.XXXXXX\n"},
  {tidy_rule::word, "build/a.md", joined("TO|DO\n")},
};

} // namespace

BOOST_AUTO_TEST_CASE(every_file_of_the_repository_keeps_the_house_style) {
  auto found = tidy_tree(NIGHTFLOAT_ROOT);
  for (const auto& x : found)
    BOOST_ERROR(to_string(x));
}

BOOST_AUTO_TEST_CASE(the_repository_is_really_read) {
  auto root = fs::path{NIGHTFLOAT_ROOT};
  BOOST_TEST_REQUIRE(fs::exists(root / "domain" / "error.hpp"));
  BOOST_TEST_REQUIRE(fs::exists(root / "tests" / "tidy_test.cpp"));
}

BOOST_AUTO_TEST_CASE(every_package_has_its_reason_in_the_documents) {
  auto root = fs::path{NIGHTFLOAT_ROOT};
  auto reasons = std::ostringstream{};
  reasons << std::ifstream{root / "docs" / "DEPENDENCIES.md"}.rdbuf();
  auto list = std::ifstream{root / "cmake" / "packages.txt"};
  auto packages = 0;
  for (std::string line; std::getline(list, line);) {
    if (line.starts_with('#'))
      continue;
    auto name = line.substr(0, line.find(' '));
    BOOST_TEST(reasons.str().find(name) != std::string::npos,
               name << " is not in docs/DEPENDENCIES.md");
    ++packages;
  }
  BOOST_TEST(packages > 0);
}

BOOST_DATA_TEST_CASE(a_planted_breach_is_reported, breaches, x) {
  auto place = tree{};
  place.write(x.path, x.text);
  auto found = place.check();
  BOOST_TEST_REQUIRE(found.size() == 1u);
  BOOST_TEST(to_string(found[0].rule) == to_string(x.rule));
  BOOST_TEST(found[0].path == x.path);
}

BOOST_DATA_TEST_CASE(what_the_rules_allow_is_not_reported, clean, x) {
  auto place = tree{};
  place.write(x.path, x.text);
  for (const auto& y : place.check())
    BOOST_ERROR(to_string(y));
}

BOOST_AUTO_TEST_CASE(a_test_that_the_build_does_not_name_is_reported) {
  auto place = tree{};
  place.write("tests/domain/roster_test.cpp", head);
  place.write("tests/domain/swap_test.cpp", head);
  place.write("tests/CMakeLists.txt",
              "# SPDX-License-Identifier: Apache-2.0\n"
              "nightfloat_tests(domain unit NAMES\n  queue swap)\n");
  auto found = place.check();
  BOOST_TEST_REQUIRE(found.size() == 1u);
  BOOST_TEST(
    to_string(found[0])
    == "tests/domain/roster_test.cpp:0: built: no CMakeLists.txt names "
       "roster, so it never runs");
}

BOOST_AUTO_TEST_CASE(a_breach_names_its_line) {
  auto found = tidy("domain/a.cpp", head + "\n#include <zmq.hpp>\n");
  BOOST_TEST_REQUIRE(found.size() == 1u);
  BOOST_TEST(to_string(found[0])
             == "domain/a.cpp:3: door: <zmq.hpp> is not for here");
}

BOOST_AUTO_TEST_SUITE_END()
