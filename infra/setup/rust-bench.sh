# Sourced by benches that are tests of Rust crates; called in the root of the repository.

# rust_bench TEST [ARGUMENTS OF THE HARNESS]: runs tests of one test program, in the bench's profile.
rust_bench() {
    local test=$1
    shift
    cargo test --profile "${GENBA_BENCH_PROFILE:-release}" --locked --quiet --workspace --test "$test" -- --nocapture "$@"
}
