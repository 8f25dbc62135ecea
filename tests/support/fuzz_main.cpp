// SPDX-License-Identifier: Apache-2.0
// Drives a fuzz target where libFuzzer is not: random bytes, and the first
// inputs of each round again with a few bytes changed, cut or doubled. It
// finds shallow faults only; tests/long/run uses libFuzzer.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace {

constexpr std::size_t bytes_max = 256;
constexpr std::size_t kept_max = 64;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

class inputs {
public:
  explicit inputs(std::uint64_t seed) : random_{seed} {
    // nop
  }

  std::string next() {
    if (kept_.empty() || below(4) == 0)
      return fresh();
    auto x = kept_[below(kept_.size())];
    for (auto i = below(4) + 1; i > 0; --i)
      change(x);
    return x;
  }

private:
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(random_);
  }

  char byte() {
    return static_cast<char>(below(256));
  }

  std::string fresh() {
    auto x = std::string(below(bytes_max), '\0');
    for (auto& c : x)
      c = byte();
    if (kept_.size() < kept_max)
      kept_.push_back(x);
    return x;
  }

  void change(std::string& x) {
    if (x.empty())
      x.push_back(byte());
    auto at = below(x.size());
    switch (below(4)) {
      case 0:
        x[at] = byte();
        break;
      case 1:
        x.resize(at);
        break;
      case 2:
        x.insert(at, 1, byte());
        break;
      default:
        x += x.substr(at, bytes_max);
        break;
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> kept_;
};

} // namespace

int main() {
  auto seed = from_environment("NIGHTFLOAT_SEED", 1);
  auto count = from_environment("NIGHTFLOAT_COUNT", 20'000);
  std::printf("seed %ju, %ju inputs\n", static_cast<std::uintmax_t>(seed),
              static_cast<std::uintmax_t>(count));
  std::fflush(stdout);
  auto source = inputs{seed};
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    auto x = source.next();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(x.data()),
                           x.size());
  }
}
