// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/command_line.hpp"

#include "cmd/nightfloat/commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::cmd {

namespace {

/// The parser's tree and what was found in it. CLI11 keeps references into the
/// declared options, so they live here while it works.
struct tree {
  CLI::App root{"", "nightfloat"};
  std::map<std::string, options> declared;
  std::map<std::string, CLI::App*> nodes;
  std::map<CLI::App*, std::string> names;
  std::map<std::string, command*> commands;
  bool wants_help = false;
  bool wants_version = false;
};

void attach(CLI::App& to, const option& x) {
  if (x.is_flag) {
    // The parser would take any value, and set the flag for `false` too.
    to.add_flag_function(x.text.name, [&x](std::int64_t) { x.accept({}); })
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->check([](const std::string& given) {
        return given == "true" ? std::string{}
                               : "takes no value (" + given
                                   + "), leave the option out or give it alone";
      });
    return;
  }
  if (x.is_repeated) {
    to.add_option_function<std::vector<std::string>>(
        x.text.name,
        [&x](const std::vector<std::string>& given) {
          for (auto& one : given)
            if (auto wrong = x.accept(one); !wrong.empty())
              throw CLI::ValidationError(x.text.name, wrong);
        })
      ->allow_extra_args(false);
    return;
  }
  auto* added = to.add_option_function<std::string>(
    x.text.name, [&x](const std::string& given) {
      if (auto wrong = x.accept(given); !wrong.empty())
        throw CLI::ValidationError(x.text.name, wrong);
    });
  added->required(x.is_required);
}

CLI::App& node(tree& x, const std::string& name) {
  if (auto found = x.nodes.find(name); found != x.nodes.end())
    return *found->second;
  auto blank = name.rfind(' ');
  auto& parent = blank == std::string::npos ? x.root
                                            : node(x, name.substr(0, blank));
  auto* made = parent.add_subcommand(
    blank == std::string::npos ? name : name.substr(blank + 1));
  made->set_help_flag();
  made->fallthrough();
  x.nodes[name] = made;
  x.names[made] = name;
  return *made;
}

void build(tree& x, const command_list& commands, global_options& global) {
  x.root.set_help_flag();
  // One command at each level, for all below inherit it: what follows it may be
  // called as another command is.
  x.root.require_subcommand(0, 1);
  x.root.add_flag("-h,--help", x.wants_help);
  x.root.add_flag("--version", x.wants_version);
  auto& all = x.declared[""];
  declare_global(all, global);
  for (auto& one : all.all())
    attach(x.root, one);
  for (auto& one : commands) {
    auto& own = x.declared[one->name()];
    one->declare(own);
    auto& at = node(x, one->name());
    for (auto& each : own.all())
      attach(at, each);
    x.commands[one->name()] = one.get();
  }
}

/// The innermost command that was named.
std::string chosen(const tree& x) {
  const CLI::App* at = &x.root;
  auto name = std::string{};
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    name = x.names.at(const_cast<CLI::App*>(at));
  }
  return name;
}

/// The words that may be options: none is after `--`.
std::vector<std::string_view> option_words(int argc, const char* const* argv) {
  auto words = std::vector<std::string_view>{argv + std::min(argc, 1),
                                             argv + argc};
  words.erase(std::ranges::find(words, std::string_view{"--"}), words.end());
  return words;
}

bool has(const std::vector<std::string_view>& words, std::string_view one) {
  return std::ranges::find(words, one) != words.end();
}

/// The option that got an empty value after `=`, if one did: the parser would
/// take the next word for its value.
std::string emptied(const std::vector<std::string_view>& words) {
  for (auto word : words)
    if (word.starts_with("--") && word.find('=') == word.size() - 1)
      return std::string{word.substr(0, word.size() - 1)};
  return {};
}

/// The words before the first option, as far as they name a command.
std::string named(int argc, const char* const* argv, const tree& x) {
  auto name = std::string{};
  for (auto i = 1; i < argc; ++i) {
    auto longer = name.empty() ? std::string{argv[i]} : name + " " + argv[i];
    if (!x.nodes.contains(longer))
      continue;
    name = longer;
  }
  return name;
}

failure wrong_usage(const std::string& sentence, const std::string& name) {
  return {ec::invalid_argument,
          sentence + "\ntry `nightfloat" + (name.empty() ? "" : " ") + name
            + " --help`",
          0};
}

/// What is wrong with the first word that nothing takes.
std::string extra(const tree& x, const std::string& word) {
  if (word.starts_with('-') && word != "-" && word != "--")
    return word + ": is no option here";
  return word
         + (x.commands.contains(chosen(x)) ? ": is one word too many"
                                           : ": is no command here");
}

result<parsed> read_line(int argc, const char* const* argv,
                         const command_list& commands, global_options& global) {
  auto x = tree{};
  build(x, commands, global);
  const auto words = option_words(argc, argv);
  if (has(words, "--help") || has(words, "-h"))
    return parsed{.text = help_page(named(argc, argv, x), commands)};
  if (auto name = emptied(words); !name.empty())
    return wrong_usage(name + ": is empty, give a value or leave it out",
                       named(argc, argv, x));
  try {
    x.root.parse(argc, argv);
  } catch (const CLI::ExtrasError& e) {
    auto extras = x.root.remaining(true);
    return wrong_usage(extras.empty() ? e.what() : extra(x, extras.front()),
                       named(argc, argv, x));
  } catch (const CLI::RequiredError& e) {
    auto text = std::string{e.what()};
    return wrong_usage(text.substr(0, text.find(' ')) + ": is missing",
                       named(argc, argv, x));
  } catch (const CLI::ParseError& e) {
    return wrong_usage(e.what(), named(argc, argv, x));
  }
  if (x.wants_version)
    return parsed{.text = version_line() + "\n"};
  auto name = chosen(x);
  if (name.empty())
    return wrong_usage("COMMAND: is missing", name);
  auto found = x.commands.find(name);
  if (found == x.commands.end())
    return wrong_usage(name + ": COMMAND is missing", name);
  if (auto wrong = x.declared.at(name).wrong_together(); !wrong.empty())
    return wrong_usage(wrong, name);
  return parsed{.chosen = found->second};
}

} // namespace

void declare_global(options& x, global_options& to) {
  x.path({"--dir", "DIR", "directory of the cluster",
          "$XDG_STATE_HOME/nightfloat or ~/.local/state/nightfloat"},
         to.dir);
  x.path({"--config", "FILE", "reach the cluster that this node.toml describes",
          "that of --dir, else /etc/nightfloat/node.toml"},
         to.config);
  x.text({"--programme", "ID", "which programme",
          "the only one that the store holds"},
         to.programme);
  x.number({"--timeout", "SECONDS", "how long an answer may take"},
           to.timeout_s, {1, 86'400});
  x.choice({"--log", "LEVEL", "what this program itself logs on stderr"},
           to.log_level, {"debug", "info", "warn", "error", "off"});
  x.flag({"--json", "", "print JSON for programs"}, to.json);
}

result<parsed> parse(int argc, const char* const* argv,
                     const command_list& commands, global_options& global) {
  auto found = read_line(argc, argv, commands, global);
  // The parser stops at the first mistake, and --json may stand behind it.
  if (!found && has(option_words(argc, argv), "--json"))
    global.json = true;
  return found;
}

} // namespace nightfloat::cmd
