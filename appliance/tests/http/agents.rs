//! VNC agents as the store lets them in: what entitles one, and who must be asked about it.

use farhand_appliance::domain::permission::AgentAllows;
use farhand_appliance::store::{AgentId, Refusal, StoreError};
use farhand_protocol::SessionId;
use farhand_protocol::capability::CustomerAnswer;
use serde_json::{Value, json};

use crate::device::{ask_of, elevate, events, permit, stands};
use crate::stage::{Rep, Stage};

/// The site lets agents in; dialling out permits this much.
async fn allow(stage: &Stage, allows: AgentAllows) {
    let mut site = stage.store().site().await.unwrap();
    (site.vnc_agents, site.agent_allows) = (true, allows);
    stage.store().set_site(site).await.unwrap();
}

async fn accepted(stage: &Stage) -> (Rep, SessionId) {
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    (ines, lsid)
}

async fn dials(stage: &Stage, id: AgentId) -> Result<SessionId, Refusal> {
    match stage.store().attach_agent(id, "VNC agent").await {
        Ok(lsid) => Ok(lsid),
        Err(StoreError::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn agents_stay_outside_until_the_site_lets_them_in() {
    let stage = Stage::open().await;
    let (ines, lsid) = accepted(&stage).await;
    let digits = elevate(&ines, &lsid).await;
    let refused = dials(&stage, AgentId::Digits(digits.clone())).await;
    assert!(matches!(refused, Err(Refusal::Forbidden(_))), "{refused:?}");
    allow(&stage, AgentAllows::Nothing).await;
    assert_eq!(
        dials(&stage, AgentId::Digits(digits.clone())).await,
        Ok(lsid.clone()),
        "the code is still good"
    );
    assert_eq!(dials(&stage, AgentId::Digits(digits)).await, Err(Refusal::KeyInvalid), "once");
    assert_eq!(dials(&stage, AgentId::Digits("ID:1".to_owned())).await, Err(Refusal::KeyInvalid));
    let session = ines.session(&lsid).await;
    assert_eq!(
        (&session["device"]["kind"]["kind"], &session["device"]["encrypted"]),
        (&json!("vnc_agent"), &json!(false))
    );
}

#[tokio::test]
async fn an_own_port_is_good_while_the_customer_is_asked_for_a_device() {
    let stage = Stage::open().await;
    allow(&stage, AgentAllows::Nothing).await;
    let (ines, lsid) = accepted(&stage).await;
    let own_port = || AgentId::OwnPort(lsid.clone());
    assert!(matches!(dials(&stage, own_port()).await, Err(Refusal::WrongState(_))), "not asked for");
    let digits = elevate(&ines, &lsid).await;
    assert_eq!(dials(&stage, own_port()).await, Ok(lsid.clone()));
    assert_eq!(dials(&stage, AgentId::Digits(digits)).await, Err(Refusal::KeyInvalid), "the request is over");
    assert!(matches!(dials(&stage, own_port()).await, Err(Refusal::WrongState(_))), "once");
}

#[tokio::test]
async fn the_open_page_is_asked_about_an_agent_and_without_one_nobody_can_be() {
    let stage = Stage::open().await;
    allow(&stage, AgentAllows::Nothing).await;
    let (ines, lsid) = accepted(&stage).await;
    let page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    elevate(&ines, &lsid).await;
    dials(&stage, AgentId::OwnPort(lsid.clone())).await.unwrap();
    assert_eq!(stands(&ines.session(&lsid).await), "available available available");
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    let answer = CustomerAnswer {
        ask: ask_of(&asked),
        allow: Some(farhand_protocol::capability::Capability::View),
        files: None,
        info: None,
    };
    stage.store().answer(&lsid, answer).await.unwrap();
    drop(page);
    stage.clock.advance_s(5);
    let wanted = "granted nobody_to_ask nobody_to_ask";
    crate::stage::eventually(async || (stands(&ines.session(&lsid).await) == wanted).then_some(())).await;
    let (_, error) = permit(&ines, &lsid, "ask", "control").await;
    assert_eq!(error["code"], "wrong_state");
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    assert_eq!(stands(&ines.session(&lsid).await), "granted available available");
}

/// Ines asks to see an agent's screen, and the customer answers on the page, which is then closed.
async fn answered_on_a_page_that_closes(
    stage: &Stage,
    allows: AgentAllows,
    allow_view: bool,
) -> (Rep, SessionId) {
    allow(stage, allows).await;
    let (ines, lsid) = accepted(stage).await;
    let page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    elevate(&ines, &lsid).await;
    dials(stage, AgentId::OwnPort(lsid.clone())).await.unwrap();
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    let view = farhand_protocol::capability::Capability::View;
    let answer =
        CustomerAnswer { ask: ask_of(&asked), allow: allow_view.then_some(view), files: None, info: None };
    stage.store().answer(&lsid, answer).await.unwrap();
    drop(page);
    stage.clock.advance_s(5);
    (ines, lsid)
}

async fn until_stands(ines: &Rep, lsid: &SessionId, wanted: &str) {
    crate::stage::eventually(async || (stands(&ines.session(lsid).await) == wanted).then_some(())).await;
}

#[tokio::test]
async fn closing_the_page_does_not_turn_a_no_into_a_yes() {
    let stage = Stage::open().await;
    let (ines, lsid) = answered_on_a_page_that_closes(&stage, AgentAllows::Control, false).await;
    until_stands(&ines, &lsid, "denied nobody_to_ask nobody_to_ask").await;
    for what in ["view", "control"] {
        let (_, error) = permit(&ines, &lsid, "ask", what).await;
        assert_eq!(error["code"], "wrong_state", "{what}");
    }
    stage.clock.advance_s(1);
    assert_eq!(stands(&ines.session(&lsid).await), "denied nobody_to_ask nobody_to_ask");
}

#[tokio::test]
async fn what_was_allowed_on_the_page_outlasts_it_by_a_minute() {
    let stage = Stage::open().await;
    let (ines, lsid) = answered_on_a_page_that_closes(&stage, AgentAllows::Nothing, true).await;
    until_stands(&ines, &lsid, "granted nobody_to_ask nobody_to_ask").await;
    stage.clock.advance_s(59);
    stage.store().pass_time().await.unwrap();
    assert_eq!(stands(&ines.session(&lsid).await), "granted nobody_to_ask nobody_to_ask");
    let rights = stage.running.app().feed.rights.watch(stage.store(), &lsid).await.unwrap();
    assert!(rights.borrow().view);
    stage.clock.advance_s(1);
    until_stands(&ines, &lsid, "nobody_to_ask nobody_to_ask nobody_to_ask").await;
    stage.running.app().feed.caught_up().await.unwrap();
    assert!(!rights.borrow().view);
    assert_eq!(events(&ines, &lsid).await.last().unwrap(), "capability_stopped");
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    assert_eq!(stands(&ines.session(&lsid).await), "available available available", "it can be asked for");
}

#[tokio::test]
async fn where_the_site_says_so_dialling_out_is_the_permission() {
    let stage = Stage::open().await;
    allow(&stage, AgentAllows::View).await;
    let mut site = stage.store().site().await.unwrap();
    site.agreement = None;
    stage.store().set_site(site).await.unwrap();
    let ines = stage.rep("ines").await;
    let (_, made) = ines.post("/keys", json!({"queue": "general"})).await;
    let digits = made["key"].as_str().unwrap().to_owned();
    let lsid = dials(&stage, AgentId::Digits(digits)).await.unwrap();
    let session = ines.session(&lsid).await;
    assert_eq!(
        (&session["channel"], &session["customer"]["name"]),
        (&json!("vnc_agent"), &json!("VNC agent"))
    );
    ines.accept(&lsid).await;
    let (_, session) = permit(&ines, &lsid, "ask", "view").await;
    assert_eq!(stands(&session), "granted nobody_to_ask nobody_to_ask");
    assert_eq!(events(&ines, &lsid).await, ["capability_granted"]);

    stage.store().agent_gone(&lsid).await.unwrap();
    let session = ines.session(&lsid).await;
    assert_eq!(
        (stands(&session).as_str(), &session["device"]),
        ("needs_client needs_client needs_client", &Value::Null)
    );
    assert_eq!(session["customer"]["presence"]["kind"], "away");
    stage.store().agent_gone(&lsid).await.unwrap();
    let told = ["capability_granted", "capability_stopped", "device_left", "customer_away"];
    assert_eq!(events(&ines, &lsid).await, told);
}

#[tokio::test]
async fn an_agent_cannot_accept_an_agreement() {
    let stage = Stage::open().await;
    allow(&stage, AgentAllows::Control).await;
    let ines = stage.rep("ines").await;
    let (_, made) = ines.post("/keys", json!({"queue": "general"})).await;
    let digits = made["key"].as_str().unwrap().to_owned();
    let refused = dials(&stage, AgentId::Digits(digits.clone())).await;
    assert!(matches!(refused, Err(Refusal::WrongState(_))), "{refused:?}");
    assert!(stage.store().check_key(&digits).await.is_ok(), "the key is still good");
}

#[tokio::test]
async fn a_client_is_not_an_agent_that_goes() {
    let stage = Stage::open().await;
    let (ines, lsid) = accepted(&stage).await;
    let _device = crate::device::Device::elevated(&stage, &ines, &lsid).await;
    stage.store().agent_gone(&lsid).await.unwrap();
    assert!(ines.session(&lsid).await["device"].is_object());
    assert!(stage.store().agents_here().await.unwrap().is_empty());
}
