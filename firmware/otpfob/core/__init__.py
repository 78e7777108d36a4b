"""Pure: accounts, codes, hashes, calendar, errors. No clock, no storage, no hardware."""
