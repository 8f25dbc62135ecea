// SPDX-License-Identifier: Apache-2.0
#include "bench/rocks_plain.hpp"

#include "storage/rocks_options.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <cstdio>
#include <cstdlib>

namespace nightfloat::bench {

struct rocks_plain::core {
  std::unique_ptr<rocksdb::DB> db;
};

rocks_plain::rocks_plain(const std::string& directory)
  : core_{std::make_unique<core>()} {
  rocksdb::DB* db = nullptr;
  auto done = rocksdb::DB::Open(
    storage::engine_options(rocksdb::Env::Default()), directory, &db);
  if (!done.ok()) {
    std::fprintf(stderr, "bench: %s\n", done.ToString().c_str());
    std::exit(3);
  }
  core_->db.reset(db);
}

rocks_plain::~rocks_plain() = default;

bool rocks_plain::write(const rows& x) {
  auto batch = rocksdb::WriteBatch{};
  for (const auto& [key, value] : x)
    batch.Put(key, value);
  auto options = rocksdb::WriteOptions{};
  options.sync = true;
  return core_->db->Write(options, &batch).ok();
}

} // namespace nightfloat::bench
