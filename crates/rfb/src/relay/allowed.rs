//! What one viewer may do at this moment.

/// What one viewer may do at this moment: the customer's grants, and whether this viewer drives.
/// Nothing is allowed by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The customer lets the screen be seen. Without it nothing else counts.
    pub view: bool,
    /// The customer lets the device be driven.
    pub control: bool,
    /// The customer lets the clipboard travel both ways, also without control.
    pub clipboard: bool,
    /// Of the session's viewers, this is the one that drives.
    pub drives: bool,
}

impl Allowed {
    /// Whether keys, the pointer and other sizes pass.
    #[must_use]
    pub fn input(self) -> bool {
        self.view && self.control && self.drives
    }

    /// Whether the clipboard passes, both ways.
    #[must_use]
    pub fn clipboard(self) -> bool {
        self.view && (self.clipboard || (self.control && self.drives))
    }
}
