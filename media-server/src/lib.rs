//! Sockets, threads, clock and the WHIP and WHEP routes around media-core.
