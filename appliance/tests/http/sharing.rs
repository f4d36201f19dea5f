//! Passing a session on, sharing it, leaving it.

use http::StatusCode;
use serde_json::{Value, json};

use crate::crew::{Crew, events, people};
use crate::stage::client_id;

fn code(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), answer.1["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_transferred_session_waits_for_its_new_owner_with_the_note() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let transfer = json!({"to": "rep:3", "note": "Knows the scanners"});
    let (status, passed) = crew.bram.post(&format!("/sessions/{lsid}/transfer"), transfer).await;
    assert_eq!(status, StatusCode::OK, "{passed}");
    assert_eq!((&passed["state"]["kind"], &passed["state"]["queue"]), (&json!("waiting"), &json!("rep:3")));
    assert_eq!(
        (&passed["passed"]["name"], &passed["passed"]["note"]),
        (&json!("Bram Voorbeeld"), &json!("Knows the scanners"))
    );
    assert_eq!(crew.bram.session(&lsid).await, Value::Null, "whoever has passed it on has left");
    assert_eq!(crew.bram.accept(&lsid).await.0, StatusCode::NOT_FOUND);

    let (status, detail) = crew.yusuf.accept(&lsid).await;
    assert_eq!(status, StatusCode::OK, "{detail}");
    assert_eq!((people(&detail["session"]), &detail["session"]["passed"]), (vec![3], &Value::Null));
    let told = events(&crew.yusuf, &lsid).await;
    let end = [
        "session_transferred_to_queue",
        "conference_member_departed",
        "conference_member_added",
        "conference_owner_changed",
    ];
    assert_eq!(told[told.len() - 4..], end);
    let customers = crew.stage.store().customer_entries(&lsid, 0).await.unwrap();
    let text = serde_json::to_string(&customers).unwrap();
    assert!(!text.contains("scanners") && !text.contains("transferred"), "{text}");
}

#[tokio::test]
async fn nobody_who_is_away_busy_or_offline_is_transferred_to() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.stage.store().set_enabled("odile", false).await.unwrap();
    for (to, presence, words) in [
        ("rep:3", Some("away"), "Yusuf Misal is away"),
        ("rep:3", Some("busy"), "Yusuf Misal is busy"),
        ("rep:4", None, "Odile Exemple is offline"),
    ] {
        if let Some(presence) = presence {
            let key = client_id().to_string();
            crew.yusuf.send("PUT", "/me/presence", &key, json!({"presence": presence})).await;
        }
        let answer = crew.bram.post(&format!("/sessions/{lsid}/transfer"), json!({"to": to})).await;
        assert_eq!(code(&answer), (409, "wrong_state"));
        assert!(answer.1["message"].as_str().unwrap().starts_with(words), "{}", answer.1);
        assert_eq!(crew.bram.session(&lsid).await["state"]["owner"], 2, "nothing has changed");
    }
    let missing = crew.bram.post(&format!("/sessions/{lsid}/transfer"), json!({"to": "rep:77"})).await;
    assert_eq!(code(&missing), (404, "not_found"));
    let missing = crew.bram.post(&format!("/sessions/{lsid}/transfer"), json!({"to": "team:77"})).await;
    assert_eq!(code(&missing), (404, "not_found"));
}

#[tokio::test]
async fn whoever_goes_away_at_that_moment_has_the_session_or_has_not() {
    let crew = Crew::at_work().await;
    for round in 0..12 {
        let lsid = crew.accepted_by(&crew.bram).await;
        let (transfer, presence) = (json!({"to": "rep:3"}), json!({"presence": "away"}));
        let (path, key) = (format!("/sessions/{lsid}/transfer"), client_id().to_string());
        let passing = crew.bram.post(&path, transfer);
        let going = crew.yusuf.send("PUT", "/me/presence", &key, presence);
        let (passed, gone) = tokio::join!(passing, going);
        assert_eq!(gone.0, StatusCode::OK);
        match code(&passed) {
            (200, _) => assert_eq!(crew.yusuf.session(&lsid).await["state"]["queue"], "rep:3", "{round}"),
            (409, "wrong_state") => {
                assert!(passed.1["message"].as_str().unwrap().starts_with("Yusuf Misal is away"));
                assert_eq!(crew.bram.session(&lsid).await["state"]["owner"], 2, "{round}");
            }
            other => panic!("{other:?}: {}", passed.1),
        }
        let key = client_id().to_string();
        crew.yusuf.send("PUT", "/me/presence", &key, json!({"presence": "available"})).await;
    }
}

