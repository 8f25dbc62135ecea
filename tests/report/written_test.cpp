// SPDX-License-Identifier: Apache-2.0
#include "codec/json.hpp"
#include "report/html.hpp"
#include "report/whole_file.hpp"
#include "report/written.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(written_test)

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fs::path directory = [] {
    auto name = (fs::temp_directory_path() / "nightfloat-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    return fs::path{name};
  }();

  ~fixture() {
    fs::remove_all(directory);
  }

  [[nodiscard]] std::string text_of(const char* name) const {
    auto in = std::ifstream{directory / name};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

report::run_report sample() {
  auto x = report::run_report{};
  x.kind = "chaos";
  x.name = "kill <b>workers</b>";
  x.verdict = "valid";
  x.seed = 18'446'744'073'709'551'615ull;
  x.checks.push_back({"lost", "valid", "nothing is lost", 7, 0, {"a & b"}});
  x.faults.push_back({1, 2, "kill", "store", true, true, 40, ""});
  x.timeline.push_back(
    {"ok", "", "/s", report::panel::throughput, {0, 1}, {5, 4}});
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(written, fixture)

BOOST_AUTO_TEST_CASE(the_json_reads_back_as_it_was) {
  BOOST_REQUIRE(report::write(sample(), directory.string()));
  auto back = report::read(directory.string());
  BOOST_REQUIRE(back);
  BOOST_TEST(back->seed == sample().seed);
  BOOST_TEST(back->checks.size() == 1u);
  BOOST_TEST(back->faults[0].recovery_ms == 40u);
  BOOST_REQUIRE(back->timeline.size() == 1u);
  BOOST_TEST(back->timeline[0].value[1] == 4.0);
}

BOOST_AUTO_TEST_CASE(the_page_is_whole_needs_no_network_and_escapes_text) {
  BOOST_REQUIRE(report::write(sample(), directory.string()));
  auto page = text_of("report.html");
  BOOST_TEST(page.starts_with("<!doctype html>"));
  // No address but the one in uPlot's own first line, and nothing loaded.
  for (const auto* loads : {"src=", "href=", "url(", "@import", "fetch(",
                            "XMLHttpRequest", "import("})
    BOOST_TEST(page.find(loads) == std::string::npos, loads);
  BOOST_TEST(page.ends_with("</html>\n"));
  BOOST_TEST(page.find("<b>workers") == std::string::npos);
  BOOST_TEST(page.find("kill &lt;b&gt;workers") != std::string::npos);
  BOOST_TEST(page.find("a &amp; b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_data_of_the_page_cannot_end_its_script) {
  auto x = sample();
  x.timeline[0].name = "</script><img>";
  auto page = report::html(x);
  auto ends = std::size_t{0};
  for (auto at = page.find("</script>"); at != page.npos;
       at = page.find("</script>", at + 1))
    ++ends;
  // Data, uPlot and the page's own; none at all without uPlot.
  BOOST_TEST((ends == 3u || ends == 0u));
  BOOST_TEST(page.find("<img>") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_form_is_written) {
  BOOST_REQUIRE(report::write(sample(), directory.string()));
  BOOST_TEST(text_of("report.xml").starts_with("<?xml"));
  BOOST_TEST(text_of("report.csv").starts_with("time,commit,"));
  for (const auto& entry : fs::directory_iterator{directory})
    BOOST_TEST(entry.path().extension() != ".part");
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_not_there_is_named) {
  auto gone = (directory / "gone").string();
  auto ok = report::write(sample(), gone);
  BOOST_REQUIRE(!ok);
  BOOST_TEST((ok.error().code == ec::io_failed));
  BOOST_TEST(ok.error().detail.starts_with(gone));
}

BOOST_AUTO_TEST_CASE(a_file_is_read_whole) {
  auto path = (directory / "long").string();
  for (auto size : {0u, 1u, 65'536u, 200'000u}) {
    auto text = std::string(size, 'x');
    BOOST_REQUIRE(report::write_file(path, text));
    auto back = report::read_file(path);
    BOOST_REQUIRE(back);
    BOOST_TEST((*back == text), size);
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_open_to_whom_it_was_written_for) {
  auto path = directory / "own";
  BOOST_REQUIRE(report::write_file(path.string(), "text", 0600));
  BOOST_TEST((fs::status(path).permissions() == fs::perms{0600}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_to_says_why) {
  auto full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  BOOST_REQUIRE(full >= 0);
  BOOST_TEST(report::write_all(full, "text") == ENOSPC);
  BOOST_TEST(report::write_all(full, "") == 0);
  ::close(full);
  BOOST_TEST(report::write_all(-1, "text") == EBADF);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_told_and_not_thrown) {
  auto folder = report::read_file(directory.string());
  BOOST_REQUIRE(!folder);
  BOOST_TEST((folder.error().code == ec::io_failed));
  BOOST_TEST(folder.error().detail.starts_with(directory.string()));
  auto gone = report::read_file((directory / "gone").string());
  BOOST_REQUIRE(!gone);
  BOOST_TEST((gone.error().code == ec::not_found));
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_leaves_no_piece_behind) {
  auto target = directory / "taken";
  fs::create_directory(target);
  BOOST_TEST(!report::write_file(target.string(), "text"));
  auto found = std::distance(fs::directory_iterator{directory},
                             fs::directory_iterator{});
  BOOST_TEST(found == 1);
}

BOOST_AUTO_TEST_CASE(what_another_writes_there_is_not_in_the_way) {
  auto target = (directory / "page").string();
  fs::create_directory(target + ".part");
  auto ends = std::array<bool, 2>{};
  auto both = std::vector<std::thread>{};
  for (auto& all_went : ends)
    both.emplace_back([&] {
      all_went = true;
      for (auto i = 0; i < 20; ++i)
        all_went &= report::write_file(target, "text").has_value();
    });
  for (auto& one : both)
    one.join();
  BOOST_TEST(ends[0]);
  BOOST_TEST(ends[1]);
  BOOST_TEST(text_of("page") == "text");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
