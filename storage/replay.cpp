// SPDX-License-Identifier: Apache-2.0
#include "storage/replay.hpp"

#include "codec/bytes.hpp"
#include "domain/digest.hpp"
#include "storage/census.hpp"
#include "storage/chain.hpp"
#include "storage/feed.hpp"

#include <utility>

namespace nightfloat::storage {

namespace {

constexpr auto link_bytes = std::size_t{32};

std::string hash_of(std::string_view bytes) {
  return chain_link({}, bytes);
}

std::string item_name(std::uint64_t version) {
  return "feed item " + std::to_string(version);
}

} // namespace

replay::replay(const view& from, std::string programme, on_divergence found)
  : from_{&from}, found_{std::move(found)} {
  out_.programme = std::move(programme);
}

void replay::found(std::string key, std::uint64_t version,
                   std::string what) const {
  found_({.key = std::move(key), .version = version, .what = std::move(what)});
}

domain::programme_proof replay::run() {
  auto head = read_head(*from_, out_.programme);
  if (!head) {
    found("head", 0, head.error().detail);
  } else {
    head_ = std::move(*head);
  }
  out_.version = head_.version;
  out_.oldest = head_.oldest;
  read_history();
  check_erasures();
  compare_records();
  out_.records_hash = domain::hex(out_.records_hash);
  return std::move(out_);
}

void replay::read_history() {
  next_ = head_.oldest;
  out_.readable = next_ == 0 ? 0 : next_ - 1;
  if (next_ == 1)
    chain_ = "";
  const auto range
    = key_range{layout::item(out_.programme, next_),
                prefix_range(layout::items(out_.programme)).last};
  auto done = from_->scan(range, scan_order::ascending,
                          [&](std::string_view key, std::string_view row) {
                            read_item(layout::number_at_end(key), row);
                            return true;
                          });
  if (!done)
    found(item_name(next_), next_,
          "history cannot be read from here on (" + done.error().detail + ")");
  else
    check_end();
}

void replay::read_item(std::uint64_t version, std::string_view row) {
  ++out_.items;
  const auto name = item_name(version);
  if (version != next_) {
    found(item_name(next_), next_,
          "is missing, the next one is " + std::to_string(version));
    chain_.reset();
  }
  const auto gap = version != out_.readable + 1;
  next_ = version + 1;
  if (row.size() < link_bytes)
    return found(name, version, "is too short to be one");
  const auto said = row.substr(0, link_bytes);
  const auto bytes = row.substr(link_bytes);
  const auto broken = chain_ && chain_link(*chain_, bytes) != said;
  if (broken)
    found(name, version,
          "its hash is not what its bytes and the item before "
          "it make");
  chain_ = said;
  auto item = codec::decode<domain::feed_item>(bytes);
  if (!item)
    return found(name, version, item.error().detail);
  if (item->version != version || item->programme != out_.programme)
    found(name, version, "says that it is another one");
  if (!gap && !broken)
    out_.readable = version;
  replay_item(*item);
}

void replay::replay_item(const domain::feed_item& item) {
  for (const auto& one : item.changes) {
    auto known = images_.find(one.key);
    const auto fits = known == images_.end()
                        ? one.revision_before < head_.oldest
                        : one.revision_before == known->second.version
                            && (one.before
                                  ? hash_of(*one.before) == known->second.hash
                                  : known->second.version == 0);
    if (!fits)
      found(one.key, item.version,
            "history contradicts itself: the item's before-image is not what "
            "the items before it left");
    auto now = image{};
    if (one.after)
      now = {item.version, hash_of(*one.after)};
    images_.insert_or_assign(one.key, std::move(now));
  }
}

void replay::check_end() {
  if (next_ != head_.version + 1)
    return found(item_name(next_), next_,
                 "is missing, the head says version "
                   + std::to_string(head_.version));
  if (chain_ && *chain_ != head_.chain)
    found("head", head_.version, "its hash is not that of the newest item");
}

void replay::check_erasures() {
  auto done = from_->scan(prefix_range(layout::erasures(out_.programme)),
                          scan_order::ascending,
                          [&](std::string_view key, std::string_view row) {
                            const auto version = layout::number_at_end(key);
                            if (auto x = codec::decode<stored_erasure>(row); !x)
                              found("erasures of " + std::to_string(version),
                                    version, x.error().detail);
                            return true;
                          });
  if (!done)
    found("erasures", 0, done.error().detail);
}

void replay::compare_records() {
  const auto prefix = layout::records(out_.programme);
  auto last = std::string{"the first one"};
  auto done = from_->scan(prefix_range(prefix), scan_order::ascending,
                          [&](std::string_view key, std::string_view row) {
                            last = key.substr(prefix.size());
                            compare(last, row);
                            return true;
                          });
  if (!done)
    return found(last, 0,
                 "records after this one cannot be read (" + done.error().detail
                   + ")");
  for (const auto& [key, x] : images_)
    if (x.version != 0)
      found(key, x.version, "is missing, history wrote it in this version");
}

void replay::compare(std::string_view key, std::string_view row) {
  ++out_.records;
  auto text = std::string{key};
  text += '\0';
  out_.records_hash = chain_link(out_.records_hash, text.append(row));
  const auto revision = revision_of(row);
  auto x = images_.find(key);
  if (x == images_.end()) {
    if (revision == 0 || revision >= head_.oldest)
      found(std::string{key}, revision,
            "nothing in history wrote it in this version");
    return;
  }
  if (x->second.version == 0)
    found(std::string{key}, revision, "is there, history erased it");
  else if (x->second.version != revision)
    found(std::string{key}, revision,
          "is not of the version in which history wrote it last ("
            + std::to_string(x->second.version) + ")");
  else if (x->second.hash != hash_of(bytes_of(row)))
    found(std::string{key}, revision,
          "its bytes are not those that history wrote");
  else
    ++out_.replayed;
  images_.erase(x);
}

} // namespace nightfloat::storage
