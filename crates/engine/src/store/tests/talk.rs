//! Talks with colleagues, whispers, and stores from before there were any.

use farhand_core::stored::{StoredTalk, StoredTalkLine};
use farhand_protocol::team::TalkWith;
use farhand_protocol::{RepresentativeId, TeamId};

use super::*;

const TEAM: TalkWith = TalkWith::Team { id: TeamId(3) };
const BRAM: TalkWith = TalkWith::Representative { id: RepresentativeId(3) };

fn kept(with: Option<TalkWith>, draft: &str, read: u64) -> StoredTalk {
    StoredTalk { site: SITE.to_owned(), user_name: "ines".to_owned(), with, draft: draft.to_owned(), read }
}

fn line(n: u8, to: TalkWith) -> StoredTalkLine {
    StoredTalkLine {
        site: SITE.to_owned(),
        user_name: "ines".to_owned(),
        to,
        client_id: format!("line-{n:04}").parse().unwrap(),
        text: format!("line {n}"),
        at: Timestamp(i64::from(n)),
        failed: None,
    }
}

#[tokio::test]
async fn talks_and_lines_are_read_at_the_next_start_and_go_with_their_site() {
    let folder = tempfile::tempdir().unwrap();
    let mut refused = line(1, TEAM);
    refused.failed = Some(UiError::new(UiErrorCode::Forbidden, "You are not of this team."));
    let mut whisper = message(1, "psst");
    whisper.kind = OutboxKind::Whisper;
    let opened = Store::open(folder.path()).unwrap();
    let removed = line(2, BRAM);
    let writes = vec![
        Write::PutSite(site(SITE, 1)),
        Write::PutMessage(whisper.clone()),
        Write::PutTalk(kept(None, "", 4)),
        Write::PutTalk(kept(Some(TEAM), "half", 9)),
        Write::PutTalk(kept(Some(TEAM), "", u64::MAX)),
        Write::PutTalk(kept(Some(BRAM), "half a sentence 👩‍🔧", 0)),
        Write::PutTalkLine(line(1, TEAM)),
        Write::PutTalkLine(removed.clone()),
        Write::PutTalkLine(line(3, BRAM)),
        Write::PutTalkLine(refused.clone()),
        Write::RemoveTalkLine { site: SITE.to_owned(), client_id: removed.client_id },
    ];
    opened.store.commit(writes).await.unwrap();
    opened.store.close();
    let again = Store::open(folder.path()).unwrap();
    assert_eq!(again.stored.outbox, [whisper]);
    let talks =
        [kept(None, "", 4), kept(Some(BRAM), "half a sentence 👩‍🔧", 0), kept(Some(TEAM), "", u64::MAX)];
    assert_eq!(again.stored.talks, talks);
    assert_eq!(again.stored.talk_lines, [refused, line(3, BRAM)]);
    again.store.commit(vec![Write::RemoveSite(SITE.to_owned())]).await.unwrap();
    again.store.close();
    assert_eq!(Store::open(folder.path()).unwrap().stored, Stored::default());
}

#[tokio::test]
async fn a_store_from_before_keeps_what_was_unsent_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let before = file::open_before_talk(folder.path()).unwrap();
    for (place, message) in [(7_i64, message(3, "first")), (9, message(2, "second"))] {
        let kind = if message.kind == OutboxKind::Note { "note" } else { "message" };
        before
            .execute(
                "INSERT INTO outbox (place, site, user_name, lsid, client_id, kind, text, at)
                 VALUES (?1, ?2, 'ines', ?3, ?4, ?5, ?6, ?7)",
                rusqlite::params![
                    place,
                    message.site,
                    message.lsid.as_str(),
                    message.client_id.as_str(),
                    kind,
                    message.text,
                    message.at.0
                ],
            )
            .unwrap();
    }
    let old = r#"{"theme":"dark","density":"compact","muted":true,
        "alerts":{"waiting":{"sound":false,"desktop":true},"message":{"sound":true,"desktop":false}}}"#;
    before.execute("INSERT INTO settings (id, value) VALUES (1, ?1)", [old]).unwrap();
    drop(before);
    let opened = Store::open(folder.path()).unwrap();
    assert_eq!(opened.stored.outbox, [message(3, "first"), message(2, "second")]);
    opened.store.commit(vec![Write::PutMessage(message(1, "third"))]).await.unwrap();
    opened.store.close();
    let stored = Store::open(folder.path()).unwrap().stored;
    let texts: Vec<&str> = stored.outbox.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["first", "second", "third"]);
    let Settings { theme, muted, alerts, quiet_until, volume, .. } = stored.settings;
    assert_eq!((theme, muted, quiet_until, volume), (Theme::Dark, true, None, 100));
    assert_eq!((alerts.waiting.sound, alerts.waiting.tray), (false, true));
    assert!(alerts.assigned.sound && alerts.critical.desktop);
}
