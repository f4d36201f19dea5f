//! What is refused, and what is bounded.

use super::super::{Lead, digits};
use super::*;
use crate::http::guesses::guessable;

#[test]
fn digits_are_never_read_where_no_guess_is_counted() {
    let fill = "-".repeat(limits::LINK_SECRET - limits::KEY_DIGITS);
    for at in 0..=limits::KEY_DIGITS {
        let (before, after) = "604281937".split_at(at);
        let typed = format!("{before}{fill}{after}");
        assert!(!guessable(&typed) && digits(&typed).is_none(), "{typed}");
        assert_eq!(Lead::of(&typed), Some(Lead::Link(typed.clone())));
    }
    assert_eq!(digits(" 604 281-937 ").as_deref(), Some("604281937"));
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let stand = Stand::open().await;
    let id = stand.make(QueueId::General).await.id;
    stand.send(id, &["c0@example.org", "c1@example.org"]).await.unwrap();
    let since = stand.store.log_head().await.unwrap();
    let nine: Vec<_> = (10..19).map(|n| format!("c{n}@example.org")).collect();
    let nine: Vec<_> = nine.iter().map(String::as_str).collect();
    for bad in [
        &[][..],
        &nine,
        &["new@example.org", "new@example.org"],
        &["new@example.org", "C1@example.org"],
        &["new@example.org", "bad"],
        &["new@example.org\r\nBcc: eve@example.org"],
    ] {
        assert!(matches!(refusal(stand.send(id, bad).await), Refusal::InvalidField(_)), "{bad:?}");
    }
    for numbers in [vec![], vec![1; 11]] {
        let again = KeyCommand::SendAgain { id, again: SendAgain { numbers } };
        assert!(matches!(refusal(stand.does(INES, again).await), Refusal::InvalidField(_)));
    }
    let again = KeyCommand::SendAgain { id, again: SendAgain { numbers: vec![1, 3] } };
    assert_eq!(refusal(stand.does(INES, again).await), Refusal::NotFound("invitation"));
    for (template, language) in [(Some("none"), None), (None, Some("tlh"))] {
        let [template, language] = [template, language].map(|text: Option<&str>| text.map(str::to_owned));
        let invitations = NewInvitations { template, language, ..to(&["new@example.org"]) };
        let refused = stand.does(INES, KeyCommand::Send { id, invitations }).await;
        assert!(matches!(refusal(refused), Refusal::InvalidField(_)));
    }
    assert_eq!(stand.key(id).await.invitations.len(), 2);
    assert_eq!(stand.store.log_head().await.unwrap(), since);
    stand.store.set_mail_settings(None).await.unwrap();
    assert!(matches!(refusal(stand.send(id, &["new@example.org"]).await), Refusal::WrongState(_)));
}

#[tokio::test]
async fn fields_have_their_limits_and_start_no_line_of_their_own() {
    let stand = Stand::open().await;
    let new = |change: fn(&mut NewKey)| {
        let mut new = NewKey::into_queue(QueueId::General);
        change(&mut new);
        new
    };
    let good = [
        new(|new| new.portal = Some(format!("{PORTAL}/"))),
        new(|new| new.name = Some("ä".repeat(limits::CUSTOMER_FIELD))),
        new(|new| new.life_s = Some(limits::KEY_LIFE_MAX_S)),
    ];
    let bad = [
        new(|new| new.portal = Some("https://elsewhere.example.com".to_owned())),
        new(|new| new.name = Some("x".repeat(limits::CUSTOMER_FIELD + 1))),
        new(|new| new.name = Some("Mara\r\nBcc: eve@example.org".to_owned())),
        new(|new| new.external_reference = Some("T-1\n".to_owned())),
        new(|new| drop(new.attributes.insert("a".to_owned(), "b\r\nc".to_owned()))),
        new(|new| new.life_s = Some(limits::KEY_LIFE_MIN_S - 1)),
        new(|new| new.life_s = Some(limits::KEY_LIFE_MAX_S + 1)),
    ];
    for new_key in good {
        assert!(stand.does(INES, KeyCommand::Make { new_key: new_key.clone() }).await.is_ok(), "{new_key:?}");
    }
    for new_key in bad {
        let refused = stand.does(INES, KeyCommand::Make { new_key: new_key.clone() }).await;
        assert!(matches!(refusal(refused), Refusal::InvalidField(_)), "{new_key:?}");
    }
    let elsewhere = KeyCommand::Make { new_key: NewKey::into_queue(QueueId::Personal(BRAM)) };
    assert!(matches!(refusal(stand.does(INES, elsewhere).await), Refusal::Forbidden(_)));
}

