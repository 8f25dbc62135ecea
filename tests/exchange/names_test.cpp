// SPDX-License-Identifier: Apache-2.0
#include "exchange/names.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <rapidcheck.h>

namespace nightfloat::exchange {

std::ostream& operator<<(std::ostream& out, likeness x) {
  return out << static_cast<int>(x);
}

} // namespace nightfloat::exchange

BOOST_AUTO_TEST_SUITE(names_test)

using namespace nightfloat::exchange;

namespace {

const auto people = name_book{{{1, "R001", "Ann Smith"},
                               {2, "R002", "Bj\xc3\xb6rn O'Hara"},
                               {3, "R003", "Chen Li"},
                               {4, "R004", "Dana Smithson"},
                               {5, "R005", "Eve Miller"},
                               {6, "R006", "Eve Miller"}}};

struct asked {
  const char* text;
  likeness how;
  const char* code;

  friend std::ostream& operator<<(std::ostream& out, const asked& x) {
    return out << x.text;
  }
};

const auto questions = std::vector<asked>{
  {"R001", likeness::code, "R001"},
  {"Ann Smith", likeness::name, "R001"},
  {" ann   SMITH ", likeness::name, "R001"},
  {"Smith, Ann", likeness::name, "R001"},
  {"Dr. Ann Smith, MD", likeness::name, "R001"},
  {"Bjorn OHara", likeness::name, "R002"},
  {"r001", likeness::alike, "R001"},
  {"Anne Smith", likeness::alike, "R001"},
  {"Ann Smtih", likeness::alike, "R001"},
  {"A. Smith", likeness::alike, "R001"},
  {"Li", likeness::alike, "R003"},
  {"Eve Miller", likeness::ambiguous, "R005"},
  {"Miller", likeness::ambiguous, "R005"},
  {"R007", likeness::unknown, nullptr},
  {"R01", likeness::unknown, nullptr},
  {"Zoe Quux", likeness::unknown, nullptr},
  {"", likeness::unknown, nullptr},
  {"---", likeness::unknown, nullptr},
};

} // namespace

BOOST_DATA_TEST_CASE(who_is_meant_is_found_or_asked,
                     boost::unit_test::data::make(questions), x) {
  auto guess = people.find(x.text);
  BOOST_TEST(guess.how == x.how, guess.how << ' ' << guess.score);
  if (x.code != nullptr) {
    BOOST_REQUIRE(guess.best != nullptr);
    BOOST_TEST(guess.best->code == x.code);
  }
  BOOST_TEST(guess.is_exact() == (guess.how <= likeness::name));
  BOOST_TEST((guess.other != nullptr) == (guess.how == likeness::ambiguous));
}

BOOST_AUTO_TEST_CASE(only_what_is_exact_scores_a_hundred) {
  auto ok = rc::check([] {
    auto letter = rc::gen::element('a', 'n', 's', 'm', 'i', 't', 'h', ' ', ',',
                                   'R', '0', '1');
    auto text = *rc::gen::container<std::string>(letter);
    auto guess = people.find(text);
    if (guess.how == likeness::alike)
      RC_ASSERT(guess.score >= score_min && guess.score <= 99u);
    if (guess.is_exact())
      RC_ASSERT(guess.score == 100u);
  });
  BOOST_TEST(ok);
}

BOOST_AUTO_TEST_CASE(numbers_are_never_alike) {
  BOOST_TEST(likeness_of({"ward", "1"}, {"ward", "2"}) == 0u);
  BOOST_TEST(likeness_of({"ward1"}, {"ward", "1"}) == 99u);
  BOOST_TEST(likeness_of({"r12"}, {"r21"}) == 0u);
}

BOOST_AUTO_TEST_CASE(likeness_is_that_of_letters_and_of_words) {
  BOOST_TEST(likeness_of({"smith"}, {"smiht"}) == 80u);
  BOOST_TEST(likeness_of({"a", "smith"}, {"ann", "smith"}) >= 90u);
  BOOST_TEST(likeness_of({}, {"x"}) == 0u);
  BOOST_TEST(likeness_of({std::string(1'000, 'a')}, {std::string(999, 'a')})
             == 99u);
}

BOOST_AUTO_TEST_CASE(words_have_no_accents_marks_or_titles) {
  auto wanted = std::vector<std::string>{"bjorn", "ohara"};
  BOOST_TEST((words_of("Dr. Bj\xc3\xb6rn O'Hara") == wanted));
  BOOST_TEST((words_of("\xc5\x81ukasz \xc4\x8c\xc4\x99\xc5\xbe")
              == std::vector<std::string>{"lukasz", "cez"}));
  BOOST_TEST((words_of("Smith, Ann B.")
              == std::vector<std::string>{"ann", "b", "smith"}));
  BOOST_TEST(
    (words_of("\xe6\x9d\x8e") == std::vector<std::string>{"\xe6\x9d\x8e"}));
}

BOOST_AUTO_TEST_SUITE_END()
