// SPDX-License-Identifier: Apache-2.0
#include "actors/messages.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/deep_to_string.hpp>
#include <caf/message.hpp>

#include <vector>

BOOST_AUTO_TEST_SUITE(messages_test)

using namespace nightfloat;

namespace {

struct config : caf::actor_system_config {
  config() {
    add_message_types<caf::id_block::nightfloat>();
    set("scheduler.policy", caf::atom("testing"));
  }
};

struct fixture {
  config settings;
  caf::actor_system system{settings};

  /// Through CAF's bytes and back, as a whole message with type names: a
  /// type without an id would come back as nothing.
  template <class T>
  T there_and_back(const T& x) {
    auto out = std::vector<char>{};
    auto sink = caf::binary_serializer{system, out};
    auto sent = caf::make_message(x);
    BOOST_TEST_REQUIRE(!sink(sent));
    auto source = caf::binary_deserializer{system, out};
    auto got = caf::message{};
    BOOST_TEST_REQUIRE(!source(got));
    BOOST_TEST_REQUIRE(got.match_elements<T>());
    return got.get_as<T>(0);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(messages, fixture)

BOOST_AUTO_TEST_CASE(every_listed_type_survives_its_bytes) {
  auto lease = domain::lease{};
  lease.fence = {3, 4};
  lease.work.id = {5};
  lease.work.kind = "generate";
  lease.work.payload = std::string("\0\xff", 2);
  lease.attempt = 2;
  BOOST_TEST((there_and_back(lease) == lease));
  BOOST_TEST((there_and_back(lease.work) == lease.work));
  BOOST_TEST((there_and_back(lease.fence) == lease.fence));
  BOOST_TEST((there_and_back(lease.work.id) == lease.work.id));
  auto fence = domain::fence{{5}, {3, 4}};
  BOOST_TEST((there_and_back(fence) == fence));
  auto progress = domain::job_progress{7, 900, "duties"};
  BOOST_TEST((there_and_back(progress) == progress));
  auto commit = domain::commit_answer{};
  commit.outcome = domain::commit_outcome::conflict;
  commit.key = "guard/person/00000001";
  commit.actual = 9;
  BOOST_TEST((there_and_back(commit) == commit));
  auto waits = actors::waiting_for::completion;
  BOOST_TEST((there_and_back(waits) == waits));
  auto said = actors::answer{};
  said.status = ec::overloaded;
  said.detail = "full";
  said.retry_after_ms = 250;
  auto got = there_and_back(said);
  BOOST_TEST(got.status == said.status);
  BOOST_TEST(got.detail == said.detail);
  BOOST_TEST(got.retry_after_ms == 250u);
}

BOOST_AUTO_TEST_CASE(a_failure_keeps_its_code_and_its_sentence) {
  auto got = actors::to_failure(actors::to_error({ec::held, "wait a little"}));
  BOOST_TEST(got.code == ec::held);
  BOOST_TEST(got.detail == "wait a little");
}

BOOST_AUTO_TEST_CASE(what_caf_itself_says_is_told_apart) {
  auto late = actors::to_failure(caf::sec::request_timeout);
  BOOST_TEST(late.code == ec::timed_out);
  auto dead = actors::to_failure(caf::sec::request_receiver_down);
  BOOST_TEST(dead.code == ec::worker_lost);
  BOOST_TEST(is_unknown(dead.code));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
