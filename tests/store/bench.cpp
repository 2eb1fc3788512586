// Figures of the store: how fast the codec is, what a customer takes in memory, how many events a second.
//
//   store_bench [CUSTOMERS [EVENTS]]     default: 100000 400000
#include <time.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "store/codec.hpp"
#include "store/samples.hpp"
#include "store/store.hpp"

namespace {

using namespace dialogd;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Of the processor, this thread's: what counts when others use the machine too.
double processor_seconds() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

std::size_t resident_kilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmRSS:") {
            std::size_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes;
        }
    return 0;
}

void bench_codec() {
    constexpr int kRounds = 200'000;
    store::NameTable names;
    Customer customer = test::typical_customer();
    std::string bytes;
    const double start = processor_seconds();
    for (int i = 0; i < kRounds; ++i) {
        bytes.clear();
        store::encode(customer, names, bytes);
        auto again = store::decode_customer(bytes, names);
        customer = std::move(*again);
    }
    std::printf("codec: a state of %zu bytes encoded and decoded in %.2f us\n", bytes.size(),
                (processor_seconds() - start) / kRounds * 1e6);
}

Instant at(std::uint64_t milliseconds) {
    return Instant(Duration(1'790'000'000'000 + static_cast<std::int64_t>(milliseconds)));
}

// One turn: an event of about 200 bytes, a contact more in the state, 0.3 messages.
Commit turn(Customer customer, std::uint64_t n) {
    Commit commit;
    commit.at = at(n);
    commit.wake_at = at(n + 3'600'000 + n * 7919 % 86'400'000);
    Event event;
    event.name = "cart.abandoned";
    event.id = "evt-" + std::to_string(n);
    event.source = "shop";
    event.time = commit.at;
    event.properties = Value::Map{{"cart_id", "c-" + std::to_string(n)},
                                  {"total", 349.5},
                                  {"currency", "DKK"},
                                  {"url", "https://shop.example/basket/" + std::to_string(n) +
                                              "?from=mail&campaign=autumn-sale-2026-for-everybody"},
                                  {"items", Value::List{"running shoes, blue, size 42", "socks, three pairs"}}};
    customer.last_turn = commit.at;
    if (!customer.seen.empty()) customer.seen.back().at = commit.at;
    commit.entries.emplace_back(std::move(event));
    if (n % 10 < 3) {
        Message message = test::typical_message();
        message.number = ++customer.last_message;
        message.html_source = 1;
        message.html = std::string(1300, 'x') + std::to_string(n);
        MessageQueued queued;
        queued.message = message.number;
        queued.content = message.content;
        queued.to = message.to;
        commit.entries.emplace_back(std::move(queued));
        commit.messages.push_back(std::move(message));
    }
    commit.customer = std::move(customer);
    return commit;
}

bool fill(Store& store, std::uint64_t customers) {
    const std::size_t before = resident_kilobytes();
    const auto start = Clock::now();
    std::vector<Commit> batch;
    for (std::uint64_t i = 0; i < customers; ++i) {
        Customer customer = test::typical_customer();
        customer.id = "c-" + std::to_string(100'000'000 + i);
        customer.number = store.reserve(customer.id);
        for (Address& address : customer.addresses) address.value = std::to_string(i) + address.value;
        batch.push_back(turn(std::move(customer), 5));
        batch.back().messages.clear();
        if (batch.size() < 4096 && i + 1 < customers) continue;
        if (auto committed = store.commit(batch); !committed)
            return std::fprintf(stderr, "%s\n", committed.error().message.c_str()), false;
        batch.clear();
    }
    const store::Memory memory = store::memory(store);
    const auto each = [&](std::size_t bytes) { return static_cast<double>(bytes) / static_cast<double>(customers); };
    std::printf(
        "filled: %llu new customers in %.1f s; for each %.0f bytes resident and %.0f of state (process: %.0f)\n",
        static_cast<unsigned long long>(customers), seconds_since(start), each(memory.customers), each(memory.states),
        each((resident_kilobytes() - before) * 1024));
    return true;
}

bool bench_commits(Store& store, std::uint64_t customers, std::uint64_t events) {
    std::uint64_t key = 88172645463325252ULL;
    const auto start = Clock::now();
    const double processor_start = processor_seconds();
    double making = 0;
    double loading = 0;
    double committing = 0;
    std::vector<Commit> batch;
    for (std::uint64_t n = 0; n < events; n += batch.size()) {
        auto mark = processor_seconds();
        const auto spent = [&mark] {
            const double now = processor_seconds();
            return now - std::exchange(mark, now);
        };
        batch.clear();
        std::vector<Customer> states;
        states.reserve(1024);
        making += spent();
        for (int i = 0; i < 1024; ++i) {
            key ^= key << 13U;
            key ^= key >> 7U;
            key ^= key << 17U;
            auto customer = store.load(CustomerNumber{key % customers + 1});
            if (!customer) return false;
            states.push_back(std::move(*customer));
        }
        loading += spent();
        for (std::size_t i = 0; i < states.size(); ++i) batch.push_back(turn(std::move(states[i]), n + i));
        states.clear();
        making += spent();
        if (auto committed = store.commit(batch); !committed)
            return std::fprintf(stderr, "%s\n", committed.error().message.c_str()), false;
        committing += spent();
    }
    const double all = seconds_since(start);
    const auto count = static_cast<double>(events);
    const auto each = [&](double seconds) { return seconds / count * 1e6; };
    std::printf("commits of 1024, random keys: %.0f events/s by the wall clock, the test's own turns included\n",
                count / all);
    std::printf(
        "  of the processor, for each event: load %.2f us, commit %.2f us, the test itself %.2f us: %.0f events/s "
        "without it\n",
        each(loading), each(committing), each(making), count / (processor_seconds() - processor_start - making));
    return true;
}

bool bench_behind(Store& store, std::uint64_t customers) {
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i * 4096 < customers * 2; ++i)
        if (!store.write_behind(4096)) return false;
    std::printf("snapshots of all written behind in %.1f s\n", seconds_since(start));
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t customers = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
    const std::uint64_t events = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 400'000;
    std::string folder = (std::filesystem::temp_directory_path() / "dialogd-store-bench-XXXXXX").string();
    if (customers == 0 || ::mkdtemp(folder.data()) == nullptr) return 2;
    bench_codec();
    store::Settings settings;
    settings.folder = folder;
    settings.needs.hash = 1;
    bool done = false;
    const auto reopened = [&](const char* with) {
        const auto start = Clock::now();
        auto store = store::open(settings);
        std::printf("opened %s in %.1f s\n", with, seconds_since(start));
        return store;
    };
    {
        auto store = store::open(settings);
        done = store.has_value() && store::know_source(**store, 1, std::string(1400, 'x')).has_value() &&
               fill(**store, customers) && bench_behind(**store, customers) &&
               bench_commits(**store, customers, events) && bench_behind(**store, customers);
    }
    done = done && reopened("with all snapshots").has_value();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return done ? 0 : 1;
}
