#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds libcaf_core under ThreadSanitizer into build/tsan-caf, where the tsan
# preset finds it. Debian's own libcaf is not instrumented: with it the
# sanitizer reports dozens of races that are none, and the suppression which
# silences them silences the true ones too. The source comes by apt's own
# client from Debian's mirror; nothing on the system is changed.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/build/tsan-caf
version=0.17.6

if [ -e "$out/install/lib/libcaf_core.so" ]; then
  echo "tsan-caf: $out/install is built"
  exit 0
fi
mkdir -p "$out/parts" "$out/lists/partial" "$out/cache/archives/partial"
cd "$out"

# shellcheck source=/dev/null
. /etc/os-release
cat > parts/source.sources <<EOF
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: $VERSION_CODENAME
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
apt=(apt-get -q
  -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$out/parts"
  -o "Dir::State::lists=$out/lists" -o "Dir::Cache=$out/cache")

archive=actor-framework_$version.orig.tar.gz
if [ ! -s "$archive" ]; then
  "${apt[@]}" update
  # The packaging archive may be gone from the mirror; upstream's is enough.
  "${apt[@]}" source --download-only actor-framework || [ -s "$archive" ]
fi
rm -rf source build
mkdir source
tar -xf "$archive" -C source --strip-components=1

cmake -S source -B build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS="-fsanitize=thread -w" \
  -DCMAKE_SHARED_LINKER_FLAGS=-fsanitize=thread \
  -DCMAKE_INSTALL_PREFIX="$out/install" -DCMAKE_POLICY_VERSION_MINIMUM=3.5 \
  -DCAF_NO_EXAMPLES=ON -DCAF_NO_UNIT_TESTS=ON -DCAF_NO_OPENCL=ON \
  -DCAF_NO_PYTHON=ON -DCAF_NO_OPENSSL=ON -DCAF_NO_IO=ON -DCAF_NO_TOOLS=ON
cmake --build build
cmake --install build
echo "tsan-caf: built $out/install"
