//! The system calls that stay, and those whose very attempt ends the process.
//! Everything in neither list fails with "not permitted", which libraries survive.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter_all_threads,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

pub fn forbid() -> Result<(), String> {
    let refuse = |code: libc::c_int| SeccompAction::Errno(code.unsigned_abs());
    // The C library falls back from clone3, whose flags a filter cannot see, to clone.
    let hidden = BTreeMap::from([(libc::SYS_clone3, vec![])]);
    let stages = [
        (hidden, SeccompAction::Allow, refuse(libc::ENOSYS)),
        (
            deadly().map_err(text)?,
            SeccompAction::Allow,
            SeccompAction::KillProcess,
        ),
        (
            allowed().map_err(text)?,
            refuse(libc::EPERM),
            SeccompAction::Allow,
        ),
    ];
    // The list of what stays comes last: after it nothing more can be loaded.
    let mut programs = Vec::new();
    for (rules, otherwise, on_match) in stages {
        let architecture = std::env::consts::ARCH.try_into().map_err(text)?;
        let filter = SeccompFilter::new(rules, otherwise, on_match, architecture).map_err(text)?;
        programs.push(BpfProgram::try_from(filter).map_err(text)?);
    }
    programs
        .iter()
        .try_for_each(|p| apply_filter_all_threads(p).map_err(text))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// What decoding, encoding, threads and reading and writing open files need.
fn allowed() -> Result<Rules, Error> {
    let mut rules: Rules = ALLOWED.iter().map(|&call| (call, vec![])).collect();
    let not_executable = || argument(2, SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64), 0);
    rules.insert(libc::SYS_mmap, vec![rule(not_executable()?)?]);
    rules.insert(libc::SYS_mprotect, vec![rule(not_executable()?)?]);
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(
        libc::SYS_clone,
        vec![rule(argument(0, SeccompCmpOp::MaskedEq(thread), thread)?)?],
    );
    let own = u64::from(std::process::id());
    rules.insert(
        libc::SYS_tgkill,
        vec![rule(argument(0, SeccompCmpOp::Eq, own)?)?],
    );
    let name = libc::PR_SET_NAME as u64;
    rules.insert(
        libc::SYS_prctl,
        vec![rule(argument(0, SeccompCmpOp::Eq, name)?)?],
    );
    // Asking for a limit, of oneself, never setting one.
    let asking = vec![argument(0, SeccompCmpOp::Eq, 0)?, whole_argument(2, 0)?];
    rules.insert(
        libc::SYS_prlimit64,
        vec![SeccompRule::new(asking).map_err(Error::Backend)?],
    );
    Ok(rules)
}

/// No picture and no film needs these: whoever tries them has taken over the decoder.
fn deadly() -> Result<Rules, Error> {
    let mut rules: Rules = DEADLY.iter().map(|&call| (call, vec![])).collect();
    let writing = |at: u8| -> Result<Vec<SeccompRule>, Error> {
        let mode = SeccompCmpOp::MaskedEq(libc::O_ACCMODE as u64);
        Ok(vec![
            rule(argument(at, mode.clone(), libc::O_WRONLY as u64)?)?,
            rule(argument(at, mode, libc::O_RDWR as u64)?)?,
        ])
    };
    rules.insert(libc::SYS_openat, writing(2)?);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_open, writing(1)?);
    Ok(rules)
}

fn rule(condition: SeccompCondition) -> Result<SeccompRule, Error> {
    SeccompRule::new(vec![condition]).map_err(Error::Backend)
}

fn argument(index: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompCondition, Error> {
    SeccompCondition::new(index, SeccompCmpArgLen::Dword, operator, value).map_err(Error::Backend)
}

fn whole_argument(index: u8, value: u64) -> Result<SeccompCondition, Error> {
    SeccompCondition::new(index, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, value)
        .map_err(Error::Backend)
}

const ALLOWED: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_clone3,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_sigaltstack,
    libc::SYS_sysinfo,
    libc::SYS_write,
    libc::SYS_writev,
];

const DEADLY: &[i64] = &[
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_add_key,
    libc::SYS_bind,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_connect,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_finit_module,
    libc::SYS_init_module,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_kill,
    libc::SYS_linkat,
    libc::SYS_listen,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_mount,
    libc::SYS_open_by_handle_at,
    libc::SYS_openat2,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_open,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_renameat2,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_setns,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_symlinkat,
    libc::SYS_tkill,
    libc::SYS_umount2,
    libc::SYS_unlinkat,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_link,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mknod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_renameat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_symlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];
