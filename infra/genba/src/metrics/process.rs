//! What the process holds of the system, under the names that Prometheus gives every process.

use super::one;
use crate::files;

pub fn write(out: &mut String) {
    let help = "Files and sockets that may be open.";
    one(out, "process_max_fds", "gauge", help, files::limit());
    if let Some(open) = files::open() {
        let help = "Files and sockets that are open.";
        one(out, "process_open_fds", "gauge", help, open);
    }
}
