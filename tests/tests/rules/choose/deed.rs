//! Choosing what representatives do with sessions.

use farhand_protocol::capability::Capability;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId};

use super::Chooser;
use crate::acts::{Act, Case, Deed};
use crate::session::{Session, State};
use crate::site::{ASKED, FIELD, PHONES};
use crate::staff::Staff;

/// Names of outside helpers.
const HELPERS: [&str; 6] = ["Anouk", "Dario", "Femke", "Halim", "Ilse", "Jonas"];

impl Chooser<'_> {
    pub(super) fn deed(&mut self, case: Case) -> Act {
        let session = &self.model.sessions[case];
        let taken = matches!(session.state, State::Active(_));
        if !taken && self.percent(35) {
            return Act::In(self.concerned(case), case, Deed::Accept);
        }
        match self.below(100) {
            0..4 => Act::In(self.concerned(case), case, Deed::Accept),
            4..38 => self.owners_deed(case),
            38..62 => self.sharing(case),
            62..74 => self.about_helpers(case),
            _ => self.supervising(case),
        }
    }

    pub(super) fn answer_offer(&mut self, case: Case) -> Act {
        let case = self.case_where(case, |session| session.offer.is_some());
        let Some(offer) = self.model.sessions[case].offer else { return self.deed(case) };
        let who = if self.percent(90) { offer.to } else { self.concerned(case) };
        Act::In(who, case, Deed::AnswerOffer(self.percent(50)))
    }

    fn owners_deed(&mut self, case: Case) -> Act {
        let who = self.participant(case);
        let deed = match self.below(38) {
            0..4 => Deed::Hold,
            4..6 => Deed::End,
            6..9 => Deed::Say,
            9..12 => Deed::Whisper,
            12..21 => Deed::Transfer(self.queue(), self.percent(40), self.percent(25)),
            21..26 => Deed::HandOver(self.beside(case)),
            26..29 => Deed::Leave,
            29..33 => return Act::In(self.beside(case), case, Deed::Leave),
            _ => Deed::Remove(self.beside(case)),
        };
        Act::In(who, case, deed)
    }

    fn sharing(&mut self, case: Case) -> Act {
        if self.percent(40) {
            return Act::In(self.participant(case), case, Deed::Share(self.with()));
        }
        let case = self.case_where(case, |session| !session.shares.is_empty());
        let shares = &self.model.sessions[case].shares;
        if shares.is_empty() {
            return Act::In(self.participant(case), case, Deed::Share(self.with()));
        }
        let share = shares[self.below(shares.len())];
        let id = if self.percent(5) { 1 } else { share.id };
        let whom = self.invited(share.with);
        match self.below(10) {
            0..6 => Act::In(whom, case, Deed::AcceptShare(id)),
            6..8 => Act::In(whom, case, Deed::DeclineShare(id)),
            _ => Act::In(self.concerned(case), case, Deed::CancelShare(id)),
        }
    }

    fn with(&mut self) -> ShareWith {
        if self.percent(30) {
            ShareWith::Team { id: self.one_of(&[PHONES, FIELD]) }
        } else {
            ShareWith::Representative { id: self.somebody() }
        }
    }

    fn invited(&mut self, with: ShareWith) -> RepresentativeId {
        match with {
            ShareWith::Representative { id } if self.percent(85) => id,
            ShareWith::Team { id } if self.percent(85) => {
                let people = self.model.people.0.iter();
                let all: Vec<_> = people.filter(|one| one.is_of(id)).map(|one| one.id).collect();
                if all.is_empty() { self.somebody() } else { self.one_of(&all) }
            }
            _ => self.somebody(),
        }
    }

    fn about_helpers(&mut self, case: Case) -> Act {
        if self.percent(70) {
            return Act::In(self.participant(case), case, Deed::InviteHelper(self.one_of(&HELPERS)));
        }
        let case = self.case_where(case, |session| !session.helpers.is_empty());
        let helpers = &self.model.sessions[case].helpers;
        if helpers.is_empty() {
            return Act::In(self.participant(case), case, Deed::InviteHelper(self.one_of(&HELPERS)));
        }
        let helper = &helpers[self.below(helpers.len())];
        let (number, by) = (helper.number, helper.by);
        let who = if self.percent(50) { by } else { self.supervisor(case) };
        Act::In(who, case, Deed::RemoveHelper(number))
    }

    fn supervising(&mut self, case: Case) -> Act {
        let who = self.supervisor(case);
        let deed = match self.below(100) {
            0..30 => Deed::Monitor(self.percent(50)),
            30..45 => Deed::Join,
            45..65 => Deed::TakeOver(self.participant(case)),
            65..75 => Deed::Remove(self.beside(case)),
            _ => return self.assign(case),
        };
        Act::In(who, case, deed)
    }

    fn assign(&mut self, case: Case) -> Act {
        let case = self.case_where(case, |session| session.waits());
        let who = self.supervisor(case);
        let queue = self.model.sessions[case].queue().unwrap_or(QueueId::General);
        let people = &self.model.people;
        let fits =
            |one: &&Staff| one.serves(queue) && one.ready.is_available() && people.reaches(who, one.id);
        let all: Vec<_> = people.0.iter().filter(fits).map(|one| one.id).collect();
        let to = if all.is_empty() || self.percent(20) { self.somebody() } else { self.one_of(&all) };
        Act::In(who, case, Deed::Assign(to))
    }

    pub(super) fn permits(&mut self, case: Case) -> Act {
        if self.percent(25) {
            return self.drive(case);
        }
        let case = self.case_where(case, |session| session.active_owner().is_some());
        let who = self.participant(case);
        let session = &self.model.sessions[case];
        let what = self.one_of(&ASKED);
        let deed = match self.below(100) {
            _ if !session.has_device() && self.percent(60) => Deed::Attach,
            0..4 => Deed::Attach,
            4..82 => Deed::Ask(what),
            82..88 => Deed::TakeBack(what),
            _ => Deed::Stop(what),
        };
        Act::In(who, case, deed)
    }

    /// Mostly where control is given; whoever drives may leave with it.
    fn drive(&mut self, case: Case) -> Act {
        let given = |session: &Session| session.permits.is_given(Capability::Control);
        let case = self.case_where(case, |session| given(session) && session.participants.len() > 1);
        let session = &self.model.sessions[case];
        match session.permits.driver {
            Some(driver) if session.owner() != Some(driver) && self.percent(50) => {
                Act::In(driver, case, Deed::Leave)
            }
            _ => Act::In(self.beside(case), case, Deed::Drive(self.percent(80))),
        }
    }
}
