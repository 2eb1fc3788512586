// `dialogd export` and `dialogd erase`.
#include <iostream>

#include "app/ask_daemon.hpp"
#include "app/copy.hpp"
#include "app/customer_commands.hpp"
#include "app/erasure.hpp"
#include "app/numbers.hpp"
#include "app/own_house.hpp"
#include "app/terminal.hpp"
#include "app/who.hpp"
#include "intake/about.hpp"
#include "intake/text.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kMostExported = 1U << 30U;

Result<CustomerNumber> find_named(const Config& config, Store& store, const std::string& name) {
    const PhoneNumbers numbers(config.country);
    const std::function<std::optional<std::string>(std::string_view)> phone = [&numbers](std::string_view text) {
        return numbers.e164(text);
    };
    intake::About about;
    std::string problem;
    if (!intake::read_customer_name(name, {{}, {}, &phone}, about, problem))
        return Error{ErrorCode::invalid, std::move(problem), {}};
    about.email = intake::lower_case(about.email);
    const CustomerNumber number = find_customer(store, about);
    if (number == CustomerNumber::nobody)
        return Error{ErrorCode::not_found, "there is no customer `" + name + "` in " + config.data.string(), {}};
    return number;
}

// It can't be undone: a person types the name once more.
bool is_meant(const CustomerOptions& options) {
    if (options.yes) return true;
    if (!is_terminal(0)) return false;
    std::cerr << "Everything about `" << options.customer << "` is erased for ever. Type the name again: ";
    std::string typed;
    std::getline(std::cin, typed);
    return typed == options.customer;
}

int erase_here(const Config& config, const CustomerOptions& options) {
    const Result<OwnHouse> house = open_own_house(config);
    if (!house) return complain(house.error());
    Result<Suppressed> suppressed = Suppressed::open(config.data);
    if (!suppressed) return complain(suppressed.error());
    const Result<CustomerNumber> number = find_named(config, *house->store, options.customer);
    if (!number) return complain(number.error());
    const Result<Erased> erased =
        erase_customer(*house->store, *suppressed, config, *house->tools.signer, *number, house->now);
    if (!erased) return complain(erased.error());
    std::cout << "erased: " << erased->entries << " entries, " << erased->files << " files\n";
    if (erased->log_is_cut) return 0;
    return complain("another program reads the store: its log still has the words, and is cut at the daemon's start");
}

}  // namespace

int export_customer(const CustomerOptions& options) {
    const std::optional<Config> config = config_or_say(options.config);
    if (!config) return kConfigExit;
    const Result<OwnHouse> house = open_own_house(*config, true);
    if (!house) return complain(house.error());
    const Result<CustomerNumber> number = find_named(*config, *house->store, options.customer);
    if (!number) return complain(number.error());
    const Result<Customer> customer = house->store->load(*number);
    if (!customer) return complain(customer.error());
    Result<store::Whole> whole = store::whole(*house->store, *number);
    if (!whole) return complain(whole.error());
    std::cout << copy_json(*customer, std::move(*whole), house->now);
    return 0;
}

int erase_customer_command(const CustomerOptions& options) {
    const std::optional<Config> config = config_or_say(options.config);
    if (!config) return kConfigExit;
    if (!is_meant(options)) return complain("nothing is erased: say --yes when it is meant", kUsageExit);
    const Result<std::string> key = read_key(options.key_file);
    if (!key) return complain(key.error());
    const auto answer = ask_daemon(
        *config, {"/v1/customers/" + in_path(options.customer), {}, *key, "DELETE", kMostExported, "application/json"});
    if (!answer) return complain(answer.error());
    if (!*answer) return erase_here(*config, options);
    const Result<std::string> body = answer_body(**answer, "admin");
    if (!body) return complain(body.error());
    std::cout << *body;
    return 0;
}

}  // namespace dialogd::app
