// SPDX-License-Identifier: Apache-2.0
#include "storage/limits.hpp"

#include "storage/job_order.hpp"
#include "storage/layout.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::storage {

using domain::transaction;
using complaint = std::optional<domain::commit_answer>;

namespace {

constexpr auto kind_max = std::size_t{64};
constexpr auto priority_max = std::uint8_t{9};
constexpr auto unique_max = std::size_t{512};
/// The end of the year 9999, the last that a date can say.
constexpr auto run_at_ms_max = std::int64_t{253'402'300'799'999};

complaint refuse(ec code, std::string detail) {
  return domain::commit_answer{.outcome = domain::commit_outcome::refused,
                               .code = code,
                               .detail = "commit: " + std::move(detail)};
}

complaint too_many(const char* what, std::size_t found, std::size_t most) {
  return refuse(ec::oversize, std::string{"too many "} + what + " ("
                                + std::to_string(found) + ", at most "
                                + std::to_string(most)
                                + "), stage the rest under a fresh prefix");
}

bool is_name(std::string_view x, std::size_t most) noexcept {
  return !x.empty() && x.size() <= most
         && std::none_of(x.begin(), x.end(), [](char c) {
              return static_cast<unsigned char>(c) < 0x20;
            });
}

bool is_reply_key(std::string_view scope, std::string_view key) {
  return is_name(scope, reply_key_max) && is_name(key, reply_key_max);
}

std::size_t transaction_bytes(const transaction& x) {
  auto sum = std::size_t{0};
  for (const auto& one : x.put)
    sum += one.key.size() + one.bytes.size();
  for (const auto& one : x.expect)
    sum += one.key.size() + sizeof one.revision;
  for (const auto& one : x.submit)
    sum += one.payload.size() + one.kind.size() + one.trace.size()
           + one.unique.size() + one.after.size() * sizeof one.after[0];
  for (const auto& one : x.publish)
    sum += one.kind.size() + one.body.size();
  for (const auto& key : x.erase)
    sum += key.size();
  for (const auto& key : x.touch)
    sum += key.size();
  if (x.reply)
    sum += x.reply->body.size() + x.reply->fingerprint.size();
  for (const auto& prefix : x.hold)
    sum += prefix.size();
  if (x.reserve)
    sum += x.reserve->fingerprint.size();
  if (x.complete)
    sum += x.complete->result.size() + x.complete->detail.size();
  return sum + x.caller.size() + x.trace.size();
}

complaint check_counts(const transaction& x) {
  using domain::expectations_max;
  using domain::writes_max;
  const auto expected = x.expect.size() + x.expect_unchanged.size();
  if (expected > expectations_max)
    return too_many("expectations", expected, expectations_max);
  const auto written = x.put.size() + x.erase.size() + x.touch.size();
  if (written > writes_max)
    return too_many("writes", written, writes_max);
  const auto jobs = x.submit.size() + x.cancel.size();
  if (jobs > writes_max)
    return too_many("jobs", jobs, writes_max);
  if (x.publish.size() > writes_max)
    return too_many("events", x.publish.size(), writes_max);
  if (x.hold.size() > domain::holds_max)
    return too_many("holds", x.hold.size(), domain::holds_max);
  const auto bytes = transaction_bytes(x);
  if (bytes > domain::transaction_bytes_max)
    return refuse(ec::oversize,
                  "too many bytes (" + std::to_string(bytes) + ", at most "
                    + std::to_string(domain::transaction_bytes_max)
                    + "), stage the rest under a fresh prefix");
  return {};
}

complaint check_keys(const transaction& x) {
  auto keys = std::vector<std::string_view>{};
  for (const auto& one : x.put)
    keys.push_back(one.key);
  keys.insert(keys.end(), x.erase.begin(), x.erase.end());
  keys.insert(keys.end(), x.touch.begin(), x.touch.end());
  for (auto key : keys)
    if (!is_name(key, record_key_max))
      return refuse(ec::invalid_argument,
                    "a record's key is wrong (" + std::to_string(key.size())
                      + " bytes), give 1 to " + std::to_string(record_key_max)
                      + " without control characters");
  std::sort(keys.begin(), keys.end());
  if (auto twice = std::adjacent_find(keys.begin(), keys.end());
      twice != keys.end())
    return refuse(ec::invalid_argument, "a record is written twice ("
                                          + std::string{*twice}
                                          + "), write it once");
  for (const auto& wish : x.expect_unchanged)
    if (wish.prefix.empty())
      return refuse(ec::invalid_argument,
                    "expect_unchanged has no prefix, name the records");
  for (const auto& prefix : x.hold)
    if (!is_name(prefix, record_key_max))
      return refuse(ec::invalid_argument, "a hold's prefix is wrong ("
                                            + std::to_string(prefix.size())
                                            + " bytes), name the records");
  return {};
}

/// What it waits for, and the name under which it is the only one.
complaint check_terms(const transaction& x, const domain::job& job,
                      const std::string& name) {
  if (job.after.size() > after_max)
    return too_many("jobs that one waits for", job.after.size(), after_max);
  for (auto id : job.after)
    if (!id.assigned())
      return refuse(ec::invalid_argument,
                    "a job waits for one without a number" + name
                      + ", give those that it waits for in its `after`");
  if (job.attempt_soft_ms >= job.attempt_ms_max)
    return refuse(ec::invalid_argument,
                  "a job's soft limit is not below its hard limit" + name
                    + ", lower attempt_soft_ms or raise attempt_ms_max");
  if (job.unique.empty())
    return {};
  if (!is_name(job.unique, unique_max))
    return refuse(ec::invalid_argument,
                  "a job's unique name is wrong" + name + ", give 1 to "
                    + std::to_string(unique_max)
                    + " bytes without control characters");
  const auto same = std::count_if(
    x.submit.begin(), x.submit.end(), [&](const domain::job& other) {
      return other.kind == job.kind && other.unique == job.unique;
    });
  if (same > 1)
    return refuse(ec::invalid_argument,
                  "two jobs of one unique name (" + job.unique
                    + ") are submitted at once, submit one");
  return {};
}

complaint check_job(const transaction& x, const domain::job& job) {
  auto name = " (job " + std::to_string(job.id.value) + ")";
  if (!job.id.assigned())
    return refuse(ec::invalid_argument, "a job has no number, draw one");
  if (!job.programme.empty() && job.programme != x.programme)
    return refuse(ec::invalid_argument,
                  "a job is of another programme" + name
                    + ", leave its programme out or give the transaction's");
  if (!is_kind(job.kind))
    return refuse(ec::invalid_argument,
                  "a job's kind is wrong" + name + ", give 1 to "
                    + std::to_string(kind_max)
                    + " bytes without control characters");
  if (job.priority > priority_max)
    return refuse(ec::invalid_argument,
                  "a job's priority is wrong" + name + ", give 0 to 9");
  if (job.attempt_ms_max == 0)
    return refuse(ec::invalid_argument, "a job's attempts have no time" + name
                                          + ", give attempt_ms_max");
  if (job.run_at_ms < 0 || job.run_at_ms > run_at_ms_max)
    return refuse(ec::invalid_argument, "a job's run_at_ms is wrong" + name
                                          + ", give 0 to "
                                          + std::to_string(run_at_ms_max));
  const auto same = std::count_if(
    x.submit.begin(), x.submit.end(),
    [&](const domain::job& other) { return other.id == job.id; });
  if (same > 1)
    return refuse(ec::invalid_argument,
                  "a job is submitted twice" + name + ", submit it once");
  return check_terms(x, job, name);
}

complaint check_order(const transaction& x) {
  if (auto id = waits_for_itself(x.submit))
    return refuse(ec::invalid_argument,
                  "a job waits for itself, be it over others ("
                    + std::to_string(id->value)
                    + "), leave out one of the jobs in its `after`");
  return {};
}

} // namespace

