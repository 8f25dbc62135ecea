// SPDX-License-Identifier: Apache-2.0
#include "chaos/loop_disk.hpp"

#include "chaos/files.hpp"
#include "chaos/process.hpp"
#include "chaos/proxy_socket.hpp"
#include "chaos/waiting.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

/// <linux/ext4.h> is no user's header.
constexpr unsigned long ext4_shutdown = 0x8004587d;
constexpr std::uint32_t without_journal_flush = 2;

constexpr auto maker = "/sbin/mkfs.ext4";

failure no_own_disk(const std::string& what) {
  return {ec::unsupported, "own disk: " + what + " (" + std::strerror(errno)
                             + "), it needs root and a loop device"};
}

failure disk_failed(const std::string& what) {
  return {ec::io_failed,
          "own disk: " + what + " (" + std::strerror(errno) + ")"};
}

result<void> make_image(const std::string& image, std::uint32_t size_mib) {
  auto file = descriptor{
    open(image.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file || ftruncate(file.get(), static_cast<off_t>(size_mib) << 20) != 0)
    return disk_failed("cannot make " + image);
  auto format = process::spawn({.program = maker,
                                .arguments = {"-q", "-m", "0", "-F", image},
                                .log_file = image + ".log"});
  if (!format)
    return failure{ec::unsupported, "own disk: " + format.error().detail};
  if (!format->wait_end(60s))
    return failure{ec::timed_out, "own disk: mkfs.ext4 does not end"};
  auto end = format->reap();
  if (end && end->code == 0 && end->signal == 0)
    return {};
  return failure{ec::io_failed,
                 "own disk: mkfs.ext4 failed: " + tail(image + ".log", 3)};
}

/// A device that shows `image`; it goes with its last mount.
result<std::string> attach(const std::string& image) {
  auto control = descriptor{open("/dev/loop-control", O_RDWR | O_CLOEXEC)};
  if (!control)
    return no_own_disk("no /dev/loop-control");
  auto file = descriptor{open(image.c_str(), O_RDWR | O_CLOEXEC)};
  if (!file)
    return disk_failed("cannot open " + image);
  // Another may take the free device before us.
  for (auto i = 0; i != 8; ++i) {
    auto number = ioctl(control.get(), LOOP_CTL_GET_FREE);
    auto name = "/dev/loop" + std::to_string(number);
    auto device = descriptor{open(name.c_str(), O_RDWR | O_CLOEXEC)};
    if (number >= 0 && device
        && ioctl(device.get(), LOOP_SET_FD, file.get()) == 0)
      return name;
  }
  return no_own_disk("no free loop device");
}

/// The disk that is mounted, for a signal handler: a run has one.
struct mounted {
  std::atomic<bool> is_there = false;
  /// By `drop_disks`: what the names mean now is another's.
  std::atomic<bool> was_dropped = false;
  std::array<char, 4096> directory{};
  std::array<char, 64> device{};

  void note(const std::string& at, const std::string& of) noexcept {
    if (at.size() >= directory.size() || of.size() >= device.size())
      return;
    *std::ranges::copy(at, directory.begin()).out = '\0';
    *std::ranges::copy(of, device.begin()).out = '\0';
    is_there = true;
    was_dropped = false;
  }
};

mounted present;

/// No more than system calls: `drop_disks` comes here as well.
void let_go(const char* directory, const char* device) noexcept {
  if (umount(directory) != 0)
    umount2(directory, MNT_DETACH);
  auto held = open(device, O_RDWR | O_CLOEXEC);
  if (held < 0)
    return;
  // While it is in use still, the kernel frees it with the last user.
  ioctl(held, LOOP_CLR_FD, 0);
  close(held);
}

} // namespace

void drop_disks() noexcept {
  present.was_dropped = true;
  if (present.is_there.exchange(false))
    let_go(present.directory.data(), present.device.data());
}

result<loop_disk> loop_disk::make(const std::string& image,
                                  const std::string& directory,
                                  std::uint32_t size_mib) {
  if (geteuid() != 0)
    return failure{ec::unsupported, "own disk: only root can mount one"};
  if (auto ok = make_image(image, size_mib); !ok)
    return ok.error();
  auto device = attach(image);
  if (!device)
    return device.error();
  auto x = loop_disk{};
  x.device_ = *device;
  x.directory_ = directory;
  if (auto ok = x.mount_it(); !ok) {
    auto held = descriptor{open(device->c_str(), O_RDWR | O_CLOEXEC)};
    ioctl(held.get(), LOOP_CLR_FD, 0);
    x.directory_.clear();
    return ok.error();
  }
  present.note(directory, *device);
  return x;
}

loop_disk::loop_disk(loop_disk&& other) noexcept
  : device_(std::move(other.device_)),
    directory_(std::exchange(other.directory_, {})) {
  // The other has nothing to unmount.
}

loop_disk& loop_disk::operator=(loop_disk&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(directory_, other.directory_);
  return *this;
}

loop_disk::~loop_disk() {
  if (directory_.empty() || present.was_dropped)
    return;
  present.is_there = false;
  let_go(directory_.c_str(), device_.c_str());
}

result<void> loop_disk::mount_it() {
  if (mount(device_.c_str(), directory_.c_str(), "ext4", MS_NODEV | MS_NOSUID,
            nullptr)
      != 0)
    return no_own_disk("cannot mount " + device_ + " at " + directory_);
  if (chmod(directory_.c_str(), 0700) != 0)
    return disk_failed("cannot change the mode of " + directory_);
  return {};
}

result<void> loop_disk::cut_power() {
  auto root
    = descriptor{open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  auto how = without_journal_flush;
  if (!root || ioctl(root.get(), ext4_shutdown, &how) != 0)
    return disk_failed("the power cannot be cut");
  return {};
}

result<void> loop_disk::mount_again() {
  // The kernel may still be closing the files of a process that has ended.
  if (!comes_true([&] { return umount(directory_.c_str()) == 0; }, 5s))
    return disk_failed("cannot unmount " + directory_);
  return mount_it();
}

std::string loop_disk::filler() const {
  return directory_ + "/full";
}

result<void> loop_disk::fill() {
  auto file
    = descriptor{open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
  if (!file)
    return disk_failed("cannot be filled");
  auto at = off_t{0};
  for (auto size = off_t{64} << 20; size >= 512;) {
    if (fallocate(file.get(), 0, at, size) == 0)
      at += size;
    else if (errno == ENOSPC)
      size /= 2;
    else if (errno != EINTR)
      return disk_failed("cannot be filled");
  }
  return {};
}

result<void> loop_disk::make_room() {
  if (unlink(filler().c_str()) != 0)
    return disk_failed("cannot be emptied");
  return {};
}

std::uint64_t loop_disk::free_bytes() const {
  struct statvfs x {};
  if (statvfs(directory_.c_str(), &x) != 0)
    return 0;
  return std::uint64_t{x.f_bavail} * x.f_frsize;
}

} // namespace nightfloat::chaos
