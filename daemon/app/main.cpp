// The program: which command is meant, and its options.
#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/serve.hpp"

namespace {

using namespace dialogd;

constexpr int kUsage = 2;

// Options that several commands have.
void add_config(CLI::App& command, std::filesystem::path& config) {
    command.add_option("--config", config, "The configuration file")->capture_default_str();
}

void add_look(CLI::App& command, app::LookOptions& options) {
    add_config(command, options.config);
    command.add_option("customer", options.customer, "The customer's id")->required();
    command.add_option("--limit", options.limit, "The newest entries, at most so many")->capture_default_str();
    command.add_flag("--json", options.json, "As JSON, for programs");
}

struct ServeArguments {
    app::ServeOptions options;
    std::string clock;
};

void add_serve(CLI::App& program, ServeArguments& arguments) {
    CLI::App& serve = *program.add_subcommand("serve", "Run the daemon");
    add_config(serve, arguments.options.config);
    serve.add_option("--clock", arguments.clock,
                     "Begin a made-up clock there (2026-03-02T10:00:00Z); only with channels of type folder");
    serve.add_option("--pace", arguments.options.pace, "How many times as fast the made-up clock runs")
        ->check(CLI::Range(0.001, 1e7))
        ->capture_default_str();
    serve.callback([&arguments] {
        if (arguments.clock.empty()) {
            if (arguments.options.pace != 1) throw CLI::ValidationError("--pace", "goes with --clock");
            return;
        }
        const Result<Instant> begin = parse_instant(arguments.clock);
        if (!begin) throw CLI::ValidationError("--clock", begin.error().message);
        arguments.options.clock = *begin;
    });
}

struct KeyArguments {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::string name;
    std::vector<std::string> scopes{"events"};
};

void add_keys(CLI::App& program, KeyArguments& arguments) {
    CLI::App& key = *program.add_subcommand("key", "The keys of the HTTP API");
    key.require_subcommand(1);
    CLI::App& add = *key.add_subcommand("add", "Make a key, and show it once");
    add.add_option("name", arguments.name, "Who uses it: shop, crm")->required();
    add.add_option("--scope", arguments.scopes, "events, read, write, admin; several with commas")
        ->delimiter(',')
        ->capture_default_str();
    CLI::App& revoke = *key.add_subcommand("revoke", "A key is good no more");
    revoke.add_option("name", arguments.name, "Which")->required();
    CLI::App& list = *key.add_subcommand("list", "The names and scopes of all keys");
    for (CLI::App* command : {&add, &revoke, &list}) add_config(*command, arguments.config);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program("dialogd holds an individual dialogue with each customer, by e-mail and SMS.", "dialogd");
    program.require_subcommand(1);
    program.footer("Exit codes: 0, 1 (found something), 2 (usage), 78 (configuration).");
    ServeArguments serve;
    KeyArguments key;
    app::LookOptions look;
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    bool json = false;
    add_serve(program, serve);
    CLI::App& check = *program.add_subcommand("check", "Find every mistake in configuration, rules and templates");
    add_config(check, config);
    check.add_flag("--json", json, "As JSON, for editors");
    CLI::App& history = *program.add_subcommand("history", "What happened to a customer, entry by entry");
    add_look(history, look);
    CLI::App& explain = *program.add_subcommand("explain", "Why a customer got, or did not get, a message");
    add_look(explain, look);
    add_keys(program, key);
    app::Chosen chosen;
    app::add_trying_commands(program, chosen);
    app::add_operating_commands(program, chosen);
    app::add_live_commands(program, chosen);
    app::add_customer_commands(program, chosen);
    program.add_subcommand("version", "What this is");
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return program.exit(problem) == 0 ? 0 : kUsage;
    }
    if (chosen) return chosen();
    if (program.got_subcommand("serve")) return app::serve(serve.options);
    if (program.got_subcommand("check")) return app::check(config, json);
    if (program.got_subcommand("history")) return app::history(look);
    if (program.got_subcommand("explain")) return app::explain(look);
    if (program.got_subcommand("version")) return std::cout << "dialogd " DIALOGD_VERSION "\n", 0;
    CLI::App& keys = *program.get_subcommand("key");
    if (keys.got_subcommand("add")) return app::add_key(key.config, key.name, key.scopes);
    if (keys.got_subcommand("revoke")) return app::revoke_key(key.config, key.name);
    return app::list_keys(key.config);
}
