//! Calls about representatives together: what each asks, and how its answer is read.

use farhand_protocol::people::{Presence, Representative};
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::team::{
    Broadcast, HelperLink, NewShare, NewTalk, ShareWith, TalkEntry, TalkPage, TalkWith, Transfer,
};
use farhand_protocol::{RepresentativeId, SessionId, TeamId};

use super::*;

const BRAM: RepresentativeId = RepresentativeId(8);
const TEAM: TeamId = TeamId(3);

fn lsid() -> SessionId {
    build::lsid(1)
}

fn line() -> NewTalk {
    NewTalk {
        to: TalkWith::Team { id: TEAM },
        client_id: "line-0001".parse().unwrap(),
        text: "hello".to_owned(),
    }
}

/// Each call with its method, path and body.
fn calls() -> Vec<(Call, &'static str, Option<Value>)> {
    let to = QueueId::Personal(BRAM);
    let transfer = Transfer { to, note: Some("knows it".to_owned()), stay: true };
    let share = NewShare { with: ShareWith::Representative { id: BRAM }, note: None };
    let broadcast = Broadcast { teams: vec![TEAM], text: "hello".to_owned() };
    let said = json!({"client_id": "message-1", "text": "hello"});
    vec![
        (Call::Whisper(lsid(), message("hello")), "POST /sessions/LSID/whispers", Some(said)),
        (
            Call::Transfer(lsid(), transfer),
            "POST /sessions/LSID/transfer",
            Some(json!({"to": "rep:8", "note": "knows it", "stay": true})),
        ),
        (Call::NewOwner(lsid(), BRAM), "POST /sessions/LSID/owner", Some(json!({"to": 8}))),
        (
            Call::Share(lsid(), share),
            "POST /sessions/LSID/shares",
            Some(json!({"with": {"kind": "representative", "id": 8}, "note": null})),
        ),
        (Call::AcceptShare(lsid(), 2), "POST /sessions/LSID/shares/2/accept", None),
        (Call::DeclineShare(lsid(), 2), "POST /sessions/LSID/shares/2/decline", None),
        (Call::CancelShare(lsid(), 2), "POST /sessions/LSID/shares/2/cancel", None),
        (Call::Leave(lsid()), "POST /sessions/LSID/leave", None),
        (Call::RemoveParticipant(lsid(), BRAM), "POST /sessions/LSID/participants/8/remove", None),
        (
            Call::InviteHelper(lsid(), "Kim".to_owned()),
            "POST /sessions/LSID/helpers",
            Some(json!({"name": "Kim"})),
        ),
        (Call::RemoveHelper(lsid(), 4), "POST /sessions/LSID/helpers/4/remove", None),
        (
            Call::AnswerAssignment(lsid(), false),
            "POST /sessions/LSID/assignment",
            Some(json!({"accept": false})),
        ),
        (Call::Monitor(lsid(), true), "POST /sessions/LSID/monitor", Some(json!({"seen": true}))),
        (Call::Join(lsid()), "POST /sessions/LSID/join", Some(json!({}))),
        (Call::TakeOver(lsid(), BRAM), "POST /sessions/LSID/take-over", Some(json!({"from": 8}))),
        (Call::Assign(lsid(), BRAM), "POST /sessions/LSID/assign", Some(json!({"to": 8}))),
        (
            Call::SetPresenceOf(BRAM, Presence::Away),
            "PUT /representatives/8/presence",
            Some(json!({"presence": "away"})),
        ),
        (Call::SignOutColleague(BRAM), "POST /representatives/8/sign-out", None),
        (Call::Broadcast(broadcast), "POST /broadcast", Some(json!({"teams": [3], "text": "hello"}))),
        (
            Call::Talk(line()),
            "POST /talk",
            Some(json!({"to": {"kind": "team", "id": 3}, "client_id": "line-0001", "text": "hello"})),
        ),
        (
            Call::TalkPage { with: TalkWith::Team { id: TEAM }, before: Some(9) },
            "GET /talk?team=3&before=9",
            None,
        ),
        (
            Call::TalkPage { with: TalkWith::Representative { id: BRAM }, before: None },
            "GET /talk?representative=8",
            None,
        ),
    ]
}

