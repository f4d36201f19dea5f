//! Automatic assignment as consoles live it: offers come by themselves, are answered, lapse, outlive a
//! restart, and a burst of sessions is given out without anybody being asked twice at a time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use farhand_appliance::feed::Taken;
use farhand_appliance::store::{
    Command, Idempotency, Kind, NewRepresentative, Refusal, StoreError, TeamChange,
};
use farhand_protocol::people::Role;
use farhand_protocol::session::SessionState;
use farhand_protocol::team::Assignment;
use farhand_protocol::{RepresentativeId, SessionId};
use futures_util::future::join_all;
use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::stage::{Rep, SOON, Stage, client_id, eventually};

const TEAM: &str = "Mobile Support";

/// A stage on which the team gives out its sessions.
async fn stage(rule: Assignment) -> Stage {
    let stage = Stage::open().await;
    let change = TeamChange { assignment: Some(rule), ..TeamChange::default() };
    stage.store().change_team(TEAM, change).await.unwrap();
    stage
}

fn asked(change: &Value) -> Option<(String, u64)> {
    let session = &change["session"];
    Some((session["lsid"].as_str()?.to_owned(), session["assigning"]["to"].as_u64()?))
}

async fn answer(rep: &Rep, lsid: &str, accept: bool) -> (StatusCode, Value) {
    rep.post(&format!("/sessions/{lsid}/assignment"), json!({"accept": accept})).await
}

#[tokio::test]
async fn an_offer_comes_is_declined_and_goes_on() {
    let stage = stage(Assignment::LongestIdle).await;
    let (bram, yusuf) = (stage.rep("bram").await, stage.rep("yusuf").await);
    let mut at_bram = bram.live(None).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid.to_string();
    assert_eq!(at_bram.wait_for(asked).await, (lsid.clone(), 2));
    let (status, body) = answer(&yusuf, &lsid, true).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("wrong_state")), "{body}");
    let (status, body) = answer(&bram, &lsid, false).await;
    assert_eq!((status, &body["assigning"]), (StatusCode::OK, &Value::Null), "{body}");
    let _at_yusuf = yusuf.live(None).await;
    let session: SessionId = lsid.parse().unwrap();
    eventually(async || (yusuf.session(&session).await["assigning"]["to"] == 3).then_some(())).await;
    // He lets it pass, and everybody was asked.
    stage.clock.advance_s(30);
    eventually(async || yusuf.session(&session).await["assigning"].is_null().then_some(())).await;
    // Who becomes available anew is asked again.
    for presence in ["away", "available"] {
        let (status, _) =
            bram.send("PUT", "/me/presence", &client_id().to_string(), json!({"presence": presence})).await;
        assert_eq!(status, StatusCode::OK);
    }
    eventually(async || (bram.session(&session).await["assigning"]["to"] == 2).then_some(())).await;
    let (status, body) = answer(&bram, &lsid, true).await;
    assert_eq!((status, &body["session"]["state"]["owner"]), (StatusCode::OK, &json!(2)), "{body}");
}

#[tokio::test]
async fn an_offer_outlives_a_restart() {
    let stage = stage(Assignment::LongestIdle).await;
    let bram = stage.rep("bram").await;
    let mut live = bram.live(None).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    assert_eq!(live.wait_for(asked).await.1, 2);
    let stage = stage.restart().await;
    let bram = Rep { url: stage.running.url().to_owned(), ..bram };
    assert_eq!(bram.session(&lsid).await["assigning"]["to"], 2);
    let (status, body) = answer(&bram, lsid.as_str(), true).await;
    assert_eq!((status, &body["session"]["state"]["kind"]), (StatusCode::OK, &json!("active")), "{body}");
}

