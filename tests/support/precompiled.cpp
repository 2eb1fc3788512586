// Nothing of its own: doctest and the contract are precompiled beside it, for every test. main.cpp can't be that
// file, as it takes doctest in another way.
