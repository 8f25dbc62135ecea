// SPDX-License-Identifier: Apache-2.0

// Five judgements one after another through a worker: the first has it load
// the programme from the store.

#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/validate_parts.hpp"
#include "bench/validate_rosters.hpp"
#include "client/operations.hpp"
#include "domain/rules/validate.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace nightfloat::bench {

void measure_worker() {
  using namespace std::chrono_literals;
  auto x = make_rostered({});
  auto here = digest_of(
    domain::validate(x.where, x.what, domain::acgme_2025(), x.all()));
  auto place = scratch{};
  auto cluster = served{place.path() + "/cluster", x.where, x.what};
  auto spent = std::array<double, 5>{};
  for (auto& one : spent) {
    auto said = client::validate_reply{};
    one = once_us([&] {
      said = need(cluster.door().call(
        client::validate_request{},
        {.programme = "bench", .timeout = 30s, .at_least = cluster.version()}));
    });
    need(digest_of(said.findings) == here,
         "the worker finds something else than this process");
  }
  context("validate.worker_cold", spent[0] / 1000, "ms");
  std::sort(spent.begin() + 1, spent.end());
  context("validate.worker_warm", (spent[2] + spent[3]) / 2000, "ms");
}

} // namespace nightfloat::bench