failure read_too_large() {
  return {ec::oversize, "read: the records have too many bytes (more than "
                          + std::to_string(read_bytes_max)
                          + "), read them in parts"};
}

bool is_kind(std::string_view x) noexcept {
  return is_name(x, kind_max);
}

complaint check_address(const transaction& x) {
  if (!is_name(x.programme, programme_name_max))
    return refuse(ec::invalid_argument, "the programme's name is wrong ("
                                          + std::to_string(x.programme.size())
                                          + " bytes), give 1 to "
                                          + std::to_string(programme_name_max)
                                          + " without control characters");
  const auto good = (!x.reply || is_reply_key(x.reply->scope, x.reply->key))
                    && (!x.reserve
                        || is_reply_key(x.reserve->scope, x.reserve->key));
  if (!good)
    return refuse(ec::invalid_argument,
                  "the scope or the idempotency key is wrong, give 1 to "
                    + std::to_string(reply_key_max)
                    + " bytes without control characters");
  return {};
}

result<void> check_key_count(std::size_t keys) {
  if (keys <= read_keys_max)
    return {};
  return failure{ec::oversize, "read: too many keys (" + std::to_string(keys)
                                 + ", at most " + std::to_string(read_keys_max)
                                 + "), read them in parts"};
}

std::size_t memory_of(const transaction& x) noexcept {
  auto places = [](const auto& all) {
    return all.capacity() * sizeof all.front();
  };
  auto sum = sizeof x + transaction_bytes(x) + places(x.expect)
             + places(x.expect_unchanged) + places(x.put) + places(x.erase)
             + places(x.touch) + places(x.submit) + places(x.publish)
             + places(x.cancel) + places(x.hold);
  for (const auto& one : x.expect_unchanged)
    sum += one.prefix.size();
  if (x.reply)
    sum += x.reply->scope.size() + x.reply->key.size();
  if (x.reserve)
    sum += x.reserve->scope.size() + x.reserve->key.size();
  return sum + x.programme.size();
}

complaint check_limits(const transaction& x) {
  if (auto bad = check_counts(x))
    return bad;
  if (auto bad = check_keys(x))
    return bad;
  if (!x.reply && !x.reserve && !x.complete)
    return refuse(ec::invalid_argument,
                  "it carries neither a reply key nor a completion, so it "
                  "could not be sent again, give it a key");
  if (x.complete && !x.fenced_by)
    return refuse(ec::invalid_argument,
                  "a completion has no fence, name its job and token");
  if (!x.hold.empty() && (!x.fenced_by || x.complete))
    return refuse(ec::invalid_argument,
                  "a hold lasts as long as a lease, name the job and token "
                  "that it belongs to and do not complete it at once");
  if (x.reserve) {
    if (x.reply && x.reply->scope == x.reserve->scope
        && x.reply->key == x.reserve->key)
      return refuse(ec::invalid_argument,
                    "one key cannot be answered and reserved at once, drop "
                    "the reply or the reservation");
    const auto owed = std::any_of(
      x.submit.begin(), x.submit.end(),
      [&](const domain::job& job) { return job.id == x.reserve->job; });
    if (!owed)
      return refuse(ec::invalid_argument,
                    "the reserved key waits for a job that is not submitted "
                    "with it ("
                      + std::to_string(x.reserve->job.value)
                      + "), submit both in one transaction");
  }
  for (const auto& job : x.submit)
    if (auto bad = check_job(x, job))
      return bad;
  return check_order(x);
}

} // namespace nightfloat::storage
