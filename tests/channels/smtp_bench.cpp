// How many mails a second the SMTP channel hands over, in one process and on one thread:
//     dialogd_bench_smtp HOST:PORT MESSAGES CONNECTIONS BYTES      into a server that is there
//     dialogd_bench_smtp HOST:PORT MESSAGES CONNECTIONS BYTES CA   over STARTTLS, with that authority's certificate
//     dialogd_bench_smtp slow MESSAGES CONNECTIONS BYTES           into one of our own that takes 20 ms
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "channels/channels.hpp"
#include "channels/relay.hpp"

namespace {

std::string mail_of(std::size_t size) {
    std::string mail = "From: Shop <hej@shop.example>\r\nTo: kunde@example.org\r\nSubject: Hej\r\n\r\n";
    while (mail.size() < size) mail += "En linje med tekst, som en kunde kunne have glæde af at læse.\r\n";
    return mail;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5 && argc != 6)
        return std::fprintf(stderr, "usage: %s HOST:PORT|slow MESSAGES CONNECTIONS BYTES [CA]\n", argv[0]), 2;
    using namespace dialogd;
    std::unique_ptr<tests::Relay> slow;
    channels::SmtpSettings settings;
    if (std::string(argv[1]) == "slow") {
        slow = std::make_unique<tests::Relay>(std::vector<std::string>{"PIPELINING", "8BITMIME"}, tests::RelaySays{},
                                              std::chrono::milliseconds(20));
    }
    settings.url = slow ? slow->url() : std::string("smtp://") + argv[1];
    settings.tls = argc == 6 ? channels::Tls::required : channels::Tls::none;
    if (argc == 6) settings.ca_file = argv[5];
    settings.connections = std::atoi(argv[3]);
    const auto messages = static_cast<std::size_t>(std::atol(argv[2]));
    const std::string mail = mail_of(static_cast<std::size_t>(std::atol(argv[4])));
    auto channel = channels::make_smtp(settings);
    if (!channel) return std::fprintf(stderr, "%s\n", channel.error().message.c_str()), 1;
    const auto start = std::chrono::steady_clock::now();
    std::size_t submitted = 0, ended = 0, accepted = 0;
    while (ended < messages) {
        for (std::size_t room = (*channel)->room(); room > 0 && submitted < messages; --room) {
            Outgoing outgoing;
            outgoing.message = static_cast<MessageNumber>(++submitted);
            outgoing.return_path = "reply@shop.example";
            outgoing.to = "kunde@example.org";
            outgoing.bytes = mail;
            (*channel)->submit(std::move(outgoing));
        }
        for (const auto& outcome : (*channel)->work(std::chrono::milliseconds(100))) {
            ++ended;
            if (outcome.receipt.kind == ReceiptKind::accepted) ++accepted;
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    (void)(*channel)->close();
    std::printf("%zu accepted of %zu in %.2f s: %.0f/s\n", accepted, messages, took.count(),
                static_cast<double>(messages) / took.count());
    return accepted == messages ? 0 : 1;
}
