// Starts in the order store, rules, loop, senders, server; stops the other way round.
#include "app/daemon.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>

#include "app/deliver_only.hpp"
#include "app/mail_in.hpp"
#include "app/notify.hpp"
#include "app/outgoing.hpp"
#include "app/past.hpp"
#include "app/ways_out.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

Error mistakes(const rules::LoadReport& report) {
    Error error = report.errors.front();
    if (report.errors.size() > 1)
        error.message += " (and " + std::to_string(report.errors.size() - 1) + " more: dialogd check shows them all)";
    return error;
}

}  // namespace

Daemon::~Daemon() {
    stop();
}

Result<void> Daemon::start() {
    for (const ChannelConfig& channel : config_.channels)
        if (clock_.made_up() && channel.type != "folder")
            return Error{ErrorCode::invalid,
                         "a made-up clock sends nothing real: every channel must be of type folder",
                         {config_.file.string(), 0, 0}};
    Result<Tools> tools = load_tools(config_, true);
    if (!tools) return tools.error();
    tools_ = std::move(*tools);
    numbers_ = PhoneNumbers(config_.country);
    Result<rules::Sources> sources = read_sources(config_);
    if (!sources) return sources.error();
    // Once without the past, to know what the states must remember; the store holds the past.
    Loaded first = load_rules(config_, tools_, *sources, {}, clock_.now());
    if (first.rules == nullptr) return mistakes(first.report);
    if (Result<void> opened = open_store(*first.rules); !opened) return opened;
    Past past = read_past(*store_);
    sources->former = std::move(past.former);
    Loaded loaded = load_rules(config_, tools_, *sources, past.live_since, clock_.now());
    if (loaded.rules == nullptr) return mistakes(loaded.report);
    for (const Error& warning : loaded.report.warnings) spdlog::warn("{}", to_string(warning));
    const Result<bool> changed = keep_present(*store_, *loaded.rules, *sources);
    if (!changed) return changed.error();
    if (Result<void> told = tell_sources(*store_, *loaded.rules); !told) return told;
    // Older versions of rules may look back further than the present ones.
    if (loaded.rules->needs.hash != needs_.hash)
        if (Result<void> folded = store::change_needs(*store_, loaded.rules->needs); !folded) return folded;
    needs_ = loaded.rules->needs;
    // Not shared with anybody yet.
    std::const_pointer_cast<Ruleset>(loaded.rules)->paused = paused_of(read_paused(*store_));
    if (Result<void> merged = merge(*loaded.rules); !merged) return merged;
    loop_ = std::make_unique<Loop>(*store_, loaded.rules, clock_, metrics_, [this](const Error& error) {
        failed_ = error;
        ::kill(::getpid(), SIGTERM);  // the main thread waits for it
    });
    loop_->mind(&suppressed_, &*opt_outs_);
    desk_ = Desk(config_.queues);
    desk_.read(*store_);
    loop_->seat(&desk_);
    if (Result<void> opened = open_channels(); !opened) return opened;
    start_loop(*changed);
    started_ = true;
    for (const std::unique_ptr<Sender>& sender : senders_) sender->start();
    if (Result<void> opened = open_server(); !opened) return opened;
    read_mailbox();
    return watch_folders();
}

void Daemon::start_loop(bool look_at_everybody) {
    loop_->watch_starts([this](const Rule& rule) { pause_too_often(rule); });
    const auto looked = [this](const Ruleset& rules, const auto& used) {
        Result<void> kept = keep_looked_at(*store_, rules.hash);
        if (kept) kept = forget_drops(*store_);
        if (kept) kept = forget_unused(*store_, rules, used);
        if (!kept) spdlog::error("what was looked at is not noted, and looked at again: {}", kept.error().message);
    };
    loop_->start(look_at_everybody, looked, read_drops(*store_));
}

