// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <unistd.h>

namespace nightfloat::tests {

/// Sanitizers look at memory through a pipe, which they cannot open without.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool descriptors_may_run_out = false;
#else
constexpr bool descriptors_may_run_out = true;
#endif

/// The process can open nothing while this lives.
class no_descriptors {
public:
  no_descriptors() {
    BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    // Not less: poll takes no more than the limit.
    auto first_free = ::dup(STDIN_FILENO);
    BOOST_REQUIRE(first_free >= 0);
    ::close(first_free);
    auto none = before_;
    none.rlim_cur = static_cast<rlim_t>(first_free);
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  }

  no_descriptors(const no_descriptors&) = delete;
  no_descriptors& operator=(const no_descriptors&) = delete;

  ~no_descriptors() {
    (void)::setrlimit(RLIMIT_NOFILE, &before_);
  }

private:
  rlimit before_{};
};

} // namespace nightfloat::tests
