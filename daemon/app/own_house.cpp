// The order of Daemon::start: rules first, to know what the states must remember.
#include "app/own_house.hpp"

#include "app/clock.hpp"
#include "store/store.hpp"

namespace dialogd::app {

Result<OwnHouse> open_own_house(const Config& config, bool read_only) {
    OwnHouse house;
    house.now = Clock().now();
    Result<Tools> tools = load_tools(config, false);
    if (!tools) return tools.error();
    house.tools = std::move(*tools);
    const Result<rules::Sources> sources = read_sources(config);
    if (!sources) return sources.error();
    Loaded loaded = load_rules(config, house.tools, *sources, {}, house.now);
    if (loaded.rules == nullptr) return loaded.report.errors.front();
    house.rules = std::move(loaded.rules);
    store::Settings settings;
    settings.folder = config.data;
    settings.needs = house.rules->needs;
    settings.state_bytes = config.state_bytes;
    settings.read_only = read_only;
    Result<std::unique_ptr<Store>> store = store::open(settings);
    if (!store) return store.error();
    house.store = std::move(*store);
    return house;
}

}  // namespace dialogd::app
