//! What a run costs in time.

use std::time::Instant;

use super::{arguments::RunArgs, cpu, report::Conditions};

pub struct Clock {
    start: Instant,
    server_pid: Option<u32>,
    client_s: f64,
    server_s: Option<f64>,
}

impl Clock {
    pub fn start(server_pid: Option<u32>) -> anyhow::Result<Self> {
        let (client_s, server_s) = (cpu::seconds("self")?, server_seconds(server_pid)?);
        Ok(Self {
            start: Instant::now(),
            server_pid,
            client_s,
            server_s,
        })
    }

    pub fn conditions(
        &self,
        args: &RunArgs,
        url: String,
        interrupted: bool,
    ) -> anyhow::Result<Conditions> {
        let seconds = self.start.elapsed().as_secs_f64();
        // A server that ended meanwhile has no figure; the joins tell the rest.
        let server_s = server_seconds(self.server_pid).unwrap_or_default();
        let server = self
            .server_s
            .zip(server_s)
            .map(|(before, after)| after - before);
        Ok(Conditions {
            url,
            callers_asked: args.callers,
            viewers_asked: args.callers * args.viewers,
            viewers_join: args.viewers_join,
            seconds,
            client_cpu_s_per_s: (cpu::seconds("self")? - self.client_s) / seconds,
            server_cpu_s_per_s: server.map(|spent| spent / seconds),
            interrupted,
        })
    }
}

fn server_seconds(pid: Option<u32>) -> anyhow::Result<Option<f64>> {
    pid.map(|pid| cpu::seconds(&pid.to_string())).transpose()
}
