// How many events a second are read out of JSON on one core, and how many requests a second the server
// answers: intake_bench [EVENTS-A-REQUEST]
#define DOCTEST_CONFIG_IMPLEMENT  // what is shared with the tests needs it; main is our own
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "intake/asking.hpp"
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string one_event(int i) {
    const std::string n = std::to_string(i);
    return R"({"event":"order.placed","id":"order-)" + n +
           R"(","time":"2026-11-24T10:00:00.123Z","customer":{"id":"c-)" + n + R"("},"properties":{"order_id":"o-)" +
           n + R"(","total":1299.5,"currency":"DKK","lines":[{"sku":"A1","quantity":2,"price":649.75}]}})";
}

template <class Read>
void measure(const char* what, const std::string& body, std::size_t items, Read read) {
    JsonReader json;
    const auto start = std::chrono::steady_clock::now();
    std::size_t total = 0;
    while (seconds_since(start) < 2.0) {
        std::string copy = body;
        const Result<Batch> batch = read(json, copy);
        if (!batch || batch->arrivals.size() != items) std::abort();
        total += items;
    }
    std::printf("%-28s %9.0f events/s\n", what, static_cast<double>(total) / seconds_since(start));
}

void measure_server(std::size_t clients, std::size_t pipelined) {
    FakeApp app;
    Handlers handlers = app.handlers();
    handlers.take = [](const std::vector<Arrival>& arrivals, const Done& done) {
        done(std::vector<Taken>(arrivals.size()));
        return true;
    };
    Settings settings;
    settings.http = "127.0.0.1:0";
    auto server = make_server(settings, handlers);
    if (!server->start()) std::abort();
    std::atomic<std::size_t> total = 0;
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (std::size_t c = 0; c < clients; ++c)
        threads.emplace_back([&] {
            PlainSocket socket(server->http_port());
            std::string all;
            for (std::size_t i = 0; i < pipelined; ++i) all += post("/v1/events", one_event(1), kBearer);
            while (seconds_since(start) < 2.0) {
                socket.send(all);
                for (std::size_t i = 0; i < pipelined; ++i)
                    if (socket.read_answer().status != 200) std::abort();
                total += pipelined;
            }
        });
    for (std::thread& thread : threads) thread.join();
    std::printf("HTTP, %2zu clients, %2zu at once %8.0f requests/s\n", clients, pipelined,
                static_cast<double>(total.load()) / seconds_since(start));
}

}  // namespace

int main(int count, char** arguments) {
    const int items = count > 1 ? std::atoi(arguments[1]) : 1000;
    const auto many = static_cast<std::size_t>(items);
    std::string array = "[";
    std::string lines;
    std::string calls = R"({"sentAt":"2026-11-24T10:00:00Z","batch":[)";
    for (int i = 0; i < items; ++i) {
        array += one_event(i) + ",";
        lines += one_event(i) + "\n";
        calls += R"({"type":"track","event":"Order Completed","userId":"c-)" + std::to_string(i) +
                 R"(","messageId":"m-)" + std::to_string(i) +
                 R"(","timestamp":"2026-11-24T10:00:00Z","properties":{"total":1299.5,"currency":"DKK"}},)";
    }
    array.back() = ']';
    calls.back() = ']';
    calls += "}";
    const Sender from = sender();
    measure("array", array, many, [&](JsonReader& json, std::string& body) { return read_events(json, body, from); });
    measure("lines", lines, many, [&](JsonReader& json, std::string& body) { return read_events(json, body, from); });
    measure("Segment batch", calls, many,
            [&](JsonReader& json, std::string& body) { return read_segment(json, "batch", body, from); });
    measure_server(1, 1);
    measure_server(4, 1);
    measure_server(4, 32);
    return 0;
}
