// SPDX-License-Identifier: Apache-2.0
#include "actors/purge_run.hpp"

#include "actors/job_commits.hpp"
#include "actors/key_number.hpp"
#include "codec/bytes.hpp"
#include "domain/draft.hpp"
#include "domain/rules/pack.hpp"
#include "domain/solve/random.hpp"
#include "domain/swap/change.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace nightfloat::actors {

namespace {

/// What is said of a draft goes first: without it nobody publishes the rest.
constexpr auto folders = std::array<std::string_view, 5>{
  domain::keys::drafts, domain::keys::fallbacks, "duty/", "plan/", "data/"};
constexpr std::size_t number_digits = 16;

/// The number under which `key` lies in `folder`.
std::optional<std::uint64_t> number_in_folder(std::string_view key,
                                              std::string_view folder) {
  auto rest = key.substr(std::min(folder.size(), key.size()));
  if (rest.size() <= number_digits || rest[number_digits] != '/')
    return {};
  return read_number<std::uint64_t>(rest.substr(0, number_digits));
}

} // namespace

domain::job purge_after(const domain::lease& x) {
  auto out = domain::job{};
  // Drawn from the attempt, so that its repeat submits the same job. The top
  // bit keeps it from being zero, which names no job.
  out.id.value = domain::mixed(
                   domain::mixed(domain::mixed(x.work.id.value) + x.fence.epoch)
                   + x.fence.counter)
                 | (std::uint64_t{1} << 63);
  out.programme = x.work.programme;
  out.kind = client::purge_job::kind;
  out.payload = codec::encode(client::purge_job{});
  out.trace = x.work.trace;
  return out;
}

purge_run::purge_run(domain::lease under) : job_run(std::move(under)) {
  // nop
}

run_step purge_run::begin(time_point) {
  auto wish = codec::decode<client::purge_job>(under_.work.payload);
  if (!wish)
    return fail(at("purge", wish.error()), true);
  wish_ = *wish;
  if (!wish_.jobless)
    return restart();
  stage_ = stage::requests;
  return step_of(run_step::verb::programme);
}

run_step purge_run::on_programme(const result<snapshot_ptr>& got, time_point) {
  ++counter_;
  if (is_ending() || stage_ != stage::requests || where_)
    return step_of(run_step::verb::none);
  // Drafts of imports lie where nothing was ever published.
  if (!got && got.error().code == ec::not_found)
    return restart();
  if (!got)
    return fail(got.error(), false);
  where_ = *got;
  looked_at_ = 0;
  return end_requests();
}

run_step purge_run::end_requests() {
  // It was not leased before that time.
  const auto now_ms = std::max(where_->ledger_time_ms, under_.work.run_at_ms);
  const auto& live = where_->swaps->live;
  while (where_->has_roster() && looked_at_ < live.size()) {
    const auto& one = *live[looked_at_++];
    if (one.record.expires_ms > now_ms
        && one.record.roster == where_->roster->id)
      continue;
    auto pack = pack_of(*where_->programme);
    if (!pack)
      return fail(pack.error(), true);
    auto change = domain::plan_act(
      {*where_->programme, *where_->roster, *pack, *where_->swaps, now_ms},
      {one.record, one.revision},
      {.act = domain::swap_act::expire, .by = under_.work.kind});
    if (!change)
      return fail(change.error(), true);
    if (change->written)
      return commit(
        expiry_commit(under_, where_, *std::move(change), parts_++));
  }
  where_.reset();
  return restart();
}

run_step purge_run::restart() {
  stage_ = stage::heads;
  folder_ = 0;
  after_.clear();
  page_.clear();
  spared_.clear();
  auto out = step_of(run_step::verb::read);
  out.keys = {std::string{domain::keys::programme_current},
              std::string{domain::keys::roster_current}};
  return out;
}

run_step purge_run::on_records(const result<client::records>& got) {
  ++counter_;
  if (is_ending()
      || (stage_ != stage::heads && stage_ != stage::page
          && stage_ != stage::mark))
    return step_of(run_step::verb::none);
  if (!got)
    return fail(got.error(), false);
  return stage_ == stage::heads  ? on_heads(*got)
         : stage_ == stage::page ? on_page(*got)
                                 : on_mark(*got);
}

run_step purge_run::on_heads(const client::records& got) {
  if (got.found.size() != 2)
    return fail({ec::malformed, "purge: the store answered no heads"}, false);
  data_ = {};
  roster_ = {};
  heads_.clear();
  for (const auto& x : got.found)
    heads_.push_back({x.key, x.revision});
  if (got.found[0].revision != 0) {
    auto head = codec::decode<domain::programme_head>(got.found[0].bytes);
    if (!head)
      return fail(at(got.found[0].key, head.error()), true);
    data_ = *head;
  }
  if (got.found[1].revision != 0) {
    auto head = codec::decode<domain::roster_head>(got.found[1].bytes);
    if (!head)
      return fail(at(got.found[1].key, head.error()), true);
    roster_ = *head;
  }
  return next_page();
}

