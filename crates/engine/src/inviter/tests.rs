use farhand_core::contract::Secret;
use farhand_core::effect::SiteAccess;
use farhand_protocol::{ApiError, ErrorCode};
use serde_json::json;

use super::*;
use crate::api::Http;
use crate::config::Timeouts;
use crate::incoming::Era;
use crate::requests::Requests;
use crate::test_server::{Reply, TestServer};

fn inviter(site: Option<&TestServer>) -> Inviter {
    let (inbox, _) = tokio::sync::mpsc::channel(1);
    let http = Arc::new(Http::new(Timeouts::default().request, Vec::new()));
    let mut requests = Requests::new(http, inbox);
    let access = |server: &TestServer| SiteAccess {
        address: format!("http://{}", server.address),
        token: Some(Secret("t0ken".to_owned())),
    };
    requests.use_site(Era(1), site.map(access));
    Inviter::new(requests.in_use())
}

fn asked() -> PreviewInvitation {
    PreviewInvitation {
        key: None,
        name: Some("Petra".to_owned()),
        recipient: None,
        template: None,
        language: Some("en".to_owned()),
        line: None,
    }
}

fn preview() -> Reply {
    Reply::Json(
        200,
        json!({
            "from": "Example Support <help@example.com>", "subject": "Ines invites\nyou",
            "text": "Hello Petra,\r\nhttps://support.example.com/i/abc\r\n", "html": "<p>Hello\u{202e}</p>",
        }),
    )
}

#[tokio::test]
async fn a_preview_comes_fit_for_showing_and_changes_nothing() {
    let server = TestServer::start(|_| preview()).await;
    let shown = inviter(Some(&server)).preview(&asked()).await.unwrap();
    assert_eq!(shown.subject, "Ines invites you");
    assert_eq!(shown.text, "Hello Petra,\nhttps://support.example.com/i/abc\n");
    assert_eq!(shown.html, "<p>Hello\u{202e}</p>", "the page rebuilds it");
    let heard = &server.heard()[0];
    assert_eq!(heard.line, "POST /api/v1/keys/preview");
    assert_eq!(heard.header("idempotency-key"), None);
    let body: serde_json::Value = serde_json::from_slice(&heard.body).unwrap();
    assert_eq!((&body["name"], &body["key"]), (&json!("Petra"), &json!(null)));
}

#[tokio::test]
async fn a_letter_is_made_of_the_preview() {
    let server = TestServer::start(|_| preview()).await;
    let inviter = inviter(Some(&server));
    let form = |to: &str| InviteForm { recipients: vec![to.to_owned()], ..InviteForm::default() };
    let url = inviter.letter(form("petra@example.com"), Some(KeyId(3))).await.unwrap();
    let expected = "mailto:petra@example.com?subject=Ines%20invites%20you\
                    &body=Hello%20Petra%2C%0D%0Ahttps%3A%2F%2Fsupport.example.com%2Fi%2Fabc%0D%0A";
    assert_eq!(url, expected);
    assert_eq!(server.heard().len(), 1);
    let nobody = inviter.letter(form("petra"), Some(KeyId(3))).await.unwrap_err();
    assert_eq!(nobody.message, "“petra” has no @.");
    let early = inviter.letter(form("petra@example.com"), None).await.unwrap_err();
    assert_eq!(early.message, "Make the key first.");
    assert_eq!(server.heard().len(), 1, "what is wrong already is not asked");
}

#[tokio::test]
async fn what_the_appliance_refuses_is_a_sentence() {
    let error = ApiError::new(ErrorCode::InvalidField, "the personal line is too long");
    let server = TestServer::start(move |_| Reply::Json(400, json!(error))).await;
    let refused = inviter(Some(&server)).preview(&asked()).await.unwrap_err();
    assert_eq!(refused.message, "The personal line is too long.");
    let nobody = inviter(None).preview(&asked()).await.unwrap_err();
    assert_eq!(nobody.code, UiErrorCode::SignedOut);
}
