// Options of pause, resume, drop and plan.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/operating.hpp"
#include "app/options.hpp"

namespace dialogd::app {

namespace {

void add_steering(CLI::App& program, Chosen& chosen, Act act, const char* name, const char* what, const char* more) {
    CLI::App& command = *program.add_subcommand(name, what);
    const auto options = std::make_shared<SteerOptions>();
    options->act = act;
    command.add_option("rule", options->named.rule, "The rule's name");
    command.add_option("--content", options->named.content, "A content instead of a rule");
    command.add_flag("--all", options->named.all, "Everything");
    command.add_option("--config", options->config, "The configuration file")->capture_default_str();
    command.add_option("--key-file", options->key_file,
                       "Holds a key with the scope admin, for the running daemon (dialogd key add)");
    command.add_flag("--json", options->json, "What is paused then, as JSON");
    const std::string program_name = std::string("  dialogd ") + name;
    command.footer("Example:\n" + program_name + " welcome --config dialogd.yaml --key-file admin.key\n" +
                   program_name + " --content news --config dialogd.yaml --key-file admin.key\n\n" + more +
                   "\nWhile the daemon is down no key is needed: it is so from the next start on.\n"
                   "Exit codes: 0; 1 when there is no such rule or content, or the daemon refuses; 78 configuration.");
    command.callback([options, &chosen] {
        const Named& named = options->named;
        const int given = (named.rule.empty() ? 0 : 1) + (named.content.empty() ? 0 : 1) + (named.all ? 1 : 0);
        if (given != 1) throw CLI::ValidationError("what", "one of RULE, --content NAME and --all is needed");
        chosen = [options] { return steer(*options); };
    });
}

void add_plan(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("plan", "What other rules would change, and for how many open runs");
    const auto options = std::make_shared<PlanOptions>();
    command.add_option("--rules", options->rules, "The folder with the rules to be")->required();
    command.add_option("--templates", options->templates, "Their templates; default: those of the configuration");
    command.add_option("--config", options->config, "The configuration file")->capture_default_str();
    command.add_flag("--json", options->json, "As JSON, for programs");
    command.footer(
        "Example:\n"
        "  dialogd plan --rules /srv/checkout/rules --config dialogd.yaml\n\n"
        "Reads beside the running daemon and changes nothing. Open runs of a changed rule finish by the old steps,\n"
        "migrate to the step of the same name or text, or exit, as its on_change says.\n"
        "Exit codes: 0; 1 when the rules have mistakes or the store can't be read; 78 configuration.");
    command.callback([options, &chosen] { chosen = [options] { return plan_command(*options); }; });
}

}  // namespace

void add_live_commands(CLI::App& program, Chosen& chosen) {
    add_steering(program, chosen, Act::pause, "pause", "Nothing of a rule, a content or everything starts or goes out",
                 "What waits goes on when it is resumed, unless it has expired by then.");
    add_steering(program, chosen, Act::resume, "resume", "Take a pause back",
                 "--all takes `pause --all` back; what was paused by name stays paused.");
    add_steering(program, chosen, Act::drop, "drop", "End the open runs of a rule, and send nothing that waits",
                 "It starts anew with the next event, unless it is paused first.");
    add_plan(program, chosen);
}

}  // namespace dialogd::app
