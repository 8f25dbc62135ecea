// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/importing.hpp"
#include "cmd/nightfloat/offline.hpp"
#include "cmd/nightfloat/publishing.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <filesystem>
#include <system_error>
#include <utility>

namespace nightfloat::cmd {

namespace {

/// What is shown of an import that is not published.
struct staged_page {
  std::string programme;
  /// Of what is in force; 0: nothing.
  std::uint64_t version = 0;
  bool ready = false;
  /// Confirms exactly these changes.
  std::string digest;
  std::vector<exchange::name_match> matches;
  std::vector<exchange::row_change> changes;
  std::vector<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(staged_page, (),
                      (programme, version, ready, digest, matches, changes,
                       notes))

class import_command : public command {
public:
  std::string name() const override {
    return "import";
  }

  std::string summary() const override {
    return "read and check a programme or a schedule, then publish it whole "
           "or not at all";
  }

  void declare(options& x) override {
    x.position({"PATH", "", "file or directory to read"}, from_.path);
    x.choice({"--format", "FORMAT", "what lies there", "by the name of PATH"},
             from_.format, {"csv", "json", "xlsx", "weeks", "block-year"});
    x.flag({"--dry-run", "", "show what would change and change nothing"},
           dry_run_);
    x.text({"--confirm", "DIGEST",
            "publish only if the changes are those that an import showed"},
           confirmed_);
    x.number({"--accept-fuzzy", "SCORE",
              "take names that are alike by at least that score", "none"},
             from_.accepted.score, {exchange::score_min, 100});
    x.texts({"--accept", "TEXT=CODE",
             "take TEXT of a schedule for that code, or pass it over as "
             "TEXT=; may be repeated"},
            accepted_);
    x.text({"--sheet", "NAME", "xlsx: read this sheet only", "all"},
           from_.sheet);
    x.number({"--show", "N", "changes shown of each table"}, show_,
             {0, 1'000'000});
    x.flag({"--drop-roster", "",
            "take the roster in force out of force where PATH brings none"},
           from_.drop_roster);
    x.path({"--offline", "FILE",
            "import into a programme in a file (csv, json), not a cluster's",
            "no"},
           offline_);
    x.example("import /tmp/programme");
    x.example("import --format block-year --programme im im-block-2026");
    x.example("import weeks.xlsx --dry-run --accept-fuzzy 85");
    x.example("import weeks.csv --offline /tmp/programme");
  }

  int run(context& x) override {
    auto path = std::filesystem::path{from_.path}.lexically_normal();
    from_.path = path.string();
    if (auto ok = prepare(); !ok)
      return x.fail(ok.error());
    // All is read and checked before anybody is asked anything.
    auto read = read_import(from_);
    if (!read)
      return fail_of_file(x, read.error());
    auto id = id_from_path(offline_.empty() ? from_.path : offline_);
    auto is_direct = read->is_whole && !dry_run_ && offline_.empty()
                     && confirmed_.empty();
    auto now = std::optional<client::loaded>{};
    if (!is_direct || read->whole.by_place) {
      auto found = load_now(x, id);
      if (!found)
        return offline_.empty() ? x.fail(found.error())
                                : fail_of_file(x, found.error());
      now = std::move(*found);
    }
    // Codes keep the numbers that they have.
    if (now && read->whole.by_place)
      read = read_import(from_, &now->programme);
    if (!read)
      return fail_of_file(x, read.error());
    if (is_direct)
      return publish_whole(x, std::move(*read), id, now ? now->version : 0);
    return stage(x, std::move(*read), now, id);
  }

private:
  /// What does nothing for the format is no request to pass over in silence.
  result<void> check_format() const {
    const auto& format = from_.format;
    auto is_schedule = format == "xlsx" || format == "weeks";
    struct row {
      const char* option;
      const char* of;
      bool given;
      bool fits;
    };
    for (const auto& one :
         {row{"--accept", "a schedule", !accepted_.empty(), is_schedule},
          row{"--accept-fuzzy", "a schedule", from_.accepted.score <= 100,
              is_schedule},
          row{"--sheet", "xlsx", !from_.sheet.empty(), format == "xlsx"},
          row{"--drop-roster", "a whole programme", from_.drop_roster,
              !is_schedule}})
      if (one.given && !one.fits)
        return failure{ec::invalid_argument,
                       std::string{one.option} + ": is of " + one.of
                         + " alone (" + format + " is read), leave it out",
                       0};
    return {};
  }

  result<void> prepare() {
    for (auto& one : accepted_) {
      auto middle = one.rfind('=');
      if (middle == std::string::npos || middle == 0)
        return failure{ec::invalid_argument,
                       "--accept: is no TEXT=CODE (" + one
                         + "), write --accept \"A. Smith=R001\"",
                       0};
      from_.accepted.by_text[one.substr(0, middle)] = one.substr(middle + 1);
    }
    auto format = import_format(from_);
    if (!format)
      return format.error();
    from_.format = *format;
    return check_format();
  }

