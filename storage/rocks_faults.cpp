// SPDX-License-Identifier: Apache-2.0
#include "storage/rocks_faults.hpp"

#include "storage/crash_point.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>

namespace nightfloat::storage {

using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

void fault_switch::set(const fault& x) {
  auto guard = std::lock_guard{mutex_};
  fault_ = x;
  counted_ = x.count != 0;
  armed_.store(x.kind != fault_kind::none, std::memory_order_relaxed);
}

std::uint32_t fault_switch::draw_delay_ms() {
  auto guard = std::lock_guard{mutex_};
  if (fault_.jitter_ms == 0)
    return fault_.delay_ms;
  auto mean = static_cast<double>(fault_.jitter_ms);
  auto tail = std::exponential_distribution<double>{1 / mean}(rng_);
  return fault_.delay_ms
         + static_cast<std::uint32_t>(std::min(tail, 10 * mean));
}

bool fault_switch::take(fault_kind kind) noexcept {
  auto guard = std::lock_guard{mutex_};
  if (fault_.kind != kind)
    return false;
  if (counted_ && fault_.count == 0)
    return false;
  hit_.fetch_add(1, std::memory_order_relaxed);
  if (!counted_)
    return true;
  // The delay must still be readable after the last hit.
  if (--fault_.count == 0 && kind != fault_kind::sync_delay)
    armed_.store(false, std::memory_order_relaxed);
  return true;
}

namespace {

/// A write-ahead log.
class faulty_log final : public rocksdb::FSWritableFileOwnerWrapper {
public:
  faulty_log(std::unique_ptr<FSWritableFile> file, std::string path,
             fault_switch& faults)
    : FSWritableFileOwnerWrapper{std::move(file)}, path_{std::move(path)},
      faults_{&faults} {
  }

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    crash_point("wal.append");
    if (auto bad = refuse_append(); !bad.ok())
      return bad;
    if (faults_->hits(fault_kind::short_write))
      return write_half(data, options, debug);
    auto done = FSWritableFileOwnerWrapper::Append(data, options, debug);
    if (done.ok())
      size_ += data.size();
    crash_point("wal.appended");
    return done;
  }

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& info,
                  IODebugContext* debug) override {
    crash_point("wal.append");
    if (auto bad = refuse_append(); !bad.ok())
      return bad;
    if (faults_->hits(fault_kind::short_write))
      return write_half(data, options, debug);
    auto done = FSWritableFileOwnerWrapper::Append(data, options, info, debug);
    if (done.ok())
      size_ += data.size();
    crash_point("wal.appended");
    return done;
  }

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    crash_point("wal.sync");
    if (auto bad = disturb_sync(options, debug); !bad.ok())
      return bad;
    auto done = FSWritableFileOwnerWrapper::Sync(options, debug);
    return synced(std::move(done));
  }

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    crash_point("wal.sync");
    if (auto bad = disturb_sync(options, debug); !bad.ok())
      return bad;
    auto done = FSWritableFileOwnerWrapper::Fsync(options, debug);
    return synced(std::move(done));
  }

  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    auto done = FSWritableFileOwnerWrapper::Close(options, debug);
    // Closing sets the length that the writer believes in.
    if (cut_at_)
      (void)shorten(*cut_at_);
    return done;
  }

