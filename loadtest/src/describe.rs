//! What every client can say of itself and hear of a server, whatever its engine.

/// Descriptions (SDP) as a client gives and takes them. It is always the active side of DTLS.
pub trait Describe: Send {
    fn offer(&mut self) -> anyhow::Result<String>;
    fn take_answer(&mut self, answer: &str) -> anyhow::Result<()>;
    /// For servers that offer to their viewers.
    fn answer(&mut self, offer: &str) -> anyhow::Result<String>;
}
