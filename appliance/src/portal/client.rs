//! The way to the client: `GET /client?code=…` is where the representative's link leads, `POST
//! /client` what the button in the chat does, which makes a code of the page's own. Showing a code
//! uses nothing up; the client does, when it attaches.
//!
//! Clients to download stand in the folder `clients` of the data folder, under the names in
//! [`KNOWN`]. Nothing else in there is ever served.

use std::path::Path as FilePath;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use farhand_protocol::limits::KEY_DIGITS;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use super::form::Posted;
use super::leave::Nothing;
use super::notice::{self, Answer, Notice};
use super::page::{Page, html, own_session};
use super::words::{grouped, size};
use crate::state::{App, AppState};
use crate::store::{Refusal, StoreError};

/// A client that customers can download: its file, its system, and what people read.
const KNOWN: [(&str, &str, &str); 4] = [
    ("farhand-client-linux-x86_64", "linux", "Support app for Linux"),
    ("farhand-client-windows-x86_64.exe", "windows", "Support app for Windows"),
    ("farhand-client-macos-aarch64", "macos", "Support app for macOS"),
    ("farhand-client-macos-x86_64", "macos", "Support app for macOS (Intel)"),
];

/// What the link carries.
#[derive(Deserialize)]
pub struct Opening {
    code: Option<String>,
}

/// `GET /client`.
pub async fn show(State(app): State<AppState>, Query(opening): Query<Opening>, headers: HeaderMap) -> Answer {
    let digits: String = opening.code.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let code = (digits.len() == KEY_DIGITS).then_some(digits);
    answer(&app, &headers, code).await
}

/// `POST /client`.
pub async fn make(
    State(app): State<AppState>,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let Some(lsid) = own_session(&app, &headers).await? else {
        return notice::show(&app, &headers, Notice::no_session()).await;
    };
    match app.store.client_code(&lsid, &app.public_url).await {
        Ok(elevation) => answer(&app, &headers, Some(elevation.code)).await,
        Err(StoreError::Refused(Refusal::WrongState(_))) => {
            notice::show(&app, &headers, Notice::no_client_asked()).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer(app: &App, headers: &HeaderMap, code: Option<String>) -> Answer {
    let page = Page::of(app, headers, &app.store.site().await?).await?;
    let downloads = downloads(&app.config.data.join("clients")).await;
    let address = app.public_url.clone();
    let opening = code.map(|code| Code { deep_link: deep_link(&address, &code), grouped: grouped(&code) });
    Ok(html(StatusCode::OK, &ClientPage { page, opening, downloads, address }))
}

/// What opens the client where it is installed. It only ever attaches after the customer's word.
fn deep_link(address: &str, code: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("site", address)
        .append_pair("code", code)
        .finish();
    format!("farhand://attach?{query}")
}

#[derive(Template)]
#[template(path = "client.html")]
struct ClientPage {
    page: Page,
    opening: Option<Code>,
    downloads: Vec<Download>,
    address: String,
}

struct Code {
    deep_link: String,
    grouped: String,
}

struct Download {
    file: &'static str,
    system: &'static str,
    title: &'static str,
    size: String,
}

async fn downloads(folder: &FilePath) -> Vec<Download> {
    let mut found = Vec::new();
    for (file, system, title) in KNOWN {
        if let Ok(facts) = tokio::fs::metadata(folder.join(file)).await
            && facts.is_file()
        {
            found.push(Download { file, system, title, size: size(facts.len()) });
        }
    }
    found
}

/// `GET /client/download/{file}`.
pub async fn download(State(app): State<AppState>, Path(file): Path<String>, headers: HeaderMap) -> Answer {
    let known = KNOWN.iter().find(|(name, ..)| *name == file);
    let opened = match known {
        Some((name, ..)) => tokio::fs::File::open(app.config.data.join("clients").join(name)).await.ok(),
        None => None,
    };
    let Some(opened) = opened else {
        return notice::show(&app, &headers, Notice::missing()).await;
    };
    Ok(attachment(opened, &file).await)
}

async fn attachment(file: tokio::fs::File, name: &str) -> Response {
    let length = file.metadata().await.map(|facts| facts.len()).ok();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let mut response = (headers, Body::from_stream(ReaderStream::new(file))).into_response();
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_known_files_are_offered() {
        let folder = tempfile::tempdir().unwrap();
        assert!(downloads(folder.path()).await.is_empty());
        std::fs::write(folder.path().join(KNOWN[0].0), vec![0; 2_100_000]).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "").unwrap();
        let offered = downloads(folder.path()).await;
        assert_eq!(offered.len(), 1);
        assert_eq!((offered[0].file, offered[0].size.as_str()), (KNOWN[0].0, "2.1 MB"));
    }

    #[test]
    fn the_deep_link_carries_the_site_and_the_code() {
        let link = deep_link("https://support.example.com", "482913706");
        assert_eq!(link, "farhand://attach?site=https%3A%2F%2Fsupport.example.com&code=482913706");
    }
}
