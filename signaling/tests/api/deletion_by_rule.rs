//! What was received is erased by the rule and by nothing else, never early and never late
//! (VR-9a, CC-3.3.イ-1, CC-R5.3; row 13 of the reliability figures).

#![allow(clippy::print_stdout, reason = "a figure is printed")]

use crate::years::{self, Tally};

/// A thread and a runtime for each, so that as many run at once as there are cores for.
fn run_all(seeds: impl Iterator<Item = u64>, days: i64) -> Vec<Tally> {
    let runs = seeds.map(|seed| {
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = { runtime }.enable_all().build().unwrap();
            runtime.block_on(years::run(seed, days))
        })
    });
    let runs: Vec<_> = runs.collect();
    runs.into_iter().map(|run| run.join().unwrap()).collect()
}

fn is_by_rule(tally: &Tally) -> bool {
    (tally.early, tally.late, tally.read_wrong, tally.left) == (0, 0, 0, 0)
}

#[test]
fn vr_9a_and_cc_3_3_what_is_kept_goes_at_its_moment_whatever_the_clock_says() {
    let [tally] = run_all(std::iter::once(3), 60)[..] else {
        panic!("one seed, one run");
    };
    assert!(is_by_rule(&tally), "{tally:?}");
    assert!(tally.reports > 5 && tally.films > 5, "{tally:?}");
    assert!(tally.jumps > 0, "{tally:?}");
}

/// infra/benches/deletion-by-rule.sh runs it.
#[test]
#[ignore = "a bench of many minutes"]
fn years_of_deletion_by_rule() {
    let number = |name: &str, usual: i64| -> i64 {
        std::env::var(name).map_or(usual, |text| text.parse().unwrap())
    };
    let days = number("GENBA_BENCH_DAYS", 5 * 365 + 1);
    let (first, seeds) = (
        number("GENBA_BENCH_SEED", 1),
        number("GENBA_BENCH_SEEDS", 4),
    );
    let first = first.unsigned_abs();
    let tallies = run_all(first..first + seeds.unsigned_abs(), days);
    let sum = |of: fn(&Tally) -> u32| tallies.iter().map(of).sum::<u32>();
    let latest_ms = tallies.iter().map(|tally| tally.latest_ms).max().unwrap();
    let (reports, films) = (sum(|t| t.reports), sum(|t| t.films));
    let (kept, exceptions) = (sum(|t| t.kept), sum(|t| t.exceptions));
    let (early, late) = (sum(|t| t.early), sum(|t| t.late));
    let (read_wrong, left) = (sum(|t| t.read_wrong), sum(|t| t.left));
    let (jumps, outages) = (sum(|t| t.jumps), sum(|t| t.outages));
    let (periods, restarts) = (sum(|t| t.periods), sum(|t| t.restarts));
    println!("simulated: {seeds} times {days} days, {reports} reports, {films} films");
    println!(
        "decisions: {kept} kept longer, {exceptions} erased before their day, {periods} new periods"
    );
    println!("trouble:   {jumps} jumps of the clock, {outages} outages, {restarts} restarts");
    println!(
        "goal 0:    {early} early, {late} later than an hour, {read_wrong} answered wrongly, {left} left over"
    );
    println!("latest:    {} min", latest_ms / 60_000);
    println!(
        "{{\"bench\":\"deletion-by-rule\",\"seeds\":{seeds},\"days\":{days},\"reports\":{reports},\"films\":{films},\"kept\":{kept},\"exceptions\":{exceptions},\"periods\":{periods},\"jumps\":{jumps},\"outages\":{outages},\"restarts\":{restarts},\"early\":{early},\"late\":{late},\"read_wrong\":{read_wrong},\"left\":{left},\"latest_ms\":{latest_ms}}}"
    );
    assert!(tallies.iter().all(is_by_rule), "{tallies:?}");
}
