//! What colleagues say to one another outside sessions.

use farhand_acceptance::{Colleague, SOON, Site};
use farhand_core::contract::{Command, TalkLine};
use farhand_protocol::team::TalkWith;
use farhand_testkit::{Fault, eventually};

async fn line(who: &Colleague, with: TalkWith, text: &str) -> TalkLine {
    who.does(Command::OpenTalk { with }).await;
    let found = || {
        let open = who.window.talk().open.filter(|open| open.with == with)?;
        open.lines.into_iter().find(|line| line.text == text)
    };
    eventually(SOON, &format!("{} reads {text:?}", who.name), found).await
}

async fn say(who: &Colleague, to: TalkWith, id: &str, text: &str) {
    who.does(Command::SendTalk { to, client_id: id.parse().expect("an id"), text: text.to_owned() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_and_two_colleagues_talk_and_nobody_else_hears_it() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let bram = Colleague::sits_down(&site, "bram").await;
    let lior = Colleague::sits_down(&site, "lior").await;
    let teams = ines.window.colleagues().teams;
    let team = teams.iter().find(|team| team.role.is_some()).expect("the own team").id;
    say(&ines, TalkWith::Team { id: team }, "talk-to-the-team", "Who has the spare scanner?").await;
    let heard = line(&bram, TalkWith::Team { id: team }, "Who has the spare scanner?").await;
    assert!(!heard.mine && heard.name == "Ines");
    say(&bram, TalkWith::Representative { id: lior.id }, "talk-to-lior", "Lunch at noon?").await;
    line(&lior, TalkWith::Representative { id: bram.id }, "Lunch at noon?").await;
    line(&bram, TalkWith::Representative { id: lior.id }, "Lunch at noon?").await;
    assert!(!format!("{:?}", ines.window.talk()).contains("Lunch"), "what two say to one another");
    assert!(!format!("{:?}", lior.window.talk()).contains("scanner"), "another team's talk");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_without_a_line_goes_out_when_it_is_back_and_once() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let bram = Colleague::sits_down(&site, "bram").await;
    ines.desk.line.set(Fault::Refuse);
    ines.desk.line.cut_all();
    let to = TalkWith::Representative { id: bram.id };
    say(&ines, to, "talk-while-cut", "Can you hear me?").await;
    ines.desk.line.set(Fault::None);
    line(&bram, TalkWith::Representative { id: ines.id }, "Can you hear me?").await;
    let mine = line(&ines, to, "Can you hear me?").await;
    assert!(mine.mine);
    let open = ines.window.talk().open.expect("the talk is open");
    assert_eq!(open.lines.iter().filter(|line| line.text == "Can you hear me?").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broadcast_reaches_the_whole_team() {
    let site = Site::staffed().await;
    let bram = Colleague::sits_down(&site, "bram").await;
    let priya = Colleague::sits_down(&site, "priya").await;
    let led = priya.window.dashboard().led;
    let team = led.first().expect("a lead leads").team;
    priya.does(Command::Broadcast { teams: vec![team], text: "The portal is back.".into() }).await;
    let heard = line(&bram, TalkWith::Team { id: team }, "The portal is back.").await;
    assert!(heard.broadcast);
}
