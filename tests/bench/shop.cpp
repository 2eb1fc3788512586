// Makes the shop's files and runs the daemon as a process of its own.
#include "bench/shop.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bench/load.hpp"

namespace dialogd::bench {

namespace fs = std::filesystem;

void write_file(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file) throw std::runtime_error("can't write " + path.string());
}

std::string run_and_read(const std::string& command) {
    std::string text;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("can't run " + command);
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), got);
    pclose(pipe);
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

Shop::Shop(const ShopSettings& settings) : settings_(settings) {
    fs::remove_all(settings_.folder);
    write_files();
    const std::string config = (settings_.folder / "dialogd.yaml").string();
    key_ =
        run_and_read(settings_.program.string() + " key add bench --scope admin --config " + config + " 2>/dev/null");
    if (key_.empty()) throw std::runtime_error("no key: does `dialogd key add` work?");
    start();
}

Shop::~Shop() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

void Shop::write_files() const {
    const fs::path& folder = settings_.folder;
    std::ostringstream config;
    config << "data: " << (folder / "data").string() << "\nhttp: 127.0.0.1:" << settings_.http
           << "\npublic_url: https://dialog.shop.example\ncompany: {name: Shop, address: \"Gaden 1, 1000 København\", "
              "country: DK}\n"
              "language: en\ntime_zone: Europe/Copenhagen\nrules: rules\ntemplates: templates\ngather: 0s\n"
              "topics:\n  service: {kind: service, name: {en: Service}}\n"
              "queues:\n  service: {email: service@shop.example}\n"
              "channels:\n  email: {type: smtp, url: \"smtp://127.0.0.1:"
           << settings_.smtp
           << "\", tls: none, from: Shop <hej@dialog.shop.example>, connections: " << settings_.connections << "}\n";
    write_file(folder / "dialogd.yaml", config.str());
    for (int i = 0; i < settings_.rules; ++i) {
        std::ostringstream rule;
        const int kind = i % kEventKinds;
        const bool sends = i == 0;
        rule << "rule: rule-" << i << "\nabout: One of many.\ntopic: service\ntrigger:\n  event: thing." << kind
             << "\n  if: >-\n";
        if (sends)
            rule << "    event.total >= 0 && event.currency == \"DKK\"\nkey: event.order_id\nreenter: always\n"
                    "steps:\n  - send: {content: receipt, channel: email}\n";
        else
            rule << "    event.total >= " << 10'000 + i
                 << " && event.currency == \"DKK\" && event.quantity < 100 && "
                    "event.order_id != \"\"\nsteps:\n  - send: {content: receipt, channel: email}\n";
        write_file(folder / "rules" / ("rule-" + std::to_string(i) + ".yaml"), rule.str());
    }
    write_file(folder / "templates/receipt/content.yaml", "about: What somebody bought.\n");
    write_file(
        folder / "templates/receipt/email.en.md",
        "Subject: Your order {{run.event.order_id}}\n\nHello,\n\nthank you for your order {{run.event.order_id}} of "
        "{{run.event.total}} {{run.event.currency}}.\n\nWe pack it today and send it tomorrow. Reply to this mail "
        "if anything is wrong, and a person will read it.\n\nBest wishes from {{company.name}}\n");
}

void Shop::start() {
    const std::string log = (settings_.folder / "log").string();
    const std::string config = (settings_.folder / "dialogd.yaml").string();
    pid_ = ::fork();
    if (pid_ == 0) {
        const int file = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
        ::dup2(file, 1);
        ::dup2(file, 2);
        ::execl(settings_.program.c_str(), "dialogd", "serve", "--config", config.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    if (!wait_ready()) throw std::runtime_error("the daemon did not get ready: see " + log);
}

bool Shop::wait_ready() const {
    for (int i = 0; i < 600; ++i) {
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) return false;
        if (get(settings_.http, "/readyz").find(" 200 ") != std::string::npos) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

double Shop::metric(const std::string& name) const {
    const std::string text = get(settings_.http, "/metrics");
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::atof(text.c_str() + at + name.size() + 2);
}

std::uint64_t Shop::resident_bytes() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
    return 0;
}

double Shop::cpu_seconds() const {
    std::ifstream stat("/proc/" + std::to_string(pid_) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string field;
    double ticks = 0;
    for (int i = 3; fields >> field; ++i)
        if (i == 14 || i == 15) ticks += std::atof(field.c_str());
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace dialogd::bench
