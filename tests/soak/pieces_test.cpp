// SPDX-License-Identifier: Apache-2.0
#include "soak/pieces.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

BOOST_AUTO_TEST_SUITE(pieces_test)

using nightfloat::soak::in_pieces;

namespace {

struct fixture {
  std::atomic<bool> stop = false;
  std::vector<double> spent;

  /// Stops, or has enough, after so many pieces; 0: never.
  bool spend(double whole_s, std::size_t stop_after = 0,
             std::size_t enough_after = 0) {
    return in_pieces(whole_s, 3, stop, [&](double s) {
      spent.push_back(s);
      stop = spent.size() == stop_after;
      return spent.size() == enough_after;
    });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pieces, fixture)

BOOST_AUTO_TEST_CASE(a_time_is_spent_whole) {
  BOOST_TEST(!spend(10));
  BOOST_TEST((spent == std::vector<double>{3, 3, 4}));
}

BOOST_AUTO_TEST_CASE(a_short_time_is_one_piece) {
  BOOST_TEST(!spend(2));
  BOOST_TEST(!spend(0));
  BOOST_TEST((spent == std::vector<double>{2, 0}));
}

BOOST_AUTO_TEST_CASE(enough_is_enough) {
  BOOST_TEST(spend(60, 0, 2));
  BOOST_TEST(spent.size() == 2u);
}

BOOST_AUTO_TEST_CASE(whoever_is_told_to_stop_begins_no_other_piece) {
  BOOST_TEST(!spend(60, 1));
  BOOST_TEST(spent.size() == 1u);
  BOOST_TEST(!spend(60));
  BOOST_TEST(spent.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
