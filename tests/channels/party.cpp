// Real parties, run as processes.
#include "channels/party.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <thread>

namespace dialogd::tests {

namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool listens(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool good = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return good;
}

// A process of its own; nothing that the test has open goes along.
int begin(std::vector<std::string>& command, const std::string& log) {
    std::vector<char*> arguments;
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int pid = ::fork();
    if (pid != 0) return pid;
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(file, 1);
    ::dup2(file, 2);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

std::string parties_folder() {
    const char* named = std::getenv("DIALOGD_SHARED");
    const auto folder = std::filesystem::path(named != nullptr ? named : DIALOGD_SOURCE_DIR "/../shared") / "parties";
    return std::filesystem::exists(folder) ? folder.string() : "";
}

std::string program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path != nullptr ? path : "") + ":/usr/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto file = std::filesystem::path(folder) / name;
        if (::access(file.c_str(), X_OK) == 0) return file.string();
    }
    return {};
}

bool run(std::vector<std::string> command, const std::string& log) {
    int status = -1;
    const int pid = begin(command, log);
    return pid > 0 && ::waitpid(pid, &status, 0) == pid && status == 0;
}

bool make_certificate(const std::filesystem::path& folder) {
    return run({program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                (folder / "key.pem").string(), "-out", (folder / "cert.pem").string()},
               (folder / "openssl.log").string());
}

Party::Party(std::vector<std::string> command, int port, const std::string& log) : pid_(begin(command, log)) {
    for (int i = 0; i < 200 && !ready_; ++i) {
        ready_ = listens(port);
        if (!ready_) std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
}

Party::~Party() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

}  // namespace dialogd::tests