// It stays paused also when that can't be written; only a start of the daemon would forget it.
void Daemon::pause_too_often(const Rule& rule) {
    const std::string name = rule.name;
    spdlog::error("rule `{}` has started {} times within {}: it is paused (at_most); see why, then dialogd resume {}",
                  name, rule.at_most.starts, to_text(rule.at_most.per), name);
    const Named named{name, {}, false};
    if (const Result<void> kept = keep_act(*store_, *loop_->rules(), Act::pause, {named, clock_.now(), "at_most"});
        !kept)
        spdlog::error("the pause of `{}` is not noted: {}", name, kept.error().message);
    Paused paused = paused_of(read_paused(*store_));
    if (!paused.rule(name)) paused.rules.insert(std::lower_bound(paused.rules.begin(), paused.rules.end(), name), name);
    loop_->change_by_hand(std::move(paused), read_drops(*store_));
}

Result<void> Daemon::open_store(const Ruleset& rules) {
    store::Settings settings;
    settings.folder = config_.data;
    settings.needs = rules.needs;
    settings.state_bytes = config_.state_bytes;
    Result<std::unique_ptr<Store>> store = store::open(settings);
    if (!store) return store.error();
    store_ = std::move(*store);
    needs_ = rules.needs;
    Result<Suppressed> suppressed = Suppressed::open(config_.data);
    if (!suppressed) return suppressed.error();
    suppressed_ = std::move(*suppressed);
    Result<OptOuts> opt_outs = OptOuts::open(config_.data, suppressed_);
    if (!opt_outs) return opt_outs.error();
    opt_outs_.emplace(std::move(*opt_outs));
    return {};
}

// A store that was restored from a backup is behind the file of opt-outs that stands beside it.
Result<void> Daemon::merge(const Ruleset& rules) {
    const Result<std::size_t> told = merge_opt_outs(*opt_outs_, suppressed_, *store_, rules, clock_.now());
    if (!told) return told.error();
    if (*told > 0)
        spdlog::warn("{} customers had said no to something, and the store did not know: it was taken from {}", *told,
                     (config_.data / "opt-outs").string());
    return {};
}

Result<void> Daemon::open_channels() {
    Loop::Senders by_kind{};
    for (const ChannelConfig& config : config_.channels) {
        Result<std::unique_ptr<Channel>> channel = open_channel(config, config_, gateways_);
        if (!channel) return channel.error();
        if (!config_.deliver_only.empty()) *channel = deliver_only(std::move(*channel), config_.deliver_only);
        const ChannelKind kind = config.kind;
        senders_.push_back(std::make_unique<Sender>(
            std::move(*channel), [this](const Attempt& attempt) { return compose(attempt, *tools_.calendar); },
            [this, kind](Sender::News news) { loop_->deliver(kind, std::move(news)); }));
        by_kind.at(static_cast<std::size_t>(kind)) = senders_.back().get();
    }
    loop_->connect(by_kind);
    if (!config_.deliver_only.empty())
        spdlog::warn("deliver_only is set: all but {} kinds of addresses get nothing", config_.deliver_only.size());
    return {};
}

Result<void> Daemon::open_server() {
    Result<std::unique_ptr<const web::Pages>> pages = web::make_pages(*tools_.words, *tools_.calendar, *tools_.formats);
    if (!pages) return pages.error();
    rights_ = std::make_unique<Rights>(*loop_, clock_, config_, suppressed_);
    pages_ = std::make_unique<CustomerPages>(*loop_, clock_, *rights_, std::move(*pages));
    steering_ = std::make_unique<Steering>(*loop_, clock_, [this](auto done) { read_again(std::move(done)); });
    routes_ = std::make_unique<Routes>(
        *loop_, keys_, metrics_, [this](std::string_view text) { return numbers_.e164(text); }, *pages_, *steering_,
        *rights_, clock_);
    intake::Settings settings;
    settings.http = config_.http;
    settings.web = config_.web;
    settings.lmtp = config_.lmtp;
    settings.gateways = gateways_;
    server_ = intake::make_server(std::move(settings), handlers());
    if (Result<void> started = server_->start(); !started) return started;
    spdlog::info("taking events on {} ({} rules, {} customers)", config_.http, loop_->rules()->rules.size(),
                 store_->customers());
    return {};
}

