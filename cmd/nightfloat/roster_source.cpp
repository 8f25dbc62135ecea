// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/roster_source.hpp"

#include "cmd/nightfloat/offline.hpp"
#include "cmd/nightfloat/publishing.hpp"

#include <utility>

namespace nightfloat::cmd {

void roster_source::declare(options& x) {
  x.path({"--offline", "FILE",
          "ask about a programme in a file (csv, json), not a cluster's", "no"},
         offline_);
}

result<std::string> roster_source::name(context& x) {
  if (offline_.empty())
    return x.programme();
  const auto& named = x.global().programme;
  return named.empty() ? id_from_path(offline_) : named;
}

result<const client::loaded*> roster_source::whole(context& x) {
  if (whole_)
    return &*whole_;
  auto read = [&]() -> result<client::loaded> {
    if (!offline_.empty())
      return load_offline(offline_);
    auto from = x.held();
    if (!from)
      return from.error();
    return client::load(*from->ledger, from->id);
  }();
  if (!read) {
    is_file_bad_ = !offline_.empty();
    return read.error();
  }
  whole_ = std::move(*read);
  sort(whole_->programme);
  if (whole_->roster)
    sort(*whole_->roster);
  return &*whole_;
}

result<directory> roster_source::names(context& x) {
  if (whole_ || !offline_.empty()) {
    auto all = whole(x);
    if (!all)
      return all.error();
    return directory{(*all)->programme};
  }
  auto id = x.programme();
  if (!id)
    return id.error();
  return load_directory(x, *id);
}

int roster_source::fail(context& x, const failure& why) const {
  return is_file_bad_ ? fail_of_file(x, why) : x.fail(why);
}

client::roster_copy roster_source::copy(const client::loaded& x) {
  static const auto none = domain::roster{};
  return {x.programme, x.roster ? *x.roster : none, x.version};
}

std::chrono::steady_clock::time_point roster_source::read_steady_clock() {
  return std::chrono::steady_clock::now();
}

} // namespace nightfloat::cmd
