//! Several viewers of one agent, which has but one connection.

use std::time::Duration;

use farhand_protocol::screen::close;

use crate::agents::Door;
use crate::device::{HEIGHT, Screen, VERSION, WIDTH, update};
use crate::viewer::{pointer, wants};
use crate::watching::Watching;

/// Answers each wish with the whole screen in the colour that is in force.
async fn paints(screen: &mut Screen, colours: tokio::sync::watch::Receiver<u8>) {
    let mut painted = None;
    loop {
        let incremental = screen.asked().await;
        let mut colours = colours.clone();
        if incremental {
            let _ = colours.wait_for(|colour| Some(*colour) != painted).await;
        }
        let colour = *colours.borrow();
        if !screen.0.try_send(&update(0, 0, WIDTH, HEIGHT, colour)).await {
            return;
        }
        painted = Some(colour);
    }
}

#[tokio::test]
async fn viewers_come_and_go_while_the_agent_stays() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut first = Watching::new(door.viewer().await.0);
    let (colours, colour) = tokio::sync::watch::channel(0x11);
    let agent = async {
        screen.after_version().await;
        paints(&mut screen, colour).await;
    };
    let watching = async {
        first.until_filled(0x11_1111).await;
        let mut second = Watching::new(door.viewer().await.0);
        second.until_filled(0x11_1111).await;
        colours.send_replace(0x22);
        tokio::join!(first.until_filled(0x22_2222), second.until_filled(0x22_2222));
        first.bytes.cut();
        colours.send_replace(0x33);
        second.until_filled(0x33_3333).await;
        let mut third = Watching::new(door.viewer().await.0);
        third.until_filled(0x33_3333).await;
        second.bytes.cut();
        third.bytes.cut();
        colours.send_replace(0x44);
        let mut fourth = Watching::new(door.viewer().await.0);
        fourth.until_filled(0x44_4444).await;
    };
    tokio::select! {
        () = agent => panic!("the agent's connection was closed"),
        () = watching => {}
    }
    door.joined().await;
}

#[tokio::test]
async fn a_viewer_that_holds_the_agent_up_is_sent_away() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    viewer.0.send(&wants(false)).await;
    screen.asked().await;
    let picture = update(0, 0, WIDTH, HEIGHT, 1);
    let flood = async {
        for _ in 0..64 * 1024 * 1024 / picture.len() {
            screen.0.send(&picture).await;
        }
    };
    // More than all buffers hold goes through, because nobody is waited for for longer than three
    // seconds.
    tokio::time::timeout(Duration::from_secs(30), flood).await.expect("the agent is not held up for long");
    assert_eq!(viewer.0.closed().await, Some(close::NO_ANSWER));
    door.joined().await;
}

