// SPDX-License-Identifier: Apache-2.0
// A million jobs through one queue of a real store. Each leaves rows that are
// deleted, over which a queue that looks for its next job on disk must step:
// the last claims must cost what the first did. The store is in memory: after
// some ten thousand syncs a rented disk gives out, and the last claims would
// tell of that.
#include "bench/figure.hpp"
#include "bench/measure.hpp"
#include "bench/queue_load.hpp"
#include "bench/parts.hpp"
#include "bench/served.hpp"

#include <cstdio>

using namespace nightfloat;

namespace {

void measure() {
  auto place = bench::scratch{"/dev/shm"};
  auto store = bench::store_alone{place.path()};
  auto load = bench::queue_load{store.network(), 64};
  auto spent = load.long_run(1'000'000);
  auto first = bench::quantile(spent.first, 0.99);
  auto last = bench::quantile(spent.last, 0.99);
  bench::context("queue_million.claim_p99_first", first, "us");
  bench::context("queue_million.claim_p99_last", last, "us");
  bench::figure({"queue_million.last_over_first", last / first, "x",
                 bench::target::at_most, 2});
}

} // namespace

int main() {
  try {
    measure();
  } catch (const bench::trouble& x) {
    std::fprintf(stderr, "queue_million: %s\n", x.why.c_str());
    return 3;
  }
}