/// What the appliance answers to a call.
fn reply(call: &Call) -> Reply {
    let session = build::session(1);
    let detail = SessionDetail { session: session.clone(), entries: Vec::new(), customer_read: 0 };
    let body = match call {
        Call::Whisper(..) => json!(build::message(1, "hello")),
        Call::Monitor(..) | Call::Join(_) | Call::TakeOver(..) | Call::AcceptShare(..) => json!(detail),
        Call::DeclineShare(..)
        | Call::CancelShare(..)
        | Call::Leave(_)
        | Call::RemoveHelper(..)
        | Call::SignOutColleague(_)
        | Call::Broadcast(_) => {
            return Reply::Raw("HTTP/1.1 204 X\r\ncontent-length: 0\r\n\r\n".to_owned());
        }
        Call::InviteHelper(..) => json!(link()),
        Call::SetPresenceOf(..) => json!(bram()),
        Call::Talk(_) => json!(said()),
        Call::TalkPage { .. } => json!(TalkPage { entries: vec![said()], has_earlier: true }),
        _ => json!(session),
    };
    Reply::Json(200, body)
}

fn link() -> HelperLink {
    HelperLink { id: 1, link: "http://127.0.0.1/helper/x".to_owned(), expires_at: build::NOW }
}

fn bram() -> Representative {
    Representative {
        id: BRAM,
        name: "Bram".to_owned(),
        presence: Presence::Away,
        presence_since: build::NOW,
        auto: None,
    }
}

fn said() -> TalkEntry {
    let NewTalk { to, client_id, text } = line();
    TalkEntry {
        number: 1,
        at: build::NOW,
        from: BRAM,
        from_name: "Bram".to_owned(),
        to,
        client_id,
        text,
        broadcast: false,
    }
}

fn right(call: &Call, answer: &Answer) -> bool {
    let is = |session: &Session| *session == build::session(1);
    match (call, answer) {
        (Call::Whisper(..), Answer::Entry(entry)) => *entry == build::message(1, "hello"),
        (Call::InviteHelper(..), Answer::HelperLink(there)) => *there == link(),
        (Call::SetPresenceOf(..), Answer::Representative(there)) => *there == bram(),
        (Call::Talk(_), Answer::Talk(there)) => *there == said(),
        (Call::TalkPage { .. }, Answer::TalkPage(page)) => page.entries == [said()] && page.has_earlier,
        (
            Call::DeclineShare(..)
            | Call::CancelShare(..)
            | Call::Leave(_)
            | Call::RemoveHelper(..)
            | Call::SignOutColleague(_)
            | Call::Broadcast(_),
            Answer::Done,
        ) => true,
        (_, Answer::Session(session)) => is(session),
        _ => false,
    }
}

#[tokio::test]
async fn each_call_goes_over_the_wire_as_the_protocol_says() {
    for (call, expected, body) in calls() {
        let asked = call.clone();
        let server = TestServer::start(move |_| reply(&asked)).await;
        let answer = api(&server).ask(&request(call.clone())).await.unwrap();
        assert!(right(&call, &answer), "{call:?}: {answer:?}");
        let heard = server.heard().remove(0);
        let line = heard.line.replace("/api/v1", "");
        assert_eq!(line, expected.replace("LSID", LSID), "{call:?}");
        let sent = (!heard.body.is_empty()).then(|| serde_json::from_slice::<Value>(&heard.body).unwrap());
        assert_eq!(sent, body, "{call:?}");
    }
}

#[tokio::test]
async fn a_session_is_read_wherever_an_answer_may_hold_one() {
    let detail = SessionDetail { session: build::session(1), entries: Vec::new(), customer_read: 0 };
    for body in [json!(detail), json!(build::session(1))] {
        let server = TestServer::start(move |_| Reply::Json(200, body.clone())).await;
        let answer = api(&server).ask(&request(Call::AnswerAssignment(lsid(), true))).await;
        assert!(matches!(answer, Ok(Answer::Session(session)) if *session == build::session(1)));
    }
    let answer = answered(Call::Leave(lsid()), || Reply::Json(200, json!({"colour": 1}))).await;
    assert!(matches!(answer, Err(CallError::Unreachable(_))), "{answer:?}");
}