std::string_view purge_run::folder() const {
  return folders[folder_];
}

bool purge_run::is_named() const {
  return folder() == "data/"
           ? number_ == data_.data.value || number_ == data_.before.value
           : number_ == roster_.roster.value || number_ == roster_.before.value;
}

run_step purge_run::next_page() {
  if (folder_ == folders.size())
    return finish();
  stage_ = stage::page;
  auto out = step_of(run_step::verb::scan);
  out.prefix = folder();
  out.after = after_;
  return out;
}

run_step purge_run::on_page(const client::records& got) {
  if (got.found.empty()) {
    ++folder_;
    after_.clear();
    return next_page();
  }
  const auto& first = got.found.front().key;
  auto number = number_in_folder(first, folder());
  if (!number) {
    after_ = first;
    return next_page();
  }
  number_ = *number;
  draft_ = first.substr(0, folder().size() + number_digits);
  if (is_named() || spared_.contains(number_))
    return pass_over();
  page_.clear();
  for (const auto& x : got.found)
    if (number_in_folder(x.key, folder()) == number_)
      page_.push_back({x.key, x.revision});
  // Only now: a job that is seen to have ended after its records were seen
  // writes them anew if it is put back.
  stage_ = stage::job;
  auto out = step_of(run_step::verb::job);
  out.job = {number_};
  return out;
}

/// On to the number after this one.
run_step purge_run::pass_over() {
  // The digit that follows the slash in the order of keys.
  after_ = draft_ + '0';
  return next_page();
}

run_step purge_run::on_job(const result<domain::job_view>& got) {
  ++counter_;
  if (is_ending() || stage_ != stage::job)
    return step_of(run_step::verb::none);
  auto unknown = !got && got.error().code == ec::not_found;
  if (!got && !unknown)
    return fail(got.error(), false);
  if (!(unknown ? wish_.jobless : has_ended(got->state)))
    return spare();
  // Only now: a job says that its draft is kept when it ends.
  stage_ = stage::mark;
  auto out = step_of(run_step::verb::read);
  out.keys = {domain::keys::draft({number_})};
  return out;
}

run_step purge_run::on_mark(const client::records& got) {
  if (got.found.size() != 1)
    return fail({ec::malformed, "purge: the store answered no draft"}, false);
  const auto& x = got.found.front();
  mark_ = {x.key, x.revision};
  if (x.revision == 0)
    return erase_next();
  // What cannot be read is of a later build: it is not for this one to erase.
  auto head = codec::decode<domain::draft_head>(x.bytes);
  if (!head || head->keep_until_ms > got.ledger_time_ms)
    return spare();
  return erase_next();
}

run_step purge_run::spare() {
  spared_.insert(number_);
  return pass_over();
}

run_step purge_run::erase_next() {
  if (page_.empty())
    return next_page();
  stage_ = stage::erasing;
  erasing_ = std::min(page_.size(), erased_max);
  auto change = erase_commit(under_, page_, erasing_, parts_++);
  change.expect.insert(change.expect.end(), heads_.begin(), heads_.end());
  if (folder() != domain::keys::drafts)
    change.expect.push_back(mark_);
  return commit(std::move(change));
}

run_step purge_run::committed() {
  if (stage_ == stage::requests)
    return end_requests();
  outcome_.records += erasing_;
  erased_.insert(number_);
  page_.erase(page_.begin(),
              page_.begin() + static_cast<std::ptrdiff_t>(erasing_));
  return erase_next();
}

run_step purge_run::conflicted(const std::string& key) {
  if (++restarts_ > restarts_max)
    return fail({ec::conflict, "purge: " + key + " changed, again and again"},
                false);
  if (stage_ != stage::requests)
    return restart();
  where_.reset();
  return step_of(run_step::verb::programme);
}

run_step purge_run::finish() {
  outcome_.drafts = erased_.size();
  outcome_.spared = spared_.size();
  return end_with(done_commit(under_, codec::encode(outcome_)));
}

void purge_run::let_go() {
  page_.clear();
  where_.reset();
}

domain::job_progress purge_run::progress() const {
  if (is_ending())
    return {counter_, 1'000, "end"};
  return {counter_, static_cast<std::uint16_t>(folder_ * 200), "purge"};
}

} // namespace nightfloat::actors
