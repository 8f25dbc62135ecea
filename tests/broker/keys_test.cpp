// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"
#include "broker/network.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sys/stat.h>

BOOST_AUTO_TEST_SUITE(keys_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using nightfloat::tests::socket_home;

namespace {

struct fixture {
  socket_home dir;

  std::string path(const char* name) {
    return dir.path() + "/" + name;
  }

  std::string write(const char* name, const std::string& text,
                    mode_t mode = 0600) {
    auto p = path(name);
    std::ofstream{p} << text;
    BOOST_REQUIRE(::chmod(p.c_str(), mode) == 0);
    return p;
  }

  /// The refusal names the file and says this.
  template <class T>
  void refused(const result<T>& x, const char* words) {
    BOOST_REQUIRE(!x);
    BOOST_TEST_INFO(x.error().detail);
    BOOST_TEST(x.error().code == ec::configuration);
    BOOST_TEST(x.error().detail.find(words) != std::string::npos);
    BOOST_TEST(x.error().detail.find(dir.path()) != std::string::npos);
  }
};

template <class T>
bool says(const result<T>& x, const char* words) {
  return !x && x.error().code == ec::configuration
         && x.error().detail.find(words) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(keys, fixture)

BOOST_AUTO_TEST_CASE(a_key_file_is_private_and_never_overwritten) {
  auto pair = make_key_pair();
  BOOST_REQUIRE(write_key_file(path("k"), pair));
  struct stat x {};
  BOOST_REQUIRE(::stat(path("k").c_str(), &x) == 0);
  BOOST_TEST((x.st_mode & 0777) == 0600u);
  auto read = read_key_file(path("k"));
  BOOST_REQUIRE(read);
  BOOST_TEST((*read == pair));
  auto again = write_key_file(path("k"), make_key_pair());
  BOOST_REQUIRE(!again);
  BOOST_TEST(again.error().code == ec::in_use);
  BOOST_TEST((*read_key_file(path("k")) == pair));
  auto nowhere = write_key_file(path("none/k"), pair);
  BOOST_REQUIRE(!nowhere);
  BOOST_TEST(nowhere.error().code == ec::io_failed);
  BOOST_TEST(nowhere.error().detail.find("choose a directory")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_bad_key_file_is_refused_with_place_and_remedy) {
  auto pair = make_key_pair();
  auto text = "public " + pair.public_key + "\nsecret " + pair.secret_key;
  refused(read_key_file(path("none")), "nightfloat keys");
  refused(read_key_file(write("open", text, 0640)), "mode 640");
  refused(read_key_file(write("read", text, 0444)), "mode 444");
  refused(read_key_file(write("half", "public " + pair.public_key)), "lacks");
  refused(read_key_file(write("words", "# a\nhello world\n")), "words:2");
  refused(read_key_file(write("mixed", "public " + make_key_pair().public_key
                                         + "\nsecret " + pair.secret_key)),
          "belong together");
  refused(read_key_file(dir.path()), "not a file");
}

BOOST_AUTO_TEST_CASE(a_key_list_names_the_bad_line) {
  auto a = make_key_pair().public_key;
  auto b = make_key_pair().public_key;
  auto good
    = read_key_list(write("good", "# who\n\nalice " + a + "\nbob " + b + "\n"));
  BOOST_REQUIRE(good);
  BOOST_TEST(good->size() == 2u);
  BOOST_TEST(good->back().name == "bob");
  refused(read_key_list(path("none")), "cannot be read");
  refused(read_key_list(write("k", "alice short\n")), "k:1");
  refused(read_key_list(path("k")), "copy the line");
  refused(read_key_list(write("t", "a " + a + "\na " + b)), "t:2");
  refused(read_key_list(path("t")), "remove or rename one");
  refused(read_key_list(write("u", "a " + a + "\nb " + a)), "u:2");
  refused(read_key_list(path("u")), "remove one");
  refused(read_key_list(write("v", "uid:0 " + a)), "reserved");
  refused(read_key_list(write("i", "internal " + a)), "reserved");
}

BOOST_AUTO_TEST_CASE(z85_is_the_one_of_the_specification) {
  auto raw = std::string{"\x86\x4F\xD2\x6F\xB5\x59\xF7\x5B"};
  BOOST_TEST(z85_encode(raw) == "HelloWorld");
  BOOST_TEST(*z85_decode("HelloWorld") == raw);
  BOOST_TEST(!z85_decode("HelloWorl"));
  BOOST_TEST(!z85_decode("Hell~World"));
  BOOST_TEST(!z85_decode("#####"));
}

BOOST_AUTO_TEST_CASE(tcp_is_planned_with_keys_and_lists_or_not_at_all) {
  auto x = dir.network();
  x.broker = "tcp://127.0.0.1:0";
  BOOST_TEST(says(plan_bind(x, "broker"), "key_file"));
  x.key_file = path("missing");
  BOOST_TEST(says(plan_bind(x, "broker"), "missing"));
  BOOST_REQUIRE(write_key_file(path("k"), make_key_pair()));
  x.key_file = path("k");
  BOOST_TEST(says(plan_bind(x, "broker"), "allow_list"));
  BOOST_TEST(says(plan_connect(x, "broker"), "known_servers"));
  x.known_servers = write("s", "store " + make_key_pair().public_key);
  BOOST_TEST(says(plan_connect(x, "broker"), "`broker`"));
  x.known_servers = write("b", "broker " + make_key_pair().public_key);
  BOOST_TEST(plan_connect(x, "broker").has_value());
  x.allow_list = write("a", "me " + make_key_pair().public_key);
  BOOST_TEST(plan_bind(x, "broker").has_value());
  // The store stays on ipc, which needs none of it.
  BOOST_TEST(!plan_bind(x, "store")->curve());
}

BOOST_AUTO_TEST_CASE(a_socket_path_holds_107_bytes) {
  auto x = config::network_options{};
  x.runtime_dir = std::string(107 - std::string{"/broker.sock"}.size(), 'd');
  BOOST_TEST(plan_bind(x, "broker").has_value());
  x.runtime_dir += 'd';
  BOOST_TEST(says(plan_bind(x, "broker"), "107"));
  x.broker = "udp://x";
  BOOST_TEST(says(plan_bind(x, "broker"), "ipc://PATH"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