#[tokio::test]
async fn a_message_goes_again_under_another_id_and_with_the_same_link() {
    let stand = Stand::open().await;
    let id = stand.make(QueueId::General).await.id;
    stand.send(id, &["tobias@example.org"]).await.unwrap();
    let first = stand.store.due_letters(9).await.unwrap().remove(0);
    let again = async || {
        let again = KeyCommand::SendAgain { id, again: SendAgain { numbers: vec![1] } };
        stand.does(INES, again).await.unwrap();
        stand.store.due_letters(9).await.unwrap().remove(0)
    };
    assert_eq!(again().await, first, "it has not gone yet");
    stand.store.note_letter(first.id(), crate::store::Fate::Sent).await.unwrap();
    assert_eq!(stand.store.due_letters(9).await.unwrap(), []);
    let second = again().await;
    assert_ne!(second.message_id, first.message_id);
    assert_eq!(second.link, first.link);
}

#[tokio::test]
async fn one_maker_has_not_more_than_so_many_keys_outstanding() {
    let stand = Stand::open().await;
    let fill = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
         INSERT INTO session_key (site_id, seed, draw, hash, link_hash, portal, queue, starts_as, attributes,
         made_by, representative_id, made_at, expires_at, state) SELECT 1, randomblob(16), 0, randomblob(32),
         randomblob(32), '', 'general', '\"choice\"', '{{}}', '{{\"kind\":\"representative\",\"id\":1,\"name\":\"\"}}',
         1, 0, 9e15, '{{\"kind\":\"outstanding\"}}' FROM n",
        limits::KEYS_OUTSTANDING - 1
    );
    stand.store.write(move |write| Ok(write.execute_batch(&fill)?)).await.unwrap();
    let id = stand.make(QueueId::General).await.id;
    let make = || KeyCommand::Make { new_key: NewKey::into_queue(QueueId::General) };
    assert!(matches!(refusal(stand.does(INES, make()).await), Refusal::WrongState(_)));
    assert!(stand.does(BRAM, make()).await.is_ok());
    stand.does(INES, KeyCommand::Revoke { id }).await.unwrap();
    assert!(stand.does(INES, make()).await.is_ok());
    assert_eq!(stand.store.snapshot(INES, PORTAL).await.unwrap().keys.len(), 200, "the newest ones");
}

#[tokio::test]
async fn further_portals_are_the_site_s_own() {
    let stand = Stand::open().await;
    let mut site = stand.store.site().await.unwrap();
    let since = stand.store.log_head().await.unwrap();
    stand.store.set_site(site.clone()).await.unwrap();
    assert_eq!(stand.rows_since(since).await, [], "nothing is different");
    site.invites.portals =
        vec![crate::domain::invite_rules::portal("Repairs=https://repairs.example.com").unwrap()];
    (site.invites.life_default_s, site.invites.life_max_s) = (120, 600);
    stand.store.set_site(site).await.unwrap();
    assert_eq!(stand.rows_since(since).await, [Kind::InviteSetup]);
    let setup = stand.store.invite_setup(PORTAL).await.unwrap();
    assert_eq!((setup.life_default_s, setup.life_max_s), (120, 600));
    assert_eq!(
        setup.portals.iter().map(|p| &*p.address).collect::<Vec<_>>(),
        [PORTAL, "https://repairs.example.com"]
    );
    assert_eq!(setup.from.as_deref(), Some("Example Support <support@example.com>"));
    let portal = Some("https://repairs.example.com".to_owned());
    let new_key = NewKey { portal, ..NewKey::into_queue(QueueId::General) };
    let key = stand.does(INES, KeyCommand::Make { new_key: new_key.clone() }).await.unwrap();
    assert!(key.link.starts_with("https://repairs.example.com/i/"), "{}", key.link);
    assert_eq!(key.expires_at, key.made_at.plus(120_000));
    let long = NewKey { life_s: Some(601), ..new_key };
    assert!(matches!(
        refusal(stand.does(INES, KeyCommand::Make { new_key: long }).await),
        Refusal::InvalidField(_)
    ));
}