#[tokio::test]
async fn going_back_where_it_came_from_needs_a_reason() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let path = format!("/sessions/{lsid}/transfer");
    assert_eq!(code(&crew.bram.post(&path, json!({"to": "team:1"})).await), (422, "invalid_field"));
    let with_reason = json!({"to": "team:1", "note": "My shift ends", "stay": true});
    let (status, session) = crew.bram.post(&path, with_reason).await;
    assert_eq!((status, people(&session)), (StatusCode::OK, vec![2]));
    // Whoever stays answers the customer, and passes it on further or ends it.
    assert_eq!(crew.bram.say(&lsid, "still-here-1", "One moment").await.0, StatusCode::OK);
    let (status, detail) = crew.yusuf.accept(&lsid).await;
    assert_eq!((status, people(&detail["session"])), (StatusCode::OK, vec![2, 3]));
    let again = crew.bram.post(&path, json!({"to": "general"})).await;
    assert_eq!(code(&again), (403, "forbidden"), "only the owner transfers");
}

#[tokio::test]
async fn a_colleague_comes_in_by_invitation_and_reads_what_was_said() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.bram.say(&lsid, "before-sharing", "Hello Tobias").await;
    assert_eq!(crew.odile.session(&lsid).await, Value::Null);
    let share = json!({"with": {"kind": "representative", "id": 4}, "note": "Could you look?"});
    let shares = format!("/sessions/{lsid}/shares");
    let (_, session) = crew.bram.post(&shares, share.clone()).await;
    let (_, again) = crew.bram.post(&shares, share).await;
    assert_eq!((session["shares"].as_array().unwrap().len(), &again["shares"]), (1, &session["shares"]));
    let since = crew.odile.snapshot().await["seq"].as_u64();
    let mut live = crew.odile.live(since).await;

    // One who is invited sees the session and its log, but not what is said from now on.
    assert_eq!(crew.odile.session(&lsid).await["shares"][0]["note"], "Could you look?");
    let (status, detail) = crew.odile.get(&format!("/sessions/{lsid}")).await;
    assert!(status == StatusCode::OK && detail.to_string().contains("Hello Tobias"), "{detail}");
    assert_eq!(code(&crew.odile.say(&lsid, "not-yet-12345", "Hi").await), (403, "forbidden"));
    assert_eq!(code(&crew.odile.accept(&lsid).await), (403, "forbidden"), "not of her queues");
    crew.bram.say(&lsid, "while-invited", "Not for Odile yet").await;

    let (status, detail) = crew.odile.post(&format!("{shares}/1/accept"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{detail}");
    assert_eq!(people(&detail["session"]), [2, 4]);
    assert_eq!(detail["session"]["shares"], json!([]));
    let (_, page) = crew.odile.get(&format!("/sessions/{lsid}/entries")).await;
    let event = |entry: &Value| entry["body"]["event"].clone();
    let log: Vec<Value> = page["entries"].as_array().unwrap().iter().map(event).collect();
    let shared = log.iter().find(|event| event["kind"] == "session_shared").unwrap();
    assert_eq!(shared["note"], "Could you look?", "it stays where the invitation has gone");
    crew.bram.say(&lsid, "after-joining", "Now for Odile").await;
    let first = live.wait_for(|change| change["entry"]["body"]["text"].as_str().map(str::to_owned)).await;
    assert_eq!(first, "Now for Odile", "what was said before is in the log alone");
    let told = crew.odile.post(&format!("{shares}/1/accept"), json!({})).await;
    assert_eq!(code(&told), (404, "not_found"));
}

#[tokio::test]
async fn an_invitation_of_a_team_is_the_first_ones() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.ines).await;
    let shares = format!("/sessions/{lsid}/shares");
    let (_, session) = crew.ines.post(&shares, json!({"with": {"kind": "team", "id": 1}})).await;
    assert_eq!(session["shares"][0]["name"], crate::crew::MOBILE);
    assert_eq!(code(&crew.odile.post(&format!("{shares}/1/accept"), json!({})).await), (404, "not_found"));
    let declined = crew.yusuf.post(&format!("{shares}/1/decline"), json!({})).await;
    assert_eq!(code(&declined), (403, "forbidden"));
    let (path, none) = (format!("{shares}/1/accept"), json!({}));
    let both = tokio::join!(crew.bram.post(&path, none.clone()), crew.yusuf.post(&path, none));
    let mut codes = [both.0.0.as_u16(), both.1.0.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 404]);
    assert_eq!(people(&crew.ines.session(&lsid).await).len(), 2);
}

