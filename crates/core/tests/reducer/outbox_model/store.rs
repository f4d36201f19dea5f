//! What the console's writes add up to.

use farhand_core::stored::{Stored, StoredInvites, StoredTalk, Write};

/// Applies one write.
pub fn apply(stored: &mut Stored, write: Write) {
    match write {
        Write::Settings(settings) => stored.settings = settings,
        Write::PutSite(site) => {
            stored.sites.retain(|known| known.address != site.address);
            stored.sites.insert(0, site);
        }
        Write::RemoveSite(address) => {
            stored.sites.retain(|site| site.address != address);
            stored.drafts.retain(|draft| draft.key.site != address);
            stored.outbox.retain(|message| message.site != address);
            stored.tabs.retain(|tab| tab.site != address);
            stored.transfers.retain(|one| one.site != address);
            stored.invites.retain(|one| one.site != address);
            stored.talks.retain(|one| one.site != address);
            stored.talk_lines.retain(|one| one.site != address);
        }
        Write::PutDraft(draft) => {
            stored.drafts.retain(|known| known.key != draft.key);
            if !draft.text.is_empty() {
                stored.drafts.push(draft);
            }
        }
        Write::PutMessage(message) => {
            let id = &message.client_id;
            match stored.outbox.iter_mut().find(|known| known.client_id == *id) {
                Some(known) => *known = message,
                None => stored.outbox.push(message),
            }
        }
        Write::RemoveMessage { client_id, .. } => {
            stored.outbox.retain(|message| message.client_id != client_id);
        }
        Write::PutTransfer(transfer) => match stored.transfers.iter_mut().find(|one| one.id == transfer.id) {
            Some(known) => *known = *transfer,
            None => stored.transfers.push(*transfer),
        },
        Write::RemoveTransfer(id) => stored.transfers.retain(|one| one.id != id),
        Write::PutInvites(invites) => {
            let of = |one: &StoredInvites| (one.site.clone(), one.user_name.clone());
            stored.invites.retain(|one| of(one) != of(&invites));
            stored.invites.push(*invites);
        }
        Write::PutTalk(talk) => {
            let of = |one: &StoredTalk| (one.site.clone(), one.user_name.clone(), one.with);
            stored.talks.retain(|one| of(one) != of(&talk));
            stored.talks.push(talk);
        }
        Write::PutTalkLine(line) => {
            match stored.talk_lines.iter_mut().find(|one| one.client_id == line.client_id) {
                Some(known) => *known = line,
                None => stored.talk_lines.push(line),
            }
        }
        Write::RemoveTalkLine { client_id, .. } => {
            stored.talk_lines.retain(|line| line.client_id != client_id);
        }
        Write::PutTabs { site, tabs } => {
            stored.tabs.retain(|tab| tab.site != site);
            stored.tabs.extend(tabs);
        }
    }
}
