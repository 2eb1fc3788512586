// A year and a half of a real shop: every purchase of CDNOW's 23,570 customers goes through engine and
// store under a virtual clock, with the shipped win-back and after-purchase rules; then every history is
// checked from outside, and folded again.
//
//   purchases [--purchases N]      only the first N lines, to look at it quickly
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <sstream>

#include "app/house.hpp"
#include "app/round.hpp"
#include "purchases/reference.hpp"
#include "store/store.hpp"

namespace {

using namespace dialogd;
namespace fs = std::filesystem;

constexpr std::size_t kLeastMessages = 10'000;  // silence is no proof
constexpr Duration kStep = kMinute * 10;        // what falls due within it is taken together

struct Purchase {
    std::string customer;
    Instant at{};
    std::int64_t quantity = 0;
    double total = 0;
};

[[noreturn]] void fail(const std::string& why) {
    std::printf("FAILED: %s\n", why.c_str());
    std::exit(1);
}

std::vector<Purchase> read_purchases(const fs::path& path, std::size_t most) {
    std::vector<Purchase> purchases;
    std::ifstream file(path);
    for (std::string line; purchases.size() < most && std::getline(file, line);) {
        std::istringstream fields(line);
        std::string date;
        Purchase purchase;
        if (!(fields >> purchase.customer >> date >> purchase.quantity >> purchase.total) || date.size() != 8) continue;
        const Result<Instant> day =
            parse_instant(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2));
        if (!day) fail("a date that is none: " + line);
        // The data has days; the hour is made up, the same each time.
        purchase.at = *day + kHour * 7 + kMinute * static_cast<std::int64_t>(hash_text(line) % 900);
        purchases.push_back(std::move(purchase));
    }
    std::stable_sort(purchases.begin(), purchases.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return purchases;
}

app::Config configure() {
    app::Config config;
    config.rules = fs::path(DIALOGD_SOURCE_DIR) / "rules";
    config.templates = fs::path(DIALOGD_SOURCE_DIR) / "templates";
    config.data = fs::temp_directory_path() / ("dialogd-purchases-" + std::to_string(::getpid()));
    Household& household = config.household;
    household.company = "Shop";
    household.company_address = "Gaden 1";
    household.public_url = "https://dialog.shop.example";
    household.reply_domain = "dialog.shop.example";
    household.language = "en";
    household.time_zone = "America/New_York";
    household.channels = {{ChannelKind::email, "Shop <hej@dialog.shop.example>", true, {}}};
    household.topics = {
        {"offers", {"offers", true, {}}}, {"surveys", {"surveys", true, {}}}, {"service", {"service", false, {}}}};
    household.caps = {{3, kDay * 7, {}, {}, {}, {}, {}, "max 3 per 7d"},
                      {1, kDay * 30, {}, "surveys", {}, {}, {}, "max 1 per 30d, topic surveys"},
                      {2, CalendarUnit::month, {}, {}, {}, {}, {}, "max 2 per month"}};
    household.quiet_hours = QuietHours{20 * 60, 8 * 60};
    household.queues = {"service"};
    household.unmatched_queue = "service";
    return config;
}

// Of the shop's rules only the two that this is about, and what every rule set has.
rules::Sources sources_of(const app::Config& config) {
    Result<rules::Sources> sources = app::read_sources(config);
    if (!sources) fail(to_string(sources.error()));
    std::erase_if(sources->rules, [](const rules::SourceFile& file) {
        const std::string name = fs::path(file.path).stem().string();
        return name != "win-back" && name != "after-purchase" && name != "vocabulary" && name != "journey" &&
               name != "segments";
    });
    return std::move(*sources);
}

class Year {
public:
    Year(Store& store, const Ruleset& rules) : store_(store), rules_(rules) {}

    void run(const std::vector<Purchase>& purchases) {
        std::size_t next = 0;
        while (next < purchases.size()) {
            const Instant until = purchases[next].at + kStep;
            let_time_pass(purchases[next].at);
            app::Round round(store_, rules_, until);
            while (next < purchases.size() && purchases[next].at <= until) buy(round, purchases[next++]);
            finish(round);
            send(until);
        }
        let_time_pass(purchases.back().at + kDay * 120);
    }

private:
    struct Later {
        Instant at{};
        CustomerNumber customer = CustomerNumber::nobody;
        Input input;
    };

