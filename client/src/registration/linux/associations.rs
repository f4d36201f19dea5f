//! The user's list of which program opens what: groups of lines `type=entry;entry;`. Only what is
//! said about `farhand:` links is ever changed; every other line stays as it was written.

/// The type of things that `farhand:` links are.
pub const SCHEME: &str = "x-scheme-handler/farhand";

const DEFAULT: &str = "[Default Applications]";
const ADDED: &str = "[Added Associations]";
const REMOVED: &str = "[Removed Associations]";

/// See the module's comment.
pub struct Associations(Vec<String>);

impl Associations {
    /// Reads a list.
    pub fn read(text: &str) -> Self {
        Self(text.lines().map(str::to_owned).collect())
    }

    /// The list as it is now.
    pub fn write(&self) -> String {
        self.0.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// This entry opens links. Unless it insists, it does not take them from another one, and not
    /// where the user has taken them from it.
    pub fn add(&mut self, entry: &str, insist: bool) {
        if !insist && self.entries(REMOVED).iter().any(|other| other == entry) {
            return;
        }
        self.take_out(REMOVED, entry);
        let mut openers = self.entries(DEFAULT);
        if insist || openers.is_empty() {
            openers.retain(|other| other != entry);
            openers.insert(0, entry.to_owned());
            self.set(DEFAULT, &openers);
        }
        let mut able = self.entries(ADDED);
        if !able.iter().any(|other| other == entry) {
            able.push(entry.to_owned());
            self.set(ADDED, &able);
        }
    }

    /// This entry opens links no more.
    pub fn remove(&mut self, entry: &str) {
        for group in [DEFAULT, ADDED, REMOVED] {
            self.take_out(group, entry);
        }
    }

    fn take_out(&mut self, group: &str, entry: &str) {
        let mut entries = self.entries(group);
        let before = entries.len();
        entries.retain(|other| other != entry);
        if entries.len() != before {
            self.set(group, &entries);
        }
    }

    /// What a group says about links, in its order.
    fn entries(&self, group: &str) -> Vec<String> {
        let line = self.line(group).map(|at| self.0[at].as_str());
        let value = line.and_then(|line| line.split_once('=')).map_or("", |(_, value)| value);
        value.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
    }

    /// The line of a group that is about links.
    fn line(&self, group: &str) -> Option<usize> {
        let is_about = |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim() == SCHEME);
        self.lines_of(group)?.find(|at| is_about(&self.0[*at]))
    }

    /// The lines of a group, without its name.
    fn lines_of(&self, group: &str) -> Option<std::ops::Range<usize>> {
        let first = self.0.iter().position(|line| line.trim() == group)? + 1;
        let more = self.0[first..].iter().position(|line| line.trim_start().starts_with('['));
        Some(first..more.map_or(self.0.len(), |more| first + more))
    }

    /// Says this about links; nothing removes the line.
    fn set(&mut self, group: &str, entries: &[String]) {
        let at = self.line(group);
        if entries.is_empty() {
            if let Some(at) = at {
                self.0.remove(at);
            }
            return;
        }
        // A semicolon after the only one is allowed, and `xdg-mime` does not expect it.
        let line = format!("{SCHEME}={}", entries.join(";"));
        match (at, self.lines_of(group)) {
            (Some(at), _) => self.0[at] = line,
            (None, Some(lines)) => {
                let blank = self.0[lines.clone()].iter().rev().take_while(|line| line.trim().is_empty());
                let end = lines.end - blank.count();
                self.0.insert(end, line);
            }
            (None, None) => {
                if self.0.last().is_some_and(|last| !last.trim().is_empty()) {
                    self.0.push(String::new());
                }
                self.0.extend([group.to_owned(), line]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "farhand-client.desktop";

    fn added(text: &str, insist: bool) -> String {
        let mut list = Associations::read(text);
        list.add(OURS, insist);
        let once = list.write();
        list.add(OURS, insist);
        assert_eq!(list.write(), once, "adding twice is adding once");
        once
    }

    fn removed(text: &str) -> String {
        let mut list = Associations::read(text);
        list.remove(OURS);
        list.write()
    }

    #[test]
    fn an_empty_list_gets_both_groups() {
        let expected = "[Default Applications]\nx-scheme-handler/farhand=farhand-client.desktop\n\n\
                        [Added Associations]\nx-scheme-handler/farhand=farhand-client.desktop\n";
        assert_eq!(added("", false), expected);
        assert_eq!(removed(expected), "[Default Applications]\n\n[Added Associations]\n");
    }

    #[test]
    fn other_lines_stay() {
        let text = "# mine\n[Added Associations]\ntext/html=a.desktop;b.desktop;\n\n\
                    [Default Applications]\ntext/html=a.desktop\n";
        let list = added(text, false);
        let kept =
            list.lines().filter(|line| !line.contains("farhand")).collect::<Vec<_>>().join("\n") + "\n";
        assert_eq!(kept, text);
        assert!(list.contains("b.desktop;\nx-scheme-handler/farhand=farhand-client.desktop\n\n[Default"));
        assert_eq!(removed(&list), text);
    }

    #[test]
    fn another_opener_keeps_its_place_until_it_is_taken() {
        let text = "[Default Applications]\nx-scheme-handler/farhand = other.desktop;\n";
        let polite = added(text, false);
        assert!(polite.contains("farhand = other.desktop;\n"), "{polite}");
        assert!(polite.contains("[Added Associations]\nx-scheme-handler/farhand=farhand-client.desktop\n"));
        let insisting = added(text, true);
        assert!(insisting.contains("farhand=farhand-client.desktop;other.desktop\n"), "{insisting}");
        assert!(removed(&insisting).contains("farhand=other.desktop\n"));
    }

    #[test]
    fn what_the_user_removed_stays_so_until_it_is_taken() {
        let text = "[Removed Associations]\nx-scheme-handler/farhand=farhand-client.desktop;\n";
        assert_eq!(added(text, false), text);
        assert!(added(text, true).starts_with("[Removed Associations]\n\n[Default Applications]\n"));
    }
}
