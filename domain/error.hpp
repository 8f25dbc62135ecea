// SPDX-License-Identifier: Apache-2.0
#pragma once

// How every layer says that something did not work: a code to branch on and
// one sentence for a person ("operation: what is wrong (value, bound), what
// to do"). A broken precondition is no failure but a bug: NIGHTFLOAT_EXPECT.

#include <boost/system/result.hpp>

#include <cstdint>
#include <ostream>
#include <string>

namespace nightfloat {

/// Every way an operation can fail. The numbers travel on the wire and lie in
/// stored replies: append, never renumber.
enum class ec : std::uint8_t {
  none = 0,             ///< Reserved: success.
  invalid_argument = 1, ///< The caller's input is wrong; say where.
  not_found = 2,        ///< The thing named does not exist.
  conflict = 3,         ///< Somebody changed what the decision had read.
  fenced = 4,           ///< The fencing token is no longer the job's.
  lease_lost = 5,       ///< The lease ended before the work did.
  refused = 6,          ///< A final answer of the business: no.
  key_reused = 7,       ///< Idempotency key with another fingerprint (422).
  in_progress = 8,      ///< The same key still runs; ask again (409).
  unknown_outcome = 9,  ///< It may or may not have happened: ask by key.
  timed_out = 10,       ///< The remaining time was used up before it began.
  overloaded = 11,      ///< Admission said no; carries a retry-after.
  cancelled = 12,       ///< Somebody asked the work to stop.
  unauthorized = 13,    ///< Who is calling is not known.
  forbidden = 14,       ///< The caller is known and may not do this.
  bad_version = 15,     ///< Protocol or store format of another version.
  oversize = 16,        ///< Larger than the bound that the sentence names.
  malformed = 17,       ///< Bytes that are not what they should be.
  worker_lost = 18,     ///< The worker died on it: the outcome is unknown.
  no_worker = 19,       ///< Nobody serves this operation now.
  hello_wanted = 20,    ///< The peer does not know this session.
  trimmed = 21,         ///< The feed no longer holds that version.
  slow_reader = 22,     ///< The feed dropped a reader that fell behind.
  storage_failed = 23,  ///< The engine could not read or write.
  no_space = 24,        ///< The disk is full; nothing was written.
  corrupt = 25,         ///< Stored bytes fail their check.
  in_use = 26,          ///< Another process holds the resource.
  unavailable = 27,     ///< Not serving now: starting, draining, recovering.
  configuration = 28,   ///< A configuration file or key material is wrong.
  infeasible = 29,      ///< Proved: no roster satisfies the demands.
  held = 30,            ///< A publish holds duty changes; carries retry-after.
  unsupported = 31,     ///< Not offered by this build or role.
  io_failed = 32,       ///< The operating system refused; errno in the text.
};

/// The code's name, as in this enumeration; "unknown_code" for any other.
[[nodiscard]] const char* to_string(ec code) noexcept;

std::ostream& operator<<(std::ostream& out, ec code);

/// True where the operation may have taken effect although it failed.
[[nodiscard]] bool is_unknown(ec code) noexcept;

/// A code to branch on, a sentence to read, and where the code is
/// `overloaded`, `held`, `in_progress` or `unavailable`, when to come back.
struct [[nodiscard]] failure {
  ec code = ec::none;
  std::string detail;
  std::uint32_t retry_after_ms = 0;
};

template <class T>
using result = boost::system::result<T, failure>;

[[noreturn]] void throw_exception_from_error(const failure& x,
                                             const boost::source_location&);

/// Puts `where` in front of the sentence: the path, line or field at fault.
failure at(std::string_view where, failure x);

/// Prints file, line and condition, and aborts; systemd restarts the process.
[[noreturn]] void broken_expectation(const char* condition, const char* file,
                                     int line) noexcept;

} // namespace nightfloat

/// States a precondition or invariant; on in release builds as well.
#define NIGHTFLOAT_EXPECT(condition)                                           \
  (static_cast<bool>(condition)                                                \
     ? static_cast<void>(0)                                                    \
     : ::nightfloat::broken_expectation(#condition, __FILE__, __LINE__))
