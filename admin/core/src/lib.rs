//! Posts, grants and the hash-chained trail; no I/O.
