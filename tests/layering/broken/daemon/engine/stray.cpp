// Not compiled: every line of it is something that the layering check must find.
#include <sqlite3.h>

#include "dialogd/ports.hpp"
#include "store/codec.hpp"
