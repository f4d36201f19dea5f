//! What is found by which words and facts.

use farhand_protocol::history::{HistoryRow, VolumeBy, VolumeQuery};
use farhand_protocol::portal::SurveyAnswer;
use farhand_protocol::session::EndReason;
use farhand_protocol::{QueueId, TeamId, limits};

use super::*;
use crate::store::{Refusal, StoreError};

#[tokio::test]
async fn by_everything_that_was_said_and_also_by_what_was_said_afterwards() {
    let stage = Stage::open().await;
    stage.ended(MOBILE, "Somebody Else", BRAM, &["Something else"]).await;
    let lsid = stage.ended(MOBILE, "Zoë Žižić", BRAM, &["The printer jams", "Try the tray"]).await;
    for found in ["printer", "PRINTER jam", "tray pri", "zoe", "Zizic", "sample violet", "signing", "bli"] {
        assert_eq!(stage.find(BRAM, text(found)).await.first(), Some(&lsid), "{found}");
    }
    for not in ["print tray", "scanner", "jams tray printer x", "rinter"] {
        assert_eq!(stage.find(BRAM, text(not)).await, [], "{not}");
    }
    stage.perform(BRAM, Command::Note { lsid: lsid.clone(), note: message("A rollover of the fuser") }).await;
    assert_eq!(stage.find(BRAM, text("fuser")).await, std::slice::from_ref(&lsid));
    assert_eq!(stage.find(BRAM, text("printer fuser")).await, std::slice::from_ref(&lsid));
    let answer = SurveyAnswer { rating: 4, comment: Some("Quick and kind".to_owned()) };
    stage.store.survey(&lsid, answer).await.unwrap();
    let page = stage.page(BRAM, text("kind")).await;
    assert_eq!((page.rows.len(), page.rows[0].rating), (1, Some(4)));
}

#[tokio::test]
async fn a_row_tells_how_it_was() {
    let stage = Stage::open().await;
    let lsid = stage.ended(MOBILE, "Tobias Beispiel", BRAM, &["Hello"]).await;
    let expected = HistoryRow {
        lsid,
        customer: "Tobias Beispiel".to_owned(),
        company: Some("Sample Works".to_owned()),
        issue: Some("Signing in".to_owned()),
        queue: QueueId::Team(TeamId(1)),
        queue_name: "Mobile Support".to_owned(),
        channel: Channel::BrowserPhone,
        owner: Some("Bram Voorbeeld".to_owned()),
        created_at: Timestamp(START),
        ended_at: Timestamp(START + 30_000),
        reason: EndReason::Representative,
        waited_ms: 10_000,
        handled_ms: 20_000,
        rating: None,
        found: None,
    };
    assert_eq!(stage.page(BRAM, HistoryQuery::default()).await.rows, [expected]);
}

#[tokio::test]
async fn by_facts_and_only_where_all_of_them_fit() {
    let stage = Stage::open().await;
    let tobias = stage.ended(MOBILE, "Tobias Beispiel", YUSUF, &["screen"]).await;
    let mara = stage.ended(FIELD, "Mara Ejemplo", YUSUF, &["screen"]).await;
    let jo = stage.ended(GENERAL, "Jo \"Ex\" =1", YUSUF, &["network"]).await;
    let all = [jo.clone(), mara.clone(), tobias.clone()];
    assert_eq!(stage.find(YUSUF, HistoryQuery::default()).await, all);
    for (part, expected) in [
        ("eis", &[&tobias][..]),
        ("TOBIAS B", &[&tobias]),
        ("o", &[&jo, &mara, &tobias]),
        ("lo", &[&mara]),
        ("\"ex\"", &[&jo]),
        (" =1", &[&jo]),
        ("sbeispiel", &[]),
        ("qt1", &[]),
        ("  ", &[&jo, &mara, &tobias]),
    ] {
        let found = stage.find(YUSUF, customer(part)).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{part:?}");
    }
    let field = QueueId::Team(TeamId(2));
    let query = HistoryQuery { queue: Some(field), ..text("screen") };
    assert_eq!(stage.find(YUSUF, query.clone()).await, std::slice::from_ref(&mara));
    assert_eq!(stage.find(YUSUF, HistoryQuery { representative: Some(2), ..query }).await, []);
    let between = |from: i64, to: i64| HistoryQuery {
        from: Some(Timestamp(START + from)),
        to: Some(Timestamp(START + to)),
        ..HistoryQuery::default()
    };
    assert_eq!(stage.find(YUSUF, between(30_000, 60_000)).await, [tobias]);
    assert_eq!(stage.find(YUSUF, between(30_001, 60_001)).await, [mara]);
    assert_eq!(stage.find(YUSUF, between(90_001, 99_000)).await, []);
    assert_eq!(stage.find(YUSUF, between(60_000, 30_000)).await, []);
}

