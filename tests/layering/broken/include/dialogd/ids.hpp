// Not compiled: a contract header that includes one to its right.
#pragma once
#include "dialogd/turn.hpp"
