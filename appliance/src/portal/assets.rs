//! Style sheets, scripts and the sound, embedded in the program. Their address carries a hash of
//! all of them, so browsers keep them for a year and never mix two versions.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use sha2::{Digest, Sha256};

struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal => $mime:expr),* $(,)?) => {
        &[$(Asset { name: $name, mime: $mime, bytes: include_bytes!(concat!("../../assets/", $name)) }),*]
    };
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

const ASSETS: &[Asset] = assets! {
    "tokens.css" => CSS,
    "portal.css" => CSS,
    "start.css" => CSS,
    "session.css" => CSS,
    "client.css" => CSS,
    "invite.css" => CSS,
    "theme.js" => JS,
    "key.js" => JS,
    "begin.js" => JS,
    "session.js" => JS,
    "about-browser.js" => JS,
    "about-hardware.js" => JS,
    "api.js" => JS,
    "ask.js" => JS,
    "attention.js" => JS,
    "composer.js" => JS,
    "dom.js" => JS,
    "ended.js" => JS,
    "files.js" => JS,
    "helper.js" => JS,
    "info.js" => JS,
    "kinds.js" => JS,
    "link.js" => JS,
    "log.js" => JS,
    "outbox.js" => JS,
    "sharing.js" => JS,
    "elevation.js" => JS,
    "invite.js" => JS,
    "open-app.js" => JS,
    "text.js" => JS,
    "upload.js" => JS,
    "user-agent.js" => JS,
    "values.js" => JS,
    "waiting.js" => JS,
    "words.js" => JS,
    "mark.svg" => "image/svg+xml",
    "joined.wav" => "audio/wav",
};

static BASE: LazyLock<String> = LazyLock::new(|| {
    let mut all = Sha256::new();
    for asset in ASSETS {
        all.update(asset.name);
        all.update(asset.bytes);
    }
    format!("/assets/{}", data_encoding::HEXLOWER.encode(&all.finalize()[..6]))
});

/// The address below which the assets are, without a slash at the end.
pub fn base() -> &'static str {
    &BASE
}

/// `GET /assets/{version}/{name}`.
pub async fn asset(Path((version, name)): Path<(String, String)>) -> Response {
    let current = base().rsplit('/').next() == Some(version.as_str());
    let Some(asset) = ASSETS.iter().find(|asset| current && asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.mime),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, asset.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_that_a_script_imports_is_an_asset() {
        for asset in ASSETS.iter().filter(|asset| asset.mime == JS) {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let name = line.split("'./").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
                assert!(ASSETS.iter().any(|a| a.name == name), "{} imports {name}", asset.name);
            }
        }
    }

    #[test]
    fn the_question_about_control_says_that_copied_texts_pass() {
        let sharing = ASSETS.iter().find(|asset| asset.name == "sharing.js").unwrap();
        let text = std::str::from_utf8(sharing.bytes).unwrap();
        let question = text.lines().find(|line| line.contains("move the pointer")).unwrap();
        assert!(question.contains("pass copied texts to and from it"), "{question}");
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        for asset in ASSETS.iter().filter(|asset| asset.mime == CSS) {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            assert!(!text.contains("url(") && !text.contains("@import"), "{}", asset.name);
        }
    }
}
