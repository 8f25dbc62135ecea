// SPDX-License-Identifier: Apache-2.0
#include "soak/threshold.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(threshold_test)

using namespace nightfloat;
using namespace nightfloat::soak;

namespace {

bool says(std::string_view text, std::string_view part) {
  auto got = parse_threshold(text);
  return !got && got.error().code == ec::configuration
         && got.error().detail.find(part) != std::string::npos;
}

bool holds_for(const meter_table& in, std::uint32_t at, std::string_view text) {
  auto x = parse_threshold(text);
  BOOST_REQUIRE(x);
  return holds(*x, measure(*x, in.all()[at], 10));
}

} // namespace

BOOST_AUTO_TEST_CASE(k6s_grammar_is_read) {
  auto x = parse_threshold("p(99.9) <= 12.5");
  BOOST_REQUIRE(x);
  BOOST_TEST((x->what == aggregate::percentile));
  BOOST_TEST(x->percent == 99.9);
  BOOST_TEST((x->how == comparison::at_most));
  BOOST_TEST(x->bound == 12.5);
  for (const auto* text : {"avg<1", "min>0", "med==2", "max!=3", "rate>=0.95",
                           "count>100", "value===4", "p(95)<200"})
    BOOST_TEST(parse_threshold(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(wrong_grammar_says_what_to_write) {
  BOOST_TEST(says("p95<200", "write p(95)<200"));
  BOOST_TEST(says("p(101)<200", "N from 0 to 100"));
  BOOST_TEST(says("mean<200", "write one of avg"));
  BOOST_TEST(says("p(95)", "no comparison"));
  BOOST_TEST(says("p(95)<fast", "the bound is no number"));
  BOOST_TEST(says("p(95)=200", "no such comparison"));
  BOOST_TEST(says("rate<", "the bound is no number"));
}

BOOST_AUTO_TEST_CASE(an_aggregate_has_to_fit_its_metric) {
  auto rate = *parse_threshold("rate<0.01");
  auto tail = *parse_threshold("p(95)<1");
  BOOST_TEST(check_aggregate(rate, metric_kind::rate).has_value());
  BOOST_TEST(check_aggregate(rate, metric_kind::counter).has_value());
  BOOST_TEST(!check_aggregate(rate, metric_kind::trend));
  BOOST_TEST(!check_aggregate(tail, metric_kind::rate));
  BOOST_TEST(check_aggregate(tail, metric_kind::trend).has_value());
}

BOOST_AUTO_TEST_CASE(values_are_measured_as_written) {
  auto x = meter_table{};
  x.declare("t", metric_kind::trend);
  x.declare("c", metric_kind::counter);
  x.declare("r", metric_kind::rate);
  x.declare("g", metric_kind::gauge);
  auto slot = [&](const char* name) {
    return x.slot_of(name, {});
  };
  for (auto ms : {1, 2, 3, 4})
    x.record(slot("t"), static_cast<std::uint64_t>(ms) * 1'000);
  x.add(slot("c"), 50);
  for (auto i = 0; i != 4; ++i)
    x.rate(slot("r"), i == 0);
  x.set(slot("g"), 7);
  BOOST_TEST(holds_for(x, 0, "avg==2.5"));
  BOOST_TEST(holds_for(x, 0, "p(50)<2.01"));
  BOOST_TEST(holds_for(x, 0, "max>3.99"));
  BOOST_TEST(holds_for(x, 1, "count==50"));
  BOOST_TEST(holds_for(x, 1, "rate==5"));
  BOOST_TEST(holds_for(x, 2, "rate==0.25"));
  BOOST_TEST(!holds_for(x, 2, "rate<0.25"));
  BOOST_TEST(holds_for(x, 3, "value==7"));
}

BOOST_AUTO_TEST_CASE(a_sub_metric_counts_what_bears_its_tags) {
  auto x = meter_table{};
  x.declare("d", metric_kind::trend);
  auto name = parse_metric_name("d{flow:swap, kind:a}");
  BOOST_REQUIRE(name);
  auto at = x.sub_metric(*name);
  BOOST_REQUIRE(at);
  x.record(x.slot_of("d", {{"flow", "swap"}, {"kind", "a"}, {"x", "y"}}), 5);
  x.record(x.slot_of("d", {{"flow", "swap"}}), 5);
  BOOST_TEST(x.all()[*at].values->count() == 1u);
  BOOST_TEST(x.find("d")->values->count() == 2u);
  BOOST_TEST(x.all()[*at].title() == "d{flow:swap,kind:a}");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_is_refused) {
  for (const auto* text :
       {"", "d{flow}", "d{flow:}", "d{flow:x", "{a:b}", "d{}"})
    BOOST_TEST(!parse_metric_name(text), text);
  auto x = meter_table{};
  x.declare("d", metric_kind::trend);
  auto got = x.sub_metric({"http_req_duration", {}});
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().detail.find("one of: d") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
