//! Session keys and invitations, pinned as the other messages are (see `golden.rs`).

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::collections::BTreeMap;

use farhand_protocol::auth::{AccessToken, TokenRequest};
use farhand_protocol::keys::{
    CameFrom, ChangeKey, ExtendKey, Invitation, InvitationPreview, InvitationState, InviteSetup,
    InviteTemplate, Key, KeyState, Maker, NewInvitations, NewKey, Portal, PreviewInvitation, SendAgain,
    StartsAs,
};
use farhand_protocol::live::{Change, Row};
use farhand_protocol::session::StartMethod;
use farhand_protocol::{KeyId, QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp};

mod pinned;

use pinned::check;

fn new_key() -> NewKey {
    NewKey {
        queue: QueueId::Team(TeamId(2)),
        life_s: Some(3_600),
        external_reference: Some("T-1042".into()),
        portal: Some("https://repairs.example.com".into()),
        starts_as: StartsAs::Client,
        name: Some("Tobias".into()),
        attributes: BTreeMap::from([("visitor".into(), "V-2207".into())]),
    }
}

fn invitations() -> Vec<Invitation> {
    let words = || "450 4.2.1 try again later".to_owned();
    let states = [
        InvitationState::Queued,
        InvitationState::Delayed { words: words(), next_at: Timestamp(7_000) },
        InvitationState::Sent,
        InvitationState::Bounced { words: words() },
        InvitationState::Withdrawn,
    ];
    let numbered = states.into_iter().zip(1..);
    let one = |(state, number)| Invitation {
        number,
        address: format!("c{number}@example.org"),
        state,
        since: Timestamp(4_000),
        opened_at: (number == 3).then_some(Timestamp(6_000)),
    };
    numbered.map(one).collect()
}

fn key(state: KeyState, made_by: Maker) -> Key {
    Key {
        id: KeyId(12),
        key: "604281937".into(),
        link: "https://support.example.com/i/AbCdEfGhIjKlMnOpQrStUvWxYz012345".into(),
        portal: "https://support.example.com".into(),
        queue: QueueId::General,
        starts_as: StartsAs::Choice,
        name: None,
        external_reference: Some("T-1042".into()),
        attributes: BTreeMap::new(),
        made_by,
        made_at: Timestamp(3_000),
        expires_at: Timestamp(9_000),
        state,
        opened_at: Some(Timestamp(6_000)),
        invitations: invitations(),
    }
}

fn ines() -> Maker {
    Maker::Representative { id: RepresentativeId(7), name: "Ines".into() }
}

#[test]
fn keys() {
    check("new_key", &[new_key(), NewKey::into_queue(QueueId::General)]);
    check("change_key", &[ChangeKey { key: new_key() }]);
    check("extend_key", &[ExtendKey { life_s: Some(600) }, ExtendKey { life_s: None }]);
    check("starts_as", &[StartsAs::Choice, StartsAs::Client, StartsAs::Browser]);
    let lsid = SessionId::from_bytes([0x5a; 16]);
    let at = Timestamp(8_000);
    check(
        "key",
        &[
            key(KeyState::Outstanding, ines()),
            key(KeyState::Started { lsid, at, name: "Tobias".into() }, ines()),
            key(KeyState::Expired { at }, Maker::Account { name: "Tickets".into() }),
            key(KeyState::Revoked { at, by: "Ines".into() }, ines()),
        ],
    );
    let came = |address| CameFrom {
        key: KeyId(12),
        by: "Ines".into(),
        made_at: Timestamp(3_000),
        address,
        external_reference: None,
    };
    check("came_from", &[came(None), came(Some("tobias@example.org".into()))]);
    check("start_method", &[StartMethod::Key, StartMethod::Invitation]);
}

#[test]
fn what_is_sent() {
    check(
        "new_invitations",
        &[NewInvitations {
            recipients: vec!["tobias@example.org".into()],
            template: Some("standard".into()),
            language: Some("de".into()),
            line: Some("Until soon.\nInes".into()),
        }],
    );
    check("send_again", &[SendAgain { numbers: vec![1, 3] }]);
    check(
        "preview_invitation",
        &[PreviewInvitation {
            key: Some(KeyId(12)),
            name: Some("Tobias".into()),
            recipient: Some("tobias@exa".into()),
            template: None,
            language: None,
            line: None,
        }],
    );
    check(
        "invitation_preview",
        &[InvitationPreview {
            from: "Example Support <support@example.com>".into(),
            subject: "Ines invites you".into(),
            text: "604 281 937".into(),
            html: "<p>604 281 937</p>".into(),
        }],
    );
}

#[test]
fn setup() {
    let portal = Portal { name: "Repairs".into(), address: "https://repairs.example.com".into() };
    let languages = vec!["en".into(), "de".into()];
    let template = InviteTemplate { code: "standard".into(), name: "Standard invitation".into(), languages };
    let setup = InviteSetup {
        from: Some("Example Support <support@example.com>".into()),
        templates: vec![template],
        portals: vec![portal],
        life_default_s: 3_600,
        life_max_s: 604_800,
    };
    check("invite_setup", &[setup, InviteSetup::default()]);
    let row = |change| Row { seq: Seq(41), at: Timestamp(4_000), change };
    let key = Box::new(key(KeyState::Outstanding, ines()));
    check("row_keys", &[row(Change::KeyChanged { key }), row(Change::InviteSetupChanged)]);
}

#[test]
fn programs_sign_in_as_rfc_6749_has_it() {
    let token = AccessToken { access_token: "t".into(), token_type: "Bearer".into(), expires_in: 3_600 };
    let written = serde_json::to_value(&token).unwrap();
    let expected = serde_json::json!({"access_token": "t", "token_type": "Bearer", "expires_in": 3_600});
    assert_eq!(written, expected);
    let request = r#"{"grant_type": "client_credentials", "scope": "anything"}"#;
    assert!(serde_json::from_str::<TokenRequest>(request).is_ok(), "unknown parameters are passed over");
}

#[test]
fn unknown_fields_in_requests_are_refused() {
    assert!(serde_json::from_str::<NewKey>(r#"{"queue":"general","lifes":1}"#).is_err());
    assert!(serde_json::from_str::<SendAgain>(r#"{"numbers":[1],"x":1}"#).is_err());
    assert!(serde_json::from_str::<NewInvitations>(r#"{"recipients":[],"bcc":"x"}"#).is_err());
}
