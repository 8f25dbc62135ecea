// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_read.hpp"

#include "storage/rocks_options.hpp"

#include <memory>

namespace nightfloat::storage {

namespace {

std::string_view text(const rocksdb::Slice& x) {
  return {x.data(), x.size()};
}

/// Deletes an iterator; one that is never deleted stays counted.
struct uncount {
  iterator_count* open;

  void operator()(rocksdb::Iterator* x) const {
    delete x;
    open->fetch_sub(1, std::memory_order_relaxed);
  }
};

std::unique_ptr<rocksdb::Iterator, uncount>
iterator_of(rocksdb::DB& db, const rocksdb::ReadOptions& options,
            iterator_count& open) {
  auto* made = db.NewIterator(options);
  open.fetch_add(1, std::memory_order_relaxed);
  return {made, uncount{&open}};
}

} // namespace

result<std::optional<std::string>> read_row(rocksdb::DB& db,
                                            const rocksdb::ReadOptions& options,
                                            std::string_view key) {
  count_no_comparisons();
  auto value = rocksdb::PinnableSlice{};
  auto done = db.Get(options, db.DefaultColumnFamily(), slice(key), &value);
  if (done.IsNotFound())
    return std::optional<std::string>{};
  if (!done.ok())
    return rocks_failure("read", done);
  return std::optional{value.ToString()};
}

result<void> visit_rows(rocksdb::DB& db, rocksdb::ReadOptions options,
                        iterator_count& open, const key_range& range,
                        scan_order order, const row_visitor& visit) {
  count_no_comparisons();
  auto first = slice(range.first);
  auto last = slice(range.last);
  if (!range.first.empty())
    options.iterate_lower_bound = &first;
  if (!range.last.empty())
    options.iterate_upper_bound = &last;
  auto rows = iterator_of(db, options, open);
  const auto up = order == scan_order::ascending;
  up ? rows->SeekToFirst() : rows->SeekToLast();
  while (rows->Valid()) {
    if (!visit(text(rows->key()), text(rows->value())))
      return {};
    up ? rows->Next() : rows->Prev();
  }
  if (!rows->status().ok())
    return rocks_failure("scan", rows->status());
  return {};
}

} // namespace nightfloat::storage
