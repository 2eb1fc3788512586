// Options of parse-mail, check-dns and dead-letters.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/operating.hpp"
#include "app/options.hpp"

namespace dialogd::app {

namespace {

void add_parse_mail(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("parse-mail", "What the daemon makes of a mail on stdin, as JSON");
    const auto recipients = std::make_shared<std::vector<std::string>>();
    command.add_option("--recipient", *recipients, "The envelope's, when it is known: it carries the token");
    command.footer(
        "Example:\n"
        "  dialogd parse-mail < bounce.eml\n"
        "  dialogd dead-letters show 7 | dialogd parse-mail\n\n"
        "kind is reply, bounce, complaint, auto or other. Exit codes: 0; 1 when it is no mail.");
    command.callback([recipients, &chosen] { chosen = [recipients] { return parse_mail_command(*recipients); }; });
}

void add_check_dns(CLI::App& program, Chosen& chosen) {
    CLI::App& command =
        *program.add_subcommand("check-dns", "Whether DNS says what a sender needs, and what to publish");
    const auto options = std::make_shared<DnsOptions>();
    command.add_option("domain", options->domain, "Behind the @ of the From address")->required();
    command.add_option("--selector", options->selector, "Of the DKIM key; default: usual ones are looked for");
    command.add_option("--ip", options->ip, "Of the host that sends: checks SPF for it, and its PTR");
    command.add_option("--resolver", options->resolver, "Ask this one: 127.0.0.1:53; default: the system's");
    command.add_flag("--json", options->json, "As JSON, for programs");
    command.footer(
        "Example:\n"
        "  dialogd check-dns dialog.shop.example --selector dialogd --ip 192.0.2.10\n\n"
        "Looks at SPF, DKIM, DMARC, MX, MTA-STS and PTR. Exit codes: 0; 1 when something is missing.");
    command.callback([options, &chosen] { chosen = [options] { return check_dns(*options); }; });
}

void add_dead_letters(CLI::App& program, Chosen& chosen) {
    CLI::App& command = *program.add_subcommand("dead-letters", "What came in and was understood by nothing");
    const auto options = std::make_shared<LetterOptions>();
    command.require_subcommand(1);
    command.footer(
        "Example:\n"
        "  dialogd dead-letters list --config dialogd.yaml\n"
        "  dialogd dead-letters show 7 --config dialogd.yaml > letter.eml");
    CLI::App& list = *command.add_subcommand("list", "The newest, oldest first");
    list.add_option("--limit", options->limit, "At most so many")->check(CLI::Range(1, 100'000))->capture_default_str();
    list.footer("Example:\n  dialogd dead-letters list --config dialogd.yaml --limit 20");
    list.callback([options, &chosen] { chosen = [options] { return list_dead_letters(*options); }; });
    CLI::App& show = *command.add_subcommand("show", "One of them, as it came");
    show.add_option("number", options->number, "Its number in the list")->required();
    show.footer("Example:\n  dialogd dead-letters show 7 --config dialogd.yaml > letter.eml");
    show.callback([options, &chosen] { chosen = [options] { return show_dead_letter(*options); }; });
    for (CLI::App* one : {&list, &show}) {
        one->add_option("--config", options->config, "The configuration file")->capture_default_str();
        one->add_flag("--json", options->json, "As JSON, for programs");
    }
}

}  // namespace

void add_operating_commands(CLI::App& program, Chosen& chosen) {
    add_parse_mail(program, chosen);
    add_check_dns(program, chosen);
    add_dead_letters(program, chosen);
}

}  // namespace dialogd::app
