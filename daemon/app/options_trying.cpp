// Options of preview, try, eval and schema.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/eval.hpp"
#include "app/options.hpp"
#include "app/preview.hpp"
#include "app/schema_command.hpp"
#include "app/try.hpp"

namespace dialogd::app {

namespace {

void add_config(CLI::App& command, std::filesystem::path& config) {
    command.add_option("--config", config, "The configuration file")->capture_default_str();
}

void add_preview(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("preview", "What a content looks like, in each language and channel");
    const auto options = std::make_shared<PreviewOptions>();
    add_config(command, options->config);
    command.add_option("content", options->content, "The content's name, as its folder in templates/")->required();
    CLI::Option* customer =
        command.add_option("--customer", options->customer, "With the values of this customer (id, e-mail or phone)");
    command.add_option("--sample", options->sample, "With the values of this JSON file")->excludes(customer);
    command.add_option("--event", options->event, "After this event; default: the one that starts its rule");
    command.add_option("--language", options->language, "Only in this language: da");
    command.add_option("--channel", options->channel, "Only on this channel")->check(CLI::IsMember({"email", "sms"}));
    command.add_option("--html", options->html, "Write pages into this folder; index.html shows all side by side");
    command.add_flag("--json", options->json, "As JSON, for programs");
    command.footer(
        "Example:\n"
        "  dialogd preview cart-reminder --config dialogd.yaml --language da\n"
        "  dialogd preview cart-reminder --config dialogd.yaml --html /tmp/preview\n\n"
        "Without --customer or --sample the values are made up from rules/vocabulary.yaml. A sample file:\n"
        "  {\"customer\": {\"first_name\": \"Anna\"}, \"event\": {\"name\": \"cart.abandoned\", \"total\": 300}}\n\n"
        "Exit codes: 0; 1 when a variant would not be eligible, or something is not there.");
    command.callback([options, &chosen] { chosen = [options] { return preview(*options); }; });
}

void add_eval(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("eval", "Try a condition, and see what each part of it gives");
    const auto options = std::make_shared<EvalOptions>();
    add_config(command, options->config);
    command.add_option("expression", options->expression, "As it would stand behind `if:`")->required();
    command.add_option("--customer", options->customer,
                       "For this customer (id, e-mail or phone); default: one made up");
    command.add_option("--event", options->event, "JSON with `name` and properties, or just a name for made-up ones");
    command.add_option("--at", options->at, "As if it were then: 2026-03-02T10:00:00Z; default: now");
    command.add_flag("--json", options->json, "As JSON, for programs");
    command.footer(
        "Example:\n"
        "  dialogd eval 'event.total >= 200 && customer.country in [\"DK\", \"SE\"]' --config dialogd.yaml \\\n"
        "      --event '{\"name\": \"cart.abandoned\", \"total\": 300}'\n\n"
        "Exit codes: 0; 1 when the expression is wrong, or can't be evaluated.");
    command.callback([options, &chosen] { chosen = [options] { return eval(*options); }; });
}

void add_try(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("try", "Hold a rule's dialogue in the terminal, on a made-up clock");
    const auto options = std::make_shared<TryOptions>();
    add_config(command, options->config);
    command.add_option("rule", options->rule, "The rule's name")->required();
    CLI::Option* customer = command.add_option("--customer", options->customer,
                                               "As this customer (id, e-mail or phone); nothing of theirs is changed");
    command.add_option("--language", options->language, "The made-up customer's language: da")->excludes(customer);
    command.add_option("--attribute", options->attributes, "What is known of the made-up customer: first_name=Anna")
        ->excludes(customer);
    command.add_option("--at", options->at, "When it begins: 2026-03-02T10:00:00Z; default: today at ten");
    command.add_option("--save", options->save, "Write what happened as a story for tests/scenarios")
        ->excludes(customer);
    command.footer(
        "Example:\n"
        "  dialogd try abandoned-cart --config dialogd.yaml --language en\n"
        "  printf '/wait 2h\\n/wait 2d\\ntoo expensive\\n' | dialogd try abandoned-cart --config dialogd.yaml\n\n"
        "Type what the customer would answer, or /help.");
    command.callback([options, &chosen] { chosen = [options] { return try_rule(*options); }; });
}

void add_schema(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("schema", "JSON Schemas, so that editors complete and check the files");
    const auto kind = std::make_shared<std::string>();
    const auto folder = std::make_shared<std::filesystem::path>();
    command.add_option("kind", *kind,
                       "rule, content, vocabulary, journey, segments or config; default: all, with --out");
    command.add_option("--out", *folder, "Write KIND.schema.json into this folder; default: to the terminal");
    command.footer(
        "Example:\n"
        "  dialogd schema rule > rule.schema.json\n"
        "  dialogd schema --out .schemas\n\n"
        "An editor with yaml-language-server takes it from the first line of a file:\n"
        "  # yaml-language-server: $schema=../.schemas/rule.schema.json");
    command.callback([kind, folder, &chosen] { chosen = [kind, folder] { return print_schema(*kind, *folder); }; });
}

}  // namespace

void add_trying_commands(CLI::App& program, Chosen& chosen) {
    add_preview(program, chosen);
    add_try(program, chosen);
    add_eval(program, chosen);
    add_schema(program, chosen);
}

}  // namespace dialogd::app
