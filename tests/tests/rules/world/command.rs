//! What representatives do in sessions, as the store's commands.

use farhand_appliance::store::Command;
use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::{Ask, Capability};
use farhand_protocol::chat::NewMessage;
use farhand_protocol::team::{NewShare, Transfer};

use super::{Done, World};
use crate::acts::{Case, Deed};
use crate::site::FILES;

impl World {
    pub(super) async fn in_session(&mut self, who: RepresentativeId, case: Case, deed: Deed) -> Done {
        match deed {
            Deed::Attach => self.attach(who, case).await,
            Deed::InviteHelper(name) => self.invite_helper(who, case, name).await,
            _ => self.perform(who, self.command(case, deed)).await.map(|_| ()),
        }
    }

    fn command(&self, case: Case, deed: Deed) -> Command {
        let lsid = self.sessions[case].clone();
        match deed {
            Deed::Accept => Command::Accept { lsid },
            Deed::Hold => Command::Hold { lsid },
            Deed::End => Command::End { lsid },
            Deed::Say => Command::Say { lsid, message: self.words() },
            Deed::Whisper => Command::Whisper { lsid, whisper: self.words() },
            Deed::Transfer(to, stay, note) => {
                let note = note.then(|| "Why it goes there".to_owned());
                Command::Transfer { lsid, transfer: Transfer { to, note, stay } }
            }
            Deed::HandOver(to) => Command::HandOver { lsid, to },
            Deed::Leave => Command::Leave { lsid },
            Deed::Remove(who) => Command::RemoveParticipant { lsid, who },
            Deed::Share(with) => Command::Share { lsid, share: NewShare { with, note: None } },
            Deed::AcceptShare(share) => Command::AcceptShare { lsid, share },
            Deed::DeclineShare(share) => Command::DeclineShare { lsid, share },
            Deed::CancelShare(share) => Command::CancelShare { lsid, share },
            Deed::RemoveHelper(helper) => Command::RemoveHelper { lsid, helper },
            Deed::Monitor(seen) => Command::Monitor { lsid, seen },
            Deed::Join => Command::Join { lsid },
            Deed::TakeOver(from) => Command::TakeOver { lsid, from },
            Deed::Assign(to) => Command::Assign { lsid, to },
            Deed::AnswerOffer(accept) => Command::AnswerAssignment { lsid, accept },
            Deed::Ask(what) => {
                let files = (what == Capability::Files).then_some(FILES);
                Command::Ask { lsid, ask: Ask { what, files, info: None } }
            }
            Deed::TakeBack(what) => Command::TakeBack { lsid, what },
            Deed::Stop(what) => Command::Stop { lsid, what },
            Deed::Drive(drive) => Command::Drive { lsid, drive },
            Deed::Attach | Deed::InviteHelper(_) => unreachable!("has an answer that matters"),
        }
    }

    pub(super) fn words(&self) -> NewMessage {
        let client_id = format!("words-{:08}", self.commands).parse().expect("an id");
        NewMessage { client_id, text: "Some words".to_owned() }
    }
}
