//! What a process costs with all its threads, from `/proc`.

use anyhow::Context as _;

/// Linux counts in hundredths of a second towards programs, whatever its own tick is.
const TICKS_PER_S: f64 = 100.0;

/// User and system time so far, in seconds. `self` is this process.
pub fn cpu_s(process: &str) -> anyhow::Result<f64> {
    let path = format!("/proc/{process}/stat");
    let text = std::fs::read_to_string(&path).with_context(|| format!("no process {process}"))?;
    parse(&text).with_context(|| format!("{path} is not as expected"))
}

pub fn name(pid: u32) -> anyhow::Result<String> {
    let path = format!("/proc/{pid}/comm");
    let name = std::fs::read_to_string(path).with_context(|| format!("no process {pid}"))?;
    Ok(name.trim().to_owned())
}

/// Resident memory.
pub fn memory_bytes(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

fn parse(stat: &str) -> Option<f64> {
    // The program's name in parentheses may hold anything, so counting begins behind it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS_PER_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added_whatever_the_name() {
        let stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 75 0 0 20 0 4 0 99";
        assert_eq!(parse(stat), Some(2.25));
        assert_eq!(parse("42 (cut) S 1"), None);
    }

    #[test]
    fn our_own_process_can_be_read() {
        assert!(cpu_s("self").unwrap() >= 0.0);
        let own = std::process::id();
        assert!(memory_bytes(own).unwrap() > 1_000_000);
        assert!(!name(own).unwrap().is_empty());
        assert!(name(u32::MAX).is_err());
    }
}