/// A tag, and a sign that turns the direction of writing.
const HOSTILE: &str = "<img src=x onerror=alert(1)> \u{202e}gnp.exe";

#[tokio::test]
async fn a_name_is_found_by_any_part_of_it() {
    let stage = Stage::open().await;
    let names = [
        HOSTILE,
        "Anne-Marie \"Nan\" O\u{2019}Dwyer",
        "50% off * (a_b) #1",
        "Zoë Žižić",
        "Jose\u{301} Ipek",
        "😀 Kim 👩\u{200d}🔧",
        "佐藤 花子",
        "MIXED İnci",
    ];
    let mut sessions = Vec::new();
    for name in names {
        sessions.push(stage.ended(MOBILE, name, BRAM, &[]).await);
    }
    for (part, expected) in [
        ("<img", &[0][..]),
        ("onerror", &[0]),
        ("<IMG src=x onerror=alert(1)> \u{fffd}gnp.exe", &[0]),
        (HOSTILE, &[0]),
        ("alert(1)>", &[0]),
        ("p.e", &[0]),
        (")", &[0, 2]),
        ("anne-m", &[1]),
        ("marie  \"nan\"", &[1]),
        ("\"", &[1]),
        ("o'dw", &[1]),
        ("O\u{2019}D", &[1]),
        ("%", &[2]),
        ("* (", &[2]),
        ("*", &[2]),
        ("_", &[2]),
        ("#1", &[2]),
        ("-", &[1]),
        ("zoe", &[3]),
        ("ŽIŽ", &[3]),
        ("ziz", &[3]),
        ("Zoe\u{308}", &[3]),
        ("josé", &[4]),
        ("jose ip", &[4]),
        ("😀", &[5]),
        ("👩\u{200d}🔧", &[5]),
        ("👩", &[5]),
        ("😀 k", &[5]),
        ("🙃", &[]),
        ("花", &[6]),
        ("藤 花", &[6]),
        ("inci", &[7]),
        ("İNCİ", &[7]),
        ("onerror=alert(2)", &[]),
        ("a img", &[]),
    ] {
        let found = stage.find(BRAM, customer(part)).await;
        let place = |lsid: &SessionId| sessions.iter().position(|one| one == lsid).unwrap();
        let found: Vec<_> = found.iter().map(place).rev().collect();
        assert_eq!(found, expected, "{part:?}");
    }
}

#[tokio::test]
async fn whatever_is_typed_is_only_text() {
    let stage = Stage::open().await;
    let lsid = stage.ended(MOBILE, "Tobias", BRAM, &["He said \"NEAR(a b)\" AND facts : p2 OR x*y"]).await;
    for hostile in [
        "\"",
        "\"\"",
        "'",
        "*",
        "^he",
        "he*",
        "-said",
        "(((",
        ")",
        "a AND",
        "OR",
        "NOT",
        "NEAR(",
        "text:he",
        "facts:p2",
        "{text facts} : he",
        "he + said",
        "\u{0}",
        "a\u{0}b",
        "\\",
        "%",
        "_",
        ";--",
        "\u{1}\u{2}",
        "\u{202e}abc",
        "𝕏",
        "ﷺ",
        "é\u{301}",
        "\" OR facts : p1 OR \"",
    ] {
        let found = stage.find(BRAM, text(hostile)).await;
        assert!(found.is_empty() || found == [lsid.clone()], "{hostile:?}");
        stage.find(BRAM, customer(hostile)).await;
    }
    for fact in ["p2", "qt1", "o2", "onobody", "ntob"] {
        let expected: &[SessionId] = if fact == "p2" { std::slice::from_ref(&lsid) } else { &[] };
        assert_eq!(stage.find(BRAM, text(fact)).await, expected, "{fact}");
    }
    assert_eq!(stage.find(BRAM, text("\"near(a b)\"")).await, [lsid]);
    let long = "é".repeat(limits::HISTORY_TEXT);
    assert_eq!(stage.find(BRAM, text(&long)).await, []);
    for refused in [text(&format!("{long}x")), customer(&format!("{long}x"))] {
        let refusal = stage.store.history(BRAM, refused).await.unwrap_err();
        assert!(matches!(refusal, StoreError::Refused(Refusal::InvalidField(_))), "{refusal}");
    }
}

