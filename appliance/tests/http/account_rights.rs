//! What an account may do in the sessions that it takes part in.

use farhand_appliance::store::RightsChange;
use http::StatusCode;
use serde_json::json;

use crate::crew::Crew;

#[tokio::test]
async fn each_right_is_asked_where_it_is_used() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let off = Some(false);
    let none = RightsChange { view: off, control: off, files: off, info: off, helpers: off };
    let files = json!({"to_device": true, "from_device": false, "change": false, "area": {"kind": "whole"}});
    let table = [
        ("ask", json!({"what": "view"})),
        ("ask", json!({"what": "control"})),
        ("ask", json!({"what": "clipboard"})),
        ("ask", json!({"what": "files", "files": files})),
        ("ask", json!({"what": "info", "info": {"location": false, "log": false}})),
        ("drive", json!({"drive": true})),
        ("files", json!({"kind": "roots"})),
        ("info/read", json!({"categories": ["battery"]})),
        ("info/snapshots", json!({"name": "Before"})),
        ("screenshots", json!({})),
        ("helpers", json!({"name": "Priya"})),
    ];
    for (action, body) in &table {
        let (status, told) = crew.bram.post(&format!("/sessions/{lsid}/{action}"), body.clone()).await;
        assert_ne!(status, StatusCode::FORBIDDEN, "{action} with all rights: {told}");
    }
    let rights = crew.stage.store().change_rights("bram", none).await.unwrap();
    assert!(!(rights.view || rights.control || rights.files || rights.info || rights.helpers));
    for (action, body) in &table {
        let (status, told) = crew.bram.post(&format!("/sessions/{lsid}/{action}"), body.clone()).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{action} without: {told}");
        assert!(told["message"].as_str().unwrap().starts_with("your account may not"), "{action}: {told}");
    }
    assert_eq!(crew.bram.get(&format!("/sessions/{lsid}/info")).await.0, StatusCode::FORBIDDEN);
    // The chat is everybody's.
    assert_eq!(crew.bram.say(&lsid, "still-talking", "Hello").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_change_reaches_the_console_and_leaves_the_rest() {
    let crew = Crew::at_work().await;
    let mut live = crew.bram.live(None).await;
    let change = RightsChange { control: Some(false), ..RightsChange::default() };
    crew.stage.store().change_rights("bram", change).await.unwrap();
    assert_eq!(live.closed().await, Some(1000), "it takes a fresh copy");
    let rights = crew.bram.snapshot().await["me"]["rights"].clone();
    let expected = json!({"view": true, "control": false, "files": true, "info": true, "helpers": true});
    assert_eq!(rights, expected);
    assert_eq!(crew.ines.snapshot().await["me"]["rights"]["control"], true);
}
