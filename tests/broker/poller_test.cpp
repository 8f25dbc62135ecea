// SPDX-License-Identifier: Apache-2.0
#include "broker/poller.hpp"
#include "tests/broker/no_descriptors.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(poller_test)

using namespace nightfloat::broker;
using nightfloat::tests::descriptors_may_run_out;
using nightfloat::tests::no_descriptors;

namespace {

using tags = std::vector<std::uint64_t>;

class full_pipe {
public:
  full_pipe() {
    BOOST_REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0);
    BOOST_REQUIRE(::write(ends_[1], "x", 1) == 1);
  }

  full_pipe(const full_pipe&) = delete;
  full_pipe& operator=(const full_pipe&) = delete;

  ~full_pipe() {
    for (auto x : ends_)
      ::close(x);
  }

  [[nodiscard]] int readable() const {
    return ends_[0];
  }

private:
  int ends_[2] = {-1, -1};
};

struct fixture {
  full_pipe a;
  full_pipe b;
  poller aut;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(those_that_are_ready_are_named_in_order, fixture) {
  BOOST_TEST(aut.wait(0).empty());
  BOOST_TEST(aut.add(a.readable(), 9));
  BOOST_TEST(aut.add(b.readable(), 4));
  BOOST_TEST((aut.wait(0) == tags{4, 9}));
  BOOST_TEST(!aut.add(a.readable(), 5));
  aut.remove(b.readable());
  aut.remove(b.readable());
  BOOST_TEST((aut.wait(0) == tags{9}));
}

BOOST_FIXTURE_TEST_CASE(the_last_descriptor_gone_it_can_still_be_changed,
                        fixture) {
  if (!descriptors_may_run_out) {
    BOOST_TEST_MESSAGE("skipped under sanitizers");
    return;
  }
  BOOST_TEST(aut.add(a.readable(), 1));
  auto added = false;
  {
    auto none = no_descriptors{};
    aut.remove(a.readable());
    added = aut.add(b.readable(), 2);
  }
  BOOST_TEST(added);
  BOOST_TEST((aut.wait(0) == tags{2}));
}

BOOST_AUTO_TEST_SUITE_END()
