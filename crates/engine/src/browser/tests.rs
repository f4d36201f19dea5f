use farhand_core::contract::Secret;
use farhand_core::effect::SiteAccess;
use farhand_protocol::files::{FileName, ListOrder, Place, RootId};
use farhand_protocol::{ApiError, ErrorCode};
use serde_json::json;

use super::*;
use crate::api::Http;
use crate::incoming::Era;
use crate::requests::Requests;
use crate::test_server::{Reply, TestServer};

/// A browser of one folder, with an appliance that answers this.
async fn browser(folder: &tempfile::TempDir, site: Option<&TestServer>) -> Browser {
    let path = folder.path().to_owned();
    let open = move || {
        let mut area = Area::none();
        area.add(RootId("home".to_owned()), Place::Home, "Home".to_owned(), &path).unwrap();
        area
    };
    let config = Config { own_files: Arc::new(open), ..Config::new(folder.path(), "0.0.0") };
    let (inbox, _) = tokio::sync::mpsc::channel(1);
    let http = Arc::new(Http::new(config.timeouts.request, Vec::new()));
    let mut requests = Requests::new(http, inbox);
    let access = |server: &TestServer| SiteAccess {
        address: format!("http://{}", server.address),
        token: Some(Secret("t0ken".to_owned())),
    };
    requests.use_site(Era(1), site.map(access));
    Browser::new(Arc::new(OwnFiles::new(&config)), config.clock, requests.in_use())
}

fn list(path: DevicePath) -> FilesRequest {
    FilesRequest::List {
        path,
        order: ListOrder::Name,
        descending: false,
        hidden: false,
        contains: None,
        from: 0,
        count: 100,
        listing: None,
    }
}

fn home() -> DevicePath {
    DevicePath::root(RootId("home".to_owned()))
}

#[tokio::test]
async fn this_computer_shows_its_folders_and_finds_what_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("report.pdf"), b"1234").unwrap();
    let browser = browser(&folder, None).await;
    let FilesAnswer::Roots { roots } = browser.here(FilesRequest::Roots {}).await.unwrap() else {
        panic!("no roots");
    };
    assert_eq!(roots[0].place, Place::Home);
    let FilesAnswer::Listing(listing) = browser.here(list(home())).await.unwrap() else {
        panic!("no listing");
    };
    let name: FileName = "report.pdf".parse().unwrap();
    assert_eq!((listing.entries[0].name.clone(), listing.entries[0].size), (name.clone(), Some(4)));
    let dropped = vec![folder.path().join("report.pdf"), PathBuf::from("/")];
    assert_eq!(browser.locate(dropped).await, [home().join(name)], "what lies outside is left out");
    let error = browser.there(&session(), &FilesRequest::Roots {}).await.unwrap_err();
    assert_eq!(error.code, UiErrorCode::SignedOut);
}

fn session() -> SessionId {
    SessionId::from_bytes([1; 16])
}

#[tokio::test]
async fn a_device_is_asked_through_the_appliance() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start(|heard| match heard.body.len() {
        0 => Reply::Nothing,
        _ => Reply::Json(200, json!({"kind": "roots", "roots": []})),
    })
    .await;
    let browser = browser(&folder, Some(&server)).await;
    let answer = browser.there(&session(), &FilesRequest::Roots {}).await.unwrap();
    assert_eq!(answer, FilesAnswer::Roots { roots: Vec::new() });
    let heard = &server.heard()[0];
    assert_eq!(heard.line, "POST /api/v1/sessions/01010101010101010101010101010101/files");
    assert_eq!(heard.header("authorization"), Some("Bearer t0ken"));
    assert_eq!(serde_json::from_slice::<FilesRequest>(&heard.body).unwrap(), FilesRequest::Roots {});
}

#[tokio::test]
async fn what_the_appliance_refuses_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let error = ApiError::new(ErrorCode::WrongState, "the customer has not allowed this");
    let server = TestServer::start(move |_| Reply::Json(409, json!(error))).await;
    let refused = browser(&folder, Some(&server)).await.there(&session(), &FilesRequest::Roots {}).await;
    let error = refused.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (UiErrorCode::WrongState, "The customer has not allowed this.")
    );
}
