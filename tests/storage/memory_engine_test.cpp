// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_engine.hpp"
#include "tests/storage/engine_conformance.hpp"

BOOST_AUTO_TEST_SUITE(memory_engine_test)

using namespace nightfloat;

namespace {

struct memory_bench {
  storage::memory_disk disk;
  // On the heap: GCC 12 takes the members of an aggregate temporary with two
  // such maps for uninitialized.
  std::unique_ptr<storage::memory_disk> copied
    = std::make_unique<storage::memory_disk>();

  std::unique_ptr<storage::engine> make() {
    return std::make_unique<storage::memory_engine>(disk);
  }

  std::string checkpoint_target(const std::string& name) {
    return name;
  }

  std::unique_ptr<storage::engine> at_checkpoint(const std::string& name) {
    copied->synced = disk.checkpoints.at(name);
    return std::make_unique<storage::memory_engine>(*copied);
  }
};

using conformance = test::conformance<memory_bench>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(memory_engine, conformance)

NIGHTFLOAT_ENGINE_CONFORMS()

BOOST_AUTO_TEST_CASE(a_power_cut_loses_what_a_reopen_would_have_found) {
  put({{"a", "1"}});
  BOOST_REQUIRE(engine->set_fault({.kind = storage::fault_kind::sync_error}));
  BOOST_CHECK(engine->apply(test::rows(1, {{"a", "2"}})).outcome
              == storage::apply_outcome::unknown);
  engine.reset();
  disk.cut();
  engine = opened(2);
  BOOST_TEST(test::value_of(*engine, "a") == "1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
