// Options of export, erase and consents.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/customer_commands.hpp"
#include "app/options.hpp"

namespace dialogd::app {

namespace {

void add_export(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("export", "Everything that is kept about a customer, as JSON");
    const auto options = std::make_shared<CustomerOptions>();
    command.add_option("customer", options->customer, "The customer's id, email:ADDRESS or phone:NUMBER")->required();
    command.add_option("--config", options->config, "The configuration file")->capture_default_str();
    command.footer(
        "Example:\n  dialogd export 42 --config dialogd.yaml > customer.json\n\n"
        "Reads beside the running daemon. docs/export.md says what is in it.\n"
        "Exit codes: 0; 1 when there is no such customer; 78 configuration.");
    command.callback([options, &chosen] { chosen = [options] { return export_customer(*options); }; });
}

void add_erase(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("erase", "Forget a customer, for ever");
    const auto options = std::make_shared<CustomerOptions>();
    command.add_option("customer", options->customer, "The customer's id, email:ADDRESS or phone:NUMBER")->required();
    command.add_option("--config", options->config, "The configuration file")->capture_default_str();
    command.add_option("--key-file", options->key_file,
                       "Holds a key with the scope admin, for the running daemon (dialogd key add)");
    command.add_flag("--yes", options->yes, "Do not ask");
    command.footer(
        "Example:\n  dialogd erase 42 --yes --config dialogd.yaml --key-file admin.key\n\n"
        "History, messages, dead letters and files of messages go; a keyed hash of each address stays, so that\n"
        "nothing begins again of itself. What backups hold stays there until they are deleted.\n"
        "Exit codes: 0; 1 when there is no such customer, or it is not done; 2 not meant; 78 configuration.");
    command.callback([options, &chosen] { chosen = [options] { return erase_customer_command(*options); }; });
}

void add_consents(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("consents", "Who has agreed to what, with its proof");
    const auto options = std::make_shared<ConsentOptions>();
    command.require_subcommand(1);
    command.footer(
        "Example:\n"
        "  dialogd consents export --config dialogd.yaml > consents.jsonl\n"
        "  dialogd consents import consents.jsonl --config dialogd.yaml --key-file write.key");
    CLI::App& out = *command.add_subcommand("export", "A line of JSON for each word, oldest first");
    out.footer("Example:\n  dialogd consents export --config dialogd.yaml > consents.jsonl");
    out.callback([options, &chosen] { chosen = [options] { return export_consents(*options); }; });
    CLI::App& in = *command.add_subcommand("import", "Lines as `export` writes them, through the running daemon");
    in.add_option("file", options->file, "The lines")->required();
    in.add_option("--key-file", options->key_file, "Holds a key with the scope write (dialogd key add)");
    in.footer(
        "Example:\n  dialogd consents import consents.jsonl --config dialogd.yaml --key-file write.key\n\n"
        "A yes that is older than a no changes nothing. Exit codes: 0; 1 when lines were refused; 78 configuration.");
    in.callback([options, &chosen] { chosen = [options] { return import_consents(*options); }; });
    for (CLI::App* one : {&out, &in})
        one->add_option("--config", options->config, "The configuration file")->capture_default_str();
}

}  // namespace

void add_customer_commands(CLI::App& program, Chosen& chosen) {
    add_export(program, chosen);
    add_erase(program, chosen);
    add_consents(program, chosen);
}

}  // namespace dialogd::app
