//! A Janus with the VideoRoom plugin alone, reached by WebSocket; everything else as its authors
//! have it by default, transport-wide feedback, NACK and RTX included.

use std::{fs, path::Path};

pub const PORT: u16 = 8188;

const LIBRARIES: &str = "/usr/lib/x86_64-linux-gnu/janus";
const OTHER_PLUGINS: &str = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,\
    libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,\
    libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so";
const OTHER_TRANSPORTS: &str =
    "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so";

pub fn write(folder: &Path, event_loops: Option<u32>) -> anyhow::Result<()> {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text);
    write("janus.jcfg", &general(event_loops))?;
    write("janus.plugin.videoroom.jcfg", "general: {\n}\n")?;
    let port = PORT;
    write(
        "janus.transport.websockets.jcfg",
        &format!(
            "general: {{\n json = \"compact\"\n ws = true\n ws_port = {port}\n}}\nadmin: {{\n}}\n"
        ),
    )?;
    Ok(())
}

fn general(event_loops: Option<u32>) -> String {
    let loops = event_loops.map_or_else(String::new, |loops| format!(" event_loops = {loops}\n"));
    // A lite agent sends no checks of its own: less work, and what Genba is too.
    format!(
        "general: {{\n plugins_folder = \"{LIBRARIES}/plugins\"\n \
         transports_folder = \"{LIBRARIES}/transports\"\n events_folder = \"{LIBRARIES}/events\"\n \
         loggers_folder = \"{LIBRARIES}/loggers\"\n debug_level = 2\n{loops}}}\n\
         nat: {{\n ice_lite = true\n}}\n\
         plugins: {{\n disable = \"{OTHER_PLUGINS}\"\n}}\n\
         transports: {{\n disable = \"{OTHER_TRANSPORTS}\"\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_loops_are_tuned_only_when_asked() {
        assert!(!general(None).contains("event_loops"));
        assert!(general(Some(2)).contains(" event_loops = 2\n"));
    }
}