#[tokio::test]
async fn invitations_are_declined_taken_back_and_go_with_their_inviter() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    let shares = format!("/sessions/{lsid}/shares");
    let odile = json!({"with": {"kind": "representative", "id": 4}});
    crew.yusuf.post(&shares, odile.clone()).await;
    let taking_part = json!({"with": {"kind": "representative", "id": 3}});
    assert_eq!(code(&crew.bram.post(&shares, taking_part).await), (409, "wrong_state"));
    assert_eq!(crew.odile.post(&format!("{shares}/2/decline"), json!({})).await.0, StatusCode::NO_CONTENT);
    assert_eq!(crew.odile.session(&lsid).await, Value::Null);

    crew.bram.post(&shares, odile.clone()).await;
    let cancelled = crew.yusuf.post(&format!("{shares}/3/cancel"), json!({})).await;
    assert_eq!(code(&cancelled), (403, "forbidden"), "neither the inviter nor the owner");
    assert_eq!(crew.bram.post(&format!("{shares}/3/cancel"), json!({})).await.0, StatusCode::NO_CONTENT);
    let told = events(&crew.bram, &lsid).await;
    assert!(["share_declined", "share_cancelled"].iter().all(|kind| told.contains(&(*kind).to_owned())));

    crew.yusuf.post(&shares, odile).await;
    assert_eq!(crew.odile.session(&lsid).await["lsid"], lsid.as_str());
    let left = crew.yusuf.post(&format!("/sessions/{lsid}/leave"), json!({})).await;
    assert_eq!(left.0, StatusCode::NO_CONTENT);
    assert_eq!(crew.odile.session(&lsid).await, Value::Null, "the inviter has left");
    assert_eq!(crew.bram.session(&lsid).await["shares"], json!([]));
}

#[tokio::test]
async fn an_owner_leaves_to_whoever_shares_it_longest() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let leave = format!("/sessions/{lsid}/leave");
    assert_eq!(code(&crew.bram.post(&leave, json!({})).await), (409, "wrong_state"), "alone");
    crew.stage.clock.advance_s(1);
    crew.shared(&crew.bram, &lsid, (4, &crew.odile)).await;
    crew.stage.clock.advance_s(1);
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    assert_eq!(code(&crew.yusuf.post(&format!("/sessions/{lsid}/end"), json!({})).await), (403, "forbidden"));
    assert_eq!(crew.bram.post(&leave, json!({})).await.0, StatusCode::NO_CONTENT);
    let session = crew.odile.session(&lsid).await;
    assert_eq!((&session["state"]["owner"], people(&session)), (&json!(4), vec![4, 3]));
    assert_eq!(crew.bram.session(&lsid).await, Value::Null);
    assert_eq!(code(&crew.bram.post(&leave, json!({})).await), (404, "not_found"));
}

#[tokio::test]
async fn the_owner_hands_over_and_takes_people_out() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let owner = format!("/sessions/{lsid}/owner");
    let absent = crew.bram.post(&owner, json!({"to": 3})).await;
    assert_eq!(code(&absent), (409, "wrong_state"), "does not take part");
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    crew.shared(&crew.bram, &lsid, (4, &crew.odile)).await;
    assert_eq!(code(&crew.yusuf.post(&owner, json!({"to": 3})).await), (403, "forbidden"));
    let (status, session) = crew.bram.post(&owner, json!({"to": 3})).await;
    assert_eq!((status, &session["state"]["owner"]), (StatusCode::OK, &json!(3)));
    assert_eq!(people(&session), [2, 3, 4], "the old owner stays");

    let remove = |who: u32| format!("/sessions/{lsid}/participants/{who}/remove");
    assert_eq!(code(&crew.bram.post(&remove(4), json!({})).await), (403, "forbidden"));
    assert_eq!(code(&crew.yusuf.post(&remove(1), json!({})).await), (404, "not_found"));
    assert_eq!(code(&crew.yusuf.post(&remove(3), json!({})).await), (409, "wrong_state"));
    let (status, session) = crew.yusuf.post(&remove(4), json!({})).await;
    assert_eq!((status, people(&session)), (StatusCode::OK, vec![2, 3]));
    assert_eq!(crew.odile.session(&lsid).await, Value::Null);
    let told = events(&crew.yusuf, &lsid).await;
    assert_eq!(told.last().unwrap(), "conference_member_removed");
}

