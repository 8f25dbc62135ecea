// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "tests/codec/table.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

// Any bytes give a value or `malformed`, in memory bounded by their number.

namespace {

std::atomic<std::size_t> allocated = 0;

} // namespace

// All out of line: GCC 12 would see `free` beside `new`, or `delete` beside
// `malloc`, and call it a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocated += size;
  if (auto x = std::malloc(size))
    return x;
  throw std::bad_alloc{};
}

// Sanitizers would take theirs for this one, and miss ours when it is freed.
[[gnu::noinline]] void* operator new(std::size_t size,
                                     const std::nothrow_t&) noexcept {
  allocated += size;
  return std::malloc(size);
}

[[gnu::noinline]] void operator delete(void* x) noexcept {
  std::free(x);
}

[[gnu::noinline]] void operator delete(void* x, std::size_t) noexcept {
  std::free(x);
}

BOOST_AUTO_TEST_SUITE(hostile_test)

using namespace nightfloat;

namespace {

/// False: too much memory, a failure without code or sentence, or a value
/// that changes when it is written and read again.
bool holds(const test::row& row, std::string_view bytes) {
  auto before = allocated.load();
  auto once = row.recode(bytes);
  // Three times: vectors move their bytes, strings round up, and the value is
  // written once.
  if (allocated - before > 3 * codec::reader::budget_of(bytes.size()))
    return false;
  if (!once)
    return once.error().code == ec::malformed && !once.error().detail.empty();
  auto again = row.recode(*once);
  return again && *again == *once;
}

const test::row& row_of(std::uint64_t i) {
  return test::table()[i % test::table().size()];
}

/// One of the ways in which bytes go wrong.
void mutate(std::string& x, std::mt19937_64& engine) {
  auto at = x.empty() ? 0 : engine() % x.size();
  switch (engine() % 6) {
    case 0:
      x.resize(at);
      break;
    case 1:
      x.insert(at, 1, static_cast<char>(engine()));
      break;
    case 2:
      x.erase(at, 1 + engine() % 3);
      break;
    case 3:
      x.insert(at, x.substr(engine() % (x.size() + 1), engine() % 16));
      break;
    case 4: // the tags that announce lengths
      if (!x.empty())
        x[at] = static_cast<char>(0xc4 + engine() % 28);
      break;
    default:
      if (!x.empty())
        x[at] = static_cast<char>(engine());
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(random_bytes_never_do_harm) {
  auto engine = std::mt19937_64{test::seed()};
  BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << test::seed());
  for (auto i = test::count_or(100'000); i > 0; --i) {
    auto bytes = std::string(engine() % 24, '\0');
    for (auto& c : bytes)
      c = static_cast<char>(engine());
    BOOST_REQUIRE_MESSAGE(holds(row_of(i), bytes), row_of(i).name);
  }
}

BOOST_AUTO_TEST_CASE(mutated_bytes_never_do_harm) {
  auto engine = std::mt19937_64{test::seed() + 1};
  BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << test::seed());
  auto rounds = test::count_or(100'000) / 16;
  for (auto i = rounds; i > 0; --i) {
    auto valid = row_of(i).random(engine);
    for (auto k = 0; k < 16; ++k) {
      auto bytes = valid;
      for (auto times = 1 + engine() % 4; times > 0; --times)
        mutate(bytes, engine);
      BOOST_REQUIRE_MESSAGE(holds(row_of(i), bytes), row_of(i).name);
    }
  }
}

BOOST_AUTO_TEST_CASE(five_bytes_allocate_next_to_nothing) {
  using namespace std::string_literals;
  for (const auto& bytes : {"\xdd\xff\xff\xff\xff"s, "\xdb\xff\xff\xff\xff"s,
                            "\xc6\xff\xff\xff\xff"s, "\xdf\xff\xff\xff\xff"s,
                            "\x91\xdc\xff\xff\x90"s}) {
    for (const auto& row : test::table()) {
      auto before = allocated.load();
      BOOST_TEST(holds(row, bytes));
      BOOST_TEST(allocated - before < 8'192u, row.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(random_json_never_does_harm) {
  auto engine = std::mt19937_64{test::seed() + 2};
  BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << test::seed());
  for (auto i = test::count_or(4'000); i > 0; --i) {
    const auto& row = row_of(i);
    auto text = row.to_json(row.random(engine), false);
    for (auto times = 1 + engine() % 3; times > 0; --times)
      mutate(text, engine);
    auto x = row.from_json(text);
    if (x)
      BOOST_REQUIRE(row.from_json(row.to_json(*x, false)).value() == *x);
    else
      BOOST_REQUIRE(!x.error().detail.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
