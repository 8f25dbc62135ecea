// SPDX-License-Identifier: Apache-2.0
#pragma once

// A worker over a programme in which people swap.

#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

#include <string>
#include <vector>

namespace nightfloat::test {

inline bool has(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

/// Residents, each with one day shift a month; shift n of the first month is
/// resident n's.
struct swapping_worker : local_worker {
  /// Resident 1's first shift begins `later`.
  explicit swapping_worker(std::uint32_t residents = 5,
                           domain::minutes later = {});

  static client::swap_execute_request exchange(std::uint32_t a,
                                               std::uint32_t b);

  /// Each gives the shift of their own number.
  static client::swap_offer_request
  request_of(std::vector<domain::person_id> people);

  std::string fresh_key() {
    return "key-" + std::to_string(++number);
  }

  actors::answer offer(std::vector<domain::person_id> people);

  actors::answer act(domain::swap_act how, domain::swap_id which,
                     std::uint32_t who = 0);

  static domain::swap_record made(const actors::answer& x);

  domain::person_id owner_of(domain::shift_id shift);
};

} // namespace nightfloat::test
