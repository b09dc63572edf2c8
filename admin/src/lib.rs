//! Accounts, sessions, keys, trail and their store around admin-core.
