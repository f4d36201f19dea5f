//! A supervisor whom nobody is to notice is in nothing that others can read.

use farhand_protocol::SessionId;
use farhand_protocol::site::MonitorRule;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::crew::Crew;
use crate::stage::{Live, Rep};

const NAME: &str = "Ines";

async fn unseen(crew: &Crew) {
    let mut site = crew.stage.store().site().await.unwrap();
    site.teams.told.monitoring = MonitorRule::Unseen;
    crew.stage.store().set_site(site).await.unwrap();
}

/// All that came up to a message with this text.
async fn up_to(live: &mut Live, text: &str) -> Vec<Value> {
    let mut changes = Vec::new();
    loop {
        for row in live.frame().await["rows"].as_array().cloned().unwrap_or_default() {
            let change = row["change"].clone();
            changes.push(change.clone());
            if change["entry"]["body"]["text"] == text {
                return changes;
            }
        }
    }
}

/// What somebody can read of the session must not name the supervisor.
async fn reads_nothing_of_her(rep: &Rep, lsid: &SessionId) {
    let session = rep.session(lsid).await;
    assert_ne!(session, Value::Null);
    let detail = rep.get(&format!("/sessions/{lsid}")).await.1;
    let entries = rep.get(&format!("/sessions/{lsid}/entries")).await.1;
    for read in [session, detail, entries] {
        assert!(!read.to_string().contains(NAME), "{read}");
        assert!(!read.to_string().contains("monitoring"), "{read}");
    }
    assert_eq!(rep.snapshot().await["monitoring"], json!([]));
}

#[tokio::test]
async fn coming_and_going_make_no_difference_to_anybody_else() {
    let crew = Crew::at_work().await;
    unseen(&crew).await;
    let mut browser = Browser::waiting(&crew.stage, "Tobias", "signing-in").await;
    let waiting = crew.bram.snapshot().await;
    let lsid: SessionId = waiting["sessions"][0]["lsid"].as_str().unwrap().parse().unwrap();
    crew.bram.accept(&lsid).await;
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    let (mut bram, mut yusuf) = (crew.bram.live(None).await, crew.yusuf.live(None).await);

    let path = |action: &str| format!("/sessions/{lsid}/{action}");
    assert_eq!(crew.ines.post(&path("monitor"), json!({"seen": true})).await.0, StatusCode::FORBIDDEN);
    let mut hers = crew.ines.live(None).await;
    let (status, detail) = crew.ines.post(&path("monitor"), json!({"seen": false})).await;
    assert_eq!((status, &detail["session"]["monitors"]), (StatusCode::OK, &json!([])), "{detail}");
    assert_eq!(crew.ines.snapshot().await["monitoring"], json!([lsid.as_str()]));
    assert_eq!(crew.ines.session(&lsid).await["lsid"], lsid.as_str());
    crew.bram.say(&lsid, "first-marker", "first marker").await;
    up_to(&mut hers, "first marker").await;
    assert_eq!(crew.ines.post(&path("leave"), json!({})).await.0, StatusCode::NO_CONTENT);
    crew.bram.say(&lsid, "second-marker", "second marker").await;

    for live in [&mut bram, &mut yusuf] {
        let changes = up_to(live, "second marker").await;
        let kinds: Vec<_> = changes.iter().map(|change| change["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["entry_added", "entry_added"], "{changes:?}");
    }
    assert_eq!(crew.ines.session(&lsid).await, Value::Null);
    let page = browser.get("/portal/api/session").await.text;
    assert!(!page.contains(NAME), "{page}");
}

#[tokio::test]
async fn whatever_happens_meanwhile_names_her_nowhere() {
    let crew = Crew::at_work().await;
    unseen(&crew).await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    let mut lives = [crew.bram.live(None).await, crew.yusuf.live(None).await];
    let path = |action: &str| format!("/sessions/{lsid}/{action}");
    crew.ines.post(&path("monitor"), json!({"seen": false})).await;

    let odile = json!({"with": {"kind": "representative", "id": 4}});
    let steps = [
        (&crew.bram, "shares", odile),
        (&crew.bram, "helpers", json!({"name": "Priya"})),
        (&crew.bram, "owner", json!({"to": 3})),
        (&crew.yusuf, "hold", json!({})),
        (&crew.yusuf, "accept", json!({})),
        (&crew.yusuf, "transfer", json!({"to": "rep:2", "stay": true})),
        (&crew.bram, "accept", json!({})),
        (&crew.yusuf, "leave", json!({})),
    ];
    for (who, action, body) in steps {
        let (status, told) = who.post(&path(action), body).await;
        assert!(status.is_success(), "{action}: {told}");
        let of_session = if action == "helpers" { Value::Null } else { told };
        assert!(!of_session.to_string().contains(NAME), "{action}: {of_session}");
        reads_nothing_of_her(&crew.bram, &lsid).await;
        assert_eq!(crew.ines.snapshot().await["monitoring"], json!([lsid.as_str()]), "after {action}");
    }
    crew.bram.say(&lsid, "last-marker-1", "last marker").await;
    for change in up_to(&mut lives[0], "last marker").await {
        assert_ne!(change["kind"], "monitoring");
        let of_people = change["kind"] == "representative_changed";
        assert!(of_people || !change.to_string().contains(NAME), "{change}");
    }
    let customers = crew.stage.store().customer_entries(&lsid, 0).await.unwrap();
    assert!(!serde_json::to_string(&customers).unwrap().contains(NAME));

    // Out of reach: the other one hears nothing of it either.
    crew.bram.post(&path("transfer"), json!({"to": "rep:4"})).await;
    assert_eq!(crew.ines.snapshot().await["monitoring"], json!([]));
    let audit = crew.ines.get("/audit").await.1;
    let kinds: Vec<_> = audit["rows"].as_array().unwrap().iter().map(|row| &row["deed"]["kind"]).collect();
    assert_eq!(kinds, ["monitoring_stopped", "monitoring_started"]);
    crew.odile.accept(&lsid).await;
    reads_nothing_of_her(&crew.odile, &lsid).await;
}