#[tokio::test]
async fn a_supervisor_chooses_and_hears_who_is_not_there() {
    let stage = stage(Assignment::Off).await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let path = format!("/sessions/{lsid}/assign");
    let (status, body) = ines.post(&path, json!({"to": 2})).await;
    assert_eq!((status, &body["message"]), (StatusCode::CONFLICT, &json!("Bram Voorbeeld is offline")));
    let mut live = bram.live(None).await;
    eventually(async || {
        let (status, _) = ines.post(&path, json!({"to": 2})).await;
        (status == StatusCode::OK).then_some(())
    })
    .await;
    assert_eq!(live.wait_for(asked).await, (lsid.to_string(), 2));
    assert_eq!(bram.session(&lsid).await["assigning"]["by"], "Ines Exemplar");
    assert_eq!(bram.post(&path, json!({"to": 3})).await.0, StatusCode::FORBIDDEN);
    let away = json!({"presence": "away"});
    let set = |rep: Rep, who: u32| async move {
        rep.send(
            "PUT",
            &format!("/representatives/{who}/presence"),
            &client_id().to_string(),
            json!({"presence": "away"}),
        )
        .await
    };
    assert_eq!(set(bram.clone(), 1).await.0, StatusCode::FORBIDDEN);
    let (status, body) = set(ines.clone(), 2).await;
    assert_eq!((status, &body["presence"]), (StatusCode::OK, &away["presence"]));
    eventually(async || bram.session(&lsid).await["assigning"].is_null().then_some(())).await;
}

/// Makes more representatives of the team, who are all there; answers everybody's number.
async fn staff(stage: &Stage, more: u32) -> Vec<RepresentativeId> {
    let store = stage.store();
    let mut staff = vec![RepresentativeId(2), RepresentativeId(3)];
    for n in 0..more {
        let new = NewRepresentative {
            user_name: format!("rep{n}"),
            name: format!("Representative {n}"),
            password_hash: "no password fits".to_owned(),
            general_queue: false,
            administrator: false,
        };
        staff.push(store.add_representative(new).await.unwrap());
        store.join_team(&format!("rep{n}"), TEAM, Role::Member).await.unwrap();
    }
    for who in &staff {
        store.representative_here(*who).await.unwrap();
    }
    staff
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_of_a_thousand_sessions_is_given_out() {
    const MANY: usize = 1000;
    let stage = Arc::new(stage(Assignment::LeastBusy).await);
    let staff = staff(&stage, 18).await;
    let app = stage.running.app().clone();
    let mut reader = app.feed.reader(app.feed.head());
    let coming = tokio::spawn({
        let stage = stage.clone();
        async move {
            for part in 0..MANY / 50 {
                let fifty = (0..50).map(|n| format!("Customer {part} {n}"));
                join_all(fifty.map(|name| {
                    let stage = stage.clone();
                    async move { stage.customer(&name, "signing-in").await }
                }))
                .await;
            }
        }
    });
    let (mut open, mut owned) = (HashMap::<SessionId, RepresentativeId>::new(), HashSet::new());
    let mut declined = 0;
    let answering = async {
        while owned.len() < MANY {
            reader.ready().await;
            let Taken::Rows { rows, .. } = reader.take().await.unwrap() else {
                panic!("the reader keeps up")
            };
            for row in rows {
                let Kind::Session { session, .. } = &row.kind else { continue };
                let lsid = session.lsid.clone();
                open.remove(&lsid);
                if let SessionState::Active { .. } = session.state {
                    owned.insert(lsid);
                } else if let Some(assigning) = &session.assigning {
                    let twice = open.values().any(|who| *who == assigning.to);
                    assert!(!twice, "{:?} is asked for two sessions", assigning.to);
                    open.insert(lsid.clone(), assigning.to);
                    let accept = (open.len() + owned.len() + declined) % 10 != 0;
                    declined += usize::from(!accept);
                    let (app, to) = (app.clone(), assigning.to);
                    tokio::spawn(async move {
                        let command = Command::AnswerAssignment { lsid, accept };
                        match app.store.perform(to, Idempotency(client_id()), command, "").await {
                            Ok(_) | Err(StoreError::Refused(Refusal::WrongState(_))) => {}
                            Err(error) => panic!("{error}"),
                        }
                    });
                }
            }
        }
    };
    timeout(SOON * 12, answering).await.expect("all are given out");
    coming.await.unwrap();
    assert!(declined > 0);
    let mut counts = HashMap::<RepresentativeId, usize>::new();
    for lsid in &owned {
        if let SessionState::Active { owner, .. } = app.store.standing(lsid).await.unwrap().state {
            *counts.entry(owner).or_default() += 1;
        }
    }
    assert_eq!(counts.values().sum::<usize>(), MANY);
    assert_eq!(counts.len(), staff.len(), "the least busy are asked first: {counts:?}");
}
