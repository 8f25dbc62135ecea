// SPDX-License-Identifier: Apache-2.0
#include "storage/verify.hpp"

#include "codec/bytes.hpp"
#include "domain/digest.hpp"
#include "domain/job.hpp"
#include "storage/census.hpp"
#include "storage/chain.hpp"
#include "storage/layout.hpp"
#include "storage/replay.hpp"

#include <map>
#include <optional>
#include <utility>

namespace nightfloat::storage {

namespace {

using domain::divergence;

class verifier {
public:
  explicit verifier(const view& from) : from_{&from} {
  }

  domain::store_proof run() {
    check_store();
    auto names = std::vector<std::string>{};
    visit("programmes", layout::heads,
          [&](std::string_view key, std::string_view) {
            names.emplace_back(key.substr(1));
          });
    for (const auto& name : names)
      check_programme(name);
    check_rows<stored_reply>("r");
    check_rows<stored_schedule>("c");
    check_rows<stored_pause>("k");
    check_rows<domain::rate_terms>("l");
    check_jobs();
    return std::move(out_);
  }

private:
  void found(divergence x) {
    out_.whole = false;
    ++out_.divergences_found;
    if (out_.divergences.size() < divergences_max)
      out_.divergences.push_back(std::move(x));
  }

  /// Every row of a table that can be read.
  void visit(const std::string& table, std::string_view prefix,
             const std::function<void(std::string_view, std::string_view)>& f) {
    auto last = std::string{"its beginning"};
    auto done = from_->scan(prefix_range(prefix), scan_order::ascending,
                            [&](std::string_view key, std::string_view row) {
                              ++out_.rows;
                              last = key.substr(1);
                              f(key, row);
                              return true;
                            });
    if (!done)
      found({.key = table, .what = unreadable(last, done.error())});
  }

  static std::string unreadable(const std::string& last, const failure& why) {
    auto x = std::string{"cannot be read beyond "};
    for (auto c : last)
      x += c >= ' ' && c <= '~' ? c : '.';
    return x + " (" + why.detail + ")";
  }

  template <class Row>
  std::optional<Row> decoded(const std::string& name, std::string_view row) {
    auto x = codec::decode<Row>(row);
    if (x)
      return std::move(*x);
    found({.key = name, .what = x.error().detail});
    return std::nullopt;
  }

  template <class Row>
  std::optional<Row> one_row(std::string_view key) {
    const auto name = std::string{key};
    auto row = from_->get(key);
    if (row && *row)
      return decoded<Row>(name, **row);
    if (!row || !is_new_)
      found({.key = name, .what = row ? "is missing" : row.error().detail});
    return std::nullopt;
  }

  template <class Row>
  void check_rows(const char* prefix) {
    visit(table_name(prefix), prefix,
          [&](std::string_view key, std::string_view row) {
            auto name = table_name(key) + " " + domain::hex(key.substr(1));
            (void)decoded<Row>(name, row);
          });
  }

  void check_store() {
    // One that nobody has written to holds no totals, or nothing at all.
    auto first = from_->scan({"p", ""}, scan_order::ascending,
                             [&](std::string_view, std::string_view) {
                               is_new_ = false;
                               return false;
                             });
    is_new_ = is_new_ && first;
    auto format = one_row<stored_format>(layout::format);
    if (format && format->version != format_version)
      found({.key = std::string{layout::format},
             .what = "is of another version (" + std::to_string(format->version)
                     + ")"});
    if (auto x = one_row<stored_totals>(layout::totals))
      totals_ = *x;
  }

  void check_programme(const std::string& name) {
    auto x = replay{*from_, name, [&](divergence what) {
                      what.programme = name;
                      found(std::move(what));
                    }};
    out_.programmes.push_back(x.run());
    const auto& proof = out_.programmes.back();
    out_.rows += proof.items + proof.records;
  }

  void check_jobs() {
    auto numbers = std::map<std::uint64_t, std::uint64_t>{};
    for (const auto* table : {"s", "e"})
      visit(table_name(table), table,
            [&](std::string_view key, std::string_view row) {
              const auto sequence = layout::number_at_end(key);
              auto name = "job row " + std::to_string(sequence);
              auto state = decoded<stored_state>(name, row);
              if (!state)
                return;
              if (!numbers.emplace(sequence, state->id.value).second)
                found({.key = name, .what = "is live and has ended"});
              if (sequence >= totals_.job_next)
                found({.key = name, .what = "lies beyond the last sequence"});
            });
    auto payloads = std::uint64_t{0};
    visit("jobs", "q", [&](std::string_view key, std::string_view row) {
      const auto sequence = layout::number_at_end(key);
      auto name = "job row " + std::to_string(sequence);
      auto job = decoded<domain::job>(name, row);
      auto state = numbers.find(sequence);
      payloads += state != numbers.end();
      if (job && (state == numbers.end() || state->second != job->id.value))
        found({.key = name, .what = "has no state of its own"});
    });
    auto named = std::uint64_t{0};
    visit("job numbers", "i", [&](std::string_view key, std::string_view row) {
      auto state = numbers.find(layout::number_at_end(row));
      const auto id = layout::number_at_end(key);
      const auto right = state != numbers.end() && state->second == id;
      named += right;
      if (!right)
        found({.key = "job " + std::to_string(id),
               .what = "is named, and is not there"});
    });
    if (payloads != numbers.size() || named != numbers.size())
      found({.key = "jobs",
             .what = std::to_string(numbers.size()) + " states, "
                     + std::to_string(payloads) + " jobs and "
                     + std::to_string(named) + " numbers do not match"});
  }

  const view* from_;
  domain::store_proof out_;
  stored_totals totals_;
  bool is_new_ = true;
};

} // namespace

domain::store_proof verify(const view& from) {
  return verifier{from}.run();
}

} // namespace nightfloat::storage
