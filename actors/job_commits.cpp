// SPDX-License-Identifier: Apache-2.0
#include "actors/job_commits.hpp"

#include "actors/purge_run.hpp"
#include "actors/swap_commit.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::actors {

namespace {

template <class Row>
std::span<const Row> rest_from(const std::vector<Row>& xs, std::size_t from) {
  return std::span{xs}.subspan(from);
}

void put_duties(const domain::roster& x, std::vector<domain::write>& to) {
  auto at = std::size_t{0};
  while (at < x.duties.size()) {
    auto who = x.duties[at].person;
    auto month = domain::month_of(x.duties[at].start);
    auto rows = rest_from(x.duties, at);
    auto end = std::find_if(rows.begin(), rows.end(), [&](const auto& d) {
      return d.person != who || domain::month_of(d.start) != month;
    });
    auto count = static_cast<std::size_t>(end - rows.begin());
    to.push_back({domain::keys::duty(x.id, who, month),
                  codec::encode(domain::pack_duties(rows.first(count)))});
    at += count;
  }
}

void put_plans(const domain::roster& x, std::vector<domain::write>& to) {
  auto at = std::size_t{0};
  while (at < x.plan.size()) {
    auto rows = rest_from(x.plan, at);
    auto end = std::find_if(rows.begin(), rows.end(), [&](const auto& a) {
      return a.person != x.plan[at].person;
    });
    auto count = static_cast<std::size_t>(end - rows.begin());
    to.push_back({domain::keys::plan(x.id, x.plan[at].person),
                  codec::encode(domain::pack_plan(rows.first(count)))});
    at += count;
  }
}

domain::fence fence_of(const domain::lease& x) {
  return {x.work.id, x.fence};
}

std::string attempt_key(const domain::lease& x, const std::string& part) {
  return std::to_string(x.work.id.value) + '/' + std::to_string(x.fence.epoch)
         + '.' + std::to_string(x.fence.counter) + '/' + part;
}

/// The key by which a transaction of the attempt is known again.
domain::owed_reply reply_of(const domain::lease& x, const std::string& part) {
  auto out = domain::owed_reply{};
  out.scope = "internal stage";
  out.key = attempt_key(x, part);
  out.fingerprint = out.key;
  return out;
}

domain::transaction fenced(const domain::lease& under, std::string programme) {
  auto out = domain::transaction{};
  out.programme = std::move(programme);
  out.fenced_by = fence_of(under);
  out.trace = under.work.trace;
  return out;
}

void complete(domain::transaction& x, std::string outcome) {
  // The lease it was done under, so that an audit can hold the completion
  // against the newest one that was given.
  x.publish.push_back({"completed", codec::encode(*x.fenced_by)});
  x.complete = domain::completion{};
  x.complete->result = std::move(outcome);
}

/// Splits writes and erasures into transactions within the bounds.
class packer {
public:
  packer(const domain::lease& under, std::string programme, std::size_t part)
    : under_(under), programme_(std::move(programme)), part_(part) {
    // nop
  }

  void add(domain::write x) {
    make_room(x.key.size() + x.bytes.size());
    done_.back().put.push_back(std::move(x));
  }

  void erase(std::string key) {
    make_room(key.size());
    done_.back().erase.push_back(std::move(key));
  }

  std::vector<domain::transaction> take() {
    return std::move(done_);
  }

private:
  void make_room(std::size_t size) {
    if (done_.empty() || count_ == domain::writes_max
        || bytes_ + size > staged_bytes_max) {
      auto x = fenced(under_, programme_);
      x.reply = reply_of(under_, std::to_string(part_ + done_.size()));
      done_.push_back(std::move(x));
      count_ = 0;
      bytes_ = 0;
    }
    ++count_;
    bytes_ += size;
  }

