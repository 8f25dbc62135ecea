// SPDX-License-Identifier: Apache-2.0
// The shipped units, judged by systemd itself: it understands every line, and
// finds little that the processes could do beyond their work. tests/systemd/run
// boots them.

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(units_test)

namespace fs = std::filesystem;

namespace {

struct outcome {
  int code = -1;
  /// Both streams.
  std::string said;
};

outcome run(const std::string& command) {
  auto x = outcome{};
  auto* pipe = popen((command + " 2>&1 </dev/null").c_str(), "re");
  BOOST_REQUIRE(pipe != nullptr);
  auto part = std::array<char, 4096>{};
  for (auto n = std::size_t{1}; n > 0;) {
    n = std::fread(part.data(), 1, part.size(), pipe);
    x.said.append(part.data(), n);
  }
  auto status = pclose(pipe);
  x.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return x;
}

void replace_all(std::string& text, const std::string& from,
                 const std::string& to) {
  for (auto at = text.find(from); at != text.npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// A copy of the units, the daemon's path set to the one just built, in a
/// directory that goes with the test.
class units {
public:
  units() {
    auto name = (fs::temp_directory_path() / "nightfloat-units-").string()
                + std::string(6, 'X');
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
    for (const auto& x : fs::directory_iterator{NIGHTFLOAT_UNITS}) {
      auto kind = x.path().extension();
      if (kind == ".service" || kind == ".target")
        write(x.path().filename(), read(x.path()));
    }
  }

  units(const units&) = delete;
  units& operator=(const units&) = delete;

  ~units() {
    fs::remove_all(root_);
  }

  static std::string read(const fs::path& file) {
    auto in = std::ifstream{file};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  void write(const fs::path& name, std::string text) const {
    replace_all(text, "ExecStart=/usr/bin/nightfloatd",
                "ExecStart=" NIGHTFLOAT_DAEMON);
    fs::create_directories((root_ / name).parent_path());
    std::ofstream{root_ / name} << text;
  }

  outcome verify() const {
    auto all = std::string{};
    for (const auto& x : fs::directory_iterator{root_})
      if (x.is_regular_file())
        all += " '" + x.path().string() + "'";
    return run("systemd-analyze verify --man=no" + all);
  }

  /// `threshold` is ten times the exposure allowed.
  outcome security(const std::string& name) const {
    return run("systemd-analyze security --offline=yes --threshold=15 '"
               + (root_ / name).string() + "'");
  }

  fs::path path(const std::string& name) const {
    return root_ / name;
  }

private:
  fs::path root_;
};

constexpr std::array services = {"nightfloat-store.service",
                                 "nightfloat-broker.service",
                                 "nightfloat-worker@.service"};

} // namespace

BOOST_AUTO_TEST_CASE(systemd_has_not_a_word_to_say_about_the_units) {
  auto x = units{};
  auto found = x.verify();
  BOOST_TEST(found.code == 0);
  BOOST_TEST(found.said == "");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_in_a_unit_would_be_reported) {
  auto x = units{};
  x.write(services[0], units::read(x.path(services[0])) + "Nonsense=yes\n");
  BOOST_TEST(x.verify().said.find("Nonsense") != std::string::npos);
}

BOOST_DATA_TEST_CASE(a_unit_exposes_at_most_1_5, services, name) {
  auto x = units{};
  auto found = x.security(name);
  BOOST_TEST(found.code == 0, found.said);
}

BOOST_DATA_TEST_CASE(over_tcp_a_unit_exposes_at_most_1_5, services, name) {
  auto x = units{};
  x.write(std::string{name} + ".d/tcp.conf",
          units::read(fs::path{NIGHTFLOAT_UNITS} / "tcp.conf"));
  auto found = x.security(name);
  BOOST_TEST(found.code == 0, found.said);
  // The drop-in was read; the number itself differs between versions.
  BOOST_TEST(found.said.find("Service has access to the host's network")
               != std::string::npos,
             found.said);
}

BOOST_AUTO_TEST_CASE(a_unit_without_its_hardening_would_be_refused) {
  auto x = units{};
  x.write(services[0], "[Service]\nType=notify\n"
                       "ExecStart=/usr/bin/nightfloatd\n");
  BOOST_TEST(x.security(services[0]).code == 1);
}

BOOST_DATA_TEST_CASE(a_unit_is_watched_drained_and_not_restarted_in_vain,
                     services, name) {
  auto text = units::read(fs::path{NIGHTFLOAT_UNITS} / name);
  for (const char* line :
       {"\nType=notify\n", "\nWatchdogSec=", "\nRestart=always\n",
        "\nRestartPreventExitStatus=64 78\n", "\nStartLimitBurst=5\n",
        "\nTimeoutStopSec="})
    BOOST_TEST(text.find(line) != std::string::npos, line);
  BOOST_TEST(text.find("faults") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
