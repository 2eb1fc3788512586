// Figures of the whole daemon, over real sockets, with its load and its sink on the same machine. Prints
// and judges nothing: timings on a shared machine are for comparing within one run.
//
//   build/release/tests/bench [--customers N] [--events N] [--quick]
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/load.hpp"
#include "bench/shop.hpp"
#include "bench/sink.hpp"
#include "support/free_port.hpp"

namespace {

using namespace dialogd::bench;
namespace fs = std::filesystem;

struct Wanted {
    std::uint64_t customers = 1'000'000;
    std::uint64_t events = 1'000'000;  // of the run that is measured
    std::uint64_t mails = 20'000;      // of the run with smtp-source beside it
    int latency_seconds = 20;
    fs::path program;
};

class SmtpSink {
public:
    explicit SmtpSink(std::uint16_t port) {
        pid_ = ::fork();
        if (pid_ == 0) {
            const std::string address = "127.0.0.1:" + std::to_string(port);
            ::execl("/usr/sbin/smtp-sink", "smtp-sink", "-u", "nobody", "-4", address.c_str(), "1024",
                    static_cast<char*>(nullptr));
            ::_exit(127);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    ~SmtpSink() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
    SmtpSink(const SmtpSink&) = delete;
    SmtpSink& operator=(const SmtpSink&) = delete;

private:
    pid_t pid_ = -1;
};

double mebibytes(std::uint64_t bytes) {
    return static_cast<double>(bytes) / (1 << 20);
}

std::uint64_t accepted(const Shop& shop) {
    return static_cast<std::uint64_t>(std::max(0.0, shop.metric("dialogd_receipts_total{kind=\"accepted\"}")));
}

// Waits until so many messages have been accepted; gives the seconds that took, and stops waiting after two minutes.
double wait_for_mails(const Shop& shop, std::uint64_t wanted, double begin) {
    while (accepted(shop) < wanted && seconds_now() - begin < 120)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return seconds_now() - begin;
}

LoadSettings load_for(const Shop& shop, const Wanted& wanted) {
    LoadSettings load;
    load.port = shop.http();
    load.key = shop.key();
    load.customers = wanted.customers;
    return load;
}

// Every customer exists after this; what the daemon then holds in memory is printed.
std::uint64_t seed(const Shop& shop, const Wanted& wanted, std::uint64_t until, std::uint64_t from) {
    LoadSettings load = load_for(shop, wanted);
    load.events = until - from;
    load.first = from;
    const LoadResult result = send_events(load);
    std::printf("%-52s %10.0f events/s\n", ("new customers, " + std::to_string(until - from) + " events").c_str(),
                static_cast<double>(result.accepted) / result.seconds);
    std::printf("%-52s %10.0f MiB\n", ("memory with " + std::to_string(until) + " customers").c_str(),
                mebibytes(shop.resident_bytes()));
    std::fflush(stdout);
    return until;
}

void measure_batches(const Shop& shop, const Wanted& wanted, std::uint64_t& next, int sending) {
    LoadSettings load = load_for(shop, wanted);
    load.events = wanted.events;
    load.first = next;
    load.sending = sending;
    const std::uint64_t before = accepted(shop);
    const double cpu = shop.cpu_seconds();
    const double begin = seconds_now();
    const LoadResult result = send_events(load);
    const auto while_loading = static_cast<double>(accepted(shop) - before);
    const std::uint64_t mails = wanted.events * static_cast<std::uint64_t>(sending) / 1'000;
    const double all = wait_for_mails(shop, before + mails, begin);
    next += wanted.events;
    std::printf("%-52s %10.0f events/s", sending > 0 ? "batches of 500, and mail" : "batches of 500, nothing to send",
                static_cast<double>(result.accepted) / result.seconds);
    if (sending > 0)
        std::printf(" with %.0f messages/s meanwhile (all %llu sent after %.1f s: %.0f/s)",
                    while_loading / result.seconds, static_cast<unsigned long long>(mails), all,
                    static_cast<double>(mails) / all);
    std::printf("\n%-52s %10.2f cores\n", "  of which the daemon used",
                (shop.cpu_seconds() - cpu) / std::max(all, result.seconds));
    std::fflush(stdout);
}

void measure_singles(const Shop& shop, const Wanted& wanted, std::uint64_t& next) {
    for (const int connections : {1, 64}) {
        LoadSettings load = load_for(shop, wanted);
        load.events = connections == 1 ? wanted.events / 100 : wanted.events / 10;
        load.first = next;
        load.in_request = 1;
        load.connections = connections;
        const LoadResult result = send_events(load);
        next += load.events;
        std::printf("%-52s %10.0f events/s\n",
                    ("one event a request, " + std::to_string(connections) + " connections").c_str(),
                    static_cast<double>(result.accepted) / result.seconds);
        std::fflush(stdout);
    }
}

void measure_mail(const Shop& shop, const Wanted& wanted, std::uint64_t& next, std::uint16_t smtp) {
    const std::string source = "/usr/sbin/smtp-source -d -s 16 -m " + std::to_string(wanted.mails) +
                               " -l 4096 127.0.0.1:" + std::to_string(smtp) + " 2>&1";
    double begin = seconds_now();
    const std::string said = run_and_read(source);
    const double peer = static_cast<double>(wanted.mails) / (seconds_now() - begin);
    if (!said.empty()) std::printf("smtp-source: %s\n", said.c_str());
    LoadSettings load = load_for(shop, wanted);
    load.events = wanted.mails;
    load.first = next;
    load.sending = 1'000;
    const std::uint64_t before = accepted(shop);
    begin = seconds_now();
    send_events(load);
    next += load.events;
    const double ours = static_cast<double>(wanted.mails) / wait_for_mails(shop, before + wanted.mails, begin);
    std::printf("%-52s %10.0f messages/s\n", "event to smtp-sink, decided, rendered, logged", ours);
    std::printf("%-52s %10.0f messages/s (ours is %.2f of it)\n", "smtp-source -d -s 16 into the same sink, alone",
                peer, ours / peer);
    std::fflush(stdout);
}

void measure_latency(const Wanted& wanted, const fs::path& folder) {
    ShopSettings settings;
    settings.program = wanted.program;
    settings.folder = folder;
    settings.http = dialogd::tests::free_port();
    settings.smtp = dialogd::tests::free_port();
    const Sink sink(settings.smtp);
    const Shop shop(settings);
    std::map<std::string, double> sent;
    const double begin = seconds_now();
    for (int i = 0; i < wanted.latency_seconds * 100; ++i) {
        const double at = begin + i / 100.0;
        while (seconds_now() < at) std::this_thread::sleep_for(std::chrono::microseconds(200));
        const std::string id = "L" + std::to_string(i);
        sent[id] = seconds_now();
        const std::string body = "{\"event\":\"thing.0\",\"id\":\"" + id + "\",\"customer\":{\"id\":\"" + id +
                                 "\",\"email\":\"" + id + "@example.com\"},\"properties\":{\"order_id\":\"" + id +
                                 "\",\"total\":1,\"currency\":\"DKK\",\"quantity\":1}}";
        if (post(shop.http(), shop.key(), "/v1/events", body).find(" 200 ") == std::string::npos)
            throw std::runtime_error("an event was not taken");
    }
    std::this_thread::sleep_for(std::chrono::seconds(2));
    std::vector<double> took;
    for (const auto& [id, at] : sink.arrivals())
        if (const auto from = sent.find(id); from != sent.end()) took.push_back((at - from->second) * 1'000);
    if (took.empty()) throw std::runtime_error("no mail came to the sink");
    std::sort(took.begin(), took.end());
    std::printf("%-52s %10.1f ms median, %.1f ms 99th percentile (%zu of %zu mails)\n",
                "from event to the sink at 100 events/s", took[took.size() / 2], took[took.size() * 99 / 100],
                took.size(), sent.size());
    std::fflush(stdout);
}

void measure(const Wanted& wanted) {
    const fs::path folder = fs::temp_directory_path() / ("dialogd-bench-" + std::to_string(::getpid()));
    std::printf("%llu customers, 1,000 rules (5 look at each event), %u cores, load and sink on the same machine\n",
                static_cast<unsigned long long>(wanted.customers), std::thread::hardware_concurrency());
    measure_latency(wanted, folder / "latency");
    ShopSettings settings;
    settings.program = wanted.program;
    settings.folder = folder / "load";
    settings.http = dialogd::tests::free_port();
    settings.smtp = dialogd::tests::free_port();
    {
        const SmtpSink sink(settings.smtp);
        const Shop shop(settings);
        std::printf("%-52s %10.0f MiB\n", "memory with no customer", mebibytes(shop.resident_bytes()));
        std::uint64_t next = 0;
        if (wanted.customers > 100'000) next = seed(shop, wanted, 100'000, next);
        next = seed(shop, wanted, wanted.customers, next);
        measure_batches(shop, wanted, next, 0);
        measure_batches(shop, wanted, next, 250);
        measure_singles(shop, wanted, next);
        measure_mail(shop, wanted, next, settings.smtp);
        std::printf("%-52s %10.0f MiB\n", "memory at the end", mebibytes(shop.resident_bytes()));
    }
    fs::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
    Wanted wanted;
    wanted.program = fs::canonical("/proc/self/exe").parent_path().parent_path() / "dialogd";
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const bool more = i + 1 < argc;
        if (argument == "--quick")
            wanted.customers = 20'000, wanted.events = 50'000, wanted.mails = 2'000, wanted.latency_seconds = 3;
        else if (argument == "--customers" && more)
            wanted.customers = std::strtoull(argv[++i], nullptr, 10);
        else if (argument == "--events" && more)
            wanted.events = std::strtoull(argv[++i], nullptr, 10);
        else
            return std::fprintf(stderr, "usage: bench [--customers N] [--events N] [--quick]\n"), 2;
    }
    try {
        if (!fs::exists("/usr/sbin/smtp-sink"))
            return std::printf("skipped: smtp-sink is not installed (Debian: postfix)\n"), 77;
        measure(wanted);
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "bench: %s\n", problem.what());
        return 1;
    }
    return 0;
}
