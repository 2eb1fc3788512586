// Time zones from the system's tz database, through Howard Hinnant's date library.
#pragma once

#include <memory>

#include "dialogd/time.hpp"

namespace dialogd::engine {

// Reads every zone once; nothing is read after. Fails when the database is missing.
Result<std::unique_ptr<const Calendar>> load_calendar();

}  // namespace dialogd::engine
