// The running daemon: store, loop, senders and server, in the order in which they start and stop.
#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "app/api_keys.hpp"
#include "app/folder_watch.hpp"
#include "app/house.hpp"
#include "app/imap_reader.hpp"
#include "app/loop.hpp"
#include "app/numbers.hpp"
#include "app/opt_outs.hpp"
#include "app/routes.hpp"
#include "app/steering.hpp"

namespace dialogd::app {

class Daemon {
public:
    Daemon(Config config, Clock& clock) : config_(std::move(config)), clock_(clock), keys_(config_.data / "api-keys") {}
    ~Daemon();

    // Everything up to taking requests. On error nothing runs, and the daemon is to be destroyed.
    Result<void> start();
    // Answers what is under way, waits for the attempts under way, writes what is behind.
    void stop();
    // Reads rules and templates again: all or nothing. Waits until they are in force.
    Reloaded reload();

    const std::optional<Error>& failed() const { return failed_; }
    std::uint64_t rounds() const { return loop_ ? loop_->rounds() : 0; }
    std::string status() const;
    // Now and then, from any thread.
    void look_after() {
        if (rights_) rights_->look_after_log();
    }

private:
    Result<void> open_store(const Ruleset& rules);
    Result<void> merge(const Ruleset& rules);
    Result<void> open_channels();
    Result<void> open_server();
    void read_mailbox();
    Result<void> watch_folders();
    void read_again(std::function<void(const Reloaded&)> done);
    Reloaded put_in_force(rules::Sources& sources);
    void start_loop(bool look_at_everybody);
    void pause_too_often(const Rule& rule);
    intake::Handlers handlers();
    void take_mail(const std::string& recipient, const std::string& bytes, std::function<void(std::string)> reply);
    void keep_dead_letter(std::string source, std::string reason, std::string body, std::function<void(bool)> kept);

    Config config_;
    Clock& clock_;
    Metrics metrics_;
    ApiKeys keys_;
    Tools tools_;
    PhoneNumbers numbers_;
    std::vector<intake::GatewayShape> gateways_;
    std::unique_ptr<Store> store_;
    Needs needs_;  // what the states in the store remember
    std::unique_ptr<Loop> loop_;
    std::vector<std::unique_ptr<Sender>> senders_;
    std::mutex reading_;  // who reads the files first is also put in force first
    Suppressed suppressed_;
    std::optional<OptOuts> opt_outs_;
    Desk desk_;
    std::unique_ptr<Rights> rights_;
    std::unique_ptr<CustomerPages> pages_;
    std::unique_ptr<Steering> steering_;
    std::unique_ptr<Routes> routes_;
    std::unique_ptr<intake::Server> server_;
    std::unique_ptr<ImapReader> imap_;    // null: no mailbox is read
    std::unique_ptr<FolderWatch> watch_;  // null: not asked for
    std::optional<Error> failed_;
    bool started_ = false;  // the loop runs
};

}  // namespace dialogd::app
