// SPDX-License-Identifier: Apache-2.0
// The shipped units, judged by systemd itself: it understands every line, and
// finds little that the processes could do beyond their work. What they start
// is installed with them. tests/systemd/run boots them.

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
#include <string_view>
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

std::string read_all(const fs::path& file) {
  auto in = std::ifstream{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// A directory that goes with the test.
class scratch {
public:
  scratch() {
    auto name = (fs::temp_directory_path() / "nightfloat-units-").string()
                + std::string(6, 'X');
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
  }

  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  ~scratch() {
    fs::remove_all(root_);
  }

  const fs::path& root() const {
    return root_;
  }

private:
  fs::path root_;
};

/// A copy of the units, the daemon's path set to the one just built.
class units {
public:
  units() {
    for (const auto& x : fs::directory_iterator{NIGHTFLOAT_UNITS}) {
      auto kind = x.path().extension();
      if (kind == ".service" || kind == ".target")
        write(x.path().filename(), read_all(x.path()));
    }
  }

  void write(const fs::path& name, std::string text) const {
    replace_all(text, "ExecStart=/usr/bin/nightfloatd",
                "ExecStart=" NIGHTFLOAT_DAEMON);
    fs::create_directories(path(name).parent_path());
    std::ofstream{path(name)} << text;
  }

  outcome verify() const {
    auto all = std::string{};
    for (const auto& x : fs::directory_iterator{place_.root()})
      if (x.is_regular_file())
        all += " '" + x.path().string() + "'";
    return run("systemd-analyze verify --man=no" + all);
  }

  /// `threshold` is ten times the exposure allowed.
  outcome security(const std::string& name) const {
    return run("systemd-analyze security --offline=yes --threshold=15 '"
               + path(name).string() + "'");
  }

  fs::path path(const fs::path& name) const {
    return place_.root() / name;
  }

private:
  scratch place_;
};

constexpr std::array services = {"nightfloat-store.service",
                                 "nightfloat-broker.service",
                                 "nightfloat-worker@.service"};

/// What a unit starts, without its arguments.
std::string started_by(const std::string& unit) {
  constexpr auto key = std::string_view{"\nExecStart="};
  auto at = unit.find(key);
  BOOST_TEST_REQUIRE(at != unit.npos);
  at += key.size();
  return unit.substr(at, unit.find_first_of(" \n", at) - at);
}

bool is_program(const fs::path& file) {
  return fs::is_regular_file(file) && access(file.c_str(), X_OK) == 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(systemd_has_not_a_word_to_say_about_the_units) {
  auto x = units{};
  auto found = x.verify();
  BOOST_TEST(found.code == 0);
  BOOST_TEST(found.said == "");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_in_a_unit_would_be_reported) {
  auto x = units{};
  x.write(services[0], read_all(x.path(services[0])) + "Nonsense=yes\n");
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
          read_all(fs::path{NIGHTFLOAT_UNITS} / "tcp.conf"));
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
  auto text = read_all(fs::path{NIGHTFLOAT_UNITS} / name);
  for (const char* line :
       {"\nType=notify\n", "\nWatchdogSec=", "\nRestart=always\n",
        "\nRestartPreventExitStatus=64 78\n", "\nStartLimitBurst=5\n",
        "\nTimeoutStopSec="})
    BOOST_TEST(text.find(line) != std::string::npos, line);
  BOOST_TEST(text.find("faults") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_unit_starts_is_installed_with_it) {
  auto to = scratch{};
  auto usr = to.root() / "usr";
  auto done = run("'" NIGHTFLOAT_CMAKE "' --install '" NIGHTFLOAT_BUILD
                  "' --prefix '"
                  + usr.string() + "'");
  BOOST_TEST_REQUIRE(done.code == 0, done.said);
  BOOST_TEST(is_program(usr / "bin/nightfloat"));
  BOOST_TEST(is_program(usr / "bin/nightfloatd"));
  BOOST_TEST(!fs::exists(usr / "bin/nightfloatd-planted"));
  for (const char* name : services) {
    auto program = started_by(read_all(usr / "lib/systemd/system" / name));
    BOOST_TEST(is_program(to.root().string() + program), program);
  }
}

BOOST_AUTO_TEST_CASE(an_enabled_worker_starts_with_the_target) {
  if (run("systemctl --version").code != 0) {
    BOOST_TEST_MESSAGE("systemctl is missing, nothing is enabled");
    return;
  }
  auto host = scratch{};
  auto shipped = host.root() / "usr/lib/systemd/system";
  fs::create_directories(shipped);
  for (const auto& x : fs::directory_iterator{NIGHTFLOAT_UNITS})
    fs::copy(x, shipped / x.path().filename());
  auto done = run("systemctl --root='" + host.root().string()
                  + "' enable nightfloat.target nightfloat-worker@3");
  BOOST_TEST_REQUIRE(done.code == 0, done.said);
  auto wanted = host.root() / "etc/systemd/system";
  for (const char* link : {"multi-user.target.wants/nightfloat.target",
                           "nightfloat.target.wants/"
                           "nightfloat-worker@3.service"})
    BOOST_TEST(fs::is_symlink(wanted / link), link);
}

BOOST_AUTO_TEST_SUITE_END()
