// The main thread of the daemon: waits for signals, tells systemd, and ends in order.
#include "app/serve.hpp"

#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iostream>

#include "app/daemon.hpp"
#include "app/notify.hpp"

namespace dialogd::app {

namespace {

constexpr int kConfigExit = 78;  // EX_CONFIG of sysexits.h

// Signals come to the main thread only, by sigtimedwait.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    return signals;
}

void reload(Daemon& daemon) {
    notify("RELOADING=1");
    daemon.reload();  // says itself what became of it
    notify("READY=1");
}

void wait_for_end(Daemon& daemon, const sigset_t& signals) {
    constexpr std::chrono::milliseconds kStatusEvery(5'000);
    const std::chrono::milliseconds every = std::min(kStatusEvery, watchdog_interval().value_or(kStatusEvery));
    std::uint64_t rounds = daemon.rounds();
    for (;;) {
        timespec wait{};
        wait.tv_sec = every.count() / 1'000;
        wait.tv_nsec = every.count() % 1'000 * 1'000'000;
        const int signal = sigtimedwait(&signals, nullptr, &wait);
        if (signal == SIGTERM || signal == SIGINT) return;
        if (signal == SIGHUP) reload(daemon);
        daemon.look_after();
        // The loop goes round at least once a second; when it does not, systemd is not told that all is well.
        if (daemon.rounds() != rounds) notify("WATCHDOG=1\nSTATUS=" + daemon.status());
        rounds = daemon.rounds();
    }
}

}  // namespace

int serve(const ServeOptions& options) {
    const sigset_t signals = block_signals();
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("dialogd", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    ConfigReport report = read_config(options.config);
    for (const Error& error : report.errors) std::cerr << to_string(error) << "\n";
    if (!report.errors.empty()) return kConfigExit;
    std::unique_ptr<Clock> clock =
        options.clock ? std::make_unique<Clock>(*options.clock, options.pace) : std::make_unique<Clock>();
    Daemon daemon(std::move(report.config), *clock);
    if (const Result<void> started = daemon.start(); !started) {
        std::cerr << to_string(started.error()) << "\n";
        return started.error().code == ErrorCode::invalid || started.error().code == ErrorCode::not_found ? kConfigExit
                                                                                                          : 1;
    }
    notify("READY=1");
    wait_for_end(daemon, signals);
    notify("STOPPING=1");
    spdlog::info("stopping");
    daemon.stop();
    spdlog::info("stopped");
    return daemon.failed() ? 1 : 0;
}

}  // namespace dialogd::app
