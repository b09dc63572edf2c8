//! The OpenAPI document of all routes, merged from the services.

use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

use crate::media;

/// Prints the document, as it is committed in `infra/openapi.json`.
pub fn print() -> anyhow::Result<()> {
    use std::io::Write;
    let mut text = document().to_pretty_json()?;
    text.push('\n');
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// The document.
pub fn document() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Genba")
        .version("1")
        .description(Some(
            "Video reporting: requests, reports, callers and media. Every refusal is a Problem.",
        ));
    let mut document = OpenApiBuilder::new().info(info.build()).build();
    for part in [
        admin::routes::router().into_openapi(),
        signaling::openapi(),
        media_server::open_api(media::PATH),
    ] {
        document.merge(part);
    }
    document
}
