// The words that yes and no are said with, in Danish, Swedish, Norwegian and English; folded.
#pragma once

#include "message/phrases.hpp"

namespace dialogd::message {

// Say yes wherever they stand.
const PhraseSet& strong_yes();
// Hold a negation, or a no, and say yes.
const PhraseSet& yes_by_idiom();
// Close a text after all that was weighed: "…, so no".
const PhraseSet& concluding_no();
// Say yes only where a sentence begins with them, or where they are what somebody says.
const PhraseSet& opening_yes();
// Say no wherever they stand.
const PhraseSet& strong_no();
// The same as opening_yes, for no.
const PhraseSet& opening_no();
// A no that may become a yes: "no, not without my husband".
const PhraseSet& on_terms();
// Neither a clear yes nor a clear no.
const PhraseSet& perhaps();

}  // namespace dialogd::message
