// reply_extraction FILE: reads {"id","body"} lines, writes {"id","out"} lines; says on stderr how long the slowest
// took.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "message/parse_mail.hpp"

int main(int argc, char** argv) {
    if (argc != 2) return std::fputs("usage: reply_extraction FILE\n", stderr), 2;
    std::ifstream file(argv[1]);
    if (!file) return std::fprintf(stderr, "%s can't be read\n", argv[1]), 2;
    // Patterns are compiled at their first use: once a process, not once a mail.
    dialogd::message::extract_reply(
        "x\n\nOn Mon, 2 Mar 2026 at 10:00, Shop <hej@shop.example> wrote:\n> x\n\nFra: x\nSent from my iPhone");
    std::string line;
    double slowest = 0;
    while (std::getline(file, line)) {
        if (line.empty()) continue;
        const auto mail = nlohmann::json::parse(line);
        const auto body = mail.at("body").get<std::string>();
        const auto start = std::chrono::steady_clock::now();
        const std::string out = dialogd::message::extract_reply(body);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        slowest = std::max(slowest, took.count());
        const nlohmann::json answer = {{"id", mail.at("id")}, {"out", out}};
        std::cout << answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }
    std::fprintf(stderr, "slowest_ms %.3f\n", slowest);
    return 0;
}
