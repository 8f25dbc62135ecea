// SPDX-License-Identifier: Apache-2.0
#include "broker/keys.hpp"

#include "domain/digest.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sodium.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace nightfloat::broker {

namespace {

constexpr std::string_view alphabet
  = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ".-:+=^!/*?&<>()[]{}@%$#";
static_assert(alphabet.size() == 85);

constexpr std::size_t key_chars = 40;
constexpr std::size_t lines_max = 10'000;

void begin_sodium() {
  // It fails only where the system has no random source at all.
  NIGHTFLOAT_EXPECT(sodium_init() >= 0);
}

failure wrong_keys(const std::string& path, const std::string& what) {
  return {ec::configuration, path + ": " + what};
}

std::string reason() {
  return std::strerror(errno);
}

bool is_key(std::string_view text) {
  auto raw = z85_decode(text);
  return raw && raw->size() == crypto_box_PUBLICKEYBYTES;
}

result<void> check_private(const std::string& path) {
  struct stat x {};
  if (::stat(path.c_str(), &x) != 0)
    return wrong_keys(path, "key file cannot be read (" + reason()
                              + "), make one with `nightfloat keys`");
  if (!S_ISREG(x.st_mode))
    return wrong_keys(path, "not a file, name a key file");
  // systemd hands out a credential as root's file of mode 0440, where the
  // group bit is the mask of an entry for our user alone.
  auto credential = x.st_uid == 0 && (x.st_mode & 0777) == 0440;
  if ((x.st_mode & 077) != 0 && !credential) {
    auto mode = std::ostringstream{};
    mode << std::oct << (x.st_mode & 0777);
    return wrong_keys(path,
                      "key file is open to others (mode " + mode.str()
                        + ", 600 at most), chmod 600 it and renew the key");
  }
  return {};
}

result<void> write_all(int file, const std::string& path,
                       std::string_view text) {
  while (!text.empty()) {
    auto n = ::write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return failure{ec::io_failed, path + ": cannot be written ("
                                      + (n < 0 ? reason() : "nothing is taken")
                                      + "), make room or choose another disk"};
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(file) != 0)
    return failure{ec::io_failed, path + ": cannot be synced (" + reason()
                                    + "), make room or choose another disk"};
  return {};
}

} // namespace

key_pair make_key_pair() {
  begin_sodium();
  unsigned char open[crypto_box_PUBLICKEYBYTES];
  unsigned char secret[crypto_box_SECRETKEYBYTES];
  crypto_box_keypair(open, secret);
  auto text = [](const unsigned char* x, std::size_t n) {
    return z85_encode({reinterpret_cast<const char*>(x), n});
  };
  auto pair = key_pair{text(open, sizeof open), text(secret, sizeof secret)};
  sodium_memzero(secret, sizeof secret);
  return pair;
}

result<void> write_key_file(const std::string& path, const key_pair& keys) {
  auto file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                     S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST)
    return failure{ec::in_use, path
                                 + ": key file exists and is never "
                                   "overwritten, choose another name"};
  if (file < 0)
    return failure{ec::io_failed,
                   path + ": cannot be created (" + reason()
                     + "), choose a directory that you may write"};
  auto done = write_all(file, path,
                        "# CURVE key of one nightfloat process: keep it "
                        "secret\npublic "
                          + keys.public_key + "\nsecret " + keys.secret_key
                          + "\n");
  ::close(file);
  if (!done)
    ::unlink(path.c_str());
  return done;
}

