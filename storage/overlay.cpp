// SPDX-License-Identifier: Apache-2.0
#include "storage/overlay.hpp"

namespace nightfloat::storage {

result<std::optional<std::string>> overlay::get(std::string_view key) const {
  if (auto i = rows_.find(key); i != rows_.end())
    return i->second;
  return base_->get(key);
}

namespace {

/// Walks two ordered sources as one; own rows hide those of the base.
template <class Iterator>
class merge {
public:
  merge(Iterator first, Iterator last, bool ascending, const row_visitor& visit)
    : next_{first}, last_{last}, ascending_{ascending}, visit_{visit} {
  }

  bool base_row(std::string_view key, std::string_view value) {
    if (!own_rows_before(key))
      return false;
    if (next_ != last_ && next_->first == key)
      return own_row();
    return go_on_ = visit_(key, value);
  }

  void rest() {
    while (go_on_ && next_ != last_)
      own_row();
  }

private:
  bool own_rows_before(std::string_view key) {
    while (go_on_ && next_ != last_
           && (ascending_ ? next_->first < key : next_->first > key))
      own_row();
    return go_on_;
  }

  bool own_row() {
    const auto& [key, value] = *next_++;
    if (value)
      go_on_ = visit_(key, *value);
    return go_on_;
  }

  Iterator next_;
  Iterator last_;
  bool ascending_;
  const row_visitor& visit_;
  bool go_on_ = true;
};

} // namespace

result<void> overlay::scan(const key_range& range, scan_order order,
                           const row_visitor& visit) const {
  auto first = rows_.lower_bound(range.first);
  auto last = range.last.empty() ? rows_.end() : rows_.lower_bound(range.last);
  auto walk = [&](auto both) -> result<void> {
    auto visit_base = [&](std::string_view key, std::string_view value) {
      return both.base_row(key, value);
    };
    if (auto done = base_->scan(range, order, visit_base); !done)
      return done;
    both.rest();
    return {};
  };
  if (order == scan_order::ascending)
    return walk(merge{first, last, true, visit});
  return walk(merge{std::make_reverse_iterator(last),
                    std::make_reverse_iterator(first), false, visit});
}

void overlay::put(std::string key, std::string value) {
  rows_.insert_or_assign(std::move(key), std::move(value));
}

void overlay::erase(std::string key) {
  rows_.insert_or_assign(std::move(key), std::nullopt);
}

void overlay::erase_range(key_range range) {
  ranges_.push_back(std::move(range));
}

write_batch overlay::take(std::uint64_t epoch) {
  auto batch = write_batch{
    .epoch = epoch, .erase_ranges = std::move(ranges_), .rows = {}};
  batch.rows.reserve(rows_.size());
  while (!rows_.empty()) {
    auto row = rows_.extract(rows_.begin());
    batch.rows.emplace_back(std::move(row.key()), std::move(row.mapped()));
  }
  clear();
  return batch;
}

void overlay::clear() noexcept {
  rows_.clear();
  ranges_.clear();
}

} // namespace nightfloat::storage
