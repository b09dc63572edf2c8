//! What can be typed.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

/// Live video from the scene to the reception desk.
#[derive(Parser)]
#[command(name = "genba", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the whole system in one process.
    Serve(Box<ServeOptions>),
    /// Name the first persons of a new data folder: two keepers and the two chiefs of the NPA.
    Bootstrap(Bootstrap),
    /// Put another person into a top chief's post; both keepers confirm. A server may be running.
    ReplaceChief(ReplaceChief),
    /// Print the OpenAPI document of all routes.
    Openapi,
    /// Check evidence away from the server, without a network: an export, or a copied data folder.
    Verify(Box<Verify>),
    /// Open an export: writes the archive in it (tar) beside it.
    Open(OpenExport),
    /// Write out what is stored.
    #[command(subcommand)]
    Export(Export),
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Verify {
    #[command(subcommand)]
    pub command: Option<VerifyCommand>,
    #[command(flatten)]
    pub evidence: VerifyEvidence,
}

#[derive(Subcommand)]
pub enum VerifyCommand {
    /// Say whether the trail was changed, and where. Ends with an error when it was.
    Trail(VerifyTrail),
}

#[derive(Args)]
pub struct VerifyEvidence {
    /// An export, opened or not; or a data folder, whose trail and journals are checked.
    #[arg(required = true)]
    pub path: Option<PathBuf>,
    /// File with the password of the export [default: asked].
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Heads that another organisation fetched and held: answers of /api/v1/trail/heads, a line
    /// each. Only they show what was made anew by somebody who has the signing key.
    #[arg(long, value_name = "FILE")]
    pub heads: Option<PathBuf>,
    /// The public key to trust, in hexadecimal digits [default: that of the held heads, else the
    /// one found].
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Args)]
pub struct OpenExport {
    pub export: PathBuf,
    /// File with the password [default: asked].
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Where the archive goes [default: beside the export, ending in .tar].
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Export {
    /// Print the trail of a data folder as JSON, a record a line.
    Trail(ExportTrail),
}

/// The rest is asked: names, and the passphrases of the two keepers.
#[derive(Args)]
pub struct Bootstrap {
    /// Data folder; made when it does not exist.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

#[derive(Args)]
pub struct ReplaceChief {
    /// Data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Which chief.
    #[arg(value_enum)]
    pub chief: Chief,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Chief {
    /// NPA operations chief.
    Operations,
    /// NPA system chief.
    System,
}

#[derive(Args)]
pub struct VerifyTrail {
    /// An exported trail.
    #[arg(required_unless_present = "data")]
    pub file: Option<PathBuf>,
    /// A data folder, whose server may be running.
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    pub data: Option<PathBuf>,
    /// Heads that another organisation fetched and held: answers of /api/v1/trail/heads, a line
    /// each.
    #[arg(long, value_name = "FILE")]
    pub held: Option<PathBuf>,
    /// The public key to trust, in hexadecimal digits [default: that of the held heads, else that
    /// of the data folder].
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Args)]
pub struct ExportTrail {
    /// Data folder, whose server may be running.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// Data folder; made when it does not exist.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Address and port of the pages. Port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    pub listen: SocketAddr,
    /// Listen on the LAN too; shows a QR code and how a phone trusts the local CA.
    #[arg(long)]
    pub lan: bool,
    /// Make a new data folder a demo folder, with demo accounts and an outbox page.
    #[arg(long)]
    pub demo: bool,
    /// A clock that tests can set, from TIME (RFC 3339) or from now; demo folders only.
    #[arg(long, value_name = "TIME", num_args = 0..=1)]
    pub clock: Option<Option<jiff::Timestamp>>,
    /// The program that converts uploads [default: genba-recorder beside this program].
    #[arg(long, value_name = "PATH")]
    pub recorder: Option<PathBuf>,
    /// Address and first port of media, UDP and TCP [default: the address of --listen, its port + 2].
    #[arg(long, value_name = "ADDR")]
    pub media_listen: Option<SocketAddr>,
    /// Take media by UDP alone: no TCP port is opened and none is offered to phones and consoles.
    #[arg(long)]
    pub media_udp_only: bool,
    /// Second folder for what phones send, best on another disk: it takes what the folder `journal`
    /// of the data folder does not take, and gives it back when that is well again.
    #[arg(long, value_name = "DIR")]
    pub journal_spill: Option<PathBuf>,
    /// Where second copies of everything that was received go, sealed as it is: s3://BUCKET[/PREFIX],
    /// with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL of the
    /// environment, or file:///FOLDER, best on another machine [default: none].
    #[arg(long, value_name = "URL")]
    pub objects: Option<String>,
    /// A TURN server that relays where neither UDP nor TCP reaches media; may be repeated, one URL
    /// for each way (turn:HOST:3478?transport=udp, …=tcp, turns:HOST:5349?transport=tcp).
    #[arg(
        long,
        value_name = "URL",
        requires = "turn_secret_file",
        conflicts_with = "clock"
    )]
    pub turn_url: Vec<String>,
    /// File with the secret that the TURN server knows too (coturn: static-auth-secret).
    #[arg(long, value_name = "FILE", requires = "turn_url")]
    pub turn_secret_file: Option<PathBuf>,
    /// File that names the SMS gateways in the order in which they are asked (infra/docs/gateways.md).
    #[arg(long, value_name = "FILE")]
    pub sms_gateways: Option<PathBuf>,
    /// The mail relay, for links that cannot go out by SMS: smtp://HOST[:587] (STARTTLS is
    /// demanded) or smtps://HOST[:465].
    #[arg(long, value_name = "URL", requires = "mail_from")]
    pub mail_relay: Option<String>,
    /// The sender of these mails, for example "110 <no-reply@police.example.jp>".
    #[arg(long, value_name = "ADDRESS", requires = "mail_relay")]
    pub mail_from: Option<String>,
    /// File with the relay's user name and password, one a line.
    #[arg(long, value_name = "FILE", requires = "mail_relay")]
    pub mail_login_file: Option<PathBuf>,
    /// Certificate authority of the relay (PEM), beside the public ones.
    #[arg(long, value_name = "FILE", requires = "mail_relay")]
    pub mail_ca: Option<PathBuf>,
    /// A host to which events for a headquarters' command system may go, over HTTPS; may be repeated.
    #[arg(long, value_name = "HOST")]
    pub webhook_host: Vec<String>,
    /// Certificate authority of these hosts (PEM), beside the public ones.
    #[arg(long, value_name = "FILE", requires = "webhook_host")]
    pub webhook_ca: Option<PathBuf>,
    /// Folder into which recorders of town cameras put films, below a folder for each group (by its
    /// code) and camera (by its number). A film has its time in its name, as 20261120T210000.mp4; it
    /// is taken in and taken away once nobody writes to it.
    #[arg(long, value_name = "DIR")]
    pub footage_inbox: Option<PathBuf>,
    /// Street map of the console: a raster tile template with {z}/{x}/{y}, the URL of a PMTiles
    /// archive, or a PMTiles file on this machine.
    #[arg(long, value_name = "URL|FILE")]
    pub street_map: Option<String>,
    /// Who made the street map; shown on it.
    #[arg(long, value_name = "TEXT", default_value = "", requires = "street_map")]
    pub street_map_attribution: String,
}

impl ServeOptions {
    pub fn recorder(&self) -> PathBuf {
        self.recorder.clone().unwrap_or_else(|| {
            let beside = std::env::current_exe().unwrap_or_default();
            beside.with_file_name("genba-recorder")
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_clock_may_have_a_start_or_none() {
        let parse = |words: &[&str]| match Cli::parse_from(words).command {
            Command::Serve(options) => options.clock,
            _ => None,
        };
        assert_eq!(parse(&["genba", "serve"]), None);
        assert_eq!(parse(&["genba", "serve", "--clock", "--demo"]), Some(None));
        let at = "2026-11-20T09:00:00+09:00".parse().unwrap();
        assert_eq!(
            parse(&["genba", "serve", "--clock", "2026-11-20T09:00:00+09:00"]),
            Some(Some(at))
        );
    }
}
