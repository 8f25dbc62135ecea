// SPDX-License-Identifier: Apache-2.0
#pragma once

// An ext4 of its own in a file, on a loop device: it can be full, and it can
// lose power, without harm to anything else. Needs root and /dev/loop-control.

#include "domain/error.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::chaos {

class loop_disk {
public:
  /// Makes `image` with `size_mib` MiB, and mounts it at `directory` (which
  /// exists) with mode 0700. Fails with `unsupported` where this machine
  /// cannot, with the reason.
  static result<loop_disk> make(const std::string& image,
                                const std::string& directory,
                                std::uint32_t size_mib);

  loop_disk(loop_disk&& other) noexcept;
  loop_disk& operator=(loop_disk&& other) noexcept;

  /// Unmounts it; the image stays.
  ~loop_disk();

  /// Everything that is not on the disk is gone, and every write and sync
  /// fails from now on (EXT4_IOC_SHUTDOWN without a flush of the journal).
  [[nodiscard]] result<void> cut_power();

  /// Mounts it again, which replays the journal. REQUIRES that nobody holds a
  /// file of it.
  [[nodiscard]] result<void> mount_again();

  /// Writes a file until nothing is left.
  [[nodiscard]] result<void> fill();
  [[nodiscard]] result<void> make_room();

  [[nodiscard]] std::uint64_t free_bytes() const;

private:
  loop_disk() = default;

  result<void> mount_it();
  [[nodiscard]] std::string filler() const;

  std::string device_;
  std::string directory_;
};

/// Unmounts the disk that is there, whoever still uses it, for a program that
/// ends at once. Async-signal-safe.
void drop_disks() noexcept;

} // namespace nightfloat::chaos
