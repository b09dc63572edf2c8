//! What this process gives up before it looks at a stranger's bytes: network, files, other processes,
//! new programs, and more than its share of memory and time.

mod system_calls;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus,
    Scope,
};
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use serde_json::json;

use crate::failure::Failure;
use crate::{channel, limits};

/// How much of the machine one kind of job may take.
pub struct Share {
    memory_bytes: u64,
    processor_seconds: u64,
    file_bytes: u64,
}

pub const STILL: Share = Share {
    memory_bytes: limits::STILL_MEMORY_BYTES_MAX,
    processor_seconds: limits::STILL_PROCESSOR_SECONDS_MAX,
    file_bytes: limits::STILL_OUTPUT_BYTES_MAX,
};

pub const FILM: Share = Share {
    memory_bytes: limits::FILM_MEMORY_BYTES_MAX,
    processor_seconds: limits::FILM_PROCESSOR_SECONDS_MAX,
    file_bytes: limits::FILM_OUTPUT_BYTES_MAX,
};

/// Films and stills from journals. No system call more than for films: a recording is one file that
/// grows and one stream that is read.
pub const RECORDING: Share = Share {
    memory_bytes: limits::RECORDING_MEMORY_BYTES_MAX,
    processor_seconds: limits::RECORDING_PROCESSOR_SECONDS_MAX,
    file_bytes: limits::RECORDING_OUTPUT_BYTES_MAX,
};

/// Closes the sandbox for good and says on the channel how tight it is; that line also means "ready".
/// A kernel without seccomp or Landlock is told to the parent, not hidden from it.
pub fn enter(share: &Share) -> Result<(), Failure> {
    ffmpeg_next::log::set_level(ffmpeg_next::log::Level::Quiet);
    limit(share).map_err(|e| Failure::Sandbox(e.to_string()))?;
    rustix::thread::set_no_new_privs(true).map_err(|e| Failure::Sandbox(e.to_string()))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|e| Failure::Sandbox(e.to_string()))?;
    let landlock = forbid_files();
    let seccomp = system_calls::forbid();
    channel::say(&json!({ "sandbox": {
        "seccomp": seccomp.is_ok(),
        "landlock": landlock,
        "problem": seccomp.err(),
    }}));
    Ok(())
}

fn limit(share: &Share) -> rustix::io::Result<()> {
    let few_arenas = 1;
    keep_heap_small(few_arenas);
    for (resource, most) in [
        (Resource::As, share.memory_bytes),
        (Resource::Cpu, share.processor_seconds),
        (Resource::Fsize, share.file_bytes),
        (Resource::Nofile, limits::OPEN_FILES_MAX),
        (Resource::Core, 0),
    ] {
        // A parent may have set a tighter limit already; ours never widens it.
        let most = rustix::process::getrlimit(resource)
            .maximum
            .map_or(most, |set| set.min(most));
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )?;
    }
    Ok(())
}

/// Each thread would otherwise reserve 64 MB of the address space that the limit counts.
#[allow(unsafe_code)]
fn keep_heap_small(arenas: libc::c_int) {
    // SAFETY: mallopt takes two numbers and no other thread runs yet.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, arenas) };
}

/// No rule is added, so nothing in the file system and no port stays reachable.
fn forbid_files() -> &'static str {
    let restrict = || {
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V6))?
            .handle_access(AccessNet::from_all(ABI::V6))?
            .scope(Scope::from_all(ABI::V6))?
            .create()?
            .restrict_self()
    };
    match restrict().map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => "full",
        Ok(RulesetStatus::PartiallyEnforced) => "partial",
        Ok(RulesetStatus::NotEnforced) | Err(_) => "none",
    }
}