    void take(app::Round& round, CustomerNumber customer, const Input& input) {
        if (const Result<void> taken = round.turn(customer, input); !taken) fail(to_string(taken.error()));
    }

    void finish(app::Round& round) {
        if (const Result<void> written = round.commit(); !written) fail(to_string(written.error()));
        for (const app::Round::Waiting& waiting : round.waiting())
            outbox_.push_back({waiting.at, waiting.customer, Wake{waiting.message}});
        sending_.insert(sending_.end(), round.sending().begin(), round.sending().end());
    }

    void buy(app::Round& round, const Purchase& purchase) {
        const bool fresh = round.find("cd" + purchase.customer) == CustomerNumber::nobody;
        const CustomerNumber customer = round.find_or_make("cd" + purchase.customer);
        if (fresh) {
            Profile profile;
            profile.email = "cd" + purchase.customer + "@example.com";
            take(round, customer, profile);
            // Four in five have said yes.
            if (hash_text(purchase.customer, 1) % 5 != 0)
                for (const char* const topic : {"offers", "surveys"})
                    take(round, customer, Consent{topic, {}, true, "yes, write to me", "import", purchase.at});
        }
        Event event;
        event.name = "order.placed";
        event.id = purchase.customer + "/" + std::to_string(++bought_);
        event.source = "shop";
        event.time = purchase.at;
        event.properties = Value(Value::Map{{Value("order_id"), Value(event.id)},
                                            {Value("quantity"), Value(purchase.quantity)},
                                            {Value("total"), Value(purchase.total)},
                                            {Value("currency"), Value("USD")}});
        take(round, customer, event);
    }

