// SPDX-License-Identifier: Apache-2.0
#include "tests/support/local_store.hpp"

namespace nightfloat::test {

local_ledger::local_ledger(std::uint32_t visibility_timeout_ms) {
  auto options = storage::ledger_options{};
  options.store.visibility_timeout_ms = visibility_timeout_ms;
  options.store.retry_base_ms = 1;
  options.store.retry_max_ms = 2;
  auto opened = storage::ledger::open(
    std::make_unique<storage::memory_engine>(disk), options, clock);
  ledger = std::move(opened).value();
}

local_ledger::~local_ledger() {
  ledger->close();
}

domain::commit_answer local_ledger::commit(domain::transaction change) {
  auto told = std::promise<domain::commit_answer>{};
  ledger->commit(std::move(change), [&](domain::commit_answer x) {
    told.set_value(std::move(x));
  });
  return told.get_future().get();
}

void local_ledger::end_session(const domain::session_id& session) {
  ledger->session_ended(session, false);
  auto after = domain::transaction{};
  after.programme = "barrier";
  after.reply = domain::owed_reply{};
  after.reply->scope = "barrier";
  after.reply->key = std::to_string(++barriers);
  static_cast<void>(commit(std::move(after)));
}

std::vector<domain::record> local_ledger::scan(const std::string& programme,
                                               const std::string& prefix) {
  auto wish = storage::scan_options{};
  wish.prefix = prefix;
  return ledger->scan({programme}, wish).value().found;
}

domain::job_view local_ledger::job(domain::job_id which) {
  auto wish = storage::jobs_wish{};
  wish.job = which;
  return ledger->jobs(wish).value().jobs.at(0);
}

void local_store::commit(domain::transaction change,
                         std::function<void(domain::commit_answer)> done) {
  if (hold && hold(change)) {
    held.push_back([=, this] { take(change, done); });
    return;
  }
  take(std::move(change), std::move(done));
}

void local_store::let_go() {
  hold = nullptr;
  for (auto& x : std::exchange(held, {}))
    x();
}

void local_store::take(domain::transaction change,
                       const std::function<void(domain::commit_answer)>& done) {
  if (before_commit)
    before_commit(change);
  auto lost = lose_answer && lose_answer(change);
  auto answer = in_.commit(std::move(change));
  done(lost ? domain::commit_answer{} : std::move(answer));
}

void local_store::read(const std::string& programme,
                       std::vector<std::string> keys, std::uint64_t at_least,
                       then<client::records> done) {
  done(whole(in_.ledger->read({programme, at_least}, keys)));
}

void local_store::scan(const std::string& programme, const std::string& prefix,
                       const std::string& after, std::uint64_t at_least,
                       then<client::records> done) {
  auto wish = storage::scan_options{};
  wish.prefix = prefix;
  wish.after = after;
  wish.limit = 50;
  done(whole(in_.ledger->scan({programme, at_least}, wish)));
}

std::uint64_t local_store::watch(const std::string& programme,
                                 std::uint64_t since,
                                 then<std::uint64_t> started,
                                 then<domain::feed_item> on_item) {
  auto opened = in_.ledger->watch(programme, since, [] {});
  if (!opened) {
    started(opened.error());
    return ++feed_;
  }
  feeds_[++feed_] = {std::move(*opened), std::move(on_item)};
  started(since);
  return feed_;
}

void local_store::unwatch(std::uint64_t number) {
  feeds_.erase(number);
}

void local_store::claim(std::vector<std::string> kinds, std::uint32_t count,
                        std::chrono::milliseconds,
                        then<std::vector<domain::lease>> done) {
  auto told = std::promise<result<std::vector<domain::lease>>>{};
  in_.ledger->claim({session_, std::move(kinds), count, 0},
                    [&](auto got) { told.set_value(std::move(got)); });
  auto got = told.get_future().get();
  if (got)
    claimed += got->size();
  done(std::move(got));
}

void local_store::renew(std::vector<client::held_lease> leases,
                        then<std::vector<client::lease_state>> done) {
  auto list = std::vector<storage::held>{};
  for (const auto& x : leases)
    list.push_back({x.held, x.progress});
  auto out = std::vector<client::lease_state>{};
  for (const auto& x : in_.ledger->renew(session_, list))
    out.push_back({x.fence, x.lost, x.cancel_wanted});
  done(std::move(out));
}

void local_store::job(domain::job_id which, then<domain::job_view> done) {
  auto wish = storage::jobs_wish{};
  wish.job = which;
  auto got = in_.ledger->jobs(wish);
  if (!got)
    return done(got.error());
  done(std::move(got->jobs.at(0)));
}

void local_store::release(std::vector<domain::fence> leases, then<void> done) {
  auto told = std::promise<result<void>>{};
  in_.ledger->release(std::move(leases),
                      [&](auto got) { told.set_value(std::move(got)); });
  done(told.get_future().get());
}

bool local_store::pump() {
  auto any = false;
  auto numbers = std::vector<std::uint64_t>{};
  for (const auto& [number, x] : feeds_)
    numbers.push_back(number);
  for (auto number : numbers) {
    auto found = feeds_.find(number);
    if (found == feeds_.end())
      continue;
    auto items = found->second.from->next(100).value();
    auto to = found->second.to;
    any = any || !items.empty();
    for (auto& item : items)
      to(std::move(item));
  }
  return any;
}

void local_store::die() {
  feeds_.clear();
  in_.end_session(session_);
}

result<client::records> local_store::whole(result<storage::record_page> x) {
  if (!x)
    return x.error();
  return client::records{x->version, std::move(x->found), x->more,
                         x->ledger_time_ms};
}

} // namespace nightfloat::test
