//! How many files and sockets this process may have open: each page and each phone by TCP is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::limits::OPEN_FILES_WANTED;

/// Raises the limit to what the system allows at most. Systems begin with little, for the sake of
/// programs that wait with select(2).
pub fn raise_limit() {
    let maximum = getrlimit(Resource::Nofile).maximum;
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let limit = limit();
    if limit < OPEN_FILES_WANTED {
        tracing::warn!(
            limit,
            "few files and sockets may be open, which many callers may need; raise the hard limit (LimitNOFILE= of systemd, ulimit -Hn) to {OPEN_FILES_WANTED}"
        );
    } else {
        tracing::info!(limit, "files and sockets that may be open");
    }
}

/// The limit now.
pub fn limit() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Open now, as far as the system tells.
pub fn open() -> Option<u64> {
    let open = std::fs::read_dir("/proc/self/fd").ok()?.count();
    u64::try_from(open).ok()
}