#[tokio::test]
async fn an_agent_that_falls_silent_in_mid_rectangle_is_given_up() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    screen.0.send(&update(0, 0, WIDTH, HEIGHT, 1)[..300]).await;
    tokio::time::timeout(Duration::from_secs(15), async {
        while viewer.0.farewell.is_none() {
            viewer.0.within(Duration::from_secs(1)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(viewer.0.closed().await, Some(close::DEVICE_FAILED));
    assert!(door.logged("stopped in the middle").await);
    let (status, _) = door.rep.say(&door.lsid, &crate::stage::fresh_key(), "Are you there?").await;
    assert_eq!(status, http::StatusCode::OK);
}

#[tokio::test]
async fn an_agent_that_lies_ends_alone() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    screen.0.send(&update(0, 0, WIDTH + 1, 1, 0)).await;
    assert_eq!(viewer.0.closed().await, Some(close::DEVICE_FAILED));
    screen.0.closed().await;
    assert!(door.logged("does not lie in the framebuffer").await);
}

#[tokio::test]
async fn the_agents_password_reaches_the_viewer() {
    for (password, right) in [("letmein", true), ("guesswho", false)] {
        let door = Door::open().await;
        let mut screen = door.agent().await;
        let mut watching = Watching::new(door.viewer().await.0);
        let challenge = [7; 16];
        let agent = async {
            assert_eq!(screen.0.read(12).await, VERSION);
            screen.0.send(&[1, 2]).await;
            assert_eq!(screen.0.read(1).await, [2]);
            screen.0.send(&challenge).await;
            let answer = screen.0.read(16).await;
            assert_eq!(answer == farhand_rfb::security::vnc_auth("letmein", challenge), right);
            let refusal = [&[0, 0, 0, 1, 0, 0, 0, 2], &b"no"[..]].concat();
            screen.0.send(if right { &[0; 4] } else { &refusal }).await;
        };
        tokio::join!(watching.sign_in(password), agent);
        if right {
            let taken = watching.look_for(Duration::from_millis(300));
            assert_eq!(tokio::join!(taken, screen.0.read(1)).1, [1]);
        } else {
            assert_eq!(watching.bytes.closed().await, Some(close::WRONG_PASSWORD));
            crate::stage::eventually(|| async {
                door.logged("the agent did not take the password").await.then_some(())
            })
            .await;
        }
    }
}

#[tokio::test]
async fn who_leaves_at_the_password_leaves_the_agent_to_others() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut first = door.viewer().await;
    let challenge = [7; 16];
    assert_eq!(first.0.read(12).await, VERSION);
    first.0.send(VERSION).await;
    assert_eq!(screen.0.read(12).await, VERSION);
    screen.0.send(&[1, 2]).await;
    assert_eq!(first.0.read(2).await, [1, 2]);
    first.0.send(&[2]).await;
    assert_eq!(screen.0.read(1).await, [2]);
    screen.0.send(&challenge).await;
    assert_eq!(first.0.read(16).await, challenge);
    first.0.cut();
    // The first one's going may be heard of a moment later than the second one's coming.
    let mut second = crate::stage::eventually(|| async {
        let mut viewer = door.viewer().await;
        (viewer.0.some().await? == VERSION).then_some(viewer)
    })
    .await;
    second.0.send(VERSION).await;
    assert_eq!(second.0.read(2).await, [1, 2]);
    second.0.send(&[2]).await;
    assert_eq!(second.0.read(16).await, challenge);
    second.0.send(&[9; 16]).await;
    assert_eq!(screen.0.read(16).await, [9; 16], "nothing is said twice");
}

/// More wheel events than all buffers hold.
async fn flood(viewer: &mut crate::viewer::Viewer) {
    let turns = [pointer(8, 9, 9), pointer(0, 9, 9)].concat().repeat(10_000);
    for _ in 0..200 {
        let sent = tokio::time::timeout(Duration::from_millis(500), viewer.0.send(&turns)).await;
        if sent.is_err() {
            return;
        }
    }
    panic!("an agent that reads nothing holds a viewer up");
}

#[tokio::test]
async fn input_that_has_not_left_is_taken_back_with_the_grant() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    screen.0.read(8).await;
    flood(&mut viewer).await;
    door.withdraw().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let said = screen.0.within(Duration::from_millis(700)).await;
    let last = said.chunks_exact(6).rposition(|message| message[..2] == [5, 8]).unwrap();
    let after = said.len() / 6 - last;
    assert!(after > 1_000, "{after} messages were taken back");
}

#[tokio::test]
async fn what_a_viewer_held_is_let_go_when_it_leaves() {
    let door = Door::open().await;
    let mut screen = door.agent().await;
    let mut viewer = door.viewer().await;
    tokio::join!(viewer.handshake(), screen.after_version());
    screen.0.read(8).await;
    viewer.0.send(&pointer(1, 9, 9)).await;
    assert_eq!(screen.0.read(6).await, pointer(1, 9, 9));
    viewer.0.cut();
    assert_eq!(screen.0.read(6).await, pointer(0, 9, 9));
}
