//! Offers as Chromium 156 and Firefox ESR 153 made them: to publish a camera and to view.

pub const CHROMIUM_WHIP: &str = include_str!("fixtures/chromium-whip.sdp");
pub const CHROMIUM_WHEP: &str = include_str!("fixtures/chromium-whep.sdp");
pub const FIREFOX_WHIP: &str = include_str!("fixtures/firefox-whip.sdp");
pub const FIREFOX_WHEP: &str = include_str!("fixtures/firefox-whep.sdp");
/// Three layers by `rid`.
pub const CHROMIUM_SIMULCAST: &str = include_str!("fixtures/chromium-simulcast.sdp");
/// Three layers by `rid`, their SSRCs named too.
pub const FIREFOX_SIMULCAST: &str = include_str!("fixtures/firefox-simulcast.sdp");

/// Chromium's audio section alone, to view.
pub fn audio_whep() -> String {
    let (head, sections) = CHROMIUM_WHEP.split_at(CHROMIUM_WHEP.find("m=video").unwrap_or(0));
    let audio = sections.find("m=audio").unwrap_or(0);
    head.replace("BUNDLE 0 1", "BUNDLE 1") + &sections[audio..]
}

/// The same to publish.
pub fn audio_whip() -> String {
    audio_whep().replace("a=recvonly", "a=sendonly")
}