    // Everything that falls due before `until`, in order.
    void let_time_pass(Instant until) {
        for (;;) {
            const Instant due = std::min(store_.next_due(), replies_.empty() ? kNever : replies_.front().at);
            if (due > until) break;
            const Instant now = std::min(until, std::max(due, last_) + kStep);
            last_ = now;
            app::Round round(store_, rules_, now);
            for (const CustomerNumber customer : store_.due(now, 4'096)) take(round, customer, Wake{});
            while (!replies_.empty() && replies_.front().at <= now) {
                take(round, replies_.front().customer, replies_.front().input);
                replies_.pop_front();
            }
            finish(round);
            send(now);
        }
        last_ = std::max(last_, until);
    }

    // The sender: claims what waits, and a made-up relay that mostly takes it.
    void send(Instant now) {
        while (!outbox_.empty()) {
            std::deque<Later> waiting;
            waiting.swap(outbox_);
            app::Round round(store_, rules_, now);
            for (Later& one : waiting) {
                if (one.at <= now)
                    take(round, one.customer, one.input);
                else
                    later_.push_back(std::move(one));
            }
            finish(round);
            deliver(now);
        }
        std::erase_if(later_, [&](Later& one) {
            if (one.at > now) return false;
            outbox_.push_back(std::move(one));
            return true;
        });
        if (!outbox_.empty()) send(now);
    }

    void deliver(Instant now) {
        std::vector<app::Round::Sending> sending;
        sending.swap(sending_);
        app::Round round(store_, rules_, now);
        for (const app::Round::Sending& one : sending) {
            Receipt receipt;
            receipt.message = one.message;
            receipt.attempt = one.attempt;
            receipt.time = now;
            const std::uint64_t draw =
                hash_text("relay", to_integer(one.customer) * 1'000 + one.message * 10 + one.attempt) % 100;
            receipt.kind = draw < 2   ? ReceiptKind::failed
                           : draw < 6 ? ReceiptKind::deferred
                           : draw < 7 ? ReceiptKind::uncertain
                                      : ReceiptKind::accepted;
            receipt.address_is_bad = draw == 0;
            take(round, one.customer, receipt);
            if (receipt.kind == ReceiptKind::accepted) maybe_answer(round, one, now);
        }
        finish(round);
    }

    // Three in ten answer what they were asked; a few say what they want.
    void maybe_answer(app::Round& round, const app::Round::Sending& one, Instant now) {
        static const std::vector<std::string> kWords{"8",         "9/10",
                                                     "3",         "ten",
                                                     "no thanks", "once a month at most please",
                                                     "Stop",      "the second record skips, can I send it back?",
                                                     "10",        "7"};
        const std::uint64_t draw = hash_text("answer", to_integer(one.customer) * 1'000 + one.message);
        if (draw % 10 >= 3) return;
        const Result<const Customer*> state = round.state(one.customer);
        if (!state) fail(to_string(state.error()));
        Reply reply;
        reply.from = (*state)->addresses.empty() ? "" : (*state)->addresses.front().value;
        reply.id = "<" + std::to_string(draw) + "@example.com>";
        reply.text = kWords[(draw >> 8U) % kWords.size()];
        reply.message = one.message;
        reply.matched_by = MatchedBy::token;
        reply.time = now + kHour;
        replies_.push_back({now + kHour, one.customer, std::move(reply)});
    }

    Store& store_;
    const Ruleset& rules_;
    Instant last_{};
    std::uint64_t bought_ = 0;
    std::deque<Later> outbox_;
    std::vector<Later> later_;
    std::deque<Later> replies_;  // in order of time
    std::vector<app::Round::Sending> sending_;
};

std::unique_ptr<Store> open(const app::Config& config, const Ruleset& rules) {
    store::Settings settings;
    settings.folder = config.data;
    settings.needs = rules.needs;
    Result<std::unique_ptr<Store>> store = store::open(settings);
    if (!store) fail(to_string(store.error()));
    return std::move(*store);
}

// Reads every history, checks it from outside, and folds it: the state must be the live one.
void check(Store& store, const Ruleset& rules, const Calendar& calendar) {
    purchases::Tally tally;
    std::size_t wrong = 0;
    for (std::uint64_t number = 1; number <= store.customers(); ++number) {
        const CustomerNumber customer = CustomerNumber(number);
        const Result<std::vector<Entry>> history = store.history(customer, 1'000'000);
        const Result<Customer> live = store.load(customer);
        if (!history || !live) fail("a history can't be read");
        for (const std::string& broken : purchases::broken_promises(*history, rules.household, calendar))
            if (++wrong <= 20) std::printf("%s: %s\n", live->id.c_str(), broken.c_str());
        purchases::count(*history, tally);
        Customer folded;
        folded.number = customer;
        folded.id = live->id;
        for (const Entry& entry : *history) apply(rules.needs, folded, entry);
        if (!(folded == *live) && ++wrong <= 20)
            std::printf("%s: the fold of the history is not the live state\n", live->id.c_str());
    }
    std::printf(
        "%llu customers: %zu messages (%zu marketing), %zu decisions held, %zu dropped, %zu answers, %zu opt-outs, %zu "
        "goals\n",
        static_cast<unsigned long long>(store.customers()), tally.messages, tally.marketing, tally.held, tally.dropped,
        tally.answers, tally.opt_outs, tally.goals);
    if (wrong > 0) fail(std::to_string(wrong) + " broken promises");
    if (tally.messages < kLeastMessages) fail("fewer than 10,000 messages: silence is no proof");
    if (tally.answers == 0 || tally.held == 0)
        fail("nobody answered, or nothing was ever held: too quiet to prove anything");
}

}  // namespace

int main(int argc, char** argv) {
    const char* const shared = std::getenv("DIALOGD_SHARED");
    const fs::path folder = shared != nullptr ? fs::path(shared) : fs::path(DIALOGD_SOURCE_DIR) / ".." / "shared";
    const fs::path data = folder / "data/cdnow/CDNOW_master.txt";
    if (!fs::exists(data)) return std::printf("skipped: the purchases (data/cdnow) are not on this machine\n"), 77;
    std::size_t most = SIZE_MAX;
    if (argc == 3 && std::string(argv[1]) == "--purchases") most = std::strtoull(argv[2], nullptr, 10);
    const std::vector<Purchase> purchases = read_purchases(data, most);
    const app::Config config = configure();
    const Result<app::Tools> tools = app::load_tools(config, true);
    if (!tools) fail(to_string(tools.error()));
    const app::Loaded loaded = app::load_rules(config, *tools, sources_of(config), {}, purchases.front().at - kDay);
    for (const Error& error : loaded.report.errors) std::printf("%s\n", to_string(error).c_str());
    if (!loaded.rules) fail("the shipped rules do not load");
    std::unique_ptr<Store> store = open(config, *loaded.rules);
    Year(*store, *loaded.rules).run(purchases);
    std::printf("%zu purchases taken\n", purchases.size());
    store.reset();
    store = open(config, *loaded.rules);  // what is on disk is what counts
    check(*store, *loaded.rules, *tools->calendar);
    store.reset();
    fs::remove_all(config.data);
    std::printf("1 passed, 0 failed\n");
    return 0;
}