  /// What is in force, if anything is, in the file or the cluster.
  result<std::optional<client::loaded>> load_now(context& x, std::string& id) {
    auto nothing = std::optional<client::loaded>{};
    if (!offline_.empty()) {
      auto error = std::error_code{};
      if (!std::filesystem::exists(offline_, error) && !error)
        return nothing;
      auto found = load_offline(offline_);
      return found ? std::optional{std::move(*found)}
                   : result<std::optional<client::loaded>>{found.error()};
    }
    auto target = import_target(x, id);
    if (!target)
      return target.error();
    id = *target;
    auto ledger = x.ledger();
    if (!ledger)
      return ledger.error();
    auto found = client::load(**ledger, id);
    if (found)
      return std::optional{std::move(*found)};
    return found.error().code == ec::not_found
             ? nothing
             : result<std::optional<client::loaded>>{found.error()};
  }

  int publish_whole(context& x, import_read read, const std::string& id,
                    std::uint64_t staged_on) const {
    return publish_and_report(x, {.content = std::move(read.whole.programme),
                                  .roster = std::move(read.whole.roster),
                                  .notes = std::move(read.notes),
                                  .fallback_id = id,
                                  .drop_roster = from_.drop_roster,
                                  .staged_on = staged_on});
  }

  int stage(context& x, import_read read,
            const std::optional<client::loaded>& now, const std::string& id) {
    auto is_whole = read.is_whole;
    // As it came: a roster that is kept is not published anew.
    auto whole = is_whole ? read : import_read{};
    auto staged = stage_import(from_, std::move(read), now);
    if (!staged)
      return fail_of_file(x, staged.error());
    auto digest = exchange::digest_of(*staged);
    auto page = staged_page{.programme = id,
                            .version = now ? now->version : 0,
                            .ready = staged->is_ready(),
                            .digest = digest};
    auto is_meant = !dry_run_ && page.ready && is_confirmed(is_whole, digest);
    // Of a programme that is new all would be shown.
    if (!now)
      show_ = 0;
    if (is_meant && !offline_.empty())
      return save(x, page, *staged);
    if (is_meant && is_whole)
      return publish_whole(x, std::move(whole), id, page.version);
    if (is_meant)
      return publish_and_report(x, {.content = std::move(staged->programme),
                                    .roster = std::move(staged->roster),
                                    .notes = std::move(staged->notes),
                                    .fallback_id = id,
                                    .staged_on = page.version});
    show(x, page, *staged, is_whole);
    auto is_done = page.ready && (dry_run_ || staged->changes.empty());
    return is_done ? exit_status::pass : exit_status::verdict_failed;
  }

  /// A programme that comes whole is published without a word; given one, it
  /// has to be that of these changes.
  [[nodiscard]] bool is_confirmed(bool is_whole,
                                  const std::string& digest) const {
    return confirmed_.empty() ? is_whole : confirmed_ == digest;
  }

  int save(context& x, staged_page& page, exchange::staged& staged) {
    auto saved = save_offline(offline_, staged.programme,
                              staged.roster ? &*staged.roster : nullptr);
    if (!saved)
      return fail_of_file(x, saved.error());
    if (print_page(x, page, staged))
      return exit_status::pass;
    print_staged(std::cout, staged, show_);
    std::cout << painted("wrote", tone::good) << ": " << offline_ << '\n';
    return exit_status::pass;
  }

  /// As JSON, where that is wanted.
  static bool print_page(context& x, staged_page& page,
                         exchange::staged& staged) {
    if (!x.global().json)
      return false;
    page.matches = std::move(staged.matches);
    page.changes = std::move(staged.changes);
    page.notes = std::move(staged.notes);
    return x.print_json(page);
  }

  void show(context& x, staged_page& page, exchange::staged& staged,
            bool is_whole) {
    if (print_page(x, page, staged))
      return;
    print_staged(std::cout, staged, show_);
    if (!page.ready)
      std::cout << "not ready: accept names with --accept-fuzzy SCORE or "
                   "--accept \"TEXT=CODE\", or correct them\n";
    else if (!staged.changes.empty() && !confirmed_.empty()
             && confirmed_ != page.digest)
      std::cout << "not published: these are not the changes that were "
                   "confirmed ("
                << confirmed_ << ")\n";
    if (page.ready && !staged.changes.empty())
      std::cout << "nothing was changed; to "
                << (offline_.empty() ? "publish" : "write") << " it "
                << (is_confirmed(is_whole, page.digest)
                      ? "leave --dry-run out (with --confirm " + page.digest
                          + ": only these changes)"
                      : "add --confirm " + page.digest)
                << '\n';
  }

  importing from_;
  std::vector<std::string> accepted_;
  std::string confirmed_;
  std::string offline_;
  std::uint32_t show_ = 20;
  bool dry_run_ = false;
};

} // namespace

void add_import(command_list& to) {
  to.push_back(std::make_unique<import_command>());
}

} // namespace nightfloat::cmd