#[tokio::test]
async fn a_row_shows_where_the_words_stand() {
    let stage = Stage::open().await;
    let before = "We have looked at very many other things before. ".repeat(20);
    let said = [before.as_str(), "Is it the Drucker\u{1}? No,\nthe Schrank", "Goodbye"];
    stage.ended(MOBILE, "Tobias", BRAM, &said).await;
    let found = |words: &'static str| {
        let page = stage.page(BRAM, text(words));
        async { page.await.rows.remove(0).found.unwrap() }
    };
    let piece = found("drucker schr").await;
    assert!(piece.contains("\u{1}Drucker\u{2} ? No, the \u{1}Schrank\u{2}"), "{piece:?}");
    assert!(piece.chars().count() <= 200, "{piece:?}");
    assert_eq!(piece.matches('\u{1}').count(), piece.matches('\u{2}').count());
    assert!(found("tobias").await.starts_with("\u{1}Tobias\u{2}"));
}

#[tokio::test]
async fn the_first_mebibyte_is_looked_through_and_its_beginning_shown() {
    let stage = Stage::open().await;
    let filler = "a long line of the log ".repeat(limits::MESSAGE_BYTES / 23 - 1);
    let many = |bytes: usize| std::iter::repeat_n(filler.clone(), bytes / filler.len() + 1);
    let mut said = vec!["near".to_owned()];
    said.extend(many(64 * 1024));
    said.push("far".to_owned());
    said.extend(many(limits::HISTORY_DOCUMENT_BYTES));
    said.push(format!("beyond {filler}"));
    let said: Vec<_> = said.iter().map(String::as_str).collect();
    let lsid = stage.ended(MOBILE, "Tobias", BRAM, &said).await;
    let found = async |words: &str| {
        let rows = stage.page(BRAM, text(words)).await.rows;
        rows.into_iter().map(|row| (row.lsid, row.found.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(found("near").await, [(lsid.clone(), true)]);
    assert_eq!(found("far").await, [(lsid, false)], "it is found, and not shown");
    assert_eq!(found("beyond").await, []);
}

#[tokio::test]
async fn the_volume_counts_what_ended_in_each_hour_or_day() {
    let stage = Stage::open().await;
    stage.ended(MOBILE, "One", BRAM, &[]).await;
    stage.ended(MOBILE, "Two", BRAM, &[]).await;
    stage.clock.advance_s(3 * 60 * 60);
    let left = stage.begin(MOBILE, "Three").await;
    stage.clock.advance_s(70);
    stage.store.customer_end(&left).await.unwrap();
    let query = VolumeQuery {
        by: VolumeBy::Hour,
        offset_min: Some(90),
        from: Timestamp(START),
        to: Timestamp(START + 24 * 60 * 60 * 1000),
        queue: Some(QueueId::Team(TeamId(1))),
        representative: None,
    };
    let volume = stage.store.history_volume(INES, query.clone()).await.unwrap();
    assert_eq!(volume.points.len(), 2);
    let (first, last) = (&volume.points[0], &volume.points[1]);
    assert_eq!((first.accepted, first.abandoned), (2, 0));
    assert_eq!(
        (first.median_ms, first.longest_ms, first.handled_ms),
        (Some(10_000), Some(10_000), Some(20_000))
    );
    assert_eq!((last.accepted, last.abandoned, last.longest_ms, last.median_ms), (0, 1, Some(70_000), None));
    assert_eq!((first.at.0 + 90 * 60_000) % (60 * 60_000), 0, "hours begin with the reader's clock");
    // They ended at 22:13 and 01:14 UTC.
    for (offset_min, days) in [(Some(0), 2), (Some(-240), 1)] {
        let by_day = VolumeQuery { by: VolumeBy::Day, offset_min, ..query.clone() };
        assert_eq!(stage.store.history_volume(INES, by_day).await.unwrap().points.len(), days);
    }
    assert_eq!(
        stage.store.history_volume(BRAM, query.clone()).await.unwrap().points.len(),
        1,
        "not those of nobody"
    );
    let day = 24 * 60 * 60 * 1000;
    for wrong in [
        VolumeQuery { to: query.from, ..query.clone() },
        VolumeQuery { to: Timestamp(START + 31 * day + 1), ..query.clone() },
        VolumeQuery { by: VolumeBy::Day, to: Timestamp(START + 400 * day + 1), ..query.clone() },
        VolumeQuery { offset_min: Some(841), ..query },
    ] {
        assert!(stage.store.history_volume(INES, wrong).await.is_err());
    }
}