#[tokio::test]
async fn whispers_are_for_representatives_alone() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    let since = crew.yusuf.snapshot().await["seq"].as_u64();
    let mut live = crew.yusuf.live(since).await;
    let whisper = json!({"client_id": "whisper-1", "text": "Ask for the serial number"});
    let path = format!("/sessions/{lsid}/whispers");
    let first = crew.bram.send("POST", &path, "whisper-1", whisper.clone()).await;
    let again = crew.bram.send("POST", &path, "whisper-1", whisper).await;
    assert_eq!((first.0, &first.1), (StatusCode::OK, &again.1));
    let heard = live.wait_for(|change| change["entry"]["body"]["kind"].as_str().map(str::to_owned)).await;
    assert_eq!(heard, "whisper");
    let customers = crew.stage.store().customer_entries(&lsid, 0).await.unwrap();
    assert!(!serde_json::to_string(&customers).unwrap().contains("serial"));
    let long = json!({"client_id": "whisper-2", "text": "x".repeat(16_385)});
    assert_eq!(code(&crew.bram.send("POST", &path, "whisper-2", long).await), (422, "invalid_field"));
    let elsewhere = json!({"client_id": "whisper-3", "text": "Hi"});
    assert_eq!(code(&crew.ines.send("POST", &path, "whisper-3", elsewhere).await), (404, "not_found"));
}

#[tokio::test]
async fn whispers_and_notes_are_for_those_who_take_part_or_monitor() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.bram.say(&lsid, "for-everybody", "Hello Tobias").await;
    let share = json!({"with": {"kind": "representative", "id": 4}});
    crew.bram.post(&format!("/sessions/{lsid}/shares"), share).await;
    for (kind, text) in [("whispers", "Between us"), ("notes", "Kept inside")] {
        let key = client_id().to_string();
        let (path, body) = (format!("/sessions/{lsid}/{kind}"), json!({"client_id": key, "text": text}));
        let (status, told) = crew.bram.send("POST", &path, &key, body).await;
        assert_eq!(status, StatusCode::OK, "{told}");
    }
    let hears = async |rep: &crate::stage::Rep| {
        let mut heard = Vec::new();
        for path in ["", "/entries", "/entries?after=0", "/entries?before=1000"] {
            let (status, told) = rep.get(&format!("/sessions/{lsid}{path}")).await;
            assert_eq!(status, StatusCode::OK, "{told}");
            let told = told.to_string();
            assert!(told.contains("Hello Tobias"), "{told}");
            heard.push(told.contains("Between us") && told.contains("Kept inside"));
            assert_eq!(told.contains("Between us"), told.contains("Kept inside"), "{told}");
        }
        assert!(heard.windows(2).all(|two| two[0] == two[1]));
        heard[0]
    };
    assert!(hears(&crew.bram).await);
    assert!(!hears(&crew.odile).await, "who is invited");
    crew.ines.post(&format!("/sessions/{lsid}/monitor"), json!({"seen": true})).await;
    assert!(hears(&crew.ines).await, "who monitors");
    let (_, detail) = crew.odile.post(&format!("/sessions/{lsid}/shares/1/accept"), json!({})).await;
    assert!(detail.to_string().contains("Between us") && hears(&crew.odile).await);
    crew.odile.post(&format!("/sessions/{lsid}/leave"), json!({})).await;
    crew.bram.post(&format!("/sessions/{lsid}/hold"), json!({})).await;
    assert!(!hears(&crew.yusuf).await, "who serves the queue");
    assert!(hears(&crew.bram).await);
    crew.bram.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    assert!(hears(&crew.bram).await, "who took part last");
}