  const domain::lease& under_;
  std::string programme_;
  std::size_t part_ = 0;
  std::vector<domain::transaction> done_;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace

domain::roster_id roster_of(const domain::job& x) noexcept {
  return {x.id.value};
}

std::vector<domain::transaction>
stage_commits(const domain::lease& under, const std::string& programme,
              const domain::roster& x,
              std::map<std::string, std::string>& there, std::size_t part) {
  auto writes = std::vector<domain::write>{};
  put_duties(x, writes);
  put_plans(x, writes);
  auto out = packer{under, programme, part};
  auto before = std::exchange(there, {});
  for (auto& one : writes) {
    there.emplace(one.key, one.bytes);
    auto old = before.extract(one.key);
    if (old.empty() || old.mapped() != one.bytes)
      out.add(std::move(one));
  }
  for (const auto& [key, bytes] : before)
    out.erase(key);
  return out.take();
}

domain::transaction hold_commit(const domain::lease& under,
                                const std::string& programme) {
  auto out = fenced(under, programme);
  out.hold = {std::string{domain::keys::person_guards}};
  out.publish = {{"hold", codec::encode(*out.fenced_by)}};
  out.reply = reply_of(under, "hold");
  return out;
}

domain::transaction publish_commit(const domain::lease& under,
                                   const programme_snapshot& where,
                                   std::uint64_t seed, std::string outcome) {
  auto out = fenced(under, where.name);
  out.expect = {
    {std::string{domain::keys::programme_current}, where.head_revision},
    {std::string{domain::keys::roster_current}, where.roster_revision},
  };
  out.expect_unchanged
    = {{std::string{domain::keys::person_guards}, where.version}};
  auto head = domain::roster_head{};
  head.roster = roster_of(under.work);
  head.before = where.roster_head.roster;
  head.seed = seed;
  out.put = {{std::string{domain::keys::roster_current}, codec::encode(head)}};
  out.publish = {{"roster", codec::encode(head)}};
  // The roster before the one before is named by nobody from here on.
  out.submit = {purge_after(under)};
  complete(out, std::move(outcome));
  return out;
}

domain::transaction mark_commit(const domain::lease& under,
                                const std::string& programme,
                                const domain::draft_head& x,
                                std::size_t part) {
  auto out = fenced(under, programme);
  out.put = {{domain::keys::draft(x.roster), codec::encode(x)}};
  out.reply = reply_of(under, std::to_string(part));
  return out;
}

domain::transaction draft_commit(const domain::lease& under,
                                 const domain::draft_head& x,
                                 std::string outcome) {
  auto out = done_commit(under, std::move(outcome));
  out.put = {{domain::keys::draft(x.roster), codec::encode(x)}};
  out.publish.push_back({"draft", codec::encode(x)});
  return out;
}

domain::transaction kept_commit(const domain::lease& under, std::string why,
                                std::string outcome) {
  auto out = done_commit(under, std::move(outcome));
  out.complete->detail = std::move(why);
  out.submit = {purge_after(under)};
  return out;
}

domain::transaction erase_commit(const domain::lease& under,
                                 const std::vector<domain::expectation>& page,
                                 std::size_t count, std::size_t part) {
  auto out = fenced(under, under.work.programme);
  for (auto i = std::size_t{0}; i < count; ++i) {
    out.expect.push_back(page[i]);
    out.erase.push_back(page[i].key);
  }
  out.reply = reply_of(under, std::to_string(part));
  return out;
}

domain::transaction expiry_commit(const domain::lease& under,
                                  const snapshot_ptr& where,
                                  domain::swap_change x, std::size_t part) {
  x.before_ms = 0;
  auto all = swap_commits({.where = where,
                           .change = std::move(x),
                           .owed = reply_of(under, std::to_string(part)),
                           .trace = under.work.trace});
  auto out = std::move(all.front());
  out.fenced_by = fence_of(under);
  return out;
}

domain::transaction done_commit(const domain::lease& under,
                                std::string outcome) {
  auto out = fenced(under, under.work.programme);
  complete(out, std::move(outcome));
  return out;
}

domain::transaction failure_commit(const domain::lease& under,
                                   const failure& why, bool final) {
  auto out = fenced(under, under.work.programme);
  out.complete = domain::completion{};
  out.complete->failed = true;
  out.complete->final = final;
  out.complete->code = why.code;
  out.complete->detail = why.detail;
  auto ends = final || under.attempt >= under.work.attempts_max;
  if (ends && under.work.kind == client::generate_job::kind)
    out.submit = {purge_after(under)};
  return out;
}

} // namespace nightfloat::actors
