//! What one viewer may do at this moment.

/// What one viewer may do at this moment: the customer's grants, and whether this viewer drives.
/// Nothing is allowed by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The customer lets the screen be seen. Without it nothing else counts.
    pub view: bool,
    /// The customer lets the device be driven.
    pub control: bool,
    /// The customer lets copied texts pass by themselves, also without control.
    pub clipboard: bool,
    /// Of the session's viewers, this is the one that drives.
    pub drives: bool,
    /// This viewer sees and does nothing else: it does not even point or draw.
    pub only_sees: bool,
}

impl Allowed {
    /// Whether keys, the pointer and other sizes pass.
    #[must_use]
    pub fn input(self) -> bool {
        self.view && self.control && self.drives
    }

    /// Whether what it draws and points at passes.
    #[must_use]
    pub fn draws(self) -> bool {
        self.view && !self.only_sees
    }

    /// Whether the customer's texts pass by themselves.
    #[must_use]
    pub fn gets_texts(self) -> bool {
        self.view && self.clipboard
    }

    /// Whether the customer's text may be asked for: then one passes, also under control alone.
    #[must_use]
    pub fn asks_for_text(self) -> bool {
        self.gets_texts() || self.input()
    }

    /// Whether the viewer's texts pass: only the driver's.
    #[must_use]
    pub fn gives_texts(self) -> bool {
        self.view && self.drives && (self.control || self.clipboard)
    }
}
