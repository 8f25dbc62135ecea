// SPDX-License-Identifier: Apache-2.0
#pragma once

// Nightfloat's own protocol under load, through the client's public doors.
//
//   roster.head      reads which roster is in force
//   duty.read        reads a month of somebody's duty, and draws a shift of it
//   data.scan        a page of the programme's data
//   queue.list       the newest jobs          queue.stats   how kinds stand
//   status           of broker and workers
//   roster.validate  the whole roster         validate.week a week of it
//   roster.conflicts a fortnight              roster.risk   N-1 of a week
//   swap.find        who could take the shift drawn
//   swap.execute     moves it, to one of those found
//   swap.revert      undoes that
//   swap.offer       offers it to anybody     swap.match    what would do
//   swap.withdraw    takes the offer back
//   generate         submits a generation     job.wait      waits for its end
//   queue.submit     a job that users run     queue.claim   leases one
//   queue.complete   completes it
//   watch            follows the feed until one item has come

#include "client/connection.hpp"
#include "domain/programme.hpp"
#include "soak/target.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::soak {

struct nightfloat_terms {
  std::string programme;
  std::uint32_t people = 0;
  /// Months (YYYYMM) that the roster covers, and its first day.
  std::vector<std::uint32_t> months;
  domain::date first{};
  domain::date last{};
  std::uint32_t generate_budget_ms = 2'000;
  /// Names the keys of this run: what users do comes of their seeds alone.
  std::uint64_t run = 0;
};

/// A user's calls go over connection `number % connections`. The
/// connections outlive the target, and answer nobody once it is destroyed.
[[nodiscard]] std::unique_ptr<target>
make_nightfloat_target(std::vector<client::connection*> over,
                       nightfloat_terms terms);

} // namespace nightfloat::soak