private:
  IOStatus synced(IOStatus done) {
    if (done.ok())
      synced_ = size_;
    crash_point("wal.synced");
    return done;
  }

  IOStatus refuse_append() {
    if (cut_at_)
      return IOStatus::IOError("the power was cut", path_);
    if (faults_->hits(fault_kind::write_error))
      return IOStatus::IOError("injected write error", path_);
    if (faults_->hits(fault_kind::no_space))
      return IOStatus::NoSpace("injected: no space left on device", path_);
    return IOStatus::OK();
  }

  IOStatus write_half(const rocksdb::Slice& data, const IOOptions& options,
                      IODebugContext* debug) {
    auto half = rocksdb::Slice{data.data(), data.size() / 2};
    if (FSWritableFileOwnerWrapper::Append(half, options, debug).ok())
      size_ += half.size();
    return IOStatus::IOError("injected short write", path_);
  }

  IOStatus disturb_sync(const IOOptions& options, IODebugContext* debug) {
    if (faults_->hits(fault_kind::sync_delay))
      std::this_thread::sleep_for(
        std::chrono::milliseconds{faults_->draw_delay_ms()});
    if (faults_->hits(fault_kind::sync_error))
      return IOStatus::IOError("injected sync error", path_);
    if (faults_->hits(fault_kind::lose_unsynced))
      return cut(synced_, options, debug);
    if (faults_->hits(fault_kind::torn_tail))
      return cut(synced_ + (size_ - synced_) / 2, options, debug);
    return IOStatus::OK();
  }

  /// What a power cut leaves of the file.
  IOStatus cut(std::uint64_t size, const IOOptions& options,
               IODebugContext* debug) {
    (void)target()->Flush(options, debug);
    cut_at_ = size;
    if (!shorten(size))
      return IOStatus::IOError("injected loss could not be made", path_);
    return IOStatus::IOError("injected loss of unsynced bytes", path_);
  }

  bool shorten(std::uint64_t size) {
    return ::truncate(path_.c_str(), static_cast<::off_t>(size)) == 0;
  }

  std::string path_;
  fault_switch* faults_;
  std::uint64_t size_ = 0;
  std::uint64_t synced_ = 0;
  std::optional<std::uint64_t> cut_at_;
};

/// A table file. A flipped bit is what a bad cable or memory does: the next
/// read of the same bytes is right again.
class faulty_table final : public rocksdb::FSRandomAccessFileOwnerWrapper {
public:
  faulty_table(std::unique_ptr<rocksdb::FSRandomAccessFile> file,
               std::string path, fault_switch& faults)
    : FSRandomAccessFileOwnerWrapper{std::move(file)}, path_{std::move(path)},
      faults_{&faults} {
  }

  IOStatus Read(std::uint64_t offset, std::size_t size,
                const IOOptions& options, rocksdb::Slice* got, char* scratch,
                IODebugContext* debug) const override {
    if (faults_->hits(fault_kind::read_error))
      return IOStatus::IOError("injected read error", path_);
    auto done = FSRandomAccessFileOwnerWrapper::Read(offset, size, options, got,
                                                     scratch, debug);
    if (!done.ok() || got->empty() || !faults_->hits(fault_kind::bit_flip))
      return done;
    std::memmove(scratch, got->data(), got->size());
    scratch[got->size() / 2] ^= 0x10;
    *got = rocksdb::Slice{scratch, got->size()};
    return done;
  }

private:
  std::string path_;
  fault_switch* faults_;
};

class faulty_file_system final : public rocksdb::FileSystemWrapper {
public:
  explicit faulty_file_system(fault_switch& faults)
    : FileSystemWrapper{rocksdb::FileSystem::Default()}, faults_{&faults} {
  }

  const char* Name() const override {
    return "nightfloat";
  }

  IOStatus NewWritableFile(const std::string& path,
                           const rocksdb::FileOptions& options,
                           std::unique_ptr<FSWritableFile>* file,
                           IODebugContext* debug) override {
    auto done = FileSystemWrapper::NewWritableFile(path, options, file, debug);
    if (done.ok() && path.ends_with(".log"))
      *file = std::make_unique<faulty_log>(std::move(*file), path, *faults_);
    return done;
  }

  IOStatus
  NewRandomAccessFile(const std::string& path,
                      const rocksdb::FileOptions& options,
                      std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                      IODebugContext* debug) override {
    auto done = FileSystemWrapper::NewRandomAccessFile(path, options, file,
                                                       debug);
    if (done.ok() && path.ends_with(".sst"))
      *file = std::make_unique<faulty_table>(std::move(*file), path, *faults_);
    return done;
  }

  IOStatus GetFreeSpace(const std::string& path, const IOOptions& options,
                        std::uint64_t* bytes, IODebugContext* debug) override {
    if (faults_->hits(fault_kind::no_space)) {
      *bytes = 0;
      return IOStatus::OK();
    }
    return FileSystemWrapper::GetFreeSpace(path, options, bytes, debug);
  }

private:
  fault_switch* faults_;
};

} // namespace

std::shared_ptr<rocksdb::FileSystem>
make_faulty_file_system(fault_switch& faults) {
  return std::make_shared<faulty_file_system>(faults);
}

} // namespace nightfloat::storage
