// SPDX-License-Identifier: Apache-2.0
#include "domain/error.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace nightfloat {

namespace {

constexpr auto names = std::array{
  "none",          "invalid_argument", "not_found",   "conflict",
  "fenced",        "lease_lost",       "refused",     "key_reused",
  "in_progress",   "unknown_outcome",  "timed_out",   "overloaded",
  "cancelled",     "unauthorized",     "forbidden",   "bad_version",
  "oversize",      "malformed",        "worker_lost", "no_worker",
  "hello_wanted",  "trimmed",          "slow_reader", "storage_failed",
  "no_space",      "corrupt",          "in_use",      "unavailable",
  "configuration", "infeasible",       "held",        "unsupported",
  "io_failed",
};

static_assert(names.size() == static_cast<std::size_t>(ec::io_failed) + 1);

} // namespace

const char* to_string(ec code) noexcept {
  auto i = static_cast<std::size_t>(code);
  return i < names.size() ? names[i] : "unknown_code";
}

std::ostream& operator<<(std::ostream& out, ec code) {
  return out << to_string(code);
}

bool is_unknown(ec code) noexcept {
  return code == ec::unknown_outcome || code == ec::worker_lost;
}

void throw_exception_from_error(const failure& x,
                                const boost::source_location&) {
  throw std::logic_error(std::string{to_string(x.code)} + ": " + x.detail);
}

failure at(std::string_view where, failure x) {
  x.detail.insert(0, std::string{where} + ": ");
  return x;
}

void broken_expectation(const char* condition, const char* file,
                        int line) noexcept {
  std::fprintf(stderr, "%s:%d: broken expectation: %s\n", file, line,
               condition);
  std::abort();
}

} // namespace nightfloat
