// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the clients did and were told. An operation ends ok, fail (it did not
// happen and never will) or unknown (it may have happened, or may yet); an
// error that means "maybe" is never filed as "no".

#include "domain/error.hpp"
#include "domain/id.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::chaos {

/// Where the clients' own records lie.
constexpr std::string_view client_records = "chaos/";

enum class operation_kind : std::uint8_t {
  swap = 1,
  revert = 2,
  generate = 3,
  validate = 4,
  read = 5,   ///< One record, with its revision.
  write = 6,  ///< One record, if it still has the revision that was read.
  submit = 7, ///< A job whose work is light, by its key.
};
BOOST_DESCRIBE_ENUM(operation_kind, swap, revert, generate, validate, read,
                    write, submit)

/// Whether it may change the ledger.
[[nodiscard]] constexpr bool changes(operation_kind x) noexcept {
  return x != operation_kind::validate && x != operation_kind::read;
}

enum class operation_end : std::uint8_t { ok = 1, fail = 2, unknown = 3 };
BOOST_DESCRIBE_ENUM(operation_end, ok, fail, unknown)

struct operation {
  std::uint32_t client = 0;
  operation_kind kind = operation_kind::swap;
  /// Its idempotency key; empty for reads.
  std::string key;
  /// Its trace id, the same in every repeat and in the feed.
  std::string trace;
  /// Steady time since the start of the load, in us.
  std::uint64_t invoked_us = 0;
  std::uint64_t ended_us = 0;
  operation_end end = operation_end::unknown;
  ec code = ec::none;
  std::string detail;
  /// The programme version that answered.
  std::uint64_t version = 0;
  /// The reply's bytes.
  std::string body;
  domain::swap_id swap{};
  domain::job_id job{};
  /// To ask again: the operation's name and its request's bytes.
  std::string operation;
  std::string request;
  std::string programme;
  /// Of `read` and `write`: the record's key, what it held (empty: absent) and
  /// at which revision. A write expects these.
  std::string record;
  std::string held;
  std::uint64_t revision = 0;
  /// What a write puts in its place.
  std::string value;
};
BOOST_DESCRIBE_STRUCT(operation, (),
                      (client, kind, key, trace, invoked_us, ended_us, end,
                       code, detail, version, body, swap, job, operation,
                       request, programme, record, held, revision, value))

enum class history_moment : std::uint8_t { invoke = 1, end = 2 };
BOOST_DESCRIBE_ENUM(history_moment, invoke, end)

/// One line of a history's file. At its end an operation says what is new
/// alone.
struct history_line {
  /// Names the operation in this history.
  std::uint64_t number = 0;
  history_moment moment = history_moment::invoke;
  operation what;
};
BOOST_DESCRIBE_STRUCT(history_line, (), (number, moment, what))

/// Thread-safe.
class history {
public:
  using line_sink = std::function<void(std::string_view)>;

  /// Hands each line over as it happens, in order, so that a runner that is
  /// killed leaves what happened. REQUIRES: set before the first operation.
  void record_to(line_sink to);

  /// An operation begins; the number by which it ends.
  std::uint64_t begin(const operation& x);
  void end(std::uint64_t number, operation x);

  /// Both at once.
  void add(operation x);

  /// All of it so far, ordered by the time of invocation; what has no end is
  /// unknown.
  [[nodiscard]] std::vector<operation> all() const;

  /// The same without keys, details and bytes: an hour of them is hundreds of
  /// megabytes, which a look at times and ends need not copy.
  [[nodiscard]] std::vector<operation> outline() const;

  /// The same as `all`; nothing is kept. REQUIRES that all operations ended.
  [[nodiscard]] std::vector<operation> take();

private:
  void write(std::uint64_t number, history_moment moment, operation what);

  mutable std::mutex mutex_;
  std::vector<operation> all_;
  line_sink to_;
};

/// The operations of a history's file. A last line that was cut is left out;
/// any other that does not parse fails with `malformed`, naming it.
[[nodiscard]] result<std::vector<operation>>
parse_history(std::string_view lines);

/// Which end an error is: codes that mean "maybe" are unknown.
[[nodiscard]] operation_end end_of(ec code) noexcept;

} // namespace nightfloat::chaos