result<key_pair> read_key_file(const std::string& path) {
  if (auto ok = check_private(path); !ok)
    return ok.error();
  auto in = std::ifstream{path};
  if (!in)
    return wrong_keys(path, "key file cannot be read, run as its owner");
  auto keys = key_pair{};
  auto number = 0;
  for (auto line = std::string{}; number < 100 && std::getline(in, line);) {
    ++number;
    auto words = std::istringstream{line};
    auto name = std::string{};
    auto value = std::string{};
    if (!(words >> name) || name.front() == '#')
      continue;
    words >> value;
    if ((name != "public" && name != "secret") || !is_key(value))
      return wrong_keys(
        path + ":" + std::to_string(number),
        "not a line of a key file (`public KEY` or `secret KEY`), "
        "make the file with `nightfloat keys`");
    (name == "public" ? keys.public_key : keys.secret_key) = value;
  }
  if (keys.public_key.empty() || keys.secret_key.empty())
    return wrong_keys(path,
                      "key file lacks a key (`public` and `secret`), make "
                      "it with `nightfloat keys`");
  begin_sodium();
  unsigned char open[crypto_box_PUBLICKEYBYTES];
  auto secret = *z85_decode(keys.secret_key);
  crypto_scalarmult_base(open,
                         reinterpret_cast<const unsigned char*>(secret.data()));
  auto derived = z85_encode({reinterpret_cast<const char*>(open), sizeof open});
  if (derived != keys.public_key)
    return wrong_keys(path, "its keys do not belong together, make a new file "
                            "with `nightfloat keys`");
  return keys;
}

result<std::vector<named_key>> read_key_list(const std::string& path) {
  auto in = std::ifstream{path};
  if (!in)
    return wrong_keys(path, "key list cannot be read (" + reason()
                              + "), write `NAME KEY` a line");
  auto found = std::vector<named_key>{};
  auto names = std::set<std::string>{};
  auto keys = std::set<std::string>{};
  auto number = std::size_t{0};
  for (auto line = std::string{}; std::getline(in, line);) {
    auto where = path + ":" + std::to_string(++number);
    if (number > lines_max)
      return wrong_keys(where, "key list is too long (10000 lines at most), "
                               "remove those that left");
    auto words = std::istringstream{line};
    auto x = named_key{};
    if (!(words >> x.name) || x.name.front() == '#')
      continue;
    words >> x.key;
    if (x.key.size() != key_chars || !is_key(x.key))
      return wrong_keys(where,
                        "not `NAME KEY` with a key of 40 characters of Z85, "
                        "copy the line that `nightfloat keys` printed");
    // Users of this host, and replies of keys that the cluster itself makes.
    if (x.name.starts_with("uid:") || x.name == "internal")
      return wrong_keys(where,
                        "name is reserved (" + x.name + "), choose another");
    if (!names.insert(x.name).second)
      return wrong_keys(where, "name is given twice (" + x.name
                                 + "), remove or rename one");
    if (!keys.insert(x.key).second)
      return wrong_keys(where,
                        "key is given twice (" + x.name + "), remove one");
    found.push_back(std::move(x));
  }
  return found;
}

std::string random_hex(std::size_t count) {
  begin_sodium();
  auto raw = std::string(count, '\0');
  randombytes_buf(raw.data(), raw.size());
  return domain::hex(raw);
}

std::uint64_t random_number() {
  begin_sodium();
  auto x = std::uint64_t{0};
  while (x == 0)
    randombytes_buf(&x, sizeof x);
  return x;
}

std::string z85_encode(std::string_view bytes) {
  NIGHTFLOAT_EXPECT(bytes.size() % 4 == 0);
  auto text = std::string{};
  for (auto i = std::size_t{0}; i < bytes.size(); i += 4) {
    auto word = std::uint32_t{0};
    for (auto c : bytes.substr(i, 4))
      word = word << 8 | static_cast<unsigned char>(c);
    for (auto divisor = 85u * 85 * 85 * 85; divisor > 0; divisor /= 85)
      text.push_back(alphabet[word / divisor % 85]);
  }
  return text;
}

result<std::string> z85_decode(std::string_view text) {
  auto bad = failure{ec::malformed, "z85: not Z85 text of whole words (5 "
                                    "characters each), copy all of it"};
  if (text.size() % 5 != 0)
    return bad;
  auto bytes = std::string{};
  for (auto i = std::size_t{0}; i < text.size(); i += 5) {
    auto word = std::uint64_t{0};
    for (auto c : text.substr(i, 5)) {
      auto digit = alphabet.find(c);
      if (digit == std::string_view::npos)
        return bad;
      word = word * 85 + digit;
    }
    if (word > 0xffffffffu)
      return bad;
    for (auto shift : {24, 16, 8, 0})
      bytes.push_back(static_cast<char>(word >> shift & 255));
  }
  return bytes;
}

} // namespace nightfloat::broker
