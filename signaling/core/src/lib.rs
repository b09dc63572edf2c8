//! What may happen to a link, a report and its messages; no I/O.