void Daemon::read_mailbox() {
    if (config_.imap.url.empty()) return;
    imap_ = std::make_unique<ImapReader>(config_.imap, [this](const std::string& recipient, const std::string& bytes,
                                                              std::function<void(std::string)> reply) {
        take_mail(recipient, bytes, std::move(reply));
    });
    imap_->start();
}

Result<void> Daemon::watch_folders() {
    if (!config_.rules_watch) return {};
    Result<std::unique_ptr<FolderWatch>> watch =
        FolderWatch::begin({config_.rules, config_.templates}, [this] { read_again([](const Reloaded&) {}); });
    if (!watch) return watch.error();
    watch_ = std::move(*watch);
    return {};
}

intake::Handlers Daemon::handlers() {
    intake::Handlers handlers;
    handlers.take = [this](std::vector<intake::Arrival> arrivals, intake::Done done) {
        return loop_->take(std::move(arrivals), std::move(done));
    };
    handlers.key = [this](std::string_view key, std::string_view scope) { return keys_.check(key, scope); };
    handlers.other = [this](intake::HttpRequest request, intake::Respond respond) {
        routes_->serve(std::move(request), std::move(respond));
    };
    handlers.mail = [this](std::string recipient, std::string, std::string bytes,
                           std::function<void(std::string)> reply) { take_mail(recipient, bytes, std::move(reply)); };
    handlers.dead_letter = [this](std::string source, std::string reason, std::string body,
                                  std::function<void(bool)> kept) {
        keep_dead_letter(std::move(source), std::move(reason), std::move(body), std::move(kept));
    };
    handlers.now = [this] { return clock_.now(); };
    handlers.phone = [this](std::string_view text) { return numbers_.e164(text); };
    return handlers;
}

void Daemon::take_mail(const std::string& recipient, const std::string& bytes, std::function<void(std::string)> reply) {
    constexpr const char* kOk = "250 2.1.5 Ok";
    constexpr const char* kLater = "451 4.3.0 Try again later";
    MailTaken mail = read_mail(bytes, recipient, *tools_.signer, clock_.now());
    if (!mail.dead.empty())
        return keep_dead_letter("lmtp", std::move(mail.dead), bytes,
                                [reply = std::move(reply)](bool kept) { reply(kept ? kOk : kLater); });
    if (mail.arrivals.empty()) return reply(kOk);
    const bool taken = loop_->take(std::move(mail.arrivals), [reply](const std::vector<intake::Taken>& outcome) {
        for (const intake::Taken& one : outcome)
            if (one.error) return reply(one.error->code != ErrorCode::invalid ? kLater : "554 5.6.0 Not understood");
        reply(kOk);
    });
    if (!taken) reply(kLater);
}

void Daemon::keep_dead_letter(std::string source, std::string reason, std::string body,
                              std::function<void(bool)> kept) {
    constexpr std::size_t kMostKept = 1U << 20U;
    if (body.size() > kMostKept) body.resize(kMostKept);
    loop_->keep({0, clock_.now(), std::move(source), std::move(reason), std::move(body)}, std::move(kept));
}

std::string Daemon::status() const {
    return std::to_string(metrics_.customers) + " customers, " + std::to_string(metrics_.events) + " events, " +
           std::to_string(metrics_.outbox) + " messages waiting";
}

void Daemon::stop() {
    if (routes_) routes_->stopping();
    watch_.reset();
    imap_.reset();
    if (server_) server_->stop();
    if (loop_) loop_->stop();
    if (rights_) rights_->stop();
    for (const std::unique_ptr<Sender>& sender : senders_) sender->stop();
    if (loop_ && started_) loop_->finish();
    // Not on disk: at the next start the lines are read once more, and say nothing new.
    if (store_ && opt_outs_)
        if (const Result<void> noted = note_merged(*opt_outs_, *store_); !noted)
            spdlog::warn("how far the opt-outs were read is not noted: {}", noted.error().message);
    server_.reset();
    senders_.clear();
    loop_.reset();
    store_.reset();
}

}  // namespace dialogd::app
