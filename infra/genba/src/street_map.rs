//! The installer's street map: tiles or PMTiles elsewhere, or a PMTiles file on this machine.

use std::path::PathBuf;

use protocol::console::StreetMap;

use crate::cli::ServeOptions;

/// Where the pages find a PMTiles file of this machine.
pub const FILE_PATH: &str = "/map/street.pmtiles";

/// What was configured.
#[derive(Clone, Debug, Default)]
pub struct Configured {
    pub map: Option<StreetMap>,
    /// Served at [`FILE_PATH`].
    pub file: Option<PathBuf>,
    /// The origin that the pages may load tiles from, if it is not ours.
    pub origin: Option<String>,
}

pub fn configure(options: &ServeOptions) -> anyhow::Result<Configured> {
    let Some(place) = &options.street_map else {
        return Ok(Configured::default());
    };
    let attribution = options.street_map_attribution.clone();
    if let Some(origin) = origin_of(place) {
        let url = place.clone();
        let map = if place.ends_with(".pmtiles") {
            StreetMap::Pmtiles { url, attribution }
        } else {
            StreetMap::Tiles { url, attribution }
        };
        return Ok(Configured {
            map: Some(map),
            file: None,
            origin: Some(origin),
        });
    }
    let file = PathBuf::from(place);
    anyhow::ensure!(
        file.is_file(),
        "--street-map: {place} is neither a URL nor a file"
    );
    let map = StreetMap::Pmtiles {
        url: FILE_PATH.to_owned(),
        attribution,
    };
    Ok(Configured {
        map: Some(map),
        file: Some(file),
        origin: None,
    })
}

fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = !host.is_empty() && !host.contains([' ', ';', ',', '\'', '"', '{']);
    (plain && matches!(scheme, "https" | "http")).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_from_a_template() {
        let table = [
            (
                "https://tiles.example/a/{z}/{x}/{y}.png",
                Some("https://tiles.example"),
            ),
            (
                "http://10.0.0.5:8080/jp.pmtiles",
                Some("http://10.0.0.5:8080"),
            ),
            ("https://{s}.tiles.example/{z}", None),
            ("https://a;script-src *", None),
            ("map.pmtiles", None),
        ];
        for (url, expected) in table {
            assert_eq!(origin_of(url).as_deref(), expected, "{url}");
        }
    }
}
